"""The decoder process: opens pictures that strangers sent. Run by shut_in.py, in a process that may do nothing else.

It imports Pillow and the standard library only. Reads frames of 8 bytes length and that many bytes from stdin; answers
each with one line of JSON: width, height and format, or problem.
"""

import io
import json
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Sequence

from PIL import Image

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 2
LIMITS = {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_NPROC: 0}  # CPU is measured out anew for each picture
MOST_PIXELS = 33_000_000
PADDING = b"\x00\r\n "
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
FOREIGN_BEGINNINGS = (
    (b"GIF8", "a GIF"), (b"II*\x00", "a TIFF"), (b"MM\x00*", "a TIFF"), (b"8BPS", "a Photoshop file"),
    (b"BM", "a BMP"), (b"%PDF", "a PDF"), (b"PK\x03\x04", "a ZIP"), (b"RIFF", "a RIFF file"), (b"<", "text"),
)  # fmt: skip
MARKUP = (b"<html", b"<script", b"<!doctype html", b"<svg", b"<?php")


Image.init()  # loads its plugins from files, which main() can no longer open
Image.MAX_IMAGE_PIXELS = None  # `examine` has the stricter limit; Pillow's own only warns up to twice its size


class Refused(ValueError):
    """The bytes are no picture that we take; the text says why."""


def examine(data: bytes) -> dict[str, object]:
    """Decode a picture whole. Raises Refused."""
    if not data:
        raise Refused("it is empty (0 bytes)")
    kind = _kind(data)
    body, end = (_jpeg_parts if kind == "JPEG" else _png_parts)(data)
    _refuse_passengers(data, body, end)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Refused(f"it has {width} x {height} pixels, more than {MOST_PIXELS:,}")
            picture.load()
    except Refused:
        raise
    except MemoryError:
        raise Refused(f"decoding it takes more than {MEMORY_BYTES // 2**20} MB") from None
    except Exception as problem:  # Pillow raises many kinds on bad bytes
        raise Refused(f"it does not decode ({type(problem).__name__})") from None
    return {"width": width, "height": height, "format": kind}


def _kind(data: bytes) -> str:
    if data.startswith(JPEG):
        return "JPEG"
    if data.startswith(PNG):
        return "PNG"
    name = next((name for start, name in FOREIGN_BEGINNINGS if data.startswith(start)), None)
    raise Refused("it is no JPEG or PNG" + (f": its bytes begin like {name}" if name else ""))


def _jpeg_parts(data: bytes) -> tuple[int, int]:
    """Where the first scan of a JPEG begins and where its only picture ends. Raises Refused where it has no end."""
    at, first_scan = 2, 0
    while at + 1 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xD9:
            return first_scan or at, at + 2
        if marker == 0xFF:
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == 0xDA:
                first_scan = first_scan or at
                at = _scan_end(data, at)
    raise Refused("it breaks off: the end of the JPEG is missing")


def _scan_end(data: bytes, at: int) -> int:
    """The next marker after coded data, in which 0xFF is followed by 0 or by a restart mark."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at
    return len(data)


def _png_parts(data: bytes) -> tuple[int, int]:
    """Where the pixels of a PNG begin and where it ends. Raises Refused where it has no end."""
    at, pixels = len(PNG), 0
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        pixels = pixels or (at if name == b"IDAT" else 0)
        at += 12 + length
        if name == b"IEND":
            return pixels or at, at
    raise Refused("it breaks off: the end of the PNG is missing")


def _refuse_passengers(data: bytes, body: int, end: int) -> None:
    """Refuse bytes that another program would open as something else."""
    rest = data[end:].strip(PADDING)
    if rest.startswith(JPEG):
        raise Refused("it holds a second picture behind the first (MPO): send one picture a file")
    if rest:
        raise Refused(f"{len(data) - end} bytes follow the end of the picture: send the picture alone")
    head = data[:body].lower()
    if any(mark in head for mark in MARKUP) or b"%pdf-" in data[:1024].lower():
        raise Refused("its head holds a page or a document: send the picture alone")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("it is a ZIP archive at the same time: send the picture alone")


def answer(data: bytes) -> dict[str, object]:
    """What is said of one picture."""
    # The clock of the limit counts the whole life of the process: move it on for each picture.
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + CPU_SECONDS + 1, resource.RLIM_INFINITY))
    try:
        return examine(data)
    except Refused as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"problem": f"decoding it takes more than {MEMORY_BYTES // 2**20} MB"}


def main(_: Sequence[str] = ()) -> None:
    """Answer until stdin ends."""
    while header := sys.stdin.buffer.read(8):
        data = sys.stdin.buffer.read(struct.unpack(">Q", header)[0])
        sys.stdout.write(json.dumps(answer(data)) + "\n")
        sys.stdout.flush()
