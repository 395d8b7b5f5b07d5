"""Complaints and suits stop nothing; the limitations rest while somebody evades, and begin anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.review.conftest import ACTED, HAN, NOW, SIGNER, Reviewing, reviewing

from cases.answered_cases import minuted, noticed, propose
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases import record, sealed_notes
from ticketing.cases.decision.decisions import Request
from ticketing.cases.decision.figures import NoFinePossible
from ticketing.cases.objections import objections, obstruction
from ticketing.cases.objections.objections import Answered, Kind, Lodged, Result
from ticketing.cases.owner.identification import permit_for_notes
from ticketing.cases.record import Facts
from ticketing.cases.states import MARKS, TRANSITIONS, CaseState, Refused
from ticketing.cases.tables import Case, ClockState
from ticketing.cases.terms.case_clocks import newest_clock, resting_clocks, running_clocks
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day

__all__ = ["reviewing"]

TODAY = vietnam_day(NOW)
COMPLAINT = Lodged(Kind.COMPLAINT, TODAY, "Trưởng phòng", "Tôi không vượt đèn đỏ.")
TREASURY = Actor("thu", Role.FINANCE_CLERK)
A_YEAR_LATER = ACTED + timedelta(days=400)


def decided(reviewing: Reviewing) -> str:
    """A case whose decision was received today."""
    case_id = minuted(reviewing)
    with reviewing.database.writing() as session:
        for event, actor in (
            ("decision_issued", SIGNER), ("decision_sent", HAN), ("decision_received", machine("delivery")),
        ):  # fmt: skip
            record.apply(session, case_id, event, actor=actor, at=NOW, facts=Facts(started_on=TODAY))
    return case_id


def lodge(reviewing: Reviewing, case_id: str, lodged: Lodged = COMPLAINT, at: datetime = NOW) -> None:
    with reviewing.database.writing() as session:
        objections.lodge(session, reviewing.keys, case_id, lodged, actor=HAN, at=at)


def end(reviewing: Reviewing, case_id: str, kind: Kind = Kind.COMPLAINT, at: datetime = NOW) -> None:
    with reviewing.database.writing() as session:
        answered = Answered(Result.REJECTED, "12/QĐ-GQKN", vietnam_day(at), "Không có căn cứ.")
        objections.end(session, reviewing.keys, case_id, kind, answered, actor=SIGNER, at=at)


def terms(reviewing: Reviewing, case_id: str) -> dict[str, date]:
    with reviewing.database.reading() as session:
        return {clock.code: clock.due_on for clock in running_clocks(session, case_id)}


@pytest.mark.parametrize("kind", list(Kind))
def test_an_objection_marks_the_case_and_stops_no_clock(reviewing: Reviewing, kind: Kind) -> None:
    case_id = decided(reviewing)
    before = terms(reviewing, case_id)
    lodge(reviewing, case_id, replace(COMPLAINT, kind=kind))
    assert (reviewing.read(case_id).flags, terms(reviewing, case_id)) == ([objections.TERMS[kind]], before)
    end(reviewing, case_id, kind)
    assert (reviewing.read(case_id).flags, reviewing.read(case_id).state) == ([], CaseState.DECISION_DELIVERED)
    with reviewing.database.reading() as session:
        [row] = objections.objections_of(session, case_id)
        assert (row.result, row.answer_no, row.in_time) == (Result.REJECTED, "12/QĐ-GQKN", True)
        assert "đèn đỏ" not in "".join(event.leaf for event in events_of(session, case_id)) + row.words


def test_one_that_comes_too_late_is_recorded_as_late(reviewing: Reviewing) -> None:
    case_id = decided(reviewing)
    last_day = terms(reviewing, case_id)["COMPLAINT"]
    late = datetime.combine(last_day + timedelta(days=1), NOW.time(), UTC)
    lodge(reviewing, case_id, replace(COMPLAINT, lodged_on=vietnam_day(late)), at=late)
    with reviewing.database.reading() as session:
        [row] = objections.objections_of(session, case_id)
    assert (row.last_day, row.in_time) == (last_day, False)


def test_a_closed_case_may_still_be_complained_about(reviewing: Reviewing) -> None:
    case_id = decided(reviewing)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "decision_annulled", actor=SIGNER, at=NOW)
    with pytest.raises(Refused):
        lodge(reviewing, case_id)  # nothing is left of the decision
    paid = noticed(reviewing)
    with reviewing.database.writing() as session:
        record.apply(session, paid, "settled_by_other_office", actor=HAN, at=NOW)
    lodge(reviewing, paid)
    assert reviewing.read(paid).state == CaseState.CLOSED


@pytest.mark.parametrize("kind", list(Kind))
def test_what_was_upheld_is_answered_when_its_decision_is_annulled(reviewing: Reviewing, kind: Kind) -> None:
    case_id = decided(reviewing)
    lodge(reviewing, case_id, replace(COMPLAINT, kind=kind))
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "decision_annulled", actor=SIGNER, at=NOW)
    assert reviewing.read(case_id).flags == [objections.TERMS[kind]]
    end(reviewing, case_id, kind)
    assert (reviewing.read(case_id).flags, reviewing.read(case_id).state) == ([], CaseState.ANNULLED)
    with reviewing.database.reading() as session:
        assert objections.open_objection(session, case_id, kind) is None


def test_whoever_complained_is_answered_when_his_notice_is_another_persons_or_the_case_is_looked_at_again(
    reviewing: Reviewing,
) -> None:
    case_id = noticed(reviewing)
    lodge(reviewing, case_id)
    lodge(reviewing, case_id, replace(COMPLAINT, kind=Kind.LAWSUIT))
    for event in ("owner_answered", "new_owner_or_address"):
        reviewing.do(record.apply, case_id, event, actor=HAN, at=NOW)
    assert reviewing.read(case_id).state == CaseState.OWNER_IDENTIFIED
    end(reviewing, case_id)
    reviewing.do(record.apply, case_id, "slip_taken_back", actor=HAN, at=NOW)
    assert reviewing.read(case_id).state == CaseState.REVIEW_PENDING
    end(reviewing, case_id, Kind.LAWSUIT)
    assert reviewing.read(case_id).flags == []


def test_a_complaint_may_be_answered_in_every_state_to_which_its_case_can_come() -> None:
    lodged = {CaseState(row.source or "") for row in MARKS if row.event == "flag_COMPLAINT"}
    while more := {CaseState(row.target) for row in TRANSITIONS if row.source in lodged} - lodged:
        lodged |= more
    answered = {row.event: set[CaseState | None]() for row in MARKS if row.event in objections.ENDS.values()}
    for row in MARKS:
        if row.event in answered:
            answered[row.event].add(row.source)
    assert all(lodged <= states for states in answered.values())


@pytest.mark.parametrize(
    ("lodged", "match"),
    [
        (replace(COMPLAINT, words=" "), "what is objected to"),
        (replace(COMPLAINT, authority=""), "who decides"),
        (replace(COMPLAINT, lodged_on=TODAY + timedelta(days=1)), "cannot be"),
    ],
)
def test_an_objection_without_words_authority_or_a_day_that_was_is_refused(
    reviewing: Reviewing, lodged: Lodged, match: str
) -> None:
    with pytest.raises(Refused, match=match):
        lodge(reviewing, noticed(reviewing), lodged)


def test_one_of_a_kind_is_open_at_a_time_and_ends_with_a_paper(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    with pytest.raises(Refused, match="Nothing of this kind"):
        end(reviewing, case_id)
    lodge(reviewing, case_id)
    with pytest.raises(Refused, match="open already"):
        lodge(reviewing, case_id)
    end(reviewing, case_id)
    lodge(reviewing, case_id)


def test_the_answer_has_a_term_where_the_agency_has_set_one(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    lodge(reviewing, case_id)
    assert objections.ANSWER_TERM not in terms(reviewing, case_id)
    end(reviewing, case_id)
    with reviewing.database.writing() as session:
        save_agency(session, replace(demo_agency(), complaint_answer_days=30), actor=machine("demo"), at=NOW)
    lodge(reviewing, case_id)
    assert terms(reviewing, case_id)[objections.ANSWER_TERM] == date(2026, 12, 18)
    end(reviewing, case_id)
    assert objections.ANSWER_TERM not in terms(reviewing, case_id)


def test_the_answer_is_due_though_the_fine_is_paid_and_its_case_closed(reviewing: Reviewing) -> None:
    with reviewing.database.writing() as session:
        save_agency(session, replace(demo_agency(), complaint_answer_days=30), actor=machine("demo"), at=NOW)
    case_id = decided(reviewing)
    lodge(reviewing, case_id)
    lodge(reviewing, case_id, replace(COMPLAINT, kind=Kind.LAWSUIT))
    for event, actor in (("fine_paid", TREASURY), ("case_settled", machine("reactions"))):
        reviewing.do(record.apply, case_id, event, actor=actor, at=NOW)
    assert terms(reviewing, case_id)[objections.ANSWER_TERM] == date(2026, 12, 18)
    end(reviewing, case_id, Kind.LAWSUIT)
    assert objections.ANSWER_TERM in terms(reviewing, case_id), "a judgment answers no complaint"
    end(reviewing, case_id)
    assert objections.ANSWER_TERM not in terms(reviewing, case_id)


def test_the_limitation_rests_while_somebody_evades_and_begins_anew_afterwards(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    before = terms(reviewing, case_id)["LIMITATION"]
    with reviewing.database.writing() as session:
        obstruction.record_obstruction(
            session, reviewing.keys, case_id, reason="Trốn khỏi nơi cư trú.", actor=HAN, at=NOW
        )
        assert [clock.code for clock in resting_clocks(session, case_id)] == ["LIMITATION"]
    assert "LIMITATION" not in terms(reviewing, case_id)
    with reviewing.database.writing() as session:
        obstruction.end_obstruction(
            session, reviewing.keys, case_id, ended_on=TODAY, reason="Đã trình diện.", actor=HAN, at=NOW
        )  # fmt: skip
    after = terms(reviewing, case_id)["LIMITATION"]
    assert after > before and (after.year, reviewing.read(case_id).flags) == (TODAY.year + 1, [])


def test_a_fine_after_a_year_is_possible_only_where_the_person_evaded(reviewing: Reviewing) -> None:
    in_time, evaded = minuted(reviewing), minuted(reviewing)
    with reviewing.database.writing() as session:
        obstruction.record_obstruction(
            session, reviewing.keys, evaded, reason="Trốn khỏi nơi cư trú.", actor=HAN, at=NOW
        )
        for case_id in (in_time, evaded):
            clock = next(one for one in running_clocks(session, case_id) if one.code == "DECISION")
            clock.started_on = vietnam_day(A_YEAR_LATER) - timedelta(days=1)
    request = Request(explanation_waived=True)
    with pytest.raises(NoFinePossible, match="limitation"):
        propose(reviewing, in_time, request, at=A_YEAR_LATER)
    assert propose(reviewing, evaded, request, at=A_YEAR_LATER).amount_vnd > 0


def test_only_an_officer_with_reasons_says_that_somebody_evades(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    for actor, reason in ((SIGNER, "Trốn."), (machine("clocks"), "Trốn."), (HAN, "  ")):
        with reviewing.database.writing() as session, pytest.raises(Refused):
            obstruction.record_obstruction(session, reviewing.keys, case_id, reason=reason, actor=actor, at=NOW)


def test_what_is_said_is_sealed_and_opened_for_a_purpose_that_is_logged(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    lodge(reviewing, case_id)
    end(reviewing, case_id)
    with reviewing.database.writing() as session:
        obstruction.record_obstruction(
            session, reviewing.keys, case_id, reason="Trốn khỏi nơi cư trú.", actor=HAN, at=NOW
        )
        [objection], [evaded] = objections.objections_of(session, case_id), obstruction.evasions_of(session, case_id)
        assert "Trốn" not in evaded.reason
        with pytest.raises(Refused, match="what you need"):
            permit_for_notes(session.get_one(Case, case_id), " ", SIGNER)
        allowed = permit_for_notes(session.get_one(Case, case_id), "Trả lời", SIGNER)
        opened = sealed_notes.open_notes(session, reviewing.keys, allowed, at=NOW)
        assert opened[objection.id] == {"words": COMPLAINT.words, "reason": "Không có căn cứ."}
        assert opened[evaded.id] == {"reason": "Trốn khỏi nơi cư trú.", "ended_reason": ""}
        look = events_of(session, case_id)[-1]
        assert (look.kind, look.actor) == ("objection_words_opened", SIGNER.label) and "Trả lời" in look.leaf


def say(reviewing: Reviewing, case_id: str, at: datetime = NOW) -> None:
    with reviewing.database.writing() as session:
        obstruction.record_obstruction(
            session, reviewing.keys, case_id, reason="Trốn khỏi nơi cư trú.", actor=HAN, at=at
        )


def said_ended(reviewing: Reviewing, case_id: str, on: date, at: datetime) -> None:
    with reviewing.database.writing() as session:
        obstruction.end_obstruction(session, reviewing.keys, case_id, ended_on=on, reason="Đã về.", actor=HAN, at=at)


def resting(reviewing: Reviewing, case_id: str) -> dict[str, date | None]:
    with reviewing.database.reading() as session:
        return {clock.code: clock.ended_on for clock in resting_clocks(session, case_id)}


def deferred(reviewing: Reviewing) -> str:
    case_id = decided(reviewing)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "deferral_decision_issued", actor=SIGNER, at=NOW)
    return case_id


@pytest.mark.parametrize(("made", "code"), [(minuted, "LIMITATION"), (deferred, "ENFORCEMENT_LIMITATION")])
def test_an_evasion_that_is_said_after_the_year_revives_nothing(
    reviewing: Reviewing, made: Callable[[Reviewing], str], code: str
) -> None:
    case_id = made(reviewing)
    last_day = datetime.combine(terms(reviewing, case_id)[code], NOW.time(), UTC)
    for days in (1, 30):
        with pytest.raises(Refused, match=f"limitation ended on {last_day.date()}"):
            say(reviewing, case_id, at=last_day + timedelta(days=days))
    assert reviewing.read(case_id).flags == []
    say(reviewing, case_id, at=last_day)  # on the last day it still is one
    assert set(resting(reviewing, case_id)) == {code}


def test_a_term_that_is_over_never_rests_whoever_sets_the_mark(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    before = terms(reviewing, case_id)["LIMITATION"]
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "flag_EVADING", actor=HAN, at=A_YEAR_LATER)
        clock = next(one for one in running_clocks(session, case_id) if one.code == "DECISION")
        clock.started_on = vietnam_day(A_YEAR_LATER) - timedelta(days=1)
    with pytest.raises(NoFinePossible, match="limitation"):
        propose(reviewing, case_id, Request(explanation_waived=True), at=A_YEAR_LATER)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "flag_EVADING_ENDED", actor=HAN, at=A_YEAR_LATER)
    assert (terms(reviewing, case_id)["LIMITATION"], resting(reviewing, case_id)) == (before, {})


@pytest.mark.parametrize(("ended", "counts_from"), [(1, 2), (2, 2), (5, 5)])
def test_who_evades_before_the_decision_is_not_spared_by_the_year_of_enforcement(
    reviewing: Reviewing, ended: int, counts_from: int
) -> None:
    case_id, decided_at = minuted(reviewing), NOW + timedelta(days=2)
    say(reviewing, case_id)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "decision_issued", actor=SIGNER, at=decided_at)
    assert "ENFORCEMENT_LIMITATION" not in terms(reviewing, case_id)
    assert resting(reviewing, case_id) == {"ENFORCEMENT_LIMITATION": vietnam_day(decided_at)}
    with pytest.raises(Refused, match="cannot be"):
        said_ended(reviewing, case_id, TODAY - timedelta(days=1), at=NOW + timedelta(days=5))
    said_ended(reviewing, case_id, TODAY + timedelta(days=ended), at=NOW + timedelta(days=5))
    counted = TODAY + timedelta(days=counts_from)
    assert terms(reviewing, case_id)["ENFORCEMENT_LIMITATION"] == counted.replace(year=counted.year + 1)


def test_a_term_that_rested_was_not_missed(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    say(reviewing, case_id)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "decision_issued", actor=SIGNER, at=A_YEAR_LATER)
        limitation = newest_clock(session, case_id, "LIMITATION")
    assert limitation is not None and limitation.state == ClockState.MET
