"""What came back and lies here: an officer settles it on its list, or has a letter signed in other words."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.cases.answers.owner_answers import Answer, name_new_owner, record_answer
from ticketing.cases.owner.persons import Person, PersonKind
from ticketing.dispatch.consignments.closing import close_due
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.documents.codes import NOT_LIABLE
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.drafting.manual_drafts import withdraw_after_notice
from ticketing.documents.drafting.steps import send_back
from ticketing.kit.clock import vietnam_day
from web.town import Town, events, open_case_of
from web.visits import Browser

BUYER = Person(
    PersonKind.INDIVIDUAL, "Trần Văn Mua", "024090000009", address="Số 5, đường Trình Diễn", commune_code="07210"
)


def notified(town: Town, *place: int) -> str:
    """A case whose notice left."""
    case_id = open_case_of(town, *place, acted=town.now - timedelta(days=2))
    town.confirm(case_id)
    town.sign(case_id, "notice")
    town.works()
    close_due(town.context.database, town.context.store, town.context.keys, at=town.now + timedelta(days=7))
    return case_id


def test_a_letter_that_came_back_in_a_case_that_has_ended_is_settled_on_the_list_with_a_reason(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, keys = notified(town, 6, 10), town.context.keys
    letter = LetterFacts("Không đủ căn cứ", "Điều 65 Luật Xử lý vi phạm hành chính")
    town.do(withdraw_after_notice, keys, case_id, letter, by="officer1")
    town.sign(case_id, "withdrawal_letter")
    town.works()
    assert town.state(case_id) == "REJECTED"
    [paper] = town.documents(case_id, "withdrawal_letter")
    with town.context.database.writing() as session:
        query = sa.select(ConsignmentItem).where(ConsignmentItem.document_id == paper.id)
        item = session.scalars(query).one()
        item.outcome, address = DeliveryResult.RETURNED, f"/unproved/{item.id}/settle"
    assert paper.no and paper.no in people["officer1"].get("/unproved").text
    assert address in people["officer1"].get("/unproved").text
    assert address not in people["supervisor"].get("/unproved").text
    assert people["supervisor"].post(address, {"reason": "x"}).status_code == 403
    assert people["officer1"].post(address, {"reason": " "}).status_code == 422
    assert people["officer1"].post("/unproved/nothing/settle", {"reason": "x"}).status_code == 404
    assert people["officer1"].post(address, {"reason": "Không rõ nơi ở mới"}).status_code == 303
    assert address not in people["officer1"].get("/unproved").text
    assert events(town, case_id, "returned_paper_settled") == 1


def test_a_letter_to_who_is_not_liable_that_its_signer_sent_back_is_written_anew_on_the_page_of_its_case(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, keys, officer = notified(town, 6, 11), town.context.keys, people["officer1"]
    sold = Answer("SOLD", vietnam_day(town.now), statement="Đã bán.", proof="hợp đồng", other_person=BUYER)
    town.do(record_answer, keys, case_id, sold, by="officer1")
    town.do(name_new_owner, keys, case_id, BUYER, by="officer1")
    town.works()
    [first] = town.documents(case_id, NOT_LIABLE)
    address = f"/cases/{case_id}/not-liable"
    assert address not in officer.get(f"/cases/{case_id}").text
    town.do(send_back, keys, first.id, reason="Viết rõ hơn", by="signer")
    page = officer.get(f"/cases/{case_id}").text
    assert address in page and "phương tiện đã được bán" in page, "what was written is there to be mended"
    words = {"document": first.id, "reason": "đã bán trước ngày vi phạm", "law": "điểm e khoản 6 Điều 47"}
    assert officer.post(address, words | {"document": "another"}).status_code == 404
    assert officer.post(address, words).status_code == 303
    assert [one.state for one in town.documents(case_id, NOT_LIABLE)] == ["sent_back", "waiting"]
    assert address not in officer.get(f"/cases/{case_id}").text
