"""The paint of a vehicle is told only where there is no doubt."""

import numpy as np
import pytest

from ticketing.detect.colour import vehicle_colour
from ticketing.detect.detections import Box

BOX = Box(100, 50, 300, 200)


def street(paint: tuple[int, int, int], light: int = 120) -> np.ndarray:
    picture = np.full((300, 400, 3), light, np.uint8)
    picture[BOX.y1 : BOX.y2, BOX.x1 : BOX.x2] = paint
    return picture


@pytest.mark.parametrize(
    ("paint", "colour"),
    [
        ((40, 30, 190), "red"),
        ((180, 60, 20), "blue"),
        ((20, 190, 230), "yellow"),
        ((238, 238, 240), "white"),
        ((25, 24, 26), "black"),
        ((150, 150, 152), None),
        ((120, 140, 150), None),
    ],
)
def test_strong_paint_is_named_and_silver_is_not(paint, colour):
    assert vehicle_colour(street(paint), BOX) == colour


def test_in_the_dark_nothing_is_black():
    assert vehicle_colour(street((15, 15, 15), light=30), BOX) is None


def test_a_far_vehicle_has_no_colour():
    assert vehicle_colour(street((40, 30, 190)), Box(100, 50, 140, 80)) is None
