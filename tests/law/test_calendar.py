"""Working days: the special days of domain.md section 9, and laws of counting that hold for every day."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from ticketing.law.calendar import DayKind, SpecialDay, official_calendar
from ticketing.law.clocks import CODES, TermKind, Unit, has_term, term, term_row

CALENDAR = official_calendar()
DAYS = st.dates(date(2025, 8, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 27), False),  # Mon, Tết
        (date(2025, 4, 7), False),  # Mon, Hùng Kings
        (date(2025, 4, 26), True),  # Sat, worked for 2/5
        (date(2025, 5, 2), False),  # Fri, swapped
        (date(2025, 9, 1), False),  # Mon, beside National Day
        (date(2026, 1, 2), False),  # Fri, swapped
        (date(2026, 1, 10), True),  # Sat, worked for 2/1
        (date(2026, 2, 20), False),  # Fri, Tết
        (date(2026, 2, 23), True),  # Mon after Tết
        (date(2026, 4, 27), False),  # Mon, Hùng Kings moved from Sunday
        (date(2026, 8, 22), True),  # Sat, worked for 31/8
        (date(2026, 8, 31), False),  # Mon, swapped
        (date(2026, 9, 3), True),  # Thu
        (date(2026, 11, 24), False),  # Tue, Cultural Day
        (date(2025, 11, 24), True),  # Mon, the year before there was no Cultural Day
        (date(2027, 1, 1), False),  # Fri
        (date(2027, 4, 16), False),  # Fri, Hùng Kings
        (date(2027, 5, 3), False),  # Mon, moved from Sat 1/5
        (date(2027, 9, 2), False),  # Thu
        (date(2026, 11, 21), False),  # Sat
        (date(2026, 11, 23), True),  # Mon
    ],
)
def test_a_day_is_worked_or_off(day, works):
    assert CALENDAR.is_working_day(day) is works


def test_every_special_day_changes_its_day_and_names_its_source():
    for day, special in CALENDAR.days.items():
        assert (day.weekday() >= 5) == (special.kind is DayKind.SWAPPED_WORK)
        assert special.source
        assert special.name


def test_each_swapped_day_off_has_its_make_up_day_in_the_same_year():
    kinds = [(day.year, special.kind) for day, special in CALENDAR.days.items()]
    for year in {year for year, _ in kinds}:
        assert kinds.count((year, DayKind.SWAPPED_OFF)) == kinds.count((year, DayKind.SWAPPED_WORK))


def test_the_list_of_a_year_takes_the_place_of_the_one_that_came_with_the_product():
    storm = SpecialDay(date(2026, 11, 25), DayKind.HOLIDAY, "Nghỉ bão", "high", "notice of the province")
    changed = CALENDAR.with_year(2026, [storm], confirmed=False)
    assert changed.is_working_day(date(2026, 11, 24)), "it is not in the list"
    assert changed.next_working_day(date(2026, 11, 25)) == date(2026, 11, 26)
    assert not changed.is_working_day(date(2027, 1, 1)), "other years stay"
    assert changed.unconfirmed_years(date(2025, 1, 1), date(2026, 12, 31)) == (2026,)
    assert CALENDAR.is_working_day(date(2026, 11, 25))


def test_no_day_of_a_year_to_come_is_off_that_the_law_and_the_moon_leave_open():
    library = country_holidays("VN", years=[2027, 2028])
    assert {day for day in CALENDAR.days if day.year in (2027, 2028)} <= set(library)


def test_a_term_through_a_year_whose_list_is_not_final_says_so():
    assert term("DECISION", date(2026, 12, 25), CALENDAR).unconfirmed_years == (2027,)
    assert term("NOTICE", date(2026, 12, 25), CALENDAR).unconfirmed_years == (2027,)
    assert term("NOTICE", date(2026, 12, 1), CALENDAR).unconfirmed_years == ()
    assert term("LIMITATION", date(2026, 12, 1), CALENDAR).unconfirmed_years == ()


def test_a_term_does_not_run_backwards():
    with pytest.raises(ValueError, match="backwards"):
        CALENDAR.add_working_days(date(2026, 11, 24), -1)


@given(DAYS, st.integers(0, 40))
def test_adding_working_days_counts_exactly_that_many(start, count):
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.working_days_between(start, end) == count
    assert count == 0 or CALENDAR.is_working_day(end)


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(start, first, second):
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, first), second) == CALENDAR.add_working_days(
        start, first + second
    )


@given(DAYS)
def test_the_next_and_the_last_working_day_enclose_the_day(day):
    assert CALENDAR.last_working_day(day) <= day <= CALENDAR.next_working_day(day)
    assert (CALENDAR.last_working_day(day) == day) == CALENDAR.is_working_day(day)


@given(st.sampled_from(CODES), DAYS)
def test_every_term_ends_after_its_event_and_as_its_kind_demands(code, started_on):
    if not has_term(code, started_on):
        return
    running, row = term(code, started_on, CALENDAR), term_row(code, started_on)
    assert running.due_on > started_on
    assert running.safe_due_on <= running.due_on
    assert running.effect_from == running.due_on + timedelta(days=1)
    if running.kind is not TermKind.LAPSE:
        assert CALENDAR.is_working_day(running.due_on)
    if running.kind is TermKind.ACT_BY:
        assert CALENDAR.is_working_day(running.safe_due_on)
    if row.unit is Unit.WORKING_DAYS:
        assert CALENDAR.working_days_between(started_on, running.due_on) == row.length


@given(st.sampled_from(CODES), DAYS)
def test_a_later_event_never_ends_earlier_while_the_length_is_the_same(code, started_on):
    next_day = started_on + timedelta(days=1)
    if has_term(code, started_on) and term_row(code, started_on) == term_row(code, next_day):
        assert term(code, started_on, CALENDAR).due_on <= term(code, next_day, CALENDAR).due_on
