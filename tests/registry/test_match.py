"""Does the picture fit the registration? Every doubt is said; a sure difference goes to a person at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.law.vehicles import VehicleKind
from ticketing.plates.layouts import parse
from ticketing.registry.match import KIND_NOT_SEEN, VEHICLE_DIFFERS, another_vehicle, basic_colours, differences
from ticketing.registry.vehicles import Found, Registration, SeenVehicle, VehicleRecord

KINDS = [kind.value for kind in VehicleKind]
SEEN_KINDS = ["car", "motorcycle", "truck", "bus"]


def registered(kind: str | None = "car", plate_colour: str | None = "white", **more: str) -> VehicleRecord:
    return VehicleRecord(kind, plate_colour, more.get("make"), more.get("model"), more.get("colour"))


def codes(seen: SeenVehicle, record: VehicleRecord, plate: str = "", rows: list[str] | None = None) -> list[str]:
    return [one.code for one in differences(seen, record, parse(plate, rows))]


FITS = [
    (SeenVehicle("car", 0.9), registered("car")),
    (SeenVehicle("car", 0.9, reported="car", plate_colour="white"), registered("car")),
    (SeenVehicle("motorcycle", 0.55), registered("motorcycle")),
    (SeenVehicle("truck", 0.4, reported="truck"), registered("truck")),
    (SeenVehicle("car", 0.9, plate_colour="unknown"), registered("car", "yellow")),
    (SeenVehicle("car", 0.9, plate_colour="white"), registered("car", None)),
]


@pytest.mark.parametrize(("seen", "record"), FITS)
def test_what_fits_gives_no_finding(seen: SeenVehicle, record: VehicleRecord) -> None:
    assert codes(seen, record) == []


DIFFERS = [
    (SeenVehicle("car", 0.9), registered("motorcycle")),
    (SeenVehicle("motorcycle", 0.5), registered("car")),
    (SeenVehicle("car", 0.4, reported="car"), registered("motorcycle")),
    (SeenVehicle("truck", 0.8), registered("car")),
    (SeenVehicle("car", 0.8), registered("bus")),
    (SeenVehicle("truck", 0.4, reported="truck"), registered("car")),
    (SeenVehicle("car", 0.9, reported="motorcycle"), registered("car")),
    (SeenVehicle(None, reported="motorcycle"), registered("car")),
    (SeenVehicle("motorcycle", 0.9), registered("special")),
    (SeenVehicle("motorcycle", 0.9), registered("truck")),
    (SeenVehicle("car", 0.9, plate_colour="yellow"), registered("car", "white")),
]


@pytest.mark.parametrize(("seen", "record"), DIFFERS)
def test_another_vehicle_goes_to_a_person(seen: SeenVehicle, record: VehicleRecord) -> None:
    assert codes(seen, record)[0] == VEHICLE_DIFFERS


def test_a_person_who_saw_a_car_saw_no_motorcycle_whatever_its_plate_looks_like() -> None:
    motorcycle = registered("motorcycle")
    answer = Registration(Found.ONE, motorcycle, (motorcycle,), owner_known=True, load=None)
    found = another_vehicle(answer, "98B112345", "white", "car", ["98B1", "12345"])
    assert found is not None and found.code == VEHICLE_DIFFERS
    assert another_vehicle(answer, "98B112345", "white", "motorcycle", ["98B1", "12345"]) is None


DOUBT = [
    (SeenVehicle(None), registered("car")),
    (SeenVehicle(None, reported="car"), registered("car")),
    (SeenVehicle("car", 0.9), registered(None)),
    (SeenVehicle("truck", 0.5), registered("car")),
    (SeenVehicle("car", 0.9, reported="truck"), registered("truck")),
    (SeenVehicle("car", 0.9, reported="truck"), registered("car")),
    (SeenVehicle("truck", 0.9), registered("special")),
    (SeenVehicle("car", 0.5), registered("car")),
    (SeenVehicle("motorcycle", 0.4), registered("car")),
]


@pytest.mark.parametrize(("seen", "record"), DOUBT)
def test_a_doubt_is_said(seen: SeenVehicle, record: VehicleRecord) -> None:
    assert codes(seen, record) == [KIND_NOT_SEEN]


def test_a_motorcycle_before_a_car_is_a_doubt_not_a_difference() -> None:
    rows = ["98B1", "12345"]
    assert codes(SeenVehicle("car", 0.9), registered("motorcycle"), "98B112345", rows) == [KIND_NOT_SEEN]
    reported = SeenVehicle("car", 0.9, reported="car")
    assert codes(reported, registered("motorcycle"), "98B112345", rows)[0] == VEHICLE_DIFFERS
    assert codes(SeenVehicle("car", 0.9), registered("motorcycle"), "98A12345", ["98A12345"])[0] == VEHICLE_DIFFERS


@given(
    st.sampled_from([None, *SEEN_KINDS]),
    st.floats(0, 1),
    st.sampled_from([None, *KINDS]),
    st.sampled_from([None, *KINDS]),
)
def test_a_registered_kind_that_differs_never_passes_without_a_finding(
    kind: str | None, score: float, reported: str | None, registered_kind: str | None
) -> None:
    found = codes(SeenVehicle(kind, score, reported), registered(registered_kind))
    if kind != registered_kind or registered_kind is None or (reported and reported != registered_kind):
        assert found and found[0] in (VEHICLE_DIFFERS, KIND_NOT_SEEN)


@pytest.mark.parametrize(
    ("plate", "rows", "kind", "differs"),
    [
        ("98B112345", ["98B1", "12345"], "car", True),
        ("98A12345", ["98A12345"], "motorcycle", True),
        ("98A12345", ["98A", "12345"], "truck", False),
        ("30CD55688", ["30CD55688"], "special", False),
        ("15RM00001", ["15RM", "00001"], "truck", False),
    ],
)
def test_a_plate_that_such_a_vehicle_cannot_carry_is_a_difference(
    plate: str, rows: list[str], kind: str, differs: bool
) -> None:
    seen = SeenVehicle("motorcycle" if kind == "motorcycle" else "car", 0.9, reported=kind)
    assert (VEHICLE_DIFFERS in codes(seen, registered(kind), plate, rows)) is differs


@pytest.mark.parametrize(
    ("text", "basic"),
    [
        ("Trắng", {"white"}), ("TRẮNG NGỌC TRAI", {"white"}), ("Đỏ - Đen", {"red", "black"}),
        ("Ghi", {"grey", "silver"}),
        ("xanh", {"blue", "green"}), ("Xanh lá cây", {"green"}), ("xanh dương/trắng", {"blue", "white"}),
        ("White pearl", {"white"}), ("", set()), (None, set()), ("nhiều màu", set()), ("Bạc", {"silver"}),
    ],
)  # fmt: skip
def test_colours_are_read_as_registers_write_them(text: str | None, basic: set[str]) -> None:
    assert basic_colours(text) == basic


@pytest.mark.parametrize(
    ("seen", "registered_colour", "differs"),
    [
        ("red", "Trắng", True), ("white", "Bạc", False), ("black", "Xanh đen", False), ("white", "Đen", True),
        ("red", "Đỏ - Đen", False), ("black", "Đỏ - Đen", False), ("red", "", False), (None, "Trắng", False),
    ],
)  # fmt: skip
def test_another_colour_of_the_body_is_a_reason_to_look(
    seen: str | None, registered_colour: str, differs: bool
) -> None:
    looks = SeenVehicle("car", 0.9, colour=seen)
    assert bool(codes(looks, registered(colour=registered_colour))) is differs
