"""An officer draws up a decision about an issued penalty decision; the signer of competence signs it.

The application is written down with its day, and what the law allows is asked at once: a clear refusal beats a paper
that nobody may sign. It is asked again on the day of signing (`content.orders.compose`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.decision import payment_relief
from ticketing.cases.decision.decisions import Request, decision_of, grounds_of
from ticketing.cases.decision.figures import amount_within
from ticketing.cases.decision.payment_schedule import DuePart, as_json, refuse_forbidden
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.owner.persons import PersonRole, person_of
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.content.draft import thaw
from ticketing.documents.content.facts import LicenceFacts, Remitted
from ticketing.documents.content.orders.order_facts import (
    OPEN,
    AmendmentOrder,
    AskedFor,
    CancellationOrder,
    ChangeOrder,
    CorrectionOrder,
    DeferralOrder,
    InstalmentOrder,
    Owed,
    RemissionOrder,
)
from ticketing.documents.content.wording import amount_line, listed, short_day
from ticketing.documents.drafting.corrections import PersonAsIs, changes_of, refuse_checked_places
from ticketing.documents.drafting.manual_drafts import draw_up
from ticketing.documents.drafting.signing_day import owed_of
from ticketing.documents.drafting.steps import refuse_on_hold, refuse_state
from ticketing.documents.kinds import ORDERS, WARNINGS, document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.payment_relief import why_not_deferred, why_not_in_parts, why_not_remitted

PLACE_OF_FINE = "Điểm a khoản 6 Điều 1 (mức phạt tiền)"
PLACE_OF_MITIGATING = "Khoản 5 Điều 1 (tình tiết giảm nhẹ)"
PLACE_OF_AGGRAVATING = "Khoản 4 Điều 1 (tình tiết tăng nặng)"
"""As MQĐ02 numbers them (domain.md 2.3)."""
NOTHING_MENDED = PersonAsIs()


@dataclass(frozen=True)
class Application:
    """Somebody asked for it: on which day, what, and why, in finished words as the decision prints them."""

    asked_on: date
    reason: str
    asked: AskedFor = OPEN


@dataclass(frozen=True)
class NewFine:
    """The fine that an amendment puts in place of the old one, with the circumstances from which it follows."""

    amount_vnd: int
    mitigating: Sequence[str] = ()
    aggravating: Sequence[str] = ()


def defer(
    session: Session, keys: FieldKeys, case_id: str, asked: Application, until: date, *, actor: Actor, at: datetime
) -> Document:
    """Deferral of the payment (MQĐ03, LHAV art. 76). Raises Refused with what the law does not allow."""
    case, decision, owed = decided(session, case_id, codes.DEFERRAL, actor)
    _refuse_application(decision, asked, vietnam_day(at))
    refuse_forbidden(
        why_not_deferred(
            owed.fine_vnd, until, organisation=decision.organisation, ordered_on=vietnam_day(at),
            calendar=calendar_in_force(session),
        )
    )  # fmt: skip
    _note(session, case, codes.DEFERRAL, asked, actor, at)
    order = DeferralOrder(owed, until, asked.reason.strip(), asked.asked_on, asked.asked)
    return draw_up(session, keys, case_id, codes.DEFERRAL, order, actor=actor, at=at)


def pay_in_parts(
    session: Session, keys: FieldKeys, case_id: str, asked: Application, payments: Sequence[DuePart], *, actor: Actor,
    at: datetime,
) -> Document:  # fmt: skip
    """Payment in parts (MQĐ05, LHAV art. 79). Raises Refused with what the law does not allow."""
    case, decision, owed = decided(session, case_id, codes.INSTALMENTS, actor)
    _refuse_application(decision, asked, vietnam_day(at))
    assert decision.issued_on
    refuse_forbidden(
        why_not_in_parts(
            owed.owed_vnd, [(part.vnd, part.until) for part in payments], organisation=decision.organisation,
            in_force_on=decision.issued_on, ordered_on=vietnam_day(at), calendar=calendar_in_force(session),
        )
    )  # fmt: skip
    _note(session, case, codes.INSTALMENTS, asked, actor, at)
    order = InstalmentOrder(owed, tuple(payments), asked.reason.strip(), asked.asked_on, asked.asked)
    return draw_up(session, keys, case_id, codes.INSTALMENTS, order, actor=actor, at=at)


def remit(
    session: Session, keys: FieldKeys, case_id: str, asked: Application, remitted_vnd: int | None, *, actor: Actor,
    at: datetime,
) -> Document:  # fmt: skip
    """Reduction of the fine, or exemption from what is unpaid of it: None (MQĐ04, LHAV art. 77). Raises Refused."""
    case, decision, owed = decided(session, case_id, codes.REMISSION, actor)
    _refuse_application(decision, asked, vietnam_day(at))
    if asked.asked.remitted not in set(Remitted):
        raise Refused("Say what the application asks for: a part less, the unpaid rest, or all of it.")
    refuse_forbidden(why_not_remitted(owed.fine_vnd, organisation=decision.organisation, ordered_on=vietnam_day(at)))
    if owed.left_vnd == 0:
        raise Refused("Nothing of the fine is unpaid: there is nothing to remit.")
    sum_vnd = owed.left_vnd if remitted_vnd is None else remitted_vnd
    if not 0 < sum_vnd <= owed.left_vnd:
        raise Refused(f"Of this fine {amount_line(owed.left_vnd)} is unpaid: only a part of that can be remitted.")
    everything = Remitted.WHOLE if sum_vnd == owed.fine_vnd else Remitted.REST
    kind = everything if sum_vnd == owed.left_vnd else Remitted.REDUCTION
    _note(session, case, codes.REMISSION, asked, actor, at)
    order = RemissionOrder(owed, kind, sum_vnd, asked.reason.strip(), asked.asked_on, asked.asked)
    return draw_up(session, keys, case_id, codes.REMISSION, order, actor=actor, at=at)


def amend(
    session: Session, keys: FieldKeys, case_id: str, reason: str, changes: Sequence[ChangeOrder], *, actor: Actor,
    at: datetime, fine: NewFine | None = None,
) -> Document:  # fmt: skip
    """Amend, add to or cancel a part of the decision (MQĐ38). Raises Refused for a fine outside the law."""
    case, decision, owed = decided(session, case_id, codes.AMENDMENT, actor)
    _refuse_unprintable(reason)
    refuse_checked_places(changes, person_too=False)
    listed = [*_of_the_fine(session, keys, case, decision, owed, fine, vietnam_day(at)), *changes] if fine else changes
    _refuse_no_change(listed)
    order = AmendmentOrder(owed, reason.strip(), tuple(listed), fine.amount_vnd if fine else None)
    return draw_up(session, keys, case_id, codes.AMENDMENT, order, actor=actor, at=at)


def correct(
    session: Session, keys: FieldKeys, case_id: str, reason: str, changes: Sequence[ChangeOrder], *, actor: Actor,
    at: datetime, person: PersonAsIs = NOTHING_MENDED,
) -> Document:  # fmt: skip
    """Mend slips of writing (MQĐ39); what is added or cancelled is amended instead. Raises Refused.

    person: how he is really written; later papers name him so. Another person is no slip: cancel instead.
    """
    case, _, _ = decided(session, case_id, codes.CORRECTION, actor)
    _refuse_unprintable(reason)
    refuse_checked_places(changes, person_too=True)
    listed = [*_of_the_person(session, keys, case, person), *changes] if person.given() else changes
    _refuse_no_change(listed)
    if not all(change.was and change.now for change in listed):
        raise Refused("A correction names what is printed and what it should be: to add or cancel, amend instead.")
    order = CorrectionOrder(reason.strip(), tuple(listed), **person.given())
    return draw_up(session, keys, case_id, codes.CORRECTION, order, actor=actor, at=at)


def cancel(session: Session, keys: FieldKeys, case_id: str, reason: str, *, actor: Actor, at: datetime) -> Document:
    """Cancel the whole decision (MQĐ40); what that undoes is worked out and stands on the paper. Raises Refused."""
    case, decision, owed = decided(session, case_id, codes.CANCELLATION, actor)
    _refuse_unprintable(reason)
    order = CancellationOrder(owed, reason.strip(), consequences_of(session, keys, case, decision))
    return draw_up(session, keys, case_id, codes.CANCELLATION, order, actor=actor, at=at)


def consequences_of(session: Session, keys: FieldKeys, case: Case, decision: Decision) -> tuple[str, ...]:
    """What a cancellation undoes, in finished sentences of the paper."""
    points = _points_taken(session, keys, case)
    orders = [
        f"Quyết định số {paper.no} ngày {short_day(paper.issued_on)} chấm dứt hiệu lực"
        for kind in ORDERS
        for paper in signed_documents(session, case.id, kind)
    ]
    others = (
        (
            decision.paid_vnd > 0,
            f"Hoàn trả số tiền phạt đã nộp {amount_line(decision.paid_vnd)} và số tiền chậm nộp"
            f"{', chi phí cưỡng chế' if decision.costs_vnd else ''} đã nộp (nếu có) qua Kho bạc Nhà nước theo quy định "
            "của pháp luật",
        ),
        (
            record.papers_were_kept(session, case.id),
            "Trả lại giấy tờ, tang vật, phương tiện đang bị tạm giữ",
        ),
        (
            any(signed_documents(session, case.id, kind) for kind in WARNINGS),
            "Gỡ bỏ cảnh báo đối với phương tiện tại cơ quan đăng kiểm, cơ quan đăng ký xe",
        ),
        (
            points > 0,
            f"Khôi phục {points:02} điểm giấy phép lái xe đã bị trừ theo quyết định bị hủy bỏ",
        ),
    )
    lines = [*orders, *(line for follows, line in others if follows)]
    return tuple(f"{line}{'.' if line == lines[-1] else ';'}" for line in lines)


def _points_taken(session: Session, keys: FieldKeys, case: Case) -> int:
    """How many points the signed points notice took of the licence: fewer than the decision where fewer were left."""
    signed = signed_documents(session, case.id, codes.POINTS_NOTICE)
    licence = thaw(opened_content(keys, signed[-1])["draft"]).extra if signed else None
    return licence.points_taken if isinstance(licence, LicenceFacts) else 0


def decided(session: Session, case_id: str, kind: str, actor: Actor) -> tuple[Case, Decision, Owed]:
    """The case with its issued decision, for an officer. Raises Refused."""
    case = record.locked(session, case_id)
    refuse_state(case, document_kind(kind))
    refuse_on_hold(case)
    if Party.OFF not in actor.parties():
        raise Refused("A decision is proposed by an officer and signed by another person.")
    decision, owed = decision_of(session, case_id), owed_of(session, case_id)
    if decision is None or decision.state != ISSUED or owed is None:
        raise Refused("The case has no signed decision.")
    return case, decision, owed


def _refuse_application(decision: Decision, asked: Application, today: date) -> None:
    _refuse_unprintable(asked.reason)
    payment_relief.refuse_day(decision, asked.asked_on, today)
    wish = asked.asked
    if any(day < asked.asked_on for day in (*filter(None, [wish.until]), *(part.until for part in wish.payments))):
        raise Refused("No application asks for a day before its own: write the days that it names.")
    if wish.payments and wish.times and wish.times != len(wish.payments):
        raise Refused(
            f"The application asks for {wish.times} payments, and {len(wish.payments)} are written: write all "
            "of them, or their number alone."
        )


def _note(session: Session, case: Case, kind: str, application: Application, actor: Actor, at: datetime) -> None:
    """The application with what it asks for, as far as it says."""
    asked = application.asked
    told = {
        "until": asked.until and asked.until.isoformat(),
        "remitted": asked.remitted,
        "vnd": asked.vnd,
        "times": asked.times,
        "payments": as_json(asked.payments),
    }
    wish = {name: value for name, value in told.items() if value}
    payment_relief.note_application(session, case, kind, application.asked_on, wish, actor=actor, at=at)


def _of_the_fine(
    session: Session, keys: FieldKeys, case: Case, decision: Decision, owed: Owed, fine: NewFine, today: date
) -> list[ChangeOrder]:
    """The places of the decision that a new fine changes. Raises Refused for one that the law does not allow here."""
    violator = person_of(session, keys, case.id, PersonRole.VIOLATOR)
    if violator is None:
        raise Refused("The case has no violator: identify him and draw up the minutes first.")
    if signed_documents(session, case.id, codes.REMISSION):
        raise Refused(
            "A part of this fine is remitted: its amount is not amended any more, cancel the decision instead."
        )
    request = Request(
        fine.mitigating, fine.aggravating, fine.amount_vnd, term_code=decision.term_code, term_reason=codes.AMENDMENT,
        persons_over=decision.persons_over,
    )  # fmt: skip
    amount_within(grounds_of(session, case, violator, request, today))
    if fine.amount_vnd <= owed.paid_vnd:
        raise Refused(
            f"So much is paid already ({amount_line(owed.paid_vnd)}): cancel the decision, so that the money goes back."
        )
    was = ChangeOrder(PLACE_OF_FINE, amount_line(owed.owed_vnd), amount_line(fine.amount_vnd))
    others = (
        _of_circumstances(PLACE_OF_AGGRAVATING, decision.aggravating, fine.aggravating),
        _of_circumstances(PLACE_OF_MITIGATING, decision.mitigating, fine.mitigating),
    )
    return [change for change in (*others, was) if change.was != change.now]


def _of_the_person(session: Session, keys: FieldKeys, case: Case, person: PersonAsIs) -> list[ChangeOrder]:
    """The places of the decision that name the person. Raises Refused."""
    violator = person_of(session, keys, case.id, PersonRole.VIOLATOR)
    if violator is None:
        raise Refused("The case has no violator: identify him and draw up the minutes first.")
    return changes_of(violator, person)


def _of_circumstances(place: str, was: Sequence[str], now: Sequence[str]) -> ChangeOrder:
    return ChangeOrder(place, listed(was), listed(now))


def _refuse_no_change(changes: Sequence[ChangeOrder]) -> None:
    if not changes or any(not change.place or change.was == change.now for change in changes):
        raise Refused("The decision names at least one place and what changes there: nothing was given.")


def _refuse_unprintable(reason: str) -> None:
    if not reason.strip():
        raise Refused("Write the reason, as the decision prints it.")
