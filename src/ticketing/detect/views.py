"""Where in a picture a detector looks, and how its findings become one list. Pure.

A network of 640 x 384 px sees a whole 1920 x 1080 frame at a third of its size; plates of 30 px vanish. So a large
frame is looked at once as a whole (vehicles, near plates) and again in overlapping windows at 0.6 of its size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ticketing.detect.detections import Box, Detections, PlateSeen, SeenKind, VehicleSeen, carrier, overlap, shared_area

LOOK_WIDTH, LOOK_HEIGHT = 640, 384
MOST_WINDOW_WIDTH, MOST_WINDOW_HEIGHT = 1066, 640
"""A window of this size is seen at 0.6 of its scale: a plate of 25 px keeps 15. A 1920 x 1080 frame takes four."""
OVERLAP = 0.15
"""Share of a window that its neighbour sees too: over 140 px, more than a plate that the whole look misses."""
MOST_SIDE = 2.69
"""Three windows a side at most (3 - 2 * OVERLAP): a photo of 12 million pixels shows a plate near, not far."""

CLASSES: tuple[Literal["plate", "car", "motorcycle", "bus", "truck"], ...] = (
    "plate",
    "car",
    "motorcycle",
    "bus",
    "truck",
)

PLATE_SCORE, VEHICLE_SCORE = 0.25, 0.35
FAINT_SCORE = 0.15
"""A vehicle below VEHICLE_SCORE counts for nothing, but who hides others in a picture hides it too. In two frames of a
Hanoi junction 18 such findings were vehicles and 7 were none; lower scores brought mostly signs and trees."""
PLATE_SEEN, STEPS_BACK = 0.6, (2.0, 3.5)
"""Where no plate is found with this score, the picture is looked at again from farther away."""


@dataclass(frozen=True)
class Found:
    """One raw finding in pixels of the whole picture. whole: by the look at the whole picture."""

    kind: str
    score: float
    box: Box
    whole: bool


def _spans(length: int, most: int) -> list[tuple[int, int]]:
    """Begin and end of the fewest windows of at most `most` pixels that cover a length with OVERLAP."""
    count = 1 if length <= most else math.ceil((length / most - OVERLAP) / (1 - OVERLAP))
    side = length if count == 1 else math.ceil(length / (count - (count - 1) * OVERLAP))
    return [(start := round(at * (length - side) / max(1, count - 1)), start + side) for at in range(count)]


def windows(width: int, height: int) -> list[Box]:
    """The looks at a picture of this size; the first is the whole picture."""
    looks = [Box(0, 0, width, height)]
    if width > MOST_WINDOW_WIDTH or height > MOST_WINDOW_HEIGHT:
        columns = _spans(width, max(MOST_WINDOW_WIDTH, math.ceil(width / MOST_SIDE)))
        rows = _spans(height, max(MOST_WINDOW_HEIGHT, math.ceil(height / MOST_SIDE)))
        looks += [Box(x1, y1, x2, y2) for y1, y2 in rows for x1, x2 in columns]
    return looks


def cut_by_window(box: Box, window: Box, width: int, height: int, slack: int = 4) -> bool:
    """Whether an inner edge of the window cuts through what was found."""
    return (
        (box.x1 <= window.x1 + slack and window.x1 > 0)
        or (box.y1 <= window.y1 + slack and window.y1 > 0)
        or (box.x2 >= window.x2 - slack and window.x2 < width)
        or (box.y2 >= window.y2 - slack and window.y2 < height)
    )


def _same(a: Found, b: Found) -> bool:
    if (a.kind == "plate") != (b.kind == "plate"):
        return False
    if overlap(a.box, b.box) > 0.5:
        return True
    smaller = min(a.box.area, b.box.area)
    # A part of a plate or the cabin of a truck, found by another look.
    return shared_area(a.box, b.box) > 0.75 * smaller and (a.kind == b.kind == "plate" or a.whole != b.whole)


def _strongest(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: -each.score):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _less_rival(one: Found, found: Sequence[Found]) -> float:
    """The score of a kind, less half of what speaks for another kind in the same place: a van that is also a bus."""
    rivals = [
        other.score
        for other in found
        if other.kind not in ("plate", one.kind)
        and overlap(one.box, other.box) > 0.6
        and PLATE_SCORE <= other.score <= one.score
    ]
    return one.score - max(rivals, default=0.0) / 2


def merge_views(found: Sequence[Found]) -> Detections:
    """One list of what all looks found: doubles removed, plates hung on their vehicles."""
    kept = _strongest(found)
    vehicles = tuple(
        VehicleSeen(one.kind, _less_rival(one, found), one.box)  # type: ignore[arg-type]
        for one in kept
        if one.kind in get_args(SeenKind) and one.score >= VEHICLE_SCORE
    )
    plates = tuple(
        PlateSeen(one.box, one.score, carrier(one.box, vehicles))
        for one in kept
        if one.kind == "plate" and one.score >= PLATE_SCORE
    )
    faint = tuple(
        VehicleSeen(one.kind, one.score, one.box)  # type: ignore[arg-type]
        for one in kept
        if one.kind in get_args(SeenKind) and FAINT_SCORE <= one.score < VEHICLE_SCORE
    )
    return Detections(vehicles, plates, faint)


def detect_in_windows(width: int, height: int, look: Callable[[Box, float], list[Found]]) -> Detections:
    """Look at a picture of this size in all its windows.

    look: takes a window and a distance (2.0: half as large as the network could show it), gives its findings in pixels
    of the picture.
    """
    found = [
        one
        for window in windows(width, height)
        for one in look(window, 1.0)
        if not cut_by_window(one.box, window, width, height)
    ]
    for distance in STEPS_BACK:
        # A plate that fills half of a close-up is larger than any the network learned from.
        if not any(one.kind == "plate" and one.score >= PLATE_SEEN for one in found):
            found += look(Box(0, 0, width, height), distance)
    return merge_views(found)
