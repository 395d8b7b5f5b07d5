"""One plate on two vehicles: both cases wait for a person, and a proven twin stays marked."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cameras.camera_drops import with_cameras
from cases.walked_cases import HAN, confirm, filled, look, reading, receive, walk
from ticketing.agency.actors import Actor, Role
from ticketing.cases.erasure import erase_persons
from ticketing.cases.intake.clone_flags import flag_clone, withdraw_clone_flag
from ticketing.cases.intake.cloned_plates import Sight, different_appearance, too_far
from ticketing.cases.record import apply, commitment
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, ClonedPlate
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import parse_moment
from ticketing.registry.vehicles import SeenVehicle

BAC_GIANG, CHU, NEXT_STREET = "21.2731 106.1946", "21.3811 106.5601", "21.2740 106.1950"
FORD = SeenVehicle("car", 0.9, colour="white", make="Ford")
HERE = Sight("98A12345", parse_moment("2026-11-16T07:30:00+07:00"), "07210", BAC_GIANG, FORD, ("one", "car"))
LAN = Actor("lan", Role.OFFICER)


def sight(minutes: float = 0, looks: SeenVehicle = FORD, **changes: Any) -> Sight:
    moment = parse_moment(f"2026-11-16T{7 + int(30 + minutes) // 60:02}:{int(30 + minutes) % 60:02}:00+07:00")
    return replace(HERE, at=moment, looks=looks, **changes)


@pytest.mark.parametrize(
    ("there", "far"),
    [
        (sight(10, position=CHU, commune_code="07525"), True),  # 39 km
        (sight(14, position=CHU, commune_code="07525"), True),
        (sight(15, position=CHU, commune_code="07525"), False),
        (sight(-10, position=CHU, commune_code="07525"), True),
        (sight(0, position=NEXT_STREET, commune_code="07228"), False),  # two communes, 110 m: clocks are never the same
        (sight(1, position=None, commune_code="07525"), True),
        (sight(3, position=None, commune_code="07525"), False),
        (sight(1, position=None, commune_code="07210"), False),
        (sight(1, position=None, commune_code=None), False),
    ],
)
def test_no_vehicle_is_faster_than_the_fastest(there: Sight, far: bool) -> None:
    assert too_far(HERE, there) is too_far(there, HERE) is far


@pytest.mark.parametrize(
    ("looks", "two"),
    [
        (FORD, False),
        (replace(FORD, kind="motorcycle"), True),
        (replace(FORD, kind="truck", kind_score=0.5), False),  # pickups, vans and small buses change places
        (replace(FORD, kind="truck"), True),
        (replace(FORD, kind="truck", reported="car"), False),  # network and camera contradict each other
        (replace(FORD, kind="special"), False),  # machines are in no network
        (replace(FORD, colour="red"), True),
        (replace(FORD, colour="silver"), False),
        (replace(FORD, make="Kia"), True),
        (replace(FORD, make=None, colour=None), False),
        (SeenVehicle(None), False),
    ],
)
def test_two_looks_are_of_one_vehicle_or_of_two(looks: SeenVehicle, two: bool) -> None:
    assert different_appearance(HERE, sight(60, looks)) is different_appearance(sight(60, looks), HERE) is two
    assert not different_appearance(HERE, sight(60, looks, registered=("one", "truck"))), (
        "the plate went to another vehicle"
    )


CAMERAS = (
    "code,name,place,commune_code,unit,function,plan_no,calibrated_until,certificate_no,position,junction\n"
    f"BG-01,,,07210,,,,,,{BAC_GIANG},\nTY-01,,,07525,,,,,,{CHU},\n"
)
CLONE = {"camera": "TY-01", "captured_at": "2026-11-16T07:36:00+07:00"}


@pytest.fixture
def home(context: AppContext, tmp_path: Path) -> AppContext:
    filled(context, tmp_path)
    with_cameras(context, tmp_path, CAMERAS)
    return context


def drop(context: AppContext, folder: Path, name: str, **changes: Any) -> Case:
    return walk(context, receive(context, folder / "inbox", name, **changes))


def read(context: AppContext, case_id: str) -> Case:
    with context.database.reading() as session:
        return session.get_one(Case, case_id)


def test_both_cases_of_a_cloned_plate_wait_in_the_manual_queue(home: AppContext, tmp_path: Path) -> None:
    first = drop(home, tmp_path, "d1")
    second = drop(home, tmp_path, "d2", **CLONE)
    first = read(home, first.id)
    assert [(case.state, case.reason_code) for case in (first, second)] == [("MANUAL_QUEUE", "TWIN")] * 2
    assert first.reason and f"{second.number} has the same plate" in first.reason and "40 km away" in first.reason
    third = walk(home, receive(home, tmp_path / "inbox", "d3"), looks=(look("truck"),))
    assert {finding["code"] for finding in third.findings} >= {"TWIN", "VEHICLE_DIFFERS"}


def test_a_confirmed_case_is_held_and_what_is_out_only_remarked(home: AppContext, tmp_path: Path) -> None:
    judged = confirm(home, drop(home, tmp_path, "d1").id)
    drop(home, tmp_path, "d2", **CLONE)
    held = read(home, judged.id)
    assert (held.state, held.reason_code, held.flags) == ("CONFIRMED", "TWIN", ["HELD"])
    out = walk(home, receive(home, tmp_path / "inbox", "d3"), reading("98A22222"))
    with home.database.writing() as session:
        apply(session, out.id, "act_confirmed", actor=HAN, at=home.clock.now())
        apply(session, out.id, "owner_found", actor=HAN, at=home.clock.now())
        apply(session, out.id, "notice_sent", actor=Actor("duc", Role.SIGNER), at=home.clock.now())
    walk(home, receive(home, tmp_path / "inbox", "d4", **CLONE), reading("98A22222"))
    remarked = read(home, out.id)
    assert (remarked.state, remarked.reason_code, remarked.flags) == ("NOTICE_SENT", "TWIN", [])
    assert remarked.reason and remarked.reason.endswith(
        "Papers of this case are out: withdraw them where they are wrong."
    )


def test_the_plate_of_a_case_whose_persons_were_erased_is_marked_and_its_mark_withdrawn(
    home: AppContext, tmp_path: Path
) -> None:
    case, at = drop(home, tmp_path, "d1"), home.clock.now()
    with home.database.writing() as session:
        erase_persons(session, case.id, because={"retention": "owners_of_rejected"}, actor=HAN, at=at)
        erased = session.get_one(Case, case.id)
        with pytest.raises(Refused, match="anonymised"):
            commitment(erased, "proof", "Phiếu báo phát")
        for act, actor in ((flag_clone, HAN), (withdraw_clone_flag, LAN)):
            act(session, home.keys, case.id, reason="Hai xe, hai số khung", actor=actor, at=at)
        mark = session.scalars(sa.select(ClonedPlate)).one()
    with home.database.reading() as session:
        data = [json.loads(event.leaf)["data"] for event in events_of(session, case.id)[-2:]]
    assert [said["commitments"]["reason"] for said in data] == [
        home.keys.commitment(mark.id, "Hai xe, hai số khung")
    ] * 2


def test_a_proven_twin_stays_marked_until_another_person_withdraws_it(home: AppContext, tmp_path: Path) -> None:
    proof, open_case = drop(home, tmp_path, "d1"), drop(home, tmp_path, "d0", captured_at="2026-11-15T07:30:00+07:00")

    def do(act: Any, actor: Actor, reason: str = "Hai xe, hai số khung") -> None:
        with home.database.writing() as session:
            act(session, home.keys, proof.id, reason=reason, actor=actor, at=home.clock.now())

    for wrong in (Actor("an", Role.FINANCE_CLERK), HAN):
        with pytest.raises(Refused):
            do(flag_clone, wrong, " ")
    do(flag_clone, HAN)
    with pytest.raises(Refused, match="already"):
        do(flag_clone, LAN)
    later = drop(home, tmp_path, "d5", captured_at="2026-11-16T19:30:00+07:00")
    for case in (read(home, open_case.id), later):
        assert (case.state, case.reason_code) == ("MANUAL_QUEUE", "TWIN_PROVEN")
        assert case.reason and proof.number in case.reason
    with pytest.raises(Refused, match="Another person"):
        do(withdraw_clone_flag, HAN)
    do(withdraw_clone_flag, LAN)
    after = drop(home, tmp_path, "d6", captured_at="2026-11-16T21:30:00+07:00")
    assert (after.state, after.reason_code) == ("REVIEW_PENDING", None)
    with pytest.raises(Refused, match="no mark"):
        do(withdraw_clone_flag, LAN)
