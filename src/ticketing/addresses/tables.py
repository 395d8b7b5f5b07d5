"""Reading the tables of places: rows with a first and a last day, checked when they are loaded."""

import csv
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar

DATA = Path(__file__).parent / "data"


class PlaceTableFault(ValueError):
    """A table of places contradicts itself; the program must not start with it."""


class UnknownPlace(ValueError):
    """A code that no commune or province has."""


class Coded(Protocol):
    """A row of a code that holds from one day to another, both included; no last day: it still holds."""

    @property
    def code(self) -> str: ...

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


Row = TypeVar("Row", bound=Coded)


@dataclass(frozen=True)
class History(Generic[Row]):
    """The rows of a table by code, each code's rows in the order of their days, without gap or overlap."""

    rows: dict[str, tuple[Row, ...]]

    def on(self, code: str, day: date) -> Row | None:
        """The row of `code` in force on `day`; None where there was none."""
        for row in self.rows.get(code, ()):
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row
        return None

    def __iter__(self) -> Iterator[Row]:
        return itertools.chain.from_iterable(self.rows.values())


def history(name: str, rows: Iterable[Row]) -> History[Row]:
    """Order the rows of table `name` by code and day. Raises PlaceTableFault for a gap or an overlap."""
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    for code, of_code in by_code.items():
        of_code.sort(key=lambda row: row.valid_from)
        for earlier, later in itertools.pairwise(of_code):
            if earlier.valid_to is None or later.valid_from - earlier.valid_to != timedelta(days=1):
                raise PlaceTableFault(
                    f"{name}: {code}: the row from {later.valid_from} does not begin the day after the row from "
                    f"{earlier.valid_from} ends."
                )
    return History({code: tuple(of_code) for code, of_code in by_code.items()})


def day(text: str) -> date:
    """A day as the tables write it, 2026-08-15. Raises PlaceTableFault."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PlaceTableFault(f"'{text}' is no day: write it like 2026-08-15.") from None


def last_day(text: str) -> date | None:
    """A `valid_to` cell; empty means still in force."""
    return day(text) if text else None


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of `data/name`, every cell as text. Raises PlaceTableFault for a row of another length."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise PlaceTableFault(f"{name}: line {number} has another number of cells than the head.")
    return rows


def table_versions() -> dict[str, str]:
    """SHA-256 of every table by its file name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(DATA.glob("*.csv"))}


def version() -> str:
    """One SHA-256 over all tables: over their names and hashes, a line each. A resolution keeps it."""
    lines = sorted(f"{name}\0{digest}" for name, digest in table_versions().items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
