"""Applications to pay a fine later, in parts or less, and how the clocks follow what was ordered and paid."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.decision.payment_schedule import DuePart, first_unpaid, read_plan, was_kept_to
from ticketing.cases.decision.tables import Decision
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState, Refused, refuse_without
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms import case_clocks
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day

ANSWER = "DEFERRAL_ANSWER"
PARTS = "INSTALMENT_MAX"


def note_application(
    session: Session, case: Case, kind: str, asked_on: date, asked: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    """Somebody applied for a deferral, parts or a remission; a deferral is answered in five working days (art. 76).

    asked: what the application asks for, as far as it says.
    """
    data = {"kind": kind, "on": asked_on.isoformat(), **({"asked": asked} if asked else {})}
    record.note(session, case, LogEvent.PAYMENT_RELIEF_REQUESTED, actor=actor, at=at, data=data)
    if kind == "deferral":
        case_clocks.start_clock(session, case.id, ANSWER, asked_on)


def refuse_day(decision: Decision, asked_on: date, today: date) -> None:
    """Raises Refused for a day on which nobody can have applied: before the issued decision, or to come."""
    assert decision.issued_on
    if not decision.issued_on <= asked_on <= today:
        raise Refused(f"The decision is of {decision.issued_on} and today is {today}: nobody applied on {asked_on}.")


def refuse_application(session: Session, case_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """The application was answered with no: the reason is committed, and the term of its answer has ended."""
    case = record.locked(session, case_id)
    refuse_without(reason)
    if not asked_and_open(session, case_id):
        raise Refused("No application of this case waits for an answer.")
    for clock in _running(session, case_id, ANSWER):
        case_clocks.end_clock(clock, vietnam_day(at))
    commitments = {"reason": record.commitment(case, "reason", reason)}
    record.note(session, case, LogEvent.PAYMENT_RELIEF_REFUSED, actor=actor, at=at, data={"commitments": commitments})


def asked_and_open(session: Session, case_id: str) -> bool:
    """Whether an application was made after the last answer to one."""
    answers = {
        CaseEvent.DEFERRAL_DECISION_ISSUED,
        CaseEvent.INSTALMENT_DECISION_ISSUED,
        CaseEvent.FINE_EXEMPTED,
        LogEvent.PAYMENT_RELIEF_REFUSED,
    }
    told = [
        event.kind
        for event in events_of(session, case_id)
        if event.kind in {*answers, LogEvent.PAYMENT_RELIEF_REQUESTED}
    ]
    return bool(told) and told[-1] == LogEvent.PAYMENT_RELIEF_REQUESTED


def follow_payment(
    session: Session, case: Case, decision: Decision, paid: Sequence[tuple[date, int]], *, actor: Actor, at: datetime
) -> None:
    """After a part was booked: the clock of payment in parts goes on to the day of the next one (LHAV art. 79).

    paid: all days of payment with what was booked on the fine. A part that was paid in time and came in on a later
    statement was never late: the case that time alone made OVERDUE pays in parts again.
    """
    plan = read_plan(decision.pay_plan)
    due = first_unpaid(plan, decision.paid_vnd)
    if due is None:
        return
    if case.state == CaseState.INSTALMENTS:
        _go_on(session, case, due, actor, at)
    elif case.state == CaseState.OVERDUE and due.until >= vietnam_day(at) and was_kept_to(plan, paid, vietnam_day(at)):
        facts = Facts(log={"next_due_on": due.until.isoformat()}, started_on=decision.issued_on, ends_on=due.until)
        record.apply(session, case.id, CaseEvent.PART_PAID_IN_TIME, actor=actor, at=at, facts=facts)


def _go_on(session: Session, case: Case, due: DuePart, actor: Actor, at: datetime) -> None:
    running = _running(session, case.id, PARTS)
    if not running or running[0].due_on >= due.until:
        return
    clock = running[0]
    case_clocks.end_clock(clock, vietnam_day(at))
    session.flush()
    case_clocks.start_clock(session, case.id, PARTS, clock.started_on, ends_on=due.until)
    data = {"code": PARTS, "from": clock.due_on.isoformat(), "to": due.until.isoformat(), "law": clock.article}
    record.note(session, case, LogEvent.TERM_MOVED, actor=actor, at=at, data=data)


def _running(session: Session, case_id: str, code: str) -> list[CaseClock]:
    query = sa.select(CaseClock).where(
        CaseClock.case_id == case_id, CaseClock.code == code, CaseClock.state == ClockState.RUNNING
    )
    return list(session.scalars(query.order_by(CaseClock.due_on)))
