"""Terms: when something must be done, when waiting ends, when a right lapses (domain.md 2.6).

The length of a term is the one in force on the day of its start event. Days are calendar days, the day of the event is
not counted (LHAV art. 8). A term that ends on a day off is extended to the end of the next working day (Civil Code 2015
art. 147-148, from memory) unless it lapses by time alone; `safe_due_on` is the day on which nobody can doubt it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ticketing.law.calendar import ONE_DAY, Calendar
from ticketing.law.dated import LawError, day, last_day, read_csv, timeline, unknown_code


class NoTerm(LawError):
    """The law had no term of this code on the day of the start event."""


class TermKind(StrEnum):
    """What the end of a term means.

    act_by:     somebody must act; `due_on` is the last day on which he may.
    wait_until: `due_on` is the last day of waiting; the office acts from the next day.
    lapse:      something begins or ends by time alone, on the day after `due_on`; never extended.
    """

    ACT_BY = "act_by"
    WAIT_UNTIL = "wait_until"
    LAPSE = "lapse"


class Unit(StrEnum):
    """In what a length is counted."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class TermRow:
    """A term as the law lays it down for events between two days."""

    code: str
    starts_at_event: str
    length: int
    unit: Unit
    valid_from: date
    valid_to: date | None
    article: str
    effect: str
    confidence: str
    kind: TermKind


@dataclass(frozen=True)
class Term:
    """A term that runs.

    due_on:            last day; from the next day on the effect comes.
    safe_due_on:       for what must be done: the last working day not later than the end before any extension.
    unconfirmed_years: years it was counted through whose holidays are not final.
    """

    code: str
    starts_on: date
    due_on: date
    safe_due_on: date
    kind: TermKind
    article: str
    effect: str
    unconfirmed_years: tuple[int, ...]

    @property
    def effect_from(self) -> date:
        """The day after the last day: the first on which a missed term has its effect, or the office may act."""
        return self.due_on + ONE_DAY

    @property
    def acts_from(self) -> date | None:
        """The first day on which time alone has its effect or the office may act; None where somebody must act."""
        return None if self.kind is TermKind.ACT_BY else self.effect_from

    def is_over(self, today: date) -> bool:
        """Whether the term has ended before `today`."""
        return today > self.due_on

    def days_left(self, today: date) -> int:
        """Calendar days from `today` to the last day; 0 on the last day, negative after it."""
        return (self.due_on - today).days


def _row(cells: dict[str, str]) -> TermRow:
    return TermRow(
        code=cells["code"],
        starts_at_event=cells["starts_at_event"],
        length=int(cells["length"]),
        unit=Unit(cells["unit"]),
        valid_from=day(cells["valid_from"]),
        valid_to=last_day(cells["valid_to"]),
        article=cells["article"],
        effect=cells["effect_when_missed"],
        confidence=cells["confidence"],
        kind=TermKind(cells["kind"]),
    )


TERMS = timeline("terms.csv", map(_row, read_csv("terms.csv")), key=lambda row: row.code)
CODES = tuple(TERMS.rows)


def term_row(code: str, started_on: date) -> TermRow:
    """The row of `code` for a start event on that day. Raises UnknownCode and NoTerm."""
    if code not in TERMS.rows:
        raise unknown_code("term", code, CODES)
    row = TERMS.on(code, started_on)
    if row is None:
        first = TERMS.rows[code][0].valid_from
        raise NoTerm(f"The law knows {code} for events from {first} on, not for one on {started_on}.")
    return row


def has_term(code: str, started_on: date) -> bool:
    """Whether the law had a term of `code` for an event on that day. Raises UnknownCode."""
    try:
        term_row(code, started_on)
    except NoTerm:
        return False
    return True


def term(code: str, started_on: date, calendar: Calendar) -> Term:
    """The term `code` that an event on `started_on` (a day in Vietnam) has started.

    Raises UnknownCode for a code that is no term and NoTerm where the law had none for that day.

    >>> from ticketing.law.calendar import official_calendar
    >>> term("DECISION", date(2026, 12, 25), official_calendar()).due_on
    datetime.date(2027, 1, 6)
    """
    row = term_row(code, started_on)
    end = _end(row, started_on, calendar)
    due_on = end if row.kind is TermKind.LAPSE else calendar.next_working_day(end)
    safe = calendar.last_working_day(end) if row.kind is TermKind.ACT_BY else due_on
    return Term(
        code=code,
        starts_on=started_on,
        due_on=due_on,
        safe_due_on=safe,
        kind=row.kind,
        article=row.article,
        effect=row.effect,
        unconfirmed_years=_doubtful_years(row, started_on, end, due_on, calendar),
    )


def unextended_end(code: str, started_on: date, calendar: Calendar) -> date:
    """The day on which a term ends before any extension over days off. Raises UnknownCode and NoTerm.

    >>> from ticketing.law.calendar import official_calendar
    >>> unextended_end("DEFERRAL_MAX", date(2026, 11, 28), official_calendar())
    datetime.date(2027, 2, 28)
    """
    return _end(term_row(code, started_on), started_on, calendar)


def skipped_days(running: Term, calendar: Calendar) -> tuple[date, ...]:
    """The days off that moved the last day of a term: those within working days, or those of its extension."""
    row = term_row(running.code, running.starts_on)
    if row.unit is Unit.WORKING_DAYS:
        first, last = running.starts_on + ONE_DAY, running.due_on
    else:
        first, last = _end(row, running.starts_on, calendar), running.due_on - ONE_DAY
    if row.kind is TermKind.LAPSE:
        return ()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if not calendar.is_working_day(day))


def has_safe_day(code: str, started_on: date) -> bool:
    """Whether the last day may rest on an extension that could be denied: somebody must act, not in working days.

    Domain.md 2.6: only then is `safe_due_on` shown. Raises UnknownCode and NoTerm.
    """
    row = term_row(code, started_on)
    return row.kind is TermKind.ACT_BY and row.unit is not Unit.WORKING_DAYS


def _end(row: TermRow, start: date, calendar: Calendar) -> date:
    match row.unit:
        case Unit.DAYS:
            return start + timedelta(days=row.length)
        case Unit.WORKING_DAYS:
            return calendar.add_working_days(start, row.length)
        case Unit.MONTHS:
            return add_months(start, row.length)
        case Unit.YEARS:
            return add_months(start, 12 * row.length)


def _doubtful_years(row: TermRow, start: date, end: date, due_on: date, calendar: Calendar) -> tuple[int, ...]:
    # Holidays decide over every counted day of a term in working days, over the end alone of the others, over no lapse.
    if row.kind is TermKind.LAPSE:
        return ()
    return calendar.unconfirmed_years(start + ONE_DAY if row.unit is Unit.WORKING_DAYS else end, due_on)


def add_months(start: date, count: int) -> date:
    """The same day number `count` months later, or the last day of that month.

    >>> add_months(date(2028, 2, 29), 12), add_months(date(2026, 11, 30), 3)
    (datetime.date(2029, 2, 28), datetime.date(2027, 2, 28))
    """
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last = date(next_year, next_month + 1, 1) - ONE_DAY
    return last.replace(day=min(start.day, last.day))
