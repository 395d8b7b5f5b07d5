"""What waits for a person, in the order in which it should be judged.

All terms of an act that nobody has judged run from the day of the act, so that day orders the queue; inside a day the
doubtful cases come first, because they need a second person and time. Pages are keyed: page 1,000 is as fast as page 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.states import S
from ticketing.cases.tables import Case, CaseClock
from ticketing.kit.clock import monotonic, vietnam_day
from ticketing.review import lease
from ticketing.review.tables import OPEN, ReviewLease, ReviewVerdict

PAGE, FEW = 50, 4
COUNT_EVERY_S = 5.0
KEY = (Case.acted_on, Case.queue_rank, Case.violated_at, Case.id)
"""The order of the queue."""


@dataclass(frozen=True)
class Filters:
    """What a person wants to see of the queue; None or empty: everything.

    state:  REVIEW_PENDING or MANUAL_QUEUE. place: a part of its name. unit: cameras of one unit.
    reason: a code; "" for ordinary cases only. disagreed: only cases on which two persons differ (for seniors).
    """

    state: S = S.REVIEW_PENDING
    camera: str | None = None
    place: str | None = None
    unit: str | None = None
    behaviour: str | None = None
    reason: str | None = None
    acted_from: date | None = None
    acted_to: date | None = None
    disagreed: bool = False


@dataclass(frozen=True)
class Reader:
    """Who looks: what he has judged is not shown to him again; what two persons differ on only to a senior."""

    person: str
    senior: bool = False


@dataclass(frozen=True)
class Position:
    """Where a page ends: the sort key of its last row. Survives reload and comes back as text."""

    day: date
    rank: float
    violated_at: datetime
    case_id: str

    def as_text(self) -> str:
        """The position as it stands in an address."""
        return "~".join((self.day.isoformat(), self.rank.hex(), self.violated_at.isoformat(), self.case_id))

    @classmethod
    def of_text(cls, text: str) -> "Position":
        """Read `as_text`. Raises ValueError for anything else."""
        try:
            day, rank, violated_at, case_id = text.split("~")
            moment = datetime.fromisoformat(violated_at)
            found = cls(date.fromisoformat(day), float.fromhex(rank), moment, case_id)
        except (ValueError, OverflowError):
            raise ValueError(f"'{text}' is no position in the queue: open the queue from its beginning.") from None
        if moment.tzinfo is None:
            raise ValueError(f"'{text}' is no position in the queue: its moment has no offset.")
        return found


@dataclass(frozen=True)
class Waiting:
    """A line of the queue. `days_left`: calendar days to the last day of each running term, negative once passed."""

    case: Case
    days_left: dict[str, int]
    held_by: str | None
    position: Position


@dataclass(frozen=True)
class Page:
    """Part of the queue, and where the next part begins (None: this was the end)."""

    rows: Sequence[Waiting]
    after: Position | None


def page(
    session: Session,
    filters: Filters,
    reader: Reader,
    *,
    at: datetime,
    wall: datetime,
    after: Position | None = None,
    size: int = PAGE,
) -> Page:
    """The next `size` cases behind `after`. `at` counts the days left, `wall` the leases."""
    cases = list(session.scalars(_select(filters, reader, after, size + 1)))
    shown = cases[:size]
    days = _days_left(session, [case.id for case in shown], vietnam_day(at))
    holders = _holders(session, [case.id for case in shown], wall)
    rows = [Waiting(case, days.get(case.id, {}), holders.get(case.id), position_of(case)) for case in shown]
    return Page(rows, rows[-1].position if len(cases) > size else None)


def next_case(
    session: Session, filters: Filters, reader: Reader, *, wall: datetime, after: Position | None = None
) -> Case | None:
    """The next case that nobody holds, now held by this person; None where nothing is left for him.

    Inside a writing transaction. Two officers who ask at the same moment get two cases.
    """
    position, size = after, FEW
    while free := session.execute(_select(filters, reader, position, size, free_at=wall).with_only_columns(*KEY)).all():
        for day, rank, violated_at, case_id in free:
            position = Position(day, rank, violated_at, case_id)
            if lease.take(session, case_id, reader.person, wall):
                return session.get_one(Case, case_id)
        size = PAGE  # somebody else takes cases at this very moment: look at more at once
    return None


def counts(session: Session) -> dict[tuple[str, str | None], int]:
    """How many cases wait, by state and reason code."""
    query = sa.select(Case.state, Case.reason_code, sa.func.count()).where(
        Case.state.in_((S.REVIEW_PENDING, S.MANUAL_QUEUE))
    )
    return {
        (state, code): count for state, code, count in session.execute(query.group_by(Case.state, Case.reason_code))
    }


class LiveCounts:
    """How many cases wait in a state, counted by one thread at a time and not again for a while.

    With 100,000 of them counting takes longer than all the rest of an officer's next case; where everybody counts at
    once, nobody gets his.
    """

    def __init__(self) -> None:
        self._counted_at, self._by_state = float("-inf"), dict[str, int]()
        self._counting = Lock()

    def of(self, session: Session, state: S) -> int:
        """Cases in this state, as they were within the last COUNT_EVERY_S seconds or while they are counted anew."""
        if monotonic() - self._counted_at > COUNT_EVERY_S and self._counting.acquire(blocking=not self._by_state):
            try:
                self._count(session)
            finally:
                self._counting.release()
        return self._by_state.get(state, 0)

    def _count(self, session: Session) -> None:
        if monotonic() - self._counted_at <= COUNT_EVERY_S:
            return  # somebody else has, while this thread waited
        states = (S.REVIEW_PENDING, S.MANUAL_QUEUE)
        query = sa.select(Case.state, sa.func.count()).where(Case.state.in_(states)).group_by(Case.state)
        self._by_state = dict.fromkeys(states, 0) | dict(session.execute(query).tuples().all())
        self._counted_at = monotonic()


def position_of(case: Case) -> Position:
    """Where a case stands in the order."""
    return Position(case.acted_on, case.queue_rank, case.violated_at, case.id)


def _select(
    filters: Filters, reader: Reader, after: Position | None, size: int, *, free_at: datetime | None = None
) -> sa.Select[Any]:
    """The cases behind `after` in their order, which is that of the index ix_cases_next."""
    query = _filtered(filters, reader, free_at)
    if after is not None:
        last = (after.day, after.rank, sa.literal(after.violated_at, Case.violated_at.type), after.case_id)
        query = query.where(sa.tuple_(*KEY) > sa.tuple_(*last))
    return query.order_by(*KEY).limit(size)


def _filtered(filters: Filters, reader: Reader, free_at: datetime | None) -> sa.Select[Any]:
    query = sa.select(Case).where(Case.state == filters.state, sa.cast(Case.flags, sa.String).not_like('%"HELD"%'))
    for column, value in (("camera", filters.camera), ("unit", filters.unit), ("behaviour", filters.behaviour)):
        if value is not None:
            query = query.where(getattr(Case, column) == value)
    if filters.place is not None:
        query = query.where(Case.place.icontains(filters.place, autoescape=True))
    if filters.reason is not None:
        query = query.where(Case.reason_code == filters.reason if filters.reason else Case.reason_code.is_(None))
    if filters.acted_from is not None:
        query = query.where(Case.acted_on >= filters.acted_from)
    if filters.acted_to is not None:
        query = query.where(Case.acted_on <= filters.acted_to)
    if free_at is not None:
        leased = sa.select(ReviewLease.case_id).where(
            ReviewLease.expires_at > free_at, ReviewLease.person != reader.person
        )
        query = query.where(Case.id.not_in(leased))
    return _for_reader(query, filters, reader)


def _for_reader(query: sa.Select[Any], filters: Filters, reader: Reader) -> sa.Select[Any]:
    """Nobody judges twice, and where two differ only a senior may judge."""
    open_verdicts = sa.select(ReviewVerdict.case_id).where(ReviewVerdict.state == OPEN)
    query = query.where(Case.id.not_in(open_verdicts.where(ReviewVerdict.person == reader.person)))
    disagreed = open_verdicts.group_by(ReviewVerdict.case_id).having(sa.func.count() > 1)
    if filters.disagreed:
        return query.where(Case.id.in_(disagreed))
    return query if reader.senior else query.where(Case.id.not_in(disagreed))


def _days_left(session: Session, case_ids: Sequence[str], today: date) -> dict[str, dict[str, int]]:
    query = sa.select(CaseClock).where(CaseClock.case_id.in_(case_ids), CaseClock.state == "running")
    days: dict[str, dict[str, int]] = {}
    for clock in session.scalars(query.order_by(CaseClock.due_on)):
        days.setdefault(clock.case_id, {})[clock.code] = (clock.due_on - today).days
    return days


def _holders(session: Session, case_ids: Sequence[str], wall: datetime) -> dict[str, str]:
    query = sa.select(ReviewLease).where(ReviewLease.case_id.in_(case_ids), ReviewLease.expires_at > wall)
    return {held.case_id: held.person for held in session.scalars(query)}
