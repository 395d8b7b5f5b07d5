"""Who beside the violator is hidden in a picture that leaves the office, and that he himself is not."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ticketing.detect.detections import Box, Detections, PlateSeen, VehicleSeen, shared_area
from ticketing.documents.layout.pictures import for_print, redacted
from ticketing.documents.layout.redaction import Sight, parts_to_redact, read_sights, sights_json

WIDTH, HEIGHT = 1000, 800
OWN = VehicleSeen("car", 0.9, Box(400, 300, 700, 600))
OWN_PLATE = PlateSeen(Box(500, 500, 600, 525), 0.9, 0)
CAR = VehicleSeen("car", 0.9, Box(50, 300, 350, 600))
RIDER_BEHIND = VehicleSeen("motorcycle", 0.6, Box(640, 350, 700, 450))
RIDER_BEFORE = VehicleSeen("motorcycle", 0.6, Box(410, 560, 460, 700))


def sight(*vehicles: VehicleSeen, plates: tuple[PlateSeen, ...] = (), faint: tuple[VehicleSeen, ...] = ()) -> Sight:
    return Sight(Detections((OWN, *vehicles), (OWN_PLATE, *plates), faint), OWN_PLATE.box)


def hidden(seen: Sight) -> list[Box]:
    return [part.box for part in parts_to_redact(seen, WIDTH, HEIGHT)]


TABLE = {
    "the violator alone": (sight(), []),
    "another car": (sight(CAR), [CAR.box]),
    "a car that is hardly seen": (sight(faint=(CAR,)), [CAR.box]),
    "a plate on no vehicle, with a margin": (
        sight(plates=(PlateSeen(Box(100, 700, 150, 720), 0.3),)), [Box(90, 696, 160, 724)],
    ),
    "riders above their motorcycle, as far as the picture goes": (
        sight(VehicleSeen("motorcycle", 0.9, Box(100, 50, 140, 150))), [Box(94, 0, 146, 150)],
    ),
    "a rider behind: nothing of the violator's vehicle": (
        sight(RIDER_BEHIND), [Box(631, 250, 709, 300), Box(700, 300, 709, 450)],
    ),
    "a rider before: also over the violator's vehicle": (sight(RIDER_BEFORE), [Box(402, 420, 468, 700)]),
    "a plate before the violator's vehicle, that of a motorcycle nobody saw": (
        sight(plates=(PlateSeen(Box(420, 560, 470, 580), 0.8, 0),)), [Box(410, 556, 480, 584)],
    ),
    "lettering on the violator's vehicle stays": (sight(plates=(PlateSeen(Box(420, 560, 470, 580), 0.4, 0),)), []),
    "the violator's plate found twice stays": (sight(plates=(PlateSeen(Box(495, 498, 590, 526), 0.6, 0),)), []),
    "the only vehicle is the violator's, though its plate was not found": (Sight(Detections((CAR,), ())), []),
    "the violator's vehicle, hardly seen, that carries his plate": (
        Sight(Detections((), (PlateSeen(OWN_PLATE.box, 0.9),), (OWN,)), OWN_PLATE.box), [],
    ),
    "a car hardly seen beside him": (
        Sight(Detections((), (PlateSeen(OWN_PLATE.box, 0.9),), (CAR,)), OWN_PLATE.box), [CAR.box],
    ),
    "and so is the only plate on it": (Sight(Detections((OWN,), (OWN_PLATE,))), []),
    "two vehicles and no plate of the violator: both": (Sight(Detections((OWN, CAR), ())), [OWN.box, CAR.box]),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_what_is_hidden(case: str) -> None:
    seen, expected = TABLE[case]
    assert hidden(seen) == expected


def test_a_near_picture_shows_nobody_but_the_violator_however_often_his_vehicle_is_seen() -> None:
    near = Box(360, 450, 690, 520)
    again = VehicleSeen("car", 0.6, Box(0, 200, 1000, 800))
    assert hidden(Sight(Detections((OWN, again), (PlateSeen(near, 0.9, 0),)), near)) == []


def test_a_car_behind_his_motorcycle_is_hidden_though_its_box_holds_his_plate() -> None:
    his, plate = VehicleSeen("motorcycle", 0.9, Box(480, 400, 560, 600)), Box(500, 500, 540, 530)
    assert hidden(Sight(Detections((his, OWN), (PlateSeen(plate, 0.9, 0),)), plate))


def test_the_violator_s_rider_is_kept_before_a_car_behind_him() -> None:
    rider = VehicleSeen("motorcycle", 0.9, Box(450, 500, 520, 650))
    plate = PlateSeen(Box(470, 600, 500, 620), 0.9, 0)
    parts = hidden(Sight(Detections((rider, OWN), (plate,)), plate.box))
    head = Box(460, 350, 510, 500)
    assert parts and not any(shared_area(part, head) or shared_area(part, rider.box) for part in parts)


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(0, 900), st.integers(0, 700), st.integers(8, 400), st.integers(8, 400),
)  # fmt: skip
others = st.lists(
    st.builds(VehicleSeen, st.sampled_from(["car", "motorcycle", "truck", "bus"]), st.just(0.5), boxes), max_size=5
)
plates = st.lists(st.builds(PlateSeen, boxes, st.floats(0.25, 1)), max_size=5)


@given(others, plates)
def test_the_violator_s_plate_is_never_touched_and_no_part_lies_outside(
    vehicles: list[VehicleSeen], seen: list[PlateSeen]
) -> None:
    for part in parts_to_redact(sight(*vehicles, plates=tuple(seen)), WIDTH, HEIGHT):
        assert not shared_area(part.box, OWN_PLATE.box)
        assert part.box.x1 >= 0 and part.box.y1 >= 0 and part.box.x2 <= WIDTH and part.box.y2 <= HEIGHT
        assert part.box.area and part.tile >= 1


@given(others, plates)
def test_what_was_seen_is_read_back_as_it_was_kept(vehicles: list[VehicleSeen], seen: list[PlateSeen]) -> None:
    kept = {"a" * 64: sight(*vehicles, plates=tuple(seen), faint=tuple(vehicles)), "b" * 64: Sight(Detections((), ()))}
    assert read_sights(sights_json(kept)) == kept


def striped(orientation: int = 1) -> bytes:
    """Black and white stripes of four pixels: what a plate's characters are to a lens."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    for x in range(0, WIDTH, 8):
        pen.rectangle([x, 0, x + 3, HEIGHT], fill="black")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Nguyễn Văn Thử"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def contrast(picture: bytes, box: Box) -> int:
    darkest, lightest = Image.open(io.BytesIO(picture)).convert("L").crop(box).getextrema()
    return int(lightest) - int(darkest)


def test_nothing_is_left_of_what_is_hidden_and_everything_of_the_violator() -> None:
    original = striped()
    shown = redacted(original, sight(CAR))
    assert contrast(original, CAR.box) > 200 and contrast(shown, CAR.box) < 60
    assert contrast(shown, OWN.box) > 200
    assert redacted(original, sight(CAR)) == shown, "the same picture gives the same bytes"


def test_a_picture_in_which_nobody_is_hidden_is_the_one_of_print() -> None:
    assert redacted(striped(), sight()) == for_print(striped())


def test_a_picture_of_a_turned_camera_is_upright_and_says_nothing_of_its_maker() -> None:
    shown = for_print(striped(orientation=6))
    assert Image.open(io.BytesIO(shown)).size == (HEIGHT, WIDTH)
    assert not Image.open(io.BytesIO(shown)).getexif()
