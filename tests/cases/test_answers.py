"""What an owner answers, where an answer leads, and how one on the wrong case is taken back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from tests.review.conftest import HAN, LAN, NOW, SENIOR, SIGNER, Reviewing, reviewing

from cases.answered_cases import (
    CLERK,
    COMPANY,
    DRIVER,
    MINUTES_AT,
    OWNER,
    TODAY,
    answered,
    clocks_of,
    minuted,
    noticed,
    propose,
    verify,
)
from ticketing.agency.actors import machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import (
    DROVE,
    OWNER_LIABLE,
    Answer,
    Channel,
    Violator,
    accept_excuse,
    answer_kinds,
    answers_of,
    declare_owner_liable,
    identify_violator,
    last_answer,
    name_new_owner,
    opened_answer,
    propose_owner_liable,
    record_answer,
)
from ticketing.cases.answers.owner_statements import Statement, may_write, receive, waiting_of
from ticketing.cases.answers.undo_answer import undo_answer
from ticketing.cases.answers.verification import VERIFIES, name_owner, owner_as_verified
from ticketing.cases.case_flags import flag_case
from ticketing.cases.decision.violator_identity import correct_violator
from ticketing.cases.owner.identification import forget_owner, permit, view_persons
from ticketing.cases.owner.persons import Entered, Person, PersonKind, PersonRole, person_of, save_person
from ticketing.cases.proposals import SecondPersonNeeded
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.cases.terms.clocks import ANSWER_FOLLOW_UP
from ticketing.evidence.log import events_of
from walked import words_in_the_file

__all__ = ["reviewing"]


def test_an_answer_is_kept_sealed_and_the_log_shows_its_code_only(reviewing: Reviewing) -> None:
    case_id = answered(reviewing, "OTHER_DRIVER")
    case = reviewing.read(case_id)
    assert (case.state, case.reason_code) == (CaseState.OWNER_ANSWERED, "OTHER_DRIVER")
    with reviewing.database.reading() as session:
        row = last_answer(session, case_id)
        assert row is not None and opened_answer(reviewing.keys, row).other_person == DRIVER
        assert "Bình" not in str(row.other_person)
        leaf = events_of(session, case_id)[-1].leaf
    assert "OTHER_DRIVER" in leaf and "Bình" not in leaf and "Tôi" not in leaf


def test_an_answer_lacks_nothing_that_its_code_needs(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    for answer, match in (
        (Answer("OTHER_DRIVER", TODAY, statement="x"), "other_person"),
        (Answer("ALREADY_FINED", TODAY), "proof"),
        (Answer("DROVE_MYSELF", date(2026, 11, 19), statement="x"), "not come yet"),
        (Answer("SHRUG", TODAY), "Possible"),
    ):
        with reviewing.database.writing() as session, pytest.raises(Refused, match=match):
            record_answer(session, reviewing.keys, case_id, answer, actor=HAN, at=NOW)


def test_a_commune_reports_what_its_reply_slip_holds(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="reply slip"):
        record_answer(session, reviewing.keys, case_id, Answer("EXEMPT", TODAY), actor=CLERK, at=NOW)
    answer = Answer("NOT_RESIDENT", TODAY, Channel.COMMUNE)
    with reviewing.database.writing() as session:
        record_answer(session, reviewing.keys, case_id, answer, actor=CLERK, at=NOW)
        assert record.locked(session, case_id).state == CaseState.OWNER_ANSWERED


@pytest.mark.parametrize("code", list(answer_kinds()))
def test_every_answer_leads_where_the_law_says_and_nowhere_else(reviewing: Reviewing, code: str) -> None:
    kind = answer_kinds()[code]
    steps: dict[str, Any] = {
        "violator": lambda s, c: identify_violator(
            s, reviewing.keys, c, Violator(DRIVER, not_accepted="Không đúng"), actor=HAN, at=NOW
        ),
        "reject": lambda s, c: accept_excuse(s, reviewing.keys, c, note="Hồ sơ kèm theo", actor=HAN, at=NOW),
        "new_notice": lambda s, c: name_new_owner(
            s,
            reviewing.keys,
            c,
            Person(PersonKind.INDIVIDUAL, "B", address="X", commune_code="07210"),
            actor=HAN,
            at=NOW,
        ),
    }
    targets = {
        "violator": CaseState.VIOLATOR_IDENTIFIED,
        "reject": CaseState.REJECTED,
        "new_notice": CaseState.OWNER_IDENTIFIED,
    }
    for name, step in steps.items():
        case_id = answered(reviewing, code)
        verify(reviewing, case_id, DRIVER)
        with reviewing.database.writing() as session:
            if name in kind.leads_to:
                assert step(session, case_id).state == targets[name]
            else:
                with pytest.raises(Refused, match="leads to"):
                    step(session, case_id)
        if name == "reject" and name in kind.leads_to:
            assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [
                ("act_rejected", "Hồ sơ kèm theo")
            ]


def test_whoever_got_a_notice_stays_in_the_case_and_whoever_got_none_is_erased(reviewing: Reviewing) -> None:
    buyer, third = (replace(DRIVER, name=name, commune_code="07210") for name in ("Lê Thị Mua", "Vũ Văn Cuối"))
    case_id = answered(reviewing, "SOLD")
    with reviewing.database.writing() as session:
        case = name_new_owner(session, reviewing.keys, case_id, buyer, actor=HAN, at=NOW)
        assert owners(reviewing, session, case) == [("owner", "Lê Thị Mua"), ("former_owner", OWNER.name)]
        forget_owner(session, case_id)  # the second notice was never signed: the buyer heard nothing of it
        assert owners(reviewing, session, case) == [("former_owner", OWNER.name)]
        assert person_of(session, reviewing.keys, case_id, PersonRole.OWNER) is None
        save_person(session, reviewing.keys, case_id, PersonRole.OWNER, third, at=NOW)
        assert owners(reviewing, session, case) == [("owner", "Vũ Văn Cuối"), ("former_owner", OWNER.name)]


def owners(reviewing: Reviewing, session: Any, case: Case) -> list[tuple[str, str]]:
    shown = view_persons(session, reviewing.keys, permit(case, "hồ sơ vụ kiện", HAN), at=NOW)
    return [(role.value, person.name) for role, person in shown]


def test_the_driver_becomes_the_violator_and_the_minutes_are_due_in_five_working_days(reviewing: Reviewing) -> None:
    case_id = answered(reviewing, "OTHER_DRIVER")
    with reviewing.database.writing() as session, pytest.raises(Refused, match="minutes of verification"):
        identify_violator(session, reviewing.keys, case_id, Violator(DRIVER), actor=HAN, at=NOW)
    verify(reviewing, case_id, DRIVER)
    with reviewing.database.writing() as session:
        identify_violator(session, reviewing.keys, case_id, Violator(DRIVER), actor=HAN, at=NOW)
        violator = person_of(session, reviewing.keys, case_id, PersonRole.VIOLATOR)
        assert violator is not None and (violator.name, violator.source) == (DRIVER.name, DROVE)
        # 18/11/2026 is a Wednesday; 24/11 is Vietnam Cultural Day.
        assert {c.code: c.due_on for c in running_clocks(session, case_id)}["MINUTES"] == date(2026, 11, 26)


def test_what_signed_minutes_of_verification_know_of_the_owner_is_known_of_the_violator(reviewing: Reviewing) -> None:
    case_id = answered(reviewing, "DISPUTED")
    with reviewing.database.writing() as session:
        case = record.locked(session, case_id)
        row = name_owner(session, reviewing.keys, case, Entered(details={"sex": "female"}), actor=HAN, at=NOW)
        assert owner_as_verified(session, reviewing.keys, case_id) == OWNER, "they are not signed yet"
        record.note(session, case, "paper_signed", actor=HAN, at=NOW, data={VERIFIES: row.id})
        more = name_owner(session, reviewing.keys, case, Entered(phone="0600900111"), actor=HAN, at=NOW)
        record.note(session, case, "paper_signed", actor=HAN, at=NOW, data={VERIFIES: more.id})
        identify_violator(session, reviewing.keys, case_id, Violator(), actor=HAN, at=NOW)
        violator = person_of(session, reviewing.keys, case_id, PersonRole.VIOLATOR)
    assert violator == replace(OWNER, phone="0600900111", details={"sex": "female"}, source=DROVE)


def test_a_further_answer_leads_and_an_excuse_that_proves_false_leads_to_the_violator(reviewing: Reviewing) -> None:
    with reviewing.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("demo"), at=NOW)
    case_id = answered(reviewing, "CLONED_PLATE")
    first = clocks_of(reviewing, case_id)[ANSWER_FOLLOW_UP]
    with reviewing.database.writing() as session:
        again = Answer("DISPUTED", TODAY, statement="Tôi không vi phạm.")
        record_answer(session, reviewing.keys, case_id, again, actor=HAN, at=NOW + timedelta(days=4))
    assert reviewing.read(case_id).reason_code == "DISPUTED"
    assert clocks_of(reviewing, case_id)[ANSWER_FOLLOW_UP] == first + timedelta(days=2)  # 28/11 is a Saturday
    verify(reviewing, case_id)
    with reviewing.database.writing() as session:  # and what was typed wrongly is corrected in the same way
        record_answer(session, reviewing.keys, case_id, Answer("EXEMPT", TODAY, proof="x"), actor=HAN, at=NOW)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="why it is not accepted"):
        identify_violator(session, reviewing.keys, case_id, Violator(), actor=HAN, at=NOW)
    with reviewing.database.writing() as session:
        false = Violator(not_accepted="Xe không làm nhiệm vụ khẩn cấp.")
        assert (
            identify_violator(session, reviewing.keys, case_id, false, actor=HAN, at=NOW).state
            == CaseState.VIOLATOR_IDENTIFIED
        )
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [
        ("violator_identified", false.not_accepted)
    ]
    assert ANSWER_FOLLOW_UP not in clocks_of(reviewing, case_id)


def test_an_organisation_does_not_drive(reviewing: Reviewing) -> None:
    case_id = answered(reviewing, owner=COMPANY)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="does not drive"):
        identify_violator(session, reviewing.keys, case_id, Violator(), actor=HAN, at=NOW)


def test_a_silent_owner_is_liable_only_by_an_officer_and_a_signer_with_proof_of_delivery(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "notice_unanswered", actor=SIGNER, at=NOW)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="proved"):
        propose_owner_liable(session, reviewing.keys, case_id, delivery_proof="", reason="im lặng", actor=HAN, at=NOW)
    with reviewing.database.writing() as session, pytest.raises(SecondPersonNeeded):
        declare_owner_liable(session, reviewing.keys, case_id, actor=SIGNER, at=NOW)
    with reviewing.database.writing() as session:
        propose_owner_liable(
            session, reviewing.keys, case_id, delivery_proof="RR123", reason="im lặng", actor=HAN, at=NOW
        )
    for of_the_same_party in (LAN, SENIOR):  # a senior officer is an officer still
        with reviewing.database.writing() as session, pytest.raises(Refused, match="needs an officer and a signer"):
            declare_owner_liable(session, reviewing.keys, case_id, actor=of_the_same_party, at=NOW)
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [
        ("delivery_relied_on", "RR123"),
        ("proposed_violator_identified", "im lặng"),
    ]
    with reviewing.database.writing() as session:
        declare_owner_liable(session, reviewing.keys, case_id, actor=SIGNER, at=NOW)
        violator = person_of(session, reviewing.keys, case_id, PersonRole.VIOLATOR)
        assert violator is not None and violator.source == OWNER_LIABLE
        record.apply(session, case_id, "minutes_made", actor=HAN, at=MINUTES_AT)
    row = propose(reviewing, case_id)
    assert row.points == 0 and "not identified" in row.points_because


def test_what_is_known_of_the_violator_is_mended_until_the_decision_is_proposed(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    with reviewing.database.writing() as session:
        correct_violator(
            session, reviewing.keys, case_id, Entered("Nguyễn Thị Hoà", details={"sex": "female"}), actor=HAN, at=NOW
        )
        violator = person_of(session, reviewing.keys, case_id, PersonRole.VIOLATOR)
        last = events_of(session, case_id)[-1]
    assert violator == replace(OWNER, name="Nguyễn Thị Hoà", details={"sex": "female"}, source="drove")
    assert (last.kind, '"fields":["name","sex"]' in last.leaf, "Hoà" in last.leaf) == ("violator_mended", True, False)
    propose(reviewing, case_id)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="before the decision is proposed"):
        correct_violator(session, reviewing.keys, case_id, Entered("B"), actor=HAN, at=NOW)


def standing_of(reviewing: Reviewing, case_id: str) -> tuple[object, ...]:
    case = reviewing.read(case_id)
    return case.state, case.reason_code, case.flags, clocks_of(reviewing, case_id)


def take_back(reviewing: Reviewing, case_id: str, reason: str = "Ghi nhầm vụ việc", at: datetime = NOW) -> None:
    with reviewing.database.writing() as session:
        answer = last_answer(session, case_id)
        assert answer is not None
        undo_answer(session, reviewing.keys, answer, reason=reason, actor=LAN, at=at)


@pytest.mark.parametrize("escalated", [False, True])
def test_an_answer_on_the_wrong_case_is_taken_back_and_state_marks_and_terms_are_what_they_were(
    reviewing: Reviewing, escalated: bool
) -> None:
    with reviewing.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("demo"), at=NOW)
    case_id, late = noticed(reviewing, elsewhere=True, vehicle_class="motorcycle"), NOW + timedelta(days=2)
    if escalated:
        with reviewing.database.writing() as session:
            record.apply(session, case_id, "notice_unanswered", actor=SIGNER, at=NOW)
    with reviewing.database.writing() as session:
        flag_case(session, case_id, ("WRONG_COMMUNE", "Not here."), actor=HAN, at=NOW)
    before = standing_of(reviewing, case_id)
    with reviewing.database.writing() as session:
        answer = Answer("DROVE_MYSELF", TODAY, statement="Của người khác")
        record_answer(session, reviewing.keys, case_id, answer, actor=HAN, at=late)
    assert standing_of(reviewing, case_id) != before
    with pytest.raises(Refused, match="Say why"):
        take_back(reviewing, case_id, " ", at=late)
    take_back(reviewing, case_id, at=late)
    assert standing_of(reviewing, case_id) == before
    assert before[0] == (CaseState.ESCALATED if escalated else CaseState.NOTICE_SENT) and before[2] == ["TRANSFERRED"]
    with reviewing.database.reading() as session:
        assert last_answer(session, case_id) is None
        (kept,) = answers_of(session, case_id)
        assert opened_answer(reviewing.keys, kept).statement == "Của người khác"
        told = events_of(session, case_id)[-1]
        assert told.kind == ("answer_taken_back_after_warning" if escalated else "answer_taken_back")
        states = session.scalars(sa.select(CaseClock.state).where(CaseClock.case_id == case_id)).all()
        assert ClockState.PASSED not in states and (escalated or ClockState.MET in states), "only the ten days were met"
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [(told.kind, "Ghi nhầm vụ việc")]
    with reviewing.database.writing() as session:  # and the owner himself may answer
        record_answer(session, reviewing.keys, case_id, replace(answer, statement="Tôi lái xe."), actor=HAN, at=late)
    assert reviewing.read(case_id).state == CaseState.OWNER_ANSWERED


def test_of_several_answers_the_newest_is_taken_back_and_the_one_before_it_leads_again(reviewing: Reviewing) -> None:
    with reviewing.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("demo"), at=NOW)
    case_id = answered(reviewing, "SOLD")
    first = standing_of(reviewing, case_id)
    with reviewing.database.writing() as session:
        again = Answer("DISPUTED", TODAY, statement="Không phải tôi.")
        record_answer(session, reviewing.keys, case_id, again, actor=HAN, at=NOW + timedelta(days=3))
    take_back(reviewing, case_id, at=NOW + timedelta(days=3))
    assert standing_of(reviewing, case_id) == first
    take_back(reviewing, case_id, at=NOW + timedelta(days=3))
    assert reviewing.read(case_id).state == CaseState.NOTICE_SENT


def test_an_answer_on_which_somebody_became_the_violator_is_not_taken_back(reviewing: Reviewing) -> None:
    case_id = answered(reviewing)
    with reviewing.database.writing() as session:
        identify_violator(session, reviewing.keys, case_id, Violator(), actor=HAN, at=NOW)
    with pytest.raises(Refused, match="not possible while the case is VIOLATOR_IDENTIFIED"):
        take_back(reviewing, case_id)


def test_what_the_owner_wrote_himself_waits_again_when_its_answer_is_taken_back(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    with reviewing.database.writing() as session:
        receive(session, reviewing.keys, case_id, Statement("SOLD", "Tôi đã bán xe."), at=NOW)
    with reviewing.database.writing() as session:
        record_answer(session, reviewing.keys, case_id, Answer("SOLD", TODAY, proof="x"), actor=HAN, at=NOW)
    with reviewing.database.reading() as session:
        assert not waiting_of(session, case_id) and not may_write(session, session.get_one(Case, case_id))
    take_back(reviewing, case_id)
    with reviewing.database.reading() as session:
        assert len(waiting_of(session, case_id)) == 1 and may_write(session, session.get_one(Case, case_id))
