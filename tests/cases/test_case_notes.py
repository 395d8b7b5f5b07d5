"""What people write for the file is kept sealed: read for a purpose, proved by the log, gone with the persons."""

import json
from dataclasses import replace

import pytest
from tests.review.conftest import HAN, LAN, NOW, SIGNER, Reviewing, reviewing

from cases.answered_cases import DRIVER, MINUTES_AT, TODAY, answered, issue, minuted, noticed, propose
from ticketing.cases.answers.owner_answers import Answer, name_new_owner, record_answer
from ticketing.cases.answers.owner_statements import Statement, receive
from ticketing.cases.case_notes import notes_of
from ticketing.cases.decision.decisions import Proof, ProofKind, Request, justifications, record_delivery_proof
from ticketing.cases.decision.explanations import Explanation, request_explanation
from ticketing.cases.erasure import erase_persons
from ticketing.cases.holding import hold
from ticketing.cases.intake.clone_flags import flag_clone, withdraw_clone_flag
from ticketing.cases.objections.obstruction import record_obstruction
from ticketing.cases.record import apply, commitment
from ticketing.cases.sealed_notes import open_notes, written_of
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day
from ticketing.registry.access import Permit

__all__ = ["reviewing"]

EXPLAINED = "Biển báo bị cây che khuất."
VOLUNTEERED = "Người vi phạm đã tự nguyện khai báo"


@pytest.fixture
def explained(reviewing: Reviewing) -> str:
    """A case whose violator has explained himself in writing."""
    case_id = minuted(reviewing, behaviour="RED_LIGHT")
    with reviewing.database.writing() as session:
        request_explanation(session, reviewing.keys, case_id, Explanation(EXPLAINED), actor=HAN, at=MINUTES_AT)
    return case_id


def test_whoever_decides_reads_what_the_violator_says(reviewing: Reviewing, explained: str) -> None:
    with reviewing.database.writing() as session:
        [said] = notes_of(session, explained)
        opened = open_notes(session, reviewing.keys, Permit(explained, "Ra quyết định", SIGNER), at=MINUTES_AT)
        assert opened[said.id] == {"text": EXPLAINED}
        assert (said.event, said.said_by) == ("explanation_requested", HAN.person)
        assert EXPLAINED not in said.text


def test_whoever_looks_at_a_fined_case_reads_why_it_was_fined_so_and_what_proves_its_steps(
    reviewing: Reviewing,
) -> None:
    case_id = minuted(reviewing, behaviour="LANE_CHANGE_MOTORWAY")
    chosen = Request(mitigating=(VOLUNTEERED,), amount_vnd=4_500_000, justification="Thành khẩn khai báo")
    decision = propose(reviewing, case_id, replace(chosen, term_code="DECISION_COMPLEX", term_reason="Nhiều tình tiết"))
    with reviewing.database.writing() as session:
        issue(session, decision)
        apply(session, case_id, "decision_sent", actor=HAN, at=MINUTES_AT)
        proof = Proof(ProofKind.SIGNATURE, vietnam_day(MINUTES_AT), "Ông Bình ký nhận")
        record_delivery_proof(session, reviewing.keys, case_id, proof, actor=HAN, at=MINUTES_AT)
        mark = flag_clone(session, reviewing.keys, case_id, reason="Xe thật ở bến", actor=HAN, at=MINUTES_AT)
        withdraw_clone_flag(session, reviewing.keys, case_id, reason="Đã thu biển giả", actor=LAN, at=MINUTES_AT)
        written = written_of(session, session.get_one(Case, case_id))
        opened = open_notes(session, reviewing.keys, Permit(case_id, "Trả lời khiếu nại", SIGNER), at=MINUTES_AT)
        why = justifications(session, reviewing.keys, [decision.id])
    said = {"statement": "Tôi lái xe.", "proof": "Giấy tờ kèm theo", "other_person": DRIVER}
    assert opened == {
        written.answers[0].id: said,
        written.steps[0].id: {"text": "Nhiều tình tiết"},
        decision.id: {"justification": "Thành khẩn khai báo"},
        written.proofs[0].id: {"reference": "Ông Bình ký nhận"},
        mark.id: {"reason": "Xe thật ở bến", "withdrawn_because": "Đã thu biển giả"},
    }
    assert why == {decision.id: "Thành khẩn khai báo"}, "the signer reads it beside the draft"


def test_an_answer_is_closed_to_whoever_judges_the_picture_again(reviewing: Reviewing) -> None:
    case_id = answered(reviewing, "SOLD")
    with reviewing.database.writing() as session:
        name_new_owner(session, reviewing.keys, case_id, replace(DRIVER, commune_code="07210"), actor=HAN, at=NOW)
        case = session.get_one(Case, case_id)
        assert [one.code for one in written_of(session, case).answers] == ["SOLD"]
        apply(session, case_id, "slip_taken_back", actor=HAN, at=NOW)
        assert written_of(session, case).rows == []


def test_the_log_proves_the_words_and_holds_none_of_them(reviewing: Reviewing, explained: str) -> None:
    with reviewing.database.reading() as session:
        [event] = [one for one in events_of(session, explained) if one.kind == "explanation_requested"]
        case = session.get_one(Case, explained)
        proved = commitment(case, "explanation", EXPLAINED)
    assert json.loads(event.leaf)["data"]["commitments"]["explanation"] == proved
    assert EXPLAINED not in event.leaf


def test_what_is_written_goes_with_the_persons_of_a_case(reviewing: Reviewing) -> None:
    case_id = noticed(reviewing)
    with reviewing.database.writing() as session:
        receive(session, reviewing.keys, case_id, Statement("SOLD", "Tôi đã bán xe", "Trần Văn Mua"), at=NOW)
        record_answer(session, reviewing.keys, case_id, Answer("SOLD", TODAY, proof="Giấy bán xe"), actor=HAN, at=NOW)
        hold(session, reviewing.keys, case_id, reason="Nghi biển số giả", actor=HAN, at=NOW)
        record_obstruction(session, reviewing.keys, case_id, reason="Trốn khỏi nơi cư trú", actor=HAN, at=NOW)
        [held] = notes_of(session, case_id)
        assert (held.event, held.name) == ("flag_HELD", "held_because")
        assert len(written_of(session, session.get_one(Case, case_id)).rows) == 4
        erase_persons(session, case_id, because={"retention": "owners_of_rejected"}, actor=HAN, at=NOW)
        assert written_of(session, session.get_one(Case, case_id)).rows == []
        with pytest.raises(Refused, match="Nothing is written"):
            open_notes(session, reviewing.keys, Permit(case_id, "Xem", SIGNER), at=NOW)
