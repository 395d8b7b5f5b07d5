"""What waits for a person, in the order in which it should be judged.

All terms of an act that nobody has judged run from the day of the act, so that day orders the queue; inside a day the
doubtful cases come first, because they need a second person and time. Pages are keyed: page 1,000 is as fast as page 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from threading import Lock, Thread
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.states import WAITING, CaseState
from ticketing.cases.tables import IS_WAITING, NOT_HELD, Case, CaseClock, ClockState
from ticketing.kit.clock import monotonic, vietnam_day
from ticketing.kit.db import Database
from ticketing.review import lease
from ticketing.review.seeded import hidden_from
from ticketing.review.tables import OPEN, ReviewLease, ReviewVerdict

PAGE, FEW = 50, 4
COUNT_EVERY_S = 5.0
KEY = (Case.acted_on, Case.queue_rank, Case.violated_at, Case.id)
"""The order of the queue."""
_OPEN: sa.ColumnElement[str] = sa.literal_column(
    f"'{OPEN}'"
)  # as a parameter it would not match the index of open verdicts


@dataclass(frozen=True)
class Filters:
    """What a person wants to see of the queue; None or empty: everything.

    state:  REVIEW_PENDING or MANUAL_QUEUE. place: a part of its name.
    reason: a code; "" for ordinary cases only. disagreed: only cases on which two persons differ (for seniors).
    """

    state: CaseState = CaseState.REVIEW_PENDING
    camera: str | None = None
    place: str | None = None
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
    cases = list(_select(session, filters, reader, after, size + 1).scalars())
    shown = cases[:size]
    days = _days_left(session, [case.id for case in shown], vietnam_day(at))
    holders = _lessees(session, [case.id for case in shown], wall)
    rows = [Waiting(case, days.get(case.id, {}), holders.get(case.id), position_of(case)) for case in shown]
    return Page(rows, rows[-1].position if len(cases) > size else None)


def next_case(session: Session, filters: Filters, reader: Reader, *, wall: datetime) -> Case | None:
    """The next case that nobody holds, now held by this person; None where nothing is left for him.

    Inside a writing transaction that does nothing else: all who take cases lock them in the order of the queue, and who
    has let another one go in the same transaction could wait for somebody who waits for him. Two who ask at the same
    moment get two cases. Between the question and the lease another may have held the case, decided it and let it
    go: the one that is held is asked about once more.
    """
    position: Position | None = None
    size = FEW
    while free := _select(session, filters, reader, position, size, free_at=wall).all():
        for day, rank, violated_at, case_id in free:
            position = Position(day, rank, violated_at, case_id)
            if lease.take(session, case_id, reader.person, wall):
                if case := _still_waiting(session, filters, reader, case_id):
                    return case
                lease.let_go(session, case_id, reader.person)
        size = PAGE  # somebody else takes cases at this very moment: look at more at once
    return None


def _still_waiting(session: Session, filters: Filters, reader: Reader, case_id: str) -> Case | None:
    asked = {"reader": reader.person, "size": 1, "case_id": case_id}
    return session.scalars(_question_of_one(filters, reader.senior), asked).one_or_none()


def renew(session: Session, case_id: str, person: str, *, wall: datetime) -> bool:
    """Take or renew the lease on the case that is on this person's screen. False: another has it, or he judged it.

    A heartbeat may come late, when his verdict is given and the case waits for somebody else: it must not hide it. So
    the case is locked first, as by a verdict: who has waited for one sees it.
    """
    session.execute(sa.select(Case.id).where(Case.id == case_id).with_for_update(read=True))
    if not lease.take(session, case_id, person, wall):
        return False
    given = sa.select(ReviewVerdict.id).where(
        ReviewVerdict.case_id == case_id, ReviewVerdict.person == person, ReviewVerdict.state == _OPEN
    )
    waits = sa.select(Case.id).where(Case.id == case_id, Case.state.in_(WAITING), ~given.exists())
    if session.scalar(waits) is None:
        lease.let_go(session, case_id, person)
        return False
    return True


def counts(session: Session) -> dict[tuple[str, str | None], int]:
    """How many cases wait, by state and reason code."""
    query = sa.select(Case.state, Case.reason_code, sa.func.count()).where(IS_WAITING)
    return {
        (state, code): count for state, code, count in session.execute(query.group_by(Case.state, Case.reason_code))
    }


class LiveCounts:
    """How many cases wait in a state, counted anew by a thread of its own every COUNT_EVERY_S seconds at most.

    With 100,000 of them counting takes longer than all the rest of an officer's next case: nobody waits for it but the
    first who asks.
    """

    def __init__(self, database: Database) -> None:
        """`database`: where the cases are."""
        self._database = database
        self._counted_at, self._by_state = float("-inf"), dict[str, int]()
        self._counting = Lock()

    def of(self, state: CaseState) -> int:
        """Cases in this state, as they were when they were last counted."""
        if not self._by_state:
            with self._counting:
                if not self._by_state:
                    self._count()
        elif monotonic() - self._counted_at > COUNT_EVERY_S and self._counting.acquire(blocking=False):
            Thread(target=self._count_and_release, daemon=True).start()
        return self._by_state.get(state, 0)

    def _count_and_release(self) -> None:
        try:
            self._count()
        finally:
            self._counting.release()

    def _count(self) -> None:
        with self._database.reading() as session:
            counted = counts(session)
        self._by_state = {waits: sum(n for (state, _), n in counted.items() if state == waits) for waits in WAITING}
        self._counted_at = monotonic()


def position_of(case: Case) -> Position:
    """Where a case stands in the order."""
    return Position(case.acted_on, case.queue_rank, case.violated_at, case.id)


def _select(
    session: Session,
    filters: Filters,
    reader: Reader,
    after: Position | None,
    size: int,
    *,
    free_at: datetime | None = None,
) -> sa.Result[*tuple[Any, ...]]:
    """The cases behind `after` in their order, which is that of the index ix_cases_next; free_at: their keys only."""
    said: dict[str, Any] = {"reader": reader.person, "size": size}
    if after is not None:
        said |= {"day": after.day, "rank": after.rank, "moment": after.violated_at, "last": after.case_id}
    if free_at is not None:
        said["wall"] = free_at
    query = _question(filters, reader.senior, keyed=after is not None, free=free_at is not None)
    return session.execute(query, said)


@lru_cache(maxsize=256)
def _question(filters: Filters, senior: bool, *, keyed: bool, free: bool) -> sa.Select[*tuple[Any, ...]]:
    """The statement for a kind of question: officers ask the same one all day."""
    shown: sa.Select[*tuple[Any, ...]] = sa.select(*KEY) if free else sa.select(Case)
    query = shown.where(Case.state == filters.state, NOT_HELD)
    query = _for_reader(_filtered(query, filters), filters, senior)
    if free:
        others = ReviewLease.expires_at > sa.bindparam("wall"), ReviewLease.person != sa.bindparam("reader")
        query = query.where(Case.id.not_in(sa.select(ReviewLease.case_id).where(*others)))
    if keyed:
        columns: Sequence[tuple[str, Any]] = list(zip(("day", "rank", "moment", "last"), KEY, strict=True))
        last = [sa.bindparam(name, type_=column.type) for name, column in columns]
        query = query.where(sa.tuple_(*KEY) > sa.tuple_(*last))
    return query.order_by(*KEY).limit(sa.bindparam("size", type_=sa.Integer))


@lru_cache(maxsize=256)
def _question_of_one(filters: Filters, senior: bool) -> sa.Select[*tuple[Any, ...]]:
    return _question(filters, senior, keyed=False, free=False).where(Case.id == sa.bindparam("case_id"))


def _filtered(query: sa.Select[*tuple[Any, ...]], filters: Filters) -> sa.Select[*tuple[Any, ...]]:
    for column, value in (("camera", filters.camera), ("behaviour", filters.behaviour)):
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
    return query


def _for_reader(query: sa.Select[*tuple[Any, ...]], filters: Filters, senior: bool) -> sa.Select[*tuple[Any, ...]]:
    """Nobody judges twice, and where two differ only a senior may judge.

    Asked of each case that comes up, not of the table of verdicts: thousands wait there for a second person. Written as
    "fewer than": of "equals" PostgreSQL believes that hardly a case passes, and then sorts them all for the first four.
    """
    given = sa.select(sa.func.count()).where(ReviewVerdict.case_id == Case.id, ReviewVerdict.state == _OPEN)
    by_reader = given.where(ReviewVerdict.person == sa.bindparam("reader"))
    query = query.where(by_reader.scalar_subquery() < 1, sa.not_(hidden_from(sa.bindparam("reader"))))
    if filters.disagreed:
        waiting = sa.select(ReviewVerdict.case_id).where(ReviewVerdict.state == _OPEN).group_by(ReviewVerdict.case_id)
        return query.where(Case.id.in_(waiting.having(sa.func.count() > 1)))
    return query if senior else query.where(given.scalar_subquery() < 2)


def _days_left(session: Session, case_ids: Sequence[str], today: date) -> dict[str, dict[str, int]]:
    query = sa.select(CaseClock).where(CaseClock.case_id.in_(case_ids), CaseClock.state == ClockState.RUNNING)
    days: dict[str, dict[str, int]] = {}
    for clock in session.scalars(query.order_by(CaseClock.due_on)):
        days.setdefault(clock.case_id, {})[clock.code] = (clock.due_on - today).days
    return days


def _lessees(session: Session, case_ids: Sequence[str], wall: datetime) -> dict[str, str]:
    query = sa.select(ReviewLease).where(ReviewLease.case_id.in_(case_ids), ReviewLease.expires_at > wall)
    return {held.case_id: held.person for held in session.scalars(query)}
