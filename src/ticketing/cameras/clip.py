"""Stills out of a camera's clip, around the moments of its pictures. The film is opened in a process of its own."""

import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ticketing.cameras.decoder import PictureDecoder, Undecodable, sandbox_command

CHILD = Path(__file__).with_name("clip_child.py")
PATIENCE_SECONDS = 120.0
MOST_STILLS = 9
AROUND = (timedelta(0), timedelta(milliseconds=-400), timedelta(milliseconds=400))
SAME_MOMENT = timedelta(milliseconds=150)
AT_THE_ACT = timedelta(milliseconds=200)
WITHOUT_A_START = tuple(timedelta(seconds=second) for second in range(MOST_STILLS))
# No name of a server or a device may stand in a film and be followed.
ENVIRONMENT = {"PATH": os.defpath, "OPENCV_FFMPEG_CAPTURE_OPTIONS": "protocol_whitelist;file"}


@dataclass(frozen=True)
class Still:
    """A frame of a clip as PNG. after: how long after the clip's first frame it was taken."""

    png: bytes
    after: timedelta
    made_by: str


def moments_around(started_at: datetime | None, moments: Iterable[datetime]) -> tuple[timedelta, ...]:
    """Where in a clip to look, counted from its first frame: at the given moments first, then shortly beside them.

    A clip whose start nobody wrote down is looked at every second.

    >>> from datetime import UTC
    >>> start = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
    >>> [at.total_seconds() for at in moments_around(start, [start + timedelta(seconds=2)])]
    [1.6, 2.0, 2.4]
    """
    if started_at is None:
        return WITHOUT_A_START
    chosen: list[timedelta] = []
    of_pictures = sorted(set(moments))
    for beside in AROUND:
        for moment in of_pictures:
            after = moment + beside - started_at
            if after >= timedelta(0) and all(abs(after - one) >= SAME_MOMENT for one in chosen):
                chosen.append(after)
    return tuple(sorted(chosen[:MOST_STILLS]))


def role_of(captured_at: datetime | None, acted_at: datetime) -> str:
    """What part a still plays among the pictures of an act (observation.PICTURE_ROLES)."""
    if captured_at is None:
        return "overview"
    if abs(captured_at - acted_at) < AT_THE_ACT:
        return "at"
    return "before" if captured_at < acted_at else "after"


def stills_of(clip: bytes, moments: Sequence[timedelta]) -> list[Still]:
    """The frames of a clip nearest to these moments; none for a moment that it does not cover. Raises Undecodable."""
    if not moments:
        return []
    head, _, rest = _ask(clip, moments).partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        raise Undecodable("the clip process ended over it") from None
    if "problem" in said:
        raise Undecodable(said["problem"])
    found, at = [], 0
    with PictureDecoder() as decoder:
        for one in said["stills"]:
            png = rest[at : at + one["size"]]
            at += one["size"]
            decoder.examine(png)  # what comes out of a stranger's film is a stranger's picture
            found.append(Still(png, timedelta(milliseconds=one["milliseconds"]), f"OpenCV {said['made_by']}"))
    return found


def _ask(clip: bytes, moments: Sequence[timedelta]) -> bytes:
    """The child's answer. It sees the film through a descriptor in memory and has no name of any of our files."""
    film = os.memfd_create("clip")
    try:
        with os.fdopen(os.dup(film), "wb") as writing:
            writing.write(clip)
        done = subprocess.run(
            sandbox_command(CHILD, *(f"{at / timedelta(milliseconds=1):.0f}" for at in moments)),
            stdin=film,
            capture_output=True,
            env=ENVIRONMENT,
            cwd="/",
            timeout=PATIENCE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Undecodable("the clip process was too slow over it") from None
    finally:
        os.close(film)
    return done.stdout
