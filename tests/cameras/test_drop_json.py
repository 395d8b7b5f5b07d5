"""The form of a drop: what is taken, what is refused in which words, and that the schema says the same."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cameras.camera_drops import drop
from ticketing.cameras.camera_format import BadDrop
from ticketing.cameras.formats.drop_json import named_files, read_drop, schema

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "drop.schema.json"

PICTURE = {"file": "a.jpg", "role": "overview", "captured_at": "2026-11-16T07:30:00+07:00"}

GOOD: dict[str, dict[str, Any]] = {
    "an ordinary drop": {},
    "a vehicle": {"vehicle": "motorcycle"},
    "no vehicle, said so": {"vehicle": None, "clip": None},
    "speed": {"behaviour": "SPEED", "speed_kmh": 72, "limit_kmh": 50},
    "a band of speed": {"behaviour": "SPEED_10_20"},
    "unknown keys": {"maker": {"name": "X", "n": 1.5}},
    "a clip": {"clip": {"file": "c.mp4", "started_at": "2026-11-16T07:29:50Z"}},
    "a clip without its beginning": {"clip": {"file": "c.mp4"}},
    "ten pictures": {"pictures": [PICTURE] * 10},
    "an event id of 100 signs": {"event_id": "é" * 100},
}

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no event id": ({"event_id": None}, "event_id is missing"),
    "an empty event id": ({"event_id": ""}, "1 to 100"),
    "an event id of 101 signs": ({"event_id": "x" * 101}, "1 to 100"),
    "a number as event id": ({"event_id": 7}, "event_id is 7"),
    "no camera": ({"camera": None}, "camera is missing"),
    "no place": ({"place": None}, "place is missing"),
    "an unknown behaviour": ({"behaviour": "FLYING"}, "FLYING"),
    "an act of the owner": ({"behaviour": "OWNER_NO_TRANSFER"}, "act of the owner"),
    "speed without a limit": ({"behaviour": "SPEED", "speed_kmh": 72}, "limit_kmh is missing"),
    "speed as text": ({"behaviour": "SPEED", "speed_kmh": "72", "limit_kmh": 50}, "speed_kmh is '72'"),
    "speed of nothing": ({"behaviour": "SPEED", "speed_kmh": 0, "limit_kmh": 50}, "speed_kmh is 0"),
    "an unknown vehicle": ({"vehicle": "tricycle"}, "tricycle"),
    "no pictures": ({"pictures": []}, "pictures holds 0"),
    "eleven pictures": ({"pictures": [PICTURE] * 11}, "pictures holds 11"),
    "a picture without role": ({"pictures": [{**PICTURE, "role": "side"}]}, "pictures[0].role is 'side'"),
    "a picture that is a text": ({"pictures": ["a.jpg"]}, "pictures[0] is 'a.jpg'"),
    "a file name that is too long": ({"pictures": [{**PICTURE, "file": "a" * 4096}]}, "1 to 255"),
    "a clip that is a text": ({"clip": "c.mp4"}, "clip is 'c.mp4'"),
}

# What JSON Schema cannot say, or says only as a hint.
BAD_BEYOND_SCHEMA: dict[str, tuple[dict[str, Any], str]] = {
    "a moment without offset": ({"captured_at": "2026-11-16T07:30:00"}, "offset"),
    "a day": ({"captured_at": "2026-11-16"}, "offset"),
    "no moment": ({"captured_at": "yesterday"}, "captured_at is 'yesterday'"),
    "a picture without offset": ({"pictures": [{**PICTURE, "captured_at": "2026-11-16T07:30"}]}, r"pictures\[0\]"),
    "a NUL sign": ({"event_id": "E\0"}, "NUL"),
    "half a character": ({"place": "\ud800"}, "half a character"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_drop_is_read(name: str) -> None:
    said = drop(**GOOD[name])
    read = read_drop(json.dumps(said).encode())
    assert read.event_id == said["event_id"]
    jsonschema.validate(said, schema())


@pytest.mark.parametrize("name", [*BAD, *BAD_BEYOND_SCHEMA])
def test_a_bad_drop_is_refused_in_words(name: str) -> None:
    changes, words = (BAD | BAD_BEYOND_SCHEMA)[name]
    with pytest.raises(BadDrop, match=words.replace("[0]", r"\[0\]") if "\\" not in words else words):
        read_drop(json.dumps(drop(**changes)).encode())


@pytest.mark.parametrize("name", BAD)
def test_the_schema_refuses_what_the_reader_refuses(name: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(drop(**BAD[name][0]), schema())


def test_the_schema_in_the_docs_is_the_one_of_the_code() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == schema()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"[]", "no object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"event_id": "a", "event_id": "b"}', "twice"),
        (b'{"speed_kmh": NaN}', "no number"),
        (b"[" * 100_000, "no JSON"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "no JSON"),
        (b" " * 1_000_001, "1,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(BadDrop, match=words):
        read_drop(raw)


@pytest.mark.parametrize(
    ("shown", "kept"), [(72, "72.0"), (69.96, "69.9"), (70.09, "70.0"), (120.5, "120.5"), (60.04999, "60.0")]
)
def test_a_shown_speed_keeps_one_decimal_and_is_never_rounded_up(shown: float, kept: str) -> None:
    read = read_drop(json.dumps(drop(behaviour="SPEED", speed_kmh=shown, limit_kmh=50)).encode())
    assert (read.speed_kmh, read.limit_kmh) == (kept, "50.0")


def test_a_byte_order_mark_is_forgiven() -> None:
    assert read_drop(b"\xef\xbb\xbf" + json.dumps(drop()).encode()).event_id == "E1"


def test_a_bad_drop_still_says_who_sent_it() -> None:
    with pytest.raises(BadDrop) as caught:
        read_drop(json.dumps(drop(behaviour="FLYING")).encode())
    assert (caught.value.event_id, caught.value.camera) == ("E1", "BG-01")


def test_files_of_a_bad_drop_are_named_as_far_as_it_names_any() -> None:
    said = drop(behaviour="FLYING", pictures=[PICTURE, "x", {"file": 7}], clip={"file": "c.mp4"})
    assert named_files(json.dumps(said).encode()) == ("a.jpg", "c.mp4")
    assert named_files(b"no json") == ()
