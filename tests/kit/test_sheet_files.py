"""Tables as other offices write them: a damaged one is refused in a sentence, a text is a text however it is marked."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from ticketing.kit.sheet_files import read_table
from ticketing.kit.sheets import SheetFault, SheetRow

COLUMNS = ("plate", "kind")


def rows_of(path: Path, *given: Any, **named: Any) -> list[SheetRow]:
    return [row for part in read_table(path, *given, **named) for row in part.cleaned()]


def a_workbook(path: Path, rows: int) -> None:
    book = openpyxl.Workbook()
    for row in (COLUMNS, *((f"98A{number:05}", "car") for number in range(rows))):
        book.active.append(row)
    book.save(path)


def test_a_workbook_that_breaks_off_is_refused_when_its_end_is_reached(tmp_path: Path) -> None:
    whole, half = tmp_path / "whole.xlsx", tmp_path / "half.xlsx"
    a_workbook(whole, 400)
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(half, "w") as cut:
        for name in packed.namelist():
            data = packed.read(name)
            cut.writestr(name, data[: len(data) // 2] if name.endswith("sheet1.xml") else data)
    assert len(rows_of(whole, COLUMNS)) == 400
    with pytest.raises(SheetFault, match="damaged"):
        rows_of(half, COLUMNS)


def test_a_parquet_text_that_is_not_marked_as_text_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "vehicles.parquet"
    pl.DataFrame({"plate": [b"98A12345"], "kind": ["Ô tô".encode()]}).write_parquet(path)
    assert [row.cells for row in rows_of(path, COLUMNS)] == [{"plate": "98A12345", "kind": "Ô tô"}]
    pl.DataFrame({"plate": [b"\xff"], "kind": [b"car"]}).write_parquet(path)
    with pytest.raises(SheetFault, match="damaged"):
        rows_of(path, COLUMNS)


def test_a_number_that_may_begin_with_zeros_is_taken_as_a_text_only(tmp_path: Path) -> None:
    book, columns = openpyxl.Workbook(), ("owner_id", "phone")
    for cells in (columns, (7, "0900000001"), (8, 900000001), (9, 900000001.0), (10, None)):
        book.active.append(cells)
    book.save(tmp_path / "residents.xlsx")
    rows = rows_of(tmp_path / "residents.xlsx", columns, in_full=("phone",))
    assert [row.cells["owner_id"] for row in rows] == ["7", "8", "9", "10"]
    assert [row.cells["phone"] for row in rows] == ["0900000001", "", "", ""]
    assert [row.number for row in rows if row.problem and "leading zeros" in row.problem] == [3, 4]
    pl.DataFrame({"owner_id": [7], "tel": [900000001]}).write_parquet(tmp_path / "residents.parquet")
    with pytest.raises(SheetFault, match="tel as numbers"):
        rows_of(tmp_path / "residents.parquet", columns, {"phone": "tel"}, in_full=("phone",))
