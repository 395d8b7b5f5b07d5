"""Tables as people send them: CSV, XLSX and Parquet, row by row in constant memory, under our names or theirs."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ticketing.kit.sheets import (
    Names,
    RawRow,
    SheetFault,
    SheetPart,
    csv_beginning,
    in_parts,
    places_of,
    read_sheet_parts,
)

CHUNK = 20_000
# A worksheet of a million rows is some 300 MB of XML, and packs to a tenth; a bomb packs to a thousandth.
MOST_UNPACKED, MOST_RATIO = 4_000_000_000, 200


def read_table(
    path: Path, columns: Sequence[str], names: Names | None = None, *, in_full: Sequence[str] = (), size: int = CHUNK
) -> Iterator[SheetPart]:
    """The rows of a table, `size` at a time; what it is, its name says (.csv, .xlsx, .parquet; any other is CSV).

    in_full: columns that must be texts, because a cell that is a number has lost the zeros it began with: how many,
    nobody can tell. Raises SheetFault for a file that is not such a table, or has not these columns.
    """
    match path.suffix.lower():
        case ".xlsx":
            return _to_the_end(_xlsx_parts(path, columns, names or {}, in_full, size), path)
        case ".parquet":
            return _to_the_end(_parquet_parts(path, columns, names or {}, in_full, size), path)
        case _:
            return read_sheet_parts(path, columns, names, size=size)


class Beginning(NamedTuple):
    """What stands first in a table: the names of its columns, and some rows."""

    head: list[str]
    rows: list[list[str]]


def beginning_of(path: Path, rows: int = 3) -> Beginning:
    """The head of a table under its own names, and its first rows. Raises SheetFault for a file that is no table."""
    match path.suffix.lower():
        case ".xlsx":
            found = _xlsx_beginning(path, rows)
        case ".parquet":
            found = _parquet_beginning(path, rows)
        case _:
            found = csv_beginning(path, rows)
    head, *lines = found
    if not any(name.strip() for name in head):
        raise SheetFault(f"{path.name} is empty, or its first line is: its first row must name its columns.")
    return Beginning(head, lines)


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


class _Names(yaml.SafeDumper):
    """Writes nothing behind the colon where their table has no such column."""


_Names.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def write_names(names: Names) -> str:
    """A mapping file as `read_names` reads it."""
    return yaml.dump(dict(names), Dumper=_Names, allow_unicode=True, sort_keys=False)


def _is_name(key: object, value: object) -> bool:
    return isinstance(key, str) and (value is None or isinstance(value, str))


def _to_the_end(parts: Iterator[SheetPart], path: Path) -> Iterator[SheetPart]:
    """The rows; a library that stops in the midst of a damaged file does it with an error of its own kind."""
    try:
        yield from parts
    except SheetFault:
        raise
    except Exception as problem:
        raise SheetFault(f"{path.name} is damaged ({type(problem).__name__}): ask for the whole file.") from None


def _xlsx_beginning(path: Path, rows: int) -> list[list[str]]:
    with _workbook(path) as book:
        with_rows = book.worksheets[0].iter_rows(values_only=True, max_row=rows + 1) if book.worksheets else iter(())
        return [[_text(value) for value in row] for row in with_rows] or [[]]


def _parquet_beginning(path: Path, rows: int) -> list[list[str]]:
    import polars as pl

    _parquet_height(path)
    first = pl.scan_parquet(path).head(rows).collect()
    return [first.columns, *([_text(value) for value in row] for row in first.iter_rows())]


def _xlsx_parts(
    path: Path, columns: Sequence[str], names: Names, in_full: Sequence[str], size: int
) -> Iterator[SheetPart]:
    with _workbook(path) as book:
        with_rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
        head = [_text(value) for value in next(with_rows, ())]
        places = places_of(head, path, columns, names)
        texts = {at: column for column, at in places if column in in_full and at is not None}
        rows = (_xlsx_row(number, values, texts) for number, values in enumerate(with_rows, start=2))
        yield from in_parts((row for row in rows if any(row[1]) or row[2]), places, size)


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    import openpyxl

    _refuse_bombs(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as problem:
        raise SheetFault(f"{path.name} is no XLSX workbook ({type(problem).__name__}).") from None
    try:
        yield book
    finally:
        book.close()


def _xlsx_row(number: int, values: Sequence[Any], texts: Mapping[int, str]) -> RawRow:
    """A row; rejected where a column of `texts` holds a number, which is not kept: nobody loads it by mistake."""
    cells = [_text(value) for value in values]
    numbers = [at for at in texts if at < len(values) and isinstance(values[at], int | float)]
    for at in numbers:
        cells[at] = ""
    names = " and ".join(texts[at] for at in numbers)
    problem = f"{names} stands there as a number, without its leading zeros: write it again as a text"
    return number, cells, _nul(cells) or (problem if numbers else None)


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


def _parquet_parts(
    path: Path, columns: Sequence[str], names: Names, in_full: Sequence[str], size: int
) -> Iterator[SheetPart]:
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
    for start in range(0, height, size):
        values = pl.scan_parquet(path).slice(start, size).collect().iter_rows()
        with_cells = ((number, [_text(value) for value in row]) for number, row in enumerate(values, start=start + 2))
        rows = [(number, cells, _nul(cells)) for number, cells in with_cells if any(cells)]
        yield SheetPart(rows, places)


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
