"""A drop that went through the pipeline, without networks: what they would have seen is given by the test."""

from pathlib import Path
from typing import Any

from cameras.camera_drops import take_in, with_cameras, write_drop
from registry.test_load import RESIDENTS, VEHICLES, load
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases.intake.opening import open_from_observation
from ticketing.cases.record import apply
from ticketing.cases.tables import Case
from ticketing.detect.detections import Box, Detections, PlateSeen, VehicleSeen
from ticketing.flow.app_context import AppContext
from ticketing.read.plate_selection import CropInPicture, PlateSelection
from ticketing.read.plates import PlateCrop
from ticketing.read.readings import Candidate, Character, PlateReading, RawReading, Verdict

PIPELINE = machine("pipeline")
HAN = Actor("han", Role.OFFICER)

TABLE = VEHICLES + (
    "98A-123.45,white,car,Toyota,Vios,Trắng,N1,2024-03-01,\n"
    "98-B1 123.45,white,motorcycle,Honda,Wave,Đen,N2,,\n"
    "98A-222.22,white,car,Kia,Morning,Đỏ,N3,,\n"
    "98A-333.33,white,car,Kia,Morning,Đỏ,,,\n"
    "98A-444.44,white,car,Kia,Morning,Đỏ,N4,,\n"
)
PEOPLE = RESIDENTS + (
    'N1,individual,Nguyễn Thị Mẫu,024190012345,1990-05-02,"xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang",0900000001\n'
    'N2,individual,Trần Văn Thử,024190054321,1980-01-02,"phường Đa Mai, tỉnh Bắc Ninh",\n'
    'N3,individual,Lê Văn Mơ,024190054322,,"xã Đồng Tiến, tỉnh Bắc Giang",\n'
    "N4,individual,Phạm Không Nhà,024190054323,,,\n"
)


def filled(context: AppContext, folder: Path) -> AppContext:
    """A home with cameras, vehicles and residents."""
    with_cameras(context, folder)
    load(context, folder, TABLE)
    load(context, folder, PEOPLE)
    return context


def receive(context: AppContext, inbox: Path, name: str = "d1", **changes: Any) -> str:
    """Ingest one drop and return its id."""
    inbox.mkdir(exist_ok=True)
    write_drop(inbox, name, **{"event_id": name, **changes})
    answer = next(one for one in take_in(context, inbox) if one.drop == name)
    return str(answer.case_id)


def reading(text: str = "98A12345", rows: tuple[str, ...] = (), colour: str = "white", **more: Any) -> PlateReading:
    """What the readers would have voted."""
    characters = tuple(Character(sign, 0.99, (("8", 0.01),)) for sign in text)
    facts = {
        "raw_text": text, "text": text, "rows": rows or (text,), "colour": colour, "characters": characters,
        "alternatives": (("98A12346", 0.01),), "confidence": 0.98, "layout": "CAR_CIVIL", "verdict": Verdict.YES,
    } | more  # fmt: skip
    return PlateReading(**facts)


def look(kind: str | None = "car", score: float = 0.9, colour: str | None = None) -> CropInPicture:
    """A plate on a vehicle, as one picture shows it."""
    vehicle = VehicleSeen(kind, score, Box(0, 0, 60, 40), colour) if kind else None  # type: ignore[arg-type]
    raw = RawReading(("98A12345",), (Character("9", 0.99),), (Candidate(("98A12345",), 0.99),))
    return CropInPicture(0, "overview", PlateCrop(Box(20, 30, 40, 36), 0.9, vehicle, "white", (raw,)))


def walk(
    context: AppContext,
    case_id: str,
    read: PlateReading | None = None,
    looks: tuple[CropInPicture, ...] | None = None,
    others: tuple[str, ...] = (),
) -> Case:
    """Bring an observation to its case."""
    seen = looks or (look(),)
    vehicles = tuple(one.look.vehicle for one in seen if one.look.vehicle)
    detections = {"a" * 64: Detections(vehicles, (PlateSeen(Box(20, 30, 40, 36), 0.9, 0 if vehicles else None),))}
    with context.database.writing() as session:
        observation = session.get_one(Observation, case_id)
        return open_from_observation(
            session, context.keys, observation, camera=session.get_one(Camera, observation.camera),
            detections=detections, accused=PlateSelection(seen, others), sources=["a" * 64] * len(seen),
            reading=read or reading(), versions={"networks": "test-1"}, actor=PIPELINE, at=context.clock.now(),
        )  # fmt: skip


def confirm(context: AppContext, case_id: str) -> Case:
    """An officer's yes."""
    with context.database.writing() as session:
        return apply(session, case_id, "act_confirmed", actor=HAN, at=context.clock.now())
