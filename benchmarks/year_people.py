"""Everybody who works on the cases of benchmarks.year, and their days. What they do: year_officers, year_outside.

A day is a list of hours; at each hour everybody does what is due for the cases that stood there before it, one
transaction an act, and then the machine does what it was woken for. A process that was killed begins its day again:
whatever was done stands in the tables and is not due a second time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from benchmarks.owner_world import Sighting
from benchmarks.played import OFFICERS, Province, case_id_of
from benchmarks.year_plan import Plan, plan_of
from ticketing.agency.actors import Actor, Role
from ticketing.cameras.tables import Observation
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.flow.engine import drain
from ticketing.flow.reactions import TASKS
from ticketing.flow.tables import Installation
from ticketing.flow.timers import sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock, vietnam_day
from ticketing.law.calendar import official_calendar
from ticketing.registry.tables import RegistryLoad

OFFICER, SECOND = OFFICERS
HEAD = Actor("head", Role.SIGNER, rank="traffic_division_head")
CHAIR = Actor("chair", Role.SIGNER, rank="provincial_committee_chair")
FINANCE = Actor("finance", Role.FINANCE_CLERK)


_LOOKED_AT = load_only(Case.state, Case.flags, Case.changed_at, Case.reason_code, Case.law)
"""What is asked of a case to tell whether it is due. Some stand for most of the year and are asked every day."""

Hours = Sequence[tuple[time, Callable[["People", date], None]]]
"""What people do on a working day, at which hour."""


@dataclass
class People(Province):
    """The people. seed: of the plans. cases: name and act by the id of the case that it becomes."""

    seed: int = 12
    cases: dict[str, tuple[str, Sighting]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know which act becomes which case, and when its drop comes."""
        super().__post_init__()
        self.comes: dict[date, list[str]] = defaultdict(list)
        for number, act in enumerate(self.world.acts):
            name = f"act-{number:05}"
            case_id = case_id_of(name, act.at)
            self.cases[case_id], self.truth[case_id] = (name, act), act
            self.comes[vietnam_day(act.at) + timedelta(days=1 + act.days_late)].append(case_id)
        self.plans: dict[str, Plan] = {}

    def plan(self, case_id: str) -> Plan:
        """What people do about a case."""
        if case_id not in self.plans:
            name, act = self.cases[case_id]
            self.plans[case_id] = plan_of(name, act, self.seed)
        return self.plans[case_id]

    # The days.

    def play(self, hours: Hours, first: date, last: date) -> Iterator[date]:
        """Every day that was not played to its end yet. hours: of a working day. Yields each day when it is over."""
        with self.context.database.reading() as session:
            played = session.get_one(Installation, 1).acts_played
        for number in range(played, (last - first).days + 1):
            day = first + timedelta(days=number)
            self._day(hours, day)
            with self.context.database.writing() as session:
                session.get_one(Installation, 1).acts_played = number + 1
            yield day

    def _day(self, hours: Hours, day: date) -> None:
        self._at(day, time(6), self._terms)
        self._at(day, time(7, 30), lambda: self._registers(day))
        self._at(day, time(8), lambda: self._drops(day))
        if official_calendar().is_working_day(day):
            for hour, work in hours:
                self._at(day, hour, lambda work=work: work(self, day))  # type: ignore[misc]
        self._at(day, time(18), lambda: None)
        if day.day == 1:
            self.context.checkpoint()

    def _at(self, day: date, hour: time, work: Callable[[], None]) -> None:
        clock = self.context.clock
        assert isinstance(clock, SettableClock)
        clock.set(datetime.combine(day, hour, VIETNAM))
        work()
        drain(self.context, TASKS)

    def _terms(self) -> None:
        while drain(self.context, TASKS) or sweep_timers(self.context):
            continue

    def _registers(self, day: date) -> None:
        loaded = sa.select(RegistryLoad.id).where(RegistryLoad.finished_at == self.now)
        with self.context.database.reading() as session:
            done = session.scalar(loaded)
        if done is None and (moved := self.world.moves.get(day)):
            self.load_owners(moved)

    def _drops(self, day: date) -> None:
        for case_id in self.comes.get(day, ()):
            with self.context.database.reading() as session:
                known = session.get(Observation, case_id)
            if known is None:
                name, act = self.cases[case_id]
                self.open(act, case_id, self.plan(case_id).measured, name)

    # What is due.

    def cases_in(self, *states: CaseState) -> list[Case]:
        """Cases that stood in these states before this hour; a held one is let be."""
        query = sa.select(Case).where(Case.state.in_(states), Case.changed_at < self.now).order_by(Case.id)
        query = query.options(_LOOKED_AT)
        with self.context.database.reading() as session:
            return [case for case in session.scalars(query) if not case.on_hold]

    def each(self, cases: Iterable[Case], work: Callable[[Session, Case], object]) -> None:
        """Do the same for each of these cases, in a transaction of its own."""
        for case in cases:
            with self.act(case.id, case.state) as session:
                work(session, session.get_one(Case, case.id))

    @contextmanager
    def act(self, case_id: str, what: str) -> Iterator[Session]:
        """What one person does in one transaction. That the program refuses it is written down, once, and is wrong."""
        try:
            with self.context.database.writing() as session:
                yield session
        except Exception as problem:
            sentence = f"{self.cases[case_id][0]}, {what}: {type(problem).__name__}: {problem}"
            if sentence not in self.refused():
                with self._refusals.open("a", encoding="utf-8") as file:
                    file.write(f"{sentence}\n")

    @property
    def _refusals(self) -> Path:
        return self.context.settings.home / "refused.txt"

    def refused(self) -> list[str]:
        """What people wanted to do, knew no better, and could not."""
        return self._refusals.read_text(encoding="utf-8").splitlines() if self._refusals.exists() else []

    def since(self, case: Case, days: int) -> bool:
        """Whether a case has stood for so many days."""
        return vietnam_day(self.now) >= vietnam_day(case.changed_at) + timedelta(days=days)
