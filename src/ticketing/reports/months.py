"""Months as reports count them: calendar months of Vietnam, written 2026-11."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from ticketing.kit.clock import VIETNAM


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month.

    >>> Month(2026, 12).next, Month.read("2026-11"), str(Month(2026, 3))
    (Month(year=2027, month=1), Month(year=2026, month=11), '2026-03')
    """

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day (of a moment: convert to Vietnam first)."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month":
        """A month as people write it. Raises ValueError with a sentence."""
        try:
            found = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007  a month has no zone
        except ValueError:
            raise ValueError(f"'{text}' is no month: write it like 2026-11.") from None
        return cls(found.year, found.month)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def begins(self) -> datetime:
        """Its first moment in Vietnam, in UTC."""
        return datetime(self.year, self.month, 1, tzinfo=VIETNAM).astimezone(UTC)

    @property
    def label(self) -> str:
        """As Vietnamese tables head a column: 11/2026."""
        return f"{self.month:02}/{self.year}"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


@dataclass(frozen=True)
class Period:
    """From one month to another, both included."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"The period ends in {self.last}, before it begins in {self.first}.")

    def __iter__(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.next

    def contains(self, column: Any) -> Any:
        """SQL: whether a moment column lies in the period."""
        return sa.and_(column >= self.first.begins, column < self.last.next.begins)

    def contains_day(self, column: Any) -> Any:
        """SQL: whether a day column lies in the period."""
        return sa.and_(column >= self.first.first_day, column < self.last.next.first_day)

    def month_of(self, column: Any) -> Any:
        """SQL: the month of a moment column that lies in the period, as text. The same on every database."""
        return _stepped([(column < month.next.begins, str(month)) for month in self])

    def month_of_day(self, column: Any) -> Any:
        """SQL: the month of a day column that lies in the period, as text."""
        return _stepped([(column < month.next.first_day, str(month)) for month in self])


def _stepped(steps: list[tuple[Any, str]]) -> Any:
    # Literals, so that SELECT and GROUP BY hold the same expression: PostgreSQL compares them as text.
    return sa.case(*((when, sa.literal_column(f"'{name}'")) for when, name in steps))
