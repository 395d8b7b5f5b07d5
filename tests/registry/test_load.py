"""The tables of the registry: loaded once, changed where they differ, sealed where they tell of a person."""

import csv
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from ticketing.agency.actors import machine
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.app_context import AppContext
from ticketing.flow.doctor import examine
from ticketing.kit.sheet_files import read_names
from ticketing.kit.sheets import LoadReport, SheetFault
from ticketing.registry.key_set import KeySet
from ticketing.registry.lists import listed_on
from ticketing.registry.load import (
    EXEMPT,
    STOLEN,
    Loadable,
    indices_lack,
    load_residents,
    load_table,
    load_vehicles,
    make_indices,
)
from ticketing.registry.load import RESIDENTS as RESIDENTS_LOAD
from ticketing.registry.load import VEHICLES as VEHICLES_LOAD
from ticketing.registry.ports import Answer, BeingLoaded
from ticketing.registry.remote_cache import bring_vehicles
from ticketing.registry.rows import VEHICLE_COLUMNS
from ticketing.registry.tables import FormerRow, RegisteredVehicle, RegistryLoad, Resident

VEHICLES = "plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to\n"
RESIDENTS = "owner_id,owner_kind,name,personal_id,birth_date,address,phone\n"
ONE_VEHICLE = "98A-123.45,white,car,Toyota,Vios,Trắng,N1,2024-03-01,\n"
LISTED = "plate,valid_from,valid_to,source,note\n"
ONE_LISTED = "98A-123.45,2026-03-01,,Công an xã Mẫu,mất cắp tại chợ\n"
ONE_RESIDENT = 'N1,individual,Nguyễn Thị Mẫu,024190012345,1990-05-02,"Thôn 2, xã Quế Nham, huyện Tân Yên",0900000001\n'


def load(context: AppContext, folder: Path, table: str, listing: Loadable = STOLEN) -> LoadReport:
    path = folder / "table.csv"
    path.write_text(table, encoding="utf-8")
    what = {VEHICLES: VEHICLES_LOAD, RESIDENTS: RESIDENTS_LOAD, LISTED: listing}[table[: table.index("\n") + 1]]
    return load_table(
        context.database, context.keys, what, path, folder / "rejects", at=context.clock.now(), actor=machine("test")
    )


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    assert report.rows == report.loaded + report.changed + report.unchanged + report.rejected
    return (report.loaded, report.changed, report.unchanged, report.rejected)


@pytest.mark.parametrize("table", [VEHICLES + ONE_VEHICLE, RESIDENTS + ONE_RESIDENT, LISTED + ONE_LISTED])
def test_the_same_file_twice_is_unchanged(context: AppContext, tmp_path: Path, table: str) -> None:
    assert counts(load(context, tmp_path, table)) == (1, 0, 0, 0)
    assert counts(load(context, tmp_path, table)) == (0, 0, 1, 0)


def test_a_changed_cell_changes_its_row(context: AppContext, tmp_path: Path) -> None:
    load(context, tmp_path, VEHICLES + ONE_VEHICLE)
    assert counts(load(context, tmp_path, VEHICLES + ONE_VEHICLE.replace("Trắng", "Đen"))) == (0, 1, 0, 0)
    load(context, tmp_path, RESIDENTS + ONE_RESIDENT)
    assert counts(load(context, tmp_path, RESIDENTS + ONE_RESIDENT.replace("Quế Nham", "Nhã Nam"))) == (0, 1, 0, 0)
    with context.database.reading() as session:
        (vehicle,) = session.scalars(sa.select(RegisteredVehicle))
        (resident,) = session.scalars(sa.select(Resident))
        before = {row.content: row for row in session.scalars(sa.select(FormerRow))}
    assert vehicle.colour == "Đen" and before["vehicles"].cells["colour"] == "Trắng"
    former = before["residents"].cells
    assert former["id"] == resident.id and before["residents"].replaced_by == resident.load_id != former["load_id"]
    assert "Quế Nham" in context.keys.open(f"residents|address|{resident.id}", former["address"])
    assert "Nhã Nam" in context.keys.open(f"residents|address|{resident.id}", resident.address or "")


def test_the_end_of_an_ownership_closes_its_row_and_the_next_owner_gets_his_own(
    context: AppContext, tmp_path: Path
) -> None:
    load(context, tmp_path, VEHICLES + ONE_VEHICLE)
    sold = ONE_VEHICLE.strip() + "2026-06-01\n" + "98A-123.45,white,car,Toyota,Vios,Trắng,N2,2026-06-01,\n"
    assert counts(load(context, tmp_path, VEHICLES + sold)) == (1, 1, 0, 0)


def test_a_car_and_a_motorcycle_of_the_same_bare_text_are_two_vehicles(context: AppContext, tmp_path: Path) -> None:
    both = "98B-112.34,white,car,,,,N1,,\n98-B1 1234,white,motorcycle,,,,N2,,\n"
    assert counts(load(context, tmp_path, VEHICLES + both)) == (2, 0, 0, 0)


def test_nothing_of_a_person_and_no_plate_stands_readable_in_the_database(context: AppContext, tmp_path: Path) -> None:
    load(context, tmp_path, VEHICLES + ONE_VEHICLE)
    load(context, tmp_path, RESIDENTS + ONE_RESIDENT)
    context.database.engine.dispose()
    content = b"".join(path.read_bytes() for path in context.settings.home.glob("ticketing.db*"))
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
    "a listed plate that is none": LISTED + ",2026-03-01,,Công an xã Mẫu,\n",
    "a list that ends before it begins": LISTED + "98A-123.45,2026-03-01,2026-02-01,,\n",
    "a resident without number": RESIDENTS + ",individual,A,,,B,\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_without_key_or_in_contradiction_is_rejected(context: AppContext, tmp_path: Path, name: str) -> None:
    report = load(context, tmp_path, REFUSED[name])
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
    "a listed plate of nobody": (LISTED + "98A-123.45,,,,mất cắp\n", "source is empty"),
    "no address": (RESIDENTS + "N1,individual,A,,,,\n", "address is empty"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_row_is_loaded_with_a_warning_that_repeats_no_cell(
    context: AppContext, tmp_path: Path, name: str
) -> None:
    table, words = ODD[name]
    report = load(context, tmp_path, table)
    assert counts(report) == (1, 0, 0, 0)
    assert report.warned == 1 and words in report.warnings[0]["sentence"]
    assert "12345" not in report.warnings[0]["sentence"] and "tank" not in report.warnings[0]["sentence"]


def test_a_row_that_says_something_else_than_an_earlier_one_is_rejected(context: AppContext, tmp_path: Path) -> None:
    twice = ONE_RESIDENT + ONE_RESIDENT + ONE_RESIDENT.replace("Mẫu", "Khác")
    assert counts(load(context, tmp_path, RESIDENTS + twice)) == (1, 0, 1, 1)


def test_rejected_rows_can_be_mended_and_loaded_from_their_own_file(context: AppContext, tmp_path: Path) -> None:
    report = load(context, tmp_path, RESIDENTS + ",individual,=HYPERLINK(1),,,B,+84900000001\n")
    assert report.rejects_file
    kept = Path(report.rejects_file).read_text("utf-8-sig")
    assert "'=HYPERLINK(1)" in kept and "'+84900000001" in kept
    mended = kept.replace(",,individual", ",N7,individual")
    Path(report.rejects_file).write_text(mended, encoding="utf-8")
    again = load_residents(
        context.database, context.keys, Path(report.rejects_file), tmp_path / "r2", at=context.clock.now(),
        actor=machine("test"),
    )  # fmt: skip
    assert counts(again) == (1, 0, 0, 0)
    with context.database.reading() as session:
        (resident,) = session.scalars(sa.select(Resident))
    assert context.keys.open(f"residents|phone|{resident.id}", resident.phone or "") == "+84900000001"


def test_a_load_is_an_event_with_counts_and_without_names(context: AppContext, tmp_path: Path) -> None:
    load(context, tmp_path, RESIDENTS + ONE_RESIDENT)
    with context.database.reading() as session:
        (event,) = session.scalars(sa.select(EvidenceEvent).where(EvidenceEvent.kind == "registry_loaded"))
    assert '"loaded":1' in event.leaf and "Mẫu" not in event.leaf


def test_a_table_of_the_wrong_kind_is_refused(context: AppContext, tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    path.write_text(RESIDENTS + ONE_RESIDENT, encoding="utf-8")
    with pytest.raises(SheetFault, match="no column plate"):
        load_vehicles(context.database, context.keys, path, tmp_path, at=context.clock.now(), actor=machine("test"))


def test_a_plate_is_listed_from_its_first_day_until_it_was_found_again(context: AppContext, tmp_path: Path) -> None:
    def on(day: int, plate: str = "98a 12345") -> list[str]:
        with context.database.reading() as session:
            return [one.listing.value for one in listed_on(session, context.keys, plate, date(2026, 3, day))]

    assert on(2) == []
    load(context, tmp_path, LISTED + ONE_LISTED)
    load(context, tmp_path, LISTED + "98A-123.45,2026-03-02,,Bệnh viện Mẫu,xe cứu thương\n", EXEMPT)
    assert [on(1), on(2), on(1, "98A12346"), on(1, "")] == [["stolen"], ["stolen", "exempt"], [], []]
    assert counts(load(context, tmp_path, LISTED + ONE_LISTED.replace("01,,", "01,2026-03-05,"))) == (0, 1, 0, 0)
    assert [on(4), on(5)] == [["stolen", "exempt"], ["exempt"]]
    with context.database.reading() as session:
        assert session.scalars(sa.select(FormerRow.content)).all() == ["stolen"]
    misread = load(context, tmp_path, LISTED + ONE_LISTED + "98A-12,2026-03-01,,Công an xã Mẫu,\n")
    assert counts(misread) == (0, 1, 0, 1), "a plate that no reading can ever be goes back to who wrote it"
    assert "fits no layout" in misread.rejections[0]["reason"]


def test_both_databases_load_the_same(context_on_both: AppContext, tmp_path: Path) -> None:
    assert counts(load(context_on_both, tmp_path, VEHICLES + ONE_VEHICLE + "X\0Y,,,,,,,,\n")) == (1, 0, 0, 1)
    assert counts(load(context_on_both, tmp_path, RESIDENTS + ONE_RESIDENT)) == (1, 0, 0, 0)


def test_the_same_rows_load_from_a_workbook_and_from_parquet(context: AppContext, tmp_path: Path) -> None:
    cells = {
        "Biển số": ["98A-123.45", "98A-222.22", None], "Loại": ["car", "truck", None],
        "owner_id": ["001", "002", None], "Từ ngày": [date(2024, 3, 1), None, None],
    }  # fmt: skip
    frame = pl.DataFrame(cells)
    frame.write_parquet(tmp_path / "v.parquet")
    frame.write_excel(tmp_path / "v.xlsx")
    (tmp_path / "v.csv").write_text(frame.write_csv(), encoding="utf-8")
    (tmp_path / "names.yaml").write_text(
        "plate: Biển số\nkind: loại\nvalid_from: Từ ngày\nvalid_to:\nplate_colour:\nmake:\nmodel:\ncolour:\n",
        encoding="utf-8",
    )
    names = read_names(tmp_path / "names.yaml")
    found = [
        counts(
            load_table(
                context.database, context.keys, VEHICLES_LOAD, tmp_path / f"v.{kind}", tmp_path / "rejects",
                at=context.clock.now(), actor=machine("test"), names=names,
            )
        )
        for kind in ("csv", "parquet", "xlsx")
    ]  # fmt: skip
    assert found == [(2, 0, 0, 0), (0, 0, 2, 0), (0, 0, 2, 0)]


@pytest.mark.parametrize("name", ["v.xlsx", "v.parquet"])
def test_what_is_no_such_file_is_refused(context: AppContext, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\3\4 no table")
    with pytest.raises(SheetFault):
        load_vehicles(
            context.database, context.keys, tmp_path / name, tmp_path, at=context.clock.now(), actor=machine("t")
        )


@pytest.mark.parametrize("text", ["- plate", "plate: 3", "plate: [a]", "a: b: c"])
def test_a_mapping_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "names.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SheetFault):
        read_names(tmp_path / "names.yaml")


def test_a_load_killed_in_mid_file_is_gone_on_with(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticketing.registry.load.CHUNK", 3)
    monkeypatch.setattr("ticketing.registry.load.BYTES_A_ROW", 1)
    rows = [f"98A-222.{n:02},white,car,,,,N{n},,\n" for n in range(1, 11)]
    (tmp_path / "table.csv").write_text(VEHICLES + "".join(rows), encoding="utf-8")
    child = os.fork()
    if not child:  # as a power cut would end it: after the second chunk, nothing is tidied up
        seen: list[int] = []
        load_table(
            context.database, context.keys, VEHICLES_LOAD, tmp_path / "table.csv", tmp_path / "r",
            at=context.clock.now(), actor=machine("test"),
            advance=lambda _: seen.append(1) or (len(seen) == 2 and os.kill(os.getpid(), 9)),
        )  # fmt: skip
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert [finding.status for finding in examine(context) if finding.check == "registry"] == ["warn"]
    make_indices(context.database)
    assert [finding.status for finding in examine(context) if finding.check == "registry"] == ["ok"]
    assert counts(load(context, tmp_path, VEHICLES + "".join(rows))) == (4, 0, 6, 0)
    with context.database.reading() as session:
        (one,) = session.scalars(sa.select(RegistryLoad))
        loads = set(session.scalars(sa.select(RegisteredVehicle.load_id)))
        indices = {index["name"] for index in sa.inspect(session.connection()).get_indexes("registered_vehicles")}
    assert loads == {one.id} and one.finished_at and "ix_registered_vehicles_plate" in indices


class AnsweringRegister:
    """A register outside that knows one vehicle."""

    def vehicles(self, _plate: str, _on: date) -> Answer:
        return Answer((dict(zip(VEHICLE_COLUMNS, ONE_VEHICLE.strip().split(","), strict=True)),), "1", "0" * 64)


def test_while_a_first_load_runs_nobody_writes_a_row_twice_and_where_it_fails_no_index_is_left_out(
    context_on_both: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_on_both

    def fail(_: int) -> None:
        with context.database.reading() as session:
            assert indices_lack(session)
        asked: Any = AnsweringRegister()
        with pytest.raises(BeingLoaded):
            bring_vehicles(
                context.database, context.keys, asked, "98A-123.45", date(2026, 1, 1), at=context.clock.now()
            )
        assert counts(load(context, tmp_path, VEHICLES + ONE_VEHICLE)) == (0, 0, 1, 0)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("ticketing.registry.load.BYTES_A_ROW", 1e-3)
    (tmp_path / "table.csv").write_text(VEHICLES + ONE_VEHICLE, encoding="utf-8")
    with pytest.raises(RuntimeError, match="full"):
        load_table(
            context.database, context.keys, VEHICLES_LOAD, tmp_path / "table.csv", tmp_path / "r",
            at=context.clock.now(), actor=machine("test"), advance=fail,
        )  # fmt: skip
    with context.database.reading() as session:
        assert not indices_lack(session)


def test_keys_of_a_long_file_are_remembered() -> None:
    seen, keys = KeySet(), [f"{n * 7919 % 1000:064x}" for n in range(1000)]
    assert seen.add([], []) == [], "all rows of the first chunk were refused"
    padded = [key[-16:] for key in keys]
    for start in range(0, 1000, 70):
        assert set(seen.add(padded[start : start + 70], padded[start : start + 70])) == {None}
    assert seen.add([*padded[:3], "f" * 16, "f" * 16], [padded[0], padded[2], padded[2], "1" * 16, "2" * 16]) == [
        True, False, True, None, False,
    ]  # fmt: skip
