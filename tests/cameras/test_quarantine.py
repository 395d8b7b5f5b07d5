"""Held drops: what waits, the ways out of each state, and that nothing is lost on them. On both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from cameras.camera_drops import CAMERAS, take_in, with_cameras, write_drop
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cameras.ingest import leave_street
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.quarantine import (
    WAYS_OUT,
    NotQuarantined,
    WayOut,
    dismiss,
    dismissal_reasons,
    quarantine_counts,
    quarantine_page,
    take_up_again,
    ways_out,
)
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases.queries import BEFORE_A_CASE
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of
from ticketing.flow.app_context import AppContext
from ticketing.review.by_hand import HandReading, open_by_hand, read_by_hand

HAN = Actor("han", Role.OFFICER)
CLERK = Actor("lan", Role.COMMUNE_CLERK)
TOMORROW = "2026-11-17T09:00:00+07:00"


@pytest.fixture
def home(context_on_both: AppContext, tmp_path: Path) -> AppContext:
    return with_cameras(context_on_both, tmp_path)


def quarantined(home: AppContext, inbox: Path, name: str = "d1", **changes: object) -> str:
    write_drop(inbox, name, **{"event_id": name, **changes})
    return str(next(one.case_id for one in take_in(home, inbox) if one.drop == name))


def unseen(home: AppContext, inbox: Path, state: ObservationState, name: str = "d1") -> str:
    drop_id = quarantined(home, inbox, name)
    with home.database.writing() as session:
        leave_street(session, drop_id, state, actor=machine("pipeline"), at=home.clock.now())
    return drop_id


def read(home: AppContext, drop_id: str) -> Observation:
    with home.database.reading() as session:
        return session.get_one(Observation, drop_id)


def event_kinds(home: AppContext, drop_id: str) -> list[str]:
    with home.database.reading() as session:
        return [event.kind for event in events_of(session, drop_id)]


def set_aside(home: AppContext, drop_id: str, actor: Actor = HAN, reason: str | None = "TEST") -> None:
    with home.database.writing() as session:
        dismiss(session, drop_id, reason_code=reason, note=" thử máy ", actor=actor, at=home.clock.now())


def test_every_state_before_a_case_has_a_way_out() -> None:
    assert set(WAYS_OUT) == BEFORE_A_CASE
    assert all(WayOut.DISMISS in ways for ways in WAYS_OUT.values())


def test_a_drop_of_an_unknown_camera_goes_on_when_its_camera_is_there(home: AppContext, inbox: Path) -> None:
    drop_id = quarantined(home, inbox, camera="BG-99")
    with home.database.writing() as session, pytest.raises(NotQuarantined, match="Nothing was changed"):
        take_up_again(session, drop_id, actor=HAN, at=home.clock.now())
    with home.database.writing() as session:
        session.add(Camera(code="BG-99", functions=[], changed_at=home.clock.now()))
    with home.database.writing() as session:
        take_up_again(session, drop_id, actor=HAN, at=home.clock.now())
    assert read(home, drop_id).state == "RECEIVED"
    assert event_kinds(home, drop_id)[-1] == "observation_moved"
    with home.database.writing() as session, pytest.raises(NotQuarantined):
        take_up_again(session, drop_id, actor=HAN, at=home.clock.now())


def test_a_lapsed_certificate_is_covered_by_one_that_holds_on_the_day_of_the_act(
    home: AppContext, inbox: Path, tmp_path: Path
) -> None:
    drop_id = quarantined(home, inbox, camera="BG-02", behaviour="SPEED", speed_kmh=70, limit_kmh=50)
    assert read(home, drop_id).state == "OUT_OF_CERTIFICATE"
    with home.database.writing() as session, pytest.raises(NotQuarantined, match="2026-01-31"):
        take_up_again(session, drop_id, actor=HAN, at=home.clock.now())
    with_cameras(home, tmp_path, CAMERAS.replace("2026-01-31", "2026-11-16"))
    assert read(home, drop_id).state == "RECEIVED", "a load of the table takes it up by itself"


def test_a_clock_that_was_ahead_leads_aside_only(home: AppContext, inbox: Path) -> None:
    drop_id = quarantined(home, inbox, captured_at=TOMORROW)
    with home.database.writing() as session, pytest.raises(NotQuarantined):
        take_up_again(session, drop_id, actor=HAN, at=home.clock.now())
    with home.database.writing() as session, pytest.raises(NotQuarantined):
        open_by_hand(session, drop_id, actor=HAN, at=home.clock.now())
    set_aside(home, drop_id, reason="CLOCK_FAULT")
    assert read(home, drop_id).state == "CLOCK_OFF"


def test_a_drop_that_is_set_aside_keeps_its_bytes_says_why_and_waits_no_longer(home: AppContext, inbox: Path) -> None:
    drop_id = quarantined(home, inbox, captured_at=TOMORROW)
    with home.database.reading() as session:
        assert [drop.id for drop in quarantine_page(session)[0]] == [drop_id]
    set_aside(home, drop_id)
    drop = read(home, drop_id)
    assert (drop.dismissed_by, drop.dismissed_because, drop.dismissed_note) == ("han", "TEST", "thử máy")
    assert drop.dismissed_at == home.clock.now() and ways_out(drop) == ()
    with home.database.reading() as session:
        assert quarantine_page(session) == ([], None) and quarantine_counts(session) == {}
        assert [item.role for item in items_of(session, drop_id)] == ["drop", "overview"]
    with pytest.raises(NotQuarantined):
        set_aside(home, drop_id)
    assert event_kinds(home, drop_id).count("drop_dismissed") == 1


def test_nobody_but_an_officer_sets_a_drop_aside_and_never_without_a_reason(home: AppContext, inbox: Path) -> None:
    drop_id = quarantined(home, inbox, captured_at=TOMORROW)
    for actor, reason in ((CLERK, "TEST"), (HAN, None), (HAN, "BECAUSE")):
        with pytest.raises(NotQuarantined):
            set_aside(home, drop_id, actor, reason)
    assert read(home, drop_id).dismissed_at is None
    assert all(reason["name"] and reason["name_vi"] for reason in dismissal_reasons().values())


def test_what_was_set_aside_stays_there_when_its_camera_is_loaded(
    home: AppContext, inbox: Path, tmp_path: Path
) -> None:
    drop_id = quarantined(home, inbox, camera="BG-99")
    set_aside(home, drop_id, reason="CAMERA_NOT_OURS")
    with_cameras(home, tmp_path, CAMERAS + "BG-99,Mới,Mới,07210,Đội 1,,KH,2027-01-01,K\n")
    assert read(home, drop_id).state == "CAMERA_UNKNOWN"


@pytest.mark.parametrize("state", [ObservationState.NO_PLATE, ObservationState.NO_VEHICLE])
def test_an_officer_who_sees_more_than_the_machine_reads_the_plate_by_hand(
    home: AppContext, inbox: Path, state: ObservationState
) -> None:
    drop_id = unseen(home, inbox, state)
    with home.database.writing() as session:
        case = open_by_hand(session, drop_id, actor=HAN, at=home.clock.now())
        assert (case.state, case.reason_code, case.plate) == ("MANUAL_QUEUE", "UNREADABLE", None)
        assert case.certificate and case.certificate["code"] == "BG-01"
    assert event_kinds(home, drop_id)[-4:] == [
        "drop_opened_by_hand", "violation_detected", "observation_moved", "manual_handling_needed",
    ]  # fmt: skip
    with home.database.writing() as session, pytest.raises(NotQuarantined):
        open_by_hand(session, drop_id, actor=HAN, at=home.clock.now())
    with home.database.writing() as session:
        reading = HandReading("98A-123.45", "white", "car")
        case = read_by_hand(session, home.keys, drop_id, reading, actor=HAN, at=home.clock.now())
        assert (case.state, case.plate, case.vehicle_class) == ("REVIEW_PENDING", "98A12345", "car")
        assert case.law and case.act_vi


def test_held_drops_come_page_by_page_the_oldest_first(home: AppContext, inbox: Path) -> None:
    ids = [quarantined(home, inbox, f"d{number}", captured_at=TOMORROW) for number in range(3)]
    unseen(home, inbox, ObservationState.NO_PLATE, "e1")
    with home.database.reading() as session:
        first, after = quarantine_page(session, "CLOCK_OFF", size=2)
        assert after
        second, end = quarantine_page(session, "CLOCK_OFF", after=after, size=2)
        assert quarantine_counts(session) == {"CLOCK_OFF": 3, "NO_PLATE": 1}
    assert [drop.id for drop in (*first, *second)] == ids and end is None


def test_a_later_moment_changes_no_clock_that_was_off(home: AppContext, inbox: Path) -> None:
    drop_id = quarantined(home, inbox, captured_at=TOMORROW)
    home.clock.set(home.clock.now() + timedelta(days=3))  # type: ignore[attr-defined]
    with home.database.writing() as session, pytest.raises(NotQuarantined):
        take_up_again(session, drop_id, actor=HAN, at=home.clock.now())
