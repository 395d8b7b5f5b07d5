"""A folder of drops: each is taken once, kept aside or held; nothing is lost, doubled, moved or changed."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cameras.camera_drops import ACT, HEAD, bare_png, drop, picture, shot, take_in, with_cameras, write_drop
from ticketing.agency.actors import machine
from ticketing.cameras.inbox import SEALED_BYTES
from ticketing.cameras.ingest import leave_street
from ticketing.cameras.observation import ObservationState, Result
from ticketing.cameras.tables import Observation
from ticketing.evidence.checkpoint import verify_log
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.app_context import AppContext
from ticketing.kit.digest import sha256
from ticketing.kit.jobs import Job


def observations(context: AppContext) -> list[Observation]:
    with context.database.reading() as session:
        return list(session.scalars(sa.select(Observation).order_by(Observation.id)))


def jobs(context: AppContext) -> list[str]:
    with context.database.reading() as session:
        return list(session.scalars(sa.select(Job.subject).where(Job.task == "observe").order_by(Job.id)))


def state_of(context: AppContext) -> str:
    (one,) = observations(context)
    return one.state


def is_whole(context: AppContext) -> bool:
    vkey = (context.settings.keys / "log.vkey").read_text()
    return not verify_log(context.database, context.store, context.settings.checkpoints, vkey).faults


def test_a_drop_is_sealed_recorded_and_sent_down_the_street(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    path = write_to_inbox("d1", vehicle="car")
    (answer,) = take_in(estate, inbox)
    assert answer.as_json() == {
        "drop": "d1", "event_id": "E1", "camera": "BG-01", "result": "accepted", "case_id": answer.case_id,
        "reason": None,
    }  # fmt: skip
    (one,) = observations(estate)
    assert (one.id, one.state, one.vehicle) == (answer.case_id, "RECEIVED", "car")
    assert jobs(estate) == [one.id]
    with estate.database.reading() as session:
        items = {item.role: item for item in items_of(session, one.id)}
        kinds = [event.kind for event in events_of(session, one.id)]
    assert estate.store.get(items["drop"].sha256) == path.read_bytes()
    assert items["overview"].sha256 == sha256(picture())
    assert kinds == ["sealed", "drop_received"]
    assert is_whole(estate)


def test_the_same_drop_again_is_known_and_changes_nothing(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox("d1")
    (first,) = take_in(estate, inbox)
    with estate.database.reading() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(EvidenceEvent))
    (inbox / "d1.json").rename(inbox / "copy of d1.json")
    (again,) = take_in(estate, inbox)
    assert (again.result, again.case_id, again.drop) == (Result.KNOWN, first.case_id, "copy of d1")
    with estate.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(EvidenceEvent)) == before
    assert len(jobs(estate)) == 1


def test_the_same_event_with_other_bytes_is_a_conflict_that_is_kept(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    write_to_inbox("d1")
    write_to_inbox("d2", {"b.jpg": picture(colour=(1, 2, 3))}, pictures=[{**drop()["pictures"][0], "file": "b.jpg"}])
    first, second = take_in(estate, inbox)
    assert (first.result, second.result, second.case_id) == (Result.ACCEPTED, Result.CONFLICT, None)
    assert second.reason and second.reason.startswith("CONFLICT: ")
    assert [one.state for one in observations(estate)] == ["RECEIVED", "CONFLICT"]
    assert sha256(picture(colour=(1, 2, 3))) in set(estate.store.names())
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.KNOWN, Result.KNOWN]
    assert len(observations(estate)) == 2


def test_one_pixel_of_difference_is_other_bytes(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox("d1")
    take_in(estate, inbox)
    write_to_inbox("d1", {"a.jpg": picture((64, 50))})
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.CONFLICT]


def test_the_same_event_id_of_two_cameras_is_two_events(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox("d1")
    write_to_inbox("d2", camera="BG-03")
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.ACCEPTED, Result.ACCEPTED]


def test_a_corrupt_drop_is_kept_aside_once_however_often_it_comes(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    write_to_inbox("broken", {"a.jpg": picture()[:200]})
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in inbox.iterdir()}
    (answer,) = take_in(estate, inbox)
    assert (answer.result, answer.case_id, answer.event_id) == (Result.QUARANTINED, None, "E1")
    assert answer.reason and "a.jpg" in answer.reason and answer.reason.startswith("CORRUPT: ")
    folder = estate.settings.quarantine / "broken"
    assert {path.name for path in folder.iterdir()} == {"broken.json", "a.jpg", "reason.txt"}
    assert answer.reason in (folder / "reason.txt").read_text()
    (folder / "reason.txt").unlink()  # as after a crash before it was written
    (again,) = take_in(estate, inbox)
    assert (again.result, again.case_id, again.reason) == (Result.KNOWN, None, answer.reason)
    assert answer.reason in (folder / "reason.txt").read_text()
    assert [one.name for one in estate.settings.quarantine.iterdir()] == ["broken"]
    assert state_of(estate) == "CORRUPT"
    assert sha256(picture()[:200]) in set(estate.store.names())
    assert before == {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in inbox.iterdir()}


def test_a_whole_drop_follows_a_broken_one_of_the_same_event(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    write_to_inbox("d1", {})
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.QUARANTINED]
    write_to_inbox("d1")
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.ACCEPTED]
    assert [one.state for one in observations(estate)] == ["CORRUPT", "RECEIVED"]


def test_two_bad_drops_of_one_name_get_two_folders(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox("a/same", {"a.jpg": b""})
    write_to_inbox("b/same", {"a.jpg": b"GIF89a"})
    take_in(estate, inbox)
    assert len(list(estate.settings.quarantine.iterdir())) == 2
    assert (estate.settings.quarantine / "same" / "reason.txt").exists()


OUTSIDE = [
    "../secret.jpg",
    "/etc/hostname",
    "sub/../../secret.jpg",
    "link.jpg",
    "folder",
    "pipe",
    "x" * 255,
    "link/b.jpg",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_file_outside_the_folder_of_the_drop_is_not_opened(
    estate: AppContext, inbox: Path, write_to_inbox: Any, name: str, tmp_path: Path
) -> None:
    secret = picture(colour=(7, 7, 7))
    (tmp_path / "secret.jpg").write_bytes(secret)
    (tmp_path / "b.jpg").write_bytes(secret)
    (inbox / "sub").mkdir()
    (inbox / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (inbox / "link").symlink_to(tmp_path)
    (inbox / "folder").mkdir()
    os.mkfifo(inbox / "pipe")
    write_to_inbox("d1", {}, pictures=[{**drop()["pictures"][0], "file": name}])
    (answer,) = take_in(estate, inbox)
    assert answer.result is Result.QUARANTINED
    assert sha256(secret) not in set(estate.store.names())


def test_a_link_inside_the_folder_is_followed(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox("d1")
    (inbox / "a.jpg").rename(inbox / "real.jpg")
    (inbox / "a.jpg").symlink_to("real.jpg")
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.ACCEPTED]


def test_a_json_that_is_a_link_out_of_the_folder_is_not_opened(
    estate: AppContext, inbox: Path, write_to_inbox: Any, tmp_path: Path
) -> None:
    write_drop(tmp_path, "elsewhere")
    (inbox / "d1.json").symlink_to(tmp_path / "elsewhere.json")
    (answer,) = take_in(estate, inbox)
    assert answer.result is Result.QUARANTINED and "outside" in (answer.reason or "")


STRANGE_NAMES = ["\u202egpj.exe", "a\nb", "ă" * 100, "{{7*7}}", "<script>", "-rf", "..hidden"]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_strange_names_are_taken_as_they_came_and_kept_aside_under_a_plain_one(
    estate: AppContext, inbox: Path, name: str
) -> None:
    write_drop(inbox, name, {"a.jpg": b"no picture"}, event_id=name[:100])
    (answer,) = take_in(estate, inbox)
    assert (answer.drop, answer.event_id) == (name, name[:100])
    (folder,) = estate.settings.quarantine.iterdir()
    assert folder.name.isprintable() and folder.parent == estate.settings.quarantine


def test_a_name_that_is_no_utf8_is_taken_all_the_same(estate: AppContext, inbox: Path) -> None:
    path = os.fsencode(inbox) + b"/d\xff.json"
    with open(path, "wb") as file:
        file.write(b"{}")
    (answer,) = take_in(estate, inbox)
    assert answer.drop == "d\\xff"


def test_every_json_is_answered_in_the_order_of_names_also_in_folders(estate: AppContext, inbox: Path) -> None:
    for number, name in enumerate(["b", "a", "night/c", "c"]):
        write_drop(inbox, name, event_id=f"E{number}")
    (inbox / "d.JSON").write_text("nothing")
    (inbox / "readme.txt").write_text("no drop")
    assert [answer.drop for answer in take_in(estate, inbox)] == ["a", "b", "c", "d", "c"]


def test_a_folder_that_is_not_there_is_said(estate: AppContext, inbox: Path) -> None:
    with pytest.raises(NotADirectoryError, match="no folder"):
        take_in(estate, inbox / "missing")


def test_a_huge_file_is_hashed_and_refused_without_being_taken_into_memory(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    write_to_inbox("d1")
    with (inbox / "a.jpg").open("wb") as file:
        file.truncate(SEALED_BYTES + 1)
    (answer,) = take_in(estate, inbox)
    assert answer.result is Result.QUARANTINED and "64,000,001 bytes" in (answer.reason or "")
    assert len(list(estate.store.names())) == 1, "the JSON alone"
    assert not (estate.settings.quarantine / "d1" / "a.jpg").exists()


def test_a_picture_of_just_over_33_million_pixels_is_kept_aside_and_one_of_33_million_is_taken(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    write_to_inbox("d1", {"a.png": bare_png(6_620, 5_000)}, pictures=[{**shot(ACT), "file": "a.png"}])
    write_to_inbox("d2", {"b.png": bare_png(6_600, 5_000)}, pictures=[{**shot(ACT), "file": "b.png"}], event_id="E2")
    large, largest = take_in(estate, inbox)
    assert (large.result, largest.result) == (Result.QUARANTINED, Result.ACCEPTED)
    assert large.reason == "CORRUPT: a.png cannot be used: it has 6620 x 5000 pixels, more than 33,000,000."
    assert (estate.settings.quarantine / "d1" / "a.png").exists()


def test_a_picture_in_two_roles_is_sealed_in_both(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    moment = "2026-11-16T07:30:00+07:00"
    write_to_inbox(
        "d1", pictures=[{"file": "a.jpg", "role": role, "captured_at": moment} for role in ("overview", "plate")]
    )
    take_in(estate, inbox)
    (one,) = observations(estate)
    with estate.database.reading() as session:
        assert [item.role for item in items_of(session, one.id)] == ["drop", "overview", "plate"]


def test_a_clip_is_sealed_unopened(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox(
        "d1", {"a.jpg": picture(), "c.mp4": b"moving"}, clip={"file": "c.mp4", "started_at": "2026-11-16T07:29:50Z"}
    )
    take_in(estate, inbox)
    (one,) = observations(estate)
    with estate.database.reading() as session:
        assert [item.role for item in items_of(session, one.id)] == ["drop", "overview", "clip"]


def clip(started_at: str) -> dict[str, str]:
    return {"file": "a.jpg", "started_at": started_at}


HELD = {
    "an unknown camera": ({"camera": "XX-99"}, "CAMERA_UNKNOWN"),
    "a lapsed certificate": ({"camera": "BG-02", "behaviour": "RED_LIGHT"}, "OUT_OF_CERTIFICATE"),
    "a speed of a lapsed camera": (
        {"camera": "BG-02", "behaviour": "SPEED", "speed_kmh": 80, "limit_kmh": 50}, "OUT_OF_CERTIFICATE",
    ),
    "a speed of a camera that was never verified": (
        {"camera": "BG-03", "behaviour": "SPEED", "speed_kmh": 80, "limit_kmh": 50}, "OUT_OF_CERTIFICATE",
    ),
    "a band of speed of a camera that was never verified": (
        {"camera": "BG-03", "behaviour": "SPEED_10_20"}, "OUT_OF_CERTIFICATE",
    ),
    "a clock that is ahead": ({"captured_at": "2026-11-16T08:05:01+07:00"}, "CLOCK_OFF"),
    "a picture's clock that is ahead": (
        {"pictures": [shot("2026-11-16T09:00:00+07:00")]}, "CLOCK_OFF",
    ),
    "a clip's clock that is ahead": (
        {"captured_at": "2026-11-16T08:03:00+07:00", "clip": clip("2026-11-16T08:05:01+07:00")}, "CLOCK_OFF",
    ),
    "a picture of another day": ({"pictures": [shot(ACT), shot("2026-11-13T07:30:00+07:00")]}, "CLOCK_OFF"),
    "a picture made six minutes after a red light": (
        {"captured_at": "2026-11-16T07:24:00+07:00", "pictures": [shot(ACT)]}, "CLOCK_OFF",
    ),
    "a clip of another day": ({"clip": clip("2026-11-15T07:30:00+07:00")}, "CLOCK_OFF"),
    "a clip that began half an hour and a second before": ({"clip": clip("2026-11-16T06:59:59+07:00")}, "CLOCK_OFF"),
    "a clip that began five minutes and a second after": ({"clip": clip("2026-11-16T07:35:01+07:00")}, "CLOCK_OFF"),
    "a picture made two days before a vehicle is parked": (
        {"behaviour": "ILLEGAL_PARKING", "pictures": [shot("2026-11-14T07:29:59+07:00")]}, "CLOCK_OFF",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_a_drop_is_sealed_and_held_for(estate: AppContext, inbox: Path, write_to_inbox: Any, name: str) -> None:
    changes, state = HELD[name]
    write_to_inbox("d1", **changes)
    (answer,) = take_in(estate, inbox)
    assert (answer.result, state_of(estate)) == (Result.ACCEPTED, state)
    assert answer.reason and answer.reason.startswith(f"{state}: ") and answer.case_id
    assert not jobs(estate) and not estate.settings.quarantine.joinpath("d1").exists()
    assert sha256(picture()) in set(estate.store.names())
    assert [again.result for again in take_in(estate, inbox)] == [Result.KNOWN]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"captured_at": "2026-11-16T08:05:00+07:00"}, "RECEIVED"),  # exactly five minutes ahead
        ({"pictures": [shot(ACT), shot("2026-11-16T07:25:00+07:00")]}, "RECEIVED"),  # exactly five minutes before
        ({"clip": clip("2026-11-16T07:00:00+07:00")}, "RECEIVED"),  # it may run through the act
        ({"pictures": [shot(ACT), shot("2026-11-15T07:30:00+07:00")], "behaviour": "ILLEGAL_PARKING"}, "RECEIVED"),
        ({"captured_at": "2026-01-31T23:59:59+07:00", "camera": "BG-02", "behaviour": "RED_LIGHT"}, "RECEIVED"),
        ({"captured_at": "2026-01-31T17:00:00+00:00", "camera": "BG-02"}, "OUT_OF_CERTIFICATE"),  # 1 February here
        ({"camera": "BG-03"}, "RECEIVED"),  # a red light needs no verification
        ({"camera": "BG-03", "behaviour": "WRONG_WAY"}, "RECEIVED"),  # not its function: a case for review
        ({"captured_at": "2025-12-01T08:00:00+07:00"}, "RECEIVED"),  # a camera that was offline for long
    ],
)
def test_the_edges_of_holding(
    estate: AppContext, inbox: Path, write_to_inbox: Any, changes: dict[str, Any], state: str
) -> None:
    write_to_inbox("d1", **changes)
    take_in(estate, inbox)
    assert state_of(estate) == state


def test_loading_the_camera_sets_its_drops_free(
    estate: AppContext, inbox: Path, write_to_inbox: Any, tmp_path: Path
) -> None:
    write_to_inbox("d1", camera="NEW")
    write_to_inbox("d2", camera="BG-02", event_id="E2")
    write_to_inbox("d3", camera="OTHER", event_id="E3")
    take_in(estate, inbox)
    with_cameras(estate, tmp_path, HEAD + "NEW,,,,,,,,\nBG-02,,,,,,,2027-01-31,\n")
    assert [one.state for one in observations(estate)] == ["RECEIVED", "RECEIVED", "CAMERA_UNKNOWN"]
    first, second, _ = observations(estate)
    assert sorted(jobs(estate)) == sorted([first.id, second.id])
    with_cameras(estate, tmp_path, HEAD + "NEW,,,,,,,,\n")
    assert len(jobs(estate)) == 2


def test_a_camera_that_is_loaded_lapsed_changes_what_its_drop_waits_for(
    estate: AppContext, inbox: Path, write_to_inbox: Any, tmp_path: Path
) -> None:
    write_to_inbox("d1", camera="NEW")
    take_in(estate, inbox)
    with_cameras(estate, tmp_path, HEAD + "NEW,,,,,,,2020-01-01,\n")
    assert state_of(estate) == "OUT_OF_CERTIFICATE"
    with_cameras(estate, tmp_path, HEAD + "NEW,,,,,,,2030-01-01,\n")
    assert state_of(estate) == "RECEIVED"


def test_loading_the_camera_sets_no_drop_free_whose_times_contradict_each_other(
    estate: AppContext, inbox: Path, write_to_inbox: Any, tmp_path: Path
) -> None:
    write_to_inbox("d1", camera="NEW", pictures=[shot("2026-11-13T07:30:00+07:00")])
    take_in(estate, inbox)
    with_cameras(estate, tmp_path, HEAD + "NEW,,,,,,,,\n")
    (one,) = observations(estate)
    assert one.state == "CLOCK_OFF" and one.reason and "2026-11-13T07:30:00" in one.reason


def test_the_log_holds_no_free_text_of_the_camera(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox(
        "98A-123.45 red light", event_id="98A12345", place="before the house of Mr Secret", camera="98A12345"
    )
    take_in(estate, inbox)
    with estate.database.reading() as session:
        leaves = " ".join(session.scalars(sa.select(EvidenceEvent.leaf)))
    assert "98A" not in leaves and "Secret" not in leaves


def test_an_observation_leaves_the_street_once(estate: AppContext, inbox: Path, write_to_inbox: Any) -> None:
    write_to_inbox("d1")
    (answer,) = take_in(estate, inbox)
    for state in (ObservationState.NO_PLATE, ObservationState.NO_VEHICLE):
        with estate.database.writing() as session:
            leave_street(session, str(answer.case_id), state, actor=machine("test"), at=estate.clock.now())
    assert state_of(estate) == "NO_PLATE"
    assert observations(estate)[0].reason == "A vehicle is seen, but no plate."


def test_the_inbox_works_on_both_databases(context_on_both: AppContext, inbox: Path, tmp_path: Path) -> None:
    with_cameras(context_on_both, tmp_path)
    write_drop(inbox, "d1", event_id="Đ\u202e 1")
    write_drop(inbox, "d2/bad", {"a.jpg": b"x", "b\u0001.jpg": b""}, event_id="E2")
    write_drop(inbox, "d3", event_id="Đ\u202e 1", place="elsewhere")
    (inbox / "d4.json").write_text(json.dumps(drop()) + "}", encoding="utf-8")
    for results in (["accepted", "quarantined", "conflict", "quarantined"],
                    ["known"] * 4):  # fmt: skip
        assert [answer.result.value for answer in take_in(context_on_both, inbox)] == results
    assert is_whole(context_on_both)


def test_two_inboxes_at_once_take_each_drop_once(context_on_both: AppContext, inbox: Path, tmp_path: Path) -> None:
    with_cameras(context_on_both, tmp_path)
    for number in range(6):
        write_drop(inbox, f"d{number:02}", event_id=f"E{number}")
    with ThreadPoolExecutor(3) as pool:
        answers = [*pool.map(lambda _: take_in(context_on_both, inbox), range(3))]
    for of_one_drop in zip(*answers, strict=True):
        results = sorted(answer.result.value for answer in of_one_drop)
        assert results == ["accepted", "known", "known"]
        assert len({answer.case_id for answer in of_one_drop}) == 1
    assert len(jobs(context_on_both)) == len(observations(context_on_both)) == 6
    assert is_whole(context_on_both)


def test_a_full_disk_takes_nothing_and_says_so(
    estate: AppContext, inbox: Path, write_to_inbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_to_inbox("d1")
    monkeypatch.setenv("TICKETING_FAILPOINT", "blob_written_before_row:enospc")
    with pytest.raises(OSError, match="No space left"):
        take_in(estate, inbox)
    assert observations(estate) == []
    monkeypatch.delenv("TICKETING_FAILPOINT")
    assert [answer.result for answer in take_in(estate, inbox)] == [Result.ACCEPTED]


def test_what_belongs_to_no_delivery_waits_then_is_kept_aside_once(
    estate: AppContext, inbox: Path, write_to_inbox: Any
) -> None:
    write_to_inbox("d1")
    (inbox / "acme.xml").write_text("<event/>")
    assert [one.result for one in take_in(estate, inbox, timedelta(hours=1))] == [Result.ACCEPTED, Result.WAITING]
    known, refused = take_in(estate, inbox, timedelta(0))
    assert (known.drop, known.result) == ("d1", Result.KNOWN)
    assert (refused.drop, refused.result) == ("acme.xml", Result.QUARANTINED)
    assert refused.reason and "<event/>" in refused.reason and "drop_json" in refused.reason
    assert (estate.settings.quarantine / "acme.xml" / "acme.xml").read_text() == "<event/>"
    assert [one.result for one in take_in(estate, inbox, timedelta(0))] == [Result.KNOWN, Result.KNOWN]
