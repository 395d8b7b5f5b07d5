"""What time alone brings: terms that ended, and those whose end somebody is reminded of.

`sweep_timers` only finds and wakes; what a term's end means stands in EVENTS, PROPOSED_TO_THE_SIGNER and REMINDED.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.agency.agency import NoAgency, agency_on
from ticketing.cases.decision.deemed_service import FOLLOWED_BY, end_waiting
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import apply, locked
from ticketing.cases.states import CaseState, events_from
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.cases.terms.clocks import DEEMED_TERMS, LIMITATIONS
from ticketing.dispatch.warnings import TELL_TASK, newly_entered
from ticketing.documents import codes
from ticketing.documents.content.orders.order_facts import ReminderOrder
from ticketing.documents.drafting.steps import prepare, propose_escalation
from ticketing.documents.kinds import document_kind
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.jobs import Job, enqueue

CLOCK, REMIND = "clock", "remind"
BATCH = 500

# What happens when a term has ended (domain.md 2.6): an event that the machine records, papers for the signer, or the
# next term (`arrival`).
EVENTS = {
    "LIMITATION": CaseEvent.LIMITATION_PASSED,
    "ENFORCEMENT_LIMITATION": CaseEvent.ENFORCEMENT_LIMITATION_PASSED,
    "PAYMENT": CaseEvent.PAYMENT_TERM_PASSED,
    "DEFERRAL_MAX": CaseEvent.PAYMENT_TERM_PASSED,
    "INSTALMENT_MAX": CaseEvent.PAYMENT_TERM_PASSED,
    **{code: CaseEvent.DECISION_RECEIVED for code in DEEMED_TERMS if code not in FOLLOWED_BY},
}
PROPOSED_TO_THE_SIGNER = ("ESCALATE_WARNING",)  # the slip of ESCALATE_COMMUNE goes with it
_CASE_OF = sa.select(CaseClock.case_id).where(CaseClock.id == sa.bindparam("clock_id"))

# Terms before whose end a person is reminded, the paper that asked, and the agency's setting of how long before.
REMINDED = {
    "ESCALATE_WARNING": (codes.NOTICE, "remind_notice_days"),
    "PAYMENT": (codes.DECISION, "remind_payment_days"),
    "DEFERRAL_MAX": (codes.DECISION, "remind_payment_days"),
    "INSTALMENT_MAX": (codes.DECISION, "remind_payment_days"),
}


def sweep_timers(context: AppContext) -> int:
    """Wake the terms that ended before today and those that end soon, and what waited for an agency entered since.

    Returns how many were woken.
    """
    now = context.clock.now()
    tasks = [(CLOCK, clock_id, clock_id) for clock_id in ended_clocks(context)]
    tasks += [(REMIND, clock_id, clock_id) for clock_id in ending_clocks(context)]
    with context.database.reading() as session:
        tasks += [(TELL_TASK, code, key) for code, key in newly_entered(session, at=now)]
    for task, subject, key in tasks:
        with context.database.writing() as session:
            enqueue(session, task, subject, key=key, at=now)
    return len(tasks)


def ended_clocks(context: AppContext) -> list[str]:
    """Ids of running terms that act by themselves, whose last day is over in Vietnam, and that nobody woke yet."""
    query = _running(CLOCK, (*EVENTS, *FOLLOWED_BY, *PROPOSED_TO_THE_SIGNER))
    with context.database.reading() as session:
        return list(session.scalars(query.where(CaseClock.due_on < vietnam_day(context.clock.now()))))


def ending_clocks(context: AppContext) -> list[str]:
    """Ids of running terms whose last day is so near that the agency reminds of it, and that nobody woke yet."""
    today = vietnam_day(context.clock.now())
    with context.database.reading() as session:
        try:
            rules = agency_on(session, today).dispatch
        except NoAgency:
            return []
        days = {code: getattr(rules, setting) for code, (_, setting) in REMINDED.items()}
        near = [
            sa.and_(CaseClock.code == code, CaseClock.due_on.between(today, today + timedelta(days=before)))
            for code, before in days.items()
            if before
        ]
        return list(session.scalars(_running(REMIND, tuple(REMINDED)).where(sa.or_(*near)))) if near else []


def _running(task: str, codes: Sequence[str]) -> "sa.Select[str]":
    woken = sa.exists().where(Job.task == task, Job.key == CaseClock.id)  # asked of an index, term by term
    return (
        sa.select(CaseClock.id)
        .where(CaseClock.state == ClockState.RUNNING, CaseClock.code.in_(codes), ~woken)
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(BATCH)
    )


def end_term(context: AppContext, clock_id: str) -> None:
    """What the end of a term brings (task "clock"): the event of the table, or papers that the signer has to sign.

    A limitation of enforcement may end where the table has no event for it, in a deferral: that comes with the event
    that ends the deferral (rows 28, 37).
    """
    now = context.clock.now()
    with context.database.writing() as session:
        case, clock = _locked(session, clock_id)
        if clock.state != ClockState.RUNNING:
            return
        _bring(session, context.keys, case, clock, now)
        for other in running_clocks(session, case.id):
            if other.code in LIMITATIONS and other.is_over(vietnam_day(now)):
                _bring(session, context.keys, case, other, now)


def _locked(session: Session, clock_id: str) -> tuple[Case, CaseClock]:
    """A term and its case, which is held before the term is read: who held it until now may have ended the term."""
    case = locked(session, session.scalars(_CASE_OF, {"clock_id": clock_id}).one())
    return case, session.get_one(CaseClock, clock_id)


def _bring(session: Session, keys: FieldKeys, case: Case, clock: CaseClock, now: datetime) -> None:
    actor = machine("clocks", because=f"term {clock.code} ended on {clock.due_on}")
    event = EVENTS.get(clock.code)
    if clock.code in DEEMED_TERMS:
        end_waiting(session, case, clock, at=now)
    elif event in events_from(CaseState(case.state)):
        apply(session, case.id, event, actor=actor, at=now)
    elif clock.code in PROPOSED_TO_THE_SIGNER and case.state == CaseState.NOTICE_SENT:
        propose_escalation(session, keys, case, actor=actor, at=now)


def remind(context: AppContext, clock_id: str) -> None:
    """A letter before the last day of a term waits for its signer (task "remind"). A held case is let be."""
    now = context.clock.now()
    with context.database.writing() as session:
        case, clock = _locked(session, clock_id)
        late = clock.is_over(vietnam_day(now))
        if (
            late
            or clock.state != ClockState.RUNNING
            or case.on_hold
            or CaseState(case.state) not in document_kind(codes.REMINDER).states
        ):
            return
        order = ReminderOrder(clock.id, REMINDED[clock.code][0], clock.due_on)
        actor = machine("clocks", because=f"term {clock.code} ends on {clock.due_on}")
        prepare(session, context.keys, case.id, codes.REMINDER, actor=actor, at=now, extra=order)
