"""Where a detector looks in a picture, and how its findings become one list."""

from hypothesis import given
from hypothesis import strategies as st

from ticketing.detect.detections import Box, VehicleSeen, carrier, overlap
from ticketing.detect.views import OVERLAP, Found, cut_by_window, merge_views, windows

sides = st.integers(16, 6000)


def test_a_small_picture_is_looked_at_once():
    assert windows(472, 303) == [Box(0, 0, 472, 303)]


@given(sides, sides)
def test_windows_lie_inside_the_picture_and_cover_it(width, height):
    looks = windows(width, height)
    assert looks[0] == Box(0, 0, width, height) and len(looks) <= 10
    for look in looks:
        assert look.x1 >= 0 and look.y1 >= 0 and look.x2 <= width and look.y2 <= height and look.area > 0
    if len(looks) > 1:
        assert max(look.x2 for look in looks[1:]) == width and max(look.y2 for look in looks[1:]) == height


def test_a_full_hd_frame_takes_four_windows_and_the_whole():
    assert len(windows(1920, 1080)) == len(windows(1894, 1080)) == 5


@given(st.integers(1100, 4000), st.integers(600, 3000), st.data())
def test_a_plate_smaller_than_the_overlap_is_whole_in_some_window(width, height, data):
    inner = windows(width, height)[1:]
    w, h = int(inner[0].width * OVERLAP) - 12, int(inner[0].height * OVERLAP) - 12
    x, y = data.draw(st.integers(0, width - w)), data.draw(st.integers(0, height - h))
    plate = Box(x, y, x + w, y + h)
    assert any(
        overlap(plate, look) > 0 and look.x1 <= x and look.y1 <= y and look.x2 >= x + w and look.y2 >= y + h
        and not cut_by_window(plate, look, width, height)
        for look in inner
    )  # fmt: skip


def test_the_edge_of_the_picture_cuts_nothing():
    assert not cut_by_window(Box(0, 0, 50, 40), Box(0, 0, 960, 576), 1920, 1080)
    assert cut_by_window(Box(900, 10, 960, 40), Box(0, 0, 960, 576), 1920, 1080)


def test_a_plate_seen_by_two_looks_is_one_plate():
    seen = merge_views([
        Found("plate", 0.9, Box(100, 100, 160, 130), True),
        Found("plate", 0.7, Box(101, 99, 161, 131), False),
        Found("plate", 0.5, Box(130, 100, 160, 130), False),
    ])  # fmt: skip
    assert [plate.score for plate in seen.plates] == [0.9]


def test_two_plates_side_by_side_stay_two():
    found = [Found("plate", 0.9, Box(100, 100, 160, 130), True), Found("plate", 0.8, Box(170, 100, 230, 130), True)]
    assert len(merge_views(found).plates) == 2


def test_a_plate_belongs_to_the_smaller_of_two_vehicles_that_hold_it():
    vehicles = [VehicleSeen("car", 0.9, Box(0, 0, 400, 300)), VehicleSeen("motorcycle", 0.8, Box(100, 100, 200, 280))]
    assert carrier(Box(130, 200, 170, 230), vehicles) == 1
    assert carrier(Box(300, 200, 340, 230), vehicles) == 0


def test_a_plate_outside_every_vehicle_has_no_carrier():
    assert carrier(Box(500, 10, 540, 30), [VehicleSeen("car", 0.9, Box(0, 0, 400, 300))]) is None


def test_a_weak_vehicle_is_not_seen():
    assert merge_views([Found("truck", 0.1, Box(0, 0, 100, 100), True)]).vehicles == ()


def test_a_van_that_might_be_a_bus_is_less_sure():
    seen = merge_views([Found("car", 0.8, Box(0, 0, 200, 150), True), Found("bus", 0.6, Box(2, 1, 203, 152), True)])
    assert [(vehicle.kind, round(vehicle.score, 2)) for vehicle in seen.vehicles] == [("car", 0.5)]
