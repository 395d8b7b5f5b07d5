"""Place codes of plates: where a plate was issued, not where its owner lives.

Circular 79/2024/TT-BCA annex 02, changed by Circular 51/2025/TT-BCA from 1 July 2025. Codes of merged provinces stay
valid; all codes of a merged province are used for it.
"""

import csv
import functools
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "data" / "place_codes.csv"


class PlateTableFault(ValueError):
    """The table of place codes contradicts itself; the program must not start with it."""


@dataclass(frozen=True)
class PlaceCode:
    """`issued_in` is the province of the code's first list, `province_code` today's; both empty of meaning for 80."""

    code: str
    issued_in: str
    province_code: str | None
    valid_from: date
    valid_to: date | None


def _row(cells: dict[str, str]) -> PlaceCode:
    last = cells["valid_to"]
    return PlaceCode(
        cells["code"],
        cells["issued_in"],
        cells["province_code"] or None,
        date.fromisoformat(cells["valid_from"]),
        date.fromisoformat(last) if last else None,
    )


def _read() -> dict[str, PlaceCode]:
    """The latest row of every code. Raises PlateTableFault."""
    latest: dict[str, PlaceCode] = {}
    try:
        with FILE.open(encoding="utf-8", newline="") as file:
            for row in map(_row, csv.DictReader(file)):
                if row.code in latest and latest[row.code].valid_from >= row.valid_from:
                    raise ValueError(f"the rows of {row.code} do not stand in the order of their days")
                latest[row.code] = row
    except (ValueError, KeyError, TypeError) as fault:
        raise PlateTableFault(f"plates/data/{FILE.name}: {fault}.") from fault
    return latest


_LATEST = _read()

CODES = frozenset(_LATEST)


@functools.cache
def version() -> str:
    """SHA-256 of the table. A case keeps the one that it was decided on."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def place_code(code: str) -> PlaceCode | None:
    """What the two digits stand for; None for a code that no place has.

    >>> place_code("98").issued_in, place_code("98").province_code
    ('Bắc Giang', '24')
    """
    return _LATEST.get(code)
