"""Working days of the State's offices.

Labour Code art. 111-112; a statutory day on a weekend moves to the next working day; swapped days bind the state sector
only, that is ours. An agency puts its own list of a year in the place of the one of this table (`agency.days_off`); a
year whose list is not final is told as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from ticketing.law.dated import TableFault, day, read_csv, read_yaml

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    """Why a day differs from its weekday."""

    HOLIDAY = "holiday"
    MOVED = "moved"
    SWAPPED_OFF = "swapped_off"
    SWAPPED_WORK = "swapped_work"


@dataclass(frozen=True)
class SpecialDay:
    """A day that is off although it is a weekday, or worked although it is a weekend (`swapped_work`)."""

    day: date
    kind: DayKind
    name: str
    confidence: str
    source: str


@dataclass(frozen=True)
class Calendar:
    """The special days by date, and the years whose list is final."""

    days: Mapping[date, SpecialDay]
    confirmed_years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""
        special = self.days.get(day)
        if special is not None:
            return special.kind is DayKind.SWAPPED_WORK
        return day.weekday() < SATURDAY

    def why_off(self, day: date) -> str | None:
        """Why offices are closed on `day`: "weekend", or the kind and the name of the day; None on a working day."""
        if self.is_working_day(day):
            return None
        special = self.days.get(day)
        return f"{special.kind}: {special.name}" if special else "weekend"

    def next_working_day(self, day: date) -> date:
        """`day` itself where it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day(self, day: date) -> date:
        """`day` itself where it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The day on which `count` working days after `start` end; `start` itself is not counted.

        Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(f"{count} working days: a term does not run backwards.")
        end = start
        for _ in range(count):
            end = self.next_working_day(end + ONE_DAY)
        return end

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative where `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))

    def unconfirmed_years(self, start: date, end: date) -> tuple[int, ...]:
        """The years between two days whose list of holidays is not final: a term counted through them may shift."""
        return tuple(year for year in range(start.year, end.year + 1) if year not in self.confirmed_years)

    def with_year(self, year: int, days: Iterable[SpecialDay], *, confirmed: bool) -> "Calendar":
        """This calendar with a list in place of the one that it has of that year. confirmed: the list is final."""
        others = {at: special for at, special in self.days.items() if at.year != year}
        years = self.confirmed_years | {year} if confirmed else self.confirmed_years - {year}
        return replace(self, days=others | {special.day: special for special in days}, confirmed_years=years)


def why_no_special_day(day: date, kind: DayKind) -> str | None:
    """Why the day cannot be of that kind, as a sentence: days off are weekdays, days worked instead are weekend days.

    >>> why_no_special_day(date(2026, 11, 22), DayKind.HOLIDAY)
    '2026-11-22 is a Saturday or Sunday: it is off as it is.'
    >>> why_no_special_day(date(2026, 8, 22), DayKind.SWAPPED_WORK)
    """
    is_weekend = day.weekday() >= SATURDAY
    if is_weekend and kind is not DayKind.SWAPPED_WORK:
        return f"{day} is a Saturday or Sunday: it is off as it is."
    if not is_weekend and kind is DayKind.SWAPPED_WORK:
        return f"{day} is a day from Monday to Friday: it is worked as it is."
    return None


def _special_day(cells: Mapping[str, str]) -> SpecialDay:
    return SpecialDay(
        day(cells["day"]), DayKind(cells["kind"]), cells["name"], cells["confidence"], cells["source"]
    )  # fmt: skip


@cache
def official_calendar() -> Calendar:
    """The calendar of data/holidays.csv. Raises TableFault where a day stands twice or changes nothing."""
    days: dict[date, SpecialDay] = {}
    for special in map(_special_day, read_csv("holidays.csv")):
        fault = f"{special.day} stands twice." if special.day in days else why_no_special_day(special.day, special.kind)
        if fault:
            raise TableFault(f"law/data/holidays.csv: {fault}")
        days[special.day] = special
    confirmed = frozenset(row["year"] for row in read_yaml("holiday_years.yaml") if row["confirmed"])
    return Calendar(days, confirmed)
