"""Letters and notes without a form in the annexes: warning to agencies and its end, withdrawal of a notice, closing
note, reminder, answer to an application, announcement of a hearing.

Layout of D30; the wording is the office's own and stands in the templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
from ticketing.documents.content.parts import (
    Content,
    Frame,
    Letterhead,
    MissingFact,
    Officer,
    Signature,
    Vehicle,
    act_lines,
    addressed,
    frame,
    named,
    office_line,
    officer,
    owner_lines,
    paper_line,
    required,
    vehicle,
)
from ticketing.kit.clock import vietnam_day


@dataclass(frozen=True)
class Letter(Content):
    """What every letter has: its head, who sends it with his telephone, who gets a copy, who signs."""

    letterhead: Letterhead
    issuer_name: str
    issuer_phone: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class PersonalLetter(Letter):
    """A letter to one person or organisation. addressee: as it stands after "Kính gửi:"; receiver: in a sentence."""

    addressee: str
    receiver: str


@dataclass(frozen=True)
class AgencyWarning(Letter):
    """Warning to the inspection and registration agencies (C73 art. 23.4, 24.5; D168 art. 47.11)."""

    addressees: tuple[str, ...]
    vehicle: Vehicle
    owner_name: str
    owner_id_label: str
    owner_id: str
    owner_address: str
    violated_at: str
    place: str
    act: str
    article: str
    ground: str
    law: str


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


@dataclass(frozen=True)
class WarningLifted(Letter):
    """The warning of a vehicle is lifted (C73 art. 24.3-4)."""

    addressees: tuple[str, ...]
    warning: str
    vehicle: Vehicle
    owner_name: str
    ground: str
    law: str


class LetterLines(Frame):
    """The fields of `Letter`."""

    issuer_phone: str


class PersonalLines(LetterLines):
    """The fields of `PersonalLetter`."""

    addressee: str
    receiver: str


def _letter(agency: AgencyFacts, signer: SignerFacts, mark: Mark, *, subject: str = "") -> LetterLines:
    """subject: the "V/v" under its number; a paper with a name of its own has none."""
    return LetterLines(**frame(agency, signer, mark, ["Như trên"], subject=subject), issuer_phone=agency.phone)


def _letter_to(
    receiver: PartyFacts, agency: AgencyFacts, signer: SignerFacts, mark: Mark, *, subject: str = ""
) -> PersonalLines:
    return PersonalLines(
        **_letter(agency, signer, mark, subject=subject), addressee=addressed(receiver), receiver=named(receiver)
    )


def build_warning(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    addressees: Sequence[str],
    owner: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    *,
    ground: str,
    law: str,
) -> AgencyWarning:
    """ground: the finished sentence why, "Thông báo số … đã gửi ngày … nhưng quá 20 ngày chủ phương tiện không đến".

    law: the article that orders the warning. Raises MissingFact without an agency to warn.
    """
    if not addressees:
        raise MissingFact("The warning needs at least one agency: none was given.")
    return AgencyWarning(
        **_letter(agency, signer, mark),
        addressees=_several(addressees),
        vehicle=vehicle(car),
        **owner_lines(owner, address_needed=False),
        **act_lines(violation),
        article=required(violation.article_in_full, "article"),
        ground=required(ground, "ground of the warning"),
        law=required(law, "article that orders the warning"),
    )


def build_warning_lifted(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    addressees: Sequence[str],
    owner: PartyFacts,
    car: VehicleFacts,
    *,
    warning: Mark,
    ground: str,
    law: str,
) -> WarningLifted:
    """To the agencies that were warned by `warning`. ground, law: why it ends, in finished words."""
    return WarningLifted(
        **_letter(agency, signer, mark),
        addressees=_several(addressees),
        warning=paper_line("Thông báo cảnh báo", warning),
        vehicle=vehicle(car),
        owner_name=owner.name,
        ground=required(ground, "ground"),
        law=required(law, "article"),
    )


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
        **_letter_to(receiver, agency, signer, mark, subject=f"V/v trả lời đơn đề nghị {asked}"),
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
        **_letter_to(receiver, agency, signer, mark),
        asked_on=wording.short_day(asked_on),
        minutes=paper_line("Biên bản vi phạm hành chính", minutes),
        held_at=wording.moment_in_words(held_at),
        place=required(place, "place"),
        chair=required(chair, "who holds the hearing"),
    )


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
        **_letter_to(receiver, agency, signer, mark, subject=f"V/v rút Thông báo số {notice.number}"),
        "notice": paper_line("Thông báo", notice),
        "vehicle": vehicle(car),
        "reason": required(reason, "reason"),
        "law": required(law, "article"),
    }


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
        **_letter_to(receiver, agency, signer, mark, subject=f"V/v đôn đốc thực hiện {earlier_vi} số {earlier.number}"),
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


def _several(addressees: Sequence[str]) -> tuple[str, ...]:
    """Several after "Kính gửi:": each on a line with a dash, ending ";", the last "." (D30 Annex I)."""
    if len(addressees) == 1:
        return (addressees[0],)
    return (*(f"- {name};" for name in addressees[:-1]), f"- {addressees[-1]}.")
