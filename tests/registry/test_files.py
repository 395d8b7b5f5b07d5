"""The file of a vehicle and of an owner: periods and corrections over time, and everybody who looked."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

import ticketing
from registry.test_load import RESIDENTS, VEHICLES, load
from ticketing.agency.actors import Actor, Role
from ticketing.flow.app_context import AppContext
from ticketing.registry.access import Missing, Permit, lookups_of, open_owner
from ticketing.registry.files import OwnerFile, open_owner_file, open_vehicle_file, owner_index_on, plates_of

HAN = Actor("han", Role.OFFICER)
CASE, OUTSIDE = Permit("case-1", "khiếu nại số 3", HAN), Permit("registry", "kiểm tra định kỳ", HAN)
MAU = 'N1,individual,Nguyễn Thị Mẫu,024190012345,1990-05-02,"{}",0900000001\n'
OLD, NEW = "xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang", "phường Đa Mai, tỉnh Bắc Ninh"
SOLD = {"plate": "98A12345", "plate_colour": "white", "on": date(2025, 6, 1)}


@pytest.fixture
def home(context: AppContext, tmp_path: Path) -> AppContext:
    load(context, tmp_path, VEHICLES + "98A-123.45,white,car,Toyota,Vios,Trắng,N1,2024-03-01,\n")
    load(context, tmp_path, RESIDENTS + MAU.format(OLD))
    sold = "98A-123.45,white,car,Toyota,Vios,Bạc,N1,2024-03-01,2026-01-01\n"
    load(context, tmp_path, VEHICLES + sold + "98A-123.45,white,car,Toyota,Vios,Bạc,N2,2026-01-01,\n")
    load(context, tmp_path, RESIDENTS + MAU.format(NEW))
    return context


def test_a_vehicles_file_shows_each_period_and_what_was_said_before_and_names_nobody(home: AppContext) -> None:
    with home.database.writing() as session:
        file = open_vehicle_file(session, home.keys, OUTSIDE, "98-a 123.45", at=home.clock.now())
        looks = lookups_of(session, [home.keys.index("plate", "98A12345")])
    assert [(one.span.valid_from, one.span.valid_to, one.vehicle.colour) for one in file.periods] == [
        (date(2026, 1, 1), None, "Bạc"), (date(2024, 3, 1), date(2026, 1, 1), "Bạc"),
    ]  # fmt: skip
    assert [(one.said.vehicle.colour, one.said.span.valid_to) for one in file.corrections] == [("Trắng", None)]
    assert "Mẫu" not in repr(file) and "N1" not in repr(file)
    assert [json.loads(look.leaf)["data"]["purpose"] for look in looks] == ["kiểm tra định kỳ"]


def test_an_owners_file_is_that_of_the_owner_of_the_day_with_all_looks_at_him(home: AppContext) -> None:
    with home.database.writing() as session:
        open_owner(session, home.keys, OUTSIDE, **SOLD, at=home.clock.now())
        file = open_owner_file(session, home.keys, CASE, **SOLD, at=home.clock.now())
        assert isinstance(file, OwnerFile)
        looks = lookups_of(session, [file.index], [CASE.case_id])
        assert plates_of(session, home.keys, file.index) == ["98A12345"]
    assert (file.owner.name, file.owner.address) == ("Nguyễn Thị Mẫu", NEW)
    assert [one.owner.address for one in file.former] == [OLD]
    assert [one.span.valid_to for one in file.periods] == [date(2026, 1, 1)]
    assert [look.subject for look in looks] == ["registry", "case-1"]


def test_an_owner_whom_the_register_does_not_name_is_no_file_and_the_look_is_written(home: AppContext) -> None:
    today = SOLD | {"on": date(2026, 6, 1)}
    with home.database.writing() as session:
        assert open_owner_file(session, home.keys, CASE, **today, at=home.clock.now()) == (
            Missing.OWNER_NOT_AMONG_RESIDENTS
        )
        assert owner_index_on(session, home.keys, **(today | {"plate": "98A99999"})) == Missing.NOT_IN_REGISTRY
    with home.database.reading() as session:
        assert len(lookups_of(session, [], [CASE.case_id])) == 1
        with pytest.raises(ValueError, match="needs a purpose"):
            open_owner_file(session, home.keys, Permit("case-1", " ", HAN), **SOLD, at=home.clock.now())


def test_a_permit_is_made_in_one_place_for_a_case_and_in_one_outside() -> None:
    program = Path(ticketing.__file__).parent
    texts = {str(path.relative_to(program)): path.read_text("utf-8") for path in program.rglob("*.py")}
    assert {name for name, text in texts.items() if re.search(r"\bPermit\(", text)} == {
        "cases/owner/identification.py", "registry/access.py"
    }  # fmt: skip
    asks_past_the_judges = re.compile(r"\bpermit\(|permit_of_a_step|permit_for_words")
    ways_in = [name for name, text in texts.items() if asks_past_the_judges.search(text)]
    assert not [name for name in ways_in if name.split("/")[0] in ("cli", "web", "flow")]
