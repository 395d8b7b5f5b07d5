"""Pages do what people come for: judge, sign, deliver, pay, look up; and print what strangers wrote as it is."""

import base64
import hashlib
import html
import io
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import openpyxl
import pytest
import sqlalchemy as sa

from registry.test_remote import ROW, Server, answer, send
from ticketing.agency.tables import AgencyVersion, Wording
from ticketing.agency.values import WeeklyBundles
from ticketing.cases.decision_tables import Decision
from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.dispatch.queries import journeys_of
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.queries import lookup_code_of
from ticketing.documents.strangers import SIGHTS
from ticketing.documents.tables import Document
from ticketing.evidence.seal import items_of
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.clock import wall_now
from ticketing.kit.ids import new_id
from ticketing.kit.sheet_files import read_names
from ticketing.kit.wakeups import Wakeup
from ticketing.registry.remote import HttpRegister
from ticketing.review import lease
from ticketing.review.tables import ReviewVerdict
from web.town import COMMUNE, OTHER_COMMUNE, VEHICLES_HEAD, Town, open_case_of, picture
from web.visits import Browser

# Acts of the town whose point names one act only, so that a verdict needs no tick.
PLAIN, SEVERAL = 0, 4
OWNER_OF_PLAIN = "Nguyễn Văn 0-8"
CHOSEN = re.compile(r'name="(theirs_\w+)"[^>]*>(?:<option[^>]*>[^<]*</option>)*?<option value="([^"]+)" selected>')
HIDDEN_PAPER = re.compile(r'type="hidden" name="paper" value="([^"]+)"')


def version_of(town: Town, case_id: str) -> int:
    with town.office.database.reading() as session:
        return session.get_one(Case, case_id).version


def events(town: Town, subject: str, kind: str) -> int:
    with town.office.database.reading() as session:
        query = sa.select(sa.func.count()).where(EvidenceEvent.subject == subject, EvidenceEvent.kind == kind)
        return session.scalar(query) or 0


def judge(browser: Browser, town: Town, case_id: str, **form: str):  # type: ignore[no-untyped-def]
    browser.get(f"/desk/{case_id}")
    return browser.post(f"/desk/{case_id}/verdict", {"kind": "confirm", "version": version_of(town, case_id), **form})


def test_the_desk_shows_all_evidence_and_never_the_owner(town: Town, people: dict[str, Browser]) -> None:
    case_id = town.cases["open5"]
    text = people["officer1"].get(f"/desk/{case_id}").text
    with town.office.database.reading() as session:
        items = items_of(session, case_id)
    assert all(item.sha256 in text for item in items if item.role != SIGHTS)
    assert "khoản" in text and "4.000.000 đồng – 6.000.000 đồng" in text
    assert text.count("<meter") == len("29AB12345")
    assert "Nguyễn Văn" not in text, "the owner's name"
    assert "persons" not in text


def test_two_officers_confirm_blind_and_the_next_case_is_there_at_once(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 30)
    answer = judge(people["officer1"], town, case_id)
    assert answer.status_code == 303
    assert re.match(r"/desk/[0-9a-f-]{36}\?before=" + case_id, answer.headers["location"])
    assert town.state(case_id) == S.REVIEW_PENDING
    second = people["officer2"].get(f"/desk/{case_id}").text
    assert "xác nhận</b>" not in second and "Hai kết luận khác nhau" not in second
    form = {"kind": "confirm", "version": version_of(town, case_id)}
    sent = people["officer2"].post(f"/desk/{case_id}/verdict", form, headers={"hx-request": "true"})
    assert town.state(case_id) == S.CONFIRMED
    assert sent.text.lstrip().startswith('<div class="desk"'), "the desk, and no page around it"
    assert f"/desk/{case_id}/take-back" in sent.text and case_id in sent.headers["hx-push-url"]


def test_a_correction_shows_the_act_of_the_law_and_what_an_officer_typed_is_kept(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, truck = open_case_of(town, SEVERAL, 8), "98C24636"
    officer = people["officer1"]
    assert "800.000 đồng – 1.000.000 đồng" in officer.post(f"/desk/{case_id}/act").text
    shown = officer.post(f"/desk/{case_id}/act", {"behaviour": "RED_LIGHT", "plate": truck, "vehicle": "car"}).text
    assert "18.000.000 đồng – 20.000.000 đồng" in shown and "Thaco" in shown and "xe đăng ký là xe tải" in shown
    assert events(town, case_id, "vehicle_looked_up") == 1, "the look at another plate's vehicle"
    assert officer.post(f"/desk/{town.cases['paid']}/act", {"plate": truck}).status_code == 404
    judge(officer, town, case_id, plate=truck, behaviour="RED_LIGHT")
    assert town.state(case_id) == S.MANUAL_QUEUE
    assert 'name="plate" value="98C-246.36"' in officer.get(f"/desk/{case_id}").text
    read = {"plate": "98A25614", "plate_colour": "white", "vehicle": "car", "version": version_of(town, case_id)}
    assert officer.post(f"/desk/{case_id}/reading", read).status_code == 303
    assert town.state(case_id) == S.REVIEW_PENDING


def test_registered_vehicles_that_a_plate_may_be_are_suggested_to_its_judge_alone_and_logged(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, officer = open_case_of(town, PLAIN, 6), people["officer1"]
    shown = officer.post(f"/desk/{case_id}/alternatives").text
    assert "98A-123.<mark>0</mark><mark>1</mark>" in shown.replace("\n", "") and "Toyota Vios" in shown
    assert 'data-alternative="98A-123.01"' in shown and "Nguyễn Văn" not in shown
    assert events(town, case_id, "plate_suggestions_shown") == 1
    assert officer.post(f"/desk/{town.cases['paid']}/alternatives").status_code == 409
    monkeypatch.setitem(town.office.__dict__, "register", HttpRegister("http://127.0.0.1:9", deadline_s=5))
    outside = officer.post(f"/desk/{case_id}/alternatives").text
    assert "Toyota" not in outside and "98A-123.8" in outside


def test_a_plate_that_was_typed_is_asked_of_the_register_outside_or_nothing_is_said_of_it(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks(url: str) -> None:
        monkeypatch.setitem(town.office.__dict__, "register", HttpRegister(url, deadline_s=5))

    case_id, officer, server = open_case_of(town, SEVERAL, 9), people["officer1"], Server()
    truck = {**ROW, "plate": "98C55517", "kind": "truck", "make": "Kamaz"}
    server.behaves = lambda to, asked: send(to, answer(asked, vehicles=[truck] if "C" in asked["plate"] else []))
    not_asked, not_there = "Chưa tra cứu được biển số này", "Không có trong dữ liệu đăng ký"
    asks("http://127.0.0.1:9")
    assert not_asked in officer.post(f"/desk/{case_id}/act", {"plate": "98C-555.17", "vehicle": "truck"}).text
    assert judge(officer, town, case_id, plate="98C-555.17", vehicle="truck", wording="fits").status_code == 503
    read = {"plate": "98C-555.17", "plate_colour": "white", "vehicle": "truck", "version": version_of(town, case_id)}
    assert officer.post(f"/desk/{case_id}/reading", read).status_code == 503
    assert town.state(case_id) == S.REVIEW_PENDING
    asks(server.url)
    assert "Kamaz" in officer.post(f"/desk/{case_id}/act", {"plate": "98C-555.17", "vehicle": "truck"}).text
    assert not_there in officer.post(f"/desk/{case_id}/act", {"plate": "98A-555.17"}).text
    asked = len(server.asked)
    assert not_asked in officer.post(f"/desk/{case_id}/act", {"plate": "98C-5"}).text and len(server.asked) == asked
    assert judge(officer, town, case_id, plate="98C-555.17", vehicle="truck", wording="fits").status_code == 303
    assert len(server.asked) == asked + 1
    server.close()


def test_an_owner_is_asked_for_again_and_a_commune_is_named_once(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, officer = open_case_of(town, SEVERAL, 10), people["officer1"]
    with town.office.database.writing() as session:
        session.get_one(Case, case_id).state = S.OWNER_UNKNOWN
    monkeypatch.setitem(town.office.__dict__, "register", HttpRegister("http://127.0.0.1:9", deadline_s=5))
    assert officer.post(f"/cases/{case_id}/owner/again").status_code == 503
    both = {"version": version_of(town, case_id), "commune_code": COMMUNE, "other": "xã khác", "ground": "OWNER_SAID"}
    refused = officer.post(f"/cases/{case_id}/address", both)
    assert refused.status_code == 409 and "chỉ giữ lại một" in refused.text


def test_nobody_judges_twice_and_the_page_says_so(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 31)
    judge(people["officer1"], town, case_id)
    page = people["officer1"].get(f"/desk/{case_id}").text
    assert "Bạn đã kết luận vụ việc này" in page
    assert judge(people["officer1"], town, case_id).status_code == 409


def test_a_verdict_on_a_case_that_changed_meanwhile_is_refused(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 32)
    people["officer1"].get(f"/desk/{case_id}")
    answer = people["officer1"].post(f"/desk/{case_id}/verdict", {"kind": "confirm", "version": 1})
    assert answer.status_code == 409
    assert "người khác thay đổi" in answer.text


def test_where_the_point_names_several_acts_the_officer_ticks_or_the_case_waits(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id = open_case_of(town, SEVERAL, 33)
    assert judge(people["officer1"], town, case_id).status_code == 422
    assert judge(people["officer1"], town, case_id, wording="none").status_code == 303
    with town.office.database.reading() as session:
        assert session.get_one(Case, case_id).reason_code == "NO_WORDING"
    assert judge(people["officer1"], town, case_id, wording="fits").status_code == 303


def test_the_second_record_of_an_act_names_the_first_and_asks_for_a_look_at_it(
    town: Town, people: dict[str, Browser]
) -> None:
    first, second = open_case_of(town, PLAIN, 60), open_case_of(town, PLAIN, 60)
    page = people["officer1"].get(f"/desk/{second}").text
    assert f"/cases/{first}" in page and "Một hành vi chỉ bị xử phạt một lần" in page
    assert f"/cases/{second}" not in people["officer1"].get(f"/desk/{first}").text.partition('id="confirm"')[2]
    corrected = people["officer1"].post(f"/desk/{first}/act", {"plate": "98A-999.99"}).text
    assert 'name="another_act"' not in corrected
    assert 'name="another_act"' in people["officer1"].post(f"/desk/{second}/act").text
    assert judge(people["officer1"], town, second).status_code == 422
    assert judge(people["officer1"], town, second, another_act="yes").status_code == 303


def test_a_correction_is_kept_beside_what_was_read(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 34)
    judge(people["officer1"], town, case_id, plate="98A-123.45")
    with town.office.database.reading() as session:
        verdict = session.scalar(sa.select(ReviewVerdict).where(ReviewVerdict.case_id == case_id))
    assert verdict and verdict.plate == "98A12345" and verdict.read_plate != verdict.plate


def test_a_case_is_rejected_with_a_coded_reason_and_not_without(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 35)
    assert judge(people["officer1"], town, case_id, kind="reject").status_code == 422
    judge(people["officer1"], town, case_id, kind="reject", reason_code="SIGNAL_FAULT")
    judge(people["officer2"], town, case_id, kind="reject", reason_code="SIGNAL_FAULT")
    assert town.state(case_id) == S.REJECTED


def test_a_verdict_is_undone_from_the_next_screen(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 36)
    location = judge(people["officer1"], town, case_id).headers["location"]
    assert f"/desk/{case_id}/take-back" in people["officer1"].get(location).text
    form = {"version": version_of(town, case_id), "reason": "Bấm nhầm"}
    assert people["officer1"].post(f"/desk/{case_id}/take-back", form).status_code == 303
    assert judge(people["officer1"], town, case_id).status_code == 303


def test_two_screens_never_hold_one_case(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 37)
    for browser in (people["officer1"], people["officer2"]):
        browser.get(f"/desk/{case_id}")
    assert people["officer1"].post(f"/desk/{case_id}/lease").json() == {"held": True}
    assert people["officer2"].post(f"/desk/{case_id}/lease").status_code == 409
    assert "Nguyễn Thị Hương Giang" in people["officer2"].get(f"/desk/{case_id}").text
    people["officer1"].post(f"/desk/{case_id}/lease/end")
    assert people["officer2"].post(f"/desk/{case_id}/lease").json() == {"held": True}
    with town.office.database.writing() as session:
        lease.let_go(session, case_id, town.actor("officer2").person)


def test_a_plate_of_the_manual_queue_is_read_by_hand(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 38, manual=("UNREADABLE", "No look could be read."))
    people["officer1"].get(f"/desk/{case_id}")
    form = {"plate": "98A-123.45", "plate_colour": "white", "vehicle": "car", "version": version_of(town, case_id)}
    assert people["officer1"].post(f"/desk/{case_id}/reading", form).status_code == 303
    assert town.state(case_id) == S.REVIEW_PENDING


def test_held_frames_say_why_and_what_to_do_in_words(town: Town, people: dict[str, Browser]) -> None:
    text = people["officer1"].get("/held").text
    for sentence in (
        "Chưa nạp camera có mã này.",
        "Kiểm định của camera hết hạn ngày 31/10/2026, hành vi xảy ra ngày 17/11/2026",
        "Camera ghi 18/11/2026 11:20, nhưng hệ thống nhận lúc 18/11/2026 08:20",
        "tệp bị cắt ngang: thiếu phần cuối của JPEG",
        "Đề nghị kiểm tra đồng hồ camera",
        "Xem hình ảnh: đọc biển số thủ công",
    ):
        assert sentence in text, sentence
    assert "/again" in text and "/open" in text
    only_watching = people["supervisor"].get("/held").text
    assert "SK-0002" in only_watching and "/again" not in only_watching and "/open" not in only_watching
    one = people["supervisor"].get(f"/cases/{town.held['CLOCK_OFF']}").text
    assert "Đề nghị kiểm tra đồng hồ camera" in one and "/dismiss" not in one


def test_a_held_frame_goes_the_way_out_that_it_has_and_no_other(town: Town, people: dict[str, Browser]) -> None:
    officer, held = people["officer1"], town.held
    officer.get("/held")
    assert officer.post(f"/held/{held['CAMERA_UNKNOWN']}/again").status_code == 422
    assert officer.post(f"/held/{held['CLOCK_OFF']}/open").status_code == 422
    assert officer.post(f"/held/{held['CLOCK_OFF']}/dismiss").status_code == 422
    form = {"reason_code": "CLOCK_FAULT", "note": "Đội kỹ thuật đã chỉnh giờ"}
    assert officer.post(f"/held/{held['CLOCK_OFF']}/dismiss", form).headers["location"].startswith("/held")
    assert "SK-0002" not in officer.get("/held").text
    page = officer.get(f"/cases/{held['CLOCK_OFF']}").text
    assert "Đội kỹ thuật đã chỉnh giờ" in page and "Nguyễn Thị Hương Giang" in page and "/dismiss" not in page
    answer = officer.post(f"/held/{held['NO_PLATE']}/open")
    assert answer.headers["location"].startswith(f"/desk/{held['NO_PLATE']}")
    assert town.state(held["NO_PLATE"]) == S.MANUAL_QUEUE
    desk = officer.get(answer.headers["location"]).text
    assert 'name="plate"' in desk and "Máy không thấy biển số" in desk


def test_what_strangers_wrote_is_printed_literally(town: Town, people: dict[str, Browser]) -> None:
    case_id = town.cases["open2"]
    for path in (f"/desk/{case_id}", f"/cases/{case_id}", "/queue", "/cases"):
        text = people["officer1"].get(path).text
        assert "<script>alert" not in text
        assert "<b>Đường</b>" not in text
    desk = people["officer1"].get(f"/desk/{case_id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in desk
    assert "{{7*7}}" in desk


def test_a_picture_comes_by_its_hash_from_its_own_case_alone(town: Town, people: dict[str, Browser]) -> None:
    case_id, other = town.cases["open0"], town.cases["open1"]
    with town.office.database.reading() as session:
        name = items_of(session, case_id)[0].sha256
    answer = people["officer1"].get(f"/cases/{case_id}/evidence/{name}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/jpeg"
    assert people["officer1"].get(f"/cases/{other}/evidence/{name}").status_code == 404
    assert people["officer1"].get(f"/cases/{case_id}/evidence/..%2f..%2fkeys").status_code == 404


def test_a_look_at_an_original_is_written_down_once_a_day_and_not_while_its_judge_looks(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id = open_case_of(town, PLAIN, 57)
    with town.office.database.writing() as session:
        path = f"/cases/{case_id}/evidence/{items_of(session, case_id)[0].sha256}"
        lease.take(session, case_id, town.actor("officer1").person, wall_now())
    for name in ("auditor", "officer1", "auditor"):
        assert people[name].get(path).status_code == 200
    assert events(town, case_id, "original_shown") == 1


def test_a_changed_picture_is_not_given_out(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 39)
    with town.office.database.reading() as session:
        name = items_of(session, case_id)[0].sha256
    path = town.office.store.path_of(name)  # type: ignore[attr-defined]
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"\xff" + whole[1:-1] + b"\x00")
    try:
        assert people["officer1"].get(f"/cases/{case_id}/evidence/{name}").status_code == 500
    finally:
        path.write_bytes(whole)


def test_a_paper_is_no_picture_it_has_a_page_that_writes_down_who_looked(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id = town.cases["noticed"]
    paper = town.papers(case_id, "notice")[0]
    assert people["supervisor"].get(f"/cases/{case_id}/evidence/{paper.signed_sha256}").status_code == 404
    before = events(town, case_id, "paper_shown")
    answer = people["officer1"].get(f"/cases/{case_id}/papers/{paper.id}")
    assert answer.content.startswith(b"%PDF-")
    assert events(town, case_id, "paper_shown") == before + 1


def test_the_owner_is_shown_after_the_verdict_with_a_purpose_that_is_logged(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, judged = town.cases["noticed"], town.cases["open0"]
    browser = people["officer1"]
    assert "Nguyễn Văn" not in browser.get(f"/cases/{case_id}").text
    before = events(town, case_id, "owner_opened")
    assert browser.post(f"/cases/{case_id}/persons", {"purpose": ""}).status_code == 422
    text = browser.post(f"/cases/{case_id}/persons", {"purpose": "gọi điện hẹn làm việc"}).text
    assert "Nguyễn Văn" in text
    assert events(town, case_id, "owner_opened") == before + 1
    assert browser.post(f"/cases/{judged}/persons", {"purpose": "tò mò"}).status_code == 409


def test_one_person_holds_a_case_and_two_release_it(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 40)
    people["officer1"].get(f"/cases/{case_id}")
    assert people["officer1"].post(f"/cases/{case_id}/hold", {"reason": "Camera bị dời"}).status_code == 303
    people["officer1"].post(f"/cases/{case_id}/release", {"reason": "Đã kiểm tra"})
    assert people["officer1"].post(f"/cases/{case_id}/release").status_code == 409
    people["officer2"].get(f"/cases/{case_id}")
    assert people["officer2"].post(f"/cases/{case_id}/release").status_code == 303
    with town.office.database.reading() as session:
        assert session.get_one(Case, case_id).flags == []


def test_a_batch_is_read_once_more_before_it_is_signed_and_nothing_unopened_is(
    town: Town, people: dict[str, Browser]
) -> None:
    ids = [open_case_of(town, PLAIN, copy) for copy in (8, 9, 10)]
    for case_id in ids:
        town.confirm(case_id)
    papers = [town.papers(case_id, "notice")[0].id for case_id in ids]
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
    assert [town.state(case_id) for case_id in ids[:2]] == [S.NOTICE_SENT, S.OWNER_IDENTIFIED]
    assert signer.post(f"/papers/{papers[2]}/send-back", {"reason": ""}).status_code == 409
    assert signer.post(f"/papers/{papers[2]}/send-back", {"reason": "Ảnh mờ"}).status_code == 303
    assert town.state(ids[2]) == S.REVIEW_PENDING
    assert events(town, "papers", "papers_listed")


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
    post("violator", who="owner", drove="yes", version=version_of(town, case_id))
    assert town.state(case_id) == S.VIOLATOR_IDENTIFIED
    post("minutes", made_place="Trụ sở", reason="do thiết bị ghi nhận", bases="Kết quả thiết bị", statement="Đúng.")
    assert town.state(case_id) == S.MINUTES_MADE
    post("decision", explanation_waived="true")
    town.sign(case_id, "decision")
    assert town.state(case_id) == S.DECISION_ISSUED
    post("sent", channel="by_hand")
    post("delivered", kind="signature", reference="Đã ký nhận", received_on=today)
    assert town.state(case_id) == S.DECISION_DELIVERED
    assert "Tài khoản" not in officer.get(f"/cases/{case_id}").text.partition("<main")[0]


def test_a_clerk_takes_over_prints_and_records(town: Town, people: dict[str, Browser]) -> None:
    with town.office.database.reading() as session:
        query = sa.select(Consignment).where(Consignment.receiver_code == COMMUNE, Consignment.state == "closed")
        consignment = session.scalars(query).first()
        assert consignment
        item = session.scalars(
            sa.select(ConsignmentItem)
            .join(Case, Case.id == ConsignmentItem.case_id)
            .where(ConsignmentItem.consignment_id == consignment.id, Case.state == S.NOTICE_SENT)
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
    with town.office.database.reading() as session:
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
    with town.office.database.reading() as session:
        ways = [one.receiver_code for _, one in journeys_of(session, case_id)]
        assert (ways, session.get_one(Case, case_id).commune_code) == ([COMMUNE, OTHER_COMMUNE], OTHER_COMMUNE)
    assert events(town, case_id, "commune_moved") == 1


def test_a_statement_is_imported_and_what_is_unclear_waits_for_a_person(town: Town, people: dict[str, Browser]) -> None:
    with town.office.database.reading() as session:
        decision = session.scalar(sa.select(Decision).where(Decision.case_id == town.cases["paid"]))
    assert decision and decision.number
    rows = [
        f"2026-10-20,FT1,NGUYEN VAN A,{decision.amount_vnd},Nop phat QD {decision.number}",
        "2026-10-21,FT2,=cmd|' /C calc'!A0,1000000,khong ro noi dung",
    ]
    data = ("value_date,reference,payer,amount_vnd,content\n" + "\n".join(rows) + "\n").encode()
    finance = people["finance"]
    finance.get("/payments")
    answer = finance.post("/payments/statements", files={"file": ("thang10.csv", data, "text/csv")})
    assert answer.status_code == 200, answer.text
    assert town.state(town.cases["paid"]) == S.PAID
    page = finance.get("/payments").text
    line = re.search(r"/payments/lines/([0-9a-f-]{36})/dismiss", page)
    assert line
    assert finance.post(f"/payments/lines/{line[1]}", {"number": "99/XX", "reason": "x"}).status_code == 409
    assert finance.post(f"/payments/lines/{line[1]}/dismiss", {"reason": "không phải khoản phạt"}).status_code == 303
    assert finance.post("/payments/statements", files={"file": ("x.csv", b"\x00\x01", "text/csv")}).status_code == 422


def test_reports_are_the_same_on_the_page_in_the_workbook_and_as_csv(people: dict[str, Browser]) -> None:
    supervisor = people["supervisor"]
    page = supervisor.get("/reports").text
    assert page.count("<svg xmlns") == 2
    workbook = openpyxl.load_workbook(io.BytesIO(supervisor.get("/reports/funnel.xlsx").content))
    total = [cell.value for cell in list(workbook.worksheets[0].rows)[-1]]
    csv_total = supervisor.get("/reports/funnel.csv").content.decode("utf-8-sig").strip().splitlines()[-1].split(",")
    assert [str(value) for value in total] == csv_total
    assert all(f'<td class="num">{value}</td>' in page for value in total[1:])
    assert supervisor.get("/reports?from=nonsense&to=1900-01").status_code == 200
    assert supervisor.get("/reports/other.xlsx").status_code == 404


def test_an_administrator_makes_an_account_that_works(people: dict[str, Browser], visitor: Browser) -> None:
    administrator = people["administrator"]
    administrator.get("/accounts/new")
    form = {"name": "can.bo.moi", "role": "officer", "full_name": "Cán Bộ Mới"}
    page = administrator.post("/accounts", form).text
    password = re.search(r'<b id="password">([^<]+)</b>', page)
    assert password
    visitor.log_in("can.bo.moi", password=password[1])
    assert visitor.get("/queue").headers["location"] == "/password"
    assert administrator.post("/accounts", form).status_code == 422


def test_the_agency_is_changed_from_a_day_on_and_faults_are_named(town: Town, people: dict[str, Browser]) -> None:
    administrator = people["administrator"]
    page = administrator.get("/agency").text
    content = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert content
    text = content[1].replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    wrong = administrator.post("/agency", {"content": text.replace("province_code: '24'", "province_code: x")})
    assert wrong.status_code == 422 and "province_code" in wrong.text
    later = text.replace("2025-07-01", "2026-12-01", 1).replace("0204.000.0000", "0204.111.1111")
    assert administrator.post("/agency", {"content": later}).status_code == 303
    with town.office.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AgencyVersion)) == 2
    assert "0204.000.0000" in administrator.get("/agency").text, "today the old one holds"


def test_a_wording_needs_two_persons(town: Town, people: dict[str, Browser]) -> None:
    senior, signer = people["senior"], people["signer"]
    act = re.search(r'<option value="(ILLEGAL_PARKING\|car\|[^"]+)"', senior.get("/wordings").text)
    assert act
    form = {"act": act[1], "act_vi": "Đỗ xe không đúng vị trí", "source": "Điều 6 Nghị định 168/2024/NĐ-CP"}
    assert senior.post("/wordings", {**form, "act_vi": "Phạt tiền 1.000.000 đồng"}).status_code == 422
    assert senior.post("/wordings", form).status_code == 303
    with town.office.database.reading() as session:
        wording = session.scalar(sa.select(Wording.id))
    assert senior.post(f"/wordings/{wording}/agree").status_code == 409
    signer.get("/wordings")
    assert signer.post(f"/wordings/{wording}/agree").status_code == 303
    case_id = open_case_of(town, SEVERAL, 45)
    assert "Đỗ xe không đúng vị trí" in people["officer1"].get(f"/desk/{case_id}").text


def test_an_auditor_reads_the_log_and_verifies_it(town: Town, people: dict[str, Browser]) -> None:
    auditor = people["auditor"]
    assert "act_confirmed" in auditor.get("/log?kind=act_confirmed").text
    town.office.checkpoint()
    assert "Toàn vẹn" in auditor.post("/log/verify").text


def test_the_check_of_a_paper_s_code_is_open_and_runs_nothing_but_its_own_script(town: Town, visitor: Browser) -> None:
    assert 'href="/kiem-tra" data-keep-fragment' in visitor.get("/tra-cuu").text
    answer = visitor.get("/kiem-tra")
    assert answer.status_code == 200 and town.office.signing.paper_key.public.hex() in answer.text
    assert "Phòng Cảnh sát giao thông" in answer.text
    policy = answer.headers["content-security-policy"]
    for name in ("script", "style"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", answer.text, re.DOTALL)
        allowed = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{allowed}';" in policy
    assert policy.startswith("default-src 'none'") and policy.endswith("frame-ancestors 'none'")
    assert "connect-src" not in policy


class TestLookUp:
    """The public page: three things together, all wrong answers alike, and a limit."""

    @pytest.fixture
    def held(self, town: Town) -> dict[str, str]:
        paper = town.papers(town.cases["noticed2"], "notice")[0]
        with town.office.database.reading() as session:
            plate = session.get_one(Case, paper.case_id).plate
        code = lookup_code_of(town.office.keys, paper)
        assert paper.no and plate and code
        return {"notice_no": paper.no, "plate": plate, "code": code}

    def test_the_holder_of_a_notice_sees_state_act_and_office_but_no_name_and_no_amount(
        self, visitor: Browser, held: dict[str, str]
    ) -> None:
        visitor.get("/tra-cuu")
        text = visitor.post("/tra-cuu", held).text
        assert "Đã gửi thông báo" in text and "Không chấp hành hiệu lệnh của đèn tín hiệu" in text
        assert "0204.000.000" in text
        assert "Nguyễn Văn" not in text and "đồng</b>" not in text

    def test_every_wrong_answer_is_the_same(self, visitor: Browser, held: dict[str, str]) -> None:
        visitor.get("/tra-cuu")
        answers = set()
        for wrong in ({"notice_no": "999/TB-CSGT"}, {"plate": "30A-111.11"}, {"code": "ABCDE-FGHJK"}):
            answer = visitor.post("/tra-cuu", {**held, **wrong})
            main = answer.text.partition("<main")[2]
            answers.add((answer.status_code, re.sub(r'value="[^"]*"', "", main)))
        assert len(answers) == 1

    def test_too_many_wrong_answers_shut_the_door_for_right_ones_too(
        self, town: Town, visitor: Browser, held: dict[str, str]
    ) -> None:
        visitor.get("/tra-cuu")
        statuses = [visitor.post("/tra-cuu", {**held, "code": "AAAAABBBBB"}).status_code for _ in range(12)]
        assert statuses[-1] == 429
        assert visitor.post("/tra-cuu", held).status_code == 429
        from ticketing.web.tables import DoorFailure

        with town.office.database.writing() as session:
            session.execute(sa.delete(DoorFailure).where(DoorFailure.door == "look_up"))


def test_the_demo_clock_and_the_way_to_the_source_stand_on_every_page(
    people: dict[str, Browser], visitor: Browser
) -> None:
    for page in (visitor.get("/log-in"), visitor.get("/tra-cuu"), people["officer1"].get("/queue")):
        assert "Đồng hồ trình diễn: 18/11/2026 09:00" in page.text
        assert "/static/source.tar.gz" in page.text
    archive = visitor.get("/static/source.tar.gz")
    assert archive.status_code == 200 and archive.content[:2] == b"\x1f\x8b"


def test_the_language_is_switched_on_every_page_and_the_cookie_remembers_it(visitor: Browser) -> None:
    for page in ("/log-in", "/tra-cuu"):
        text = visitor.get(page).text
        assert '<html lang="vi">' in text
        assert 'value="vi" lang="vi" title="Tiếng Việt" aria-label="Tiếng Việt" aria-pressed="true"' in text
        assert 'value="en" lang="en" title="English" aria-label="English" aria-pressed="false"' in text
    answer = visitor.post("/language", {"language": "en", "back": "/tra-cuu"})
    assert answer.headers["location"] == "/tra-cuu"
    assert visitor.cookie.startswith("en.")
    text = visitor.get("/tra-cuu").text
    assert '<html lang="en">' in text and "Look up a notice" in text
    assert '<html lang="en">' in visitor.get("/log-in").text


def test_the_switch_comes_back_to_the_page_with_its_filters(people: dict[str, Browser]) -> None:
    officer = people["officer1"]
    assert 'name="back" value="/queue?state=MANUAL_QUEUE"' in officer.get("/queue?state=MANUAL_QUEUE").text
    refused = officer.post("/nowhere", {}, headers={"referer": "http://testserver/cases?state=PAID"})
    assert 'name="back" value="/cases?state=PAID"' in refused.text
    assert 'name="back" value="/"' in officer.post("/nowhere", {}, headers={"referer": "http://x.example/cases"}).text
    for back, there in (("/queue?state=MANUAL_QUEUE", "/queue?state=MANUAL_QUEUE"), ("//x.example/?a=b", "/")):
        assert officer.post("/language", {"language": "vi", "back": back}).headers["location"] == there


def test_the_queues_count_what_waits_and_each_line_leads_to_where_one_acts(
    town: Town, people: dict[str, Browser]
) -> None:
    officer, supervisor = people["officer1"], people["supervisor"]
    differs, unknown, address = town.cases["open7"], town.cases["unknown"], town.cases["address"]
    shown = officer.get("/queues?queue=differs").text
    assert f'href="/desk/{differs}?state=MANUAL_QUEUE"' in shown and "xe đăng ký là xe mô tô" in shown
    assert f"/desk/{differs}" not in supervisor.get("/queues?queue=differs").text
    assert f"/cases/{unknown}" in officer.get("/queues?queue=owner&reason=NOT_IN_REGISTRY").text
    shown = officer.get("/queues?queue=address").text
    assert f"/cases/{address}" in shown and f"/cases/{unknown}" not in shown
    assert "Không có vụ việc chờ" in officer.get("/queues?queue=twin").text
    stuck = Wakeup(
        id=new_id(), task="react", subject=unknown, key="stuck", due_at=town.now + timedelta(days=1),
        problem="Unreachable: The register did not answer.",
    )  # fmt: skip
    with town.office.database.writing() as session:
        session.add(stuck)
    assert f"/cases/{unknown}" in officer.get("/queues?queue=register&reason=REGISTER_UNREACHABLE").text
    with town.office.database.writing() as session:
        session.delete(session.get_one(Wakeup, stuck.id))


def test_a_commune_chosen_for_a_hamlet_is_offered_to_the_next_person_and_can_be_taken_back(
    town: Town, people: dict[str, Browser]
) -> None:
    first, second, officer = town.cases["address"], town.cases["address2"], people["officer1"]
    chosen = {"version": version_of(town, first), "commune_code": "09661", "ground": "RESIDENCE_DATA"}
    assert "đã chọn trước đây" not in officer.get(f"/cases/{second}").text
    assert officer.post(f"/cases/{first}/address", chosen).status_code == 303
    offered = people["officer2"].get(f"/cases/{second}").text
    assert "đã chọn trước đây cho cùng thôn" in offered and "Nguyễn Thị Hương Giang" in offered
    assert offered.index('value="09661"') < offered.index('value="09619"')
    listed = people["supervisor"].get("/commune-choices").text
    assert "thôn Đông, xã Chu Minh, huyện Ba Vì" in listed and "Số 4" not in listed
    path = next(iter(re.findall(r"/commune-choices/[0-9a-f-]+/withdraw", listed)))
    assert "/withdraw" not in people["auditor"].get("/commune-choices").text
    assert people["officer2"].post(path, {"reason": " "}).status_code == 409
    assert people["officer2"].post(path, {"reason": "nhầm thôn"}).status_code == 303
    assert "đã chọn trước đây" not in officer.get(f"/cases/{second}").text
    assert people["officer2"].post(path, {"reason": "nhầm thôn"}).status_code == 404
    assert events(town, first, "commune_choice_withdrawn") == 1


def test_the_file_of_a_vehicle_is_opened_for_a_purpose_names_nobody_and_lists_who_looked(
    town: Town, people: dict[str, Browser]
) -> None:
    officer, asked = people["officer1"], {"plate": "98A-123.52", "purpose": "Trả lời đơn số 12"}
    assert officer.post("/vehicles", {"plate": "98A-123.52"}).status_code == 422
    assert people["finance"].post("/vehicles", asked).status_code == 403
    shown = officer.post("/vehicles", asked).text
    assert "Toyota Vios" in shown and f"/cases/{town.cases['paid']}" in shown and "Nguyễn Văn 0-1" not in shown
    again = people["auditor"].post("/vehicles", asked | {"purpose": "Kiểm tra"}).text
    assert "Trả lời đơn số 12" in again and "Nguyễn Thị Hương Giang" in again


def test_the_file_of_an_owner_needs_a_confirmed_act_and_is_closed_to_whoever_judges_his_vehicle(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, officer = town.cases["noticed2"], people["officer1"]
    path, purpose = f"/cases/{case_id}/owner-file", {"purpose": "Chủ xe đến trụ sở"}
    assert officer.post(path, {"purpose": " "}).status_code == 409
    assert officer.post(f"/cases/{town.cases['open0']}/owner-file", purpose).status_code == 409
    before = events(town, case_id, "owner_opened")
    shown = officer.post(path, purpose).text
    assert "Nguyễn Văn 0-2" in shown and "98A-123.59" in shown and "Chủ xe đến trụ sở" in shown
    assert events(town, case_id, "owner_opened") == before + 1
    waiting = open_case_of(town, PLAIN, 2)
    assert f"/cases/{waiting}" not in people["supervisor"].post(path, purpose).text, "it waits for its verdict"
    with town.office.database.writing() as session:
        lease.take(session, waiting, town.actor("officer1").person, wall_now())
    for closed in (path, f"/cases/{case_id}/persons"):
        assert "kết luận vụ việc đó trước" in officer.post(closed, purpose).text
    with town.office.database.writing() as session:
        lease.let_go(session, waiting, town.actor("officer1").person)


def test_a_table_is_loaded_on_the_page_and_its_refused_rows_are_opened_for_a_purpose(
    town: Town, people: dict[str, Browser]
) -> None:
    administrator = people["administrator"]
    table = f"{VEHICLES_HEAD}\n98A77701,white,car,Kia,,Đỏ,O0001,2020-01-01,\n,white,car,,,,O1,,\n".encode()

    def send(name: str, content: str = "vehicles") -> httpx.Response:
        return administrator.post("/registry/loads", {"content": content}, files={"file": (name, table)})

    assert send("v.exe").status_code == 422 and send("v.csv", "persons").status_code == 422
    assert send("v.xlsx").status_code == 422, "no workbook"
    assert "2 dòng: 1 mới, 0 thay đổi, 0 không đổi, 1 bị từ chối" in send("v.csv").text
    path = re.findall(r"/registry/loads/[0-9a-f-]+/rejects", administrator.get("/registry/loads").text)[0]
    assert administrator.post(path).status_code == 409
    rows = administrator.post(path, {"purpose": "Sửa bảng"})
    assert "attachment" in rows.headers["content-disposition"] and "it has no plate" in rows.text
    assert events(town, "registry vehicles", "rejects_opened") == 1
    assert people["auditor"].post(path, {"purpose": "Xem"}).status_code == 403
    assert path not in people["auditor"].get("/registry/loads").text


def test_a_table_with_other_column_names_is_looked_at_chosen_and_loaded(
    town: Town, people: dict[str, Browser], tmp_path: Path
) -> None:
    administrator, book = people["administrator"], openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Biển số", "Loại xe", "Màu  sơn", "Số hộp thư"])
    sheet.append(["98A-777.31", "car", "Đỏ", "O7731"])
    book.save(tmp_path / "t.xlsx")
    file = {"file": ("t.xlsx", (tmp_path / "t.xlsx").read_bytes())}
    looked = administrator.post("/registry/loads/columns", {"content": "vehicles"}, files=file).text
    assert "98A-777.31" in looked and '<option value="Loại xe" selected>' in looked
    chosen = {name: html.unescape(value) for name, value in CHOSEN.findall(looked)}
    assert chosen == {"theirs_plate": "Biển số", "theirs_kind": "Loại xe", "theirs_colour": "Màu sơn"}
    assert administrator.post("/registry/loads", {"content": "vehicles"}, files=file).status_code == 422
    chosen["theirs_owner_id"] = "Số hộp thư"
    none = {f"theirs_{name}": "" for name in VEHICLES_HEAD.split(",") if f"theirs_{name}" not in chosen}
    form = {"content": "vehicles", **chosen, **none}
    assert "1 dòng: 1 mới" in administrator.post("/registry/loads", form, files=file).text
    kept = administrator.post("/registry/loads/mapping", form)
    assert "vehicles.yaml" in kept.headers["content-disposition"]
    (tmp_path / "names.yaml").write_text(kept.text, "utf-8")
    assert read_names(tmp_path / "names.yaml")["owner_id"] == "Số hộp thư"
    assert read_names(tmp_path / "names.yaml")["make"] is None
    broken = administrator.post("/registry/loads/columns", {"content": "vehicles"}, files={"file": ("t.csv", b"")})
    assert 'role="alert"' in broken.text


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
    assert town.state(case_id) == S.INSTALMENTS and "8.000.000 đồng: 15/12/2026" in page
    assert "Sửa đổi, bổ sung, hủy bỏ một phần (MQĐ38)" in page and "Nộp tiền phạt nhiều lần (Điều 79" not in page


def test_officers_enter_the_table_of_a_commune_that_is_not_connected(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WeeklyBundles, "way", lambda _, code: "folder" if code == OTHER_COMMUNE else None)
    with town.office.database.reading() as session:
        query = sa.select(Consignment).where(Consignment.receiver_code == OTHER_COMMUNE, Consignment.print_sha256 > "")
        consignment = session.scalars(query).first()
    assert consignment
    officer, address = people["officer1"], f"/consignments/{consignment.id}"
    assert 'name="reply"' in officer.get(address).text
    assert 'name="reply"' not in people["other_clerk"].get(address).text
    answer = officer.post(f"{address}/reply", files={"reply": ("reply.csv", b"so,ket_qua\n", "text/csv")})
    assert (answer.status_code, "reply.csv" in answer.text) == (422, True)
    assert people["clerk"].post(f"{address}/reply").status_code == 403
