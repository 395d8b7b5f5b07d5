"""What the camera wrote into its picture is not hidden as a plate; whatever may be a plate is."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ticketing.detect.detections import Box, Detections, VehicleSeen
from ticketing.read.overlay_text import overlay_words
from ticketing.read.pictures import open_picture
from ticketing.read.plates import PlateCrop
from ticketing.read.readings import RawReading

DROPS = Path(__file__).parents[2] / "sample_media" / "drops"
WIDTH, HEIGHT = 1200, 900
WORDS = Box(310, 16, 400, 42)


def look(box: Box, *texts: str) -> PlateCrop:
    return PlateCrop(box, 0.6, None, "unknown", tuple(RawReading((text,), (), ()) for text in texts))


def named(picture: NDArray[np.uint8], box: Box, *texts: str, seen: Detections | None = None) -> bool:
    return overlay_words(picture, seen or Detections((), ()), [look(box, *texts)]) == {box}


def street(*, ink: str = "white", at: int = 12) -> NDArray[np.uint8]:
    """A grey street, over which the camera wrote a line."""
    image = Image.effect_noise((WIDTH, HEIGHT), 12).convert("RGB")
    pen, face = ImageDraw.Draw(image), ImageFont.load_default(28)
    words = "18-08-2026 07:05:11.240   BG02 NGA TU TRINH DIEN"
    pen.text((16, at), words, font=face, fill=ink, stroke_width=2, stroke_fill="black")
    return np.asarray(image)[..., ::-1].copy()


def with_plate(ground: str, letters: str) -> NDArray[np.uint8]:
    """The street with a plate at the upper border, as a lens shows it, on a body of the colour of its letters."""
    image = Image.fromarray(street(at=600))
    pen = ImageDraw.Draw(image)
    pen.rectangle((200, 0, 520, 74), fill=letters)
    pen.rectangle(WORDS, fill=ground)
    pen.text((314, 14), "98A-123", font=ImageFont.load_default(22), fill=letters)
    return np.asarray(image)


@pytest.mark.parametrize("ink", ["white", "#ffe83c"])
def test_a_line_that_the_camera_wrote_is_named(ink: str) -> None:
    assert named(street(ink=ink), WORDS, "2CCG0", "2C60", "2G0")


def test_what_fits_a_plate_by_one_reading_alone_is_taken_for_one() -> None:
    assert not named(street(), WORDS, "2CCG0", "98A12345")


def test_words_in_the_middle_of_the_picture_are_taken_for_a_plate() -> None:
    assert not named(street(at=400), Box(310, 400, 400, 430), "2CCG0")


@pytest.mark.parametrize("faint", [False, True])
def test_words_on_or_beside_a_vehicle_are_taken_for_a_plate(faint: bool) -> None:
    beside = (VehicleSeen("car", 0.5, Box(420, 20, 600, 200)),)
    assert not named(street(), WORDS, "2CCG0", seen=Detections((), (), beside) if faint else Detections(beside, ()))


@pytest.mark.parametrize(
    ("ground", "letters"), [("white", "black"), ("#f2c230", "black"), ("#1c4fa0", "white"), ("black", "white")]
)
def test_a_plate_at_the_border_is_never_taken_for_words_though_nobody_can_read_it(ground: str, letters: str) -> None:
    assert not named(with_plate(ground, letters), WORDS, "2CCG0", "2C60")


def test_a_finding_that_goes_beyond_the_picture_is_looked_at_as_far_as_it_goes() -> None:
    assert not named(street(at=600), Box(-9, -4, 20, 20), "2CCG0")
    assert not named(street(at=600), Box(WIDTH - 20, HEIGHT - 20, WIDTH + 5, HEIGHT + 3), "2CCG0")


@pytest.mark.parametrize(
    ("picture", "box"),
    [
        ("2026-08-18/bg02-0818-0705_1.jpg", Box(739, 8, 790, 37)),
        ("2026-08-18/bg02-0818-0705_2.jpg", Box(471, 1042, 520, 1065)),
        ("2026-10-01/bg02-1001-0711_2.jpg", Box(998, 13, 1060, 39)),
        ("2026-09-11/sd12-0911-0915_1.jpg", Box(12, 862, 68, 885)),
        ("2026-11-12/ke05-1112-0628_2.jpg", Box(764, 47, 822, 68)),
    ],
    ids=["white, above", "yellow, below", "white, at the end of a line", "at the picture's corner", "in a black bar"],
)
def test_words_that_were_taken_for_plates_in_the_sample_pictures_are_named(picture: str, box: Box) -> None:
    assert named(open_picture((DROPS / picture).read_bytes()).upright, box, "2CCG0", "2C60")
