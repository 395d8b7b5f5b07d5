"""From detections to looks: what is cut out, what is left out, what several pictures say together."""

import numpy as np
import pytest

from ticketing.detect.detections import Box, Detections, PlateSeen, VehicleSeen
from ticketing.read.body_plate_text import BodyPlateText, body_plate_text
from ticketing.read.calibrate import Calibration, Signs
from ticketing.read.plates import (
    LOOKS,
    MORE_LOOKS,
    PlateCrop,
    crop_plate,
    is_body_copy,
    read_detected_plates,
    read_plates,
    read_together,
)
from ticketing.read.readings import Candidate, RawReading, Verdict

PICTURE = np.zeros((200, 300, 3), np.uint8)
NAMES = ("constant", *Signs(1, 0, 1, 1, 1, True, False, 20).numbers())
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
    assert len(reader.crops) == len(LOOKS + MORE_LOOKS) and reader.crops[0].shape[1] < reader.crops[1].shape[1]
    assert plate.vehicle is CAR and plate.reading.text == "98A12345" and plate.box == (100, 120, 160, 150)


def test_a_weak_plate_without_text_is_no_plate():
    weak = Detections((), (PlateSeen(Box(10, 10, 60, 30), 0.3),))
    assert read_detected_plates(PICTURE, weak, Fixed(("5",), 0.9)) == []


def test_a_strong_plate_without_text_is_a_plate_nobody_can_read():
    reader = Fixed((), 1.0)
    [plate] = read_plates(PICTURE, Seeing(SEEN), reader, PLAIN)
    assert plate.reading.text == "" and plate.reading.rows == ()
    assert len(reader.crops) == len(LOOKS), "more looks are only for what can be read"


def test_no_plates_are_no_looks():
    assert read_plates(PICTURE, Seeing(Detections((), ())), Fixed(("98A12345",), 0.9), PLAIN) == []


@pytest.mark.parametrize("box", [Box(0, 0, 5, 4), Box(290, 190, 300, 200), Box(299, 199, 300, 200)])
def test_a_crop_at_the_edge_is_never_empty(box):
    assert crop_plate(PICTURE, box, 0.1).size > 0


def test_two_pictures_that_agree_are_surer_than_one():
    [look] = read_detected_plates(PICTURE, SEEN, Fixed(("98A", "12345"), 0.8))
    assert read_together([look, look], PLAIN).confidence > read_together([look], PLAIN).confidence


def test_the_frames_of_one_track_that_each_err_elsewhere_give_one_reading():
    def frame(wrong: str) -> PlateCrop:
        raw = RawReading((wrong,), (), (Candidate((wrong,), 0.6), Candidate(("98A12345",), 0.3)))
        return PlateCrop(SEEN.plates[0].box, 0.9, CAR, "white", (raw,) * len(LOOKS))

    reading = read_together([frame("98A12346"), frame("98A12845"), frame("88A12345")], PLAIN)
    assert reading.text == "98A12345" and min(one.probability for one in reading.characters) > 0.9
    assert {one.alternatives[0][0] for one in reading.characters if one.alternatives} == {"8", "6"}


PAINTED, PLATE = Box(80, 60, 220, 90), Box(120, 120, 170, 155)


def shown(text: str, box: Box, vehicle: VehicleSeen | None = CAR, painted: bool = False) -> PlateCrop:
    raw = RawReading((text,), (), (Candidate((text,), 0.99),))
    return PlateCrop(box, 0.9, vehicle, "white", (raw,) * len(LOOKS), BodyPlateText(painted))


@pytest.mark.parametrize(
    ("look", "is_copy"),
    [
        (shown("98G03966", PAINTED, painted=True), True),  # C of the plate, read as G
        (shown("98C03966", PAINTED), True),  # not told from a plate: the larger of two
        (shown("98G03966", PAINTED), False),
        (shown("98C55566", PAINTED, painted=True), False),
        (shown("98C03966", PAINTED, None, painted=True), True),
        (shown("98C03967", PAINTED, None, painted=True), False),  # the next bus of the fleet
        (shown("98C03966", PAINTED, VehicleSeen("bus", 0.9, Box(0, 0, 300, 100)), painted=True), False),
        (shown("98C03966", Box(900, 60, 990, 90), None, painted=True), False),
    ],
)
def test_a_number_painted_above_its_plate_is_no_second_plate(look, is_copy):
    plate = shown("98C03966", PLATE)
    assert is_body_copy(look, [look, plate]) is is_copy
    assert not is_body_copy(plate, [look, plate])


def body(ground: tuple[int, int, int], edge: tuple[int, int, int] | None) -> np.ndarray:
    """A number on a body; with an edge, on a plate of the body's colour."""
    picture = np.full((200, 300, 3), ground, np.uint8)
    picture = np.clip(picture + np.random.default_rng(1).normal(0, 6, picture.shape), 0, 255).astype(np.uint8)
    if edge:
        picture[75:125, 85:215] = edge
        picture[80:120, 90:210] = ground
    ink = (30, 30, 30) if min(ground) > 128 else (230, 230, 230)
    for x in range(100, 200, 14):
        picture[88:112, x : x + 5] = ink
    return picture


@pytest.mark.parametrize("ground", [(60, 40, 30), (225, 230, 230)])
def test_a_number_on_the_body_is_told_from_a_plate_by_the_ground_around_it(ground):
    box = Box(90, 80, 210, 120)
    assert body_plate_text(body(ground, None), box) == (
        BodyPlateText.PAINTED if min(ground) > 128 else BodyPlateText.MAY_BE
    )
    assert body_plate_text(body(ground, (120, 120, 120)), box) is BodyPlateText.NO
    assert body_plate_text(np.full((200, 300, 3), 90, np.uint8), box) is BodyPlateText.NO
    assert body_plate_text(body(ground, None), Box(90, 80, 95, 84)) is BodyPlateText.NO


def test_a_number_on_a_long_board_is_told_though_the_board_ends_above_and_below():
    box, board = Box(90, 80, 210, 120), body((225, 230, 230), None)
    board[:78] = board[122:] = (60, 60, 60)
    assert body_plate_text(board, box) is BodyPlateText.PAINTED
    # The faint rim of a white plate in a white bumper: a shadow of a quarter of the ink's contrast.
    board[78:122, 84:87] = board[78:122, 213:216] = (180, 182, 182)
    assert body_plate_text(board, box) is BodyPlateText.NO
    # The same plate where the bumper is white above and below too: an officer looks.
    board[:] = body((225, 230, 230), None)
    board[78:122, 84:87] = board[78:122, 213:216] = (180, 182, 182)
    assert body_plate_text(board, box) is BodyPlateText.MAY_BE


def test_a_painted_number_alone_is_read_but_never_sure():
    sure = Fixed(("98C03966",), 0.9999)
    seen = Detections((), (PlateSeen(Box(90, 80, 210, 120), 0.9),))
    [painted] = read_plates(body((225, 230, 230), None), Seeing(seen), sure, PLAIN)
    [plate] = read_plates(body((225, 230, 230), (60, 60, 60)), Seeing(seen), sure, PLAIN)
    assert (painted.reading.verdict, plate.reading.verdict) == (Verdict.DOUBTFUL, Verdict.YES)
    assert painted.reading.text == "98C03966" and painted.painted and not plate.painted
    [unreadable] = read_plates(body((225, 230, 230), None), Seeing(seen), Fixed((), 1.0), PLAIN)
    assert not unreadable.painted
