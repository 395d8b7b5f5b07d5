"""Place codes of plates: where a plate was issued, not where its owner lives.

Circular 79/2024/TT-BCA annex 02, changed by Circular 51/2025/TT-BCA from 1 July 2025. Codes of merged provinces stay
valid; all codes of a merged province are used for it.
"""

from dataclasses import dataclass
from datetime import date

from ticketing.law.dated import day, last_day, read_csv, timeline


@dataclass(frozen=True)
class PlaceCode:
    """`issued_in` is the province of the code's first list, `province_code` today's; both empty of meaning for 80."""

    code: str
    issued_in: str
    province_code: str | None
    valid_from: date
    valid_to: date | None


def _row(cells: dict[str, str]) -> PlaceCode:
    span = day(cells["valid_from"]), last_day(cells["valid_to"])
    return PlaceCode(cells["code"], cells["issued_in"], cells["province_code"] or None, *span)


_TABLE = timeline("place_codes.csv", map(_row, read_csv("place_codes.csv")), key=lambda row: row.code)

CODES = frozenset(_TABLE.rows)


def place_code(code: str) -> PlaceCode | None:
    """What the two digits stand for; None for a code that no place has.

    >>> place_code("98").issued_in, place_code("98").province_code
    ('Bắc Giang', '24')
    """
    rows = _TABLE.rows.get(code)
    return rows[-1] if rows else None
