"""Which vehicle bears a plate on a day, and its owner, opened only against a permit and never guessed."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.test_load import RESIDENTS, VEHICLES, load
from ticketing.agency.actors import Actor, Role
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.app_context import AppContext
from ticketing.registry.access import Missing, Opened, Permit, open_owner
from ticketing.registry.address_book import resident_commune
from ticketing.registry.local import vehicle_on
from ticketing.registry.vehicles import Found, Registration

ON = date(2026, 11, 16)

TABLE = VEHICLES + (
    "98A-123.45,white,car,Toyota,Vios,Trắng,N1,2024-03-01,2026-06-01\n"
    "98A-123.45,white,car,Toyota,Vios,Trắng,N2,2026-06-01,\n"
    "98B-112.34,white,car,Mazda,3,Đỏ,N1,,\n"
    "98-B1 1234,white,motorcycle,Honda,Wave,Đen,N2,,\n"
    "98A-012.34,blue,car,Toyota,Camry,Đen,N3,,\n"
    "98A-012.34,white,car,Kia,Morning,Đỏ,N1,,\n"
    "98C-555.55,yellow,truck,Hino,300,Xanh,N9,,\n"
    "98A-777.77,white,car,Kia,Morning,Đỏ,,,\n"
    "98A-888.88,white,car,Kia,Morning,Đỏ,N1,2026-01-01,\n"
    "98A-888.88,white,car,Kia,Morning,Đỏ,N2,2026-02-01,\n"
)
PEOPLE = RESIDENTS + (
    'N1,individual,Nguyễn Thị Mẫu,024190012345,1990-05-02,"xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang",0900000001\n'
    'N2,individual,Trần Văn Thử,024190054321,1980-01-02,"phường Đa Mai, tỉnh Bắc Ninh",\n'
    'N3,organisation,Công ty Mẫu,2400123456,,"phường Bắc Giang, tỉnh Bắc Ninh",\n'
)


@pytest.fixture
def filled(context: AppContext, tmp_path: Path) -> AppContext:
    load(context, tmp_path, TABLE)
    load(context, tmp_path, PEOPLE)
    return context


def ask(
    context: AppContext, plate: str, colour: str | None = None, on: date = ON, rows: list[str] | None = None
) -> Registration:
    with context.database.reading() as session:
        return vehicle_on(session, context.keys, plate, colour, on, rows=rows)


def open_for(context: AppContext, plate: str, on: date = ON, purpose: str = "a test") -> Opened:
    permit = Permit("case-1", purpose, Actor("han", Role.OFFICER))
    with context.database.writing() as session:
        return open_owner(session, context.keys, permit, plate=plate, plate_colour=None, on=on, at=context.clock.now())


def test_a_plate_is_found_in_any_usual_writing(filled: AppContext) -> None:
    for plate in ("98A12345", "98A-123.45", "98a 123 45"):
        found = ask(filled, plate)
        assert (found.found, found.owner_known) == (Found.ONE, True)
        assert found.vehicle and (found.vehicle.kind, found.vehicle.make) == ("car", "Toyota")


@pytest.mark.parametrize(
    ("kind", "make"), [("car", "Mazda"), ("truck", "Mazda"), ("motorcycle", "Honda"), (None, None), ("special", None)]
)
def test_where_rows_are_not_known_the_kind_tells_a_car_from_a_motorcycle_of_the_same_signs(
    filled: AppContext, kind: str | None, make: str | None
) -> None:
    with filled.database.reading() as session:
        found = vehicle_on(session, filled.keys, "98B11234", "white", ON, kind=kind)
    assert (found.vehicle and found.vehicle.make) == make


def test_the_kind_hides_no_registered_vehicle_that_is_another_one(filled: AppContext) -> None:
    with filled.database.reading() as session:
        found = vehicle_on(session, filled.keys, "98A12345", "white", ON, kind="motorcycle")
    assert found.vehicle and found.vehicle.kind == "car"


def test_an_unknown_plate_and_a_day_before_the_ownership_find_nothing(filled: AppContext) -> None:
    assert ask(filled, "98A-999.99").found is Found.NONE
    assert ask(filled, "98A-123.45", on=date(2024, 2, 29)).found is Found.NONE


def test_rows_tell_a_car_from_a_motorcycle_of_the_same_text(filled: AppContext) -> None:
    car, motorcycle = ask(filled, "98B11234", rows=["98B", "11234"]), ask(filled, "98B11234", rows=["98B1", "1234"])
    assert car.vehicle and car.vehicle.kind == "car"
    assert motorcycle.vehicle and motorcycle.vehicle.kind == "motorcycle"
    assert ask(filled, "98B11234").found is Found.SEVERAL


def test_the_colour_tells_a_state_car_from_a_private_one(filled: AppContext) -> None:
    blue, white = ask(filled, "98A01234", "blue"), ask(filled, "98A01234", "white")
    assert blue.vehicle and blue.vehicle.make == "Toyota"
    assert white.vehicle and white.vehicle.make == "Kia"
    assert ask(filled, "98A01234", "unknown").found is Found.SEVERAL


def test_a_plate_of_another_colour_is_found_so_that_the_difference_can_be_said(filled: AppContext) -> None:
    found = ask(filled, "98C55555", "white")
    assert found.vehicle and found.vehicle.plate_colour == "yellow"
    assert not found.owner_known  # N9 is no resident


def test_the_answer_holds_nothing_of_a_person(filled: AppContext) -> None:
    facts = ask(filled, "98A-123.45").as_facts()
    assert set(facts) == {"kind", "plate_colour", "make", "model", "colour", "found", "owner_known", "load"}


@pytest.mark.parametrize(
    ("on", "name"), [(date(2026, 5, 31), "Nguyễn Thị Mẫu"), (date(2026, 6, 1), "Trần Văn Thử"), (ON, "Trần Văn Thử")]
)
def test_the_owner_is_the_one_of_the_day_of_the_act(filled: AppContext, on: date, name: str) -> None:
    opened = open_for(filled, "98A-123.45", on)
    assert opened.owner and opened.owner.name == name


@pytest.mark.parametrize(
    ("plate", "missing"),
    [
        ("98A-999.99", Missing.NOT_IN_REGISTRY),
        ("98A-777.77", Missing.NO_OWNER_ON_RECORD),
        ("98C-555.55", Missing.OWNER_NOT_AMONG_RESIDENTS),
        ("98A-888.88", Missing.SEVERAL_OWNERS),
        ("98B11234", Missing.SEVERAL_OWNERS),
    ],
)
def test_an_owner_who_is_not_one_is_not_guessed(filled: AppContext, plate: str, missing: Missing) -> None:
    opened = open_for(filled, plate)
    assert (opened.owner, opened.missing) == (None, missing) and opened.sentence


def test_each_look_is_an_event_that_says_what_for_and_names_nobody(filled: AppContext) -> None:
    open_for(filled, "98A-123.45", purpose="notice")
    open_for(filled, "98A-999.99", purpose="notice")
    with filled.database.reading() as session:
        looks = list(session.scalars(sa.select(EvidenceEvent).where(EvidenceEvent.kind == "owner_opened")))
    assert [(look.subject, look.actor) for look in looks] == [("case-1", "officer:han")] * 2
    assert all(
        '"purpose":"notice"' in look.leaf and "98A" not in look.leaf and "Trần" not in look.leaf for look in looks
    )


def test_no_look_without_a_purpose(filled: AppContext) -> None:
    with pytest.raises(ValueError, match="purpose"):
        open_for(filled, "98A-123.45", purpose="  ")


def test_an_old_address_leads_to_todays_commune_and_a_vague_one_to_a_person() -> None:
    assert resident_commune("xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang").commune_code == "07228"
    vague = resident_commune("xã Đồng Tiến, tỉnh Bắc Giang")
    assert vague.commune_code is None and len(vague.candidates) > 1 and vague.sentence
    assert resident_commune("số 5").commune_code is None
    assert resident_commune(None).sentence == "The register has no address of the owner: a person finds it."
