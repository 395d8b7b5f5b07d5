"""Letters that take a notice back."""

from dataclasses import dataclass
from typing import Any

from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    PartyFacts,
    SignerFacts,
    VehicleFacts,
)
from ticketing.documents.content.letters.frame import PersonalLetter, letter_to
from ticketing.documents.content.parts import (
    Vehicle,
    paper_line,
    required,
    vehicle,
)


@dataclass(frozen=True)
class WithdrawalLetter(PersonalLetter):
    """Withdrawal of a notice that should not have gone out (LHAV art. 3.1.d, 11, 65)."""

    notice: str
    vehicle: Vehicle
    reason: str
    law: str


@dataclass(frozen=True)
class NoticeWithdrawal(WithdrawalLetter):
    """Withdrawal of a notice from one person, whatever becomes of its case: it has another owner, or he is excused."""


def build_withdrawal_letter(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    receiver: PartyFacts,
    car: VehicleFacts,
    *,
    notice: Mark,
    reason: str,
    law: str,
) -> WithdrawalLetter:
    """To the person who received `notice` and was wrongly named; `reason` and `law` as finished words."""
    return WithdrawalLetter(**_withdrawn(receiver, agency, signer, mark, car, notice, reason, law))


def build_notice_withdrawal(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    receiver: PartyFacts,
    car: VehicleFacts,
    *,
    notice: Mark,
    reason: str,
    law: str,
) -> NoticeWithdrawal:
    """To a person who received `notice` and is not liable after all, though its case may go on against another."""
    return NoticeWithdrawal(**_withdrawn(receiver, agency, signer, mark, car, notice, reason, law))


def _withdrawn(
    receiver: PartyFacts,
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    car: VehicleFacts,
    notice: Mark,
    reason: str,
    law: str,
) -> dict[str, Any]:
    return {
        **letter_to(receiver, agency, signer, mark, subject=f"V/v rút Thông báo số {notice.number}"),
        "notice": paper_line("Thông báo", notice),
        "vehicle": vehicle(car),
        "reason": required(reason, "reason"),
        "law": required(law, "article"),
    }
