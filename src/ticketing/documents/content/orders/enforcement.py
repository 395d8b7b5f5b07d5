"""Enforcement of an unpaid fine: deduction from an income (MQĐ07) and from an account (MQĐ08), LHAV art. 86-87.

The forms were not seen in full: their fields are worked out from the law and from what the other decisions hold.
"""

from dataclasses import dataclass
from datetime import date

from ticketing.documents.content import wording
from ticketing.documents.content.facts import AgencyFacts, Mark, SignerFacts, TreasuryFacts
from ticketing.documents.content.orders.orders import OrderFacts, OrderHead, order_head
from ticketing.documents.content.parts import Content, MissingFact, required

DELEGATED = "giao quyền cưỡng chế thi hành quyết định xử phạt vi phạm hành chính"


@dataclass(frozen=True)
class Sums:
    """What is deducted, in đồng. interest_vnd: late interest by the end of `counted_on`; costs_vnd: of enforcing."""

    fine_vnd: int
    interest_vnd: int
    counted_on: date
    costs_vnd: int


@dataclass(frozen=True)
class Garnishee:
    """The employer or the bank. account: of a deduction from one. each_time: how much, in finished words."""

    name: str
    address: str
    account: str = ""
    each_time: str = ""


@dataclass(frozen=True)
class Enforcement(Content):
    """MQĐ07 or MQĐ08. costs, each_time: empty where there are none."""

    order: OrderHead
    holder: str
    holder_address: str
    holder_account: str
    each_time: str
    fine: str
    interest: str
    counted_on: str
    rate: str
    costs: str
    total: str
    until: str
    treasury: str
    bank: str
    account: str
    agency_code: str
    chapter_code: str
    sub_item_code: str


def build_enforcement(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, sums: Sums, holder: Garnishee,
    until: date,
    treasury: TreasuryFacts, rate: str, decree: str,
) -> Enforcement:  # fmt: skip
    """rate: late interest a day as papers write it, "0,05%". decree: what details enforcement, named in full.

    Raises MissingFact where nothing is to be deducted, or the agency's data lack what stands on it.
    """
    if sums.fine_vnd <= 0 or sums.interest_vnd < 0 or sums.costs_vnd < 0:
        raise MissingFact(f"There is nothing to enforce: {sums.fine_vnd} đồng of the fine are unpaid.")
    decree = required(decree, "decree on enforcement (`enforcement.decree` of the agency's data)")
    return Enforcement(
        order=order_head(agency, signer, mark, order, "Điều 86, Điều 87", decree=decree, delegated=DELEGATED),
        holder=required(holder.name, "employer or bank"),
        holder_address=required(holder.address, "address of the employer or bank"),
        holder_account=holder.account,
        each_time=holder.each_time.rstrip(" ."),
        fine=wording.amount_line(sums.fine_vnd),
        interest=wording.amount_line(sums.interest_vnd) if sums.interest_vnd else "",
        counted_on=wording.day_in_words(sums.counted_on),
        rate=rate,
        costs=wording.amount_line(sums.costs_vnd) if sums.costs_vnd else "",
        total=wording.amount_line(sums.fine_vnd + sums.interest_vnd + sums.costs_vnd),
        until=wording.day_in_words(until),
        treasury=required(treasury.treasury, "State Treasury"),
        bank=treasury.bank,
        account=required(treasury.account, "account of the State Treasury"),
        agency_code=required(treasury.agency_code, "code of the agency"),
        chapter_code=required(treasury.chapter_code, "chapter code"),
        sub_item_code=required(treasury.sub_item_code, "sub-item code"),
    )
