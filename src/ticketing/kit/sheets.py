"""Tables that people send (cameras, vehicles, residents): read row by row, bad rows kept aside with their reason.

A row that is odd is loaded with a warning; rejected is only what has no key or contradicts itself. Warnings and reasons
name the row and the column, never what stands in the cell: a table may hold personal data.
"""

import csv
import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

WARNINGS_SHOWN = REJECTS_SHOWN = 100
LONGEST_CELL = 2000
ROWS_A_PART = 1_000
_DAY_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_DAY_VN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class SheetFault(ValueError):
    """The file as a whole cannot be read as the table that was asked for."""


class SheetRow(NamedTuple):
    """A row. number: as a spreadsheet shows it, the head is row 1. Cells are NFC text without spaces at the ends."""

    number: int
    cells: dict[str, str]
    problem: str | None = None


RawRow = tuple[int, list[str], str | None]
"""A row as it stands in its file, all columns of it: number, cells, problem."""
Places = Sequence[tuple[str, int | None]]
"""Each of our columns with its place in a table's rows; None: the table has no such column."""


class SheetPart(NamedTuple):
    """Some rows of a table as they stand there; cleaned where somebody needs them, perhaps in another process."""

    rows: list[RawRow]
    places: Places

    def row(self, at: int) -> SheetRow:
        """The row at this place of the part, cleaned."""
        (row,) = self.among([at]).cleaned()
        return row

    def among(self, at: Sequence[int]) -> "SheetPart":
        """The part that holds the rows of these places only."""
        return SheetPart([self.rows[place] for place in at], self.places)

    def cleaned(self) -> list[SheetRow]:
        """All its rows under our names. A column at a time: a big table has some millions of cells."""
        names = [name for name, _ in self.places]
        columns = [self._column(at) for _, at in self.places]
        return [
            SheetRow(number, dict(zip(names, cells, strict=True)), problem)
            for (number, _, problem), cells in zip(self.rows, zip(*columns, strict=True), strict=True)
        ]

    def _column(self, at: int | None) -> list[str]:
        if at is None:
            return [""] * len(self.rows)
        return _clean_all([cells[at] if at < len(cells) else "" for _, cells, _ in self.rows])


Names = Mapping[str, str | None]
"""Our names of columns with theirs; None: their table has no such column. A column that is not named has our name."""


def read_sheet(
    path: Path, columns: Sequence[str], names: Names | None = None, *, may_lack: Sequence[str] = ()
) -> Iterator[SheetRow]:
    """The rows of a CSV table, cleaned; see read_sheet_parts."""
    for part in read_sheet_parts(path, columns, names, may_lack=may_lack):
        yield from part.cleaned()


def read_sheet_parts(
    path: Path,
    columns: Sequence[str],
    names: Names | None = None,
    *,
    may_lack: Sequence[str] = (),
    size: int = ROWS_A_PART,
) -> Iterator[SheetPart]:
    """The rows of a CSV table (UTF-8, separated by comma or semicolon), in constant memory: `size` rows at a time.

    columns: the names that the head must hold, but for those of `may_lack`; others are left out. Raises SheetFault for
    a wrong head, another encoding or a file that is not there.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, separator = _head(file, path, columns)
            lacking = set(may_lack) - {_clean(name).lower() for name in head}
            places = places_of(head, path, columns, {**dict.fromkeys(lacking), **(names or {})})
            yield from in_parts(_rows(file, path, head, separator), places, size)
    except OSError as problem:
        raise SheetFault(f"{path.name} cannot be read ({problem.strerror}): give a CSV table.") from None
    except UnicodeDecodeError:
        raise SheetFault(f"{path.name} is not UTF-8: save it as 'CSV UTF-8' and load it again.") from None


def csv_beginning(path: Path, rows: int) -> list[list[str]]:
    """The head of a CSV table and its first rows, as they stand there. Raises SheetFault as read_sheet_parts does."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, separator = _head(file, path, ("its columns",))
            return [head, *islice(csv.reader(_Lines(file), delimiter=separator), rows)]
    except OSError as problem:
        raise SheetFault(f"{path.name} cannot be read ({problem.strerror}): give a CSV table.") from None
    except (UnicodeDecodeError, csv.Error):
        raise SheetFault(f"{path.name} is not UTF-8: save it as 'CSV UTF-8' and load it again.") from None


def in_parts(rows: Iterator[RawRow], places: Places, size: int) -> Iterator[SheetPart]:
    """The rows, `size` at a time."""
    while part := list(islice(rows, size)):
        yield SheetPart(part, places)


def _head(file: TextIO, path: Path, columns: Sequence[str]) -> tuple[list[str], str]:
    """The names of the table's columns, and what separates its cells."""
    first = file.readline()
    if not first.strip():
        raise SheetFault(f"{path.name} is empty, or its first line is: its first row must name {','.join(columns)}.")
    separator = ";" if ";" in first and "," not in first else ","
    return next(csv.reader([first], delimiter=separator), []), separator


def _rows(file: TextIO, path: Path, head: Sequence[str], separator: str) -> Iterator[RawRow]:
    lines, width = _Lines(file), len(head)
    for number, cells in _numbered(csv.reader(lines, delimiter=separator), path):
        whole = "".join(cells)
        if not whole or whole.isspace():
            continue
        # Most rows have no strange sign and no problem.
        is_plain = len(cells) == width and len(whole) <= LONGEST_CELL and whole.isprintable()
        yield number, cells, None if is_plain else _problem(cells, head, separator, whole=lines.is_whole())


def places_of(head: Sequence[str], path: Path, columns: Sequence[str], names: Names) -> Places:
    """Where each of our columns stands in a table with this head. Raises SheetFault where one is missing."""
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise SheetFault(f"The mapping names {', '.join(unknown)}: there are {', '.join(columns)}.")
    there = [_head_name(name) for name in head]
    theirs = {column: names.get(column, column) for column in columns}
    wanted = {column: _head_name(name) for column, name in theirs.items() if name}
    missing = [name for name in wanted.values() if name not in there]
    if missing:
        raise SheetFault(
            f"{path.name} has no column {', '.join(missing)}: its first row must name {','.join(wanted.values())}."
        )
    return [(column, there.index(wanted[column]) if column in wanted else None) for column in columns]


class _Lines:
    """The lines of a file, remembering the newest: one without an end was cut off, or is the last."""

    def __init__(self, file: TextIO) -> None:
        self._file, self.newest = file, ""

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self.newest = line
            yield line

    def is_whole(self) -> bool:
        """Whether the newest line has an end."""
        return self.newest.endswith(("\n", "\r"))


def _numbered(rows: Iterator[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    number = 1
    try:
        for number, cells in enumerate(rows, start=2):
            yield number, cells
    except csv.Error as problem:
        raise SheetFault(
            f"{path.name} is no CSV table from row {number + 1} on ({problem}): look for a quote that is never closed."
        ) from None


def _problem(cells: Sequence[str], names: Sequence[str], separator: str, *, whole: bool) -> str | None:
    if any(line.count(separator) >= len(names) - 1 for cell in cells for line in cell.splitlines()[1:]):
        return "it opens a quote that is never closed, and the rows below went into its cell: close the quote"
    if any(cell.strip() for cell in cells[len(names) :]):
        return f"it has {len(cells)} cells, the head has {len(names)}: quote a cell that holds the separator"
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return f"a cell has more than {LONGEST_CELL} signs: look for a quote that is never closed"
    if len(cells) < len(names) and not whole:
        return f"the file breaks off in it, after {len(cells)} of {len(names)} cells: ask for the whole file"
    if any("\0" in cell for cell in cells):
        return "it holds a NUL sign: take it out"
    return None


def _head_name(name: str) -> str:
    """A column's name as it is compared: line breaks and double spaces of a spreadsheet's head say nothing."""
    return " ".join(_clean(name).lower().split())


def _clean(cell: str) -> str:
    return _clean_all([cell])[0]


def _clean_all(cells: list[str]) -> list[str]:
    cells = [cell.strip() for cell in cells]
    together = "\n".join(cells)
    if not together.isascii() and not unicodedata.is_normalized("NFC", together):
        cells = [unicodedata.normalize("NFC", cell) for cell in cells]
    return [_unquoted(cell) for cell in cells] if "'" in together else cells


def _unquoted(cell: str) -> str:
    """A rejects file quotes what a spreadsheet would take for a formula; loaded again it is the cell it was."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in FORMULA_SIGNS else cell


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quoted(cell: str) -> str:
    """A cell as a spreadsheet may open it: what would begin a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def read_day(text: str) -> date | None:
    """A day in either writing, None for anything else.

    >>> read_day("2026-11-24"), read_day("24/11/2026"), read_day("soon")
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 24), None)
    """
    iso, vietnamese = _DAY_ISO.fullmatch(text), _DAY_VN.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1])) if vietnamese else None
    except ValueError:
        return None


class Rejects:
    """The file of rejected rows, made when the first one comes; only its owner may read it."""

    def __init__(self, folder: Path, stem: str, columns: Sequence[str]) -> None:
        """`stem` names the file below `folder`; a number is added where that name is taken."""
        self._folder, self._stem, self._columns = folder, stem, columns
        self._file: TextIO | None = None
        self.path: Path | None = None
        self.count = 0
        self.first: list[dict[str, Any]] = []

    def add(self, row: SheetRow, reason: str) -> None:
        """Keep a row aside."""
        if self._file is None:
            self._file = self._open()
            csv.writer(self._file).writerow(["row", "reason", *self._columns])
        self.count += 1
        if len(self.first) < REJECTS_SHOWN:
            self.first.append({"row": row.number, "reason": reason})
        cells = [quoted(row.cells[column]) for column in self._columns]
        csv.writer(self._file).writerow([row.number, reason, *cells])

    def _open(self) -> TextIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self._folder, 0o700)
        for count in range(1, 100_000):
            path = self._folder / f"{self._stem}{f'-{count}' if count > 1 else ''}.csv"
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            self.path = path
            return io.TextIOWrapper(os.fdopen(descriptor, "wb"), encoding="utf-8-sig", newline="")
        raise OSError(f"{self._folder} holds too many files named {self._stem}: move the old ones away.")

    def close(self) -> None:
        """Write out what was kept."""
        if self._file is not None:
            self._file.close()


@dataclass
class LoadReport:
    """What a load did: rows = loaded (new) + unchanged + changed + rejected. Warnings are counted, the first shown.

    rejections: row and reason of the first rejected rows; all of them stand in `rejects_file`.
    """

    rows: int = 0
    loaded: int = 0
    unchanged: int = 0
    changed: int = 0
    rejected: int = 0
    rejects_file: str | None = None
    rejections: list[dict[str, Any]] = field(default_factory=list)
    warned: int = 0
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def copy_rejected(self, rejects: Rejects) -> None:
        """Take over what was rejected."""
        self.rejected, self.rejections = rejects.count, rejects.first
        self.rejects_file = str(rejects.path) if rejects.path else None

    def warn(self, row: int, sentence: str) -> None:
        """Note that the row of this number was loaded although something in it is odd."""
        self.warned += 1
        if len(self.warnings) < WARNINGS_SHOWN:
            self.warnings.append({"row": row, "sentence": sentence})
