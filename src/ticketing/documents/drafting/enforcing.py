"""An officer draws up the enforcement of an unpaid fine: from an income (MQĐ07) or from an account (MQĐ08).

LHAV art. 86-87. What the law does not allow is refused when it is drawn up, and once more when it is signed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.states import Refused
from ticketing.documents.codes import ACCOUNT
from ticketing.documents.content.orders.order_facts import EnforcementOrder
from ticketing.documents.content.wording import clean
from ticketing.documents.drafting.manual_drafts import draw_up
from ticketing.documents.drafting.orders import decided
from ticketing.documents.drafting.signing_day import enforced_until, refuse_unenforceable
from ticketing.documents.kinds import ENFORCEMENTS
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys


@dataclass(frozen=True)
class Deduction:
    """What an officer asks for, as he typed it (see EnforcementOrder). costs_vnd: of the enforcement."""

    holder: str
    holder_address: str
    until: date
    account: str = ""
    each_time: str = ""
    costs_vnd: int = 0


def enforce(
    session: Session, keys: FieldKeys, case_id: str, kind: str, asked: Deduction, interest_vnd: int, *, actor: Actor,
    at: datetime,
) -> Document:  # fmt: skip
    """Draw the decision up; it waits for the signer. kind: one of ENFORCEMENTS.

    interest_vnd: late interest by the end of today, as the ledger counts it. Raises Refused.
    """
    if kind not in ENFORCEMENTS:
        raise Refused(f"'{kind}' is no enforcement decision. Possible: {', '.join(ENFORCEMENTS)}.")
    today = vietnam_day(at)
    case, decision, owed = decided(session, case_id, kind, actor)
    refuse_unenforceable(session, case, kind, today)
    if owed.left_vnd == 0:
        raise Refused("Nothing of the fine is unpaid: there is nothing to enforce.")
    if kind != ACCOUNT and decision.organisation:
        raise Refused("An organisation has no salary: its fine is deducted from an account.")
    _refuse_lack(kind, asked)
    last = enforced_until(session, case)
    if asked.until <= today:
        raise Refused("Write a later day: employer or bank need time to carry it out.")
    if last is not None and asked.until > last:
        raise Refused(f"It is carried out by {last} at the latest (LHAV art. 74).")
    order = EnforcementOrder(
        owed, interest_vnd, today, asked.costs_vnd, clean(asked.holder), clean(asked.holder_address), asked.until,
        account=clean(asked.account) if kind == ACCOUNT else "", each_time=clean(asked.each_time),
    )  # fmt: skip
    return draw_up(session, keys, case_id, kind, order, actor=actor, at=at)


def _refuse_lack(kind: str, asked: Deduction) -> None:
    if not clean(asked.holder) or not clean(asked.holder_address):
        raise Refused("Write name and address of the employer or the bank, as the decision prints them.")
    if kind == ACCOUNT and not clean(asked.account):
        raise Refused("Write the account from which it is deducted.")
