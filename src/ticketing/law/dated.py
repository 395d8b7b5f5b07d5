"""Tables of law: rows with a first and a last day, looked up by day, checked when they are loaded.

The files lie in `data/`. A value is never edited when the law changes: its row is closed and a new one added.
"""

import csv
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import yaml

from ticketing.kit.digest import sha256

DATA = Path(__file__).parent / "data"


class LawError(ValueError):
    """Parent of what the room `law` raises: `TableFault`, `UnknownCode`."""


class TableFault(LawError):
    """A table contradicts itself; the program must not start with it."""


class UnknownCode(LawError):
    """A word that the vocabulary does not hold."""


def unknown_code(what: str, code: str, possible: Iterable[str]) -> UnknownCode:
    """The error for a word outside a vocabulary, with the words that are possible."""
    return UnknownCode(f"'{code}' is no {what}. Possible: {', '.join(sorted(possible))}.")


class Dated(Protocol):
    """A row that holds from one day to another, both included; no last day: it still holds."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


Row = TypeVar("Row", bound=Dated)


def holds_on(row: Dated, day: date) -> bool:
    """Whether `row` was in force on `day`; first and last day count."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


@dataclass(frozen=True)
class Timeline(Generic[Row]):
    """Rows of one table by key, each key's rows in the order of their days, without gap or overlap."""

    name: str
    rows: Mapping[Any, tuple[Row, ...]]

    def on(self, key: Any, day: date) -> Row | None:
        """The row of `key` in force on `day`; None where the law had none."""
        return next((row for row in self.rows.get(key, ()) if holds_on(row, day)), None)

    def all_on(self, day: date) -> tuple[Row, ...]:
        """Every row in force on `day`, in the order of the file."""
        return tuple(row for rows in self.rows.values() for row in rows if holds_on(row, day))

    def __iter__(self) -> Iterator[Row]:
        return (row for rows in self.rows.values() for row in rows)


def timeline(name: str, rows: Iterable[Row], key: Callable[[Row], Any]) -> Timeline[Row]:
    """Order `rows` by `key` and day. Raises TableFault for a gap, an overlap or a span that ends before it begins."""
    by_key: dict[Any, list[Row]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    for of_key in by_key.values():
        of_key.sort(key=lambda row: row.valid_from)
    table = Timeline(name, {k: tuple(of_key) for k, of_key in by_key.items()})
    faults = [fault for k, of_key in table.rows.items() for fault in _faults(k, of_key)]
    if faults:
        faults.append("Close the old row the day before the new one begins.")
        raise TableFault(f"law/data/{name}: {' '.join(faults)}")
    return table


def _faults(key: Any, rows: tuple[Row, ...]) -> list[str]:
    faults = [
        f"{key}: the row from {row.valid_from} ends on {row.valid_to}, before it begins."
        for row in rows
        if row.valid_to is not None and row.valid_to < row.valid_from
    ]
    for earlier, later in itertools.pairwise(rows):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            faults.append(f"{key}: the rows from {earlier.valid_from} and {later.valid_from} overlap.")
        elif later.valid_from - earlier.valid_to != timedelta(days=1):
            faults.append(f"{key}: no row between {earlier.valid_to} and {later.valid_from}.")
    return faults


def day(text: str) -> date:
    """A day as the tables write it, 2026-08-15. Raises TableFault."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TableFault(f"'{text}' is no day: write it like 2026-08-15.") from None


def last_day(text: str) -> date | None:
    """A `valid_to` cell; empty means still in force."""
    return day(text) if text else None


def read_csv(name: str, folder: Path = DATA) -> list[dict[str, str]]:
    """The rows of `data/name`, every cell as text. Raises TableFault for a row of another length."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise TableFault(f"law/data/{name}: line {number} has another number of cells than the head.")
    return rows


def read_yaml(name: str) -> Any:
    """The content of `data/name`."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def file_names() -> tuple[str, ...]:
    """The names of all tables, as files below `data/`."""
    return tuple(sorted(p.relative_to(DATA).as_posix() for p in DATA.rglob("*") if p.suffix in (".csv", ".yaml")))


@functools.cache
def table_version(name: str) -> str:
    """SHA-256 of the table's file; `name` with or without ending. A case keeps the versions it was decided on.

    Raises UnknownCode for a table that does not exist.
    """
    for file_name in file_names():
        if name in (file_name, file_name.rsplit(".", 1)[0]):
            return sha256((DATA / file_name).read_bytes())
    raise unknown_code("table of law", name, file_names())


def table_versions() -> dict[str, str]:
    """Every table with its version."""
    return {name: table_version(name) for name in file_names()}
