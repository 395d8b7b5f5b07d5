"""Colour of a vehicle's paint, only where the picture leaves no doubt.

Silver, grey, beige and dirty white change places with the light; they are not told. A wrong colour costs an officer a
look, so the rule is narrow: most of the panels between the lamps must show one strong hue, or be far brighter or
darker than the street around.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box, Detections

HUES = (("red", 0, 8), ("orange", 9, 17), ("yellow", 18, 33), ("green", 38, 85), ("blue", 95, 128), ("red", 168, 180))
"""Names with the first and last hue in OpenCV's half degrees; what lies between is not told."""
LEAST_WIDTH = 60
STRONG, MOST = 95, 0.5


def vehicle_colour(picture: NDArray[np.uint8], box: Box) -> str | None:
    """white, black, red, orange, yellow, green or blue; None where the picture does not tell.

    picture: (height, width, 3) uint8 BGR; box: of a car, truck or bus in it (a motorcycle is mostly its rider).
    """
    panels = picture[
        box.y1 + round(box.height * 0.42) : box.y1 + round(box.height * 0.72),
        box.x1 + round(box.width * 0.15) : box.x1 + round(box.width * 0.85),
    ]
    if box.width < LEAST_WIDTH or panels.size == 0:
        return None
    hsv = cv2.cvtColor(cv2.resize(panels, (64, 32), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2HSV)
    hue, saturation, value = (hsv[:, :, channel] for channel in range(3))
    named = _named_hue(hue[(saturation > STRONG) & (value > 50)], hue.size)
    if named:
        return named
    street = float(np.median(cv2.resize(picture, (64, 36), interpolation=cv2.INTER_AREA).max(axis=2)))
    if _share((saturation < 38) & (value > 200)) > MOST and street < 165:
        return "white"
    if _share(value < 50) > 0.65 and street > 95:
        return "black"
    return None


def _named_hue(hues: NDArray[Any], pixels: int) -> str | None:
    shares: dict[str, float] = {}
    for name, first, last in HUES:
        inside = int(((hues >= first) & (hues <= last)).sum())
        shares[name] = shares.get(name, 0.0) + inside / pixels
    name = max(shares, key=lambda one: shares[one])
    return name if shares[name] > MOST else None


def _share(chosen: NDArray[Any]) -> float:
    return float(chosen.mean())


def with_colours(picture: NDArray[np.uint8], seen: Detections) -> Detections:
    """The same detections, vehicles on four wheels with the colour of their paint where the picture tells it."""
    vehicles = tuple(
        one if one.kind == "motorcycle" else replace(one, colour=vehicle_colour(picture, one.box))
        for one in seen.vehicles
    )
    return replace(seen, vehicles=vehicles)
