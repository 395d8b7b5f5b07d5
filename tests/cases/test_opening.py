"""From an observation to its case: in one transaction, once, with everything that it was decided on."""

from pathlib import Path

import pytest

from cases.walked_cases import filled, look, reading, receive, walk
from ticketing.cameras.tables import Observation
from ticketing.cases.intake.opening import kind_of_sights
from ticketing.cases.queries import readings_of
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.detect.detections import Box, VehicleSeen
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import drain
from ticketing.flow.timers import CLOCK, end_term, sweep_timers
from ticketing.law.dated import table_version
from ticketing.read.readings import Verdict


@pytest.fixture
def home(context: AppContext, tmp_path: Path) -> AppContext:
    return filled(context, tmp_path)


def test_a_case_keeps_all_that_it_was_decided_on(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    assert (case.state, case.reason_code, case.plate, case.vehicle) == ("REVIEW_PENDING", None, "98A12345", "car")
    assert (case.behaviour, case.vehicle_class, case.unit) == ("RED_LIGHT", "car", "Đội 1")
    assert case.law and case.law["clause"] == "6.9.b" and case.law["may_explain"]
    assert case.act_vi and case.registration and case.registration["make"] == "Toyota"
    assert case.certificate and case.certificate["calibrated_until"] == "2027-06-30"
    assert case.versions["networks"] == "test-1" and case.versions["fines.csv"] == table_version("fines.csv")
    assert case.versions["registry"] == case.registration["load"]


def test_the_observation_has_left_and_opening_again_changes_nothing(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    with home.database.reading() as session:
        before = [event.kind for event in events_of(session, case.id)]
        assert session.get_one(Observation, case.id).state == "CASE_OPENED"
    assert before == ["sealed", "drop_received", "violation_detected", "observation_moved", "evidence_complete"]
    walk(home, case.id, reading("98A99999"))
    with home.database.reading() as session:
        assert [event.kind for event in events_of(session, case.id)] == before
        assert session.get_one(Case, case.id).plate == "98A12345"


def test_a_case_that_differs_shows_what_was_seen_beside_what_is_registered(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"), looks=(look("motorcycle"),))
    assert (case.state, case.reason_code, case.vehicle) == ("MANUAL_QUEUE", "VEHICLE_DIFFERS", "motorcycle")
    assert case.registration and case.registration["kind"] == "car"
    assert case.findings[0]["code"] == "VEHICLE_DIFFERS" and case.findings[0]["sentence"] == case.reason


def test_where_two_plates_stand_in_the_scene_an_officer_looks_which_vehicle_did_it(
    home: AppContext, tmp_path: Path
) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"), others=("30F77777",))
    assert (case.state, case.reason_code) == ("REVIEW_PENDING", "DOUBTFUL_READING")
    assert case.reason and "98A12345, 30F77777" in case.reason


def test_an_unreadable_plate_leaves_no_text_behind(home: AppContext, tmp_path: Path) -> None:
    unread = reading("98A1234", verdict=Verdict.NO, confidence=0.2)
    case = walk(home, receive(home, tmp_path / "inbox", "d1"), unread)
    assert (case.state, case.reason_code, case.plate, case.confidence) == ("MANUAL_QUEUE", "UNREADABLE", None, None)


def test_every_look_and_the_vote_are_kept(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"), looks=(look(), look("car", 0.8)))
    with home.database.reading() as session:
        rows = readings_of(session, case.id)
    assert [row.picture is None for row in rows] == [False, False, True]
    assert rows[-1].data["text"] == "98A12345" and rows[-1].data["characters"][0]["alternatives"] == [["8", 0.01]]
    assert rows[0].vehicle and rows[0].vehicle["kind"] == "car"


def test_the_same_plate_in_another_commune_a_minute_later_is_a_twin(home: AppContext, tmp_path: Path) -> None:
    table = "code,name,place,commune_code,unit,function,plan_no,calibrated_until,certificate_no\n"
    from cameras.camera_drops import with_cameras

    with_cameras(home, tmp_path, table + "TY-01,,,07339,,,,,\n")
    walk(home, receive(home, tmp_path / "inbox", "d1"))
    near = walk(home, receive(home, tmp_path / "inbox", "d2", camera="BG-03"))
    far = walk(home, receive(home, tmp_path / "inbox", "d3", camera="TY-01", captured_at="2026-11-16T07:31:00+07:00"))
    later = walk(home, receive(home, tmp_path / "inbox", "d4", camera="TY-01", captured_at="2026-11-16T07:50:00+07:00"))
    assert [case.reason_code for case in (near, far, later)] == ["SAME_ACT", "TWIN", None]
    assert near.state == "REVIEW_PENDING" and near.reason and "VP-2026-000001" in near.reason


@pytest.mark.parametrize(
    ("sights", "kind", "sure"),
    [
        ([], None, False), ([None], None, False), ([("car", 0.9)], "car", True),
        ([("car", 0.9), None, ("car", 0.5)], "car", True), ([("car", 0.9), ("truck", 0.8)], "car", False),
        ([("motorcycle", 0.4), ("motorcycle", 0.4), ("car", 0.6)], "motorcycle", False),
    ],
)  # fmt: skip
def test_sights_that_disagree_make_the_kind_unsure(
    sights: list[tuple[str, float] | None], kind: str | None, sure: bool
) -> None:
    seen = [VehicleSeen(one[0], one[1], Box(0, 0, 1, 1)) if one else None for one in sights]  # type: ignore[arg-type]
    found, score = kind_of_sights(seen)
    assert found == kind and (score >= 0.6) is sure


def test_it_works_on_both_databases(context_on_both: AppContext, tmp_path: Path) -> None:
    filled(context_on_both, tmp_path)
    case = walk(context_on_both, receive(context_on_both, tmp_path / "inbox", "d1"))
    assert case.state == "REVIEW_PENDING"


def test_an_act_of_2024_is_past_its_limitation_and_ends_by_itself(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1", captured_at="2024-11-16T07:30:00+07:00"))
    with home.database.reading() as session:
        (limitation,) = [clock for clock in running_clocks(session, case.id) if clock.code == "LIMITATION"]
    assert limitation.due_on.isoformat() == "2025-11-16"
    assert sweep_timers(home) == 1
    drain(home, {CLOCK: end_term})
    with home.database.reading() as session:
        assert session.get_one(Case, case.id).state == "EXPIRED"
