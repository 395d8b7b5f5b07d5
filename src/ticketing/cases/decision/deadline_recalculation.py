"""Running terms are counted again where the list of days off of a year has changed (domain.md 9).

The office's own terms take the day that the law now gives, earlier or later. A term that somebody else was told of, and
one of waiting, never ends earlier than he was told: papers and pages have named the day. Where an order names the days
of payment, all that are still to come are extended with the term: late interest runs from them.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.payment_relief import PARTS
from ticketing.cases.decision.payment_schedule import Plan, as_json, extended, read_plan
from ticketing.cases.decision.tables import PROPOSED, Decision
from ticketing.cases.tables import CaseClock, ClockState
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.deadlines import Whose, whose_term
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.law.calendar import Calendar
from ticketing.law.clocks import CODES, TermKind, term

LAW = "Labour Code art. 111-112"
NAMED_BY_ORDER = frozenset({"DEFERRAL_MAX", PARTS})
"""Terms whose last day an order names: that day stays, and is only extended over days off, like the agency's own."""


@dataclass(frozen=True)
class _Counted:
    due_on: date
    safe_due_on: date | None
    warning: str | None


def touched(session: Session) -> list[str]:
    """Ids of cases in which a running term would be counted otherwise today, in the order of their last days."""
    calendar = calendar_in_force(session)
    query = sa.select(CaseClock).where(CaseClock.state == ClockState.RUNNING, CaseClock.kind != TermKind.LAPSE)
    found = session.scalars(query.order_by(CaseClock.due_on, CaseClock.id).execution_options(yield_per=1000))
    return list(
        dict.fromkeys(
            clock.case_id
            for clock in found
            if _counted_again(clock, calendar) != _now(clock) or _plan_anew(session, clock, calendar)
        )
    )


def count_again(session: Session, case_id: str, *, actor: Actor, at: datetime) -> None:
    """Count the running terms of a case again; one whose last day moves begins a new row, so that it is watched anew.

    A decision that waits for its signer has to be signed in the term as it now is (LHAV art. 66).
    """
    calendar = calendar_in_force(session)
    case = record.locked(session, case_id)
    decision = decision_of(session, case_id)
    for clock in case_clocks.running_clocks(session, case_id):
        counted = _counted_again(clock, calendar)
        plan = _plan_anew(session, clock, calendar)
        if clock.kind == TermKind.LAPSE or (counted == _now(clock) and plan is None):
            continue
        if counted.due_on == clock.due_on:
            clock.safe_due_on, clock.warning = counted.safe_due_on, counted.warning
        else:
            _move(session, clock, counted, vietnam_day(at))
            _follow(decision, clock.code, counted.due_on)
        if counted.due_on == clock.due_on and plan is None:
            continue
        data: dict[str, object] = {
            "code": clock.code, "from": clock.due_on.isoformat(), "to": counted.due_on.isoformat(), "law": LAW,
        }  # fmt: skip
        if plan is not None:
            assert decision is not None  # whose plan it is
            data["pay_plan"] = decision.pay_plan = as_json(plan)
        record.note(session, case, LogEvent.TERM_MOVED, actor=actor, at=at, data=data)


def _now(clock: CaseClock) -> _Counted:
    return _Counted(clock.due_on, clock.safe_due_on, clock.warning)


def _counted_again(clock: CaseClock, calendar: Calendar) -> _Counted:
    if clock.code in NAMED_BY_ORDER or clock.code not in CODES:
        return _Counted(calendar.next_working_day(clock.due_on), clock.safe_due_on, clock.warning)
    counted = term(clock.code, clock.started_on, calendar)
    warning = case_clocks.doubtful_years(counted.unconfirmed_years)
    told = clock.kind == TermKind.WAIT_UNTIL or whose_term(clock.code) is Whose.PERSON
    if told and counted.due_on < clock.due_on:
        return _Counted(calendar.next_working_day(clock.due_on), clock.safe_due_on, warning)
    return _Counted(counted.due_on, counted.safe_due_on, warning)


def _plan_anew(session: Session, clock: CaseClock, calendar: Calendar) -> Plan | None:
    """The days of payment that an order names, extended over days off, where its term runs; None: they stay."""
    decision = decision_of(session, clock.case_id) if clock.code in NAMED_BY_ORDER else None
    plan = read_plan(decision.pay_plan) if decision else ()
    anew = extended(plan, calendar, paid_vnd=decision.paid_vnd) if decision else ()
    return anew if anew != plan else None


def _move(session: Session, clock: CaseClock, counted: _Counted, today: date) -> None:
    case_clocks.end_clock(clock, today, moved=True)
    case_clocks.write_anew(
        session, clock, due_on=counted.due_on, safe_due_on=counted.safe_due_on, warning=counted.warning
    )


def _follow(decision: Decision | None, code: str, due_on: date) -> None:
    if decision is not None and decision.state == PROPOSED and decision.term_code == code:
        decision.term_due_on = due_on
