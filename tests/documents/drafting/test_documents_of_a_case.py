"""Which papers a case brings forth as it goes on, and which of them move it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from documents.document_fixtures import (
    COMPANY,
    HAN,
    LAN,
    MACHINE,
    NOW,
    OWNER,
    SENIOR,
    SIGNER,
    DocumentContext,
    context,
    walked_to_minutes,
)
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.tables import Account
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import Answer, Violator, identify_violator, record_answer
from ticketing.cases.decision.additional_sanctions import Imposed, Remedy
from ticketing.cases.decision.decisions import Proof, ProofKind, Request, decision_of, record_delivery_proof
from ticketing.cases.owner.persons import Person, PersonKind
from ticketing.cases.record import apply
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.decision_sending import send_decision
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.content.facts import LicenceFacts, PersonFacts
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts, RetainedItem
from ticketing.documents.content.snapshot import content_json
from ticketing.documents.drafting.manual_drafts import (
    close_without_sanction,
    enter_licence,
    make_minutes,
    make_verification_minutes,
    nothing_is_left,
    pass_on,
    points_notice_is_due,
    propose,
    take_answer_back,
    takes_points,
    withdraw_after_notice,
    withdraw_before_notice,
)
from ticketing.documents.drafting.steps import (
    draft_sheets,
    prepare_evidence_record,
    propose_escalation,
    send_back,
    withdraw_useless,
)
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import RELEASED, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext as AppContext
from ticketing.flow.reactions import react
from ticketing.kit.clock import SettableClock, vietnam_day
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.tables import ReviewVerdict
from ticketing.review.verdicts import give_verdict
from walked import words_in_the_file

__all__ = ["context"]


def test_the_evidence_record_is_signed_by_the_officer_who_confirmed(context: DocumentContext) -> None:
    case_id = context.before_review("NO_ENTRY", "car")
    context.confirm(case_id)
    with context.database.writing() as session:
        session.execute(sa.update(Case).where(Case.id == case_id).values(unit="DOI1"))
        document_id = prepare_evidence_record(session, context.keys, case_id, at=NOW).id
    assert context.press(document_id), context.paper(document_id).problem
    paper = context.paper(document_id)
    with context.database.reading() as session:
        said = str(opened_content(context.keys, session.get_one(Document, document_id))["sheets"])
    assert "Đại úy Hoàng Văn Minh Họa" in said, "who used the device of that unit (D61 art. 14.2)"
    assert paper.released_by == "lan" and paper.number is None and paper.no == context.read(case_id).number
    assert context.read(case_id).state == CaseState.CONFIRMED


def test_the_evidence_record_rests_on_the_confirmation_and_on_no_earlier_verdict(context: DocumentContext) -> None:
    case_id = context.before_review("NO_ENTRY", "car")
    earlier = NOW - timedelta(days=1)
    context.act(give_verdict, context.keys, case_id, Verdict(Kind.BETTER_EVIDENCE), actor=SENIOR, at=earlier)
    context.act(record.apply, case_id, "evidence_complete", actor=MACHINE, at=earlier)
    context.confirm(case_id)
    with context.database.writing() as session:
        document = prepare_evidence_record(session, context.keys, case_id, at=NOW)
        confirmed = session.scalars(sa.select(ReviewVerdict).where(ReviewVerdict.kind == Kind.CONFIRM)).all()
    assert document.about in {verdict.id for verdict in confirmed}


def test_a_record_that_its_officer_could_not_sign_is_kept_when_he_can_though_the_case_went_on(
    context: DocumentContext,
) -> None:
    home = cast(AppContext, SimpleNamespace(**vars(context), clock=SettableClock(NOW)))

    def records() -> dict[str, str]:
        with context.database.reading() as session:
            papers = session.scalars(sa.select(Document).where(Document.kind == "evidence_record"))
            return {paper.case_id: paper.state for paper in papers}

    def name_officers(post: str) -> None:
        with context.database.writing() as session:
            session.execute(sa.update(Account).values(post=post))

    name_officers("")
    case_id = context.case()
    context.prepare(case_id)
    with pytest.raises(Refused, match="post"):
        react(home, case_id)
    assert context.read(case_id).state == CaseState.OWNER_IDENTIFIED and records() == {}
    name_officers("Cán bộ")
    react(home, case_id)
    assert records() == {case_id: RELEASED}
    with context.database.writing() as session:  # the press gave it back
        session.execute(sa.update(Document).where(Document.kind == "evidence_record").values(state=WAITING))
    react(home, case_id)
    with context.database.reading() as session:
        record_id = session.scalars(sa.select(Document.id).where(Document.kind == "evidence_record")).one()
    assert context.press(record_id), context.paper(record_id).problem
    react(home, case_id)
    assert records() == {case_id: SIGNED}, "once"


@pytest.mark.parametrize(
    ("measures", "held", "kept"),
    [
        ("", (), False),
        (" Không. ", (), False),
        ("Tạm giữ xe", (), True),
        ("", (RetainedItem("Giấy phép lái xe"),), True),
    ],
)
def test_only_minutes_that_name_what_is_kept_lead_to_giving_it_back(
    measures: str, held: tuple[RetainedItem, ...], kept: bool
) -> None:
    assert MinutesFacts(NOW, "", "", (), preventive_measures=measures, held_items=held).keeps_something == kept


def test_minutes_of_who_is_not_known_for_certain_are_refused_with_the_fields_that_lack(
    context: DocumentContext,
) -> None:
    with pytest.raises(Refused, match="not known of him: registration certificate, representative"):
        walked_to_minutes(context, owner=replace(COMPANY, details={}))


def test_minutes_decision_and_points_follow_each_other_on_paper(context: DocumentContext) -> None:
    case_id = walked_to_minutes(context)
    assert context.read(case_id).state == CaseState.MINUTES_MADE
    document_id = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW).id
    context.release(document_id)
    assert context.press(document_id), context.paper(document_id).problem
    case = context.read(case_id)
    assert case.state == CaseState.DECISION_ISSUED
    with context.database.reading() as session:
        decision = decision_of(session, case_id)
        assert decision is not None and decision.number == "01/QĐ-XPHC"
        assert (decision.amount_vnd, decision.signer) == (5_000_000, "sang")
        assert takes_points(session, case_id)
        assert '"amount_vnd":5000000' in events_of(session, case_id)[-1].leaf
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", 12, 2, part="limited")
    with pytest.raises(Refused, match="from which licence the points fall"):
        context.act(enter_licence, context.keys, case_id, replace(licence, part=""), actor=HAN, at=NOW)
    points = context.act(enter_licence, context.keys, case_id, licence, actor=HAN, at=NOW).id
    context.release(points)
    assert context.press(points), context.paper(points).problem
    assert "POINTS_DEDUCTED" in context.read(case_id).flags
    with context.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert last.actor == "machine:press" and "points_notice signed by signer:sang" in last.leaf
    with context.database.reading() as session:
        assert [paper.kind for paper in signed_documents(session, case_id)] == [
            "notice", "minutes", "decision", "points_notice",
        ]  # fmt: skip


def test_whoever_pays_before_the_points_notice_is_signed_is_told_of_his_points_all_the_same(
    context: DocumentContext,
) -> None:
    case_id = walked_to_minutes(context)
    decision = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW).id
    context.release(decision)
    assert context.press(decision) and context.act(points_notice_is_due, case_id)
    points = context.prepare(case_id, "points_notice")
    context.act(record.apply, case_id, "fine_paid", actor=Actor("tien", Role.FINANCE_CLERK), at=NOW)
    assert context.act(withdraw_useless, case_id, actor=MACHINE, at=NOW) == 0
    assert context.paper(points).state == WAITING and not context.act(points_notice_is_due, case_id)
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", 12, 2, part="limited")
    context.act(enter_licence, context.keys, case_id, licence, actor=HAN, at=NOW)
    context.release(points)
    assert context.paper(points).state == RELEASED
    with context.database.reading() as session:  # its points are still to be told, then nothing is left
        assert not nothing_is_left(session, session.get_one(Case, case_id))
    assert context.press(points), context.paper(points).problem
    context.act(send_decision, case_id, way="by_hand", actor=HAN, at=NOW)
    with context.database.reading() as session:  # the office asks what became of it
        assert not nothing_is_left(session, session.get_one(Case, case_id))
    proof = Proof(ProofKind.SIGNATURE, vietnam_day(NOW), "ký nhận")
    context.act(record_delivery_proof, context.keys, case_id, proof, actor=HAN, at=NOW)
    with context.database.reading() as session:
        assert nothing_is_left(session, session.get_one(Case, case_id))
    with context.database.writing() as session:  # what is ordered beside the fine is done after it is paid
        decision = decision_of(session, case_id)
        assert decision is not None
        decision.remedies = Imposed(remedy=Remedy("Buộc khôi phục biển số", 10)).remedies_json()
        assert not nothing_is_left(session, session.get_one(Case, case_id))
    assert (
        document_kind("points_notice").event_in(CaseState.PAID) is None
    )  # the mark of row 20 belongs to the states before


def test_a_decision_that_is_sent_back_is_proposed_again(context: DocumentContext) -> None:
    case_id = walked_to_minutes(context)
    first = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW).id
    context.act(send_back, context.keys, first, reason="Xem lại tình tiết", actor=SIGNER, at=NOW)
    assert context.read(case_id).state == CaseState.MINUTES_MADE
    second = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW).id
    assert second != first
    context.release(second)
    assert context.press(second) and context.paper(second).no == "01/QĐ-XPHC"


def test_a_decision_is_signed_and_pressed_within_its_term_only(context: DocumentContext) -> None:
    case_id = walked_to_minutes(context)
    document_id = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW).id
    last_day, too_late = datetime(2026, 11, 30, 2, tzinfo=UTC), datetime(2026, 12, 1, 2, tzinfo=UTC)
    with pytest.raises(Refused, match="ended on 2026-11-30"):
        context.release(document_id, at=too_late)
    context.release(document_id, at=last_day)
    assert not context.press(document_id, too_late)
    assert context.read(case_id).state == CaseState.MINUTES_MADE and "ended on" in (
        context.paper(document_id).problem or ""
    )
    context.release(document_id, at=last_day)
    assert context.press(document_id, last_day)


def test_after_the_year_nothing_that_accuses_is_signed(context: DocumentContext) -> None:
    document_id = context.prepare(context.case())
    with pytest.raises(Refused, match="past its limitation since 2027-11-16"):
        context.release(document_id, at=datetime(2027, 11, 17, 2, tzinfo=UTC))


def test_after_the_year_a_paper_is_signed_only_where_the_limitation_rests_since_before_its_end(
    context: DocumentContext,
) -> None:
    too_late = datetime(2027, 11, 17, 2, tzinfo=UTC)
    rests, over = context.case(), context.case()
    document_of = {case_id: context.prepare(case_id) for case_id in (rests, over)}
    context.act(apply, rests, "flag_EVADING", actor=HAN, at=NOW)
    context.act(apply, over, "flag_EVADING", actor=HAN, at=too_late)
    with pytest.raises(Refused, match="past its limitation since 2027-11-16"):
        context.release(document_of[over], at=too_late)
    context.release(document_of[rests], at=too_late)


def test_a_case_with_minutes_is_closed_without_a_sanction_by_the_signer(context: DocumentContext) -> None:
    case_id = walked_to_minutes(context)
    letter = LetterFacts("Hết thời hạn ra quyết định xử phạt", "điểm c khoản 1 Điều 65 Luật Xử lý vi phạm hành chính")
    document_id = context.act(close_without_sanction, context.keys, case_id, letter, actor=HAN, at=NOW).id
    assert "Biên bản vi phạm hành chính số 01/BB-VPHC ngày" in words_of(context, document_id)
    context.release(document_id)
    assert context.press(document_id), context.paper(document_id).problem
    assert (context.read(case_id).state, context.read(case_id).reason_code) == (CaseState.NO_SANCTION, "NO_SANCTION")


def test_after_twenty_days_the_signer_escalates_and_a_motorcycle_brings_the_slip(context: DocumentContext) -> None:
    case_id = context.case(behaviour="RED_LIGHT", kind="motorcycle")
    context.issue(case_id)
    later = datetime(2026, 12, 9, 2, tzinfo=UTC)
    with context.database.writing() as session:
        case = session.get_one(Case, case_id)
        papers = propose_escalation(session, context.keys, case, actor=machine("clocks"), at=later)
    assert [paper.kind for paper in papers] == ["warning", "commune_slip"]
    for paper in papers:
        context.release(paper.id, at=later)
        assert context.press(paper.id, later), context.paper(paper.id).problem
        assert context.read(case_id).state == CaseState.ESCALATED
    with context.database.reading() as session:
        kinds = [event.kind for event in events_of(session, case_id)]
    assert kinds.count("notice_unanswered") == 1 and kinds[-1] == "paper_signed"


def test_a_warning_for_an_owner_who_has_answered_is_withdrawn(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    with context.database.writing() as session:
        case = session.get_one(Case, case_id)
        (warning,) = propose_escalation(session, context.keys, case, actor=machine("clocks"), at=NOW)
    context.release(warning.id)
    answer = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    assert not context.press(warning.id)
    assert context.paper(warning.id).state == WITHDRAWN


def test_a_warning_that_nobody_signed_is_put_away_when_the_owner_answers(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    with context.database.writing() as session:
        case = session.get_one(Case, case_id)
        (warning,) = propose_escalation(session, context.keys, case, actor=machine("clocks"), at=NOW)
    assert context.act(withdraw_useless, case_id, actor=machine("flow"), at=NOW) == 0
    answer = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    assert context.act(withdraw_useless, case_id, actor=machine("flow"), at=NOW) == 1
    assert context.paper(warning.id).state == WITHDRAWN


def test_a_notice_is_taken_back_by_a_letter_and_before_it_by_a_word(context: DocumentContext) -> None:
    early, late = context.case(), context.case()
    context.prepare(early)
    context.act(withdraw_before_notice, context.keys, early, reason="Xe ưu tiên", actor=SIGNER, at=NOW)
    assert context.read(early).state == CaseState.REJECTED
    assert words_in_the_file(context.database, context.keys, early) == [("case_withdrawn", "Xe ưu tiên")]
    context.issue(late)
    with pytest.raises(Refused, match="letter"):
        context.act(withdraw_before_notice, context.keys, late, reason="Xe ưu tiên", actor=SIGNER, at=NOW)
    letter = LetterFacts("phương tiện được ưu tiên", "Điều 11 Luật Xử lý vi phạm hành chính")
    document_id = context.act(withdraw_after_notice, context.keys, late, letter, actor=HAN, at=NOW).id
    context.release(document_id)
    assert context.press(document_id), context.paper(document_id).problem
    assert (context.read(late).state, context.read(late).reason_code) == (CaseState.REJECTED, "WITHDRAWN")


def words_of(context: DocumentContext, notice: str) -> str:
    with context.database.reading() as session:
        document = session.get_one(Document, notice)
        case = session.get_one(Case, document.case_id)
        return content_json(draft_sheets(session, context.keys, case, document, person="sang", at=NOW)[0].content)


def test_a_notice_names_the_police_of_the_owner_s_commune_as_second_place_or_who_handles_the_case(
    context: DocumentContext,
) -> None:
    case_id = context.case()
    notice = context.prepare(case_id)
    assert '"office_b":"Công an xã Tân Yên' in words_of(context, notice)
    slip = context.act(pass_on, context.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW).id
    context.release(slip)
    assert context.press(slip), context.paper(slip).problem
    assert context.read(case_id).flags == ["TRANSFERRED"] and context.read(case_id).state == CaseState.OWNER_IDENTIFIED
    assert '"office_b":"Công an tỉnh Lạng Sơn"' in words_of(context, notice)
    context.release(notice)
    assert context.press(notice)


def test_an_answer_that_is_taken_back_leaves_the_papers_of_the_warning_where_they_were(
    context: DocumentContext,
) -> None:
    case_id = context.case(behaviour="RED_LIGHT", kind="motorcycle")
    context.issue(case_id)
    later = datetime(2026, 12, 9, 2, tzinfo=UTC)
    with context.database.writing() as session:
        case = session.get_one(Case, case_id)
        warning, slip = propose_escalation(session, context.keys, case, actor=machine("clocks"), at=later)
    context.release(warning.id, at=later)
    assert context.press(warning.id, later)
    answer = Answer("DROVE_MYSELF", date(2026, 12, 9), statement="Của người khác")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=later)
    assert context.act(withdraw_useless, case_id, actor=machine("flow"), at=later) == 1, "the slip to the commune"
    context.act(take_answer_back, context.keys, case_id, reason="Ghi nhầm vụ việc", actor=HAN, at=later)
    assert context.read(case_id).state == CaseState.ESCALATED and context.paper(slip.id).state == WITHDRAWN
    with context.database.reading() as session:
        waiting = session.scalars(sa.select(Document.kind).where(Document.state == WAITING)).all()
    assert waiting == ["commune_slip"], "the warning is signed, the duty towards the commune is not done"


def test_an_answer_on_which_minutes_were_drawn_up_stays(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    back = partial(context.act, take_answer_back, context.keys, case_id, reason="Ghi nhầm", actor=HAN, at=NOW)
    with pytest.raises(Refused, match="nothing to take back"):
        back()
    answer = Answer("DISPUTED", date(2026, 11, 18), statement="Không phải tôi.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    found = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    context.act(make_verification_minutes, context.keys, case_id, found, actor=HAN, at=NOW)
    with pytest.raises(Refused, match="Minutes of verification were drawn up"):
        back()


def test_a_decision_about_a_minor_names_the_parent_whom_his_minutes_name(context: DocumentContext) -> None:
    child = replace(OWNER, birth_date=date(2011, 5, 1))
    case_id = context.case(owner=child)
    context.issue(case_id)
    statement = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Cháu lái xe.")
    context.act(record_answer, context.keys, case_id, statement, actor=HAN, at=NOW)
    context.act(identify_violator, context.keys, case_id, Violator(), actor=HAN, at=NOW)
    desk = MinutesFacts(NOW, "trụ sở Đội", "", ("Kết quả",), statement="Đồng ý", parents="Nguyễn Văn Cha")
    minutes = context.act(make_minutes, context.keys, case_id, desk, actor=HAN, at=NOW).id
    assert context.press(minutes), context.paper(minutes).problem
    asked = Request(justification="Cố ý vượt", explanation_waived=True)
    decision = context.act(propose, context.keys, case_id, asked, actor=LAN, at=NOW).id
    assert '"warning":true' in (content := words_of(context, decision)) and "Nguyễn Văn Cha (cha mẹ" in content


def test_minutes_of_verification_move_nothing(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    answer = Answer("DISPUTED", date(2026, 11, 18), statement="Không phải tôi.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    found = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    document_id = context.act(make_verification_minutes, context.keys, case_id, found, actor=HAN, at=NOW).id
    assert context.press(document_id), context.paper(document_id).problem
    assert context.read(case_id).state == CaseState.OWNER_ANSWERED and context.paper(document_id).no == "01/BB-XM"
    # Beside the owner's, whoever is named has minutes of his own; they are what makes him the violator.
    driver = Person(PersonKind.INDIVIDUAL, "Trần Văn B", "024190000002", address="Thôn Hạ, xã Tân Yên")
    name = partial(context.act, identify_violator, context.keys, case_id, Violator(driver), actor=HAN, at=NOW)
    with pytest.raises(Refused, match="minutes of verification"):
        name()
    told = replace(found, informant_statement="Anh B mượn xe", person_statement="Tôi đã lái xe")
    draw_up = partial(context.act, make_verification_minutes, context.keys, case_id, actor=HAN, at=NOW)
    with pytest.raises(Refused, match="identification number"):
        draw_up(told, about=replace(driver, personal_id=""))
    second = draw_up(told, about=driver).id
    with pytest.raises(Refused, match="being printed"):
        draw_up(replace(told, other="x"), about=driver)
    assert context.press(second) and draw_up(replace(told, other="x"), about=driver).id != second, "more may be said"
    sheet = json.loads(opened_content(context.keys, context.paper(second))["sheets"][0]["content"])
    assert (sheet["person"]["name"], sheet["person_statement"], sheet["bases"]) == (
        driver.name,
        "Tôi đã lái xe",
        ["Thông báo."],
    )
    assert name().state == CaseState.VIOLATOR_IDENTIFIED


def test_a_decision_with_a_payment_code_is_looked_at_without_a_number_and_signed_with_one(
    context: DocumentContext,
) -> None:
    with context.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        takes_qr = replace(agency, valid_from=vietnam_day(NOW), treasury=replace(agency.treasury, bank_bin="970436"))
        save_agency(session, takes_qr, actor=machine("demo"), at=NOW)
    case_id = walked_to_minutes(context)
    paper = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW)
    with context.database.reading() as session:
        case = session.get_one(Case, case_id)
        [sheet] = draft_sheets(session, context.keys, case, paper, person="sang", at=NOW)
    assert sheet.content.payment_code == "…", "nobody pays by a draft"  # type: ignore[attr-defined]
    context.release(paper.id)
    assert context.press(paper.id), context.paper(paper.id).problem
    code = said_on(context, paper.id)["payment_code"]
    assert code.startswith("000201010212") and "PHAT VPHC QD00000126" in code and "5000000" in code


def test_a_decision_repeats_what_the_minutes_keep(context: DocumentContext) -> None:
    licence = RetainedItem("Giấy phép lái xe số 240123456789", "Bản", "01", "Hạng B")
    case_id = walked_to_minutes(context, held=(licence,))
    paper = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW)
    context.release(paper.id)
    assert context.press(paper.id), context.paper(paper.id).problem
    assert said_on(context, paper.id)["held"] == "Giấy phép lái xe số 240123456789 (01 bản, Hạng B)"


@pytest.mark.parametrize(("owner", "named"), [(COMPANY, True), (OWNER, False)], ids=["as the owner", "he drove"])
def test_minutes_and_decision_name_the_article_by_which_an_owner_is_liable(
    owner: Person, named: bool, context: DocumentContext
) -> None:
    case_id = walked_to_minutes(context, owner=owner)
    decision = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW)
    context.release(decision.id)
    assert context.press(decision.id), context.paper(decision.id).problem
    with context.database.reading() as session:
        [minutes] = signed_documents(session, case_id, "minutes")
    bases = {kind: said_on(context, paper)["bases"] for kind, paper in (("m", minutes.id), ("d", decision.id))}
    article = "Căn cứ điểm b khoản 8 Điều 47 Nghị định số 168/2024/NĐ-CP"
    in_full = f"{article} ngày 26 tháng 12 năm 2024"
    assert [line.startswith(in_full) for line in bases["m"]] == ([False, True] if named else [False])
    assert (f"{article};" in bases["d"]) is named
    assert any(line.startswith("Căn cứ Nghị định số 238/2026/NĐ-CP ngày 26") for line in bases["d"]), (
        "it amends the row"
    )


def said_on(context: DocumentContext, document_id: str) -> dict[str, Any]:
    """What a signed paper of one sheet says, field by field."""
    with context.database.reading() as session:
        [sheet] = opened_content(context.keys, session.get_one(Document, document_id))["sheets"]
    content: dict[str, Any] = json.loads(sheet["content"])
    return content


def test_a_decision_names_all_minutes_of_verification_of_its_case_in_their_order(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    answer = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    said = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    for minutes, more in enumerate(("", "Người làm chứng xác nhận.")):
        at, found = NOW + timedelta(minutes=minutes), replace(said, other=more)
        paper = context.act(make_verification_minutes, context.keys, case_id, found, actor=HAN, at=at).id
        assert context.press(paper, at), context.paper(paper).problem
    context.act(identify_violator, context.keys, case_id, Violator(drove=True), actor=HAN, at=NOW)
    desk = MinutesFacts(NOW, "trụ sở Đội", "", ("Kết quả thu thập được bằng thiết bị",), statement="Đồng ý")
    assert context.press(context.act(make_minutes, context.keys, case_id, desk, actor=HAN, at=NOW).id)
    decision = context.act(propose, context.keys, case_id, Request(explanation_waived=True), actor=HAN, at=NOW).id
    context.release(decision)
    assert context.press(decision), context.paper(decision).problem
    [sheet] = opened_content(context.keys, context.paper(decision))["sheets"]
    about = [base for base in json.loads(sheet["content"])["bases"] if "xác minh tình tiết" in base]
    assert [base.split(" lập")[0] for base in about] == [
        "Căn cứ Biên bản số 01/BB-XM", "Căn cứ Biên bản số 02/BB-XM",
    ]  # fmt: skip
