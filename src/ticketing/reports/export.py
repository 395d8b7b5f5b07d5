"""Reports as files: XLSX for offices, CSV for programs. Nothing in a cell is ever a formula."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from ticketing.reports.sheets import Cell, Sheet, Workbook

# A cell that begins with one of these runs as a formula in a spreadsheet program (ASVS 1.2.10).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
NAVY, TINT, LINE = "#0f2d4a", "#e7eff5", "#bfb9aa"
HEAD_ROW = 3


def to_csv(sheet: Sheet) -> bytes:
    """One table as CSV, UTF-8 with a mark by which Excel knows it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_guarded(head) for head in sheet.heads])
    writer.writerows([_guarded(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: Cell) -> str:
    """A cell's text; a quote goes before what would run as a formula.

    >>> _guarded("=1+1"), _guarded("Bắc Giang"), _guarded(-5), _guarded(Decimal("33.3"))
    ("'=1+1", 'Bắc Giang', '-5', '33.3')
    """
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(DANGEROUS):
        return f"'{cell}"
    return str(cell)


def to_xlsx(workbook: Workbook) -> bytes:
    """All tables of a report, one sheet each, written row by row so that size does not matter."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": workbook.title})
        formats = _formats(book)
        for sheet in workbook.sheets:
            _write(book.add_worksheet(sheet.title), sheet, formats)
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    border = {"border": 1, "border_color": LINE, "font_name": "Times New Roman", "font_size": 12}
    head = {"bold": True, "font_color": "white", "bg_color": NAVY, "text_wrap": True, "align": "center"}
    total = {"bold": True, "bg_color": TINT}
    plain = {"font_name": "Times New Roman"}
    return {
        "title": book.add_format({**plain, "bold": True, "font_size": 14}),
        "meaning": book.add_format({**plain, "italic": True}),
        "head": book.add_format({**border, **head, "valign": "vcenter"}),
        "text": book.add_format(border),
        "number": book.add_format({**border, "num_format": "#,##0"}),
        "percent": book.add_format({**border, "num_format": "0.0"}),
        "date": book.add_format({**border, "num_format": "dd/mm/yyyy"}),
        "date_total": book.add_format({**border, **total, "num_format": "dd/mm/yyyy"}),
        "text_total": book.add_format({**border, **total}),
        "number_total": book.add_format({**border, **total, "num_format": "#,##0"}),
        "percent_total": book.add_format({**border, **total, "num_format": "0.0"}),
    }


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for column, head in enumerate(sheet.heads):
        page.set_column(column, column, _width(sheet, column, head))
    title, _, meaning = sheet.note.partition(". ")
    page.set_row(0, 24)  # before anything is written: rows go to disk one after the other
    page.write_string(0, 0, title, formats["title"])
    page.write_string(1, 0, meaning, formats["meaning"])
    page.set_row(HEAD_ROW - 1, 36)
    for column, head in enumerate(sheet.heads):
        page.write_string(HEAD_ROW - 1, column, head, formats["head"])
    for number, row in enumerate(sheet.rows):
        last = "_total" if number == len(sheet.rows) - 1 else ""
        for column, cell in enumerate(row):
            _write_cell(page, HEAD_ROW + number, column, cell, formats, last)
    page.freeze_panes(HEAD_ROW, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW - 1)


def _write_cell(page: Any, row: int, column: int, cell: Cell, formats: dict[str, Any], last: str) -> None:
    match cell:
        case None:
            page.write_blank(row, column, None, formats[f"text{last}"])
        case Decimal():
            page.write_number(row, column, float(cell), formats[f"percent{last}"])
        case int():
            page.write_number(row, column, cell, formats[f"number{last}"])
        case date():
            page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats[f"date{last}"])  # noqa: DTZ001  a day
        case _:
            page.write_string(row, column, cell, formats[f"text{last}"])


def _width(sheet: Sheet, column: int, head: str) -> float:
    longest = max((len(str(row[column])) for row in sheet.rows), default=0)
    return max(longest * 1.25 + 2, min(len(head), 14) + 2)
