"""A case's papers, from draft to signed file: who signs, what the press does once, what comes back."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from documents.paper_office import (
    ACTED,
    COMMUNE_CHIEF,
    COMPANY,
    HAN,
    LAN,
    MACHINE,
    NOW,
    OWNER,
    SENIOR,
    SIGNER,
    TEAM_HEAD,
    Office,
    office_at,
    walked_to_minutes,
)
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cases import holding, record
from ticketing.cases.answers import Answer, name_new_owner, record_answer
from ticketing.cases.decisions import Request, decision_by_number, decision_of
from ticketing.cases.persons import PersonRole, opened, person_row
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case
from ticketing.documents.authority import DemoAuthority
from ticketing.documents.check_code import read_check_code
from ticketing.documents.content.minutes import HeldItem, MinutesFacts, VerificationFacts
from ticketing.documents.content.notice import Notice, annex_picture
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.desk import (
    close_without_sanction,
    enter_licence,
    make_verification_minutes,
    pass_on,
    points_notice_is_due,
    propose,
    takes_points,
    withdraw_after_notice,
    withdraw_before_notice,
)
from ticketing.documents.draft import Letter
from ticketing.documents.facts import LicenceFacts, PersonFacts
from ticketing.documents.gather import REDACTED, gather
from ticketing.documents.keyring import Keyring
from ticketing.documents.looks import opened_by
from ticketing.documents.lookup import look_up
from ticketing.documents.numbering import series_key
from ticketing.documents.papers import paper_kind
from ticketing.documents.pictures import for_print, pictures_of
from ticketing.documents.press import press_again
from ticketing.documents.queries import (
    lookup_code_of,
    papers_of,
    sent_back_because,
    signed_file,
    signed_papers,
    waiting_counts,
    waiting_papers,
)
from ticketing.documents.samples import scene
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.sign import sign_pdf
from ticketing.documents.snapshot import content_json
from ticketing.documents.steps import (
    draft_sheets,
    prepare,
    prepare_evidence_record,
    propose_escalation,
    put_away_useless,
    release_batch,
    send_back,
    take_slip_back,
)
from ticketing.documents.tables import RELEASED, SENT_BACK, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.documents.verify import load_roots, verify_pdf
from ticketing.documents.words import capture_time
from ticketing.evidence.log import events_of, root_now
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem
from ticketing.kit.clock import vietnam_day
from ticketing.kit.numbers import next_number
from ticketing.kit.wakeups import Wakeup
from ticketing.review.policy import Kind
from ticketing.review.tables import ReviewVerdict
from ticketing.review.verdicts import give_verdict
from ticketing.review.weigh import Verdict


@pytest.fixture
def office(tmp_path: Path, signer_folder: Path) -> Office:
    """A home on SQLite."""
    return office_at(f"sqlite:///{tmp_path / 'test.db'}", tmp_path, signer_folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def office_on_both(request: pytest.FixtureRequest, tmp_path: Path, signer_folder: Path) -> Office:
    """A home, once on SQLite and once on PostgreSQL."""
    embedded = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'test.db'}" if embedded else request.getfixturevalue("postgres_url")
    return office_at(url, tmp_path, signer_folder)


def test_a_notice_goes_from_draft_to_a_signed_file_that_anybody_can_check(office: Office) -> None:
    case_id = office.case()
    paper = office.issue(case_id)
    assert (paper.state, paper.no, paper.form, paper.issued_on) == (
        SIGNED, "01/TB-CSGT", "Mẫu số 01/73", date(2026, 11, 18),
    )  # fmt: skip
    case = office.read(case_id)
    assert case.state == S.NOTICE_SENT and case.lookup_code_hash
    pdf = signed_file(office.store, paper)
    roots = load_roots([DemoAuthority(office.signing.folder).root_certificate])
    checked = verify_pdf(pdf, roots, at=NOW)
    assert checked.genuine and checked.document_no == "01/TB-CSGT"
    with office.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert last.kind == "notice_sent" and last.actor == "signer:sang" and paper.signed_sha256 in last.leaf
    assert "Hoa" not in last.leaf and "Hoa" not in paper.content


def test_the_unsigned_paper_can_be_made_again_byte_for_byte(office: Office) -> None:
    paper = office.issue(office.case())
    with office.database.reading() as session:
        press_again(session, office.store, office.keys, paper.id)


def test_the_check_code_is_that_of_the_log_as_it_stood(office: Office) -> None:
    case_id = office.case()
    document_id = office.prepare(case_id)
    office.release(document_id)
    with office.database.reading() as session:
        size, root = root_now(session)
    office.press(document_id)
    code = read_check_code(office.paper(document_id).check_code or "")
    assert code.size == size and code.fits(root)


def test_others_write_while_a_paper_is_signed_and_a_number_that_one_took_is_not_used_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id, taken = office.prepare(office.case()), []
    office.release(document_id)

    def sign_slowly(*arguments: Any, **named: Any) -> bytes:
        if not taken:  # another process, while ours waits for the time stamp server
            with office.database.writing() as session:
                taken.append(next_number(session, series_key("CSGT", "TB-CSGT", vietnam_day(NOW))))
        return sign_pdf(*arguments, **named)

    monkeypatch.setattr("ticketing.documents.printing.sign_pdf", sign_slowly)
    assert office.press(document_id) and taken == [1]
    assert office.paper(document_id).no == "02/TB-CSGT"


def test_no_paper_exists_without_a_human_verdict(office: Office) -> None:
    case_id = office.before_review("NO_ENTRY", "car")
    with pytest.raises(Refused, match="belongs to a case in OWNER_IDENTIFIED"):
        office.prepare(case_id)
    with pytest.raises(Refused, match="verdict"), office.database.writing() as session:
        prepare_evidence_record(session, office.keys, case_id, at=NOW)


def test_the_same_notice_is_prepared_once(office: Office) -> None:
    case_id = office.case()
    assert office.prepare(case_id) == office.prepare(case_id)
    with office.database.reading() as session:
        assert waiting_counts(session) == {"notice": 1}


def test_pressing_twice_does_its_work_once(office: Office) -> None:
    case_id = office.case()
    document_id = office.prepare(case_id)
    office.release(document_id)
    assert office.press(document_id) and not office.press(document_id)
    second = office.issue(office.case())
    assert (office.paper(document_id).no, second.no) == ("01/TB-CSGT", "02/TB-CSGT")


@pytest.mark.parametrize("place", ["document_signed_before_row", "document_row_before_commit"])
def test_a_press_that_dies_leaves_no_gap_and_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    case_id = office.case()
    document_id = office.prepare(case_id)
    office.release(document_id)
    monkeypatch.setenv("TICKETING_FAILPOINT", f"{place}:raise")
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    with pytest.raises(RuntimeError, match=place):
        office.press(document_id)
    monkeypatch.delenv("TICKETING_FAILPOINT")
    assert office.paper(document_id).state == "released" and office.read(case_id).state == S.OWNER_IDENTIFIED
    assert office.press(document_id)
    assert office.paper(document_id).no == "01/TB-CSGT"


def test_release_wakes_the_press_and_a_second_release_is_refused(office: Office) -> None:
    document_id = office.prepare(office.case())
    office.release(document_id)
    with office.database.reading() as session:
        wakeup = session.scalar(sa.select(Wakeup).where(Wakeup.task == "press"))
        assert wakeup is not None and wakeup.subject == document_id
    with pytest.raises(Refused, match="released"):
        office.release(document_id)


def test_only_who_is_competent_for_act_subject_and_day_signs(office: Office) -> None:
    red_light = office.prepare(office.case(behaviour="RED_LIGHT"))
    with pytest.raises(Refused, match="list of Decree 168"):
        office.release(red_light, COMMUNE_CHIEF)
    hidden = office.prepare(office.case(behaviour="WRONG_WAY"))
    with pytest.raises(Refused, match="signed by a signer"):
        office.release(hidden, HAN)
    # Until 14/8/2026 the limit of a team head is not confirmed: nobody is proposed, nobody signs.
    with pytest.raises(Refused, match="not confirmed"):
        office.release(red_light, TEAM_HEAD, datetime(2026, 8, 14, 2, tzinfo=UTC))
    office.release(red_light, TEAM_HEAD)


def test_a_fine_beyond_the_rank_passes_up(office: Office) -> None:
    wrong_way = office.prepare(office.case(behaviour="MOTORWAY_WRONG_WAY"))
    with pytest.raises(Refused, match="higher rank"):
        office.release(wrong_way, TEAM_HEAD)


def test_who_judged_or_prepared_does_not_sign(office: Office) -> None:
    case_id = office.case()
    with office.database.writing() as session:
        document = prepare(session, office.keys, case_id, "notice", actor=Actor("sang", Role.OFFICER), at=NOW)
    with pytest.raises(Refused, match="another signer"):
        office.release(document.id)


def test_a_held_case_is_not_signed_and_a_paper_in_the_press_comes_back(office: Office) -> None:
    case_id = office.case()
    document_id = office.prepare(case_id)
    office.release(document_id)
    office.act(holding.hold, case_id, reason="camera", actor=HAN, at=NOW)
    assert not office.press(document_id)
    paper = office.paper(document_id)
    assert paper.state == WAITING and "held" in str(paper.problem) and paper.no is None
    with pytest.raises(Refused, match="held"):
        office.release(document_id)
    office.act(holding.propose_release, case_id, reason="mended", actor=HAN, at=NOW)
    with pytest.raises(Refused, match="another person"):
        office.act(holding.release, case_id, actor=HAN, at=NOW)
    office.act(holding.release, case_id, actor=LAN, at=NOW)
    office.release(document_id)
    assert office.press(document_id)


def test_a_speed_that_a_camera_tells_of_another_act_stands_on_no_paper(office: Office) -> None:
    case = office.read(office.case(speed_kmh="71.0", limit_kmh="50.0"))
    with office.database.reading() as session:
        violation = gather(session, office.keys, case, "notice", None).draft.case.violation
    assert (violation.speed_kmh, violation.limit_kmh) == (None, None)


def test_a_paper_whose_form_lacks_a_fact_is_refused_before_it_is_signed(office: Office) -> None:
    document_id = office.prepare(office.case(owner=replace(OWNER, address="")))
    with pytest.raises(Refused, match="address of the owner"):
        office.release(document_id)


def test_a_notice_that_is_sent_back_leaves_no_gap_and_the_case_is_judged_again(office: Office) -> None:
    case_id = office.case()
    document_id = office.prepare(case_id)
    with pytest.raises(Refused, match="Say why"):
        office.act(send_back, office.keys, document_id, reason="", actor=SIGNER, at=NOW)
    office.act(send_back, office.keys, document_id, reason="Biển số chưa rõ", actor=SIGNER, at=NOW)
    paper = office.paper(document_id)
    assert paper.state == SENT_BACK and sent_back_because(office.keys, paper) == "Biển số chưa rõ"
    assert office.read(case_id).state == S.REVIEW_PENDING
    office.confirm(case_id)
    office.own(case_id, OWNER)
    assert office.issue(case_id).no == "01/TB-CSGT"


def test_an_officer_takes_his_slip_back_until_the_signer_has_signed(office: Office) -> None:
    case_id = office.case()
    document_id = office.prepare(case_id)
    with pytest.raises(Refused, match="did not judge"):
        office.act(take_slip_back, case_id, reason="x", actor=Actor("mai", Role.OFFICER), at=NOW)
    office.act(take_slip_back, case_id, reason="nhầm xe", actor=HAN, at=NOW)
    assert office.paper(document_id).state == WITHDRAWN and office.read(case_id).state == S.REVIEW_PENDING
    with office.database.reading() as session:
        assert office.read(case_id).commune_code is None and person_row(session, case_id, PersonRole.OWNER) is None
    office.confirm(case_id)
    office.own(case_id, OWNER)
    office.release(office.prepare(case_id))
    with pytest.raises(Refused, match="signer has signed"):
        office.act(take_slip_back, case_id, reason="x", actor=HAN, at=NOW)


def test_whoever_got_a_notice_stays_in_the_case_when_the_next_slip_is_taken_back(office: Office) -> None:
    case_id = office.case()
    notice = office.issue(case_id)
    sold = Answer("SOLD", date(2026, 11, 18), proof="Hợp đồng mua bán xe")
    office.act(record_answer, office.keys, case_id, sold, actor=HAN, at=NOW)
    buyer = replace(OWNER, name="Lê Thị Mua")
    office.act(name_new_owner, office.keys, case_id, buyer, actor=HAN, at=NOW)
    office.act(take_slip_back, case_id, reason="nhầm người mua", actor=HAN, at=NOW)
    with office.database.reading() as session:
        assert person_row(session, case_id, PersonRole.OWNER) is None
        kept = person_row(session, case_id, PersonRole.FORMER_OWNER)
        assert kept is not None and opened(office.keys, kept).name == OWNER.name
    view = look(office, notice.no or "", "98A12345", lookup_code_of(office.keys, notice) or "")
    assert view.state_vi == "Vụ việc đang được xem xét lại."


def test_a_batch_says_which_papers_were_refused_and_why(office: Office) -> None:
    good, bad = office.prepare(office.case()), office.prepare(office.case(behaviour="MOTORWAY_WRONG_WAY"))
    sign = partial(release_batch, office.database, office.keys, [good, bad, "none"], actor=TEAM_HEAD, at=NOW)
    assert all("not opened" in (one.refused or "") for one in sign()[:2])
    office.look([good, bad], TEAM_HEAD)
    assert [one.refused is None for one in sign()] == [True, False, False]
    with office.database.reading() as session:
        waiting = waiting_papers(session, TEAM_HEAD, at=NOW)
    assert [paper.document.id for paper in waiting] == [bad]
    assert waiting[0].refused and waiting[0].due_in_days == 8


def test_a_look_counts_for_who_looked_and_for_what_the_paper_says_now(office: Office) -> None:
    document_id = office.prepare(office.case())
    office.look([document_id])
    with office.database.writing() as session:
        paper = session.get_one(Document, document_id)
        assert opened_by(session, SIGNER.person, [paper]) == {document_id}
        assert opened_by(session, TEAM_HEAD.person, [paper]) == set()
        paper.content = seal_content(office.keys, paper.id, opened_content(office.keys, paper))
        assert opened_by(session, SIGNER.person, [paper]) == set()


def test_the_signer_sees_the_paper_as_it_would_be_printed(office: Office) -> None:
    document_id = office.prepare(office.case())
    with office.database.reading() as session:
        document = session.get_one(Document, document_id)
        case = session.get_one(Case, document.case_id)
        notice = draft_sheets(session, office.keys, case, document, person="sang", at=NOW)[0].content
    assert isinstance(notice, Notice)
    assert (notice.owner_name, notice.vehicle.plate) == ("Nguyễn Thị Hoa", "98A-123.45")


def test_the_evidence_record_is_signed_by_the_officer_who_confirmed(office: Office) -> None:
    case_id = office.before_review("NO_ENTRY", "car")
    office.confirm(case_id)
    with office.database.writing() as session:
        document_id = prepare_evidence_record(session, office.keys, case_id, at=NOW).id
    assert office.press(document_id), office.paper(document_id).problem
    paper = office.paper(document_id)
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


@pytest.mark.parametrize(
    ("measures", "held", "kept"),
    [("", (), False), (" Không. ", (), False), ("Tạm giữ xe", (), True), ("", (HeldItem("Giấy phép lái xe"),), True)],
)
def test_only_minutes_that_name_what_is_kept_lead_to_giving_it_back(
    measures: str, held: tuple[HeldItem, ...], kept: bool
) -> None:
    assert MinutesFacts(NOW, "", "", (), preventive_measures=measures, held_items=held).keeps_something == kept


def test_minutes_decision_and_points_follow_each_other_on_paper(office: Office) -> None:
    case_id = walked_to_minutes(office)
    assert office.read(case_id).state == S.MINUTES_MADE
    document_id = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    office.release(document_id)
    assert office.press(document_id), office.paper(document_id).problem
    case = office.read(case_id)
    assert case.state == S.DECISION_ISSUED
    with office.database.reading() as session:
        decision = decision_by_number(session, "01/QĐ-XPHC")
        assert decision is not None and (decision.amount_vnd, decision.signer) == (5_000_000, "sang")
        assert takes_points(session, case_id)
        assert '"amount_vnd":5000000' in events_of(session, case_id)[-1].leaf
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", 12, 2, NOW.date())
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
    licence = LicenceFacts("240123456789", "B", date(2020, 1, 1), "Sở GTVT", 12, 2, NOW.date())
    office.act(enter_licence, office.keys, case_id, licence, actor=HAN, at=NOW)
    office.release(points)
    assert office.paper(points).state == RELEASED
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


def test_who_proposed_a_decision_does_not_sign_it(office: Office) -> None:
    case_id = walked_to_minutes(office)
    document_id = office.act(propose, office.keys, case_id, Request(), actor=Actor("tho", Role.OFFICER), at=NOW).id
    with pytest.raises(Refused, match="another signer"):
        office.release(document_id, TEAM_HEAD)


def test_a_case_with_minutes_is_closed_without_a_sanction_by_the_signer(office: Office) -> None:
    case_id = walked_to_minutes(office)
    letter = Letter("Hết thời hạn ra quyết định xử phạt", "điểm c khoản 1 Điều 65 Luật Xử lý vi phạm hành chính")
    document_id = office.act(close_without_sanction, office.keys, case_id, letter, actor=HAN, at=NOW).id
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
    office.act(withdraw_before_notice, early, reason="Xe ưu tiên", actor=SIGNER, at=NOW)
    assert office.read(early).state == S.REJECTED
    office.issue(late)
    with pytest.raises(Refused, match="letter"):
        office.act(withdraw_before_notice, late, reason="Xe ưu tiên", actor=SIGNER, at=NOW)
    letter = Letter("phương tiện được ưu tiên", "Điều 11 Luật Xử lý vi phạm hành chính")
    document_id = office.act(withdraw_after_notice, office.keys, late, letter, actor=HAN, at=NOW).id
    office.release(document_id)
    assert office.press(document_id), office.paper(document_id).problem
    assert (office.read(late).state, office.read(late).reason_code) == (S.REJECTED, "WITHDRAWN")


def test_a_case_that_is_passed_on_names_the_other_office_on_its_notice(office: Office) -> None:
    case_id = office.case()
    notice = office.prepare(case_id)
    slip = office.act(pass_on, office.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW).id
    office.release(slip)
    assert office.press(slip), office.paper(slip).problem
    assert office.read(case_id).flags == ["TRANSFERRED"] and office.read(case_id).state == S.OWNER_IDENTIFIED
    with office.database.reading() as session:
        document = session.get_one(Document, notice)
        sheets = draft_sheets(session, office.keys, session.get_one(Case, case_id), document, person="sang", at=NOW)
    assert "Công an tỉnh Lạng Sơn" in content_json(sheets[0].content)
    office.release(notice)
    assert office.press(notice)


def test_minutes_of_verification_move_nothing(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    answer = Answer("DISPUTED", date(2026, 11, 18), statement="Không phải tôi.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    found = VerificationFacts(NOW, "trụ sở Đội", ("Thông báo",), PersonFacts("Trần Văn B"), "Tôi mượn xe")
    document_id = office.act(make_verification_minutes, office.keys, case_id, found, actor=HAN, at=NOW).id
    assert office.press(document_id), office.paper(document_id).problem
    assert office.read(case_id).state == S.OWNER_ANSWERED and office.paper(document_id).no == "01/BB-XM"


def test_a_person_without_a_key_signs_nothing(office: Office, tmp_path: Path) -> None:
    office.signing = Keyring(tmp_path / "nothing", demo=False)
    document_id = office.prepare(office.case())
    office.release(document_id)
    assert not office.press(document_id)
    paper = office.paper(document_id)
    assert paper.state == WAITING and "no signing key" in str(paper.problem)


def look(office: Office, no: str, plate: str, code: str) -> Any:
    with office.database.reading() as session:
        return look_up(session, office.keys, no, plate, code, at=NOW)


def test_whoever_holds_the_notice_sees_his_case_and_nobody_else_anything(office: Office) -> None:
    case_id = office.case()
    paper = office.issue(case_id)
    code = lookup_code_of(office.keys, paper) or ""
    view = look(office, "01/TB-CSGT", "98a-123.45", f"{code[:5].lower()}-{code[5:]}")
    assert view is not None and view.plate == "98A-123.45" and view.come_until == date(2026, 12, 3)
    assert view.telephone and view.office and view.amount_vnd is None
    assert OWNER.name not in str(view) and OWNER.personal_id not in str(view)
    other = office.issue(office.case(plate="98A99999"))
    other_code = lookup_code_of(office.keys, other) or ""
    for wrong in (
        ("01/TB-CSGT", "98A12346", code), ("02/TB-CSGT", "98A12345", code), ("01/TB-CSGT", "98A12345", other_code),
        ("01/TB-CSGT", "98A12345", ""), ("", "", ""), ("01/TB-CSGT", "98A12345", "0" * 10),
    ):  # fmt: skip
        assert look(office, *wrong) is None


def test_after_a_decision_the_public_page_names_its_amount(office: Office) -> None:
    case_id = walked_to_minutes(office, owner=COMPANY)
    document_id = office.act(propose, office.keys, case_id, Request(), actor=HAN, at=NOW).id
    office.release(document_id)
    assert office.press(document_id), office.paper(document_id).problem
    with office.database.reading() as session:
        notice = signed_papers(session, case_id, "notice")[0]
        decision = decision_of(session, case_id)
        assert decision is not None and decision.amount_vnd == 10_000_000 and not takes_points(session, case_id)
    view = look(office, notice.no or "", "98A12345", lookup_code_of(office.keys, notice) or "")
    assert (view.amount_vnd, view.decision_no, view.come_until) == (10_000_000, "01/QĐ-XPHC", None)
    assert COMPANY.name not in str(view)


def test_every_paper_of_a_case_is_listed(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    with office.database.reading() as session:
        assert [(paper.kind, paper.state) for paper in papers_of(session, case_id)] == [("notice", SIGNED)]


def test_several_presses_at_once_number_each_paper_once_without_a_gap(office_on_both: Office) -> None:
    office = office_on_both
    papers = office.in_the_press(4)
    pressed: list[bool] = []

    def work() -> None:
        pressed.extend([office.press(paper) for paper in papers])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pressed.count(True) == 4 and len(pressed) == 8
    assert sorted(office.paper(paper).number or 0 for paper in papers) == [1, 2, 3, 4]
    with office.database.reading() as session:
        assert waiting_papers(session, SIGNER, at=NOW) == []
        kinds = [event.kind for paper in papers for event in events_of(session, office.paper(paper).case_id)]
    assert kinds.count("notice_sent") == 4


def test_a_still_of_the_clip_stands_on_the_notice_like_a_picture_with_its_own_moment_or_none(office: Office) -> None:
    case_id = office.case()
    clip, moment = store_blob(office.store, b"film", "clip"), ACTED + timedelta(seconds=0.4)
    stills = [
        store_blob(office.store, scene(number), "at", captured_at=at, parent=clip.sha256, made_by="test")
        for number, at in ((5, moment), (6, None))
    ]
    with office.database.writing() as session:
        record_sealed(session, case_id, [clip, *stills], at=NOW, actor=MACHINE.label)
        draft = gather(session, office.keys, session.get_one(Case, case_id), "notice", None).draft
    shown = draft.case.pictures
    assert [(one.role, one.captured_at, one.of_clip) for one in shown] == [
        ("overview", ACTED, False), ("at", moment, True), ("plate", ACTED + timedelta(seconds=1), False),
        ("at", None, True),
    ]  # fmt: skip
    assert [annex_picture(1, one).taken for one in shown[1:]] == [
        f"Trích từ video lúc {capture_time(moment)}",
        f"Chụp lúc {capture_time(ACTED + timedelta(seconds=1))}",
        "Trích từ video không ghi thời điểm",
    ]
    with pytest.raises(MissingFact, match="not hidden yet"):
        pictures_of(office.store, "notice", draft)


def test_a_notice_shows_others_hidden_and_the_office_s_own_record_what_the_camera_saw(office: Office) -> None:
    case_id = office.case()
    with office.database.reading() as session:
        draft = gather(session, office.keys, session.get_one(Case, case_id), "notice", None).draft
    shown = draft.case.pictures
    assert pictures_of(office.store, "notice", draft) == {one.name: office.store.get(one.redacted) for one in shown}
    originals = {one.name: for_print(office.store.get(one.sha256)) for one in shown}
    assert pictures_of(office.store, "evidence_record", draft) == originals
    assert pictures_of(office.store, "decision", draft) == {}


def test_a_notice_in_whose_pictures_nobody_was_hidden_yet_is_not_printed(office: Office) -> None:
    case_id = office.case()
    with office.database.writing() as session:
        session.execute(sa.delete(EvidenceItem).where(EvidenceItem.role == REDACTED))
    document_id = office.prepare(case_id)
    office.release(document_id)
    assert not office.press(document_id)
    assert "not hidden yet" in (office.paper(document_id).problem or "")
    assert office.read(case_id).state == S.OWNER_IDENTIFIED
