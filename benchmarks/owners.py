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
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.owner_world import CAMERAS, FIRST_DAY, Owner, Sighting, World, make_world
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases.opening import open_from_observation
from ticketing.cases.owner import ADDRESS_AMBIGUOUS, choose_commune, identify_owner
from ticketing.cases.persons import PersonRole, opened, person_row
from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.detect.detections import Box, Detections, VehicleSeen
from ticketing.documents.draft import thaw
from ticketing.documents.sealed import opened_content
from ticketing.documents.signing_day import slip_of
from ticketing.documents.steps import prepare
from ticketing.documents.tables import WAITING, Document
from ticketing.documents.transfer import pass_on_where_due
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.flow.office import Office, make_home
from ticketing.kit.clock import SettableClock, vietnam_day
from ticketing.kit.ids import new_id
from ticketing.read.accused import Accused, LookInPicture
from ticketing.read.plates import PlateLook
from ticketing.read.readings import PlateReading
from ticketing.read.readings import Verdict as Readable
from ticketing.registry.load import EXEMPT, RESIDENTS, STOLEN, VEHICLES, Loadable, load_table
from ticketing.review.by_hand import HandReading, hand_over, read_by_hand
from ticketing.review.policy import Kind
from ticketing.review.verdicts import Step, give_verdict
from ticketing.review.weigh import Verdict
from ticketing.settings import read_settings

MACHINE, WORLD = machine("reactions"), machine("world")
OFFICERS = (Actor("officer1", Role.OFFICER), Actor("officer2", Role.OFFICER))
PLACES = {code: f"Camera {code}, phố {code}" for code in CAMERAS} | {"BG02": "Phố BG02, trước nút giao"}
SURE, DOUBTFUL = 0.97, 0.6
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
    played = _Played(_home(folder, world), world, folder)
    played.walk()
    year = played.judge()
    year.seconds = time.perf_counter() - begun
    played.office.database.engine.dispose()
    return year


def _home(folder: Path, world: World) -> Office:
    begin = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    office = make_home(read_settings({"TICKETING_HOME": str(folder / "home")}), "init", at=begin)
    office.clock = SettableClock(begin)
    sa.event.listen(office.database.engine, "connect", _wait_for_no_disk)
    office.database.engine.dispose()
    with office.database.writing() as session:
        save_agency(session, demo_agency(), actor=WORLD, at=begin)
        for code, (commune, position) in CAMERAS.items():
            session.add(
                Camera(
                    code=code, name=code, place=PLACES[code], commune_code=commune, unit="DOI1", functions=[],
                    plan_no="KH/1", certificate_no="GCN/1", position=position, changed_at=begin,
                )
            )  # fmt: skip
    return office


def _wait_for_no_disk(connection: Any, _: object) -> None:
    """What a power cut would lose is not asked here."""
    connection.execute("PRAGMA synchronous=OFF")


class _Played:
    """The year as it is played, day by day."""

    def __init__(self, office: Office, world: World, folder: Path) -> None:
        self.office, self.world, self.folder = office, world, folder
        self.truth: dict[str, Sighting] = {}
        self.picture = store_blob(office.store, b"no picture: what it shows is told", "overview")
        self._load_all()

    @property
    def now(self) -> datetime:
        """The moment of the story."""
        return self.office.clock.now()

    # The register.

    def _load_all(self) -> None:
        vehicles = [
            (v.plate, v.plate_colour, v.body.kind, v.body.make, "", v.body.colour_vi, s.owner.id if s.owner else "",
             s.since, s.until or "")
            for v in self.world.vehicles
            for s in v.spans
        ]  # fmt: skip
        self._load(VEHICLES, vehicles)
        self._load_owners(self.world.owners)
        for what, plates in ((STOLEN, self.world.stolen), (EXEMPT, self.world.exempt)):
            self._load(what, [(plate, FIRST_DAY, "", "Công an tỉnh (giả định)", "") for plate in plates])

    def _load_owners(self, owners: Iterable[Owner]) -> None:
        self._load(RESIDENTS, [(o.id, o.kind, o.name, o.number, "", o.address, "") for o in owners])

    def _load(self, what: Loadable, rows: list[tuple[object, ...]]) -> None:
        path = self.folder / f"{what.name}-{new_id()}.csv"
        lines = [what.content.columns, *rows]
        path.write_text("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines), encoding="utf-8")
        office = self.office
        load_table(office.database, office.keys, what, path, self.folder / "rejects", at=self.now, actor=WORLD)

    # Day by day: drops come in, officers judge the day after.

    def walk(self) -> None:
        """The year."""
        comes: dict[object, list[Sighting]] = defaultdict(list)
        for act in self.world.acts:
            comes[vietnam_day(act.at) + timedelta(days=1 + act.days_late)].append(act)
        for day in sorted({*comes, *self.world.moves}):  # type: ignore[type-var]
            self.office.clock.set(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))  # type: ignore[attr-defined]
            if moved := self.world.moves.get(day):  # type: ignore[call-overload]
                self._load_owners(moved)
            cases = [self._open(act) for act in comes.get(day, ())]
            for case_id in cases:
                self._handle(case_id)

    def _open(self, act: Sighting) -> str:
        case_id, office = new_id(), self.office
        vehicle = VehicleSeen(act.body.kind, 0.9, Box(0, 0, 600, 400), act.body.colour if act.sees_colour else None)  # type: ignore[arg-type]
        look = LookInPicture(0, "overview", PlateLook(Box(20, 30, 80, 60), 0.9, vehicle, act.plate_colour, ()))
        with office.database.writing() as session:
            session.add(
                Observation(
                    id=case_id, province="24", log_id="x", drop=case_id, drop_digest=(case_id * 2)[:64],
                    event_key=(case_id * 2)[:64], state=ObservationState.RECEIVED, event_id=case_id, camera=act.camera,
                    place=PLACES[act.camera], captured_at=act.at, behaviour="RED_LIGHT", received_at=self.now,
                    changed_at=self.now,
                )
            )  # fmt: skip
            session.flush()
            record_sealed(session, case_id, [self.picture], at=self.now, actor=WORLD.label)
            open_from_observation(
                session, office.keys, session.get_one(Observation, case_id), camera=session.get_one(Camera, act.camera),
                detections={self.picture.sha256: Detections((vehicle,), ())}, accused=Accused((look,)),
                sources=[self.picture.sha256], reading=_reading(act), versions={"networks": "told"}, actor=WORLD,
                at=self.now,
            )  # fmt: skip
        self.truth[case_id] = act
        return case_id

    # An officer who says what the picture shows.

    def _handle(self, case_id: str) -> None:
        """Until nothing is left to do but what another person or the clock does."""
        for _ in range(6):
            before = self._case(case_id)
            if "HELD" in before.flags:
                return
            steps = {S.MANUAL_QUEUE: self._by_hand, S.REVIEW_PENDING: self._review, S.CONFIRMED: self._owner,
                     S.OWNER_IDENTIFIED: self._draft}  # fmt: skip
            step = steps.get(S(before.state))
            if step is None:
                return
            with self.office.database.writing() as session:
                step(session, session.get_one(Case, case_id), self.truth[case_id])
            if self._case(case_id).version == before.version:
                return

    def _by_hand(self, session: Session, case: Case, act: Sighting) -> None:
        code = case.reason_code
        if code == "SPECIAL_PLATE":
            hand_over(session, case.id, authority="Cơ quan quản lý biển số", actor=OFFICERS[0], at=self.now)
        elif code == "STOLEN_VEHICLE" or (code == "TWIN" and "another vehicle" not in (case.reason or "")):
            return  # nobody can tell from the picture: the case waits for what is found out elsewhere
        elif code == "EXEMPT_VEHICLE" and act.on_duty:
            self._judge(session, case, Verdict(Kind.REJECT, reason_code="EMERGENCY_VEHICLE"))
        elif code not in ("UNREADABLE", "EXEMPT_VEHICLE") and not _fits(case, act):
            self._judge(session, case, Verdict(Kind.REJECT, reason_code="WRONG_VEHICLE"))
        else:
            read = HandReading(act.plate, act.plate_colour, act.body.kind)
            read_by_hand(session, self.office.keys, case.id, read, actor=OFFICERS[0], at=self.now)

    def _review(self, session: Session, case: Case, act: Sighting) -> None:
        if act.planted == "its second record":
            self._judge(session, case, Verdict(Kind.REJECT, reason_code="DUPLICATE", note="cùng một hành vi"))
        elif act.plate == case.plate and not _fits(case, act):
            self._judge(session, case, Verdict(Kind.MANUAL, reason_code="VEHICLE_DIFFERS"))
        else:
            corrected = act.plate if act.plate != case.plate else None
            self._judge(session, case, Verdict(Kind.CONFIRM, plate=corrected, wording_fits=True, another_act=True))

    def _judge(self, session: Session, case: Case, verdict: Verdict) -> None:
        """One officer, and another where the policy asks for a second."""
        for officer in OFFICERS:
            given = give_verdict(session, self.office.keys, case.id, verdict, actor=officer, at=self.now)
            if given.step is Step.DECIDED:
                return

    def _owner(self, session: Session, case: Case, act: Sighting) -> None:
        keys = self.office.keys
        if case.reason_code != ADDRESS_AMBIGUOUS:
            identify_owner(session, keys, case.id, actor=MACHINE, at=self.now)
            return
        row = person_row(session, case.id, PersonRole.OWNER)
        assert row is not None
        lives = next(o.commune for o in self._known() if o.number == opened(keys, row).personal_id)
        choose_commune(session, keys, case.id, lives, ground="RESIDENCE_DATA", actor=self._clerk(), at=self.now)

    def _clerk(self) -> Actor:
        """Clerks take turns: what two of them chose for a hamlet is remembered."""
        return OFFICERS[self.now.toordinal() % 2]

    def _known(self) -> Iterable[Owner]:
        yield from (one for moved in self.world.moves.values() for one in moved)
        yield from self.world.owners

    def _draft(self, session: Session, case: Case, _: Sighting) -> None:
        pass_on_where_due(session, self.office.keys, case.id, actor=MACHINE, at=self.now)
        prepare(session, self.office.keys, case.id, "notice", actor=MACHINE, at=self.now)

    def _case(self, case_id: str) -> Case:
        with self.office.database.reading() as session:
            return session.get_one(Case, case_id)

    # What came of it.

    def judge(self) -> Year:
        """Hold every case against the truth."""
        year = Year(acts=len(self.truth))
        with self.office.database.reading() as session:
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
        facts = thaw(opened_content(self.office.keys, notice)["draft"]).case
        owner = act.vehicle.owner_on(vietnam_day(act.at)) if act.vehicle else None
        if owner is None or facts.owner is None or facts.owner.name != owner.name:
            yield "A NOTICE TO A WRONG OWNER"
        elif facts.owner_commune != owner.commune:
            yield "a notice to the right owner in a wrong commune"


def _reading(act: Sighting) -> PlateReading:
    rows = (act.read[:4], act.read[4:]) if act.body.kind == "motorcycle" and act.read else (act.read,)
    verdict = (Readable.YES if act.sure else Readable.DOUBTFUL) if act.read else Readable.NO
    confidence = SURE if act.sure and act.read else DOUBTFUL
    return PlateReading(
        raw_text=act.read, text=act.read, rows=rows, colour=act.plate_colour, characters=(), alternatives=(),
        confidence=confidence, layout=None, verdict=verdict,
    )  # fmt: skip


def _fits(case: Case, act: Sighting) -> bool:
    """Whether the vehicle in the picture is the registered one, as an officer compares them; none registered: yes."""
    registered = case.registration or {}
    shown = {"kind": act.body.kind, "make": act.body.make, "colour": act.body.colour_vi}
    return all(registered.get(name) in (None, value) for name, value in shown.items())


def _end(session: Session, case: Case) -> str:
    if case.state == S.OWNER_IDENTIFIED and _notices(session, case.id):
        if "HELD" in case.flags:
            return f"HELD {case.reason_code}"
        return "NOTICE AND SLIP" if slip_of(session, case.id) else "NOTICE"
    named = case.state in (S.MANUAL_QUEUE, S.OWNER_UNKNOWN, S.CLOSED)
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
