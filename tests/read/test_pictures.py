"""Pictures as stored and upright; colour of a plate's ground."""

import io

import numpy as np
import pytest
from PIL import Image

from ticketing.detect.detections import Box
from ticketing.read.colour import plate_colour
from ticketing.read.pictures import NoPicture, open_picture


def jpeg(pixels: np.ndarray, orientation: int = 1) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(pixels).save(out, "PNG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_box_of_the_upright_picture_is_given_in_stored_pixels(orientation):
    stored = np.zeros((60, 90, 3), np.uint8)
    stored[10:20, 30:70] = 255
    picture = open_picture(jpeg(stored, orientation))
    ys, xs = np.nonzero(picture.upright[:, :, 0])
    upright = Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    assert picture.stored_box(upright) == Box(30, 10, 70, 20)


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\0" * 40, jpeg(np.zeros((20, 20, 3), np.uint8))[:60]]
)
def test_what_is_no_picture_is_refused_with_a_sentence(data):
    with pytest.raises(NoPicture, match=r"send|damaged"):
        open_picture(data)


def test_a_picture_larger_than_any_camera_is_refused_before_it_is_decoded():
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    with pytest.raises(NoPicture, match="33 million"):
        open_picture(out.getvalue())


def plate(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> np.ndarray:
    picture = np.full((60, 160, 3), ground, np.uint8)
    for x in range(24, 140, 16):
        picture[15:45, x : x + 5] = ink
    return picture


@pytest.mark.parametrize(
    ("ground", "ink", "colour"),
    [
        ((235, 235, 235), (25, 25, 25), "white"),
        ((10, 190, 240), (25, 25, 25), "yellow"),
        ((140, 70, 5), (238, 238, 238), "blue"),
        ((30, 20, 175), (238, 238, 238), "red"),
        ((160, 160, 240), (40, 30, 60), "white"),  # a white plate under a brake light
        ((40, 40, 40), (200, 200, 200), "unknown"),  # infrared: light on dark, no colour to tell blue from red
    ],
)
def test_the_colour_of_the_ground_is_told_from_brightness_and_hue(ground, ink, colour):
    assert plate_colour(plate(ground, ink)) == colour


def test_a_plate_of_a_few_pixels_has_no_colour():
    assert plate_colour(np.zeros((3, 5, 3), np.uint8)) == "unknown"
