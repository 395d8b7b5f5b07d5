"""Everybody to whom a notice left and who is not liable after all gets a letter of his own, and nobody else does."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from documents.document_fixtures import HAN, MACHINE, NOW, OWNER, SIGNER, DocumentContext, context
from ticketing.cases.answers.owner_answers import Answer, accept_excuse, name_new_owner, record_answer
from ticketing.cases.owner.persons import Person, PersonRole, person_row
from ticketing.cases.states import Refused
from ticketing.dispatch.consignments.closing import close_consignment, consign, last_item
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.notice_withdrawals import text_of_letter, withdraw_notices, write_letter_again
from ticketing.dispatch.signed_documents import open_receiver, signed_document_of
from ticketing.dispatch.tables import Consignment
from ticketing.documents.case_documents import documents_of
from ticketing.documents.codes import NOT_LIABLE
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.drafting.manual_drafts import withdraw_before_notice
from ticketing.documents.drafting.steps import send_back
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day

__all__ = ["context"]

BUYER = replace(OWNER, name="Trần Văn Mua", personal_id="024090000009", commune_code="07210")
LATER = NOW + timedelta(hours=1)
ELSEWHERE = "07228"


def notified(context: DocumentContext, *, left: bool = True, came_back: bool = False) -> tuple[str, Document]:
    """A case whose notice was signed, and left for another commune than the address says."""
    case_id = context.case()
    notice = context.issue(case_id)
    with context.database.writing() as session:
        consign(session, notice.id, at=NOW)
        item = last_item(session, notice.id)
        assert item
        session.get_one(Consignment, item.consignment_id).receiver_code = ELSEWHERE
    if left:
        close_consignment(context.database, context.store, context.keys, item.consignment_id, at=NOW, now=True)
    if came_back:
        with context.database.writing() as session:
            back = last_item(session, notice.id)
            assert back
            back.outcome = DeliveryResult.RETURNED
    return case_id, notice


def answered(context: DocumentContext, case_id: str, code: str, other: Person | None = None) -> None:
    answer = Answer(code, vietnam_day(NOW), statement="Không phải tôi.", proof="giấy tờ", other_person=other)
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)


def sold(context: DocumentContext, case_id: str, to: Person = BUYER, code: str = "SOLD") -> None:
    answered(context, case_id, code)
    context.act(name_new_owner, context.keys, case_id, to, actor=HAN, at=NOW)


def letters(context: DocumentContext, case_id: str) -> list[Document]:
    """What waits or is signed after the machine looked once more."""
    context.act(withdraw_notices, context.keys, case_id, actor=MACHINE, at=LATER)
    with context.database.reading() as session:
        return [one for one in documents_of(session, case_id) if one.kind == NOT_LIABLE and one.state != "withdrawn"]


def test_an_earlier_owner_gets_his_letter_where_his_notice_went_and_the_case_goes_on(context: DocumentContext) -> None:
    case_id, notice = notified(context)
    assert letters(context, case_id) == []
    sold(context, case_id)
    [letter] = letters(context, case_id)
    assert (letter.state, letter.about) == ("waiting", notice.about), "it is about the entry of the former owner"
    assert [one.id for one in letters(context, case_id)] == [letter.id]
    second = context.issue(case_id)
    context.release(letter.id)
    assert context.press(letter.id), context.paper(letter.id).problem
    said = str(opened_content(context.keys, context.paper(letter.id))["sheets"])
    assert OWNER.name in said and BUYER.name not in said and str(notice.no) in said and str(second.no) not in said
    assert "điểm e khoản 6 Điều 47" in said
    assert context.read(case_id).state == "NOTICE_SENT", "the case goes on against the buyer"
    item = context.act(consign, letter.id, at=LATER)
    with context.database.reading() as session:
        consignment = session.get_one(Consignment, item.consignment_id)
        receiver = open_receiver(session, context.keys, signed_document_of(session, letter.id))
        assert (consignment.receiver_code, receiver.name) == (ELSEWHERE, OWNER.name)
    close_consignment(context.database, context.store, context.keys, item.consignment_id, at=LATER, now=True)
    with context.database.reading() as session:
        journey = last_item(session, letter.id)
        assert journey and journey.outcome is None, "it left"


@pytest.mark.parametrize(
    ("code", "said", "letters_due"),
    [("CLONED_PLATE", "biển số trùng", 1), ("EXEMPT", "Điều 11", 1), ("DECEASED", "", 0)],
)
def test_an_excused_owner_is_told_and_a_dead_one_is_not(
    context: DocumentContext, code: str, said: str, letters_due: int
) -> None:
    case_id, _ = notified(context)
    answered(context, case_id, code)
    context.act(accept_excuse, context.keys, case_id, note="đã xác minh", actor=HAN, at=NOW)
    drawn_up = letters(context, case_id)
    assert len(drawn_up) == letters_due
    for letter in drawn_up:
        assert said in opened_content(context.keys, letter)["draft"]


@pytest.mark.parametrize("how", [{"left": False}, {"came_back": True}], ids=["gathers", "came back"])
def test_to_whom_no_notice_came_nothing_is_said(context: DocumentContext, how: dict[str, bool]) -> None:
    case_id, _ = notified(context, **how)
    sold(context, case_id)
    assert letters(context, case_id) == []


def test_an_owner_who_moved_is_asked_again_and_told_nothing(context: DocumentContext) -> None:
    case_id, _ = notified(context)
    sold(context, case_id, replace(OWNER, personal_id="", birth_date=None, address="Số 1"), "NOT_RESIDENT")
    assert letters(context, case_id) == []


def test_after_the_second_notice_was_taken_back_the_first_owner_is_told_and_the_second_is_not(
    context: DocumentContext,
) -> None:
    case_id, notice = notified(context)
    sold(context, case_id)
    [waiting] = letters(context, case_id)
    with context.database.reading() as session:
        buyer = person_row(session, case_id, PersonRole.OWNER)
    context.act(withdraw_before_notice, context.keys, case_id, reason="không đủ căn cứ", actor=SIGNER, at=NOW)
    [again] = letters(context, case_id)
    assert buyer and again.about == notice.about != buyer.id and again.id != waiting.id
    context.act(send_back, context.keys, again.id, reason="viết lại", actor=SIGNER, at=NOW)
    assert [one.state for one in letters(context, case_id)] == ["sent_back"], "an officer has to look, no machine"


def test_a_letter_that_its_signer_sent_back_is_written_anew_by_an_officer_and_signed_then(
    context: DocumentContext,
) -> None:
    case_id, notice = notified(context)
    sold(context, case_id)
    [first] = letters(context, case_id)
    words = LetterFacts("phương tiện đã bán trước ngày vi phạm", "điểm e khoản 6 Điều 47")
    write = partial(write_letter_again, keys=context.keys, actor=HAN, at=LATER)
    with pytest.raises(Refused, match="was not sent back"):
        context.act(write, document_id=first.id, letter=words)
    context.act(send_back, context.keys, first.id, reason="viết rõ hơn", actor=SIGNER, at=NOW)
    with pytest.raises(Refused, match="needs its reason"):
        context.act(write, document_id=first.id, letter=replace(words, law=" "))
    anew = context.act(write, document_id=first.id, letter=words)
    assert (anew.state, anew.about) == ("waiting", notice.about)
    assert [one.state for one in letters(context, case_id)] == ["sent_back", "waiting"], "the machine adds no third one"
    with pytest.raises(Refused, match="was not sent back"):
        context.act(write, document_id=first.id, letter=words)
    context.release(anew.id)
    assert context.press(anew.id), context.paper(anew.id).problem
    said = str(opened_content(context.keys, context.paper(anew.id))["sheets"])
    assert words.reason in said and OWNER.name in said and BUYER.name not in said
    assert text_of_letter(context.keys, context.paper(anew.id)) == words


def test_nothing_is_written_anew_to_who_is_asked_again(context: DocumentContext) -> None:
    case_id, _ = notified(context)
    sold(context, case_id)
    [first] = letters(context, case_id)
    context.act(send_back, context.keys, first.id, reason="viết rõ hơn", actor=SIGNER, at=NOW)
    context.issue(case_id)
    sold(context, case_id, OWNER)
    with pytest.raises(Refused, match="is asked again"):
        context.act(
            write_letter_again, context.keys, first.id, LetterFacts("đã bán", "Điều 47"), actor=HAN, at=LATER
        )  # fmt: skip


def test_who_is_asked_again_after_all_gets_no_letter(context: DocumentContext) -> None:
    case_id, _ = notified(context)
    sold(context, case_id)
    assert len(letters(context, case_id)) == 1
    context.issue(case_id)
    sold(context, case_id, OWNER)
    assert letters(context, case_id) == []
