"""From detections to looks: what is cut out, what is left out, what several pictures say together."""

import numpy as np
import pytest

from ticketing.detect.detections import Box, Detections, PlateSeen, VehicleSeen
from ticketing.read.calibrate import Calibration
from ticketing.read.plates import LOOKS, crop_plate, look_at_plates, read_plates, read_together
from ticketing.read.readings import Candidate, RawReading

PICTURE = np.zeros((200, 300, 3), np.uint8)
NAMES = ("constant", "probability", "second", "weakest", "agreement", "fits", "changed", "height", "pictures")
PLAIN = Calibration(dict.fromkeys(NAMES, 0.0) | {"probability": 1.0}, sure=0.95, unreadable=0.1)


class Fixed:
    """A reader that says the same of every crop."""

    version = "fixed"

    def __init__(self, rows: tuple[str, ...], probability: float) -> None:
        self.reading = RawReading(rows, (), (Candidate(rows, probability),))
        self.crops: list[np.ndarray] = []

    def read(self, crops):
        self.crops.extend(crops)
        return [self.reading] * len(crops)


class Seeing:
    version = "seeing"

    def __init__(self, seen: Detections) -> None:
        self.seen = seen

    def detect(self, picture):
        return self.seen


CAR = VehicleSeen("car", 0.9, Box(50, 50, 250, 190))
SEEN = Detections((CAR,), (PlateSeen(Box(100, 120, 160, 150), 0.9, 0),))


def test_a_plate_is_looked_at_in_several_ways_and_knows_its_vehicle():
    reader = Fixed(("98A", "12345"), 0.99)
    [plate] = read_plates(PICTURE, Seeing(SEEN), reader, PLAIN)
    assert len(reader.crops) == len(LOOKS) and reader.crops[0].shape[1] < reader.crops[1].shape[1]
    assert plate.vehicle is CAR and plate.reading.text == "98A12345" and plate.box == (100, 120, 160, 150)


def test_a_weak_plate_without_text_is_no_plate():
    weak = Detections((), (PlateSeen(Box(10, 10, 60, 30), 0.3),))
    assert look_at_plates(PICTURE, weak, Fixed(("5",), 0.9)) == []


def test_a_strong_plate_without_text_is_a_plate_nobody_can_read():
    [plate] = read_plates(PICTURE, Seeing(SEEN), Fixed((), 1.0), PLAIN)
    assert plate.reading.text == "" and plate.reading.rows == ()


def test_no_plates_are_no_looks():
    assert read_plates(PICTURE, Seeing(Detections((), ())), Fixed(("98A12345",), 0.9), PLAIN) == []


@pytest.mark.parametrize("box", [Box(0, 0, 5, 4), Box(290, 190, 300, 200), Box(299, 199, 300, 200)])
def test_a_crop_at_the_edge_is_never_empty(box):
    assert crop_plate(PICTURE, box, 0.1).size > 0


def test_two_pictures_that_agree_are_surer_than_one():
    [look] = look_at_plates(PICTURE, SEEN, Fixed(("98A", "12345"), 0.8))
    assert read_together([look, look], PLAIN).confidence > read_together([look], PLAIN).confidence
