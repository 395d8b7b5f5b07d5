"""What every format of statement is read into."""

from dataclasses import dataclass
from datetime import date


class StatementUnreadable(ValueError):
    """The file as a whole is no statement; the sentence says what was expected."""


@dataclass(frozen=True)
class PaymentLine:
    """One incoming payment as the statement says it.

    row:        line of the file, for people. value_date: the day on which the money counts as paid.
    reference:  the bank's or the Treasury's own number of the transaction; payer and content are personal data.
    """

    row: int
    value_date: date
    reference: str
    payer: str
    amount_vnd: int
    content: str


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read; it is kept, shown and never booked. text: the row as it stood there."""

    row: int
    text: str
    sentence: str


@dataclass(frozen=True)
class StatementContent:
    """A statement, read."""

    format: str
    lines: tuple[PaymentLine, ...]
    bad_rows: tuple[BadRow, ...]
