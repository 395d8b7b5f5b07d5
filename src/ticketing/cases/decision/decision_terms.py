"""In which term a decision has to be made: seven working days, or a longer one that has its reason (LHAV art. 66.1).

All count from the day of the minutes. A longer term takes the place of the one before it; after the last day of the one
that counts no fine may be decided.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision.figures import LONGER_TERMS, ORDINARY_TERM
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CaseState, Refused, events_from
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.clocks import DECISION_TERMS
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.clocks import term

AFTER_EXPLANATION = "DECISION_EXPLANATION"


def minutes_day(session: Session, case_id: str) -> date | None:
    """The day of the minutes, from which every term of the decision counts; None where there are none."""
    query = sa.select(sa.func.max(CaseClock.started_on))
    return session.scalar(query.where(CaseClock.case_id == case_id, CaseClock.code == ORDINARY_TERM))


def term_that_counts(session: Session, case: Case) -> str:
    """Code of the term in which the case has to be decided."""
    running = _running(session, case.id)
    if case.state == CaseState.EXPLANATION and (running is None or running.code == ORDINARY_TERM):
        return AFTER_EXPLANATION
    return running.code if running else ORDINARY_TERM


def extend_decision_term(
    session: Session, keys: FieldKeys, case_id: str, code: str, *, reason: str, actor: Actor, at: datetime
) -> CaseClock:
    """An officer names a longer term and why the law gives it: it takes the place of the one that ran.

    Raises Refused: no minutes or a decision is there, no reason, no longer term than the case has.
    """
    case = record.locked(session, case_id)
    if CaseEvent.DECISION_ISSUED not in events_from(CaseState(case.state)) or Party.OFF not in actor.parties():
        raise Refused("A longer term is named by an officer, between the minutes and the decision.")
    refuse_term(session, case, code, reason)
    why = store_notes(session, keys, case_id, LogEvent.DECISION_TERM_EXTENDED, {"reason": reason}, actor=actor, at=at)
    clock = lengthen(session, case, code, vietnam_day(at))
    data = {"term": code, "due_on": clock.due_on.isoformat(), "law": clock.article}
    data_with_reason = data | {"commitments": record.commitments(case, why)}
    record.note(session, case, LogEvent.DECISION_TERM_EXTENDED, actor=actor, at=at, data=data_with_reason)
    return clock


def refuse_term(session: Session, case: Case, code: str, reason: str) -> None:
    """Raises Refused where `code` is no longer term than the one that counts, or nobody says why it does."""
    if code not in LONGER_TERMS:
        raise Refused(f"'{code}' is no longer term of a decision: {', '.join(LONGER_TERMS)}.")
    if not reason.strip():
        raise Refused("A longer term than DECISION needs its reason (LHAV art. 66.1).")
    begun, running = minutes_day(session, case.id), _running(session, case.id)
    if begun and running and term(code, begun, calendar_in_force(session)).due_on <= running.due_on:
        raise Refused(f"The decision may be made until {running.due_on} already ({running.article}).")


def lengthen(session: Session, case: Case, code: str, today: date) -> CaseClock:
    """Let the term of `code` run from the day of the minutes; the one that ran is moved, neither met nor missed."""
    begun = minutes_day(session, case.id)
    if begun is None:
        raise Refused("There are no minutes: no term of a decision runs.")
    if running := _running(session, case.id):
        case_clocks.end_clock(running, today, moved=True)
    case_clocks.start_clock(session, case.id, code, begun)
    session.flush()
    started = _running(session, case.id)
    assert started is not None
    return started


def _running(session: Session, case_id: str) -> CaseClock | None:
    clocks = [clock for clock in case_clocks.running_clocks(session, case_id) if clock.code in DECISION_TERMS]
    return clocks[-1] if clocks else None
