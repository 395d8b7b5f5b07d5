"""Reports as tables: what XLSX, CSV and the pages' tables show. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """One table. title: name of the sheet; note: what the figures mean; the last row is the total."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """A report as a file: its name (ASCII), its title, its tables."""

    file_stem: str
    title: str
    sheets: tuple[Sheet, ...]
