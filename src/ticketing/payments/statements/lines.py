"""What every format of statement is read into."""

from dataclasses import dataclass
from datetime import date


class StatementUnreadable(ValueError):
    """The file as a whole is no statement; the sentence says what was expected."""


@dataclass(frozen=True)
class StatementFile:
    """A statement as it came: the name that its sender gave it, and its bytes."""

    name: str
    data: bytes


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
    """A row that cannot be read; it is kept, shown and never booked. text: the row as it stood there.

    position: where in the file, in the words of its form ("sheet 'Thu', cell D7"), where `row` alone does not find it.
    """

    row: int
    text: str
    sentence: str
    position: str = ""

    @property
    def said(self) -> str:
        """The sentence, with the position before it."""
        return f"{self.position}: {self.sentence}" if self.position else self.sentence


@dataclass(frozen=True)
class ControlTotals:
    """What a statement says of itself, to be held against its lines; None: it does not say.

    entries: how many lines of money it has, incoming and outgoing. Balances and sums in đồng.
    """

    opening_vnd: int | None = None
    closing_vnd: int | None = None
    credits_vnd: int | None = None
    debits_vnd: int | None = None
    entries: int | None = None


@dataclass(frozen=True)
class StatementContent:
    """A statement, read. outgoing: how many lines are no incoming money; they are counted and left out."""

    format: str
    lines: tuple[PaymentLine, ...]
    bad_rows: tuple[BadRow, ...]
    totals: ControlTotals | None = None
    outgoing: int = 0
