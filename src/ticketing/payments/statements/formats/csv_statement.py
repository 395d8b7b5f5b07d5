"""Statement as CSV: value_date,reference,payer,amount_vnd,content. UTF-8, comma or semicolon."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from ticketing.kit.money import LARGEST_WRITTEN, vnd_of
from ticketing.kit.registry import Score
from ticketing.payments.statements.lines import (
    BadRow,
    PaymentLine,
    StatementContent,
    StatementFile,
    StatementUnreadable,
)
from ticketing.payments.statements.reading import StatementFormat

COLUMNS = ("value_date", "reference", "payer", "amount_vnd", "content")
LARGEST_FILE = 20 * 1024 * 1024


def read_csv_statement(data: bytes) -> StatementContent:
    """Read a statement. Rows that cannot be read are given beside the others. Raises StatementUnreadable."""
    rows = _rows(data)
    header = [cell.strip().lower() for cell in next(rows, [])]
    if missing := [name for name in COLUMNS if name not in header]:
        raise StatementUnreadable(
            f"The first line must name {', '.join(COLUMNS)}; {', '.join(missing)} is missing there. "
            "sample_media/statements/ shows some."
        )
    lines: list[PaymentLine] = []
    bad_rows: list[BadRow] = []
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            lines.append(_line(number, header, cells))
        except ValueError as problem:
            bad_rows.append(BadRow(number, ",".join(cells)[:500], str(problem)))
    return StatementContent("csv", tuple(lines), tuple(bad_rows))


def _rows(data: bytes) -> Iterator[list[str]]:
    if len(data) > LARGEST_FILE:
        raise StatementUnreadable(f"The file has {len(data)} bytes: at most {LARGEST_FILE}. Split it by days.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise StatementUnreadable(
            f"The file is no UTF-8 text (byte {problem.start}): save it again as CSV, UTF-8."
        ) from None
    if "\0" in text:
        raise StatementUnreadable("The file holds binary data, not text: save it again as CSV, UTF-8.")
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as problem:
        raise StatementUnreadable(f"The file is no CSV ({problem}): look for a quote that is never closed.") from None


def _line(number: int, header: Sequence[str], cells: Sequence[str]) -> PaymentLine:
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} cells where the first line names {len(header)}: look for a stray separator.")
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    return PaymentLine(
        row=number,
        value_date=read_day(row["value_date"]),
        reference=row["reference"][:100],
        payer=row["payer"][:300],
        amount_vnd=read_amount(row["amount_vnd"]),
        content=row["content"][:1000],
    )


def read_day(text: str) -> date:
    """A day as statements write it. Raises ValueError.

    >>> read_day("2026-11-30"), read_day("30/11/2026")
    (datetime.date(2026, 11, 30), datetime.date(2026, 11, 30))
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError(f"value_date '{text}' is no day: write it like 2026-11-30 or 30/11/2026.")


def read_amount(text: str) -> int:
    """Whole đồng as statements write them, more than none. Raises ValueError.

    >>> read_amount("5.000.000"), read_amount("5000000.00")
    (5000000, 5000000)
    """
    try:
        amount = vnd_of(text)
    except ValueError:
        raise ValueError(
            f"amount_vnd '{text}' is no amount of incoming money: whole đồng, like 5000000 or 5.000.000."
        ) from None
    if not 0 < amount <= LARGEST_WRITTEN:
        raise ValueError(f"amount_vnd '{text}' is outside 1 to {LARGEST_WRITTEN} đồng.")
    return amount


class CsvStatement:
    """Our own form, which every bank's table can be brought into."""

    name = "csv"
    words = f"CSV with the columns {', '.join(COLUMNS)}"
    accept = ".csv,text/csv"

    def score(self, file: StatementFile) -> Score:
        """Ours where the first line names our columns; where it names some, we can say which are missing."""
        head = file.data[:4096].decode("utf-8-sig", "replace").partition("\n")[0].lower()
        cells = {cell.strip(' "\r') for cell in head.replace(";", ",").split(",")}
        known = [name for name in COLUMNS if name in cells]
        if not known:
            return Score(0, "its first line names none of the columns")
        return Score(90 if len(known) == len(COLUMNS) else 30, f"its first line names {', '.join(known)}")

    def read(self, file: StatementFile) -> StatementContent:
        """Read it. Raises StatementUnreadable."""
        return read_csv_statement(file.data)

    def sample(self) -> StatementFile:
        """A statement of one line."""
        line = "2026-11-30,FT26334001,NGUYEN VAN A,900000,QD00000726"
        return StatementFile("november.csv", f"{','.join(COLUMNS)}\n{line}\n".encode())


FORMAT: StatementFormat = CsvStatement()
