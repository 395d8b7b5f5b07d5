"""Who signs a paper, what he sees of it before, and what is sent or taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from documents.document_fixtures import (
    COMMUNE_CHIEF,
    HAN,
    LAN,
    NOW,
    OWNER,
    SIGNER,
    TEAM_HEAD,
    DocumentContext,
    context,
    look,
    walked_to_minutes,
)
from ticketing.agency.actors import Actor, Role
from ticketing.cases import holding
from ticketing.cases.answers.owner_answers import Answer, name_new_owner, record_answer
from ticketing.cases.decision.decisions import Request
from ticketing.cases.owner.identification import permit
from ticketing.cases.owner.persons import PersonRole, opened, person_row
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.documents.content.notices.notice import Notice
from ticketing.documents.drafting.document_context import document_context
from ticketing.documents.drafting.draft_views import opened_by
from ticketing.documents.drafting.manual_drafts import propose
from ticketing.documents.drafting.steps import draft_sheets, prepare, release_batch, send_back, take_confirmation_back
from ticketing.documents.queries import lookup_code_of, sent_back_because, waiting_documents
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import SENT_BACK, WAITING, WITHDRAWN, Document
from walked import words_in_the_file

__all__ = ["context"]


def test_only_who_is_competent_for_act_subject_and_day_signs(context: DocumentContext) -> None:
    red_light = context.prepare(context.case(behaviour="RED_LIGHT"))
    with pytest.raises(Refused, match="list of Decree 168"):
        context.release(red_light, COMMUNE_CHIEF)
    hidden = context.prepare(context.case(behaviour="WRONG_WAY"))
    with pytest.raises(Refused, match="signed by a signer"):
        context.release(hidden, HAN)
    # Until 14/8/2026 the limit of a team head is not confirmed: nobody is proposed, nobody signs.
    with pytest.raises(Refused, match="not confirmed"):
        context.release(red_light, TEAM_HEAD, datetime(2026, 8, 14, 2, tzinfo=UTC))
    context.release(red_light, TEAM_HEAD)


def test_a_fine_beyond_the_rank_passes_up(context: DocumentContext) -> None:
    wrong_way = context.prepare(context.case(behaviour="MOTORWAY_WRONG_WAY"))
    with pytest.raises(Refused, match="higher rank"):
        context.release(wrong_way, TEAM_HEAD)


def test_who_judged_or_prepared_does_not_sign(context: DocumentContext) -> None:
    case_id = context.case()
    with context.database.writing() as session:
        document = prepare(session, context.keys, case_id, "notice", actor=Actor("sang", Role.OFFICER), at=NOW)
    with pytest.raises(Refused, match="another signer"):
        context.release(document.id)


def test_a_held_case_is_not_signed_and_a_paper_in_the_press_comes_back(context: DocumentContext) -> None:
    case_id = context.case()
    document_id = context.prepare(case_id)
    context.release(document_id)
    context.act(holding.hold, context.keys, case_id, reason="camera", actor=HAN, at=NOW)
    assert not context.press(document_id)
    paper = context.paper(document_id)
    assert paper.state == WAITING and "held" in str(paper.problem) and paper.no is None
    with pytest.raises(Refused, match="held"):
        context.release(document_id)
    context.act(holding.propose_release, context.keys, case_id, reason="mended", actor=HAN, at=NOW)
    with pytest.raises(Refused, match="another person"):
        context.act(holding.release, case_id, actor=HAN, at=NOW)
    context.act(holding.release, case_id, actor=LAN, at=NOW)
    context.release(document_id)
    assert context.press(document_id)


def test_a_speed_that_a_camera_tells_of_another_act_stands_on_no_paper(context: DocumentContext) -> None:
    case = context.read(context.case(speed_kmh="71.0", limit_kmh="50.0"))
    with context.database.reading() as session:
        violation = document_context(session, context.keys, case, "notice", None).draft.case.violation
    assert (violation.speed_kmh, violation.limit_kmh) == (None, None)


def test_a_paper_whose_form_lacks_a_fact_is_refused_before_it_is_signed(context: DocumentContext) -> None:
    document_id = context.prepare(context.case(owner=replace(OWNER, address="")))
    with pytest.raises(Refused, match="address of the owner"):
        context.release(document_id)


def test_a_notice_that_is_sent_back_leaves_no_gap_and_the_case_is_judged_again(context: DocumentContext) -> None:
    case_id = context.case()
    document_id = context.prepare(case_id)
    with pytest.raises(Refused, match="Say why"):
        context.act(send_back, context.keys, document_id, reason="", actor=SIGNER, at=NOW)
    context.act(send_back, context.keys, document_id, reason="Biển số chưa rõ", actor=SIGNER, at=NOW)
    paper = context.paper(document_id)
    assert paper.state == SENT_BACK and sent_back_because(context.keys, paper) == "Biển số chưa rõ"
    assert context.read(case_id).state == CaseState.REVIEW_PENDING
    context.confirm(case_id)
    context.own(case_id, OWNER)
    assert context.issue(case_id).no == "01/TB-CSGT"


def test_an_officer_takes_his_slip_back_until_the_signer_has_signed(context: DocumentContext) -> None:
    case_id = context.case()
    document_id = context.prepare(case_id)
    with pytest.raises(Refused, match="did not judge"):
        context.act(take_confirmation_back, context.keys, case_id, reason="x", actor=Actor("mai", Role.OFFICER), at=NOW)
    context.act(take_confirmation_back, context.keys, case_id, reason="nhầm xe", actor=HAN, at=NOW)
    assert context.paper(document_id).state == WITHDRAWN and context.read(case_id).state == CaseState.REVIEW_PENDING
    assert words_in_the_file(context.database, context.keys, case_id) == [("slip_taken_back", "nhầm xe")]
    with context.database.reading() as session:
        assert context.read(case_id).commune_code is None and person_row(session, case_id, PersonRole.OWNER) is None
    context.confirm(case_id)
    context.own(case_id, OWNER)
    context.release(context.prepare(case_id))
    with pytest.raises(Refused, match="signer has signed"):
        context.act(take_confirmation_back, context.keys, case_id, reason="x", actor=HAN, at=NOW)


def test_whoever_got_a_notice_stays_in_the_case_when_the_next_slip_is_taken_back(context: DocumentContext) -> None:
    case_id = context.case()
    notice = context.issue(case_id)
    sold = Answer("SOLD", date(2026, 11, 18), proof="Hợp đồng mua bán xe")
    context.act(record_answer, context.keys, case_id, sold, actor=HAN, at=NOW)
    buyer = replace(OWNER, name="Lê Thị Mua")
    context.act(name_new_owner, context.keys, case_id, buyer, actor=HAN, at=NOW)
    context.act(take_confirmation_back, context.keys, case_id, reason="nhầm người mua", actor=HAN, at=NOW)
    with context.database.reading() as session:
        assert person_row(session, case_id, PersonRole.OWNER) is None
        kept = person_row(session, case_id, PersonRole.FORMER_OWNER)
        assert kept is not None and opened(context.keys, kept).name == OWNER.name
    with pytest.raises(Refused, match="Before a verdict"):
        permit(context.read(case_id), "nhầm người mua", HAN)
    with pytest.raises(Refused, match="Before a verdict"):
        context.look([notice.id], HAN)
    view = look(context, notice.no or "", "98A12345", lookup_code_of(context.keys, notice) or "")
    assert view.state_vi == "Vụ việc đang được xem xét lại."


def test_a_batch_says_which_papers_were_refused_and_why(context: DocumentContext) -> None:
    good, bad = context.prepare(context.case()), context.prepare(context.case(behaviour="MOTORWAY_WRONG_WAY"))
    sign = partial(release_batch, context.database, context.keys, [good, bad, "none"], actor=TEAM_HEAD, at=NOW)
    assert all("not opened" in (one.refused or "") for one in sign()[:2])
    context.look([good, bad], TEAM_HEAD)
    assert [one.refused is None for one in sign()] == [True, False, False]
    with context.database.reading() as session:
        waiting = waiting_documents(session, TEAM_HEAD, at=NOW)
    assert [paper.document.id for paper in waiting] == [bad]
    assert waiting[0].refused and waiting[0].due_in_days == 8


def test_a_look_counts_for_who_looked_and_for_what_the_paper_says_now(context: DocumentContext) -> None:
    document_id = context.prepare(context.case())
    context.look([document_id])
    with context.database.writing() as session:
        paper = session.get_one(Document, document_id)
        assert opened_by(session, SIGNER.person, [paper]) == {document_id}
        assert opened_by(session, TEAM_HEAD.person, [paper]) == set()
        paper.content = seal_content(context.keys, paper.id, opened_content(context.keys, paper))
        assert opened_by(session, SIGNER.person, [paper]) == set()


def test_the_signer_sees_the_paper_as_it_would_be_printed(context: DocumentContext) -> None:
    document_id = context.prepare(context.case())
    with context.database.reading() as session:
        document = session.get_one(Document, document_id)
        case = session.get_one(Case, document.case_id)
        notice = draft_sheets(session, context.keys, case, document, person="sang", at=NOW)[0].content
    assert isinstance(notice, Notice)
    assert (notice.owner_name, notice.vehicle.plate) == ("Nguyễn Thị Hoa", "98A-123.45")


def test_who_proposed_a_decision_does_not_sign_it(context: DocumentContext) -> None:
    case_id = walked_to_minutes(context)
    document_id = context.act(propose, context.keys, case_id, Request(), actor=Actor("tho", Role.OFFICER), at=NOW).id
    with pytest.raises(Refused, match="another signer"):
        context.release(document_id, TEAM_HEAD)
