"""What runs out soon, over all cases; and that an expired case is never fined."""

from datetime import date, timedelta

import pytest

from conftest import MONDAY
from ticketing.cases.deadlines import Whose, Window, codes_of, counts, deadlines, whose_term
from ticketing.cases.own_terms import OWN_TERMS
from ticketing.cases.record import apply
from ticketing.cases.states import TRANSITIONS, Refused, S
from ticketing.documents.papers import PAPERS
from ticketing.flow.office import Office
from ticketing.flow.timers import end_term, ended_clocks
from ticketing.kit.clock import SettableClock
from ticketing.law.clocks import CODES
from walked import OFFICER, SIGNER, walk_to

TODAY = date(2026, 11, 16)


def test_the_nearest_term_comes_first_with_whose_it_is_and_the_day_that_nobody_can_doubt(office: Office) -> None:
    case_id = walk_to(office, "act_confirmed", violated_at=MONDAY - timedelta(days=4))
    with office.database.reading() as session:
        week, more = deadlines(session, TODAY, Window.WEEK)
        month, _ = deadlines(session, TODAY, Window.MONTH)
        assert counts(session, TODAY) == {Window.LATE: 0, Window.TODAY: 0, Window.WEEK: 1, Window.MONTH: 1}
        assert counts(session, TODAY, whose=Whose.PERSON)[Window.MONTH] == 0
    assert more == "" and [line.clock.code for line in month] == ["NOTICE"]
    [line] = week  # the tenth day is Sunday the 22nd: the term is extended to the Monday
    assert (line.case.id, line.whose, line.days) == (case_id, Whose.OFFICE, 7)
    assert (line.clock.due_on, line.safe_on) == (date(2026, 11, 23), date(2026, 11, 20))
    assert "Circular 73/2024" in line.clock.article


def test_a_long_list_goes_on_where_the_page_before_ended_and_a_filter_leaves_out(office_on_both: Office) -> None:
    office = office_on_both
    for _ in range(3):
        walk_to(office, "decision_received")
    with office.database.reading() as session:
        first, key = deadlines(session, TODAY, Window.MONTH, size=2)
        second, end = deadlines(session, TODAY, Window.MONTH, size=2, after=key)
        assert [line.clock.code for line in (*first, *second)] == ["PAYMENT"] * 3 and end == ""
        assert deadlines(session, TODAY, Window.MONTH, whose=Whose.OFFICE)[0] == []
        assert deadlines(session, TODAY, Window.MONTH, unit="DOI9")[0] == []
        assert len(deadlines(session, TODAY, Window.MONTH, code="PAYMENT")[0]) == 3
        assert len(deadlines(session, TODAY + timedelta(days=30), Window.LATE, code="PAYMENT")[0]) == 3


def test_every_term_of_the_law_is_somebody_s() -> None:
    assert {code for whose in Whose for code in codes_of(whose)} == {*CODES, *OWN_TERMS}
    assert whose_term("LIMITATION") is Whose.TIME and whose_term("MINUTES") is Whose.OFFICE


def test_an_expired_case_is_never_fined(office: Office) -> None:
    case_id = walk_to(office, "violator_identified")
    office.clock = SettableClock(MONDAY + timedelta(days=366))
    for clock_id in ended_clocks(office):
        end_term(office, clock_id)
    now = office.clock.now()
    for event in {row.event for row in TRANSITIONS}:
        with pytest.raises(Refused), office.database.writing() as session:
            apply(session, case_id, event, actor=SIGNER if event != "minutes_made" else OFFICER, at=now)
    with office.database.reading() as session:
        assert all(line.case.id != case_id for line in deadlines(session, TODAY, Window.MONTH)[0])
    possible = {kind for kind, paper in PAPERS.items() if S.EXPIRED in paper.states}
    told = "what is left is to tell the agencies that their warning has ended, and earlier owners that nothing is asked"
    assert possible == {"warning_lifted", "not_liable_letter"}, told
