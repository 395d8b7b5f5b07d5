"""The clip process: takes stills out of a film that a stranger sent. Run by shut_in.py, where it may do nothing else.

Its arguments are milliseconds, the film is on descriptor 0. It imports OpenCV and the standard library only. Answers
with one line of JSON (moments and sizes of the stills, or problem), then the stills as PNG, one behind the other.
"""

import json
import resource
import sys
from collections.abc import Sequence

import cv2

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
LIMITS = {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_CPU: 60}
MOST_PIXELS = 33_000_000
MOST_FRAMES = 5_000
HALF_A_FRAME = 20.0  # milliseconds, at 25 frames a second: the frame nearest to a moment may lie before it
LEAD = 5_000.0  # milliseconds before the first wanted moment from which a long film is read
FILM = "/proc/self/fd/0"
# A film by its first bytes. Play lists and scripts of other films stay out: they name files and servers.
BEGINNINGS = ((4, b"ftyp"), (0, b"RIFF"), (0, b"\x1a\x45\xdf\xa3"), (0, b"\x00\x00\x01\xba"))


class Refused(ValueError):
    """The bytes are no film that we take; the text says why."""


def stills(wanted: list[float]) -> list[tuple[float, bytes]]:
    """The frame nearest to each wanted millisecond, once, with its own moment. Raises Refused."""
    with open(FILM, "rb") as file:
        head = file.read(16)
    if not any(head[at:].startswith(mark) for at, mark in BEGINNINGS):
        raise Refused("it is no MP4, AVI, Matroska or MPEG film")
    film = cv2.VideoCapture(FILM, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not film.isOpened():
        raise Refused("it cannot be opened as a film")
    width, height = film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)
    if not 0 < width * height <= MOST_PIXELS:
        raise Refused(f"its frames have {width:.0f} x {height:.0f} pixels, more than {MOST_PIXELS:,}")
    found: list[tuple[float, bytes]] = []
    waiting = sorted(wanted)
    if waiting and waiting[0] > LEAD:
        film.set(cv2.CAP_PROP_POS_MSEC, waiting[0] - LEAD)
    for _ in range(MOST_FRAMES):
        if not waiting or not film.grab():
            break
        moment = film.get(cv2.CAP_PROP_POS_MSEC)
        if moment + HALF_A_FRAME < waiting[0]:
            continue
        waiting = [one for one in waiting if one > moment + HALF_A_FRAME]
        whole, frame = film.retrieve()
        if whole:
            found.append((moment, cv2.imencode(".png", frame)[1].tobytes()))
    return found


def main(milliseconds: Sequence[str]) -> None:
    """Answer once."""
    try:
        found = stills([float(text) for text in milliseconds])
    except (Refused, MemoryError, cv2.error) as problem:
        said = str(problem) if isinstance(problem, Refused) else f"it does not decode ({type(problem).__name__})"
        print(json.dumps({"problem": said}))
        return
    listed = [{"milliseconds": moment, "size": len(data)} for moment, data in found]
    sys.stdout.write(json.dumps({"stills": listed, "made_by": cv2.__version__}) + "\n")
    sys.stdout.flush()
    for _, data in found:
        sys.stdout.buffer.write(data)
