"""A doubtful reading: the registered vehicles that it may mean, ranked by text and picture, for a person."""

from datetime import date
from pathlib import Path

import pytest

from registry.test_load import VEHICLES, load
from ticketing.flow.app_context import AppContext
from ticketing.plates.layouts import fits_a_layout
from ticketing.read.readings import Character
from ticketing.registry.candidates import MOST_GUESSES, Guess, Suggestion, guesses, suggestions
from ticketing.registry.local import vehicles_on
from ticketing.registry.match import VEHICLE_DIFFERS
from ticketing.registry.vehicles import SeenVehicle, VehicleRecord

ON = date(2026, 11, 16)
CAR = VehicleRecord("car", "white", "Toyota", "Vios", "Trắng")
WHITE_CAR = SeenVehicle("car", 0.9, plate_colour="white", colour="white")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("98A12340", "98A12348"), ("98A12348", "98A1234D"), ("98A12341", "98A12347"), ("98A12344", "98A12341"),
        ("98A12347", "98A12344"), ("98A12343", "98A12348"), ("98A12345", "98S12345"), ("98Z12345", "98212345"),
        ("98B12345", "98812345"), ("98A12343", "98A12888"), ("98A11111", "98A44111"),
    ],
)  # fmt: skip
def test_what_looks_alike_is_guessed_where_the_law_has_such_a_plate(read: str, meant: str) -> None:
    texts = [guess.text for guess in guesses(read, (), (), 0.9)]
    changed = sum(one != other for one, other in zip(read, meant, strict=True))
    assert texts[0] == read and len(texts) <= MOST_GUESSES and all(map(fits_a_layout, texts))
    assert (meant in texts) == (fits_a_layout(meant) and changed <= 2 and meant != "98S12345")


def test_what_the_reader_thought_of_comes_before_what_only_looks_alike() -> None:
    sure = [Character(glyph, 0.99) for glyph in "98A1234"]
    last = Character("5", 0.6, (("2", 0.3),))
    found = guesses("98A12345", [*sure, last], (("98A12349", 0.1),), 0.6)
    assert [(guess.text, guess.changed) for guess in found[:3]] == [
        ("98A12345", ()), ("98A12342", (7,)), ("98A12349", (7,)),
    ]  # fmt: skip
    assert found[3].odds <= 0.01


def rank(registered: dict[str, list[VehicleRecord]], seen: SeenVehicle = WHITE_CAR) -> tuple[Suggestion, ...]:
    guessed = (Guess("98A12345", 1.0), Guess("98A12342", 0.5, (7,)), Guess("98A12349", 0.2, (7,)))
    return suggestions(guessed, registered, seen)


def test_the_picture_turns_the_rank_of_two_registered_vehicles() -> None:
    motorcycle = VehicleRecord("motorcycle", "white", "Honda", "Wave", "Đen")
    first, second = rank({"98A12345": [motorcycle], "98A12342": [CAR]})
    assert (first.text, second.text) == ("98A12342", "98A12345")
    assert first.probability > 0.9 > second.probability > 0 and not first.against
    assert second.against[0].code == VEHICLE_DIFFERS


def test_colour_and_make_count_and_a_text_that_nobody_has_keeps_a_share() -> None:
    red = VehicleRecord("car", "white", "Kia", "Morning", "Đỏ")
    assert [one.text for one in rank({"98A12345": [red], "98A12342": [CAR]})] == ["98A12342", "98A12345"]
    (only,) = rank({"98A12349": [CAR]})
    assert 0.5 < only.probability < 1
    assert rank({}) == () and rank({"98A12345": []}) == ()
    kia = SeenVehicle("car", 0.9, make="Kia")
    assert rank({"98A12345": [CAR], "98A12342": [red]}, kia)[0].vehicle == red


def test_two_vehicles_with_one_plate_are_two_suggestions() -> None:
    other = VehicleRecord("truck", "white", "Hino", None, None)
    assert [one.vehicle for one in rank({"98A12345": [other, CAR]})] == [CAR, other]


def test_the_register_is_asked_once_for_all_guesses(context_on_both: AppContext, tmp_path: Path) -> None:
    context = context_on_both
    load(
        context, tmp_path, VEHICLES + "98A-123.42,white,car,Toyota,Vios,Trắng,N1,,\n98A-123.45,,car,,,,N2,,2026-01-01\n"
    )
    guessed = guesses("98A12345", (), (("98A12342", 0.3),), 0.6)
    with context.database.reading() as session:
        found = vehicles_on(session, context.keys, [guess.text for guess in guessed], ON)
    assert found["98A12342"] == [CAR] and found["98A12345"] == []
    assert [one.text for one in suggestions(guessed, found, WHITE_CAR)] == ["98A12342"]
