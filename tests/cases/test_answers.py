"""What an owner answers, who becomes the violator, and what a decision may be."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from tests.review.conftest import ACTED, HAN, LAN, NOW, SENIOR, SIGNER, Desk, desk

from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.answer_back import undo_answer
from ticketing.cases.answers import (
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
from ticketing.cases.beside_the_fine import Imposed, Remedy, Withdrawal, imposed, refuse_against_the_decree
from ticketing.cases.clocks import ANSWER_FOLLOW_UP
from ticketing.cases.decision_tables import Decision
from ticketing.cases.decision_terms import extend_decision_term
from ticketing.cases.decisions import (
    Proof,
    ProofKind,
    Request,
    decision_of,
    propose_decision,
    record_delivery_proof,
    refuse_second_fine,
    settle,
    withdraw_proposal,
)
from ticketing.cases.explanations import (
    Explanation,
    extend_explanation,
    hearing_asked_on,
    may_extend,
    record_overtaken,
    request_explanation,
)
from ticketing.cases.figures import NoFinePossible
from ticketing.cases.identity import mend_violator
from ticketing.cases.owner import ADDRESSEE, forget_owner, permit, view_persons
from ticketing.cases.owner_words import Words, may_write, receive, waiting_of
from ticketing.cases.persons import (
    Entered,
    Person,
    PersonKind,
    PersonRole,
    person_of,
    person_row,
    save_person,
)
from ticketing.cases.record import Facts, SecondPersonNeeded
from ticketing.cases.remarks import remark
from ticketing.cases.same_act import ANOTHER_ACT
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms import running_clocks
from ticketing.cases.verified import VERIFIES, name_owner, owner_as_verified
from ticketing.evidence.log import events_of
from ticketing.kit.clock import iso
from ticketing.law.penalties import fine_row
from walked import words_in_the_file

__all__ = ["desk"]

CLERK = Actor("kim", Role.COMMUNE_CLERK)
OWNER = Person(PersonKind.INDIVIDUAL, "Nguyễn Thị Hoa", "024190000001", date(1990, 5, 1), "Thôn Hạ, xã Tân Yên")
DRIVER = Person(PersonKind.INDIVIDUAL, "Trần Văn Bình", "024190000002", date(1995, 5, 1), "Thôn Thượng, xã Tân Yên")
COMPANY = Person(PersonKind.ORGANISATION, "Công ty TNHH Vận tải Sông Thương", "2400123456", None, "Phường Bắc Giang")
TODAY = date(2026, 11, 18)
MINUTES_AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
A_WEEK = timedelta(days=7)
AFTER_EXPLANATION = datetime(2026, 11, 30, 2, tzinfo=UTC)


def noticed(
    desk: Desk,
    owner: Person = OWNER,
    *,
    compared_with: Sequence[str] = (),
    elsewhere: bool = False,
    **columns: Any,
) -> str:
    """A case whose notice was sent. compared_with: cases that its officer has named as other acts. elsewhere: another
    office handles it.
    """
    case_id, said = desk.case(**columns), {ANOTHER_ACT: list(compared_with)}
    with desk.database.writing() as session:
        record.apply(session, case_id, "act_confirmed", actor=HAN, at=NOW, facts=Facts(log=said))
        row = save_person(session, desk.keys, case_id, PersonRole.OWNER, owner, at=NOW)
        record.apply(session, case_id, "owner_found", actor=machine("owner"), at=NOW)
        if elsewhere:
            record.apply(session, case_id, "flag_TRANSFERRED", actor=SIGNER, at=NOW)
        record.apply(session, case_id, "notice_sent", actor=SIGNER, at=NOW, facts=Facts(log={ADDRESSEE: row.id}))
    return case_id


def answered(desk: Desk, code: str = "DROVE_MYSELF", *, owner: Person = OWNER, **columns: Any) -> str:
    case_id = noticed(desk, owner, **columns)
    answer = Answer(code, TODAY, statement="Tôi lái xe.", proof="Giấy tờ kèm theo", other_person=DRIVER)
    with desk.database.writing() as session:
        record_answer(session, desk.keys, case_id, answer, actor=HAN, at=NOW)
    return case_id


def verify(desk: Desk, case_id: str, person: Person | None = None) -> None:
    """Signed minutes of verification about the owner or another, as the press tells of them."""
    with desk.database.writing() as session:
        row = person_row(session, case_id, PersonRole.OWNER)
        if person is not None:
            row = save_person(session, desk.keys, case_id, PersonRole.NAMED, person, at=NOW)
        assert row is not None
        case = record.locked(session, case_id)
        record.note(session, case, "paper_signed", actor=HAN, at=NOW, data={VERIFIES: row.id})


def minuted(desk: Desk, violator: Violator | None = None, **columns: Any) -> str:
    case_id = answered(desk, **columns)
    if violator and violator.person:
        verify(desk, case_id, violator.person)
    with desk.database.writing() as session:
        identify_violator(session, desk.keys, case_id, violator or Violator(), actor=HAN, at=NOW)
        record.apply(session, case_id, "minutes_made", actor=HAN, at=MINUTES_AT)
    return case_id


def propose(desk: Desk, case_id: str, request: Request | None = None, at: datetime = MINUTES_AT, **more: Any) -> Any:
    with desk.database.writing() as session:
        return propose_decision(
            session, desk.keys, case_id, request or Request(), actor=more.get("actor", LAN), at=at
        )  # fmt: skip


def test_an_answer_is_kept_sealed_and_the_log_shows_its_code_only(desk: Desk) -> None:
    case_id = answered(desk, "OTHER_DRIVER")
    case = desk.read(case_id)
    assert (case.state, case.reason_code) == (S.OWNER_ANSWERED, "OTHER_DRIVER")
    with desk.database.reading() as session:
        row = last_answer(session, case_id)
        assert row is not None and opened_answer(desk.keys, row).other_person == DRIVER
        assert "Bình" not in str(row.other_person)
        leaf = events_of(session, case_id)[-1].leaf
    assert "OTHER_DRIVER" in leaf and "Bình" not in leaf and "Tôi" not in leaf


def test_an_answer_lacks_nothing_that_its_code_needs(desk: Desk) -> None:
    case_id = noticed(desk)
    for answer, match in (
        (Answer("OTHER_DRIVER", TODAY, statement="x"), "other_person"),
        (Answer("ALREADY_FINED", TODAY), "proof"),
        (Answer("DROVE_MYSELF", date(2026, 11, 19), statement="x"), "not come yet"),
        (Answer("SHRUG", TODAY), "Possible"),
    ):
        with desk.database.writing() as session, pytest.raises(Refused, match=match):
            record_answer(session, desk.keys, case_id, answer, actor=HAN, at=NOW)


def test_a_commune_reports_what_its_reply_slip_holds(desk: Desk) -> None:
    case_id = noticed(desk)
    with desk.database.writing() as session, pytest.raises(Refused, match="reply slip"):
        record_answer(session, desk.keys, case_id, Answer("EXEMPT", TODAY), actor=CLERK, at=NOW)
    answer = Answer("NOT_RESIDENT", TODAY, Channel.COMMUNE)
    with desk.database.writing() as session:
        record_answer(session, desk.keys, case_id, answer, actor=CLERK, at=NOW)
        assert record.locked(session, case_id).state == S.OWNER_ANSWERED


@pytest.mark.parametrize("code", list(answer_kinds()))
def test_every_answer_leads_where_the_law_says_and_nowhere_else(desk: Desk, code: str) -> None:
    kind = answer_kinds()[code]
    steps: dict[str, Any] = {
        "violator": lambda s, c: identify_violator(
            s, desk.keys, c, Violator(DRIVER, not_accepted="Không đúng"), actor=HAN, at=NOW
        ),
        "reject": lambda s, c: accept_excuse(s, desk.keys, c, note="Hồ sơ kèm theo", actor=HAN, at=NOW),
        "new_notice": lambda s, c: name_new_owner(
            s, desk.keys, c, Person(PersonKind.INDIVIDUAL, "B", address="X", commune_code="07210"), actor=HAN, at=NOW
        ),
    }
    targets = {"violator": S.VIOLATOR_IDENTIFIED, "reject": S.REJECTED, "new_notice": S.OWNER_IDENTIFIED}
    for name, step in steps.items():
        case_id = answered(desk, code)
        verify(desk, case_id, DRIVER)
        with desk.database.writing() as session:
            if name in kind.leads_to:
                assert step(session, case_id).state == targets[name]
            else:
                with pytest.raises(Refused, match="leads to"):
                    step(session, case_id)
        if name == "reject" and name in kind.leads_to:
            assert words_in_the_file(desk.database, desk.keys, case_id) == [("act_rejected", "Hồ sơ kèm theo")]


def test_whoever_got_a_notice_stays_in_the_case_and_whoever_got_none_is_erased(desk: Desk) -> None:
    buyer, third = (replace(DRIVER, name=name, commune_code="07210") for name in ("Lê Thị Mua", "Vũ Văn Cuối"))
    case_id = answered(desk, "SOLD")
    with desk.database.writing() as session:
        case = name_new_owner(session, desk.keys, case_id, buyer, actor=HAN, at=NOW)
        assert owners(desk, session, case) == [("owner", "Lê Thị Mua"), ("former_owner", OWNER.name)]
        forget_owner(session, case_id)  # the second notice was never signed: the buyer heard nothing of it
        assert owners(desk, session, case) == [("former_owner", OWNER.name)]
        assert person_of(session, desk.keys, case_id, PersonRole.OWNER) is None
        save_person(session, desk.keys, case_id, PersonRole.OWNER, third, at=NOW)
        assert owners(desk, session, case) == [("owner", "Vũ Văn Cuối"), ("former_owner", OWNER.name)]


def owners(desk: Desk, session: Any, case: Case) -> list[tuple[str, str]]:
    shown = view_persons(session, desk.keys, permit(case, "hồ sơ vụ kiện", HAN), at=NOW)
    return [(role.value, person.name) for role, person in shown]


def test_the_driver_becomes_the_violator_and_the_minutes_are_due_in_five_working_days(desk: Desk) -> None:
    case_id = answered(desk, "OTHER_DRIVER")
    with desk.database.writing() as session, pytest.raises(Refused, match="minutes of verification"):
        identify_violator(session, desk.keys, case_id, Violator(DRIVER), actor=HAN, at=NOW)
    verify(desk, case_id, DRIVER)
    with desk.database.writing() as session:
        identify_violator(session, desk.keys, case_id, Violator(DRIVER), actor=HAN, at=NOW)
        violator = person_of(session, desk.keys, case_id, PersonRole.VIOLATOR)
        assert violator is not None and (violator.name, violator.source) == (DRIVER.name, DROVE)
        # 18/11/2026 is a Wednesday; 24/11 is Vietnam Cultural Day.
        assert {c.code: c.due_on for c in running_clocks(session, case_id)}["MINUTES"] == date(2026, 11, 26)


def test_what_signed_minutes_of_verification_know_of_the_owner_is_known_of_the_violator(desk: Desk) -> None:
    case_id = answered(desk, "DISPUTED")
    with desk.database.writing() as session:
        case = record.locked(session, case_id)
        row = name_owner(session, desk.keys, case, Entered(details={"sex": "female"}), actor=HAN, at=NOW)
        assert owner_as_verified(session, desk.keys, case_id) == OWNER, "they are not signed yet"
        record.note(session, case, "paper_signed", actor=HAN, at=NOW, data={VERIFIES: row.id})
        more = name_owner(session, desk.keys, case, Entered(phone="0600900111"), actor=HAN, at=NOW)
        record.note(session, case, "paper_signed", actor=HAN, at=NOW, data={VERIFIES: more.id})
        identify_violator(session, desk.keys, case_id, Violator(), actor=HAN, at=NOW)
        violator = person_of(session, desk.keys, case_id, PersonRole.VIOLATOR)
    assert violator == replace(OWNER, phone="0600900111", details={"sex": "female"}, source=DROVE)


def test_a_further_answer_leads_and_an_excuse_that_proves_false_leads_to_the_violator(desk: Desk) -> None:
    with desk.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("demo"), at=NOW)
    case_id = answered(desk, "CLONED_PLATE")
    first = clocks_of(desk, case_id)[ANSWER_FOLLOW_UP]
    with desk.database.writing() as session:
        again = Answer("DISPUTED", TODAY, statement="Tôi không vi phạm.")
        record_answer(session, desk.keys, case_id, again, actor=HAN, at=NOW + timedelta(days=4))
    assert desk.read(case_id).reason_code == "DISPUTED"
    assert clocks_of(desk, case_id)[ANSWER_FOLLOW_UP] == first + timedelta(days=2)  # 28/11 is a Saturday
    verify(desk, case_id)
    with desk.database.writing() as session:  # and what was typed wrongly is corrected in the same way
        record_answer(session, desk.keys, case_id, Answer("EXEMPT", TODAY, proof="x"), actor=HAN, at=NOW)
    with desk.database.writing() as session, pytest.raises(Refused, match="why it is not accepted"):
        identify_violator(session, desk.keys, case_id, Violator(), actor=HAN, at=NOW)
    with desk.database.writing() as session:
        false = Violator(not_accepted="Xe không làm nhiệm vụ khẩn cấp.")
        assert identify_violator(session, desk.keys, case_id, false, actor=HAN, at=NOW).state == S.VIOLATOR_IDENTIFIED
    assert words_in_the_file(desk.database, desk.keys, case_id) == [("violator_identified", false.not_accepted)]
    assert ANSWER_FOLLOW_UP not in clocks_of(desk, case_id)


def clocks_of(desk: Desk, case_id: str) -> dict[str, date]:
    with desk.database.reading() as session:
        return {clock.code: clock.due_on for clock in running_clocks(session, case_id)}


def test_an_organisation_does_not_drive(desk: Desk) -> None:
    case_id = answered(desk, owner=COMPANY)
    with desk.database.writing() as session, pytest.raises(Refused, match="does not drive"):
        identify_violator(session, desk.keys, case_id, Violator(), actor=HAN, at=NOW)


def test_a_silent_owner_is_liable_only_by_an_officer_and_a_signer_with_proof_of_delivery(desk: Desk) -> None:
    case_id = noticed(desk)
    with desk.database.writing() as session:
        record.apply(session, case_id, "notice_unanswered", actor=SIGNER, at=NOW)
    with desk.database.writing() as session, pytest.raises(Refused, match="proved"):
        propose_owner_liable(session, desk.keys, case_id, delivery_proof="", reason="im lặng", actor=HAN, at=NOW)
    with desk.database.writing() as session, pytest.raises(SecondPersonNeeded):
        declare_owner_liable(session, desk.keys, case_id, actor=SIGNER, at=NOW)
    with desk.database.writing() as session:
        propose_owner_liable(session, desk.keys, case_id, delivery_proof="RR123", reason="im lặng", actor=HAN, at=NOW)
    for of_the_same_party in (LAN, SENIOR):  # a senior officer is an officer still
        with desk.database.writing() as session, pytest.raises(Refused, match="needs an officer and a signer"):
            declare_owner_liable(session, desk.keys, case_id, actor=of_the_same_party, at=NOW)
    assert words_in_the_file(desk.database, desk.keys, case_id) == [
        ("delivery_relied_on", "RR123"),
        ("proposed_violator_identified", "im lặng"),
    ]
    with desk.database.writing() as session:
        declare_owner_liable(session, desk.keys, case_id, actor=SIGNER, at=NOW)
        violator = person_of(session, desk.keys, case_id, PersonRole.VIOLATOR)
        assert violator is not None and violator.source == OWNER_LIABLE
        record.apply(session, case_id, "minutes_made", actor=HAN, at=MINUTES_AT)
    row = propose(desk, case_id)
    assert row.points == 0 and "not identified" in row.points_because


def test_a_decision_is_the_middle_of_the_range_of_the_day_of_the_act(desk: Desk) -> None:
    row = propose(desk, minuted(desk, behaviour="LANE_CHANGE_MOTORWAY"))
    assert (row.lowest_vnd, row.amount_vnd, row.points, row.pay_within_days) == (5_000_000, 5_000_000, 2, 10)
    # Minutes of Friday 20/11/2026; 24/11 is a holiday: seven working days end on 2/12.
    assert (row.term_code, row.term_due_on) == ("DECISION", date(2026, 12, 2))


def test_an_organisation_pays_double_and_loses_no_points(desk: Desk) -> None:
    case_id = minuted(desk, Violator(drove=False), owner=COMPANY, behaviour="LANE_CHANGE_MOTORWAY")
    row = propose(desk, case_id)
    assert (row.organisation, row.amount_vnd, row.points) == (True, 10_000_000, 0)


def test_a_chosen_amount_lies_between_the_ends_and_is_justified(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="LANE_CHANGE_MOTORWAY")
    one = ("Người vi phạm đã tự nguyện khai báo",)
    for request, match in (
        (Request(mitigating=one), "chosen and justified"),
        (Request(mitigating=one, amount_vnd=4_000_000, justification="x"), "not possible"),
        (Request(mitigating=one, amount_vnd=4_500_000), "justified in words"),
        (Request(amount_vnd=4_500_000, justification="x"), "not possible"),
    ):
        with pytest.raises(Refused, match=match):
            propose(desk, case_id, request)
    row = propose(desk, case_id, Request(mitigating=one, amount_vnd=4_500_000, justification="Thành khẩn"))
    assert row.amount_vnd == 4_500_000 and "Thành" not in str(row.justification)


def test_who_may_explain_himself_is_heard_before_the_decision(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    with pytest.raises(Refused, match="explain himself until 2026-11-30"):
        propose(desk, case_id)
    assert propose(desk, case_id, Request(explanation_waived=True)).amount_vnd == 19_000_000


def test_an_explanation_gives_the_decision_a_month(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    with desk.database.writing() as session:
        request_explanation(session, desk.keys, case_id, Explanation("Tôi giải trình"), actor=HAN, at=MINUTES_AT)
    row = propose(desk, case_id, at=AFTER_EXPLANATION)
    # 20/12/2026 is a Sunday: the term is extended to Monday.
    assert (row.term_code, row.term_due_on) == ("DECISION_EXPLANATION", date(2026, 12, 21))
    running = clocks_of(desk, case_id)
    assert running["DECISION_EXPLANATION"] == date(2026, 12, 21) and not {"DECISION", "EXPLAIN_WRITTEN"} & set(running)


def explain(desk: Desk, case_id: str, said: Explanation, at: datetime = MINUTES_AT) -> Case:
    with desk.database.writing() as session:
        return request_explanation(session, desk.keys, case_id, said, actor=HAN, at=at)


def test_the_day_on_which_he_explained_himself_counts_not_that_of_its_entry(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    # Minutes of Friday 20/11/2026: a hearing is asked for until 25/11. Posted before, it came after.
    asked = Explanation(
        "Xin giải trình trực tiếp", oral=True, made_on=date(2026, 11, 23), received_on=date(2026, 11, 26)
    )
    for wrong, match in (
        (replace(asked, made_on=date(2026, 11, 26)), "lapsed"),
        (replace(asked, made_on=date(2026, 11, 19)), "was not made on"),
        (replace(asked, received_on=date(2026, 11, 22)), "did not have it"),
    ):
        with desk.database.writing() as session, pytest.raises(Refused, match=match):
            request_explanation(session, desk.keys, case_id, wrong, actor=HAN, at=AFTER_EXPLANATION)
    with desk.database.writing() as session:
        request_explanation(session, desk.keys, case_id, asked, actor=HAN, at=AFTER_EXPLANATION)
        assert hearing_asked_on(session, case_id) == date(2026, 11, 23)
    assert clocks_of(desk, case_id)["EXPLAIN_HEARING_NOTICE"] == date(2026, 12, 3)


def test_the_term_of_a_written_explanation_is_extended_once_by_five_working_days(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")

    def extend(asked_on: date = TODAY + timedelta(days=9), reason: str = "Đi công tác xa") -> date:
        with desk.database.writing() as session:
            return extend_explanation(
                session, desk.keys, case_id, asked_on=asked_on, reason=reason, actor=HAN, at=AFTER_EXPLANATION
            ).due_on

    for wrong, match in (({"reason": " "}, "reason"), ({"asked_on": date(2026, 12, 1)}, "was not made")):
        with pytest.raises(Refused, match=match):
            extend(**wrong)
    assert extend() == date(2026, 12, 7)  # the first term ends on Monday 30/11
    with pytest.raises(Refused, match="extended before"):
        extend()
    running = clocks_of(desk, case_id)
    assert (running["EXPLAIN_WRITTEN"], running["DECISION_EXPLANATION"]) == (date(2026, 12, 7), date(2026, 12, 21))
    with pytest.raises(Refused, match="explain himself until 2026-12-07"):
        propose(desk, case_id, at=datetime(2026, 12, 2, 2, tzinfo=UTC))


def test_an_explanation_withdraws_what_was_proposed_without_it(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    unheard = propose(desk, case_id, Request(explanation_waived=True))
    with desk.database.writing() as session:
        request_explanation(session, desk.keys, case_id, Explanation("Tôi giải trình"), actor=HAN, at=MINUTES_AT)
        assert decision_of(session, case_id) is None
    assert propose(desk, case_id, at=AFTER_EXPLANATION).id != unheard.id


def test_who_has_written_may_still_ask_for_a_hearing_and_is_not_decided_on_before_that_right_ends(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")  # on Friday 20/11/2026: a hearing is asked for until the 25th
    explain(desk, case_id, Explanation("Tôi giải trình"))
    assert clocks_of(desk, case_id).keys() >= {"EXPLAIN_ORAL_REQUEST", "DECISION_EXPLANATION"}
    with pytest.raises(Refused, match="ask for a hearing until 2026-11-25"):
        propose(desk, case_id)
    unheard = propose(desk, case_id, Request(explanation_waived=True))
    asked = Explanation("Xin giải trình trực tiếp", oral=True)
    case = explain(desk, case_id, asked, at=MINUTES_AT + timedelta(days=3))
    assert case.state == S.EXPLANATION
    with desk.database.reading() as session:
        assert (hearing_asked_on(session, case_id), decision_of(session, case_id)) == (date(2026, 11, 23), None)
        assert session.get_one(Decision, unheard.id).state == "withdrawn"
    # From Monday 23/11 five working days, of which the 24th is none.
    assert clocks_of(desk, case_id)["EXPLAIN_HEARING_NOTICE"] == date(2026, 12, 1)
    with pytest.raises(Refused, match="asked for on 2026-11-23 already"):
        explain(desk, case_id, asked, at=MINUTES_AT + timedelta(days=3))
    assert [name for name, _ in words_in_the_file(desk.database, desk.keys, case_id)] == [
        "explanation_requested", "explained_again",
    ]  # fmt: skip


def test_who_asked_for_a_hearing_may_write_too_and_ask_for_more_time_for_it(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    explain(desk, case_id, Explanation("Xin giải trình trực tiếp", oral=True))
    with desk.database.writing() as session:
        assert may_extend(session, session.get_one(Case, case_id))
        extend_explanation(
            session, desk.keys, case_id, asked_on=date(2026, 11, 30), reason="Đi xa", actor=HAN, at=AFTER_EXPLANATION
        )  # fmt: skip
    with pytest.raises(Refused, match="explain himself until 2026-12-07"):
        propose(desk, case_id, at=AFTER_EXPLANATION)
    explain(desk, case_id, Explanation("Tôi giải trình", made_on=date(2026, 12, 1)), at=AFTER_EXPLANATION + A_WEEK)
    with desk.database.reading() as session:
        assert hearing_asked_on(session, case_id) == date(2026, 11, 20), "the hearing stays asked for"
        assert not may_extend(session, session.get_one(Case, case_id))
    with pytest.raises(Refused, match="lapsed"):
        explain(desk, case_id, Explanation("x", made_on=date(2026, 12, 8)), at=AFTER_EXPLANATION + 2 * A_WEEK)


def test_what_was_posted_in_time_and_came_after_the_decision_stands_in_the_file_and_moves_nothing(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    posted = Explanation("Đèn đang vàng", made_on=date(2026, 11, 30), received_on=date(2026, 12, 2))

    def record_it(said: Explanation = posted, actor: Actor = HAN) -> None:
        with desk.database.writing() as session:
            record_overtaken(session, desk.keys, case_id, said, actor=actor, at=AFTER_EXPLANATION + A_WEEK)

    with pytest.raises(Refused, match="while that decision stands"):
        record_it()
    with desk.database.writing() as session:
        record.apply(session, case_id, "decision_issued", actor=SIGNER, at=AFTER_EXPLANATION + timedelta(days=1))
    with pytest.raises(Refused, match="lapsed"):
        record_it(replace(posted, made_on=date(2026, 12, 1)))
    with pytest.raises(Refused, match="An officer records"):
        record_it(actor=SIGNER)
    record_it()
    case = desk.read(case_id)
    assert (case.state, case.reason_code) == (S.DECISION_ISSUED, "UNHEARD")
    assert words_in_the_file(desk.database, desk.keys, case_id) == [("explanation_overtaken", "Đèn đang vàng")]
    with desk.database.reading() as session:
        told = next(event for event in events_of(session, case_id) if event.kind == "explanation_overtaken")
    assert "2026-11-30" in told.leaf and "vàng" not in told.leaf


def test_it_takes_no_other_reason_from_a_case_and_is_recorded_when_the_case_has_ended(desk: Desk) -> None:
    case_id = minuted(desk, behaviour="RED_LIGHT")
    for event, actor in (("decision_issued", SIGNER), ("fine_paid", Actor("thu", Role.FINANCE_CLERK))):
        desk.do(record.apply, case_id, event, actor=actor, at=AFTER_EXPLANATION)
    with desk.database.writing() as session:
        remark(session, case_id, ("PAPER_RETURNED", "x"), actor=HAN, at=AFTER_EXPLANATION)
    for closes in (False, True):
        if closes:
            desk.do(record.apply, case_id, "case_settled", actor=HAN, at=AFTER_EXPLANATION)
        posted = Explanation("Đèn đang vàng", made_on=date(2026, 11, 30))
        with desk.database.writing() as session:
            case = record_overtaken(session, desk.keys, case_id, posted, actor=HAN, at=AFTER_EXPLANATION)
        assert case.reason_code == (None if closes else "PAPER_RETURNED")
    assert len(words_in_the_file(desk.database, desk.keys, case_id)) == 2


def test_the_right_to_explain_lapses_and_exists_only_where_the_law_gives_it(desk: Desk) -> None:
    without, late = minuted(desk), minuted(desk, behaviour="RED_LIGHT", plate="98A99999")
    with desk.database.writing() as session, pytest.raises(Refused, match="no right"):
        request_explanation(session, desk.keys, without, Explanation("x"), actor=HAN, at=MINUTES_AT)
    with desk.database.writing() as session, pytest.raises(Refused, match="lapsed"):
        request_explanation(session, desk.keys, late, Explanation("x", oral=True), actor=HAN, at=AFTER_EXPLANATION)


def test_after_the_term_or_the_limitation_no_fine_is_decided(desk: Desk) -> None:
    case_id = minuted(desk)
    with pytest.raises(NoFinePossible, match="ended on 2026-12-02"):
        propose(desk, case_id, at=datetime(2026, 12, 3, 2, tzinfo=UTC))
    with pytest.raises(Refused, match="reason"):
        propose(desk, case_id, Request(term_code="DECISION_COMPLEX"), datetime(2026, 12, 3, 2, tzinfo=UTC))
    longer = Request(term_code="DECISION_COMPLEX", term_reason="Nhiều tình tiết phức tạp")
    assert propose(desk, case_id, longer, datetime(2026, 12, 3, 2, tzinfo=UTC)).term_code == "DECISION_COMPLEX"
    assert clocks_of(desk, case_id)["DECISION_COMPLEX"] == date(2027, 1, 20)
    with desk.database.writing() as session:  # the longer term stays the case's when the proposal is sent back
        withdraw_proposal(session, case_id)
        with pytest.raises(Refused, match="until 2027-01-20 already"):
            extend_decision_term(session, desk.keys, case_id, "DECISION_TRANSFERRED", reason="x", actor=HAN, at=NOW)
    assert propose(desk, case_id, at=datetime(2026, 12, 3, 2, tzinfo=UTC)).term_code == "DECISION_COMPLEX"
    old = minuted(desk, acted=datetime(2025, 11, 21, 3, tzinfo=UTC), plate="98A77777")
    with pytest.raises(NoFinePossible, match="limitation since 2026-11-21"):
        propose(desk, old, at=datetime(2026, 11, 22, 2, tzinfo=UTC))


def test_a_minor_pays_half_at_most_and_a_child_is_not_fined(desk: Desk) -> None:
    young = Person(PersonKind.INDIVIDUAL, "A", birth_date=date(2009, 11, 17))
    row = propose(desk, minuted(desk, Violator(young), code="OTHER_DRIVER", behaviour="LANE_CHANGE_MOTORWAY"))
    assert row.amount_vnd == 2_500_000
    unknown = minuted(desk, Violator(Person(PersonKind.INDIVIDUAL, "A")), code="OTHER_DRIVER", plate="98A44444")
    with pytest.raises(Refused, match="birth date of the violator is not known"):
        propose(desk, unknown)
    child = Person(PersonKind.INDIVIDUAL, "A", birth_date=date(2011, 11, 17))
    warned = minuted(desk, Violator(child), code="OTHER_DRIVER", plate="98A55555")
    for request, why in ((Request(), "done on purpose"), (Request(amount_vnd=500_000), "never fined")):
        with pytest.raises(Refused, match=why):
            propose(desk, warned, request)
    warning = propose(desk, warned, Request(justification="Biết là đường cấm mà vẫn đi vào"))
    assert (warning.warning, warning.amount_vnd, warning.points, warning.pay_within_days) == (True, 0, 0, 0)
    with desk.database.writing() as session:
        issue(session, warning)
        record.apply(session, warned, "decision_sent", actor=HAN, at=MINUTES_AT)
        record.apply(session, warned, "decision_received", actor=machine("delivery"), at=MINUTES_AT)
        terms = {clock.code for clock in running_clocks(session, warned)}
        assert "COMPLAINT" in terms and "PAYMENT" not in terms, "there is nothing to pay"
        executed = settle(session, warned, actor=machine("reactions"), at=MINUTES_AT)
        assert (executed.state, events_of(session, warned)[-1].kind) == (S.CLOSED, "warning_executed")


def test_what_is_known_of_the_violator_is_mended_until_the_decision_is_proposed(desk: Desk) -> None:
    case_id = minuted(desk)
    with desk.database.writing() as session:
        mend_violator(
            session, desk.keys, case_id, Entered("Nguyễn Thị Hoà", details={"sex": "female"}), actor=HAN, at=NOW
        )
        violator = person_of(session, desk.keys, case_id, PersonRole.VIOLATOR)
        last = events_of(session, case_id)[-1]
    assert violator == replace(OWNER, name="Nguyễn Thị Hoà", details={"sex": "female"}, source="drove")
    assert (last.kind, '"fields":["name","sex"]' in last.leaf, "Hoà" in last.leaf) == ("violator_mended", True, False)
    propose(desk, case_id)
    with desk.database.writing() as session, pytest.raises(Refused, match="before the decision is proposed"):
        mend_violator(session, desk.keys, case_id, Entered("B"), actor=HAN, at=NOW)


PLATE_BACK = Remedy("Buộc khôi phục lại hình dạng của biển số xe", 10)
WITHDRAWN, WITHDRAWN_SO_LONG = Imposed(Withdrawal(11)), Imposed(Withdrawal(13))
WITHDRAWN_EARLIER = Imposed(Withdrawal(11, MINUTES_AT.date() - timedelta(days=1)))


@pytest.mark.parametrize(
    ("behaviour", "kind", "entered", "refused"),
    [
        ("WEAVING", "motorcycle", Imposed(), "for 10 to 12 months"),
        ("WEAVING", "motorcycle", WITHDRAWN_SO_LONG, "13 months are not possible: the decree says 10 to 12"),
        ("WEAVING", "motorcycle", WITHDRAWN_EARLIER, "before the decision"),
        ("WEAVING", "motorcycle", WITHDRAWN, ""),
        ("NO_ENTRY", "car", WITHDRAWN, "No licence is withdrawn"),
        ("FALSE_PLATE", "car", Imposed(), "confiscates the plate"),
        ("FALSE_PLATE", "car", Imposed(confiscates_plate=True), ""),
        ("NO_ENTRY", "car", Imposed(confiscates_plate=True), "confiscates no plate"),
        ("HIDDEN_PLATE", "car", Imposed(), "put right"),
        ("HIDDEN_PLATE", "car", Imposed(remedy=replace(PLATE_BACK, days=0)), "its term in days"),
        ("HIDDEN_PLATE", "car", Imposed(remedy=PLATE_BACK), ""),
        ("NO_ENTRY", "car", Imposed(remedy=PLATE_BACK), "orders no remedy"),
    ],
)
def test_beside_the_fine_stands_what_the_decree_orders_inside_its_range(
    behaviour: str, kind: str, entered: Imposed, refused: str
) -> None:
    row, on = fine_row(behaviour, kind, TODAY), MINUTES_AT.date()
    assert row is not None and imposed(entered.sanctions_json(), entered.remedies_json()) == entered
    with pytest.raises(Refused, match=refused) if refused else nullcontext():
        refuse_against_the_decree(row, entered, drove=True, warned=False, on=on)


def test_who_is_not_known_to_have_driven_keeps_his_licence() -> None:
    row, on = fine_row("WEAVING", "motorcycle", TODAY), MINUTES_AT.date()
    assert row is not None
    refuse_against_the_decree(row, Imposed(), drove=False, warned=False, on=on)
    with pytest.raises(Refused, match="the driver is not known"):
        refuse_against_the_decree(row, WITHDRAWN, drove=False, warned=False, on=on)


def test_one_proposal_lives_and_one_that_was_sent_back_makes_room(desk: Desk) -> None:
    case_id = minuted(desk)
    propose(desk, case_id)
    with pytest.raises(Refused, match="already"):
        propose(desk, case_id)
    with desk.database.writing() as session:
        withdraw_proposal(session, case_id)
    assert propose(desk, case_id).state == "proposed"


def test_a_signer_and_the_machine_do_not_propose(desk: Desk) -> None:
    case_id = minuted(desk)
    for actor in (SIGNER, machine("flow")):
        with pytest.raises(Refused, match="officer"):
            propose(desk, case_id, actor=actor)


def test_one_act_is_fined_once(desk: Desk) -> None:
    first, second = minuted(desk, acted=ACTED), minuted(desk, acted=ACTED + timedelta(seconds=20))
    row = propose(desk, first)
    with pytest.raises(Refused, match="fined once"):
        propose(desk, second)
    with desk.database.writing() as session:  # asked again where it is signed
        refuse_second_fine(session, session.get_one(Case, first))
        with pytest.raises(Refused, match="fined once"):
            refuse_second_fine(session, session.get_one(Case, second))
    with desk.database.writing() as session:
        issue(session, row)
    with pytest.raises(Refused, match="fined once"):
        propose(desk, second)


@pytest.mark.parametrize("fined", ["before", "behind"])
def test_what_an_officer_compared_and_named_another_act_is_fined_too(desk: Desk, fined: str) -> None:
    before = minuted(desk, acted=ACTED)
    behind = minuted(desk, acted=ACTED + timedelta(seconds=20), compared_with=[before])
    third = minuted(desk, acted=ACTED + timedelta(seconds=40), compared_with=["another case"])
    first, second = (before, behind) if fined == "before" else (behind, before)
    propose(desk, first)
    propose(desk, second)
    with desk.database.reading() as session:
        leaf = json.loads(next(e.leaf for e in events_of(session, second) if e.kind == "decision_proposed"))
    said = {"case": desk.read(first).number, "said_by": HAN.label, "said_at": iso(MINUTES_AT)}
    assert leaf["data"][ANOTHER_ACT] == [said]
    with pytest.raises(Refused, match=r"nobody .* compared"):
        propose(desk, third)
    propose(desk, third, Request(another_act=True))
    with desk.database.writing() as session:  # what was said with the proposal stands when it is signed
        told = refuse_second_fine(session, session.get_one(Case, third))
    by_lan = {"said_by": LAN.label, "said_at": iso(MINUTES_AT)}
    assert told == {ANOTHER_ACT: [{"case": desk.read(one).number, **by_lan} for one in (before, behind)]}


def test_a_proposal_of_a_case_that_ended_without_sanction_is_no_fine(desk: Desk) -> None:
    first, second = minuted(desk, acted=ACTED), minuted(desk, acted=ACTED + timedelta(seconds=20))
    propose(desk, first)
    with desk.database.writing() as session:
        record.apply(session, first, "no_sanction_decided", actor=SIGNER, at=MINUTES_AT, facts=Facts())
    assert propose(desk, second).state == "proposed"


def issue(session: Any, row: Any) -> None:
    """As the press does it."""
    stored = session.get_one(type(row), row.id)
    stored.state, stored.issued_on, stored.number = "issued", date(2026, 11, 20), "01/QĐ-XPHC"
    facts = Facts(log={record.WARNED: row.warning})
    record.apply(session, row.case_id, "decision_issued", actor=SIGNER, at=MINUTES_AT, facts=facts)


def test_the_ten_days_to_pay_count_from_the_day_that_is_proved(desk: Desk) -> None:
    case_id = minuted(desk)
    row = propose(desk, case_id)
    proof = Proof(ProofKind.SIGNATURE, date(2026, 11, 23), "Ký nhận")
    with desk.database.writing() as session:
        issue(session, row)
    sent_at = datetime(2026, 11, 25, 2, tzinfo=UTC)
    with desk.database.writing() as session, pytest.raises(Refused, match="was sent"):
        record_delivery_proof(session, desk.keys, case_id, proof, actor=HAN, at=sent_at)
    with desk.database.writing() as session:
        record.apply(session, case_id, "decision_sent", actor=HAN, at=sent_at)
    for wrong in (date(2026, 11, 19), date(2026, 11, 26)):
        with desk.database.writing() as session, pytest.raises(Refused, match="not received"):
            record_delivery_proof(
                session, desk.keys, case_id, Proof(ProofKind.SIGNATURE, wrong, "x"), actor=HAN, at=sent_at
            )
    with desk.database.writing() as session:
        case = record_delivery_proof(session, desk.keys, case_id, proof, actor=HAN, at=sent_at)
        assert case.state == S.DECISION_DELIVERED
        assert {c.code: c.due_on for c in running_clocks(session, case_id)}["PAYMENT"] == date(2026, 12, 3)
        decision = decision_of(session, case_id)
        assert decision is not None and decision.received_on == date(2026, 11, 23)
        leaf = events_of(session, case_id)[-1].leaf
    assert "proof of delivery by officer:han" in leaf and "Ký" not in leaf


def standing_of(desk: Desk, case_id: str) -> tuple[object, ...]:
    case = desk.read(case_id)
    return case.state, case.reason_code, case.flags, clocks_of(desk, case_id)


def take_back(desk: Desk, case_id: str, reason: str = "Ghi nhầm vụ việc", at: datetime = NOW) -> None:
    with desk.database.writing() as session:
        answer = last_answer(session, case_id)
        assert answer is not None
        undo_answer(session, desk.keys, answer, reason=reason, actor=LAN, at=at)


@pytest.mark.parametrize("escalated", [False, True])
def test_an_answer_on_the_wrong_case_is_taken_back_and_state_marks_and_terms_are_what_they_were(
    desk: Desk, escalated: bool
) -> None:
    with desk.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("demo"), at=NOW)
    case_id, late = noticed(desk, elsewhere=True, vehicle_class="motorcycle"), NOW + timedelta(days=2)
    if escalated:
        with desk.database.writing() as session:
            record.apply(session, case_id, "notice_unanswered", actor=SIGNER, at=NOW)
    with desk.database.writing() as session:
        remark(session, case_id, ("WRONG_COMMUNE", "Not here."), actor=HAN, at=NOW)
    before = standing_of(desk, case_id)
    with desk.database.writing() as session:
        answer = Answer("DROVE_MYSELF", TODAY, statement="Của người khác")
        record_answer(session, desk.keys, case_id, answer, actor=HAN, at=late)
    assert standing_of(desk, case_id) != before
    with pytest.raises(Refused, match="Say why"):
        take_back(desk, case_id, " ", at=late)
    take_back(desk, case_id, at=late)
    assert standing_of(desk, case_id) == before
    assert before[0] == (S.ESCALATED if escalated else S.NOTICE_SENT) and before[2] == ["TRANSFERRED"]
    with desk.database.reading() as session:
        assert last_answer(session, case_id) is None
        (kept,) = answers_of(session, case_id)
        assert opened_answer(desk.keys, kept).statement == "Của người khác"
        told = events_of(session, case_id)[-1]
        assert told.kind == ("answer_taken_back_after_warning" if escalated else "answer_taken_back")
        states = session.scalars(sa.select(CaseClock.state).where(CaseClock.case_id == case_id)).all()
        assert ClockState.PASSED not in states and (escalated or ClockState.MET in states), "only the ten days were met"
    assert words_in_the_file(desk.database, desk.keys, case_id) == [(told.kind, "Ghi nhầm vụ việc")]
    with desk.database.writing() as session:  # and the owner himself may answer
        record_answer(session, desk.keys, case_id, replace(answer, statement="Tôi lái xe."), actor=HAN, at=late)
    assert desk.read(case_id).state == S.OWNER_ANSWERED


def test_of_several_answers_the_newest_is_taken_back_and_the_one_before_it_leads_again(desk: Desk) -> None:
    with desk.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("demo"), at=NOW)
    case_id = answered(desk, "SOLD")
    first = standing_of(desk, case_id)
    with desk.database.writing() as session:
        again = Answer("DISPUTED", TODAY, statement="Không phải tôi.")
        record_answer(session, desk.keys, case_id, again, actor=HAN, at=NOW + timedelta(days=3))
    take_back(desk, case_id, at=NOW + timedelta(days=3))
    assert standing_of(desk, case_id) == first
    take_back(desk, case_id, at=NOW + timedelta(days=3))
    assert desk.read(case_id).state == S.NOTICE_SENT


def test_an_answer_on_which_somebody_became_the_violator_is_not_taken_back(desk: Desk) -> None:
    case_id = answered(desk)
    with desk.database.writing() as session:
        identify_violator(session, desk.keys, case_id, Violator(), actor=HAN, at=NOW)
    with pytest.raises(Refused, match="not possible while the case is VIOLATOR_IDENTIFIED"):
        take_back(desk, case_id)


def test_what_the_owner_wrote_himself_waits_again_when_its_answer_is_taken_back(desk: Desk) -> None:
    case_id = noticed(desk)
    with desk.database.writing() as session:
        receive(session, desk.keys, case_id, Words("SOLD", "Tôi đã bán xe."), at=NOW)
    with desk.database.writing() as session:
        record_answer(session, desk.keys, case_id, Answer("SOLD", TODAY, proof="x"), actor=HAN, at=NOW)
    with desk.database.reading() as session:
        assert not waiting_of(session, case_id) and not may_write(session, session.get_one(Case, case_id))
    take_back(desk, case_id)
    with desk.database.reading() as session:
        assert len(waiting_of(session, case_id)) == 1 and may_write(session, session.get_one(Case, case_id))
