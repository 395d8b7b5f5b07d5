"""A made-up province at work in a home of its own: its register, its cameras, officers who say what a picture shows.

`benchmarks.owners` and `benchmarks.year` play it. What the program does is the program's own; readings and looks are
given as the networks give them.
"""

import io
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from benchmarks.owner_world import CAMERAS, Owner, Sighting, World
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases.intake.opening import open_from_observation
from ticketing.cases.owner.identification import choose_commune
from ticketing.cases.owner.persons import PersonRole, opened, person_row
from ticketing.cases.tables import Case
from ticketing.detect.detections import Box, Detections, PlateSeen, VehicleSeen
from ticketing.documents.layout.redaction import SIGHTS, Sight, sights_json
from ticketing.evidence.seal import Sealed, record_sealed, store_blob
from ticketing.flow.app_context import AppContext
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.read.plate_selection import CropInPicture, PlateSelection
from ticketing.read.plates import PlateCrop
from ticketing.read.readings import PlateReading
from ticketing.read.readings import Verdict as Readable
from ticketing.registry.load import EXEMPT, RESIDENTS, STOLEN, VEHICLES, Loadable, load_table
from ticketing.review.by_hand import HandReading, hand_over, read_by_hand
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.verdicts import Step, give_verdict

WORLD = machine("world")
OFFICERS = (Actor("officer1", Role.OFFICER), Actor("officer2", Role.OFFICER))
PLACES = {code: f"Camera {code}, phố {code}" for code in CAMERAS} | {"BG02": "Phố BG02, trước nút giao"}
SURE, DOUBTFUL = 0.97, 0.6
VEHICLE, PLATE = Box(0, 0, 600, 400), Box(20, 30, 80, 60)


@dataclass(frozen=True)
class Measured:
    """What a camera says of an act. speed_kmh and limit_kmh: of a SPEED only. twice: it sends a second picture."""

    behaviour: str = "RED_LIGHT"
    speed_kmh: str | None = None
    limit_kmh: str | None = None
    twice: bool = False


@dataclass
class Province:
    """The province as it is played. truth: what a case was in truth, by its id; names: an act's name by its id."""

    context: AppContext
    world: World
    folder: Path
    truth: dict[str, Sighting] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep the two pictures that all drops show."""
        self.pictures: list[Sealed] = [
            store_blob(self.context.store, _picture(shade), role) for shade, role in ((120, "overview"), (140, "after"))
        ]

    @property
    def now(self) -> datetime:
        """The moment of the story."""
        return self.context.clock.now()

    # The register.

    def load_all(self, first_day: date) -> None:
        """Everything that the register holds before the year begins."""
        vehicles: list[tuple[object, ...]] = [
            (v.plate, v.plate_colour, v.body.kind, v.body.make, "", v.body.colour_vi, s.owner.id if s.owner else "",
             s.since, s.until or "")
            for v in self.world.vehicles
            for s in v.spans
        ]  # fmt: skip
        self._load(VEHICLES, vehicles)
        self.load_owners(self.world.owners)
        for what, plates in ((STOLEN, self.world.stolen), (EXEMPT, self.world.exempt)):
            self._load(what, [(plate, first_day, "", "Công an tỉnh (giả định)", "") for plate in plates])
        for day in sorted(one for one in self.world.moves if one < first_day):
            self.load_owners(self.world.moves[day])

    def load_owners(self, owners: Iterable[Owner]) -> None:
        """Rows of residents, new or changed."""
        self._load(RESIDENTS, [(o.id, o.kind, o.name, o.number, "", o.address, "") for o in owners])

    def _load(self, what: Loadable, rows: list[tuple[object, ...]]) -> None:
        path = self.folder / f"{what.name}-{new_id()}.csv"
        lines = [what.content.columns, *rows]
        path.write_text("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines), encoding="utf-8")
        context = self.context
        load_table(context.database, context.keys, what, path, self.folder / "rejects", at=self.now, actor=WORLD)

    # What cameras send.

    def open(self, act: Sighting, case_id: str, measured: Measured, name: str) -> None:
        """The case of an act, as the networks' readings and looks make it. name: of its drop."""
        context = self.context
        vehicle = VehicleSeen(act.body.kind, 0.9, VEHICLE, act.body.colour if act.sees_colour else None)  # type: ignore[arg-type]
        look = CropInPicture(0, "overview", PlateCrop(PLATE, 0.9, vehicle, act.plate_colour, ()))
        seen = Detections((vehicle,), (PlateSeen(PLATE, 0.9, 0),))
        pictures = self.pictures if measured.twice else self.pictures[:1]
        sights = sights_json({picture.sha256: Sight(seen, PLATE) for picture in pictures})
        kept = store_blob(context.store, sights, SIGHTS, made_by="told")
        with context.database.writing() as session:
            session.add(
                Observation(
                    id=case_id, province="24", log_id="x", drop=name, drop_digest=sha256(name.encode()),
                    event_key=sha256(f"{name} event".encode()), state=ObservationState.RECEIVED, event_id=name,
                    camera=act.camera, place=PLACES[act.camera], captured_at=act.at, behaviour=measured.behaviour,
                    speed_kmh=measured.speed_kmh, limit_kmh=measured.limit_kmh, received_at=self.now,
                    changed_at=self.now,
                )
            )  # fmt: skip
            session.flush()
            record_sealed(session, case_id, [*pictures, kept], at=self.now, actor=WORLD.label)
            open_from_observation(
                session, context.keys, session.get_one(Observation, case_id), camera=session.get_one(Camera,
                    act.camera),
                detections={picture.sha256: seen for picture in pictures}, accused=PlateSelection((look,)),
                sources=[pictures[0].sha256], reading=_reading(act), versions={"networks": "told"}, actor=WORLD,
                at=self.now,
            )  # fmt: skip

    # Officers who say what the picture shows.

    def by_hand(self, session: Session, case: Case, act: Sighting) -> None:
        """What becomes of a case of the manual queue."""
        code = case.reason_code
        if code == "SPECIAL_PLATE":
            hand_over(session, case.id, authority="Cơ quan quản lý biển số", actor=OFFICERS[0], at=self.now)
        elif code == "STOLEN_VEHICLE" or (code == "TWIN" and "another vehicle" not in (case.reason or "")):
            return  # nobody can tell from the picture: the case waits for what is found out elsewhere
        elif code == "EXEMPT_VEHICLE" and act.on_duty:
            self.give(session, case, Verdict(Kind.REJECT, reason_code="EMERGENCY_VEHICLE"))
        elif code not in ("UNREADABLE", "EXEMPT_VEHICLE") and not fits(case, act):
            self.give(session, case, Verdict(Kind.REJECT, reason_code="WRONG_VEHICLE"))
        else:
            read = HandReading(act.plate, act.plate_colour, act.body.kind)
            read_by_hand(session, self.context.keys, case.id, read, actor=OFFICERS[0], at=self.now)

    def review(self, session: Session, case: Case, act: Sighting) -> None:
        """The verdict, by two persons where the policy asks for a second."""
        if act.planted == "its second record":
            self.give(session, case, Verdict(Kind.REJECT, reason_code="DUPLICATE", note="cùng một hành vi"))
        elif act.plate == case.plate and not fits(case, act):
            self.give(session, case, Verdict(Kind.MANUAL, reason_code="VEHICLE_DIFFERS"))
        else:
            corrected = act.plate if act.plate != case.plate else None
            self.give(session, case, Verdict(Kind.CONFIRM, plate=corrected, wording_fits=True, another_act=True))

    def give(self, session: Session, case: Case, verdict: Verdict) -> None:
        """One officer, and another where the policy asks for a second."""
        for officer in OFFICERS:
            given = give_verdict(session, self.context.keys, case.id, verdict, actor=officer, at=self.now)
            if given.step is Step.DECIDED:
                return

    def choose_commune(self, session: Session, case: Case) -> None:
        """A clerk knows in which of the communes the owner lives. What two of them chose for a hamlet is remembered."""
        keys = self.context.keys
        row = person_row(session, case.id, PersonRole.OWNER)
        assert row is not None
        number = opened(keys, row).personal_id
        lives = next(owner.commune for owner in self._known() if owner.number == number)
        clerk = OFFICERS[self.now.toordinal() % 2]
        choose_commune(session, keys, case.id, lives, ground="RESIDENCE_DATA", actor=clerk, at=self.now)

    def _known(self) -> Iterable[Owner]:
        yield from (one for moved in self.world.moves.values() for one in moved)
        yield from self.world.owners


def put_up_cameras(session: Session, at: datetime, more: Mapping[str, Any]) -> None:
    """The cameras of the world. more: further columns of each."""
    for code, (commune, position) in CAMERAS.items():
        session.add(
            Camera(
                code=code, name=code, place=PLACES[code], commune_code=commune, unit="DOI1", functions=[],
                plan_no="KH/1", certificate_no="GCN/1", position=position, changed_at=at, **more,
            )
        )  # fmt: skip


def wait_for_no_disk(context: AppContext) -> None:
    """SQLite does not wait for the disk: what a power cut would lose is not asked here."""

    def connected(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    sa.event.listen(context.database.engine, "connect", connected)
    context.database.engine.dispose()


def sync_no_files() -> None:
    """Neither do the files of this process, which plays and does nothing else: a kill leaves them to the system."""
    os.fsync = lambda _descriptor: None


def case_id_of(name: str, at: datetime) -> str:
    """The id of a case: that of its moment, as the program's own are, and always the same one."""
    digits = f"{int(at.timestamp() * 1000):012x}7{sha256(name.encode())[:19]}"
    return str(uuid.UUID(f"{digits[:16]}8{digits[17:]}"))


def fits(case: Case, act: Sighting) -> bool:
    """Whether the vehicle in the picture is the registered one, as an officer compares them; none registered: yes."""
    registered = case.registration or {}
    shown = {"kind": act.body.kind, "make": act.body.make, "colour": act.body.colour_vi}
    return all(registered.get(name) in (None, value) for name, value in shown.items())


def _reading(act: Sighting) -> PlateReading:
    rows = (act.read[:4], act.read[4:]) if act.body.kind == "motorcycle" and act.read else (act.read,)
    verdict = (Readable.YES if act.sure else Readable.DOUBTFUL) if act.read else Readable.NO
    confidence = SURE if act.sure and act.read else DOUBTFUL
    return PlateReading(
        raw_text=act.read, text=act.read, rows=rows, colour=act.plate_colour, characters=(), alternatives=(),
        confidence=confidence, layout=None, verdict=verdict,
    )  # fmt: skip


def _picture(shade: int) -> bytes:
    """A grey field: what it shows is told."""
    out = io.BytesIO()
    Image.new("RGB", (640, 420), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()
