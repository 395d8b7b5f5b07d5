"""Everybody to whom a notice left and who is not liable after all gets a letter of his own, and nobody else does."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from documents.paper_office import HAN, MACHINE, NOW, OWNER, SIGNER, Office, office
from ticketing.cases.answers import Answer, accept_excuse, name_new_owner, record_answer
from ticketing.cases.persons import Person, PersonRole, person_row
from ticketing.cases.states import Refused
from ticketing.dispatch.consignments import close_consignment, consign, last_item
from ticketing.dispatch.not_liable import tell_who_is_not_liable, words_of_letter, write_letter_again
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.papers import open_receiver, paper_of
from ticketing.dispatch.tables import Consignment
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.drafting.desk import withdraw_before_notice
from ticketing.documents.drafting.steps import send_back
from ticketing.documents.of_a_case import papers_of
from ticketing.documents.papers import NOT_LIABLE
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day

__all__ = ["office"]

BUYER = replace(OWNER, name="Trần Văn Mua", personal_id="024090000009", commune_code="07210")
LATER = NOW + timedelta(hours=1)
ELSEWHERE = "07228"


def notified(office: Office, *, left: bool = True, came_back: bool = False) -> tuple[str, Document]:
    """A case whose notice was signed, and left for another commune than the address says."""
    case_id = office.case()
    notice = office.issue(case_id)
    with office.database.writing() as session:
        consign(session, notice.id, at=NOW)
        item = last_item(session, notice.id)
        assert item
        session.get_one(Consignment, item.consignment_id).receiver_code = ELSEWHERE
    if left:
        close_consignment(office.database, office.store, office.keys, item.consignment_id, at=NOW, now=True)
    if came_back:
        with office.database.writing() as session:
            back = last_item(session, notice.id)
            assert back
            back.outcome = Outcome.RETURNED
    return case_id, notice


def answered(office: Office, case_id: str, code: str, other: Person | None = None) -> None:
    answer = Answer(code, vietnam_day(NOW), statement="Không phải tôi.", proof="giấy tờ", other_person=other)
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)


def sold(office: Office, case_id: str, to: Person = BUYER, code: str = "SOLD") -> None:
    answered(office, case_id, code)
    office.act(name_new_owner, office.keys, case_id, to, actor=HAN, at=NOW)


def letters(office: Office, case_id: str) -> list[Document]:
    """What waits or is signed after the machine looked once more."""
    office.act(tell_who_is_not_liable, office.keys, case_id, actor=MACHINE, at=LATER)
    with office.database.reading() as session:
        return [one for one in papers_of(session, case_id) if one.kind == NOT_LIABLE and one.state != "withdrawn"]


def test_an_earlier_owner_gets_his_letter_where_his_notice_went_and_the_case_goes_on(office: Office) -> None:
    case_id, notice = notified(office)
    assert letters(office, case_id) == []
    sold(office, case_id)
    [letter] = letters(office, case_id)
    assert (letter.state, letter.about) == ("waiting", notice.about), "it is about the entry of the former owner"
    assert [one.id for one in letters(office, case_id)] == [letter.id]
    second = office.issue(case_id)
    office.release(letter.id)
    assert office.press(letter.id), office.paper(letter.id).problem
    said = str(opened_content(office.keys, office.paper(letter.id))["sheets"])
    assert OWNER.name in said and BUYER.name not in said and str(notice.no) in said and str(second.no) not in said
    assert "điểm e khoản 6 Điều 47" in said
    assert office.read(case_id).state == "NOTICE_SENT", "the case goes on against the buyer"
    item = office.act(consign, letter.id, at=LATER)
    with office.database.reading() as session:
        consignment = session.get_one(Consignment, item.consignment_id)
        receiver = open_receiver(session, office.keys, paper_of(session, letter.id))
        assert (consignment.receiver_code, receiver.name) == (ELSEWHERE, OWNER.name)
    close_consignment(office.database, office.store, office.keys, item.consignment_id, at=LATER, now=True)
    with office.database.reading() as session:
        journey = last_item(session, letter.id)
        assert journey and journey.outcome is None, "it left"


@pytest.mark.parametrize(
    ("code", "said", "letters_due"),
    [("CLONED_PLATE", "biển số trùng", 1), ("EXEMPT", "Điều 11", 1), ("DECEASED", "", 0)],
)
def test_an_excused_owner_is_told_and_a_dead_one_is_not(office: Office, code: str, said: str, letters_due: int) -> None:
    case_id, _ = notified(office)
    answered(office, case_id, code)
    office.act(accept_excuse, office.keys, case_id, note="đã xác minh", actor=HAN, at=NOW)
    drawn_up = letters(office, case_id)
    assert len(drawn_up) == letters_due
    for letter in drawn_up:
        assert said in opened_content(office.keys, letter)["draft"]


@pytest.mark.parametrize("how", [{"left": False}, {"came_back": True}], ids=["gathers", "came back"])
def test_to_whom_no_notice_came_nothing_is_said(office: Office, how: dict[str, bool]) -> None:
    case_id, _ = notified(office, **how)
    sold(office, case_id)
    assert letters(office, case_id) == []


def test_an_owner_who_moved_is_asked_again_and_told_nothing(office: Office) -> None:
    case_id, _ = notified(office)
    sold(office, case_id, replace(OWNER, personal_id="", birth_date=None, address="Số 1"), "NOT_RESIDENT")
    assert letters(office, case_id) == []


def test_after_the_second_notice_was_taken_back_the_first_owner_is_told_and_the_second_is_not(office: Office) -> None:
    case_id, notice = notified(office)
    sold(office, case_id)
    [waiting] = letters(office, case_id)
    with office.database.reading() as session:
        buyer = person_row(session, case_id, PersonRole.OWNER)
    office.act(withdraw_before_notice, office.keys, case_id, reason="không đủ căn cứ", actor=SIGNER, at=NOW)
    [again] = letters(office, case_id)
    assert buyer and again.about == notice.about != buyer.id and again.id != waiting.id
    office.act(send_back, office.keys, again.id, reason="viết lại", actor=SIGNER, at=NOW)
    assert [one.state for one in letters(office, case_id)] == ["sent_back"], "an officer has to look, no machine"


def test_a_letter_that_its_signer_sent_back_is_written_anew_by_an_officer_and_signed_then(office: Office) -> None:
    case_id, notice = notified(office)
    sold(office, case_id)
    [first] = letters(office, case_id)
    words = LetterFacts("phương tiện đã bán trước ngày vi phạm", "điểm e khoản 6 Điều 47")
    write = partial(write_letter_again, keys=office.keys, actor=HAN, at=LATER)
    with pytest.raises(Refused, match="was not sent back"):
        office.act(write, document_id=first.id, letter=words)
    office.act(send_back, office.keys, first.id, reason="viết rõ hơn", actor=SIGNER, at=NOW)
    with pytest.raises(Refused, match="needs its reason"):
        office.act(write, document_id=first.id, letter=replace(words, law=" "))
    anew = office.act(write, document_id=first.id, letter=words)
    assert (anew.state, anew.about) == ("waiting", notice.about)
    assert [one.state for one in letters(office, case_id)] == ["sent_back", "waiting"], "the machine adds no third one"
    with pytest.raises(Refused, match="was not sent back"):
        office.act(write, document_id=first.id, letter=words)
    office.release(anew.id)
    assert office.press(anew.id), office.paper(anew.id).problem
    said = str(opened_content(office.keys, office.paper(anew.id))["sheets"])
    assert words.reason in said and OWNER.name in said and BUYER.name not in said
    assert words_of_letter(office.keys, office.paper(anew.id)) == words


def test_nothing_is_written_anew_to_who_is_asked_again(office: Office) -> None:
    case_id, _ = notified(office)
    sold(office, case_id)
    [first] = letters(office, case_id)
    office.act(send_back, office.keys, first.id, reason="viết rõ hơn", actor=SIGNER, at=NOW)
    office.issue(case_id)
    sold(office, case_id, OWNER)
    with pytest.raises(Refused, match="is asked again"):
        office.act(
            write_letter_again, office.keys, first.id, LetterFacts("đã bán", "Điều 47"), actor=HAN, at=LATER
        )  # fmt: skip


def test_who_is_asked_again_after_all_gets_no_letter(office: Office) -> None:
    case_id, _ = notified(office)
    sold(office, case_id)
    assert len(letters(office, case_id)) == 1
    office.issue(case_id)
    sold(office, case_id, OWNER)
    assert letters(office, case_id) == []
