"""The tables of the registry: loaded once, changed where they differ, sealed where they tell of a person."""

import csv
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from ticketing.agency.actors import machine
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.office import Office
from ticketing.kit.sheets import LoadReport, SheetFault
from ticketing.registry.load import load_residents, load_vehicles
from ticketing.registry.tables import RegisteredVehicle, Resident

VEHICLES = "plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to\n"
RESIDENTS = "owner_id,owner_kind,name,personal_id,birth_date,address,phone\n"
ONE_VEHICLE = "98A-123.45,white,car,Toyota,Vios,Trắng,N1,2024-03-01,\n"
ONE_RESIDENT = 'N1,individual,Nguyễn Thị Mẫu,024190012345,1990-05-02,"Thôn 2, xã Quế Nham, huyện Tân Yên",0900000001\n'


def load(office: Office, folder: Path, table: str) -> LoadReport:
    path = folder / "table.csv"
    path.write_text(table, encoding="utf-8")
    loader = load_vehicles if table.startswith("plate") else load_residents
    return loader(office.database, office.keys, path, folder / "rejects", at=office.clock.now(), actor=machine("test"))


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    assert report.rows == report.loaded + report.changed + report.unchanged + report.rejected
    return (report.loaded, report.changed, report.unchanged, report.rejected)


@pytest.mark.parametrize("table", [VEHICLES + ONE_VEHICLE, RESIDENTS + ONE_RESIDENT])
def test_the_same_file_twice_is_unchanged(office: Office, tmp_path: Path, table: str) -> None:
    assert counts(load(office, tmp_path, table)) == (1, 0, 0, 0)
    assert counts(load(office, tmp_path, table)) == (0, 0, 1, 0)


def test_a_changed_cell_changes_its_row(office: Office, tmp_path: Path) -> None:
    load(office, tmp_path, VEHICLES + ONE_VEHICLE)
    assert counts(load(office, tmp_path, VEHICLES + ONE_VEHICLE.replace("Trắng", "Đen"))) == (0, 1, 0, 0)
    load(office, tmp_path, RESIDENTS + ONE_RESIDENT)
    assert counts(load(office, tmp_path, RESIDENTS + ONE_RESIDENT.replace("Quế Nham", "Nhã Nam"))) == (0, 1, 0, 0)
    with office.database.reading() as session:
        (vehicle,) = session.scalars(sa.select(RegisteredVehicle))
        (resident,) = session.scalars(sa.select(Resident))
    assert vehicle.colour == "Đen"
    assert "Nhã Nam" in office.keys.open(f"residents|address|{resident.id}", resident.address or "")


def test_the_end_of_an_ownership_closes_its_row_and_the_next_owner_gets_his_own(office: Office, tmp_path: Path) -> None:
    load(office, tmp_path, VEHICLES + ONE_VEHICLE)
    sold = ONE_VEHICLE.strip() + "2026-06-01\n" + "98A-123.45,white,car,Toyota,Vios,Trắng,N2,2026-06-01,\n"
    assert counts(load(office, tmp_path, VEHICLES + sold)) == (1, 1, 0, 0)


def test_a_car_and_a_motorcycle_of_the_same_bare_text_are_two_vehicles(office: Office, tmp_path: Path) -> None:
    both = "98B-112.34,white,car,,,,N1,,\n98-B1 1234,white,motorcycle,,,,N2,,\n"
    assert counts(load(office, tmp_path, VEHICLES + both)) == (2, 0, 0, 0)


def test_nothing_of_a_person_and_no_plate_stands_readable_in_the_database(office: Office, tmp_path: Path) -> None:
    load(office, tmp_path, VEHICLES + ONE_VEHICLE)
    load(office, tmp_path, RESIDENTS + ONE_RESIDENT)
    office.database.engine.dispose()
    content = b"".join(path.read_bytes() for path in office.settings.home.glob("ticketing.db*"))
    for text in ("Nguyễn Thị Mẫu", "024190012345", "1990-05-02", "Quế Nham", "0900000001", "98A12345", "98A-123.45"):
        assert text.encode() not in content, text


REFUSED = {
    "a vehicle without plate": VEHICLES + ",white,car,,,,N1,,\n",
    "a plate of signs only": VEHICLES + "-.-,white,car,,,,N1,,\n",
    "an end before the beginning": VEHICLES + "98A-123.45,white,car,,,,N1,2026-06-01,2026-06-01\n",
    "a day that is none": VEHICLES + "98A-123.45,white,car,,,,N1,2026-13-01,\n",
    "a row with a cell too many": VEHICLES + "98A-123.45,white,car,,,,N1,,,more\n",
    "a file that breaks off inside an owner's number": VEHICLES + "98A-123.45,white,car,,,,N1",
    "a quote that swallows the rows below it": RESIDENTS + 'N1,individual,A,,,B,"1\nN2,individual,C,,,D,2\n',
    "a resident without number": RESIDENTS + ",individual,A,,,B,\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_without_key_or_in_contradiction_is_rejected(office: Office, tmp_path: Path, name: str) -> None:
    report = load(office, tmp_path, REFUSED[name])
    assert counts(report) == (0, 0, 0, 1)
    assert report.rejects_file
    with Path(report.rejects_file).open(encoding="utf-8-sig", newline="") as file:
        (kept,) = csv.DictReader(file)
    (rejection,) = report.rejections
    assert (kept["row"], kept["reason"]) == ("2", rejection["reason"]) and rejection["row"] == 2
    assert ": " in rejection["reason"], "it says what to do"


ODD = {
    "an odd plate": (VEHICLES + "123,white,car,,,,N1,,\n", "layout"),
    "a car plate on a motorcycle": (VEHICLES + "98-AB 123.45,white,car,,,,N1,,\n", "layout"),
    "an unknown kind": (VEHICLES + "98A-123.45,white,tank,,,,N1,,\n", "kind is none of"),
    "an unknown colour": (VEHICLES + "98A-123.45,green,car,,,,N1,,\n", "plate_colour is none of"),
    "no owner": (VEHICLES + "98A-123.45,white,car,,,,,,\n", "owner is unknown"),
    "an odd personal number": (RESIDENTS + "N1,individual,A,12345,,B,\n", "personal_id"),
    "a person's number of a company": (RESIDENTS + "N1,organisation,A,024190012345,,B,\n", "personal_id"),
    "an odd birthday": (RESIDENTS + "N1,individual,A,,around 1970,B,\n", "birth_date"),
    "an unknown kind of owner": (RESIDENTS + "N1,ghost,A,,,B,\n", "owner_kind"),
    "no address": (RESIDENTS + "N1,individual,A,,,,\n", "address is empty"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_row_is_loaded_with_a_warning_that_repeats_no_cell(office: Office, tmp_path: Path, name: str) -> None:
    table, words = ODD[name]
    report = load(office, tmp_path, table)
    assert counts(report) == (1, 0, 0, 0)
    assert report.warned == 1 and words in report.warnings[0]["sentence"]
    assert "12345" not in report.warnings[0]["sentence"] and "tank" not in report.warnings[0]["sentence"]


def test_a_row_that_says_something_else_than_an_earlier_one_is_rejected(office: Office, tmp_path: Path) -> None:
    twice = ONE_RESIDENT + ONE_RESIDENT + ONE_RESIDENT.replace("Mẫu", "Khác")
    assert counts(load(office, tmp_path, RESIDENTS + twice)) == (1, 0, 1, 1)


def test_rejected_rows_can_be_mended_and_loaded_from_their_own_file(office: Office, tmp_path: Path) -> None:
    report = load(office, tmp_path, RESIDENTS + ",individual,=HYPERLINK(1),,,B,+84900000001\n")
    assert report.rejects_file
    kept = Path(report.rejects_file).read_text("utf-8-sig")
    assert "'=HYPERLINK(1)" in kept and "'+84900000001" in kept
    mended = kept.replace(",,individual", ",N7,individual")
    Path(report.rejects_file).write_text(mended, encoding="utf-8")
    again = load_residents(
        office.database, office.keys, Path(report.rejects_file), tmp_path / "r2", at=office.clock.now(),
        actor=machine("test"),
    )  # fmt: skip
    assert counts(again) == (1, 0, 0, 0)
    with office.database.reading() as session:
        (resident,) = session.scalars(sa.select(Resident))
    assert office.keys.open(f"residents|phone|{resident.id}", resident.phone or "") == "+84900000001"


def test_a_load_is_an_event_with_counts_and_without_names(office: Office, tmp_path: Path) -> None:
    load(office, tmp_path, RESIDENTS + ONE_RESIDENT)
    with office.database.reading() as session:
        (event,) = session.scalars(sa.select(EvidenceEvent).where(EvidenceEvent.kind == "registry_loaded"))
    assert '"loaded":1' in event.leaf and "Mẫu" not in event.leaf


def test_a_table_of_the_wrong_kind_is_refused(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    path.write_text(RESIDENTS + ONE_RESIDENT, encoding="utf-8")
    with pytest.raises(SheetFault, match="no column plate"):
        load_vehicles(office.database, office.keys, path, tmp_path, at=office.clock.now(), actor=machine("test"))


def test_both_databases_load_the_same(office_on_both: Office, tmp_path: Path) -> None:
    assert counts(load(office_on_both, tmp_path, VEHICLES + ONE_VEHICLE + "X\0Y,,,,,,,,\n")) == (1, 0, 0, 1)
    assert counts(load(office_on_both, tmp_path, RESIDENTS + ONE_RESIDENT)) == (1, 0, 0, 0)


def test_ten_thousand_vehicles_load_in_a_few_seconds(office: Office, tmp_path: Path) -> None:
    rows = "".join(f"98A-{n // 100:03}.{n % 100:02},white,car,,,,N{n},2024-01-01,\n" for n in range(1, 10_001))
    start = time.monotonic()
    assert counts(load(office, tmp_path, VEHICLES + rows)) == (10_000, 0, 0, 0)
    assert time.monotonic() - start < 20
