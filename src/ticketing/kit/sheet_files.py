"""Tables as people send them: CSV, XLSX and Parquet, row by row in constant memory, under our names or theirs."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from ticketing.kit.sheets import Names, SheetFault, SheetRow, cells_of, places_of, read_sheet

CHUNK = 20_000
# A worksheet of a million rows is some 300 MB of XML, and packs to a tenth; a bomb packs to a thousandth.
MOST_UNPACKED, MOST_RATIO = 4_000_000_000, 200


def read_table(
    path: Path, columns: Sequence[str], names: Names | None = None, *, in_full: Sequence[str] = ()
) -> Iterator[SheetRow]:
    """The rows of a table; what it is, its name says (.csv, .xlsx, .parquet; any other is taken for CSV).

    in_full: columns that must be texts, because a cell that is a number has lost the zeros it began with: how many,
    nobody can tell. Raises SheetFault for a file that is not such a table, or has not these columns.
    """
    match path.suffix.lower():
        case ".xlsx":
            return _to_the_end(_xlsx_rows(path, columns, names or {}, in_full), path)
        case ".parquet":
            return _to_the_end(_parquet_rows(path, columns, names or {}, in_full), path)
        case _:
            return read_sheet(path, columns, names)


def count_rows(path: Path) -> int | None:
    """About how many rows the table has, for a progress bar; None where that is not quickly known."""
    match path.suffix.lower():
        case ".xlsx":
            return None
        case ".parquet":
            return _parquet_height(path)
        case _:
            with path.open("rb") as file:
                return max(0, sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1)


def read_names(path: Path) -> dict[str, str | None]:
    """A mapping file, a YAML object `our_name: their column`. Raises SheetFault."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise SheetFault(f"{path.name} cannot be read as YAML ({type(problem).__name__}).") from None
    if not isinstance(content, dict) or not all(_is_name(key, value) for key, value in content.items()):
        raise SheetFault(
            f"{path.name} is no mapping: write a line `our_name: their column` for each column that has another name, "
            "and nothing behind the colon where their table has no such column."
        )
    return content


def _is_name(key: object, value: object) -> bool:
    return isinstance(key, str) and (value is None or isinstance(value, str))


def _to_the_end(rows: Iterator[SheetRow], path: Path) -> Iterator[SheetRow]:
    """The rows; a library that stops in the midst of a damaged file does it with an error of its own kind."""
    try:
        yield from rows
    except SheetFault:
        raise
    except Exception as problem:
        raise SheetFault(f"{path.name} is damaged ({type(problem).__name__}): ask for the whole file.") from None


def _xlsx_rows(path: Path, columns: Sequence[str], names: Names, in_full: Sequence[str]) -> Iterator[SheetRow]:
    import openpyxl

    _refuse_bombs(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as problem:
        raise SheetFault(f"{path.name} is no XLSX workbook ({type(problem).__name__}).") from None
    with_rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
    head = [_text(value) for value in next(with_rows, ())]
    places = places_of(head, path, columns, names)
    for number, values in enumerate(with_rows, start=2):
        cells = [_text(value) for value in values]
        if any(cells):
            yield _without_numbers(SheetRow(number, cells_of(cells, places), _nul(cells)), values, places, in_full)
    book.close()


def _without_numbers(
    row: SheetRow, values: Sequence[Any], places: Sequence[tuple[str, int | None]], in_full: Sequence[str]
) -> SheetRow:
    """The row; rejected where one of these columns holds a number, which is not kept: nobody loads it by mistake."""
    numbers = [
        column
        for column, at in places
        if column in in_full and at is not None and at < len(values) and isinstance(values[at], int | float)
    ]
    if not numbers:
        return row
    problem = f"{' and '.join(numbers)} stands there as a number, without its leading zeros: write it again as a text"
    return SheetRow(row.number, row.cells | dict.fromkeys(numbers, ""), row.problem or problem)


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except OSError as problem:
        raise SheetFault(f"{path.name} cannot be read ({problem.strerror}): give an XLSX workbook.") from None
    except zipfile.BadZipFile:
        raise SheetFault(f"{path.name} is no XLSX workbook: save it as one, or as 'CSV UTF-8'.") from None
    unpacked, packed_size = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed_size, 1):
        raise SheetFault(f"{path.name} unpacks to {unpacked} bytes, more than a table does: save it as 'CSV UTF-8'.")


def _parquet_rows(path: Path, columns: Sequence[str], names: Names, in_full: Sequence[str]) -> Iterator[SheetRow]:
    import polars as pl

    height = _parquet_height(path)
    schema = pl.read_parquet_schema(path)
    head = list(schema)
    places = places_of(head, path, columns, names)
    numbers = [
        head[at] for column, at in places if column in in_full and at is not None and schema[head[at]].is_numeric()
    ]
    if numbers:
        raise SheetFault(
            f"{path.name} holds {' and '.join(numbers)} as numbers, without their leading zeros: write texts and load "
            "it again."
        )
    for start in range(0, height, CHUNK):
        piece = pl.scan_parquet(path).slice(start, CHUNK).collect()
        for number, values in enumerate(piece.iter_rows(), start=start + 2):
            cells = [_text(value) for value in values]
            if any(cells):
                yield SheetRow(number, cells_of(cells, places), _nul(cells))


def _parquet_height(path: Path) -> int:
    import polars as pl

    try:
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())
    except Exception as problem:
        raise SheetFault(f"{path.name} is no Parquet table ({type(problem).__name__}).") from None


def _nul(cells: Sequence[str]) -> str | None:
    return "it holds a NUL sign: take it out" if any("\0" in cell for cell in cells) else None


def _text(value: Any) -> str:
    """A cell as a CSV table would have it: a whole number without point, a day as 2026-11-24."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bytes():  # a Parquet text that nobody marked as such
            return value.decode()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
