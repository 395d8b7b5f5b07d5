"""Better evidence is asked for: stills out of the clip, everything read anew, or a person with the reason why not.

The networks are given by the test; the film, the process that opens it and the store are real. What is written is
tried on both databases.
"""

import struct
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from cameras.camera_drops import picture
from cases.walked_cases import HAN, filled, look, reading, receive, walk
from ticketing.cameras.clip import moments_around, role_of, stills_of
from ticketing.cameras.decoder import Undecodable
from ticketing.cases.queries import readings_of
from ticketing.cases.record import apply
from ticketing.cases.tables import Case
from ticketing.detect.detections import Detections
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import Sealed, items_of
from ticketing.evidence.tables import EvidenceItem
from ticketing.flow import clip_frames
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import drain
from ticketing.flow.pipeline import Picture, Read, SeenPlate
from ticketing.flow.reactions import TASKS, react
from ticketing.read.plate_selection import PlateSelection

ACT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)  # 07:30 in Vietnam, as the drops of the tests say
FRAMES, RATE = 100, 25


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Four seconds; each frame is brighter than the one before."""
    return filmed(tmp_path_factory.mktemp("film"), [number * 2 for number in range(FRAMES)])


def filmed(folder: Path, shades: Iterable[int], width: int = 160, height: int = 120) -> bytes:
    path = folder / "clip.mp4"
    size = (width, height)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), RATE, size)  # type: ignore[attr-defined]
    for shade in shades:
        writer.write(np.full((height, width, 3), shade, np.uint8))
    writer.release()
    return path.read_bytes()


@pytest.fixture
def home(context_on_both: AppContext, tmp_path: Path) -> AppContext:
    return filled(context_on_both, tmp_path)


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> list[list[Picture]]:
    """What the networks would find: the plate in every picture. Gives the pictures that they were shown."""
    shown: list[list[Picture]] = []

    def look_at(context: AppContext, number: int, item: Picture) -> SeenPlate:
        return SeenPlate(item, Detections((), ()), (look(),))

    def read_all(context: AppContext, seen: list[SeenPlate]) -> Read | None:
        shown.append([one.item for one in seen])
        return Read(seen, PlateSelection((look(),)), reading("98A22222"), [])

    monkeypatch.setattr(clip_frames, "look_at", look_at)
    monkeypatch.setattr(clip_frames, "read_all", read_all)
    monkeypatch.setattr("ticketing.flow.pipeline._networks", lambda: type("Networks", (), {"version": "test-2"}))
    return shown


def asked(home: AppContext, inbox: Path, clip: bytes | None, *, seconds_before: float = 2.0) -> str:
    """A case that stands in DETECTED because an officer asked for better evidence."""
    started = ACT - timedelta(seconds=seconds_before)
    files = {"a.jpg": picture()} | ({"clip.mp4": clip} if clip else {})
    said = {"file": "clip.mp4", "started_at": started.isoformat()} if clip else None
    case = walk(home, receive(home, inbox, "d1", files=files, clip=said))
    with home.database.writing() as session:
        apply(session, case.id, "better_evidence_asked", actor=HAN, at=home.clock.now())
    return case.id


def case_of(home: AppContext, case_id: str) -> Case:
    with home.database.reading() as session:
        return session.get_one(Case, case_id)


def stills(home: AppContext, case_id: str) -> list[EvidenceItem]:
    with home.database.reading() as session:
        clips = {item.sha256 for item in items_of(session, case_id) if item.role == "clip"}
        return [item for item in items_of(session, case_id) if item.parent in clips]


def test_stills_of_the_clip_are_sealed_and_the_case_comes_back_read_anew(
    home: AppContext, tmp_path: Path, film: bytes, networks: list[list[Picture]]
) -> None:
    case_id = asked(home, tmp_path / "inbox", film)
    drain(home, {**TASKS, "observe": lambda context, drop: None})
    case = case_of(home, case_id)
    assert (case.state, case.plate, case.versions["networks"]) == ("REVIEW_PENDING", "98A22222", "test-2")
    assert case.registration and case.registration["make"] == "Kia", "the register is asked again"
    found = stills(home, case_id)
    assert [(item.role, item.captured_at) for item in found] == [
        ("before", ACT - timedelta(milliseconds=400)),
        ("at", ACT),
        ("after", ACT + timedelta(milliseconds=400)),
    ]
    assert all(item.made_by and home.store.get(item.sha256).startswith(b"\x89PNG") for item in found)
    assert [one.role for one in networks[0]] == ["overview", "before", "at", "after"], "all pictures together"
    with home.database.reading() as session:
        kinds = [event.kind for event in events_of(session, case_id)]
        assert [one.data["text"] for one in readings_of(session, case_id) if one.picture is None][-1] == "98A22222"
    assert kinds[-4:-1] == ["better_evidence_asked", "sealed", "evidence_complete"]


def test_reacting_again_changes_nothing_and_a_second_question_goes_to_a_person(
    home: AppContext, tmp_path: Path, film: bytes, networks: list[list[Picture]]
) -> None:
    case_id = asked(home, tmp_path / "inbox", film)
    react(home, case_id)
    before = case_of(home, case_id).version
    react(home, case_id)
    clip_frames.look_into_clip(home, case_id)
    assert case_of(home, case_id).version == before and len(stills(home, case_id)) == 3
    with home.database.writing() as session:
        apply(session, case_id, "better_evidence_asked", actor=HAN, at=home.clock.now())
    react(home, case_id)
    case = case_of(home, case_id)
    assert (case.state, case.reason_code, case.reason) == (
        "MANUAL_QUEUE", "NO_BETTER_EVIDENCE", clip_frames.USED_UP,
    )  # fmt: skip
    assert len(stills(home, case_id)) == 3


def test_a_crash_before_the_end_leaves_the_case_where_it_was_and_nothing_doubled(
    home: AppContext, tmp_path: Path, film: bytes, networks: list[list[Picture]], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = asked(home, tmp_path / "inbox", film)
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    monkeypatch.setenv("TICKETING_FAILPOINT", "plates_read_before_save:raise")
    with pytest.raises(RuntimeError, match="failpoint"):
        react(home, case_id)
    assert case_of(home, case_id).state == "DETECTED" and stills(home, case_id) == []
    monkeypatch.delenv("TICKETING_FAILPOINT")
    react(home, case_id)
    assert case_of(home, case_id).state == "REVIEW_PENDING" and len(stills(home, case_id)) == 3


@pytest.mark.parametrize(
    ("clip", "seconds_before", "sentence"),
    [
        (lambda film: None, 2.0, clip_frames.NO_CLIP),
        (lambda film: film, 60.0, clip_frames.ELSEWHERE),
        (lambda film: b"no film at all", 2.0, "The clip cannot be used: it is no MP4, AVI, Matroska or MPEG film."),
        (lambda film: film[: len(film) // 3], 2.0, "The clip cannot be used: it cannot be opened as a film."),
    ],
    ids=["no clip", "another time", "no film", "cut off"],
)
def test_without_a_clip_that_helps_a_person_goes_on_and_reads_why(
    context: AppContext,
    tmp_path: Path,
    film: bytes,
    networks: list[list[Picture]],
    clip: Callable[[bytes], bytes | None],
    seconds_before: float,
    sentence: str,
) -> None:
    home = filled(context, tmp_path)
    case_id = asked(home, tmp_path / "inbox", clip(film), seconds_before=seconds_before)
    react(home, case_id)
    case = case_of(home, case_id)
    assert (case.state, case.reason_code, case.reason) == ("MANUAL_QUEUE", "NO_BETTER_EVIDENCE", sentence)
    assert case.plate == "98A12345", "what was read before stays"
    react(home, case_id)
    assert case_of(home, case_id).version == case.version


def test_a_held_case_waits_for_its_release(
    context: AppContext, tmp_path: Path, film: bytes, networks: list[list[Picture]]
) -> None:
    home = filled(context, tmp_path)
    case_id = asked(home, tmp_path / "inbox", film)
    with home.database.writing() as session:
        apply(session, case_id, "flag_HELD", actor=HAN, at=home.clock.now())
    react(home, case_id)
    assert case_of(home, case_id).state == "DETECTED" and not networks


def test_the_frame_nearest_to_each_moment_is_taken_once(film: bytes) -> None:
    moments = [timedelta(0), timedelta(milliseconds=490), timedelta(milliseconds=495), timedelta(seconds=30)]
    found = stills_of(film, moments)
    assert [still.after for still in found] == [timedelta(0), timedelta(milliseconds=480)]
    shades = [cv2.imdecode(np.frombuffer(still.png, np.uint8), 0).mean() for still in found]
    assert shades == pytest.approx([0, 24], abs=4), "frame 0 and frame 12"


def test_a_film_that_began_long_before_the_act_is_looked_at_where_the_act_is(tmp_path: Path) -> None:
    long = filmed(tmp_path, [255 if number >= 300 * RATE else 0 for number in range(301 * RATE)], 32, 32)
    found = stills_of(long, [timedelta(seconds=299.8), timedelta(seconds=300.2)])
    assert [still.after for still in found] == [timedelta(seconds=299.8), timedelta(seconds=300.2)]
    shades = [cv2.imdecode(np.frombuffer(still.png, np.uint8), 0).mean() for still in found]
    assert shades == pytest.approx([0, 255], abs=8)
    assert stills_of(long, [timedelta(seconds=302)]) == []


def test_a_play_list_that_names_other_files_is_not_followed() -> None:
    for film in (b"#EXTM3U\nfile:///etc/hostname\n", b"ffconcat version 1.0\nfile /etc/hostname\n"):
        with pytest.raises(Undecodable, match="no MP4"):
            stills_of(film, [timedelta(0)])
    with pytest.raises(Undecodable):
        stills_of(struct.pack(">I", 24) + b"ftypmp42" + b"\0" * 200, [timedelta(0)])


def test_stills_are_few_apart_from_each_other_and_know_their_part() -> None:
    pictures = [ACT + timedelta(milliseconds=90 * number) for number in range(10)]
    chosen = moments_around(ACT - timedelta(seconds=1), pictures)
    assert len(chosen) <= 9
    assert all(later - earlier >= timedelta(milliseconds=150) for earlier, later in pairwise(chosen))
    assert moments_around(None, pictures)[:2] == (timedelta(0), timedelta(seconds=1))
    assert [role_of(at, ACT) for at in (None, ACT, ACT - timedelta(seconds=1), ACT + timedelta(seconds=1))] == [
        "overview", "at", "before", "after",
    ]  # fmt: skip
    assert isinstance(Sealed("0" * 64, 1, "at"), Picture)
