"""Who signs a paper, what he sees of it before, and what is sent or taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from documents.paper_office import (
    COMMUNE_CHIEF,
    HAN,
    LAN,
    NOW,
    OWNER,
    SIGNER,
    TEAM_HEAD,
    Office,
    look,
    office,
    walked_to_minutes,
)
from ticketing.agency.actors import Actor, Role
from ticketing.cases import holding
from ticketing.cases.answers import Answer, name_new_owner, record_answer
from ticketing.cases.decisions import Request
from ticketing.cases.owner import permit
from ticketing.cases.persons import PersonRole, opened, person_row
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case
from ticketing.documents.content.notice import Notice
from ticketing.documents.drafting.desk import propose
from ticketing.documents.drafting.gather import gather
from ticketing.documents.drafting.looks import opened_by
from ticketing.documents.drafting.steps import draft_sheets, prepare, release_batch, send_back, take_confirmation_back
from ticketing.documents.queries import lookup_code_of, sent_back_because, waiting_papers
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import SENT_BACK, WAITING, WITHDRAWN, Document
from walked import words_in_the_file

__all__ = ["office"]


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
    office.act(holding.hold, office.keys, case_id, reason="camera", actor=HAN, at=NOW)
    assert not office.press(document_id)
    paper = office.paper(document_id)
    assert paper.state == WAITING and "held" in str(paper.problem) and paper.no is None
    with pytest.raises(Refused, match="held"):
        office.release(document_id)
    office.act(holding.propose_release, office.keys, case_id, reason="mended", actor=HAN, at=NOW)
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
        office.act(take_confirmation_back, office.keys, case_id, reason="x", actor=Actor("mai", Role.OFFICER), at=NOW)
    office.act(take_confirmation_back, office.keys, case_id, reason="nhầm xe", actor=HAN, at=NOW)
    assert office.paper(document_id).state == WITHDRAWN and office.read(case_id).state == S.REVIEW_PENDING
    assert words_in_the_file(office.database, office.keys, case_id) == [("slip_taken_back", "nhầm xe")]
    with office.database.reading() as session:
        assert office.read(case_id).commune_code is None and person_row(session, case_id, PersonRole.OWNER) is None
    office.confirm(case_id)
    office.own(case_id, OWNER)
    office.release(office.prepare(case_id))
    with pytest.raises(Refused, match="signer has signed"):
        office.act(take_confirmation_back, office.keys, case_id, reason="x", actor=HAN, at=NOW)


def test_whoever_got_a_notice_stays_in_the_case_when_the_next_slip_is_taken_back(office: Office) -> None:
    case_id = office.case()
    notice = office.issue(case_id)
    sold = Answer("SOLD", date(2026, 11, 18), proof="Hợp đồng mua bán xe")
    office.act(record_answer, office.keys, case_id, sold, actor=HAN, at=NOW)
    buyer = replace(OWNER, name="Lê Thị Mua")
    office.act(name_new_owner, office.keys, case_id, buyer, actor=HAN, at=NOW)
    office.act(take_confirmation_back, office.keys, case_id, reason="nhầm người mua", actor=HAN, at=NOW)
    with office.database.reading() as session:
        assert person_row(session, case_id, PersonRole.OWNER) is None
        kept = person_row(session, case_id, PersonRole.FORMER_OWNER)
        assert kept is not None and opened(office.keys, kept).name == OWNER.name
    with pytest.raises(Refused, match="Before a verdict"):
        permit(office.read(case_id), "nhầm người mua", HAN)
    with pytest.raises(Refused, match="Before a verdict"):
        office.look([notice.id], HAN)
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


def test_who_proposed_a_decision_does_not_sign_it(office: Office) -> None:
    case_id = walked_to_minutes(office)
    document_id = office.act(propose, office.keys, case_id, Request(), actor=Actor("tho", Role.OFFICER), at=NOW).id
    with pytest.raises(Refused, match="another signer"):
        office.release(document_id, TEAM_HEAD)
