"""Colour of a plate's ground: white, yellow, blue or red, unknown where the light does not tell.

White and yellow plates have dark characters, blue and red ones light characters: which of the two covers more of the
plate is told from brightness alone and holds under brake lights, where hue alone calls a white plate red.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

GREY_SATURATION = 12.0
"""Mean saturation (0-255) under which a picture holds no colour: infrared at night."""

YELLOW_PAINT = 90.0
"""Between what was measured: 605 white plates give up to 78, warm lamps included, 16 yellow ones 102 and more."""


def plate_colour(plate: NDArray[np.uint8]) -> str:
    """plate: (height, width, 3) uint8 BGR, cut along the plate's box. Returns white|yellow|blue|red|unknown."""
    height, width = plate.shape[:2]
    if height < 6 or width < 8:
        return "unknown"
    dy, dx = round(height * 0.14), round(width * 0.08)
    inner = cv2.resize(plate[dy : height - dy, dx : width - dx], (48, 24), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(inner, cv2.COLOR_BGR2GRAY)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = grey > level
    ground = bright if bright.mean() >= 0.5 else ~bright
    hsv = cv2.cvtColor(inner, cv2.COLOR_BGR2HSV)
    saturation = float(np.median(hsv[ground][:, 1]))
    hue = _mean_hue(hsv[ground][:, 0])
    if float(hsv[:, :, 1].mean()) < GREY_SATURATION:
        return "unknown" if ground is not bright else "white"
    if ground is bright:
        painted = _saturation_of_paint(inner, ground)
        return "yellow" if painted > YELLOW_PAINT and 12 <= hue <= 38 else "white"
    if saturation > 70 and 95 <= hue <= 130:
        return "blue"
    if saturation > 110 and (hue <= 10 or hue >= 165):
        return "red"
    return "unknown"


def _saturation_of_paint(inner: NDArray[Any], ground: NDArray[np.bool_]) -> float:
    """Saturation (0-255) of what the ground has more than the characters.

    Haze and rain lay the same grey light on both, and make a yellow plate pale; in the difference it is gone.
    """
    more = np.maximum(inner[ground].mean(axis=0) - inner[~ground].mean(axis=0), 0.0)
    return float(255 * (1 - more.min() / more.max())) if more.max() > 0 else 0.0


def _mean_hue(hues: NDArray[Any]) -> float:
    """Mean on the circle, in OpenCV's half degrees."""
    angle = np.radians(hues.astype(np.float64) * 2)
    return float(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())) / 2) % 180
