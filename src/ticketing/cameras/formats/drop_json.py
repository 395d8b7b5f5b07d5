"""Our own form of a drop: NAME.json beside the files it names (docs/drop.schema.json).

`read_drop` checks by hand rather than by the schema, so that a refusal says in words what was found and what is
possible; `schema` describes the same form for camera makers, and a test holds the two together.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ticketing.cameras.camera_format import BadDrop, CameraFormat, FirstLook
from ticketing.cameras.observation import PICTURE_ROLES, Drop, DropClip, DropPicture
from ticketing.cameras.raw_message import RawMessage
from ticketing.kit.clock import parse_moment
from ticketing.kit.registry import Score
from ticketing.law.behaviours import BEHAVIOURS, CAMERA_FUNCTIONS, SPEED
from ticketing.law.vehicles import VehicleKind

JSON_BYTES = 1_000_000
EVENT_ID_LENGTH = 100
CAMERA_LENGTH = 60
PLACE_LENGTH = 500
FILE_LENGTH = 255
MOST_PICTURES = 10
FASTEST_KMH = 999
KINDS = tuple(kind.value for kind in VehicleKind)


def read_drop(raw: bytes) -> Drop:
    """Read a drop's JSON. Raises BadDrop with a sentence; unknown keys are let be (the raw bytes are sealed anyway)."""
    said = _load(raw)
    try:
        return _drop(said)
    except BadDrop as problem:
        known = {name: _text_or_none(said, name, most) for name, most in _NAMES.items()}
        raise BadDrop(str(problem), **known) from None


_NAMES = {"event_id": EVENT_ID_LENGTH, "camera": CAMERA_LENGTH}


def named_files(raw: bytes) -> tuple[str, ...]:
    """Files that a JSON names, read as kindly as possible: a bad drop is kept aside with its files."""
    try:
        said = _load(raw)
    except BadDrop:
        return ()
    pictures = said.get("pictures")
    entries = [*pictures, said.get("clip")] if isinstance(pictures, list) else [said.get("clip")]
    names = [entry.get("file") for entry in entries[: MOST_PICTURES + 1] if isinstance(entry, dict)]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


def _load(raw: bytes) -> dict[str, Any]:
    if len(raw) > JSON_BYTES:
        raise BadDrop(f"The JSON has more than {JSON_BYTES:,} bytes: it is no drop.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadDrop(f"The JSON is not UTF-8 (byte {problem.start}): send UTF-8.") from None
    try:
        said = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_doubles)
    except BadDrop:
        raise
    except (ValueError, RecursionError) as problem:
        where = f" (line {problem.lineno}, column {problem.colno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise BadDrop(f"The file is no JSON{where}.") from None
    if not isinstance(said, dict):
        raise BadDrop("The JSON is no object with event_id, camera, captured_at, place, behaviour, pictures.")
    return said


def _no_constant(name: str) -> Any:
    raise BadDrop(f"The JSON holds {name}, which is no number.")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Two programs may read two different values out of a doubled key.
    read = dict(pairs)
    if len(read) != len(pairs):
        double = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise BadDrop(f"The JSON names {double!r} twice: which of them holds?")
    return read


def _drop(said: dict[str, Any]) -> Drop:
    behaviour = _behaviour(said)
    return Drop(
        event_id=_text(said, "event_id", EVENT_ID_LENGTH),
        camera=_text(said, "camera", CAMERA_LENGTH),
        captured_at=_moment(said, "captured_at"),
        place=_text(said, "place", PLACE_LENGTH),
        behaviour=behaviour,
        speed_kmh=_speed(said, "speed_kmh", needed=behaviour == SPEED),
        limit_kmh=_speed(said, "limit_kmh", needed=behaviour == SPEED),
        vehicle=None if said.get("vehicle") is None else _one_of(said, "vehicle", KINDS),
        pictures=_pictures(said),
        clip=_clip(said),
    )


def _behaviour(said: dict[str, Any]) -> str:
    code = said.get("behaviour")
    if isinstance(code, str) and code in BEHAVIOURS and BEHAVIOURS[code].of_the_owner:
        raise BadDrop(f"behaviour is {code}, an act of the owner: no camera sees it (D168 art. 32, 47.10).")
    if not isinstance(code, str) or code not in CAMERA_FUNCTIONS:
        raise BadDrop(f"behaviour is {_shown(code)}: write a code of fines.csv, or SPEED with speed_kmh and limit_kmh.")
    return code


def _pictures(said: dict[str, Any]) -> tuple[DropPicture, ...]:
    entries = said.get("pictures")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_PICTURES:
        count = len(entries) if isinstance(entries, list) else "no list"
        raise BadDrop(f"pictures holds {count}: a drop has 1 to {MOST_PICTURES} pictures.")
    return tuple(_picture(entry, f"pictures[{number}]") for number, entry in enumerate(entries))


def _picture(entry: Any, where: str) -> DropPicture:
    said = _object(entry, where)
    return DropPicture(
        file=_text(said, "file", FILE_LENGTH, where),
        role=_one_of(said, "role", PICTURE_ROLES, where),
        captured_at=_moment(said, "captured_at", where),
    )


def _clip(said: dict[str, Any]) -> DropClip | None:
    if said.get("clip") is None:
        return None
    clip = _object(said["clip"], "clip")
    started_at = _moment(clip, "started_at", "clip") if clip.get("started_at") is not None else None
    return DropClip(_text(clip, "file", FILE_LENGTH, "clip"), started_at)


def _object(entry: Any, where: str) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise BadDrop(f"{where} is {_shown(entry)}: an object with its file is expected.")
    return entry


def _text(said: dict[str, Any], name: str, most: int, where: str = "") -> str:
    value, place = said.get(name), f"{where}.{name}" if where else name
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise BadDrop(f"{place} is {_shown(value)}: a text of 1 to {most} characters is expected.")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise BadDrop(f"{place} holds a sign that is no text (NUL, or half a character).")
    return value


def _text_or_none(said: dict[str, Any], name: str, most: int) -> str | None:
    try:
        return _text(said, name, most)
    except BadDrop:
        return None


def _one_of(said: dict[str, Any], name: str, possible: Iterable[str], where: str = "") -> str:
    value, place = said.get(name), f"{where}.{name}" if where else name
    if not isinstance(value, str) or value not in possible:
        raise BadDrop(f"{place} is {_shown(value)}: possible are {', '.join(possible)}.")
    return value


def _moment(said: dict[str, Any], name: str, where: str = "") -> datetime:
    value, place = said.get(name), f"{where}.{name}" if where else name
    if not isinstance(value, str):
        raise BadDrop(f"{place} is {_shown(value)}: write date, time and offset, like 2026-11-18T09:00:00+07:00.")
    try:
        return parse_moment(value)
    except ValueError:
        raise BadDrop(
            f"{place} is {_shown(value)}: write date, time and offset, like 2026-11-18T09:00:00+07:00."
        ) from None


def _speed(said: dict[str, Any], name: str, *, needed: bool) -> str | None:
    """A speed as it was shown, one decimal, cut and never rounded up (domain.md 3)."""
    value = said.get(name)
    if value is None and not needed:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value <= FASTEST_KMH:
        raise BadDrop(f"{name} is {_shown(value)}: a number of km/h above 0 and up to {FASTEST_KMH} is expected.")
    return str(Decimal(value).quantize(Decimal("0.1"), rounding=ROUND_DOWN))


def _shown(value: Any) -> str:
    """A value as a sentence may show it: short, and without signs that steer a terminal."""
    if value is None:
        return "missing"
    text = str(value) if isinstance(value, int | Decimal) else ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _text_form(most: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most}


def schema() -> dict[str, Any]:
    """The form as JSON Schema (draft 2020-12); `docs/drop.schema.json` holds what this returns."""
    moment = {"type": "string", "format": "date-time", "description": "ISO 8601 with offset"}
    speed = {"type": "number", "exclusiveMinimum": 0, "maximum": FASTEST_KMH}
    picture = {
        "type": "object",
        "required": ["file", "role", "captured_at"],
        "properties": {"file": _text_form(FILE_LENGTH), "role": {"enum": list(PICTURE_ROLES)}, "captured_at": moment},
    }
    clip = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": _text_form(FILE_LENGTH), "started_at": moment},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A drop: what a camera says of one act, as NAME.json beside the files it names",
        "description": "Files lie in the drop's folder: JPEG or PNG up to 15 MB and 33 million pixels. "
        "Unknown keys are kept.",
        "type": "object",
        "required": ["event_id", "camera", "captured_at", "place", "behaviour", "pictures"],
        "properties": {
            "event_id": _text_form(EVENT_ID_LENGTH),
            "camera": _text_form(CAMERA_LENGTH) | {"description": "code of a camera that was loaded"},
            "captured_at": moment,
            "place": _text_form(PLACE_LENGTH),
            "behaviour": {"enum": sorted(CAMERA_FUNCTIONS)},
            "speed_kmh": speed,
            "limit_kmh": speed,
            "vehicle": {"enum": [None, *KINDS]},
            "pictures": {"type": "array", "minItems": 1, "maxItems": MOST_PICTURES, "items": picture},
            "clip": {"anyOf": [{"type": "null"}, clip]},
        },
        "if": {"properties": {"behaviour": {"const": SPEED}}},
        "then": {"required": ["speed_kmh", "limit_kmh"]},
    }


class DropJson:
    """Our own form. Every NAME.json that no other format is surer of is taken for one, so that a broken one is said."""

    name = "drop_json"
    words = "NAME.json beside the files it names (docs/drop.md)"

    def score(self, look: FirstLook) -> Score:
        """Sure where the keys stand there, hardly where the name alone says so."""
        if not look.name.lower().endswith(".json"):
            return Score(0, "its name does not end with .json")
        if all(f'"{key}"'.encode() in look.head for key in ("event_id", "camera", "behaviour")):
            return Score(80, "it names event_id, camera and behaviour")
        return Score(10, "its name ends with .json")

    def files(self, message: bytes, look: FirstLook) -> tuple[str, ...]:
        """The files that the JSON names."""
        return named_files(message)

    def read(self, raw: RawMessage) -> Drop:
        """Read the JSON. Raises BadDrop."""
        return read_drop(raw.message)

    def sample(self) -> RawMessage:
        """A red light with one picture."""
        moment = "2026-11-16T07:30:00+07:00"
        said = {
            "event_id": "E1", "camera": "BG-01", "captured_at": moment, "place": "Ngã tư Quang Trung",
            "behaviour": "RED_LIGHT", "pictures": [{"file": "at.jpg", "role": "at", "captured_at": moment}],
        }  # fmt: skip
        return RawMessage("E1", json.dumps(said).encode())


FORMAT: CameraFormat = DropJson()
