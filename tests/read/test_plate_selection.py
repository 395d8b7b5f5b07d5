"""Which plate of a drop is the accused vehicle's."""

from dataclasses import replace

from ticketing.detect.detections import Box, VehicleSeen
from ticketing.read.body_plate_text import BodyPlateText
from ticketing.read.plate_selection import CropInPicture, select_plate
from ticketing.read.plates import PlateCrop
from ticketing.read.readings import Candidate, RawReading


def look(picture: int, text: str, width: int = 100, role: str = "overview", kind: str | None = None) -> CropInPicture:
    raw = RawReading((text,), (), (Candidate((text,), 0.9),))
    vehicle = VehicleSeen(kind, 0.9, Box(0, 0, 400, 300)) if kind else None
    return CropInPicture(picture, role, PlateCrop(Box(0, 0, width, width // 4), 0.9, vehicle, "white", (raw,)))


def texts(looks: list[CropInPicture]) -> tuple[set[str], tuple[str, ...]]:
    found = select_plate(looks)
    assert found is not None
    return {one.text for one in found.looks}, found.others


def test_without_a_plate_nobody_is_accused() -> None:
    assert select_plate([]) is None


def test_the_only_plate_is_the_one() -> None:
    assert texts([look(0, "98A12345")]) == ({"98A12345"}, ())


def test_the_plate_of_the_near_picture_beats_a_larger_one_in_the_overview() -> None:
    looks = [look(0, "98A12345", 60), look(0, "99C55555", 200), look(1, "98A12345", 180, role="plate")]
    assert texts(looks) == ({"98A12345"}, ())


def test_a_near_picture_whose_plate_no_scene_shows_names_nobody_while_another_plate_stands_there() -> None:
    assert texts([look(0, "99C55555"), look(1, "98A12345", 300, role="plate")]) == ({"98A12345"}, ("99C55555",))
    assert texts([look(1, "98A12345", 300, role="plate")]) == ({"98A12345"}, ())


def test_two_plates_in_the_near_picture_leave_it_unclear_unless_one_is_clearly_larger() -> None:
    near = look(1, "98A12345", 300, role="plate")
    assert texts([near, look(1, "30F77777", 280, role="plate")])[1] == ("30F77777",)
    assert texts([near, look(1, "30F77777", 150, role="plate"), look(0, "98A12345")])[1] == ()


def test_readings_that_differ_a_little_are_one_plate() -> None:
    assert texts([look(0, "98A12345"), look(1, "98A12346")]) == ({"98A12345", "98A12346"}, ())


def test_the_plate_that_stands_in_more_pictures_is_put_first_and_the_other_is_named() -> None:
    looks = [look(0, "98A12345", 80), look(1, "98A12345", 80), look(1, "30F77777", 200)]
    assert texts(looks) == ({"98A12345"}, ("30F77777",))


def test_two_plates_as_large_as_each_other_leave_it_unclear() -> None:
    assert texts([look(0, "98A12345", 100), look(0, "30F77777", 95)])[1] == ("30F77777",)


def test_whoever_stands_nearest_may_be_innocent_so_a_far_plate_leaves_it_unclear_too() -> None:
    assert texts([look(0, "98A12345", 120), look(0, "30F77777", 50)]) == ({"98A12345"}, ("30F77777",))


def test_a_sign_that_was_taken_for_a_plate_leaves_no_doubt() -> None:
    assert texts([look(0, "98A12345", 120), look(0, "STOP50", 50)]) == ({"98A12345"}, ())


def test_the_vehicle_is_that_of_the_picture_that_shows_it() -> None:
    found = select_plate([look(0, "98A12345", kind="truck"), look(1, "98A12345", 200, role="plate")])
    assert found is not None
    vehicle = found.vehicle()
    assert vehicle is not None
    assert vehicle.kind == "truck"


def test_the_number_on_the_tailgate_is_no_second_vehicle() -> None:
    plate = look(0, "98C03966", 60, kind="truck")
    painted = replace(plate.look, box=Box(0, 0, 150, 60), painted=BodyPlateText.PAINTED)
    assert texts([plate, replace(plate, look=painted)]) == ({"98C03966"}, ())
    assert texts([replace(plate, look=painted)]) == ({"98C03966"}, ())
