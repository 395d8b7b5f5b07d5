"""Who explains himself is heard before the decision: in writing, at a hearing, in time or too late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.review.conftest import HAN, SIGNER, Reviewing, reviewing

from cases.answered_cases import A_WEEK, AFTER_EXPLANATION, MINUTES_AT, TODAY, clocks_of, explain, minuted, propose
from ticketing.agency.actors import Actor, Role
from ticketing.cases import record
from ticketing.cases.case_flags import flag_case
from ticketing.cases.decision.decisions import Request, decision_of
from ticketing.cases.decision.explanations import (
    Explanation,
    extend_explanation,
    hearing_asked_on,
    may_extend,
    record_overtaken,
    request_explanation,
)
from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.evidence.log import events_of
from walked import words_in_the_file

__all__ = ["reviewing"]


def test_who_may_explain_himself_is_heard_before_the_decision(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    with pytest.raises(Refused, match="explain himself until 2026-11-30"):
        propose(reviewing, case_id)
    assert propose(reviewing, case_id, Request(explanation_waived=True)).amount_vnd == 19_000_000


def test_an_explanation_gives_the_decision_a_month(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    with reviewing.database.writing() as session:
        request_explanation(session, reviewing.keys, case_id, Explanation("Tôi giải trình"), actor=HAN, at=MINUTES_AT)
    row = propose(reviewing, case_id, at=AFTER_EXPLANATION)
    # 20/12/2026 is a Sunday: the term is extended to Monday.
    assert (row.term_code, row.term_due_on) == ("DECISION_EXPLANATION", date(2026, 12, 21))
    running = clocks_of(reviewing, case_id)
    assert running["DECISION_EXPLANATION"] == date(2026, 12, 21) and not {"DECISION", "EXPLAIN_WRITTEN"} & set(running)


def test_the_day_on_which_he_explained_himself_counts_not_that_of_its_entry(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    # Minutes of Friday 20/11/2026: a hearing is asked for until 25/11. Posted before, it came after.
    asked = Explanation(
        "Xin giải trình trực tiếp", oral=True, made_on=date(2026, 11, 23), received_on=date(2026, 11, 26)
    )
    for wrong, match in (
        (replace(asked, made_on=date(2026, 11, 26)), "lapsed"),
        (replace(asked, made_on=date(2026, 11, 19)), "was not made on"),
        (replace(asked, received_on=date(2026, 11, 22)), "did not have it"),
    ):
        with reviewing.database.writing() as session, pytest.raises(Refused, match=match):
            request_explanation(session, reviewing.keys, case_id, wrong, actor=HAN, at=AFTER_EXPLANATION)
    with reviewing.database.writing() as session:
        request_explanation(session, reviewing.keys, case_id, asked, actor=HAN, at=AFTER_EXPLANATION)
        assert hearing_asked_on(session, case_id) == date(2026, 11, 23)
    assert clocks_of(reviewing, case_id)["EXPLAIN_HEARING_NOTICE"] == date(2026, 12, 3)


def test_the_term_of_a_written_explanation_is_extended_once_by_five_working_days(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")

    def extend(asked_on: date = TODAY + timedelta(days=9), reason: str = "Đi công tác xa") -> date:
        with reviewing.database.writing() as session:
            return extend_explanation(
                session, reviewing.keys, case_id, asked_on=asked_on, reason=reason, actor=HAN, at=AFTER_EXPLANATION
            ).due_on

    for wrong, match in (({"reason": " "}, "reason"), ({"asked_on": date(2026, 12, 1)}, "was not made")):
        with pytest.raises(Refused, match=match):
            extend(**wrong)
    assert extend() == date(2026, 12, 7)  # the first term ends on Monday 30/11
    with pytest.raises(Refused, match="extended before"):
        extend()
    running = clocks_of(reviewing, case_id)
    assert (running["EXPLAIN_WRITTEN"], running["DECISION_EXPLANATION"]) == (date(2026, 12, 7), date(2026, 12, 21))
    with pytest.raises(Refused, match="explain himself until 2026-12-07"):
        propose(reviewing, case_id, at=datetime(2026, 12, 2, 2, tzinfo=UTC))


def test_an_explanation_withdraws_what_was_proposed_without_it(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    unheard = propose(reviewing, case_id, Request(explanation_waived=True))
    with reviewing.database.writing() as session:
        request_explanation(session, reviewing.keys, case_id, Explanation("Tôi giải trình"), actor=HAN, at=MINUTES_AT)
        assert decision_of(session, case_id) is None
    assert propose(reviewing, case_id, at=AFTER_EXPLANATION).id != unheard.id


def test_who_has_written_may_still_ask_for_a_hearing_and_is_not_decided_on_before_that_right_ends(
    reviewing: Reviewing,
) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")  # on Friday 20/11/2026: a hearing is asked for until the 25th
    explain(reviewing, case_id, Explanation("Tôi giải trình"))
    assert clocks_of(reviewing, case_id).keys() >= {"EXPLAIN_ORAL_REQUEST", "DECISION_EXPLANATION"}
    with pytest.raises(Refused, match="ask for a hearing until 2026-11-25"):
        propose(reviewing, case_id)
    unheard = propose(reviewing, case_id, Request(explanation_waived=True))
    asked = Explanation("Xin giải trình trực tiếp", oral=True)
    case = explain(reviewing, case_id, asked, at=MINUTES_AT + timedelta(days=3))
    assert case.state == CaseState.EXPLANATION
    with reviewing.database.reading() as session:
        assert (hearing_asked_on(session, case_id), decision_of(session, case_id)) == (date(2026, 11, 23), None)
        assert session.get_one(Decision, unheard.id).state == "withdrawn"
    # From Monday 23/11 five working days, of which the 24th is none.
    assert clocks_of(reviewing, case_id)["EXPLAIN_HEARING_NOTICE"] == date(2026, 12, 1)
    with pytest.raises(Refused, match="asked for on 2026-11-23 already"):
        explain(reviewing, case_id, asked, at=MINUTES_AT + timedelta(days=3))
    assert [name for name, _ in words_in_the_file(reviewing.database, reviewing.keys, case_id)] == [
        "explanation_requested", "explained_again",
    ]  # fmt: skip


def test_who_asked_for_a_hearing_may_write_too_and_ask_for_more_time_for_it(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    explain(reviewing, case_id, Explanation("Xin giải trình trực tiếp", oral=True))
    with reviewing.database.writing() as session:
        assert may_extend(session, session.get_one(Case, case_id))
        extend_explanation(
            session, reviewing.keys, case_id, asked_on=date(2026, 11, 30), reason="Đi xa", actor=HAN,
            at=AFTER_EXPLANATION,
        )  # fmt: skip
    with pytest.raises(Refused, match="explain himself until 2026-12-07"):
        propose(reviewing, case_id, at=AFTER_EXPLANATION)
    explain(reviewing, case_id, Explanation("Tôi giải trình", made_on=date(2026, 12, 1)), at=AFTER_EXPLANATION + A_WEEK)
    with reviewing.database.reading() as session:
        assert hearing_asked_on(session, case_id) == date(2026, 11, 20), "the hearing stays asked for"
        assert not may_extend(session, session.get_one(Case, case_id))
    with pytest.raises(Refused, match="lapsed"):
        explain(reviewing, case_id, Explanation("x", made_on=date(2026, 12, 8)), at=AFTER_EXPLANATION + 2 * A_WEEK)


def test_what_was_posted_in_time_and_came_after_the_decision_stands_in_the_file_and_moves_nothing(
    reviewing: Reviewing,
) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    posted = Explanation("Đèn đang vàng", made_on=date(2026, 11, 30), received_on=date(2026, 12, 2))

    def record_it(said: Explanation = posted, actor: Actor = HAN) -> None:
        with reviewing.database.writing() as session:
            record_overtaken(session, reviewing.keys, case_id, said, actor=actor, at=AFTER_EXPLANATION + A_WEEK)

    with pytest.raises(Refused, match="while that decision stands"):
        record_it()
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "decision_issued", actor=SIGNER, at=AFTER_EXPLANATION + timedelta(days=1))
    with pytest.raises(Refused, match="lapsed"):
        record_it(replace(posted, made_on=date(2026, 12, 1)))
    with pytest.raises(Refused, match="An officer records"):
        record_it(actor=SIGNER)
    record_it()
    case = reviewing.read(case_id)
    assert (case.state, case.reason_code) == (CaseState.DECISION_ISSUED, "UNHEARD")
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [
        ("explanation_overtaken", "Đèn đang vàng")
    ]
    with reviewing.database.reading() as session:
        told = next(event for event in events_of(session, case_id) if event.kind == "explanation_overtaken")
    assert "2026-11-30" in told.leaf and "vàng" not in told.leaf


def test_it_takes_no_other_reason_from_a_case_and_is_recorded_when_the_case_has_ended(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    for event, actor in (("decision_issued", SIGNER), ("fine_paid", Actor("thu", Role.FINANCE_CLERK))):
        reviewing.do(record.apply, case_id, event, actor=actor, at=AFTER_EXPLANATION)
    with reviewing.database.writing() as session:
        flag_case(session, case_id, ("PAPER_RETURNED", "x"), actor=HAN, at=AFTER_EXPLANATION)
    for closes in (False, True):
        if closes:
            reviewing.do(record.apply, case_id, "case_settled", actor=HAN, at=AFTER_EXPLANATION)
        posted = Explanation("Đèn đang vàng", made_on=date(2026, 11, 30))
        with reviewing.database.writing() as session:
            case = record_overtaken(session, reviewing.keys, case_id, posted, actor=HAN, at=AFTER_EXPLANATION)
        assert case.reason_code == (None if closes else "PAPER_RETURNED")
    assert len(words_in_the_file(reviewing.database, reviewing.keys, case_id)) == 2


def test_the_right_to_explain_lapses_and_exists_only_where_the_law_gives_it(reviewing: Reviewing) -> None:
    without, late = minuted(reviewing), minuted(reviewing, behaviour="RED_LIGHT", plate="98A99999")
    with reviewing.database.writing() as session, pytest.raises(Refused, match="no right"):
        request_explanation(session, reviewing.keys, without, Explanation("x"), actor=HAN, at=MINUTES_AT)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="lapsed"):
        request_explanation(session, reviewing.keys, late, Explanation("x", oral=True), actor=HAN, at=AFTER_EXPLANATION)
