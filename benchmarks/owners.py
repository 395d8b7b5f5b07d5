"""A made-up year through the real steps, from the reading to the drafted notice: python -m benchmarks.owners [ACTS]

Match, sort, confirm, find the owner, draft: what the machine does is the program's own; readings and looks are given as
the networks give them, and an officer is played who says what the picture shows. Exits with 1 where a planted error
ended in another queue than it belongs to, or a notice names anybody but the owner of the vehicle in the picture.
"""

import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.owner_world import FIRST_DAY, Sighting, make_world
from benchmarks.played import WORLD, Measured, Province, case_id_of, put_up_cameras, wait_for_no_disk
from ticketing.agency.actors import machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases.owner.identification import ADDRESS_AMBIGUOUS, identify_owner
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.content.draft import thaw
from ticketing.documents.drafting.signing_day import transfer_slip_of
from ticketing.documents.drafting.steps import prepare
from ticketing.documents.drafting.transfer import pass_on_where_due
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import WAITING, Document
from ticketing.flow.app_context import AppContext, make_home
from ticketing.kit.clock import SettableClock, vietnam_day
from ticketing.settings import read_settings

MACHINE = machine("reactions")
WIDTH = 40


@dataclass
class Year:
    """What came of a year. ended: of each planted error, how many cases ended where; wrong: what may not be."""

    acts: int = 0
    notices: int = 0
    seconds: float = 0.0
    ended: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def run(acts: int, folder: Path, seed: int = 10) -> Year:
    """Walk a year of about that many acts in a home of its own in `folder`."""
    world, begun = make_world(acts, seed), time.perf_counter()
    played = _Played(_home(folder), world, folder)
    played.walk()
    year = played.judge()
    year.seconds = time.perf_counter() - begun
    played.context.database.engine.dispose()
    return year


def _home(folder: Path) -> AppContext:
    begin = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    context = make_home(read_settings({"TICKETING_HOME": str(folder / "home")}), "init", at=begin)
    context.clock = SettableClock(begin)
    wait_for_no_disk(context)
    with context.database.writing() as session:
        save_agency(session, demo_agency(), actor=WORLD, at=begin)
        put_up_cameras(session, begin, {})
    return context


class _Played(Province):
    """The year as it is played, day by day, until the notices wait for their signer."""

    def walk(self) -> None:
        """The year."""
        self.load_all(FIRST_DAY)
        comes: dict[object, list[tuple[str, Sighting]]] = defaultdict(list)
        for number, act in enumerate(self.world.acts):
            comes[vietnam_day(act.at) + timedelta(days=1 + act.days_late)].append((f"act-{number:05}", act))
        moves = {day for day in self.world.moves if day >= FIRST_DAY}
        for day in sorted({*comes, *moves}):  # type: ignore[type-var]
            self.context.clock.set(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))  # type: ignore[attr-defined]
            if moved := self.world.moves.get(day):  # type: ignore[call-overload]
                self.load_owners(moved)
            cases = [self._open(name, act) for name, act in comes.get(day, ())]
            for case_id in cases:
                self._handle(case_id)

    def _open(self, name: str, act: Sighting) -> str:
        case_id = case_id_of(name, act.at)
        self.open(act, case_id, Measured(), name)
        self.truth[case_id] = act
        return case_id

    def _handle(self, case_id: str) -> None:
        """Until nothing is left to do but what another person or the clock does."""
        for _ in range(6):
            before = self._case(case_id)
            if before.on_hold:
                return
            steps = {CaseState.MANUAL_QUEUE: self.by_hand, CaseState.REVIEW_PENDING: self.review,
                CaseState.CONFIRMED: self._owner,
                     CaseState.OWNER_IDENTIFIED: self._draft}  # fmt: skip
            step = steps.get(CaseState(before.state))
            if step is None:
                return
            with self.context.database.writing() as session:
                step(session, session.get_one(Case, case_id), self.truth[case_id])
            if self._case(case_id).version == before.version:
                return

    def _owner(self, session: Session, case: Case, _: Sighting) -> None:
        if case.reason_code == ADDRESS_AMBIGUOUS:
            self.choose_commune(session, case)
        else:
            identify_owner(session, self.context.keys, case.id, actor=MACHINE, at=self.now)

    def _draft(self, session: Session, case: Case, _: Sighting) -> None:
        pass_on_where_due(session, self.context.keys, case.id, actor=MACHINE, at=self.now)
        prepare(session, self.context.keys, case.id, "notice", actor=MACHINE, at=self.now)

    def _case(self, case_id: str) -> Case:
        with self.context.database.reading() as session:
            return session.get_one(Case, case_id)

    # What came of it.

    def judge(self) -> Year:
        """Hold every case against the truth."""
        year = Year(acts=len(self.truth))
        with self.context.database.reading() as session:
            for case_id, act in self.truth.items():
                end = _end(session, session.get_one(Case, case_id))
                year.ended[act.planted][end] += 1
                year.right[act.planted] += end in act.ends
                if end not in act.ends:
                    year.wrong.append(f"{act.planted}: ended in {end}, belongs to {' or '.join(sorted(act.ends))}")
                for notice in _notices(session, case_id):
                    year.notices += 1
                    year.wrong += [f"{act.planted}: {problem}" for problem in self._problems(notice, act, end)]
        return year

    def _problems(self, notice: Document, act: Sighting, end: str) -> Iterable[str]:
        """What a drafted notice says wrongly. One that is held goes to nobody."""
        if end.startswith("HELD"):
            return
        facts = thaw(opened_content(self.context.keys, notice)["draft"]).case
        owner = act.vehicle.owner_on(vietnam_day(act.at)) if act.vehicle else None
        if owner is None or facts.owner is None or facts.owner.name != owner.name:
            yield "A NOTICE TO A WRONG OWNER"
        elif facts.owner_commune != owner.commune:
            yield "a notice to the right owner in a wrong commune"


def _end(session: Session, case: Case) -> str:
    if case.state == CaseState.OWNER_IDENTIFIED and _notices(session, case.id):
        if case.on_hold:
            return f"HELD {case.reason_code}"
        return "NOTICE AND SLIP" if transfer_slip_of(session, case.id) else "NOTICE"
    named = case.state in (CaseState.MANUAL_QUEUE, CaseState.OWNER_UNKNOWN, CaseState.CLOSED)
    return f"{case.state} {case.reason_code}" if named else str(case.state)


def _notices(session: Session, case_id: str) -> list[Document]:
    query = sa.select(Document).where(Document.case_id == case_id, Document.kind == "notice", Document.state == WAITING)
    return list(session.scalars(query))


def table(year: Year) -> Iterable[str]:
    """A row a planted error: how many, where they ended, and how many of them rightly, as a bar."""
    yield "| planted | acts | ended in | right |\n|---|---|---|---|"
    for planted in sorted(year.ended, key=lambda one: (one != "ordinary", one)):
        ended, count = year.ended[planted], sum(year.ended[planted].values())
        where = ", ".join(f"{end} {number}" for end, number in ended.most_common())
        bar = "█" * round(WIDTH / 4 * year.right[planted] / count)
        yield f"| {planted} | {count} | {where} | {bar} {100 * year.right[planted] / count:.0f} % |"
    yield f"\n{year.acts} acts, {year.notices} notices drafted, {len(year.wrong)} wrong, {year.seconds:.0f} s."


def main(acts: int) -> int:
    """Print the table. Returns how many went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        year = run(acts, Path(folder))
    for line in table(year):
        print(line)
    for sentence, count in Counter(year.wrong).most_common(20):
        print(f"WRONG {count} times: {sentence}", file=sys.stderr)
    return len(year.wrong)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000) else 0)
