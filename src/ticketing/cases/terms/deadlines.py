"""Terms that run out soon, over all cases: whose they are, and on which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.states import FINAL, CaseState
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms.clocks import DEEMED_TERMS, DELIVERY_ASKED
from ticketing.cases.terms.internal_deadlines import OWN_TERMS
from ticketing.law.clocks import CODES, has_safe_day
from ticketing.law.dated import LawError

PAGE = 100


class Whose(StrEnum):
    """Who loses by a term: the office, the person or who brings him a paper has to act, or it comes by time alone."""

    OFFICE = "office"
    PERSON = "person"
    CARRIER = "carrier"
    TIME = "time"


class Window(StrEnum):
    """How near the last day is."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"


_PERSONS = frozenset(
    {"EXPLAIN_WRITTEN", "EXPLAIN_ORAL_REQUEST", "PAYMENT", "DEFERRAL_MAX", "INSTALMENT_MAX", "COMPLAINT", "LAWSUIT"}
)
_BY_TIME = frozenset({"LIMITATION", "ENFORCEMENT_LIMITATION", "ESCALATE_WARNING", "ESCALATE_COMMUNE", *DEEMED_TERMS})
DAYS_AHEAD = {Window.TODAY: 0, Window.WEEK: 7, Window.MONTH: 31}


@dataclass(frozen=True)
class Deadline:
    """One running term of a case. days: to its last day, negative once it passed.

    safe_on: the day on which nobody can doubt it, where the last day rests on an extension (domain.md 2.6).
    """

    clock: CaseClock
    case: Case
    days: int
    whose: Whose
    safe_on: date | None


def whose_term(code: str) -> Whose:
    """Who loses by a term of this code."""
    if code in _PERSONS:
        return Whose.PERSON
    if code == DELIVERY_ASKED:
        return Whose.CARRIER
    return Whose.TIME if code in _BY_TIME else Whose.OFFICE


def codes_of(whose: Whose) -> tuple[str, ...]:
    """The terms that are theirs."""
    return tuple(code for code in (*CODES, *OWN_TERMS) if whose_term(code) is whose)


def deadlines(
    session: Session,
    today: date,
    window: Window,
    *,
    whose: Whose | None = None,
    code: str | None = None,
    unit: str | None = None,
    after: str = "",
    size: int = PAGE,
) -> tuple[list[Deadline], str]:
    """Terms whose last day lies in the window, the nearest first; and behind what the next page begins, or nothing.

    unit: code of the unit of the case. after: what the page before gave.
    """
    query = _in_window(today, window).order_by(CaseClock.due_on, CaseClock.id).limit(size + 1)
    query = query.where(CaseClock.code.in_(codes_of(whose))) if whose else query
    query = query.where(CaseClock.code == code) if code else query
    query = query.where(Case.unit == unit) if unit else query
    if after:
        day, _, clock_id = after.partition(":")
        query = query.where(sa.tuple_(CaseClock.due_on, CaseClock.id) > (date.fromisoformat(day), clock_id))
    rows: Sequence[tuple[CaseClock, Case]] = [(row[0], row[1]) for row in session.execute(query)]
    shown = [_deadline(clock, case, today) for clock, case in rows[:size]]
    last = shown[-1].clock if len(rows) > size else None
    return shown, f"{last.due_on}:{last.id}" if last else ""


def counts(session: Session, today: date, *, whose: Whose | None = None) -> Mapping[Window, int]:
    """How many terms lie in each window."""
    codes = codes_of(whose) if whose else (*CODES, *OWN_TERMS)
    inside = [sa.func.count().filter(_lies_in(today, window)) for window in Window]
    query = (
        sa.select(*inside)
        .join_from(CaseClock, Case, Case.id == CaseClock.case_id)
        .where(*_RUNNING, CaseClock.due_on <= today + timedelta(days=max(DAYS_AHEAD.values())))
    )
    return dict(zip(Window, session.execute(query.where(CaseClock.code.in_(codes))).one(), strict=True))


def safe_day(clock: CaseClock) -> date | None:
    """The last day that rests on no extension; None where it is the last day itself, or the law shows none."""
    try:
        shown = has_safe_day(clock.code, clock.started_on)
    except LawError:  # a term that the law did not have then, or one of the agency's own
        return None
    return clock.safe_due_on if shown and clock.safe_due_on != clock.due_on else None


def _in_window(today: date, window: Window) -> "sa.Select[CaseClock, Case]":
    query = sa.select(CaseClock, Case).join(Case, Case.id == CaseClock.case_id)
    return query.where(*_RUNNING, _lies_in(today, window))


# Named by what they are, not by what they are not: the index of states then leaves out the millions that have ended.
_RUNNING = CaseClock.state == ClockState.RUNNING, Case.state.in_([state for state in CaseState if state not in FINAL])


def _lies_in(today: date, window: Window) -> sa.ColumnElement[bool]:
    if window is Window.LATE:
        return CaseClock.due_on < today
    return CaseClock.due_on.between(today, today + timedelta(days=DAYS_AHEAD[window]))


def _deadline(clock: CaseClock, case: Case, today: date) -> Deadline:
    return Deadline(clock, case, (clock.due_on - today).days, whose_term(clock.code), safe_day(clock))
