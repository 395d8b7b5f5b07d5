"""Decisions about a penalty decision as a case lives them: what the law allows, who signs, what holds afterwards."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from documents.paper_office import (
    HAN,
    LAN,
    MACHINE,
    NOW,
    OWNER,
    SENIOR,
    SIGNER,
    Office,
    office_at,
    opened,
    walked_to_minutes,
)
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.values import Channel, EnforcementRules
from ticketing.cases import easings, explanations, record
from ticketing.cases.decision_tables import Decision
from ticketing.cases.decisions import Proof, ProofKind, Request, decision_of, record_delivery_proof, send_decision
from ticketing.cases.pay_days import DuePart
from ticketing.cases.persons import PersonRole, entries_of, person_of, save_person
from ticketing.cases.record import apply
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case, CaseClock
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.channels.ports import Verdict
from ticketing.dispatch.consignments import close_due, consign, consign_to_holder, items_of
from ticketing.dispatch.holders import ask_to_tell_the_holder
from ticketing.dispatch.leaving import take_out
from ticketing.dispatch.outbox import send_due
from ticketing.dispatch.queries import came_back, view_of
from ticketing.dispatch.reply import enter_reply
from ticketing.dispatch.sent_again import consign_unchanged
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents import answers, enforcing, orders, steps
from ticketing.documents.content.minutes import HearingFacts
from ticketing.documents.desk import make_hearing_minutes, propose, services_warning_is_due, withdraw_after_notice
from ticketing.documents.draft import Letter
from ticketing.documents.enforcing import Deduction
from ticketing.documents.facts import Mark, OfficerFacts
from ticketing.documents.lifting import propose_lifting
from ticketing.documents.lookup import look_up
from ticketing.documents.order_facts import ACCOUNT, SALARY, ChangeOrder, Refusal, ReminderOrder
from ticketing.documents.orders import Application, NewFine
from ticketing.documents.queries import lookup_code_of, signed_papers
from ticketing.documents.sealed import opened_content
from ticketing.documents.signing_day import authors_of
from ticketing.documents.standing import standing
from ticketing.documents.tables import SIGNED, WAITING, Document
from ticketing.documents.words import moment_in_words
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import open_database
from ticketing.kit.sheets import LoadReport
from ticketing.payments.balances import Balance, balance_of
from ticketing.payments.ledger import import_statement
from ticketing.payments.queries import refunds

FINANCE = Actor("tien", Role.FINANCE_CLERK)
TODAY = vietnam_day(NOW)
ASKED = Application(TODAY, "gặp khó khăn đặc biệt, đột xuất về kinh tế.")
Cases = dict[str, str]
HEAD = "value_date,reference,payer,amount_vnd,content\n"


@pytest.fixture(scope="module")
def decided_home(tmp_path_factory: pytest.TempPathFactory, signer_folder: Path) -> tuple[Path, Cases]:
    """A home with three cases that came far, made once: printing their papers takes longest."""
    folder = tmp_path_factory.mktemp("decided")
    made = office_at(f"sqlite:///{folder / 'test.db'}", folder, signer_folder)
    cases = {
        "small": delivered(made), "large": delivered(made, "RED_LIGHT"),
        "minutes": walked_to_minutes(made, behaviour="RED_LIGHT"),
    }  # fmt: skip
    with made.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.database.engine.dispose()
    return folder, cases


@pytest.fixture
def office(tmp_path: Path, decided_home: tuple[Path, Cases], signer_folder: Path) -> Office:
    """A copy of that home."""
    home = shutil.copytree(decided_home[0], tmp_path / "home")
    return opened(open_database(f"sqlite:///{home / 'test.db'}"), home, signer_folder)


@pytest.fixture
def cases(decided_home: tuple[Path, Cases]) -> Cases:
    """Their ids by name."""
    return decided_home[1]


def delivered(office: Office, behaviour: str = "NO_ENTRY", **more: Any) -> str:
    """A case whose decision reached the person today."""
    case_id = walked_to_minutes(office, behaviour=behaviour, **more)
    sign(office, office.act(propose, office.keys, case_id, Request(explanation_waived=True), actor=HAN, at=NOW))
    office.act(send_decision, case_id, channel="by_hand", actor=HAN, at=NOW)
    proof = Proof(ProofKind.SIGNATURE, TODAY, "ký nhận")
    office.act(record_delivery_proof, office.keys, case_id, proof, actor=HAN, at=NOW)
    return case_id


def sign(office: Office, paper: Document, at: datetime = NOW) -> Document:
    office.release(paper.id, at=at)
    assert office.press(paper.id, at), office.paper(paper.id).problem
    return office.paper(paper.id)


def defer(office: Office, case_id: str, until: date = date(2027, 2, 18), asked: Application = ASKED) -> Document:
    return office.act(orders.defer, office.keys, case_id, asked, until, actor=HAN, at=NOW)


def in_parts(office: Office, case_id: str, *parts: tuple[int, date]) -> Document:
    plan = [DuePart(*part) for part in parts]
    return office.act(orders.pay_in_parts, office.keys, case_id, ASKED, plan, actor=HAN, at=NOW)


def balance(office: Office, case_id: str, on: date) -> Balance:
    with office.database.reading() as session:
        decision = decision_of(session, case_id)
        found = balance_of(session, decision.id, on) if decision else None
    assert found is not None
    return found


def clocks(office: Office, case_id: str, *codes: str) -> Sequence[tuple[str, str, date]]:
    query = (
        sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.code.in_(codes)).order_by(CaseClock.due_on)
    )
    with office.database.reading() as session:
        return [(clock.code, clock.state, clock.due_on) for clock in session.scalars(query)]


def pay(office: Office, day: date, amount_vnd: int, reference: str, number: int = 1, text: str = "") -> None:
    row = f"{day},{reference},A,{amount_vnd},{text or f'nop phat QD{number:06}26'}\n"
    at = NOW + timedelta(days=(day - TODAY).days)
    import_statement(office.database, office.keys, (HEAD + row).encode(), f"{reference}.csv", actor=FINANCE, at=at)


def words_of(office: Office, paper: Document) -> str:
    return str(opened_content(office.keys, paper)["sheets"])


def test_a_deferral_moves_the_day_of_payment_and_names_its_article(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    paper = sign(office, defer(office, case_id))
    assert (paper.no, paper.form) == ("01/QĐ-HTHPT", "MQĐ03") and office.read(case_id).state == S.DEFERRED
    assert clocks(office, case_id, "PAYMENT", "DEFERRAL_MAX", "DEFERRAL_ANSWER") == [
        ("DEFERRAL_ANSWER", "met", date(2026, 11, 26)), ("PAYMENT", "moved", date(2026, 11, 30)),
        ("DEFERRAL_MAX", "running", date(2027, 2, 18)),
    ]  # fmt: skip
    late = balance(office, case_id, date(2027, 2, 28))
    assert (late.due_on, late.interest_vnd) == (date(2027, 2, 18), 25_000)
    with office.database.reading() as session:
        moved = [event for event in events_of(session, case_id) if event.kind == "deferral_decision_issued"]
    assert "art. 76" in moved[0].leaf and "2027-02-18" in moved[0].leaf and "khó khăn" not in moved[0].leaf
    words = words_of(office, paper)
    assert "Đơn đề nghị hoãn thi hành quyết định phạt tiền ngày 18/11/2026 của Nguyễn Thị Hoa" in words
    assert "5.000.000 đồng" in words and "ngày 18 tháng 02 năm 2027" in words and "kinh tế.." not in words


def test_what_the_law_does_not_allow_is_refused_before_anybody_signs(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    with pytest.raises(Refused, match="2027-02-18, the last day that the law allows"):
        defer(office, case_id, date(2027, 2, 19))
    with pytest.raises(Refused, match="nobody applied on 2026-11-01"):
        defer(office, case_id, asked=replace(ASKED, asked_on=date(2026, 11, 1)))
    with pytest.raises(Refused, match=r"from a fine of 15.000.000 đồng on"):
        in_parts(office, case_id, (3_000_000, date(2026, 12, 1)), (2_000_000, date(2027, 1, 4)))
    with pytest.raises(Refused, match="belongs to a case in DEFERRED, OVERDUE"):
        office.act(orders.remit, office.keys, case_id, ASKED, None, actor=HAN, at=NOW)
    assert office.read(case_id).state == S.DECISION_DELIVERED


def test_an_order_that_waited_too_long_is_signed_no_more(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    paper = defer(office, case_id, date(2026, 11, 20))
    later = NOW + timedelta(days=3)
    with pytest.raises(Refused, match="does not lie after 2026-11-21"):
        office.release(paper.id, at=later)


def test_money_that_came_in_meanwhile_sends_the_order_back(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    paper = defer(office, case_id)
    office.release(paper.id)
    pay(office, TODAY, 1_000_000, "FT1")
    assert not office.press(paper.id)
    assert "draw it up again" in (office.paper(paper.id).problem or "") and office.paper(paper.id).state == WAITING
    sign(office, defer(office, case_id))
    assert office.read(case_id).state == S.DEFERRED


def test_a_refused_application_ends_the_term_of_its_answer(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    defer(office, case_id)
    office.act(easings.refuse_application, case_id, reason="Không đủ điều kiện", actor=HAN, at=NOW)
    assert clocks(office, case_id, "DEFERRAL_ANSWER") == [("DEFERRAL_ANSWER", "met", date(2026, 11, 26))]
    with pytest.raises(Refused, match="No application"):
        office.act(easings.refuse_application, case_id, reason="Lần nữa", actor=HAN, at=NOW)


def test_parts_are_paid_one_after_the_other_and_the_clock_goes_on_with_each(
    office: Office, cases: dict[str, str]
) -> None:
    case_id = cases["large"]
    first, second = date(2026, 12, 5), date(2027, 3, 1)  # the first is a Saturday: extended to the Monday
    paper = sign(office, in_parts(office, case_id, (10_000_000, first), (9_000_000, second)))
    assert (paper.form, office.read(case_id).state) == ("MQĐ05", S.INSTALMENTS)
    assert clocks(office, case_id, "INSTALMENT_MAX") == [("INSTALMENT_MAX", "running", date(2026, 12, 7))]
    pay(office, date(2026, 12, 1), 4_000_000, "FT1", number=2)
    assert balance(office, case_id, date(2026, 12, 1)).due_on == date(2026, 12, 7)
    pay(office, date(2026, 12, 2), 6_000_000, "FT2", number=2)
    assert clocks(office, case_id, "INSTALMENT_MAX") == [
        ("INSTALMENT_MAX", "met", date(2026, 12, 7)), ("INSTALMENT_MAX", "running", second),
    ]  # fmt: skip
    late = balance(office, case_id, second + timedelta(days=2))
    assert (late.due_on, late.unpaid_vnd, late.interest_vnd) == (second, 9_000_000, 9_000)
    with office.database.reading() as session:
        moved = [event for event in events_of(session, case_id) if event.kind == "term_moved"]
    assert len(moved) == 1 and "art. 79" in moved[0].leaf
    pay(office, date(2027, 2, 1), 9_000_000, "FT3", number=2)
    assert office.read(case_id).state == S.PAID and clocks(office, case_id, "INSTALMENT_MAX")[1][1] == "met"


def test_a_reduction_leaves_the_rest_to_be_paid_and_an_exemption_ends_the_case(
    office: Office, cases: dict[str, str]
) -> None:
    case_id = cases["small"]
    sign(office, defer(office, case_id))
    pay(office, TODAY, 1_000_000, "FT1")
    paper = sign(office, office.act(orders.remit, office.keys, case_id, ASKED, 1_500_000, actor=HAN, at=NOW))
    assert office.read(case_id).state == S.DEFERRED and "2.500.000 đồng" in words_of(office, paper)
    left = balance(office, case_id, TODAY)
    assert (left.fine_vnd, left.unpaid_vnd, left.due_on) == (3_500_000, 2_500_000, date(2027, 2, 18))
    with pytest.raises(Refused, match="only a part of that can be remitted"):
        office.act(orders.remit, office.keys, case_id, ASKED, 3_000_000, actor=HAN, at=NOW)
    rest = sign(office, office.act(orders.remit, office.keys, case_id, ASKED, None, actor=HAN, at=NOW))
    assert (office.read(case_id).state, office.read(case_id).reason_code) == (S.CLOSED, "REMITTED")
    assert '"remitted":"rest"' in words_of(office, rest).replace("\\", "")
    assert balance(office, case_id, TODAY).unpaid_vnd == 0


def test_an_amended_fine_is_within_the_law_and_is_what_everybody_then_sees(
    office: Office, cases: dict[str, str]
) -> None:
    case_id = cases["small"]
    amend = (orders.amend, office.keys, case_id, "có tình tiết giảm nhẹ chưa được xem xét")
    mitigated = NewFine(4_400_000, mitigating=("Đã tự nguyện khai báo",))
    with pytest.raises(Refused, match="is not possible here"):
        office.act(*amend, (), fine=NewFine(4_400_000), actor=HAN, at=NOW)
    paper = sign(office, office.act(*amend, (), fine=mitigated, actor=HAN, at=NOW))
    assert office.read(case_id).flags == ["AMENDED"] and office.read(case_id).state == S.DECISION_DELIVERED
    words = words_of(office, paper)
    assert "Điểm a khoản 6 Điều 1 (mức phạt tiền)" in words and "Khoản 5 Điều 1 (tình tiết giảm nhẹ)" in words
    with office.database.reading() as session:
        notice = signed_papers(session, case_id, "notice")[0]
        code = lookup_code_of(office.keys, notice) or ""
        view = look_up(session, office.keys, notice.no or "", "98A12345", code, at=NOW)
        kept = session.scalar(sa.select(Decision.amount_vnd).where(Decision.case_id == case_id))
    assert view is not None and view.amount_vnd == 4_400_000 and kept == 5_000_000
    pay(office, TODAY, 4_400_000, "FT1")
    assert office.read(case_id).state == S.PAID


def test_a_correction_changes_words_alone_and_one_may_follow_the_other(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    slip = ChangeOrder("Khoản 1 Điều 1 (nơi cấp)", "Cục CSQLHC", "Bộ Công an")
    correct = (orders.correct, office.keys, case_id, "có sai sót về kỹ thuật soạn thảo")
    with pytest.raises(Refused, match="amend instead"):
        office.act(*correct, [replace(slip, was="")], actor=HAN, at=NOW)
    numbers = [sign(office, office.act(*correct, [slip], actor=HAN, at=NOW)).no for _ in range(2)]
    assert numbers == ["01/QĐ-ĐCXPHC", "02/QĐ-ĐCXPHC"]
    assert balance(office, case_id, TODAY).fine_vnd == 5_000_000


def test_a_corrected_name_stands_on_later_papers_and_on_those_that_wait(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    waiting = defer(office, case_id)
    paper = office.act(
        orders.correct, office.keys, case_id, "ghi sai họ và tên", [], name="Nguyễn Văn  Ân", actor=HAN, at=NOW
    )
    with office.database.reading() as session:
        before = person_of(session, office.keys, case_id, PersonRole.VIOLATOR)
    assert before and before.name == OWNER.name, "nothing changes before the signature"
    said = printed(office, sign(office, paper).id)
    assert said["changes"] == [
        {"place": "Khoản 1 Điều 1 (họ và tên)", "was": OWNER.name, "now": "Nguyễn Văn Ân"},
    ]  # fmt: skip
    with office.database.reading() as session:
        after = person_of(session, office.keys, case_id, PersonRole.VIOLATOR)
        events = [event.leaf for event in events_of(session, case_id) if event.kind == "flag_AMENDED"]
    assert after == replace(before, name="Nguyễn Văn Ân", source="correction 01/QĐ-ĐCXPHC")
    assert len(events) == 1 and "Ân" not in events[0], "the log holds a commitment"
    assert printed(office, sign(office, waiting).id)["order"]["punished"]["name"] == "Nguyễn Văn Ân"
    with office.database.reading() as session:
        entries = entries_of(session, office.keys, case_id, PersonRole.OWNER)
    assert [(one.name, one.source) for one in entries] == [
        (OWNER.name, OWNER.source), ("Nguyễn Văn Ân", "correction 01/QĐ-ĐCXPHC"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, "Nguyễn Văn Ân"),
        ({"personal_id": "024085009999"}, OWNER.name),
        ({"personal_id": "", "birth_date": date(2001, 5, 4)}, OWNER.name),
    ],
    ids=["the owner himself", "another number", "the son of the same name"],
)
def test_a_correction_names_the_owner_anew_only_where_he_is_the_person_fined(
    changed: dict[str, Any], named: str, office: Office, cases: Cases
) -> None:
    case_id = cases["small"]
    with office.database.writing() as session:
        save_person(session, office.keys, case_id, PersonRole.VIOLATOR, replace(OWNER, **changed), at=NOW)
    correct = (orders.correct, office.keys, case_id, "ghi sai họ và tên", [])
    sign(office, office.act(*correct, name="Nguyễn Văn Ân", actor=HAN, at=NOW))
    office.act(record.apply, case_id, "payment_term_passed", actor=machine("clocks"), at=NOW + timedelta(days=22))
    warning = office.issue(case_id, "services_warning", at=NOW + timedelta(days=22))
    assert printed(office, warning.id)["owner_name"] == named


@pytest.mark.parametrize(
    ("paid_on", "state", "clock"),
    [(date(2026, 12, 7), S.INSTALMENTS, ("running", date(2027, 3, 1))), (date(2026, 12, 8), S.OVERDUE, None)],
    ids=["in time", "a day late"],
)
def test_a_part_that_was_paid_in_time_and_came_in_late_was_never_late(
    paid_on: date, state: S, clock: tuple[str, date] | None, office: Office, cases: Cases
) -> None:
    case_id = cases["large"]
    sign(office, in_parts(office, case_id, (10_000_000, date(2026, 12, 7)), (9_000_000, date(2027, 3, 1))))
    time_passed = {"actor": machine("clocks"), "at": NOW + timedelta(days=22)}
    office.act(record.apply, case_id, "payment_term_passed", **time_passed)
    office.issue(case_id, "services_warning", at=time_passed["at"])
    assert (office.read(case_id).state, office.read(case_id).flags) == (S.OVERDUE, ["SERVICES_BLOCKED"])
    row = f"{paid_on},FT1,A,10000000,nop phat QD00000226\n"
    statement = (HEAD + row).encode()
    import_statement(office.database, office.keys, statement, "a.csv", actor=FINANCE, at=NOW + timedelta(days=24))
    assert office.read(case_id).state == state
    assert office.read(case_id).flags == ([] if clock else ["SERVICES_BLOCKED"])
    lifted = office.act(propose_lifting, office.keys, case_id, actor=HAN, at=NOW + timedelta(days=24))
    assert len(lifted) == (1 if clock else 0)
    found = [one[1:] for one in clocks(office, case_id, "INSTALMENT_MAX")]
    assert found[0][0] == "passed"
    assert found[1:] == ([clock] if clock else [])
    assert balance(office, case_id, date(2026, 12, 11)).interest_vnd == (0 if clock else 5_000)


def test_a_cancelled_decision_is_undone_everywhere(office: Office, cases: Cases) -> None:
    case_id = cases["small"]
    deferral = sign(office, defer(office, case_id))
    pay(office, TODAY, 6_000_000, "FT1")
    assert office.read(case_id).state == S.PAID
    reason = "người bị xử phạt không phải là người thực hiện hành vi vi phạm"
    paper = sign(office, office.act(orders.cancel, office.keys, case_id, reason, actor=HAN, at=NOW))
    case = office.read(case_id)
    assert (case.state, case.reason_code, paper.form) == (S.ANNULLED, "CANCELLED", "MQĐ40")
    words = words_of(office, paper)
    assert "Hoàn trả số tiền phạt đã nộp 5.000.000 đồng" in words and str(deferral.no) in words
    with office.database.reading() as session:
        assert [(refund.vnd, refund.cancelled) for refund in refunds(session)] == [(6_000_000, True)]
    assert not balance(office, case_id, TODAY).takes_money
    assert {state for _, state, _ in clocks(office, case_id, "PAYMENT", "DEFERRAL_MAX")} <= {"met", "moved", "passed"}


def test_an_order_is_signed_by_a_signer_of_the_rank(office: Office, cases: dict[str, str]) -> None:
    case_id = cases["large"]
    paper = in_parts(office, case_id, (10_000_000, date(2026, 12, 7)), (9_000_000, date(2027, 3, 1)))
    with pytest.raises(Refused, match="signed by a signer"):
        office.release(paper.id, HAN)
    office.release(paper.id, SIGNER)


def test_a_hearing_that_was_asked_for_comes_before_the_decision(office: Office, cases: Cases) -> None:
    case_id = cases["minutes"]
    office.act(explanations.request_explanation, case_id, text="Tôi nhường đường", oral=True, actor=HAN, at=NOW)
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
    assert "Điều 62, Điều 63" in words and "phiên giải trình trực tiếp số 01/BB-GTTT" in words


def printed(office: Office, document_id: str) -> dict[str, Any]:
    """What a signed paper says."""
    with office.database.reading() as session:
        [sheet] = opened_content(office.keys, session.get_one(Document, document_id))["sheets"]
    content: dict[str, Any] = json.loads(sheet["content"])
    return content


def refusal(office: Office, case_id: str, kind: str = "deferral", reason: str = "đơn không có xác nhận.") -> Document:
    refused = Refusal(kind, TODAY, reason)
    return office.act(answers.refuse_easing, office.keys, case_id, refused, actor=HAN, at=NOW)


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
    office.act(explanations.request_explanation, case_id, text="Xin giải trình", oral=True, actor=HAN, at=NOW)
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


def test_a_warning_is_lifted_once_its_case_is_settled(office: Office) -> None:
    case_id = office.case(plate="98A99999")
    office.issue(case_id)
    warning = office.issue(case_id, "warning")
    with office.database.writing() as session:
        assert propose_lifting(session, office.keys, case_id, actor=HAN, at=NOW) == (), "nothing is settled yet"
    letter = Letter("xe khác gắn biển số giống biển số này", "Điều 65")
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
    office.act(apply, case_id, "fine_paid", actor=FINANCE, at=NOW)
    assert "SERVICES_BLOCKED" not in office.read(case_id).flags
    [lifted] = office.act(propose_lifting, office.keys, case_id, actor=HAN, at=NOW)
    assert warning.no in printed(office, sign(office, lifted).id)["warning"]


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
    other = cases["large"]
    late = office.prepare(other, "reminder", extra=replace(order, clock="x"))
    with pytest.raises(Refused, match="is over"):
        office.release(late, at=NOW + timedelta(days=13))


LATER = NOW + timedelta(days=40)
UNTIL = date(2027, 4, 30)
EMPLOYER = Deduction("Công ty Vận tải Minh Họa", "số 5, phường Bắc Giang", UNTIL, each_time="1.000.000 đồng.")
BANK = Deduction("Ngân hàng Minh Họa", "số 7, phường Bắc Giang", UNTIL, account="0000 1111", costs_vnd=50_000)


def enforce(
    office: Office, case_id: str, kind: str = SALARY, asked: Deduction = EMPLOYER, actor: Actor = HAN
) -> Document:
    interest_vnd = balance(office, case_id, vietnam_day(LATER)).interest_vnd
    return office.act(enforcing.enforce, office.keys, case_id, kind, asked, interest_vnd, actor=actor, at=LATER)


def overdue(office: Office, case_id: str) -> str:
    office.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW + timedelta(days=13))
    return case_id


def rules(office: Office, **enforcement: Any) -> None:
    """The agency says from today on who decides on enforcement."""
    with office.database.writing() as session:
        agency = replace(agency_on(session, TODAY), enforcement=EnforcementRules(**enforcement), valid_from=TODAY)
        save_agency(session, agency, actor=machine("init"), at=NOW)


def test_an_unpaid_fine_is_enforced_from_an_account_and_the_payment_ends_it(office: Office, cases: Cases) -> None:
    case_id = overdue(office, cases["small"])
    salary, account = enforce(office, case_id), enforce(office, case_id, ACCOUNT, BANK)
    due = balance(office, case_id, vietnam_day(LATER))
    assert due.interest_vnd == due.fine_vnd * 28 * 5 // 10_000, "28 days after the 30th, a Monday"
    signed = sign(office, account, LATER)
    said = printed(office, signed.id)
    total = due.fine_vnd + due.interest_vnd + 50_000
    assert said["total"].startswith(f"{total:,} đồng".replace(",", "."))
    assert (said["holder"], said["holder_account"], said["each_time"]) == ("Ngân hàng Minh Họa", "0000 1111", "")
    assert signed.no == "01/QĐ-CCXP" and office.read(case_id).state == S.ENFORCEMENT
    with office.database.writing() as session:
        assert steps.papers_without_use(session, session.get_one(Case, case_id))[0].id == salary.id
        person = consign(session, signed.id, at=LATER)
        copy = consign_to_holder(session, signed.id, at=LATER)
        assert copy is not None and consign_to_holder(session, signed.id, at=LATER) is copy, "once"
        view = view_of(session, office.keys, copy)
        assert (view.receiver, view.address) == (BANK.holder, BANK.holder_address)
        ways = [session.get_one(Consignment, item.consignment_id).channel for item in (person, copy)]
        assert ways == ["commune_police", "post"]
    pay(office, vietnam_day(LATER), total, "FT1", text=f"khau tru tk theo QD so {signed.no}")
    paid = balance(office, case_id, vietnam_day(LATER))
    assert (paid.state, paid.unpaid_vnd, paid.interest_vnd, paid.costs_vnd, paid.over_vnd) == (S.PAID, 0, 0, 0, 0)
    with office.database.writing() as session:
        assert take_out(session, [copy], LATER) == [] and copy.outcome == "withdrawn", "nobody is to pay it twice"


def test_both_copies_of_an_enforcement_by_post_are_one_file_and_two_proofs(
    office: Office, cases: Cases, tmp_path: Path
) -> None:
    with office.database.writing() as session:
        agency = agency_on(session, TODAY)
        by_post = replace(agency, dispatch=replace(agency.dispatch, first_notice=Channel.POST), valid_from=TODAY)
        save_agency(session, by_post, actor=machine("init"), at=NOW)
    signed = sign(office, enforce(office, overdue(office, cases["small"]), ACCOUNT, BANK), LATER)
    with office.database.writing() as session:
        copy, person = consign_to_holder(session, signed.id, at=LATER), consign(session, signed.id, at=LATER)
    assert copy is not None and copy.consignment_id == person.consignment_id
    evening = LATER + timedelta(hours=1)
    close_due(office.database, office.store, office.keys, at=evening)
    [answer] = send_due(office.database, office.store, {"post": FolderChannel(tmp_path / "post")}, at=evening)
    assert answer.verdict is Verdict.ACCEPTED, answer.text
    [folder] = (tmp_path / "post").iterdir()
    assert [path.name for path in folder.glob("0*.pdf")] == ["01-QD-CCXP.pdf"]
    assert (folder / "reply.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "01/QĐ-CCXP,holder,,,,,,", "01/QĐ-CCXP,person,,,,,,",
    ]  # fmt: skip
    day = vietnam_day(evening)
    table = tmp_path / "reply.csv"

    def reply(addressee: str) -> LoadReport:
        line = f"01/QĐ-CCXP,{addressee},trả lại,{day},,không có người nhận"
        table.write_text(f"no,addressee,outcome,handed_on,receiver,note\n{line}\n")
        return enter_reply(
            office.database, office.store, office.keys, person.consignment_id, table, tmp_path, actor=HAN, at=evening
        )

    assert "whose copy" in reply("").rejections[0]["reason"]
    assert reply("holder").loaded == 1
    with office.database.reading() as session:
        kept = {item.addressee: item.outcome for item in items_of(session, person.consignment_id)}
        assert kept == {"holder": "returned", "": None}
    _goes_again_by_post(office, signed, evening)


@pytest.mark.parametrize("left", [True, False], ids=["the bank has its order", "the order has not left"])
def test_who_deducts_a_fine_is_told_what_changes_and_what_ends_it(office: Office, cases: Cases, left: bool) -> None:
    case_id = overdue(office, cases["small"])
    enforcement = sign(office, enforce(office, case_id, ACCOUNT, BANK), LATER)
    deadline = LATER + timedelta(hours=1)
    with office.database.writing() as session:
        order = consign_to_holder(session, enforcement.id, at=LATER)
        assert order is not None
        if left:
            session.get_one(Consignment, order.consignment_id).state = "closed"
    reduced = NewFine(4_400_000, mitigating=("Đã tự nguyện khai báo",))
    amend = (orders.amend, office.keys, case_id, "có tình tiết giảm nhẹ", ())
    amendment = sign(office, office.act(*amend, fine=reduced, actor=HAN, at=LATER), LATER)
    cancellation = sign(
        office, office.act(orders.cancel, office.keys, case_id, "sai người", actor=HAN, at=LATER), LATER
    )
    with office.database.writing() as session:
        assert standing(session, enforcement.signed_sha256 or "").withdrawn
        copies = [consign_to_holder(session, paper.id, at=LATER) for paper in (amendment, cancellation)]
        told = [copy for copy in copies if copy is not None]
        assert [view_of(session, office.keys, copy).receiver for copy in told] == [BANK.holder] * 2
        if left:
            assert take_out(session, [told[1]], deadline) == [told[1]], "its order comes first, and its mail waits"
            session.get_one(Consignment, order.consignment_id).sent_at = deadline
        gathering = told if left else [session.get_one(ConsignmentItem, order.id), *told]
        assert take_out(session, gathering, deadline) == []
        stays = [copy.document_id for copy in told if copy.outcome != "withdrawn"]
        assert stays == ([cancellation.id] if left else []), "nobody is told of the end of what he never got"


@pytest.mark.parametrize(("state", "asked"), [("sent", True), ("gathering", False)])
def test_an_officer_is_asked_to_tell_who_deducts_a_fine_that_it_is_paid(
    office: Office, cases: Cases, state: str, asked: bool
) -> None:
    case_id = overdue(office, cases["small"])
    enforcement = sign(office, enforce(office, case_id, ACCOUNT, BANK), LATER)
    with office.database.writing() as session:
        order = consign_to_holder(session, enforcement.id, at=LATER)
        assert order is not None
        session.get_one(Consignment, order.consignment_id).state = state
    assert not office.act(ask_to_tell_the_holder, case_id, actor=MACHINE, at=LATER), "nothing is paid yet"
    office.act(apply, case_id, "fine_paid", actor=FINANCE, at=LATER)
    once = [office.act(ask_to_tell_the_holder, case_id, actor=MACHINE, at=LATER) for _ in range(2)]
    assert once == [asked, False]
    assert office.read(case_id).reason_code == ("PAID_WHILE_DEDUCTED" if asked else None)


def _goes_again_by_post(office: Office, signed: Document, at: datetime) -> None:
    """The case shows that the bank's copy came back, until it goes by post again."""
    assert office.read(signed.case_id).reason_code == "PAPER_RETURNED"
    with office.database.writing() as session:
        [(item, paper)] = came_back(session, signed.case_id)
        assert (item.addressee, paper.id) == ("holder", signed.id)
        again = consign_unchanged(session, signed.id, "holder", reason="gửi lại", actor=HAN, at=at)
        way = session.get_one(Consignment, again.consignment_id)
        assert (again.addressee, again.journey, way.channel) == ("holder", 2, "post")
        assert came_back(session, signed.case_id) == []
    assert office.read(signed.case_id).reason_code is None


def test_whoever_wrote_a_paper_anew_is_its_author_and_none_of_its_authors_signs_it(
    office: Office, cases: Cases
) -> None:
    case_id = overdue(office, cases["small"])
    paper = enforce(office, case_id, actor=SENIOR)
    assert enforce(office, case_id, actor=HAN).prepared_by == SENIOR.person, "he changed nothing"
    dearer = replace(EMPLOYER, costs_vnd=50_000)
    assert enforce(office, case_id, asked=dearer, actor=LAN).prepared_by == LAN.person
    with office.database.reading() as session:
        redrawn = [event.actor for event in events_of(session, case_id) if event.kind == "paper_redrawn"]
        assert redrawn == [LAN.label] and authors_of(session, office.paper(paper.id)) == {"son", "lan"}
    with pytest.raises(Refused, match="Who judged or prepared"):
        office.release(paper.id, Actor(SENIOR.person, Role.SIGNER, rank=SIGNER.rank), at=LATER)


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        (SALARY, {"holder": " "}, "Write name and address"),
        (ACCOUNT, {"account": ""}, "Write the account"),
        (SALARY, {"until": vietnam_day(LATER)}, "Write a later day"),
        (SALARY, {"until": date(2029, 1, 1)}, "at the latest"),
        ("deferral", {}, "is no enforcement decision"),
    ],
)
def test_what_lacks_on_an_enforcement_decision_is_named(
    office: Office, cases: Cases, kind: str, changed: dict[str, Any], sentence: str
) -> None:
    case_id = overdue(office, cases["small"])
    with pytest.raises(Refused, match=sentence):
        enforce(office, case_id, kind, replace(BANK, **changed))


def test_nothing_is_enforced_before_it_is_overdue_while_it_is_held_or_after_its_year(
    office: Office, cases: Cases
) -> None:
    with pytest.raises(Refused, match="DECISION_DELIVERED"):
        enforce(office, cases["large"])
    case_id = overdue(office, cases["small"])
    paper = enforce(office, case_id)
    with pytest.raises(Refused, match="limitation of enforcement ended"):
        office.release(paper.id, at=NOW + timedelta(days=366))
    short = enforce(office, case_id, ACCOUNT, replace(BANK, until=vietnam_day(LATER) + timedelta(days=1)))
    with pytest.raises(Refused, match="which leaves no time"):
        office.release(short.id, at=LATER + timedelta(days=1))
    office.act(apply, case_id, "flag_HELD", actor=HAN, at=LATER)
    with pytest.raises(Refused, match="is held"):
        enforce(office, case_id)


@pytest.mark.parametrize(
    ("enforcement", "sentence"),
    [
        ({}, "UNCONFIRMED"),
        ({"ranks": ("provincial_police_director",), "deputies": True}, "UNCONFIRMED"),
        ({"ranks": ("traffic_division_head",)}, "deputy decides on enforcement only"),
        ({"ranks": ("traffic_division_head",), "deputies": True}, "decree on enforcement"),
    ],
)
def test_who_is_not_named_by_the_legal_officer_signs_no_enforcement(
    office: Office, cases: Cases, enforcement: dict[str, Any], sentence: str
) -> None:
    paper = enforce(office, overdue(office, cases["small"]))
    rules(office, **enforcement)
    with pytest.raises(Refused, match=sentence):
        office.release(paper.id, at=LATER)
