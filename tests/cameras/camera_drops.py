"""A camera's drops, made as they are needed; for tests of this and of later rooms."""

import io
import json
import struct
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from ticketing.agency.actors import machine
from ticketing.cameras.estate import load_cameras
from ticketing.cameras.inbox import SETTLED_AFTER, ingest_folder
from ticketing.cameras.observation import Ingested, Result
from ticketing.flow.app_context import AppContext

HEAD = "code,name,place,commune_code,unit,function,plan_no,calibrated_until,certificate_no\n"
ACT = "2026-11-16T07:30:00+07:00"
CAMERAS = (
    HEAD
    + "BG-01,Ngã tư Quang Trung,Ngã tư Quang Trung,07210,Đội 1,,KH-12/2025,2027-06-30,KĐ-0012\n"
    + "BG-02,Quốc lộ 1 km 112,QL1 km 112,07210,Đội 1,SPEED,KH-12/2025,2026-01-31,KĐ-0013\n"
    + "BG-03,Hùng Vương,Đường Hùng Vương,07210,Đội 1,RED_LIGHT,,,\n"
)


def picture(size: tuple[int, int] = (64, 48), colour: tuple[int, int, int] = (90, 90, 90), form: str = "JPEG") -> bytes:
    """A small picture that decodes."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form)
    return file.getvalue()


def bare_png(width: int, height: int) -> bytes:
    """A black PNG of so many pixels, a few KB small."""
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def shot(captured_at: str) -> dict[str, str]:
    """A picture as a drop names it."""
    return {"file": "a.jpg", "role": "overview", "captured_at": captured_at}


def drop(**changes: Any) -> dict[str, Any]:
    """The JSON of an ordinary drop, its picture made at the moment of the act; `None` leaves a key out."""
    acted_at = changes.get("captured_at") or ACT
    said = {
        "event_id": "E1",
        "camera": "BG-01",
        "captured_at": ACT,
        "place": "Ngã tư Quang Trung",
        "behaviour": "RED_LIGHT",
        "pictures": [shot(acted_at)],
    } | changes
    return {key: value for key, value in said.items() if value is not None}


def write_drop(inbox: Path, name: str = "d1", files: dict[str, bytes] | None = None, **changes: Any) -> Path:
    """Put NAME.json and its files (default: one small picture) into a folder."""
    path = inbox / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(drop(**changes)), encoding="utf-8")
    for file, data in ({"a.jpg": picture()} if files is None else files).items():
        (path.parent / file).write_bytes(data)
    return path


def with_cameras(context: AppContext, folder: Path, table: str = CAMERAS) -> AppContext:
    """Load a table of cameras into a home."""
    path = folder / "cameras.csv"
    path.write_text(table, encoding="utf-8")
    load_cameras(context.database, path, folder / "rejects", at=context.clock.now(), actor=machine("test"))
    return context


def take_in(context: AppContext, folder: Path, settled_after: timedelta | None = None) -> list[Ingested]:
    """Ingest a folder as the command does. What waits is left out unless `settled_after` is given."""
    answers = ingest_folder(
        context.database, context.store, folder, context.settings.quarantine, at=context.clock.now(),
        actor=machine("test"), settled_after=SETTLED_AFTER if settled_after is None else settled_after,
    )  # fmt: skip
    return [one for one in answers if settled_after is not None or one.result is not Result.WAITING]
