"""Decisions about a penalty decision as a case lives them: what the law allows, who signs, what holds afterwards."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from documents.decided.conftest import (
    ASKED,
    FINANCE,
    HEAD,
    TODAY,
    Cases,
    balance,
    clocks,
    defer,
    pay,
    printed,
    sign,
    words_of,
)
from documents.document_fixtures import HAN, NOW, OWNER, SIGNER, DocumentContext
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.days_off import decide_list, propose_list
from ticketing.agency.dual_control import Approval
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.decision import payment_relief
from ticketing.cases.decision.deadline_recalculation import count_again, touched
from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.cases.decision.tables import Decision
from ticketing.cases.owner.persons import PersonRole, entries_of, person_of, save_person
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.compose import compose
from ticketing.documents.content.draft import CaseFacts, Day, Draft, EarlierPaper, freeze, thaw
from ticketing.documents.content.facts import LicenceFacts, Mark, Remitted
from ticketing.documents.content.orders.order_facts import OPEN, AskedFor, ChangeOrder, Owed, RemissionOrder
from ticketing.documents.content.snapshot import content_json
from ticketing.documents.drafting import orders
from ticketing.documents.drafting.corrections import PersonAsIs
from ticketing.documents.drafting.lifting import propose_lifting
from ticketing.documents.drafting.manual_drafts import enter_licence
from ticketing.documents.drafting.orders import NewFine
from ticketing.documents.drafting.steps import draft_sheets
from ticketing.documents.lookup import find_case
from ticketing.documents.queries import lookup_code_of
from ticketing.documents.samples.cases import FULL, WORLDS
from ticketing.documents.tables import WAITING, Document
from ticketing.evidence.log import events_of
from ticketing.law.calendar import DayKind, official_calendar
from ticketing.payments.ledger import import_statement
from ticketing.payments.queries import refunds
from ticketing.web.payment_relief import payment_relief_of

ELSEWHERE = "Thôn Thượng, xã Tân Yên, tỉnh Bắc Ninh"
ASKED_ALL = replace(ASKED, asked=AskedFor(remitted=Remitted.REST))
DRIVER = replace(OWNER, name="Trần Văn Bê", personal_id="024085009999")


WORLD = WORLDS[FULL]()
OF_A_CASE = CaseFacts(
    "VP-1", None, WORLD.vehicle, WORLD.violation, may_explain=False, violator=WORLD.owner,
    earlier=(EarlierPaper("decision", Mark("17/QĐ-XPHC", TODAY)),),
)  # fmt: skip


def in_parts(context: DocumentContext, case_id: str, *parts: tuple[int, date], asked: AskedFor = OPEN) -> Document:
    plan, application = [DuePart(*part) for part in parts], replace(ASKED, asked=asked)
    return context.act(orders.pay_in_parts, context.keys, case_id, application, plan, actor=HAN, at=NOW)


def test_a_deferral_moves_the_day_of_payment_and_names_its_article(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    paper = sign(context, defer(context, case_id))
    assert (paper.no, paper.form) == ("01/QĐ-HTHPT", "MQĐ03") and context.read(case_id).state == CaseState.DEFERRED
    assert clocks(context, case_id, "PAYMENT", "DEFERRAL_MAX", "DEFERRAL_ANSWER") == [
        ("DEFERRAL_ANSWER", "met", date(2026, 11, 26)), ("PAYMENT", "moved", date(2026, 11, 30)),
        ("DEFERRAL_MAX", "running", date(2027, 2, 18)),
    ]  # fmt: skip
    late = balance(context, case_id, date(2027, 2, 28))
    assert (late.due_on, late.interest_vnd) == (date(2027, 2, 18), 25_000)
    with context.database.reading() as session:
        moved = [event for event in events_of(session, case_id) if event.kind == "deferral_decision_issued"]
    assert "art. 76" in moved[0].leaf and "2027-02-18" in moved[0].leaf and "khó khăn" not in moved[0].leaf
    words = words_of(context, paper)
    assert "Đơn đề nghị hoãn thi hành quyết định phạt tiền ngày 18/11/2026 của Nguyễn Thị Hoa" in words
    assert "5.000.000 đồng" in words and "ngày 18 tháng 02 năm 2027" in words and "kinh tế.." not in words


def test_what_the_law_does_not_allow_is_refused_before_anybody_signs(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    with pytest.raises(Refused, match="2027-02-18, the last day that the law allows"):
        defer(context, case_id, date(2027, 2, 19))
    with pytest.raises(Refused, match="nobody applied on 2026-11-01"):
        defer(context, case_id, asked=replace(ASKED, asked_on=date(2026, 11, 1)))
    with pytest.raises(Refused, match=r"from a fine of 15.000.000 đồng on"):
        in_parts(context, case_id, (3_000_000, date(2026, 12, 1)), (2_000_000, date(2027, 1, 4)))
    with pytest.raises(Refused, match="belongs to a case in DEFERRED, OVERDUE"):
        context.act(orders.remit, context.keys, case_id, ASKED, None, actor=HAN, at=NOW)
    assert context.read(case_id).state == CaseState.DECISION_DELIVERED


def test_a_fine_that_the_law_lets_nobody_remit_is_not_remitted(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    sign(context, defer(context, case_id))
    remit = partial(context.act, orders.remit, context.keys, case_id, ASKED_ALL, None, actor=HAN, at=NOW)
    with context.database.writing() as session:
        session.execute(sa.update(Decision).where(Decision.case_id == case_id).values(amount_vnd=1_900_000))
    with pytest.raises(Refused, match=r"from a fine of 2.000.000 đồng on \(LHAV art. 76-77\); this one is 1.900.000"):
        remit()
    with context.database.reading() as session:
        decision = session.scalars(sa.select(Decision).where(Decision.case_id == case_id)).one()
        easing = payment_relief_of(session, session.get_one(Case, case_id), decision, TODAY)
    assert easing and "LHAV art. 76-77" in easing.no_remission, "the page says so before anybody writes"


def test_a_paper_names_what_was_asked_for_and_beside_it_what_is_granted(context: DocumentContext, cases: Cases) -> None:
    small, large = cases["small"], cases["large"]
    wished = replace(ASKED, asked=AskedFor(until=date(2027, 5, 18)))
    words = words_of(context, sign(context, defer(context, small, asked=wished)))
    assert "ngày 18/11/2026 của Nguyễn Thị Hoa (đề nghị hoãn đến hết ngày 18/05/2027)" in words
    assert "ngày 18 tháng 02 năm 2027" in words, "what is granted"
    with pytest.raises(Refused, match="what the application asks for"):
        context.act(orders.remit, context.keys, small, ASKED, 1_500_000, actor=HAN, at=NOW)
    wished = replace(ASKED, asked=AskedFor(remitted=Remitted.WHOLE))
    reduced = sign(context, context.act(orders.remit, context.keys, small, wished, 1_500_000, actor=HAN, at=NOW))
    assert "Đơn đề nghị miễn toàn bộ tiền phạt ngày 18/11/2026" in words_of(context, reduced)
    assert printed(context, reduced.id)["remitted"] == "reduction"
    parts = (DuePart(4_000_000, date(2026, 12, 5)), DuePart(15_000_000, date(2027, 6, 1)))
    with pytest.raises(Refused, match="asks for 3 payments, and 2 are written"):
        in_parts(context, large, (9_000_000, date(2026, 12, 5)), asked=AskedFor(times=3, payments=parts))
    with pytest.raises(Refused, match="a day before its own"):
        defer(context, large, asked=replace(ASKED, asked=AskedFor(until=date(2026, 11, 1))))
    plan = ((10_000_000, date(2026, 12, 5)), (9_000_000, date(2027, 3, 1)))
    words = words_of(context, sign(context, in_parts(context, large, *plan, asked=AskedFor(payments=parts))))
    assert "nộp 02 lần: 4.000.000 đồng đến hết ngày 05/12/2026; 15.000.000 đồng đến hết ngày 01/06/2027)" in words
    with context.database.reading() as session:
        asked = [event.leaf for event in events_of(session, large) if event.kind == "easing_asked"]
    assert '"payments":[[4000000,"2026-12-05"],[15000000,"2027-06-01"]]' in asked[-1]


def test_a_remission_is_asked_of_the_law_again_on_the_day_on_which_it_is_signed() -> None:
    owed = Owed(1_900_000, 0)
    order = RemissionOrder(owed, Remitted.REST, 1_900_000, "khó khăn", TODAY)
    day = Day(NOW, TODAY, demo_agency(), Mark("03/QĐ-GMTP", TODAY), signer=WORLD.signer, owed=owed)
    with pytest.raises(Refused, match=r"LHAV art\. 76-77"):
        compose("remission", Draft(OF_A_CASE, order), day, official_calendar())


def test_a_draft_of_an_earlier_version_knows_nothing_of_what_was_asked_for() -> None:
    owed = Owed(5_000_000, 0)
    order = RemissionOrder(owed, Remitted.REDUCTION, 1_900_000, "khó khăn", TODAY)
    kept = json.loads(freeze(Draft(OF_A_CASE, order)))
    del kept["extra"]["asked"]
    draft = thaw(json.dumps(kept))
    assert draft == Draft(OF_A_CASE, order)
    day = Day(NOW, TODAY, demo_agency(), Mark("03/QĐ-GMTP", TODAY), signer=WORLD.signer, owed=owed)
    [sheet] = compose("remission", draft, day, official_calendar())
    assert "Đơn đề nghị giảm, miễn tiền phạt ngày 18/11/2026" in content_json(sheet.content), "and claims nothing of it"


def test_an_order_that_waited_too_long_is_signed_no_more(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    paper = defer(context, case_id, date(2026, 11, 20))
    later = NOW + timedelta(days=3)
    with pytest.raises(Refused, match="does not lie after 2026-11-21"):
        context.release(paper.id, at=later)


def test_money_that_came_in_meanwhile_sends_the_order_back(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    paper = defer(context, case_id)
    context.release(paper.id)
    pay(context, TODAY, 1_000_000, "FT1")
    assert not context.press(paper.id)
    assert "draw it up again" in (context.paper(paper.id).problem or "") and context.paper(paper.id).state == WAITING
    sign(context, defer(context, case_id))
    assert context.read(case_id).state == CaseState.DEFERRED


def test_a_refused_application_ends_the_term_of_its_answer(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    defer(context, case_id)
    context.act(payment_relief.refuse_application, case_id, reason="Không đủ điều kiện", actor=HAN, at=NOW)
    assert clocks(context, case_id, "DEFERRAL_ANSWER") == [("DEFERRAL_ANSWER", "met", date(2026, 11, 26))]
    with pytest.raises(Refused, match="No application"):
        context.act(payment_relief.refuse_application, case_id, reason="Lần nữa", actor=HAN, at=NOW)


def test_parts_are_paid_one_after_the_other_and_the_clock_goes_on_with_each(
    context: DocumentContext, cases: dict[str, str]
) -> None:
    case_id = cases["large"]
    first, second = date(2026, 12, 5), date(2027, 3, 1)  # the first is a Saturday: extended to the Monday
    paper = sign(context, in_parts(context, case_id, (10_000_000, first), (9_000_000, second)))
    assert (paper.form, context.read(case_id).state) == ("MQĐ05", CaseState.INSTALMENTS)
    assert clocks(context, case_id, "INSTALMENT_MAX") == [("INSTALMENT_MAX", "running", date(2026, 12, 7))]
    pay(context, date(2026, 12, 1), 4_000_000, "FT1", number=2)
    assert balance(context, case_id, date(2026, 12, 1)).due_on == date(2026, 12, 7)
    pay(context, date(2026, 12, 2), 6_000_000, "FT2", number=2)
    assert clocks(context, case_id, "INSTALMENT_MAX") == [
        ("INSTALMENT_MAX", "met", date(2026, 12, 7)), ("INSTALMENT_MAX", "running", second),
    ]  # fmt: skip
    late = balance(context, case_id, second + timedelta(days=2))
    assert (late.due_on, late.unpaid_vnd, late.interest_vnd) == (second, 9_000_000, 9_000)
    with context.database.reading() as session:
        moved = [event for event in events_of(session, case_id) if event.kind == "term_moved"]
    assert len(moved) == 1 and "art. 79" in moved[0].leaf
    pay(context, date(2027, 2, 1), 9_000_000, "FT3", number=2)
    assert context.read(case_id).state == CaseState.PAID and clocks(context, case_id, "INSTALMENT_MAX")[1][1] == "met"


def off_in_2027(context: DocumentContext, *days: date) -> None:
    """Two persons agree to the list of 2027, in which these days are off as well; terms are counted again."""
    more = [(day, DayKind.HOLIDAY, "Nghỉ bù") for day in days]
    known = [(one.day, one.kind, one.name) for one in official_calendar().days.values() if one.day.year == 2027]
    admin, other = Actor("quan", Role.ADMINISTRATOR), Actor("giam", Role.SUPERVISOR)
    listed = context.act(propose_list, 2027, [*known, *more], "Thông báo số 1/TB-BNV", final=True, actor=admin, at=NOW)
    context.act(decide_list, listed.id, Approval.AGREE, "", actor=other, at=NOW)
    with context.database.reading() as session:
        cases = touched(session)
    for case_id in cases:
        context.act(count_again, case_id, actor=machine("calendar"), at=NOW)
    with context.database.reading() as session:
        assert touched(session) == [], "what was counted again is not counted once more"


def test_a_deferred_fine_is_paid_in_time_on_the_day_to_which_a_new_day_off_moves_it(
    context: DocumentContext, cases: Cases
) -> None:
    case_id = cases["small"]
    sign(context, defer(context, case_id))  # until Thursday, 18 February 2027
    off_in_2027(context, date(2027, 2, 18))
    assert clocks(context, case_id, "DEFERRAL_MAX")[1:] == [("DEFERRAL_MAX", "running", date(2027, 2, 19))]
    on_the_day = balance(context, case_id, date(2027, 2, 19))
    assert (on_the_day.due_on, on_the_day.interest_vnd) == (date(2027, 2, 19), 0)
    assert balance(context, case_id, date(2027, 2, 20)).interest_vnd == 2_500
    with context.database.reading() as session:
        [moved] = [json.loads(one.leaf)["data"] for one in events_of(session, case_id) if one.kind == "term_moved"]
    assert (moved["from"], moved["to"]) == ("2027-02-18", "2027-02-19")
    assert moved["pay_plan"] == [[5_000_000, "2027-02-19"]], "one event tells both"


def test_a_part_that_is_due_later_is_extended_with_its_new_day_off(
    context: DocumentContext, cases: dict[str, str]
) -> None:
    case_id = cases["large"]
    first, second = date(2026, 12, 7), date(2027, 3, 1)
    sign(context, in_parts(context, case_id, (10_000_000, first), (9_000_000, second)))
    off_in_2027(context, second)
    assert clocks(context, case_id, "INSTALMENT_MAX") == [("INSTALMENT_MAX", "running", first)], "this part stays"
    pay(context, date(2026, 12, 2), 10_000_000, "FT1", number=2)
    assert clocks(context, case_id, "INSTALMENT_MAX")[1] == ("INSTALMENT_MAX", "running", date(2027, 3, 2))
    due = balance(context, case_id, date(2027, 3, 2))
    assert (due.due_on, due.interest_vnd) == (date(2027, 3, 2), 0)
    assert balance(context, case_id, date(2027, 3, 3)).interest_vnd == 4_500


def test_a_reduction_leaves_the_rest_to_be_paid_and_an_exemption_ends_the_case(
    context: DocumentContext, cases: dict[str, str]
) -> None:
    case_id = cases["small"]
    pay(context, TODAY, 500_000, "FT0")
    deferral = printed(context, sign(context, defer(context, case_id)).id)
    assert deferral["fine"].startswith("4.500.000 đồng") and deferral["paid"].startswith("500.000 đồng")
    pay(context, TODAY, 500_000, "FT1")
    paper = sign(context, context.act(orders.remit, context.keys, case_id, ASKED_ALL, 1_500_000, actor=HAN, at=NOW))
    assert context.read(case_id).state == CaseState.DEFERRED and "2.500.000 đồng" in words_of(context, paper)
    left = balance(context, case_id, TODAY)
    assert (left.fine_vnd, left.unpaid_vnd, left.due_on) == (3_500_000, 2_500_000, date(2027, 2, 18))
    with pytest.raises(Refused, match="only a part of that can be remitted"):
        context.act(orders.remit, context.keys, case_id, ASKED_ALL, 3_000_000, actor=HAN, at=NOW)
    rest = sign(context, context.act(orders.remit, context.keys, case_id, ASKED_ALL, None, actor=HAN, at=NOW))
    assert (context.read(case_id).state, context.read(case_id).reason_code) == (CaseState.CLOSED, "REMITTED")
    said = printed(context, rest.id)
    assert said["remitted"] == "rest" and said["fine"].startswith("5.000.000 đồng"), "the fine of the decision"
    assert said["remitted_before"].startswith("1.500.000 đồng") and said["paid"].startswith("1.000.000 đồng")
    assert balance(context, case_id, TODAY).unpaid_vnd == 0


def test_an_amended_fine_is_within_the_law_and_is_what_everybody_then_sees(
    context: DocumentContext, cases: dict[str, str]
) -> None:
    case_id = cases["small"]
    amend = (orders.amend, context.keys, case_id, "có tình tiết giảm nhẹ chưa được xem xét")
    mitigated = NewFine(4_400_000, mitigating=("Đã tự nguyện khai báo",))
    with pytest.raises(Refused, match="is not possible here"):
        context.act(*amend, (), fine=NewFine(4_400_000), actor=HAN, at=NOW)
    paper = sign(context, context.act(*amend, (), fine=mitigated, actor=HAN, at=NOW))
    assert context.read(case_id).flags == ["AMENDED"] and context.read(case_id).state == CaseState.DECISION_DELIVERED
    words = words_of(context, paper)
    assert "Điểm a khoản 6 Điều 1 (mức phạt tiền)" in words and "Khoản 5 Điều 1 (tình tiết giảm nhẹ)" in words
    with context.database.reading() as session:
        notice = signed_documents(session, case_id, "notice")[0]
        code = lookup_code_of(context.keys, notice) or ""
        view = find_case(session, context.keys, notice.no or "", "98A12345", code, at=NOW)
        kept = session.scalar(sa.select(Decision.amount_vnd).where(Decision.case_id == case_id))
    assert view is not None and view.amount_vnd == 4_400_000 and kept == 5_000_000
    with context.database.reading() as session:
        save_person(session, context.keys, case_id, PersonRole.VIOLATOR, DRIVER, at=NOW)
        view = find_case(session, context.keys, notice.no or "", "98A12345", code, at=NOW)
    assert view is not None and (view.decision_no, view.amount_vnd, view.complain_until) == (None, None, None)
    assert view.state_vi == "Vụ việc đang được giải quyết với người khác.", "the holder of a notice reads his own fine"
    pay(context, TODAY, 4_400_000, "FT1")
    assert context.read(case_id).state == CaseState.PAID


def test_a_correction_changes_words_alone_and_one_may_follow_the_other(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    slip = ChangeOrder("Khoản 1 Điều 1 (nơi cấp)", "Cục CSQLHC", "Bộ Công an")
    correct = (orders.correct, context.keys, case_id, "có sai sót về kỹ thuật soạn thảo")
    with pytest.raises(Refused, match="amend instead"):
        context.act(*correct, [replace(slip, was="")], actor=HAN, at=NOW)
    amount = ChangeOrder("Điểm a khoản 6 Điều 1 (mức phạt tiền)", "5.000.000 đồng", "4.000.000 đồng")
    for act in (orders.correct, orders.amend):
        with pytest.raises(Refused, match="new amount alone, which is checked"):
            context.act(act, context.keys, case_id, "ghi sai", [amount], actor=HAN, at=NOW)
    for place, sentence in (("Khoản 2 Điều 1 (biển số)", "another vehicle"), ("số định danh cá nhân", "own fields")):
        with pytest.raises(Refused, match=sentence):
            context.act(*correct, [replace(slip, place=place)], actor=HAN, at=NOW)
    with pytest.raises(Refused, match="another person"):
        context.act(*correct, [], person=PersonAsIs("Trần Văn Bê", "024085009999"), actor=HAN, at=NOW)
    numbers = [sign(context, context.act(*correct, [slip], actor=HAN, at=NOW)).no for _ in range(2)]
    assert numbers == ["01/QĐ-ĐCXPHC", "02/QĐ-ĐCXPHC"]
    assert balance(context, case_id, TODAY).fine_vnd == 5_000_000


def test_a_corrected_name_stands_on_later_papers_and_on_those_that_wait(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    waiting = defer(context, case_id)
    paper = context.act(
        orders.correct,
        context.keys,
        case_id,
        "ghi sai họ và tên",
        [],
        person=PersonAsIs("Nguyễn Văn  Ân", address=ELSEWHERE),
        actor=HAN,
        at=NOW,
    )
    with context.database.reading() as session:
        before = person_of(session, context.keys, case_id, PersonRole.VIOLATOR)
    assert before and before.name == OWNER.name, "nothing changes before the signature"
    said = printed(context, sign(context, paper).id)
    assert said["changes"] == [
        {"place": "Khoản 1 Điều 1 (họ và tên)", "was": OWNER.name, "now": "Nguyễn Văn Ân"},
        {"place": "Khoản 1 Điều 1 (nơi ở hiện tại)", "was": OWNER.address, "now": ELSEWHERE},
    ]  # fmt: skip
    with context.database.reading() as session:
        after = person_of(session, context.keys, case_id, PersonRole.VIOLATOR)
        events = [event.leaf for event in events_of(session, case_id) if event.kind == "flag_AMENDED"]
    assert after == replace(before, name="Nguyễn Văn Ân", address=ELSEWHERE, source="correction 01/QĐ-ĐCXPHC")
    assert len(events) == 1 and "Ân" not in events[0], "the log holds a commitment"
    punished = printed(context, sign(context, waiting).id)["order"]["punished"]
    assert (punished["name"], punished["address"]) == ("Nguyễn Văn Ân", ELSEWHERE)
    with context.database.reading() as session:
        entries = entries_of(session, context.keys, case_id, PersonRole.OWNER)
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
    changed: dict[str, Any], named: str, context: DocumentContext, cases: Cases
) -> None:
    case_id = cases["small"]
    with context.database.writing() as session:
        save_person(session, context.keys, case_id, PersonRole.VIOLATOR, replace(OWNER, **changed), at=NOW)
    correct = (orders.correct, context.keys, case_id, "ghi sai họ và tên", [])
    sign(context, context.act(*correct, person=PersonAsIs("Nguyễn Văn Ân"), actor=HAN, at=NOW))
    context.act(record.apply, case_id, "payment_term_passed", actor=machine("clocks"), at=NOW + timedelta(days=22))
    warning = context.issue(case_id, "services_warning", at=NOW + timedelta(days=22))
    assert printed(context, warning.id)["owner_name"] == named


@pytest.mark.parametrize(
    ("paid_on", "state", "clock"),
    [
        (date(2026, 12, 7), CaseState.INSTALMENTS, ("running", date(2027, 3, 1))),
        (date(2026, 12, 8), CaseState.OVERDUE, None),
    ],
    ids=["in time", "a day late"],
)
def test_a_part_that_was_paid_in_time_and_came_in_late_was_never_late(
    paid_on: date, state: CaseState, clock: tuple[str, date] | None, context: DocumentContext, cases: Cases
) -> None:
    case_id = cases["large"]
    sign(context, in_parts(context, case_id, (10_000_000, date(2026, 12, 7)), (9_000_000, date(2027, 3, 1))))
    time_passed = {"actor": machine("clocks"), "at": NOW + timedelta(days=22)}
    context.act(record.apply, case_id, "payment_term_passed", **time_passed)
    context.issue(case_id, "services_warning", at=time_passed["at"])
    assert (context.read(case_id).state, context.read(case_id).flags) == (CaseState.OVERDUE, ["SERVICES_BLOCKED"])
    row = f"{paid_on},FT1,A,10000000,nop phat QD00000226\n"
    statement = (HEAD + row).encode()
    import_statement(context.database, context.keys, statement, "a.csv", actor=FINANCE, at=NOW + timedelta(days=24))
    assert context.read(case_id).state == state
    assert context.read(case_id).flags == ([] if clock else ["SERVICES_BLOCKED"])
    with context.database.writing() as session:
        save_person(session, context.keys, case_id, PersonRole.OWNER, DRIVER, at=NOW)
    lifted = context.act(propose_lifting, context.keys, case_id, actor=HAN, at=NOW + timedelta(days=24))
    assert len(lifted) == (1 if clock else 0)
    for paper in lifted:
        with context.database.reading() as session:
            case, row = session.get_one(Case, case_id), session.get_one(Document, paper.id)
            sheets = draft_sheets(session, context.keys, case, row, person="sang", at=NOW + timedelta(days=24))
        assert f'"owner_name":"{OWNER.name}"' in content_json(sheets[0].content), "whom the warning named"
    found = [one[1:] for one in clocks(context, case_id, "INSTALMENT_MAX")]
    assert found[0][0] == "passed"
    assert found[1:] == ([clock] if clock else [])
    assert balance(context, case_id, date(2026, 12, 11)).interest_vnd == (0 if clock else 5_000)


def test_a_cancelled_decision_is_undone_everywhere(context: DocumentContext, cases: Cases) -> None:
    case_id = cases["small"]
    deferral = sign(context, defer(context, case_id))
    pay(context, TODAY, 6_000_000, "FT1")
    assert context.read(case_id).state == CaseState.PAID
    reason = "người bị xử phạt không phải là người thực hiện hành vi vi phạm"
    paper = sign(context, context.act(orders.cancel, context.keys, case_id, reason, actor=HAN, at=NOW))
    case = context.read(case_id)
    assert (case.state, case.reason_code, paper.form) == (CaseState.ANNULLED, "CANCELLED", "MQĐ40")
    words = words_of(context, paper)
    assert "Hoàn trả số tiền phạt đã nộp 5.000.000 đồng" in words and str(deferral.no) in words
    with context.database.reading() as session:
        assert [(refund.vnd, refund.cancelled) for refund in refunds(session)] == [(6_000_000, True)]
    assert not balance(context, case_id, TODAY).takes_money
    assert {state for _, state, _ in clocks(context, case_id, "PAYMENT", "DEFERRAL_MAX")} <= {"met", "moved", "passed"}


@pytest.mark.parametrize(("before", "given_back"), [(12, "02"), (1, "01"), (0, "")])
def test_a_cancellation_gives_back_the_points_that_were_taken_and_no_more(
    before: int, given_back: str, context: DocumentContext, cases: Cases
) -> None:
    case_id = cases["small"]
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", before, 2, part="limited")
    sign(context, context.act(enter_licence, context.keys, case_id, licence, actor=HAN, at=NOW))
    assert "POINTS_DEDUCTED" in context.read(case_id).flags
    paper = sign(context, context.act(orders.cancel, context.keys, case_id, "xử phạt nhầm người", actor=HAN, at=NOW))
    found = [line for line in printed(context, paper.id)["consequences"] if "điểm giấy phép lái xe" in line]
    assert [line.split()[2] for line in found] == ([given_back] if given_back else [])


def test_an_order_is_signed_by_a_signer_of_the_rank(context: DocumentContext, cases: dict[str, str]) -> None:
    case_id = cases["large"]
    paper = in_parts(context, case_id, (10_000_000, date(2026, 12, 7)), (9_000_000, date(2027, 3, 1)))
    with pytest.raises(Refused, match="signed by a signer"):
        context.release(paper.id, HAN)
    context.release(paper.id, SIGNER)
