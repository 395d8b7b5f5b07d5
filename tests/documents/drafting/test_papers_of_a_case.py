"""Which papers a case brings forth as it goes on, and which of them move it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from documents.paper_office import (
    COMPANY,
    HAN,
    LAN,
    MACHINE,
    NOW,
    OWNER,
    SENIOR,
    SIGNER,
    Office,
    office,
    walked_to_minutes,
)
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.tables import Account
from ticketing.cases import record
from ticketing.cases.answers import Answer, Violator, identify_violator, record_answer
from ticketing.cases.beside_the_fine import Imposed, Remedy
from ticketing.cases.decisions import Proof, ProofKind, Request, decision_of, record_delivery_proof
from ticketing.cases.persons import Person, PersonKind
from ticketing.cases.record import apply
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case
from ticketing.dispatch.sending import send_decision
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.content.facts import LicenceFacts, PersonFacts
from ticketing.documents.content.minutes import HeldItem, MinutesFacts, VerificationFacts
from ticketing.documents.content.snapshot import content_json
from ticketing.documents.drafting.desk import (
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
    put_away_useless,
    send_back,
)
from ticketing.documents.of_a_case import signed_papers
from ticketing.documents.papers import paper_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import RELEASED, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.evidence.log import events_of
from ticketing.flow.office import Office as HomeOffice
from ticketing.flow.reactions import react
from ticketing.kit.clock import SettableClock, vietnam_day
from ticketing.review.policy import Kind
from ticketing.review.tables import ReviewVerdict
from ticketing.review.verdicts import give_verdict
from ticketing.review.weigh import Verdict
from walked import words_in_the_file

__all__ = ["office"]


def test_the_evidence_record_is_signed_by_the_officer_who_confirmed(office: Office) -> None:
    case_id = office.before_review("NO_ENTRY", "car")
    office.confirm(case_id)
    with office.database.writing() as session:
        session.execute(sa.update(Case).where(Case.id == case_id).values(unit="DOI1"))
        document_id = prepare_evidence_record(session, office.keys, case_id, at=NOW).id
    assert office.press(document_id), office.paper(document_id).problem
    paper = office.paper(document_id)
    with office.database.reading() as session:
        said = str(opened_content(office.keys, session.get_one(Document, document_id))["sheets"])
    assert "Đại úy Hoàng Văn Minh Họa" in said, "who used the device of that unit (D61 art. 14.2)"
    assert paper.released_by == "lan" and paper.number is None and paper.no == office.read(case_id).number
    assert office.read(case_id).state == S.CONFIRMED


def test_the_evidence_record_rests_on_the_confirmation_and_on_no_earlier_verdict(office: Office) -> None:
    case_id = office.before_review("NO_ENTRY", "car")
    earlier = NOW - timedelta(days=1)
    office.act(give_verdict, office.keys, case_id, Verdict(Kind.BETTER_EVIDENCE), actor=SENIOR, at=earlier)
    office.act(record.apply, case_id, "evidence_complete", actor=MACHINE, at=earlier)
    office.confirm(case_id)
    with office.database.writing() as session:
        document = prepare_evidence_record(session, office.keys, case_id, at=NOW)
        confirmed = session.scalars(sa.select(ReviewVerdict).where(ReviewVerdict.kind == Kind.CONFIRM)).all()
    assert document.about in {verdict.id for verdict in confirmed}


def test_a_record_that_its_officer_could_not_sign_is_kept_when_he_can_though_the_case_went_on(office: Office) -> None:
    home = cast(HomeOffice, SimpleNamespace(**vars(office), clock=SettableClock(NOW)))

    def records() -> dict[str, str]:
        with office.database.reading() as session:
            papers = session.scalars(sa.select(Document).where(Document.kind == "evidence_record"))
            return {paper.case_id: paper.state for paper in papers}

    def name_officers(post: str) -> None:
        with office.database.writing() as session:
            session.execute(sa.update(Account).values(post=post))

    name_officers("")
    case_id = office.case()
    office.prepare(case_id)
    with pytest.raises(Refused, match="post"):
        react(home, case_id)
    assert office.read(case_id).state == S.OWNER_IDENTIFIED and records() == {}
    name_officers("Cán bộ")
    react(home, case_id)
    assert records() == {case_id: RELEASED}
    with office.database.writing() as session:  # the press gave it back
        session.execute(sa.update(Document).where(Document.kind == "evidence_record").values(state=WAITING))
    react(home, case_id)
    with office.database.reading() as session:
        record_id = session.scalars(sa.select(Document.id).where(Document.kind == "evidence_record")).one()
    assert office.press(record_id), office.paper(record_id).problem
    react(home, case_id)
    assert records() == {case_id: SIGNED}, "once"


@pytest.mark.parametrize(
    ("measures", "held", "kept"),
    [("", (), False), (" Không. ", (), False), ("Tạm giữ xe", (), True), ("", (HeldItem("Giấy phép lái xe"),), True)],
)
def test_only_minutes_that_name_what_is_kept_lead_to_giving_it_back(
    measures: str, held: tuple[HeldItem, ...], kept: bool
) -> None:
    assert MinutesFacts(NOW, "", "", (), preventive_measures=measures, held_items=held).keeps_something == kept


def test_minutes_of_who_is_not_known_for_certain_are_refused_with_the_fields_that_lack(office: Office) -> None:
    with pytest.raises(Refused, match="not known of him: registration certificate, representative"):
        walked_to_minutes(office, owner=replace(COMPANY, details={}))


def test_minutes_decision_and_points_follow_each_other_on_paper(office: Office) -> None:
    case_id = walked_to_minutes(office)
    assert office.read(case_id).state == S.MINUTES_MADE
    document_id = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    office.release(document_id)
    assert office.press(document_id), office.paper(document_id).problem
    case = office.read(case_id)
    assert case.state == S.DECISION_ISSUED
    with office.database.reading() as session:
        decision = decision_of(session, case_id)
        assert decision is not None and decision.number == "01/QĐ-XPHC"
        assert (decision.amount_vnd, decision.signer) == (5_000_000, "sang")
        assert takes_points(session, case_id)
        assert '"amount_vnd":5000000' in events_of(session, case_id)[-1].leaf
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", 12, 2, part="limited")
    with pytest.raises(Refused, match="from which licence the points fall"):
        office.act(enter_licence, office.keys, case_id, replace(licence, part=""), actor=HAN, at=NOW)
    points = office.act(enter_licence, office.keys, case_id, licence, actor=HAN, at=NOW).id
    office.release(points)
    assert office.press(points), office.paper(points).problem
    assert "POINTS_DEDUCTED" in office.read(case_id).flags
    with office.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert last.actor == "machine:press" and "points_notice signed by signer:sang" in last.leaf
    with office.database.reading() as session:
        assert [paper.kind for paper in signed_papers(session, case_id)] == [
            "notice", "minutes", "decision", "points_notice",
        ]  # fmt: skip


def test_whoever_pays_before_the_points_notice_is_signed_is_told_of_his_points_all_the_same(office: Office) -> None:
    case_id = walked_to_minutes(office)
    decision = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    office.release(decision)
    assert office.press(decision) and office.act(points_notice_is_due, case_id)
    points = office.prepare(case_id, "points_notice")
    office.act(record.apply, case_id, "fine_paid", actor=Actor("tien", Role.FINANCE_CLERK), at=NOW)
    assert office.act(put_away_useless, case_id, actor=MACHINE, at=NOW) == 0
    assert office.paper(points).state == WAITING and not office.act(points_notice_is_due, case_id)
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", 12, 2, part="limited")
    office.act(enter_licence, office.keys, case_id, licence, actor=HAN, at=NOW)
    office.release(points)
    assert office.paper(points).state == RELEASED
    with office.database.reading() as session:  # its points are still to be told, then nothing is left
        assert not nothing_is_left(session, session.get_one(Case, case_id))
    assert office.press(points), office.paper(points).problem
    office.act(send_decision, case_id, way="by_hand", actor=HAN, at=NOW)
    with office.database.reading() as session:  # the office asks what became of it
        assert not nothing_is_left(session, session.get_one(Case, case_id))
    proof = Proof(ProofKind.SIGNATURE, vietnam_day(NOW), "ký nhận")
    office.act(record_delivery_proof, office.keys, case_id, proof, actor=HAN, at=NOW)
    with office.database.reading() as session:
        assert nothing_is_left(session, session.get_one(Case, case_id))
    with office.database.writing() as session:  # what is ordered beside the fine is done after it is paid
        decision = decision_of(session, case_id)
        assert decision is not None
        decision.remedies = Imposed(remedy=Remedy("Buộc khôi phục biển số", 10)).remedies_json()
        assert not nothing_is_left(session, session.get_one(Case, case_id))
    assert paper_kind("points_notice").event_in(S.PAID) is None  # the mark of row 20 belongs to the states before


def test_a_decision_that_is_sent_back_is_proposed_again(office: Office) -> None:
    case_id = walked_to_minutes(office)
    first = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    office.act(send_back, office.keys, first, reason="Xem lại tình tiết", actor=SIGNER, at=NOW)
    assert office.read(case_id).state == S.MINUTES_MADE
    second = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    assert second != first
    office.release(second)
    assert office.press(second) and office.paper(second).no == "01/QĐ-XPHC"


def test_a_decision_is_signed_and_pressed_within_its_term_only(office: Office) -> None:
    case_id = walked_to_minutes(office)
    document_id = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    last_day, too_late = datetime(2026, 11, 30, 2, tzinfo=UTC), datetime(2026, 12, 1, 2, tzinfo=UTC)
    with pytest.raises(Refused, match="ended on 2026-11-30"):
        office.release(document_id, at=too_late)
    office.release(document_id, at=last_day)
    assert not office.press(document_id, too_late)
    assert office.read(case_id).state == S.MINUTES_MADE and "ended on" in (office.paper(document_id).problem or "")
    office.release(document_id, at=last_day)
    assert office.press(document_id, last_day)


def test_after_the_year_nothing_that_accuses_is_signed(office: Office) -> None:
    document_id = office.prepare(office.case())
    with pytest.raises(Refused, match="past its limitation since 2027-11-16"):
        office.release(document_id, at=datetime(2027, 11, 17, 2, tzinfo=UTC))


def test_after_the_year_a_paper_is_signed_only_where_the_limitation_rests_since_before_its_end(office: Office) -> None:
    too_late = datetime(2027, 11, 17, 2, tzinfo=UTC)
    rests, over = office.case(), office.case()
    document_of = {case_id: office.prepare(case_id) for case_id in (rests, over)}
    office.act(apply, rests, "flag_EVADING", actor=HAN, at=NOW)
    office.act(apply, over, "flag_EVADING", actor=HAN, at=too_late)
    with pytest.raises(Refused, match="past its limitation since 2027-11-16"):
        office.release(document_of[over], at=too_late)
    office.release(document_of[rests], at=too_late)


def test_a_case_with_minutes_is_closed_without_a_sanction_by_the_signer(office: Office) -> None:
    case_id = walked_to_minutes(office)
    letter = LetterFacts("Hết thời hạn ra quyết định xử phạt", "điểm c khoản 1 Điều 65 Luật Xử lý vi phạm hành chính")
    document_id = office.act(close_without_sanction, office.keys, case_id, letter, actor=HAN, at=NOW).id
    assert "Biên bản vi phạm hành chính số 01/BB-VPHC ngày" in words_of(office, document_id)
    office.release(document_id)
    assert office.press(document_id), office.paper(document_id).problem
    assert (office.read(case_id).state, office.read(case_id).reason_code) == (S.NO_SANCTION, "NO_SANCTION")


def test_after_twenty_days_the_signer_escalates_and_a_motorcycle_brings_the_slip(office: Office) -> None:
    case_id = office.case(behaviour="RED_LIGHT", kind="motorcycle")
    office.issue(case_id)
    later = datetime(2026, 12, 9, 2, tzinfo=UTC)
    with office.database.writing() as session:
        case = session.get_one(Case, case_id)
        papers = propose_escalation(session, office.keys, case, actor=machine("clocks"), at=later)
    assert [paper.kind for paper in papers] == ["warning", "commune_slip"]
    for paper in papers:
        office.release(paper.id, at=later)
        assert office.press(paper.id, later), office.paper(paper.id).problem
        assert office.read(case_id).state == S.ESCALATED
    with office.database.reading() as session:
        kinds = [event.kind for event in events_of(session, case_id)]
    assert kinds.count("notice_unanswered") == 1 and kinds[-1] == "paper_signed"


def test_a_warning_for_an_owner_who_has_answered_is_withdrawn(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    with office.database.writing() as session:
        case = session.get_one(Case, case_id)
        (warning,) = propose_escalation(session, office.keys, case, actor=machine("clocks"), at=NOW)
    office.release(warning.id)
    answer = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    assert not office.press(warning.id)
    assert office.paper(warning.id).state == WITHDRAWN


def test_a_warning_that_nobody_signed_is_put_away_when_the_owner_answers(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    with office.database.writing() as session:
        case = session.get_one(Case, case_id)
        (warning,) = propose_escalation(session, office.keys, case, actor=machine("clocks"), at=NOW)
    assert office.act(put_away_useless, case_id, actor=machine("flow"), at=NOW) == 0
    answer = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    assert office.act(put_away_useless, case_id, actor=machine("flow"), at=NOW) == 1
    assert office.paper(warning.id).state == WITHDRAWN


def test_a_notice_is_taken_back_by_a_letter_and_before_it_by_a_word(office: Office) -> None:
    early, late = office.case(), office.case()
    office.prepare(early)
    office.act(withdraw_before_notice, office.keys, early, reason="Xe ưu tiên", actor=SIGNER, at=NOW)
    assert office.read(early).state == S.REJECTED
    assert words_in_the_file(office.database, office.keys, early) == [("case_withdrawn", "Xe ưu tiên")]
    office.issue(late)
    with pytest.raises(Refused, match="letter"):
        office.act(withdraw_before_notice, office.keys, late, reason="Xe ưu tiên", actor=SIGNER, at=NOW)
    letter = LetterFacts("phương tiện được ưu tiên", "Điều 11 Luật Xử lý vi phạm hành chính")
    document_id = office.act(withdraw_after_notice, office.keys, late, letter, actor=HAN, at=NOW).id
    office.release(document_id)
    assert office.press(document_id), office.paper(document_id).problem
    assert (office.read(late).state, office.read(late).reason_code) == (S.REJECTED, "WITHDRAWN")


def words_of(office: Office, notice: str) -> str:
    with office.database.reading() as session:
        document = session.get_one(Document, notice)
        case = session.get_one(Case, document.case_id)
        return content_json(draft_sheets(session, office.keys, case, document, person="sang", at=NOW)[0].content)


def test_a_notice_names_the_police_of_the_owner_s_commune_as_second_place_or_who_handles_the_case(
    office: Office,
) -> None:
    case_id = office.case()
    notice = office.prepare(case_id)
    assert '"office_b":"Công an xã Tân Yên' in words_of(office, notice)
    slip = office.act(pass_on, office.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW).id
    office.release(slip)
    assert office.press(slip), office.paper(slip).problem
    assert office.read(case_id).flags == ["TRANSFERRED"] and office.read(case_id).state == S.OWNER_IDENTIFIED
    assert '"office_b":"Công an tỉnh Lạng Sơn"' in words_of(office, notice)
    office.release(notice)
    assert office.press(notice)


def test_an_answer_that_is_taken_back_leaves_the_papers_of_the_warning_where_they_were(office: Office) -> None:
    case_id = office.case(behaviour="RED_LIGHT", kind="motorcycle")
    office.issue(case_id)
    later = datetime(2026, 12, 9, 2, tzinfo=UTC)
    with office.database.writing() as session:
        case = session.get_one(Case, case_id)
        warning, slip = propose_escalation(session, office.keys, case, actor=machine("clocks"), at=later)
    office.release(warning.id, at=later)
    assert office.press(warning.id, later)
    answer = Answer("DROVE_MYSELF", date(2026, 12, 9), statement="Của người khác")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=later)
    assert office.act(put_away_useless, case_id, actor=machine("flow"), at=later) == 1, "the slip to the commune"
    office.act(take_answer_back, office.keys, case_id, reason="Ghi nhầm vụ việc", actor=HAN, at=later)
    assert office.read(case_id).state == S.ESCALATED and office.paper(slip.id).state == WITHDRAWN
    with office.database.reading() as session:
        waiting = session.scalars(sa.select(Document.kind).where(Document.state == WAITING)).all()
    assert waiting == ["commune_slip"], "the warning is signed, the duty towards the commune is not done"


def test_an_answer_on_which_minutes_were_drawn_up_stays(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    back = partial(office.act, take_answer_back, office.keys, case_id, reason="Ghi nhầm", actor=HAN, at=NOW)
    with pytest.raises(Refused, match="nothing to take back"):
        back()
    answer = Answer("DISPUTED", date(2026, 11, 18), statement="Không phải tôi.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    found = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    office.act(make_verification_minutes, office.keys, case_id, found, actor=HAN, at=NOW)
    with pytest.raises(Refused, match="Minutes of verification were drawn up"):
        back()


def test_a_decision_about_a_minor_names_the_parent_whom_his_minutes_name(office: Office) -> None:
    child = replace(OWNER, birth_date=date(2011, 5, 1))
    case_id = office.case(owner=child)
    office.issue(case_id)
    statement = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Cháu lái xe.")
    office.act(record_answer, office.keys, case_id, statement, actor=HAN, at=NOW)
    office.act(identify_violator, office.keys, case_id, Violator(), actor=HAN, at=NOW)
    desk = MinutesFacts(NOW, "trụ sở Đội", "", ("Kết quả",), statement="Đồng ý", parents="Nguyễn Văn Cha")
    minutes = office.act(make_minutes, office.keys, case_id, desk, actor=HAN, at=NOW).id
    assert office.press(minutes), office.paper(minutes).problem
    asked = Request(justification="Cố ý vượt", explanation_waived=True)
    decision = office.act(propose, office.keys, case_id, asked, actor=LAN, at=NOW).id
    assert '"warning":true' in (content := words_of(office, decision)) and "Nguyễn Văn Cha (cha mẹ" in content


def test_minutes_of_verification_move_nothing(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    answer = Answer("DISPUTED", date(2026, 11, 18), statement="Không phải tôi.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    found = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    document_id = office.act(make_verification_minutes, office.keys, case_id, found, actor=HAN, at=NOW).id
    assert office.press(document_id), office.paper(document_id).problem
    assert office.read(case_id).state == S.OWNER_ANSWERED and office.paper(document_id).no == "01/BB-XM"
    # Beside the owner's, whoever is named has minutes of his own; they are what makes him the violator.
    driver = Person(PersonKind.INDIVIDUAL, "Trần Văn B", "024190000002", address="Thôn Hạ, xã Tân Yên")
    name = partial(office.act, identify_violator, office.keys, case_id, Violator(driver), actor=HAN, at=NOW)
    with pytest.raises(Refused, match="minutes of verification"):
        name()
    told = replace(found, informant_statement="Anh B mượn xe", person_statement="Tôi đã lái xe")
    draw_up = partial(office.act, make_verification_minutes, office.keys, case_id, actor=HAN, at=NOW)
    with pytest.raises(Refused, match="identification number"):
        draw_up(told, about=replace(driver, personal_id=""))
    second = draw_up(told, about=driver).id
    with pytest.raises(Refused, match="being printed"):
        draw_up(replace(told, other="x"), about=driver)
    assert office.press(second) and draw_up(replace(told, other="x"), about=driver).id != second, "more may be said"
    sheet = json.loads(opened_content(office.keys, office.paper(second))["sheets"][0]["content"])
    assert (sheet["person"]["name"], sheet["person_statement"], sheet["bases"]) == (
        driver.name,
        "Tôi đã lái xe",
        ["Thông báo."],
    )
    assert name().state == S.VIOLATOR_IDENTIFIED


def test_a_decision_with_a_payment_code_is_looked_at_without_a_number_and_signed_with_one(office: Office) -> None:
    with office.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        takes_qr = replace(agency, valid_from=vietnam_day(NOW), treasury=replace(agency.treasury, bank_bin="970436"))
        save_agency(session, takes_qr, actor=machine("demo"), at=NOW)
    case_id = walked_to_minutes(office)
    paper = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW)
    with office.database.reading() as session:
        case = session.get_one(Case, case_id)
        [sheet] = draft_sheets(session, office.keys, case, paper, person="sang", at=NOW)
    assert sheet.content.payment_code == "…", "nobody pays by a draft"  # type: ignore[attr-defined]
    office.release(paper.id)
    assert office.press(paper.id), office.paper(paper.id).problem
    code = said_on(office, paper.id)["payment_code"]
    assert code.startswith("000201010212") and "PHAT VPHC QD00000126" in code and "5000000" in code


def test_a_decision_repeats_what_the_minutes_keep(office: Office) -> None:
    licence = HeldItem("Giấy phép lái xe số 240123456789", "Bản", "01", "Hạng B")
    case_id = walked_to_minutes(office, held=(licence,))
    paper = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW)
    office.release(paper.id)
    assert office.press(paper.id), office.paper(paper.id).problem
    assert said_on(office, paper.id)["held"] == "Giấy phép lái xe số 240123456789 (01 bản, Hạng B)"


@pytest.mark.parametrize(("owner", "named"), [(COMPANY, True), (OWNER, False)], ids=["as the owner", "he drove"])
def test_minutes_and_decision_name_the_article_by_which_an_owner_is_liable(
    owner: Person, named: bool, office: Office
) -> None:
    case_id = walked_to_minutes(office, owner=owner)
    decision = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW)
    office.release(decision.id)
    assert office.press(decision.id), office.paper(decision.id).problem
    with office.database.reading() as session:
        [minutes] = signed_papers(session, case_id, "minutes")
    bases = {kind: said_on(office, paper)["bases"] for kind, paper in (("m", minutes.id), ("d", decision.id))}
    article = "Căn cứ điểm b khoản 8 Điều 47 Nghị định số 168/2024/NĐ-CP"
    in_full = f"{article} ngày 26 tháng 12 năm 2024"
    assert [line.startswith(in_full) for line in bases["m"]] == ([False, True] if named else [False])
    assert (f"{article};" in bases["d"]) is named
    assert any(line.startswith("Căn cứ Nghị định số 238/2026/NĐ-CP ngày 26") for line in bases["d"]), (
        "it amends the row"
    )


def said_on(office: Office, document_id: str) -> dict[str, Any]:
    """What a signed paper of one sheet says, field by field."""
    with office.database.reading() as session:
        [sheet] = opened_content(office.keys, session.get_one(Document, document_id))["sheets"]
    content: dict[str, Any] = json.loads(sheet["content"])
    return content


def test_a_decision_names_all_minutes_of_verification_of_its_case_in_their_order(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    answer = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    said = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    for minutes, more in enumerate(("", "Người làm chứng xác nhận.")):
        at, found = NOW + timedelta(minutes=minutes), replace(said, other=more)
        paper = office.act(make_verification_minutes, office.keys, case_id, found, actor=HAN, at=at).id
        assert office.press(paper, at), office.paper(paper).problem
    office.act(identify_violator, office.keys, case_id, Violator(drove=True), actor=HAN, at=NOW)
    desk = MinutesFacts(NOW, "trụ sở Đội", "", ("Kết quả thu thập được bằng thiết bị",), statement="Đồng ý")
    assert office.press(office.act(make_minutes, office.keys, case_id, desk, actor=HAN, at=NOW).id)
    decision = office.act(propose, office.keys, case_id, Request(explanation_waived=True), actor=HAN, at=NOW).id
    office.release(decision)
    assert office.press(decision), office.paper(decision).problem
    [sheet] = opened_content(office.keys, office.paper(decision))["sheets"]
    about = [base for base in json.loads(sheet["content"])["bases"] if "xác minh tình tiết" in base]
    assert [base.split(" lập")[0] for base in about] == [
        "Căn cứ Biên bản số 01/BB-XM", "Căn cứ Biên bản số 02/BB-XM",
    ]  # fmt: skip
