"""The terms of a case as they run: begun, ended and read.

Which event begins, stops or rests which term is said in `clocks`, by when each ends in `law.clocks`; what sets a term
is an event of `record` or the act of an officer. A term that ended stays as it was.
"""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.days_off import calendar_in_force
from ticketing.cases.tables import CaseClock, ClockState
from ticketing.kit.ids import new_id
from ticketing.law.clocks import NoTerm, TermKind, term

_OF_CASE = sa.select(CaseClock).where(CaseClock.case_id == sa.bindparam("case_id"))
_GOING = _OF_CASE.where(CaseClock.state.in_((ClockState.RUNNING, ClockState.RESTING))).order_by(CaseClock.due_on)
_NEWEST = (
    _OF_CASE.where(CaseClock.code == sa.bindparam("code"))
    .order_by(CaseClock.started_on.desc(), CaseClock.id.desc())
    .limit(1)
)
_RUNS = sa.select(CaseClock.id).where(
    CaseClock.case_id == sa.bindparam("case_id"),
    CaseClock.code == sa.bindparam("code"),
    CaseClock.started_on == sa.bindparam("started_on"),
    CaseClock.state == ClockState.RUNNING,  # one that ended may begin again on its day: a second notice, another owner
)


def start_clock(
    session: Session, case_id: str, code: str, started_on: date, *, ends_on: date | None = None
) -> CaseClock | None:
    """Start a term of the law; the same one of the same day is started once. One that the law did not have is none.

    ends_on: the day that an order names inside the law's term; it is extended over days off like any other.
    Returns the term; None where none was started.
    """
    calendar = calendar_in_force(session)
    try:
        counted = term(code, started_on, calendar)
    except NoTerm:
        return None
    if ends_on is not None:
        due_on, safe_due_on = calendar.next_working_day(ends_on), calendar.last_working_day(ends_on)
        counted = replace(counted, due_on=due_on, safe_due_on=safe_due_on)
    if session.scalar(_RUNS, {"case_id": case_id, "code": code, "started_on": started_on}):
        return None
    return write_clock(
        session, case_id, code, counted.kind, started_on, counted.due_on, counted.article,
        safe_due_on=counted.safe_due_on, warning=doubtful_years(counted.unconfirmed_years),
    )  # fmt: skip


def write_clock(
    session: Session,
    case_id: str,
    code: str,
    kind: TermKind,
    started_on: date,
    due_on: date,
    article: str,
    *,
    safe_due_on: date | None = None,
    warning: str | None = None,
) -> CaseClock:
    """Write down that a term runs, whoever counted it. article: what it rests on; the rest as in `CaseClock`."""
    clock = CaseClock(
        id=new_id(), case_id=case_id, code=code, kind=kind, started_on=started_on, due_on=due_on,
        safe_due_on=safe_due_on, state=ClockState.RUNNING, article=article, warning=warning,
    )  # fmt: skip
    session.add(clock)
    return clock


def end_clock(clock: CaseClock, today: date, *, moved: bool = False) -> None:
    """A term runs no longer: it was met or has passed, which one that rests never does; `moved`: another day took its
    place.
    """
    met = ClockState.MET if clock.rests or not clock.is_over(today) else ClockState.PASSED
    clock.state, clock.ended_on = ClockState.MOVED if moved else met, today


def run_again(session: Session, clock: CaseClock) -> None:
    """A term was ended by a mistake and runs again."""
    clock.state = ClockState.MOVED
    write_anew(session, clock, due_on=clock.due_on, safe_due_on=clock.safe_due_on, warning=clock.warning)


def write_anew(
    session: Session, clock: CaseClock, *, due_on: date, safe_due_on: date | None, warning: str | None
) -> None:
    """The same term with these days, in a row of its own so that it is watched anew. The caller ends the old one."""
    write_clock(
        session, clock.case_id, clock.code, TermKind(clock.kind), clock.started_on, due_on, clock.article,
        safe_due_on=safe_due_on, warning=warning,
    )  # fmt: skip


def rest_clock(clock: CaseClock, since: date) -> None:
    """A term rests from that day, because somebody evades."""
    clock.state, clock.ended_on = ClockState.RESTING, since


def doubtful_years(years: tuple[int, ...]) -> str | None:
    """What a term says that was counted through years whose days off are not final; None where all are."""
    listed = ", ".join(map(str, years))
    return f"The holidays of {listed} are not final: check the day again when they are." if years else None


def running_clocks(session: Session, case_id: str) -> list[CaseClock]:
    """Terms that run now, the nearest first."""
    return [clock for clock in going_clocks(session, case_id) if clock.state == ClockState.RUNNING]


def resting_clocks(session: Session, case_id: str) -> list[CaseClock]:
    """Terms that rest, because somebody evades."""
    return [clock for clock in going_clocks(session, case_id) if clock.rests]


def going_clocks(session: Session, case_id: str) -> list[CaseClock]:
    """Terms that run or rest, the nearest first."""
    return list(session.scalars(_GOING, {"case_id": case_id}))


def newest_clock(session: Session, case_id: str, code: str) -> CaseClock | None:
    """The term of that code that was started last, whether it still runs or not."""
    return session.scalar(_NEWEST, {"case_id": case_id, "code": code})
