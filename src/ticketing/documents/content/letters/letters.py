"""Closing note, reminder, answer to an application, announcement of a hearing.

Layout of D30; the wording is the office's own and stands in the templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    PartyFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.letters.frame import PersonalLetter, letter_to
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    MissingFact,
    Officer,
    Signature,
    Vehicle,
    act_lines,
    frame,
    office_line,
    officer,
    paper_line,
    required,
    vehicle,
)
from ticketing.kit.clock import vietnam_day


@dataclass(frozen=True)
class ClosingNote(Content):
    """Internal note that a case ends without a sanction (LHAV art. 65)."""

    letterhead: Letterhead
    issuer_name: str
    case_no: str
    officer: Officer
    vehicle: Vehicle
    violated_at: str
    place: str
    act: str
    article: str
    papers: tuple[str, ...]
    reason: str
    law: str
    measures: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class Reminder(PersonalLetter):
    """Reminder to come or to do what an earlier paper asks. No amount and no account: those stand in the decision.

    payment: what it says of money, so that nobody pays a swindler.
    """

    earlier: str
    vehicle: Vehicle
    asked: str
    term: str
    place_to_come: str
    payment: str


@dataclass(frozen=True)
class ReliefRefusal(PersonalLetter):
    """An application to pay later, in parts or less is refused (LHAV art. 76, 77, 79). asked: what was asked for."""

    asked_on: str
    asked: str
    decision: str
    reason: str
    law: str


@dataclass(frozen=True)
class HearingNotice(PersonalLetter):
    """Time and place of the hearing that the violator asked for (LHAV art. 61.3)."""

    asked_on: str
    minutes: str
    held_at: str
    place: str
    chair: str


def build_relief_refusal(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    receiver: PartyFacts,
    *,
    decision: Mark,
    asked: str,
    asked_on: date,
    reason: str,
    law: str,
) -> ReliefRefusal:
    """asked: what was applied for, "hoãn thi hành quyết định phạt tiền". The decision stays as it is."""
    return ReliefRefusal(
        **letter_to(receiver, agency, signer, mark, subject=f"V/v trả lời đơn đề nghị {asked}"),
        asked_on=wording.short_day(asked_on),
        asked=required(asked, "what was asked for"),
        decision=paper_line("Quyết định xử phạt vi phạm hành chính", decision),
        reason=required(reason, "reason").rstrip(" .;"),
        law=required(law, "article"),
    )


def build_hearing_notice(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    receiver: PartyFacts,
    *,
    minutes: Mark,
    asked_on: date,
    held_at: datetime,
    place: str,
    chair: str,
) -> HearingNotice:
    """Raises MissingFact for a hearing that would be over when it is announced."""
    if vietnam_day(held_at) <= mark.day:
        raise MissingFact(f"A hearing on {vietnam_day(held_at)} cannot be announced on {mark.day}: name a later day.")
    return HearingNotice(
        **letter_to(receiver, agency, signer, mark),
        asked_on=wording.short_day(asked_on),
        minutes=paper_line("Biên bản vi phạm hành chính", minutes),
        held_at=wording.moment_in_words(held_at),
        place=required(place, "place"),
        chair=required(chair, "who holds the hearing"),
    )


def build_reminder(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    receiver: PartyFacts,
    car: VehicleFacts,
    *,
    earlier_vi: str,
    earlier: Mark,
    asked: str,
    term: str,
    office: OfficeFacts,
    payment: str,
) -> Reminder:
    """earlier_vi, earlier: the paper that asked, "Thông báo" with its number.

    asked, term, payment: what is still to be done, what the law says of the time for it, and what is said of money, in
    finished words.
    """
    return Reminder(
        **letter_to(receiver, agency, signer, mark, subject=f"V/v đôn đốc thực hiện {earlier_vi} số {earlier.number}"),
        earlier=paper_line(earlier_vi, earlier),
        vehicle=vehicle(car),
        asked=required(asked, "what is still to be done"),
        term=required(term, "term"),
        place_to_come=office_line(office),
        payment=required(payment, "what the letter says of money"),
    )


def build_closing_note(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    by: OfficerFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    *,
    case_no: str,
    papers: Sequence[str],
    reason: str,
    law: str,
    measures: str = "",
) -> ClosingNote:
    """papers: what the file holds, line by line. measures: remedies or confiscation that are still decided."""
    return ClosingNote(
        **frame(agency, signer, mark, ["Hồ sơ vụ việc"]),
        case_no=required(case_no, "case number"),
        officer=officer(by),
        vehicle=vehicle(car),
        **act_lines(violation),
        article=required(violation.article_in_full, "article"),
        papers=tuple(papers),
        reason=required(reason, "reason"),
        law=required(law, "article"),
        measures=measures or "Không",
    )
