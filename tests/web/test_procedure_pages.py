"""From the signature to the payment in parts: what signers, officers and commune clerks do on their pages."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from ticketing.agency.dispatch_rules import WeeklyBundles
from ticketing.cases.record import apply
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery.queries import journeys_of
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.content.draft import LetterFacts, thaw
from ticketing.documents.content.facts import PersonFacts
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import WAITING, WITHDRAWN, Document
from walked import SIGNER
from web.town import COMMUNE, MACHINE, OTHER_COMMUNE, PLAIN, Town, events, open_case_of, picture, version_of
from web.visits import Browser

OWNER_OF_PLAIN = "Nguyễn Văn 0-8"


HIDDEN_PAPER = re.compile(r'type="hidden" name="paper" value="([^"]+)"')


def test_a_batch_is_read_once_more_before_it_is_signed_and_nothing_unopened_is(
    town: Town, people: dict[str, Browser]
) -> None:
    ids = [open_case_of(town, PLAIN, copy) for copy in (8, 9, 10)]
    for case_id in ids:
        town.confirm(case_id)
    papers = [town.documents(case_id, "notice")[0].id for case_id in ids]
    signer = people["signer"]
    assert signer.get(f"/papers/{papers[0]}/draft").content.startswith(b"%PDF-")
    confirmation = signer.get(f"/papers/confirm?paper={papers[0]}&paper={papers[1]}").text
    assert OWNER_OF_PLAIN in confirmation and "đèn tín hiệu" in confirmation
    assert HIDDEN_PAPER.findall(confirmation) == papers[:1], "only what he opened is signed"
    signed = signer.post("/papers/sign", {"paper": papers[:2]})
    assert signed.status_code == 200 and 'hx-get="/papers/press' in signed.text and 'id="pressed"' in signed.text
    assert "hx-get" not in signer.get("/papers/press?asked=60").text, "an empty desk does not keep its log-in"
    town.works()
    assert 'id="pressed"' not in signer.get("/papers/press").text
    assert [town.state(case_id) for case_id in ids[:2]] == [CaseState.NOTICE_SENT, CaseState.OWNER_IDENTIFIED]
    assert signer.post(f"/papers/{papers[2]}/send-back", {"reason": ""}).status_code == 409
    assert signer.post(f"/papers/{papers[2]}/send-back", {"reason": "Ảnh mờ"}).status_code == 303
    assert town.state(ids[2]) == CaseState.REVIEW_PENDING
    assert events(town, "papers", "papers_listed")


def test_a_violator_who_wrote_asks_for_a_hearing_and_what_came_after_the_decision_is_in_the_file(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, officer, today = open_case_of(town, PLAIN, 11), people["officer1"], "2026-11-18"
    town.confirm(case_id)
    town.sign(case_id, "notice")
    page = f"/cases/{case_id}"

    def post(path: str, **form: object) -> None:
        answer = officer.post(f"{page}/{path}", dict(form))
        assert answer.status_code == 303, answer.text
        town.works()

    officer.get(page)
    post("answer", code="DROVE_MYSELF", received_on=today, statement="Tôi lái xe.", version=version_of(town, case_id))
    post("violator", who="owner", drove="yes", version=version_of(town, case_id))
    post("minutes", made_place="Trụ sở", reason="do thiết bị ghi nhận", bases="Kết quả thiết bị", statement="Đúng.")
    assert (
        town.state(case_id) == CaseState.MINUTES_MADE
        and "không yêu cầu giải trình trực tiếp" not in officer.get(page).text
    )
    post("explanation", oral="no", made_on=today, text="Đèn đang vàng")
    shown = officer.get(page).text
    assert f'action="{page}/explanation"' in shown and "không yêu cầu giải trình trực tiếp" in shown
    refused = officer.post(f"{page}/decision", {})
    assert refused.status_code == 409 and "giải trình trực tiếp đến hết ngày 20/11/2026" in refused.text
    post("decision", explanation_waived="true")
    assert [paper.state for paper in town.documents(case_id, "decision")] == [WAITING]
    post("explanation", oral="yes", made_on=today, text="Xin được trình bày")
    assert [paper.state for paper in town.documents(case_id, "decision")] == [WITHDRAWN]
    assert town.state(case_id) == CaseState.EXPLANATION and f"{page}/hearing-notice" in officer.get(page).text
    assert f"{page}/explanation-overtaken" not in officer.get(page).text
    with town.context.database.writing() as session:
        apply(session, case_id, "decision_issued", actor=SIGNER, at=town.now)
    assert f"{page}/explanation-overtaken" in officer.get(page).text
    post("explanation-overtaken", oral="no", made_on=today, text="Tôi gửi qua bưu điện")
    assert "Giải trình đến sau khi ra quyết định" in officer.get(page).text
    assert events(town, case_id, "explanation_overtaken")


def test_minutes_decision_and_delivery_go_through_the_pages(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, 6, 8)
    town.confirm(case_id)
    town.sign(case_id, "notice")
    officer = people["officer1"]
    officer.get(f"/cases/{case_id}")
    today = "2026-11-18"

    def post(path: str, **form: object) -> None:
        answer = officer.post(f"/cases/{case_id}/{path}", dict(form))
        assert answer.status_code == 303, answer.text
        town.works()

    post("answer", code="DROVE_MYSELF", received_on=today, statement="Tôi lái xe.", version=version_of(town, case_id))
    told = {"about": "owner", "made_place": "Trụ sở", "bases": "Thông báo", "statement": "Tôi lái xe."}
    both = officer.post(f"/cases/{case_id}/verification", {**told, "name": "Người Khác"})
    assert both.status_code == 409, "whom did he mean?"
    post("verification", **told, sex="male", nationality="Việt Nam")
    post("violator", who="owner", drove="yes", version=version_of(town, case_id))
    assert town.state(case_id) == CaseState.VIOLATOR_IDENTIFIED
    post("identity", id_issued_on="01/06/2021", id_issued_by="Cục Cảnh sát")
    assert officer.post(f"/cases/{case_id}/identity", {"birth_year": "52"}).status_code == 409
    post("identity", birth_year="2008")
    assert "Chỉ biết năm sinh của người vi phạm" in officer.get(f"/cases/{case_id}").text, "he may be under 18"
    post("identity", birth_date="01/05/1990")
    assert "Chỉ biết năm sinh" not in officer.get(f"/cases/{case_id}").text
    post("minutes", made_place="Trụ sở", reason="do thiết bị ghi nhận", bases="Kết quả thiết bị", statement="Đúng.")
    assert town.state(case_id) == CaseState.MINUTES_MADE
    post("no-sanction", reason="Hết thời hiệu", law="Điều 65", measures="Buộc khôi phục biển số")
    [note] = town.documents(case_id, "closing_note")
    letter = thaw(opened_content(town.context.keys, note)["draft"]).extra
    assert letter == LetterFacts("Hết thời hiệu", "Điều 65", "Buộc khôi phục biển số"), "row 17 leaves remedies open"
    why = {"mitigating": "Tự nguyện khai báo", "amount_vnd": "4.500.000", "justification": "Thành khẩn khai báo"}
    post("decision", explanation_waived="true", **why)
    paper = town.documents(case_id, "decision")[0].id
    for path in ("/papers?kind=decision", f"/papers/confirm?paper={paper}"):
        assert "Thành khẩn khai báo" in people["signer"].get(path).text, "the signer reads why before he signs"
    page = officer.get(f"/cases/{case_id}").text
    assert "Thành khẩn khai báo" not in page and "Thẩm quyền ký thấp nhất" in page
    facts = thaw(opened_content(town.context.keys, town.documents(case_id, "decision")[0])["draft"]).case.violator
    assert isinstance(facts, PersonFacts)
    assert (facts.sex, facts.id_issued_on) == ("male", date(2021, 6, 1)), "what MBB05 and the officer know of him"
    town.sign(case_id, "decision")
    assert town.state(case_id) == CaseState.DECISION_ISSUED
    page = officer.get(f"/cases/{case_id}").text
    assert (
        'value="commune"' in page
        and "Quyết định xử phạt" in page
        and "Thông báo trừ điểm giấy phép lái xe chưa" in page
    )
    post("sent", way="commune")
    with town.context.database.reading() as session:
        item, consignment = journeys_of(session, case_id)[-1]
        assert session.get_one(Document, item.document_id).kind == "decision"
        assert (consignment.channel, consignment.receiver_code) == ("commune_police", OTHER_COMMUNE)
    assert "qua Công an cấp xã nơi cư trú" in officer.get(f"/cases/{case_id}").text, "the history says how it went"
    again = officer.post(f"/cases/{case_id}/sent", {"way": "by_hand"})
    assert again.status_code == 409 and "quyết định đã được gửi" in again.text
    page = officer.get(f"/cases/{case_id}").text
    assert 'value="posting"' in page and "delivery-question" in page
    post("deemed", way="posting", on=today, reference="Biên bản niêm yết 01")
    page = officer.get(f"/cases/{case_id}").text
    assert "30/11/2026" in page and 'value="posting"' not in page, "seven working days, the 24th is a day off"
    post("deemed/break-off", reason="Người bị xử phạt đã đến nhận.")
    post("delivery-question", reason="Đã hẹn giao trực tiếp.")
    post("delivered", kind="signature", reference="Đã ký nhận", received_on=today)
    assert town.state(case_id) == CaseState.DECISION_DELIVERED
    assert "Tài khoản" not in officer.get(f"/cases/{case_id}").text.partition("<main")[0]


def test_a_clerk_takes_over_prints_and_records(town: Town, people: dict[str, Browser]) -> None:
    with town.context.database.reading() as session:
        query = sa.select(Consignment).where(Consignment.receiver_code == COMMUNE, Consignment.state == "closed")
        consignment = session.scalars(query).first()
        assert consignment
        item = session.scalars(
            sa.select(ConsignmentItem)
            .join(Case, Case.id == ConsignmentItem.case_id)
            .where(ConsignmentItem.consignment_id == consignment.id, Case.state == CaseState.NOTICE_SENT)
        ).first()
        assert item
        number = session.get_one(Document, item.document_id).no or ""
    clerk, path = people["clerk"], f"/consignments/{consignment.id}"
    page = clerk.get(path).text
    assert "Nguyễn Văn" in page and "đồng" not in page.partition("<main")[2].partition("</main")[0]
    looks = events(town, f"consignment:{consignment.id}", "receivers_opened")
    assert clerk.get(f"{path}/print").content.startswith(b"%PDF-")
    assert events(town, f"consignment:{consignment.id}", "receivers_opened") == looks + 1, "names stand in the file"
    assert clerk.post(f"{path}/papers/{item.id}", {"outcome": "handed_over", "receiver": "Vợ"}).status_code == 409
    assert clerk.post(f"{path}/take-over").status_code == 303
    walked = clerk.get("/route").text
    assert "Thôn Trung" in walked and number in walked and "đồng" not in walked.partition("<main")[2]
    assert events(town, f"commune:{COMMUNE}", "receivers_opened") == 1
    assert number not in people["other_clerk"].get("/route").text
    for way in ({"hamlet": "Thôn Trung", "layout": "window"}, {}):
        assert clerk.get(f"/route/print?{urlencode(way)}").content.startswith(b"%PDF-")
    assert events(town, f"commune:{COMMUNE}", "receivers_opened") == 3, "names stand in the files"
    assert people["other_clerk"].get("/route/print").status_code == 404
    assert clerk.get("/route/print?hamlet=Thôn+Khác").status_code == 404
    assert clerk.post(f"{path}/papers/{item.id}", {"outcome": "handed_over", "receiver": ""}).status_code == 409
    form = {"outcome": "handed_over", "receiver": "Vợ của chủ xe", "handed_on": "18/11/2026"}
    for day in ("31/02/2026", "19/11/2026"):
        assert clerk.post(f"{path}/papers/{item.id}", form | {"handed_on": day}).status_code == 409, "no such day yet"
    assert people["officer1"].get(f"{path}/print").status_code == 404, "names are for the commune's clerk"
    opened = f"/deliveries/{item.id}"  # what the code on the cover list leads to
    assert clerk.get(f"/deliveries?number={number}").headers["location"] == opened
    assert people["other_clerk"].get(f"/deliveries?number={number}").headers["location"] == "/consignments?not_found=1"
    assert people["other_clerk"].get(opened).status_code == people["officer1"].get(opened).status_code == 404
    page = clerk.get(opened).text
    assert 'name="scanned"' in page and "đồng" not in page.partition("<main")[2].partition("</main")[0]
    form |= {"scanned": "yes"}
    no_picture = {"slip": ("a.jpg", b"<svg/>", "image/jpeg")}
    assert clerk.post(f"{path}/papers/{item.id}", form, files=no_picture).status_code == 409
    slip = picture("Phiếu báo")
    recorded = clerk.post(f"{path}/papers/{item.id}", form, files={"slip": ("a.jpg", slip, "image/jpeg")})
    assert recorded.status_code == 303 and recorded.headers["location"].startswith(opened)
    assert events(town, item.case_id, "notice_delivered") == 1
    assert people["officer1"].get(f"{opened}/slip").content == slip and events(town, item.case_id, "slip_opened") == 1
    assert people["other_clerk"].get(f"{opened}/slip").status_code == 404
    assert "Ảnh phiếu báo" in people["officer1"].get(f"/cases/{item.case_id}").text


def test_a_paper_of_the_wrong_commune_is_sent_on_and_takes_its_case_along(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, clerk, officer = town.cases["answered"], people["clerk"], people["officer1"]
    with town.context.database.reading() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.case_id == case_id)).one()
    way, page = f"/consignments/{item.consignment_id}", f"/cases/{case_id}"
    clerk.get(way)
    assert clerk.post(f"{way}/take-over").status_code == 303
    assert f"{page}/send-again" not in officer.get(page).text, "nothing came back yet"
    form = {"outcome": "wrong_commune", "handed_on": "18/11/2026"}
    assert clerk.post(f"{way}/papers/{item.id}", form).status_code == 303
    found = {"commune": "Phường Chũ", "ground": "RESIDENCE_DATA", "reason": "Tổ 3 thuộc phường Chũ"}
    for lacks in ({"commune": "Phường Không Có"}, {"ground": ""}, {"reason": " "}):
        assert officer.submit(page, f"{page}/send-again", found | lacks).status_code in (409, 422)
    assert officer.submit(page, f"{page}/send-again", found).status_code == 303
    with town.context.database.reading() as session:
        ways = [one.receiver_code for _, one in journeys_of(session, case_id)]
        assert (ways, session.get_one(Case, case_id).commune_code) == ([COMMUNE, OTHER_COMMUNE], OTHER_COMMUNE)
    assert events(town, case_id, "commune_moved") == 1


def test_an_application_to_pay_in_parts_is_drawn_up_signed_and_holds(town: Town, people: dict[str, Browser]) -> None:
    case_id, officer = town.cases["delivered"], people["officer1"]
    page = officer.get(f"/cases/{case_id}").text
    assert "Đơn đề nghị của người bị xử phạt" in page and "tối thiểu 7.600.000 đồng" in page
    form = {"asked_on": "18/11/2026", "reason": "gặp khó khăn đặc biệt về kinh tế", "until": "01/03/2027"}
    refused = officer.post(f"/cases/{case_id}/deferral", form)
    assert refused.status_code == 409 and "18/02/2027" in refused.text
    parts = {"sums": ["7.000.000", "12.000.000"], "days": ["15/12/2026", "01/02/2027"]}
    few = officer.post(f"/cases/{case_id}/instalments", form | parts)
    assert few.status_code == 409 and "40" in few.text
    parts["sums"] = ["8.000.000", "11.000.000"]
    assert officer.post(f"/cases/{case_id}/instalments", form | parts).status_code == 303
    waiting = people["signer"].get("/papers?kind=instalments").text
    assert "Quyết định nộp tiền phạt nhiều lần (MQĐ05)" in waiting
    town.sign(case_id, "instalments")
    page = officer.get(f"/cases/{case_id}").text
    assert town.state(case_id) == CaseState.INSTALMENTS and "8.000.000 đồng: 15/12/2026" in page
    assert "Sửa đổi, bổ sung, hủy bỏ một phần (MQĐ38)" in page and "Nộp tiền phạt nhiều lần (Điều 79" not in page


def test_an_overdue_fine_is_enforced_from_an_account_by_a_form_of_its_case(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, officer = town.cases["delivered"], people["officer1"]
    assert "account-enforcement" not in officer.get(f"/cases/{case_id}").text, "nothing is overdue"
    with town.context.database.writing() as session:
        apply(session, case_id, "payment_term_passed", actor=MACHINE, at=town.now)
    form = {
        "holder": "Ngân hàng Minh Họa", "holder_address": "số 7, đường Trình Diễn", "account": "0000 1111",
        "costs_vnd": "50.000", "until": "30/04/2027",
    }  # fmt: skip
    path = f"/cases/{case_id}/account-enforcement"
    late = officer.submit(f"/cases/{case_id}", path, form | {"until": "30/04/2029"})
    assert late.status_code == 409 and "Điều 74" in late.text
    assert officer.submit(f"/cases/{case_id}", path, form).status_code == 303
    assert "(MQĐ08)" in people["signer"].get("/papers?kind=account_enforcement").text
    assert people["signer"].post(path, form).status_code == 403
    town.sign(case_id, "account_enforcement")
    assert town.state(case_id) == CaseState.ENFORCEMENT
    page = officer.get(f"/cases/{case_id}").text
    assert "QĐ-CCXP" in page and "account-enforcement" not in page
    with town.context.database.writing() as session:
        query = sa.select(ConsignmentItem).where(ConsignmentItem.addressee == "holder")
        copy = session.scalars(query).one()
        copy.outcome, document = "returned", copy.document_id
    assert "gửi lại qua bưu điện" in officer.get(f"/cases/{case_id}").text
    again = {"document": document, "addressee": "holder", "reason": "Ngân hàng đổi quầy tiếp nhận"}
    assert officer.submit(f"/cases/{case_id}", f"/cases/{case_id}/send-again", again).status_code == 303
    with town.context.database.reading() as session:
        assert [copy.journey for copy in session.scalars(query)] == [1, 2]


def test_officers_enter_the_table_of_a_commune_that_is_not_connected(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WeeklyBundles, "way", lambda _, code: "folder" if code == OTHER_COMMUNE else None)
    with town.context.database.reading() as session:
        query = sa.select(Consignment).where(Consignment.receiver_code == OTHER_COMMUNE, Consignment.print_sha256 > "")
        consignment = session.scalars(query).first()
    assert consignment
    officer, address = people["officer1"], f"/consignments/{consignment.id}"
    assert 'name="reply"' in officer.get(address).text
    assert 'name="reply"' not in people["other_clerk"].get(address).text
    answer = officer.post(f"{address}/reply", files={"reply": ("reply.csv", b"so,ket_qua\n", "text/csv")})
    assert (answer.status_code, "reply.csv" in answer.text) == (422, True)
    assert people["clerk"].post(f"{address}/reply").status_code == 403
