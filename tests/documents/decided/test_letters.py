"""Hearings, refusals, warnings and reminders as a case lives them: when they are due, and what ends them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from documents.decided.conftest import FINANCE, TODAY, Cases, clocks, defer, pay, printed, sign, words_of
from documents.document_fixtures import HAN, MACHINE, NOW, OWNER, DocumentContext
from ticketing.cases.decision import explanations, payment_relief
from ticketing.cases.decision.decisions import Request, decision_of
from ticketing.cases.record import apply
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import CaseClock
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.content.facts import Mark, OfficerFacts
from ticketing.documents.content.minutes.hearing import HearingFacts
from ticketing.documents.content.orders.order_facts import Refusal, ReminderOrder
from ticketing.documents.content.wording import moment_in_words, short_day
from ticketing.documents.drafting import answers
from ticketing.documents.drafting.lifting import propose_lifting
from ticketing.documents.drafting.manual_drafts import (
    make_hearing_minutes,
    propose,
    services_warning_is_due,
    withdraw_after_notice,
)
from ticketing.documents.tables import SIGNED, Document

CHAIR = ", Phó Trưởng phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh"


def refusal(
    context: DocumentContext, case_id: str, kind: str = "deferral", reason: str = "đơn không có xác nhận."
) -> Document:
    refused = Refusal(kind, TODAY, reason)
    return context.act(answers.refuse_payment_relief, context.keys, case_id, refused, actor=HAN, at=NOW)


def test_a_hearing_that_was_asked_for_comes_before_the_decision(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["minutes"]
    context.act(
        explanations.request_explanation,
        context.keys,
        case_id,
        explanations.Explanation("Tôi nhường đường", oral=True),
        actor=HAN,
        at=NOW,
    )
    assert clocks(context, case_id, "EXPLAIN_HEARING_NOTICE") == [
        ("EXPLAIN_HEARING_NOTICE", "running", date(2026, 11, 26))
    ]
    with pytest.raises(Refused, match="minutes come before the decision"):
        context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW)
    context.act(explanations.announce_hearing, case_id, number="12/TB-CSGT", announced_on=TODAY, actor=HAN, at=NOW)
    hearing = HearingFacts(
        NOW, "trụ sở Đội", Mark("01/BB-VPHC", TODAY), TODAY, Mark("12/TB-CSGT", TODAY),
        OfficerFacts("Nguyễn Minh Phúc", "Trưởng phòng", "Phòng CSGT"), OWNER.name, "Người vi phạm", finished_at=NOW,
    )  # fmt: skip
    minutes = context.act(make_hearing_minutes, context.keys, case_id, hearing, actor=HAN, at=NOW)
    assert context.press(minutes.id), context.paper(minutes.id).problem
    assert context.paper(minutes.id).no == "01/BB-GTTT" and context.read(case_id).state == CaseState.EXPLANATION
    decision = sign(context, context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW))
    words = words_of(context, decision)
    assert "Điều 62" not in words and "phiên giải trình trực tiếp số 01/BB-GTTT" in words


def test_an_application_is_refused_by_a_letter_that_ends_the_term_of_its_answer(
    context: DocumentContext, cases: Cases
) -> None:
    case_id = cases["large"]
    paper = refusal(context, case_id)
    assert [clock[:2] for clock in clocks(context, case_id, payment_relief.ANSWER)] == [
        (payment_relief.ANSWER, "running")
    ]
    signed = sign(context, paper)
    assert (signed.kind, signed.symbol) == ("easing_refusal", "CV-CSGT")
    assert [clock[:2] for clock in clocks(context, case_id, payment_relief.ANSWER)] == [(payment_relief.ANSWER, "met")]
    with context.database.reading() as session:
        assert not payment_relief.asked_and_open(session, case_id)
    said = printed(context, signed.id)
    assert (said["asked"], said["reason"], said["law"]) == (
        "hoãn thi hành quyết định phạt tiền", "đơn không có xác nhận", "Điều 76 Luật Xử lý vi phạm hành chính",
    )  # fmt: skip
    assert context.read(case_id).state == CaseState.DECISION_DELIVERED, "the decision stays as it is"
    second = sign(context, refusal(context, case_id, "instalments"))
    assert second.id != signed.id, "each application has its answer"


def test_what_is_granted_already_or_was_never_possible_is_not_refused(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["large"]
    defer(context, case_id)
    wrong = (
        ("deferral", "x", "waits for its signer"),
        ("pardon", "x", "cannot be applied"),
        ("remission", " ", "reason"),
    )
    for kind, reason, said in wrong:
        with pytest.raises(Refused, match=said):
            refusal(context, case_id, kind, reason)


def test_a_hearing_is_announced_by_a_paper_that_ends_its_term(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["minutes"]
    context.act(
        explanations.request_explanation,
        context.keys,
        case_id,
        explanations.Explanation("Xin giải trình", oral=True),
        actor=HAN,
        at=NOW,
    )
    held = NOW + timedelta(days=4)

    def call(at: datetime, chair: str = "sang", place: str = "trụ sở Phòng") -> Document:
        return context.act(answers.call_hearing, context.keys, case_id, at, place, chair, actor=HAN, at=NOW)

    for wrong, said in (({"at": NOW}, "later time"), ({"chair": "nobody"}, "signers"), ({"place": " "}, "where")):
        with pytest.raises(Refused, match=said):
            call(**({"at": held} | wrong))
    signed = sign(context, call(held))
    assert [clock[1] for clock in clocks(context, case_id, explanations.HEARING_NOTICE)] == ["met"]
    with context.database.reading() as session:
        assert explanations.hearing_announced(session, case_id) == (signed.no, TODAY)
    said = printed(context, signed.id)
    assert (said["held_at"], said["place"]) == (moment_in_words(held), "trụ sở Phòng")
    assert "phòng Phòng" not in said["chair"] and said["chair"].endswith(CHAIR), "as decisions name him"
    assert (said["addressee"], said["receiver"]) == ("Ông (bà) Nguyễn Thị Hoa", "ông (bà) Nguyễn Thị Hoa")


def test_a_warning_is_lifted_once_its_case_is_settled(context: DocumentContext) -> None:
    case_id = context.case(plate="98A99999")
    context.issue(case_id)
    warning = context.issue(case_id, "warning")
    with context.database.writing() as session:
        assert propose_lifting(session, context.keys, case_id, actor=HAN, at=NOW) == (), "nothing is settled yet"
    letter = LetterFacts("xe khác gắn biển số giống biển số này", "Điều 65")
    paper = context.act(withdraw_after_notice, context.keys, case_id, letter, actor=HAN, at=NOW)
    sign(context, paper)
    assert context.read(case_id).state == CaseState.REJECTED
    [lifted] = context.act(propose_lifting, context.keys, case_id, actor=HAN, at=NOW)
    assert context.act(propose_lifting, context.keys, case_id, actor=HAN, at=NOW)[0].id == lifted.id, "once a warning"
    said = printed(context, sign(context, lifted).id)
    assert warning.no and warning.no in said["warning"]
    assert said["ground"] == "thông báo vi phạm là căn cứ của cảnh báo đã được rút"
    assert len(said["addressees"]) == 2


def test_an_unpaid_fine_blocks_the_services_until_it_is_paid(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    context.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW)
    assert context.act(services_warning_is_due, case_id)
    warning = context.issue(case_id, "services_warning")
    assert not context.act(services_warning_is_due, case_id)
    assert "SERVICES_BLOCKED" in context.read(case_id).flags
    with context.database.reading() as session:
        decision = decision_of(session, case_id)
    said = printed(context, warning.id)
    assert decision is not None and str(decision.number) in said["ground"] and warning.no.endswith("/CB-CSGT")
    assert "đã quá thời hạn mà chưa được thi hành" in said["ground"] and "của Chính phủ" in said["article"]
    pay(context, TODAY, 5_000_000, "FT1")
    assert context.read(case_id).state == CaseState.PAID and "SERVICES_BLOCKED" not in context.read(case_id).flags
    [lifted] = context.act(propose_lifting, context.keys, case_id, actor=HAN, at=NOW)
    said = printed(context, sign(context, lifted).id)
    assert warning.no in said["warning"]
    day = short_day(TODAY)
    fine = f"tiền phạt theo Quyết định xử phạt vi phạm hành chính số {decision.number} ngày {day} đã được nộp đủ"
    assert said["ground"] == fine, "what else the decision orders may be left to do"


def test_the_agencies_are_warned_of_each_default_in_parts(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    context.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW)
    context.issue(case_id, "services_warning")
    context.act(apply, case_id, "part_paid_in_time", actor=FINANCE, at=NOW)
    context.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW)
    assert context.act(services_warning_is_due, case_id)
    context.issue(case_id, "services_warning")
    assert not context.act(services_warning_is_due, case_id)
    assert "SERVICES_BLOCKED" in context.read(case_id).flags
    context.act(apply, case_id, "fine_paid", actor=FINANCE, at=NOW)
    assert len(context.act(propose_lifting, context.keys, case_id, actor=HAN, at=NOW)) == 2, "each is lifted"


def test_a_reminder_names_the_day_and_no_sum_and_is_put_away_with_it(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    with context.database.reading() as session:
        query = sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.code == "PAYMENT")
        clock = session.scalars(query).one()
    order = ReminderOrder(clock.id, "decision", clock.due_on)
    document_id = context.prepare(case_id, "reminder", extra=order)
    assert context.prepare(case_id, "reminder", extra=order) == document_id, "once a term"
    paper = sign(context, context.paper(document_id))
    words = words_of(context, paper)
    assert paper.state == SIGNED and "30/11/2026" in words and "0,05%" in words and "5.000.000" not in words
    assert "theo tài khoản ghi trong Quyết định" in words and "không yêu cầu chuyển tiền và" not in words
    other = cases["large"]
    late = context.prepare(other, "reminder", extra=replace(order, clock="x"))
    with pytest.raises(Refused, match="is over"):
        context.release(late, at=NOW + timedelta(days=13))
