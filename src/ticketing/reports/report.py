"""A report is one object. Page, XLSX, CSV, JSON, command and right follow from it, with no further code.

A report is a module of `reports/catalogue` that holds one `REPORT`. One that says too little stops the program.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from ticketing.agency.actors import Role
from ticketing.kit.bilingual import Bilingual
from ticketing.reports.months import Month, Period
from ticketing.reports.sheets import Cell, Sheet, Workbook

R = TypeVar("R")
NameOf = Callable[[str | None], str]
IN_ALL, UNKNOWN_COMMUNE = Bilingual("Tổng cộng", "In all"), Bilingual("Chưa xác định", "Not known")


class IncompleteReport(ValueError):
    """A report of the catalogue lacks something that a page, a file or a reader of its figures needs."""


class Kind(StrEnum):
    """What a column holds. Amounts are whole đồng."""

    TEXT = "text"
    COUNT = "count"
    VND = "vnd"
    DATE = "date"
    PERCENT = "percent"
    DAYS = "days"


UNITS: Mapping[str, str] = {Kind.VND: " (đồng)", Kind.PERCENT: " (%)"}
ADD_UP = frozenset({Kind.COUNT, Kind.VND})


class Figures(Protocol):
    """What the function of a report gives: typed rows by month and by commune, and all of them together."""

    @property
    def period(self) -> Period:
        """The months that were asked for."""

    @property
    def total(self) -> Any:
        """The row of everything together."""

    def by_month(self) -> Mapping[Month, Any]:
        """Every month of the period."""

    def by_commune(self) -> Mapping[str | None, Any]:
        """Communes by code; those without a known commune last."""


@dataclass(frozen=True)
class Column:
    """One figure of a row: the attribute `code` of it, and its key in JSON.

    definition: what is counted, by which date, from which source. headline: it stands large on top of the page.
    head_in_files: the Vietnamese head of XLSX and CSV where it has long been another one than the page's.
    """

    code: str
    name: Bilingual
    kind: Kind
    definition: Bilingual
    headline: bool = False
    head_in_files: str = ""
    data_only: bool = False

    def head(self, language: str) -> str:
        """The head of the column with its unit."""
        return f"{self.name.in_language(language)}{UNITS.get(self.kind, '')}"

    def value(self, row: Any) -> Cell:
        """The figure of a row."""
        found: Cell = getattr(row, self.code)
        return found


@dataclass(frozen=True)
class Grouping:
    """One table of a report: what a line stands for. code: in addresses; key: in JSON; method: of the figures."""

    code: str
    key: str
    title: Bilingual
    heads: tuple[Bilingual, ...]
    method: str
    cells: Callable[[Any, str, NameOf], tuple[Cell, ...]]

    def rows(self, figures: Figures) -> Mapping[Any, Any]:
        """The rows by what they stand for."""
        found: Mapping[Any, Any] = getattr(figures, self.method)()
        return found


def _commune_cells(code: str | None, language: str, name_of: NameOf) -> tuple[Cell, ...]:
    return (code or "", name_of(code) if code else UNKNOWN_COMMUNE.in_language(language))


BY_MONTH = Grouping(
    "month", "month", Bilingual("Theo tháng", "By month"), (Bilingual("Tháng", "Month"),), "by_month",
    lambda month, language, name_of: (month.label,),
)  # fmt: skip
BY_COMMUNE = Grouping(
    "commune", "commune_code", Bilingual("Theo xã, phường", "By commune"),
    (Bilingual("Mã", "Code"), Bilingual("Xã, phường", "Commune")), "by_commune", _commune_cells,
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """One report. {first} and {last} in `explanation` stand for its months.

    summary: what it tells, in a sentence. file_title, file_note: the Vietnamese title and remark of its workbook.
    roles: who may open it. whole: the period that is shown where none is asked for. chart: SVG in a language.
    more: what JSON holds beside the columns. place: among the reports; overview: shown in full on the common page.
    """

    code: str
    title: Bilingual
    summary: Bilingual
    explanation: Bilingual
    roles: frozenset[Role]
    whole: Callable[[Session, date], Period]
    figures: Callable[[Session, Period], Any]
    columns: tuple[Column, ...]
    groupings: tuple[Grouping, ...] = (BY_MONTH, BY_COMMUNE)
    file_title: str = ""
    file_note: str = ""
    chart: Callable[[Any, str], str] | None = None
    more: Callable[[Any], Mapping[str, Any]] = lambda figures: {}
    place: int = 100
    overview: bool = False

    @property
    def shown(self) -> list[Column]:
        """The columns of tables; the others stand in JSON alone."""
        return [column for column in self.columns if not column.data_only]

    def as_json(self, figures: Figures) -> dict[str, Any]:
        """The figures for a program."""
        lists = {
            f"by_{one.code}": [{one.key: _plain(key), **self._data(row)} for key, row in one.rows(figures).items()]
            for one in self.groupings
        }
        period = {"from": str(figures.period.first), "to": str(figures.period.last)}
        return {**period, "total": self._data(figures.total), **self.more(figures), **lists}

    def workbook(self, figures: Figures, name_of: NameOf) -> Workbook:
        """The figures as a file, with Vietnamese heads."""
        title = f"{self.file_title or self.title.vi}, {_span(figures.period)}"
        note = f"{title}. {self.file_note or self.summary.vi}"
        stem = f"{self.code}-{figures.period.first}-{figures.period.last}"
        heads = [column.head_in_files or column.head("vi") for column in self.shown]
        sheets = tuple(self._sheet(one, figures, "vi", name_of, heads, note) for one in self.groupings)
        return Workbook(stem, title, sheets)

    def tables(self, figures: Figures, language: str, name_of: NameOf) -> list[Sheet]:
        """The figures as the page shows them, in its language."""
        heads = [column.head(language) for column in self.shown]
        return [self._sheet(one, figures, language, name_of, heads, "") for one in self.groupings]

    def _sheet(
        self, by: Grouping, figures: Figures, language: str, name_of: NameOf, heads: Sequence[str], note: str
    ) -> Sheet:
        rows = [(*by.cells(key, language, name_of), *self._cells(row)) for key, row in by.rows(figures).items()]
        blank = [""] * (len(by.heads) - 1)
        rows.append((*blank, IN_ALL.in_language(language), *self._cells(figures.total)))
        first = (head.in_language(language) for head in by.heads)
        return Sheet(by.title.in_language(language), note, (*first, *heads), tuple(rows))

    def _cells(self, row: Any) -> list[Cell]:
        return [column.value(row) for column in self.shown]

    def _data(self, row: Any) -> dict[str, Any]:
        return {column.code: _plain(column.value(row)) for column in self.columns}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | None) else str(value)


def _span(period: Period) -> str:
    first, last = period.first.label, period.last.label
    return f"tháng {first}" if first == last else f"từ {first} đến {last}"


def check(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports in their order. Raises IncompleteReport with what the first incomplete one lacks."""
    found = sorted(reports, key=lambda report: (report.place, report.code))
    for problem in _problems(found):
        raise IncompleteReport(problem)
    return tuple(found)


def _problems(reports: Sequence[Report]) -> Iterator[str]:
    codes = Counter(report.code for report in reports)
    yield from (f"Report '{code}' stands in two files: give one another code." for code, n in codes.items() if n > 1)
    for report in reports:
        yield from (f"Report '{report.code}': {problem}" for problem in _lacks(report))


def _lacks(report: Report) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z-]*", report.code):
        yield "its code is no word of small letters and hyphens: it stands in addresses and in the command."
    for part in ("title", "summary", "explanation"):
        if missing := getattr(report, part).lacking:
            yield f"it has no {part} in {missing}: write it."
    if not report.roles:
        yield "nobody may open it: name the roles."
    if not report.groupings or not report.columns:
        yield "it has no table: give it a grouping and columns."
    codes = Counter(column.code for column in report.columns)
    yield from (f"two columns are called '{code}': give one another code." for code, n in codes.items() if n > 1)
    for column in report.columns:
        yield from (f"column '{column.code}' {problem}" for problem in _column_lacks(column))


def _column_lacks(column: Column) -> Iterator[str]:
    for part in ("name", "definition"):
        if missing := getattr(column, part).lacking:
            yield f"has no {part} in {missing}: write it."
    if column.kind not in set(Kind):
        yield f"is of the kind '{column.kind}', which there is not: take one of {', '.join(Kind)}."


def added(rows: Iterable[R], nothing: R) -> R:
    """Rows of one type together, figure by figure."""
    total = nothing
    for row in rows:
        total = type(row)(*(getattr(total, one.name) + getattr(row, one.name) for one in fields(row)))  # type: ignore[arg-type]
    return total


@dataclass(frozen=True)
class Line(Generic[R]):
    """A row of one month and one commune (None: not known)."""

    month: Month
    commune_code: str | None
    row: R


@dataclass(frozen=True)
class Lines(Generic[R]):
    """Figures that add up, by month and commune. nothing: the row of zeros."""

    period: Period
    lines: tuple[Line[R], ...]
    nothing: R

    @property
    def total(self) -> R:
        """All lines together."""
        return added((line.row for line in self.lines), self.nothing)

    def by_month(self) -> dict[Month, R]:
        """Every month of the period, months without lines too."""
        return {m: added((line.row for line in self.lines if line.month == m), self.nothing) for m in self.period}

    def by_commune(self) -> dict[str | None, R]:
        """Communes with lines, by code; those without a known commune last."""
        codes = sorted({line.commune_code for line in self.lines}, key=lambda code: (code is None, code))
        return {c: added((line.row for line in self.lines if line.commune_code == c), self.nothing) for c in codes}
