"""The penalty decision, MQĐ02 (D118 annex as replaced by Decree 68/2025, wording of Decree 190/2025).

Licence points are no field of this form; they go into the points notice, Mẫu số 02/73 (domain.md 2.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    FineFacts,
    Mark,
    PartyFacts,
    SignerFacts,
    TreasuryFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.identity import identified
from ticketing.documents.content.parts import (
    DecisionHead,
    MissingFact,
    Party,
    Signature,
    Vehicle,
    head_lines,
    party,
    required,
    signature,
    vehicle,
)
from ticketing.kit.money import format_vnd

LAW = "Luật Xử lý vi phạm hành chính (sửa đổi, bổ sung năm 2020 và năm 2025)"


@dataclass(frozen=True)
class DecisionFacts:
    """What a decision rests on and whom it goes to.

    hearing: minutes of the hearing (BB-GTTT), where there are any.
    verification: all minutes of verification (BB-XM), in the order in which they were signed.
    pay_within_days: length of the term PAYMENT (LHAV art. 73). held: papers or vehicle held as security.
    cooperating: who takes part in the execution.
    parents: parent or guardian of a violator who is a minor. for_parents: whether he is one, and they get a copy.
    """

    minutes: Mark
    pay_within_days: int
    hearing: Mark | None = None
    verification: tuple[Mark, ...] = ()
    other_bases: tuple[str, ...] = ()
    held: str = ""
    cooperating: str = ""
    parents: str = ""
    for_parents: bool = False


@dataclass(frozen=True)
class Decision(DecisionHead):
    """MQĐ02, article by article. warning: the main sanction is one; fine, treasury and account are empty then."""

    warning: bool
    violator: Party
    vehicle: Vehicle
    act: str
    violated_at: str
    place: str
    article: str
    aggravating: str
    mitigating: str
    fine: str
    fine_digits: str
    additional_sanctions: str
    remedies: str
    in_force: str
    pay_within_days: str
    treasury: str
    bank: str
    account: str
    agency_code: str
    chapter_code: str
    sub_item_code: str
    held: str
    executing_unit: str
    cooperating: str
    payment_code: str
    late_rate: str
    recipients: tuple[str, ...]
    signature: Signature


def build_decision(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    violator: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    fine: FineFacts,
    treasury: TreasuryFacts,
    ground: DecisionFacts,
    *,
    payment_code: str = "",
) -> Decision:
    """MQĐ02 over one act.

    payment_code: payload of a VietQR code (`content.vietqr`), only where the agency confirmed that its account takes
    one. Raises MissingFact for a fine of nothing or a place to pay that is not known; of a warning nothing is paid.
    """
    if fine.amount_vnd <= 0 and not fine.warning:
        raise MissingFact(f"A fine of {fine.amount_vnd} đồng is none.")
    return Decision(
        **head_lines(agency, signer, mark, _bases(violation, ground, warning=fine.warning)),
        warning=fine.warning,
        violator=party(identified(violator)),
        vehicle=vehicle(car),
        act=required(violation.act_vi, "act in the words of the decree"),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        article=required(violation.article, "article"),
        aggravating=wording.listed(fine.aggravating),
        mitigating=wording.listed(fine.mitigating),
        fine="" if fine.warning else wording.amount_line(fine.amount_vnd),
        fine_digits="" if fine.warning else format_vnd(fine.amount_vnd),
        additional_sanctions=wording.listed(fine.additional_sanctions),
        remedies=wording.listed(fine.remedies),
        in_force="ngày ký",
        pay_within_days=wording.two_digits(ground.pay_within_days),
        treasury="" if fine.warning else required(treasury.treasury, "State Treasury"),
        bank=treasury.bank,
        account="" if fine.warning else required(treasury.account, "revenue account of the State Treasury"),
        agency_code=treasury.agency_code,
        chapter_code=treasury.chapter_code,
        sub_item_code=treasury.sub_item_code,
        held=ground.held,
        executing_unit=agency.full_name,
        cooperating=ground.cooperating,
        payment_code=payment_code,
        late_rate="" if fine.warning else wording.late_rate(mark.day),
        recipients=("- Như Điều 3;", *_parents(ground), "- Lưu: Hồ sơ."),
        signature=signature(signer),
    )


def _bases(violation: ViolationFacts, ground: DecisionFacts, *, warning: bool) -> Sequence[str]:
    """The bases in the order of the form; each that does not exist in this case is left out.

    The articles 62 and 63 that the form brackets are about files handed to or by criminal procedure: no camera case is
    one. A hearing (article 61) has a line of its own. A warning in place of a fine rests on the articles on minors and
    on warnings (LHAV art. 5.1.a, 22, 134.3).
    """
    lines = [
        f"Căn cứ Điều 57, Điều 68, Điều 70, Điều 78, Điều 85 {LAW}",
        f"Căn cứ {required(violation.decree, 'fining decree')}",
        *([f"Căn cứ {violation.amended_by}"] if violation.amended_by else []),
        *([f"Căn cứ điểm a khoản 1 Điều 5, Điều 22, khoản 3 Điều 134 {LAW}"] if warning else []),
        *(f"Căn cứ {base}" for base in ground.other_bases),
        _minutes("Biên bản vi phạm hành chính", ground.minutes),
    ]
    if ground.hearing:
        lines.append(_minutes("Biên bản phiên giải trình trực tiếp", ground.hearing))
    lines += [
        f"{_minutes('Biên bản', mark)} xác minh tình tiết của vụ việc vi phạm hành chính"
        for mark in ground.verification
    ]
    return lines


def _parents(ground: DecisionFacts) -> Sequence[str]:
    """The copy for parent or guardian of a minor, by the name that the minutes know."""
    if not ground.for_parents:
        return ()
    whose = "cha mẹ hoặc người giám hộ của người vi phạm"
    return (f"- {ground.parents} ({whose});" if ground.parents else f"- {whose[0].upper()}{whose[1:]};",)


def _minutes(kind_vi: str, mark: Mark) -> str:
    return f"Căn cứ {kind_vi} số {mark.number} lập ngày {wording.short_day(mark.day)}"
