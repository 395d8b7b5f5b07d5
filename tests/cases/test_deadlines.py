"""What runs out soon, over all cases; and that an expired case is never fined."""

from datetime import date, timedelta

import pytest

from conftest import MONDAY
from ticketing.cases.record import apply
from ticketing.cases.states import TRANSITIONS, CaseState, Refused
from ticketing.cases.terms.deadlines import Whose, Window, codes_of, counts, deadlines, whose_term
from ticketing.cases.terms.internal_deadlines import OWN_TERMS
from ticketing.documents.kinds import KINDS
from ticketing.flow.app_context import AppContext
from ticketing.flow.timers import end_term, ended_clocks
from ticketing.kit.clock import SettableClock
from ticketing.law.clocks import CODES
from walked import OFFICER, SIGNER, walk_to

TODAY = date(2026, 11, 16)


def test_the_nearest_term_comes_first_with_whose_it_is_and_the_day_that_nobody_can_doubt(context: AppContext) -> None:
    case_id = walk_to(context, "act_confirmed", violated_at=MONDAY - timedelta(days=4))
    with context.database.reading() as session:
        week, more = deadlines(session, TODAY, Window.WEEK)
        month, _ = deadlines(session, TODAY, Window.MONTH)
        assert counts(session, TODAY) == {Window.LATE: 0, Window.TODAY: 0, Window.WEEK: 1, Window.MONTH: 1}
        assert counts(session, TODAY, whose=Whose.PERSON)[Window.MONTH] == 0
    assert more == "" and [line.clock.code for line in month] == ["NOTICE"]
    [line] = week  # the tenth day is Sunday the 22nd: the term is extended to the Monday
    assert (line.case.id, line.whose, line.days) == (case_id, Whose.OFFICE, 7)
    assert (line.clock.due_on, line.safe_on) == (date(2026, 11, 23), date(2026, 11, 20))
    assert "Circular 73/2024" in line.clock.article


def test_a_long_list_goes_on_where_the_page_before_ended_and_a_filter_leaves_out(context_on_both: AppContext) -> None:
    context = context_on_both
    for _ in range(3):
        walk_to(context, "decision_received")
    with context.database.reading() as session:
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


def test_an_expired_case_is_never_fined(context: AppContext) -> None:
    case_id = walk_to(context, "violator_identified")
    context.clock = SettableClock(MONDAY + timedelta(days=366))
    for clock_id in ended_clocks(context):
        end_term(context, clock_id)
    now = context.clock.now()
    for event in {row.event for row in TRANSITIONS}:
        with pytest.raises(Refused), context.database.writing() as session:
            apply(session, case_id, event, actor=SIGNER if event != "minutes_made" else OFFICER, at=now)
    with context.database.reading() as session:
        assert all(line.case.id != case_id for line in deadlines(session, TODAY, Window.MONTH)[0])
    possible = {kind for kind, paper in KINDS.items() if CaseState.EXPIRED in paper.states}
    told = "what is left is to tell the agencies that their warning has ended, and earlier owners that nothing is asked"
    assert possible == {"warning_lifted", "not_liable_letter"}, told
