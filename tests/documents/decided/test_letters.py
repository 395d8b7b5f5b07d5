"""Hearings, refusals, warnings and reminders as a case lives them: when they are due, and what ends them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from documents.decided.conftest import FINANCE, TODAY, Cases, clocks, defer, pay, printed, sign, words_of
from documents.paper_office import HAN, MACHINE, NOW, OWNER, Office
from ticketing.cases import easings, explanations
from ticketing.cases.decisions import Request, decision_of
from ticketing.cases.record import apply
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import CaseClock
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.content.facts import Mark, OfficerFacts
from ticketing.documents.content.minutes import HearingFacts
from ticketing.documents.content.order_facts import Refusal, ReminderOrder
from ticketing.documents.content.words import moment_in_words, short_day
from ticketing.documents.drafting import answers
from ticketing.documents.drafting.desk import (
    make_hearing_minutes,
    propose,
    services_warning_is_due,
    withdraw_after_notice,
)
from ticketing.documents.drafting.lifting import propose_lifting
from ticketing.documents.tables import SIGNED, Document

CHAIR = ", Phó Trưởng phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh"


def refusal(office: Office, case_id: str, kind: str = "deferral", reason: str = "đơn không có xác nhận.") -> Document:
    refused = Refusal(kind, TODAY, reason)
    return office.act(answers.refuse_easing, office.keys, case_id, refused, actor=HAN, at=NOW)


def test_a_hearing_that_was_asked_for_comes_before_the_decision(office: Office, cases: Cases) -> None:
    case_id = cases["minutes"]
    office.act(
        explanations.request_explanation,
        office.keys,
        case_id,
        explanations.Explanation("Tôi nhường đường", oral=True),
        actor=HAN,
        at=NOW,
    )
    assert clocks(office, case_id, "EXPLAIN_HEARING_NOTICE") == [
        ("EXPLAIN_HEARING_NOTICE", "running", date(2026, 11, 26))
    ]
    with pytest.raises(Refused, match="minutes come before the decision"):
        office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW)
    office.act(explanations.announce_hearing, case_id, number="12/TB-CSGT", announced_on=TODAY, actor=HAN, at=NOW)
    hearing = HearingFacts(
        NOW, "trụ sở Đội", Mark("01/BB-VPHC", TODAY), TODAY, Mark("12/TB-CSGT", TODAY),
        OfficerFacts("Nguyễn Minh Phúc", "Trưởng phòng", "Phòng CSGT"), OWNER.name, "Người vi phạm", finished_at=NOW,
    )  # fmt: skip
    minutes = office.act(make_hearing_minutes, office.keys, case_id, hearing, actor=HAN, at=NOW)
    assert office.press(minutes.id), office.paper(minutes.id).problem
    assert office.paper(minutes.id).no == "01/BB-GTTT" and office.read(case_id).state == S.EXPLANATION
    decision = sign(office, office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW))
    words = words_of(office, decision)
    assert "Điều 62" not in words and "phiên giải trình trực tiếp số 01/BB-GTTT" in words


def test_an_application_is_refused_by_a_letter_that_ends_the_term_of_its_answer(office: Office, cases: Cases) -> None:
    case_id = cases["large"]
    paper = refusal(office, case_id)
    assert [clock[:2] for clock in clocks(office, case_id, easings.ANSWER)] == [(easings.ANSWER, "running")]
    signed = sign(office, paper)
    assert (signed.kind, signed.symbol) == ("easing_refusal", "CV-CSGT")
    assert [clock[:2] for clock in clocks(office, case_id, easings.ANSWER)] == [(easings.ANSWER, "met")]
    with office.database.reading() as session:
        assert not easings.asked_and_open(session, case_id)
    said = printed(office, signed.id)
    assert (said["asked"], said["reason"], said["law"]) == (
        "hoãn thi hành quyết định phạt tiền", "đơn không có xác nhận", "Điều 76 Luật Xử lý vi phạm hành chính",
    )  # fmt: skip
    assert office.read(case_id).state == S.DECISION_DELIVERED, "the decision stays as it is"
    second = sign(office, refusal(office, case_id, "instalments"))
    assert second.id != signed.id, "each application has its answer"


def test_what_is_granted_already_or_was_never_possible_is_not_refused(office: Office, cases: Cases) -> None:
    case_id = cases["large"]
    defer(office, case_id)
    wrong = (
        ("deferral", "x", "waits for its signer"),
        ("pardon", "x", "cannot be applied"),
        ("remission", " ", "reason"),
    )
    for kind, reason, said in wrong:
        with pytest.raises(Refused, match=said):
            refusal(office, case_id, kind, reason)


def test_a_hearing_is_announced_by_a_paper_that_ends_its_term(office: Office, cases: Cases) -> None:
    case_id = cases["minutes"]
    office.act(
        explanations.request_explanation,
        office.keys,
        case_id,
        explanations.Explanation("Xin giải trình", oral=True),
        actor=HAN,
        at=NOW,
    )
    held = NOW + timedelta(days=4)

    def call(at: datetime, chair: str = "sang", place: str = "trụ sở Phòng") -> Document:
        return office.act(answers.call_hearing, office.keys, case_id, at, place, chair, actor=HAN, at=NOW)

    for wrong, said in (({"at": NOW}, "later time"), ({"chair": "nobody"}, "signers"), ({"place": " "}, "where")):
        with pytest.raises(Refused, match=said):
            call(**({"at": held} | wrong))
    signed = sign(office, call(held))
    assert [clock[1] for clock in clocks(office, case_id, explanations.HEARING_NOTICE)] == ["met"]
    with office.database.reading() as session:
        assert explanations.hearing_announced(session, case_id) == (signed.no, TODAY)
    said = printed(office, signed.id)
    assert (said["held_at"], said["place"]) == (moment_in_words(held), "trụ sở Phòng")
    assert "phòng Phòng" not in said["chair"] and said["chair"].endswith(CHAIR), "as decisions name him"
    assert (said["addressee"], said["receiver"]) == ("Ông (bà) Nguyễn Thị Hoa", "ông (bà) Nguyễn Thị Hoa")


def test_a_warning_is_lifted_once_its_case_is_settled(office: Office) -> None:
    case_id = office.case(plate="98A99999")
    office.issue(case_id)
    warning = office.issue(case_id, "warning")
    with office.database.writing() as session:
        assert propose_lifting(session, office.keys, case_id, actor=HAN, at=NOW) == (), "nothing is settled yet"
    letter = LetterFacts("xe khác gắn biển số giống biển số này", "Điều 65")
    paper = office.act(withdraw_after_notice, office.keys, case_id, letter, actor=HAN, at=NOW)
    sign(office, paper)
    assert office.read(case_id).state == S.REJECTED
    [lifted] = office.act(propose_lifting, office.keys, case_id, actor=HAN, at=NOW)
    assert office.act(propose_lifting, office.keys, case_id, actor=HAN, at=NOW)[0].id == lifted.id, "once a warning"
    said = printed(office, sign(office, lifted).id)
    assert warning.no and warning.no in said["warning"]
    assert said["ground"] == "thông báo vi phạm là căn cứ của cảnh báo đã được rút"
    assert len(said["addressees"]) == 2


def test_an_unpaid_fine_blocks_the_services_until_it_is_paid(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    office.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW)
    assert office.act(services_warning_is_due, case_id)
    warning = office.issue(case_id, "services_warning")
    assert not office.act(services_warning_is_due, case_id)
    assert "SERVICES_BLOCKED" in office.read(case_id).flags
    with office.database.reading() as session:
        decision = decision_of(session, case_id)
    said = printed(office, warning.id)
    assert decision is not None and str(decision.number) in said["ground"] and warning.no.endswith("/CB-CSGT")
    assert "đã quá thời hạn mà chưa được thi hành" in said["ground"] and "của Chính phủ" in said["article"]
    pay(office, TODAY, 5_000_000, "FT1")
    assert office.read(case_id).state == S.PAID and "SERVICES_BLOCKED" not in office.read(case_id).flags
    [lifted] = office.act(propose_lifting, office.keys, case_id, actor=HAN, at=NOW)
    said = printed(office, sign(office, lifted).id)
    assert warning.no in said["warning"]
    day = short_day(TODAY)
    fine = f"tiền phạt theo Quyết định xử phạt vi phạm hành chính số {decision.number} ngày {day} đã được nộp đủ"
    assert said["ground"] == fine, "what else the decision orders may be left to do"


def test_the_agencies_are_warned_of_each_default_in_parts(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    office.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW)
    office.issue(case_id, "services_warning")
    office.act(apply, case_id, "part_paid_in_time", actor=FINANCE, at=NOW)
    office.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW)
    assert office.act(services_warning_is_due, case_id)
    office.issue(case_id, "services_warning")
    assert not office.act(services_warning_is_due, case_id)
    assert "SERVICES_BLOCKED" in office.read(case_id).flags
    office.act(apply, case_id, "fine_paid", actor=FINANCE, at=NOW)
    assert len(office.act(propose_lifting, office.keys, case_id, actor=HAN, at=NOW)) == 2, "each is lifted"


def test_a_reminder_names_the_day_and_no_sum_and_is_put_away_with_it(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    with office.database.reading() as session:
        query = sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.code == "PAYMENT")
        clock = session.scalars(query).one()
    order = ReminderOrder(clock.id, "decision", clock.due_on)
    document_id = office.prepare(case_id, "reminder", extra=order)
    assert office.prepare(case_id, "reminder", extra=order) == document_id, "once a term"
    paper = sign(office, office.paper(document_id))
    words = words_of(office, paper)
    assert paper.state == SIGNED and "30/11/2026" in words and "0,05%" in words and "5.000.000" not in words
    assert "theo tài khoản ghi trong Quyết định" in words and "không yêu cầu chuyển tiền và" not in words
    other = cases["large"]
    late = office.prepare(other, "reminder", extra=replace(order, clock="x"))
    with pytest.raises(Refused, match="is over"):
        office.release(late, at=NOW + timedelta(days=13))
