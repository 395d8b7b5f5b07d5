"""The review desk: what it shows, each verdict, and two screens that never hold one case."""

import re

import pytest
import sqlalchemy as sa

from registry.test_remote import ROW, Server, answer, send
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.layout.redaction import SIGHTS
from ticketing.evidence.seal import items_of
from ticketing.registry.remote import HttpRegister
from ticketing.review import lease
from ticketing.review.tables import ReviewVerdict
from web.town import COMMUNE, PLAIN, SEVERAL, Town, events, open_case_of, version_of
from web.visits import Browser, judge


def test_the_desk_shows_all_evidence_and_never_the_owner(town: Town, people: dict[str, Browser]) -> None:
    case_id = town.cases["open5"]
    text = people["officer1"].get(f"/desk/{case_id}").text
    with town.context.database.reading() as session:
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
    assert town.state(case_id) == CaseState.REVIEW_PENDING
    second = people["officer2"].get(f"/desk/{case_id}").text
    assert "xác nhận</b>" not in second and "Hai kết luận khác nhau" not in second
    form = {"kind": "confirm", "version": version_of(town, case_id)}
    sent = people["officer2"].post(f"/desk/{case_id}/verdict", form, headers={"hx-request": "true"})
    assert town.state(case_id) == CaseState.CONFIRMED
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
    assert town.state(case_id) == CaseState.MANUAL_QUEUE
    assert 'name="plate" value="98C-246.36"' in officer.get(f"/desk/{case_id}").text
    read = {"plate": "98A25614", "plate_colour": "white", "vehicle": "car", "version": version_of(town, case_id)}
    assert officer.post(f"/desk/{case_id}/reading", read).status_code == 303
    assert town.state(case_id) == CaseState.REVIEW_PENDING


def test_registered_vehicles_that_a_plate_may_be_are_suggested_to_its_judge_alone_and_logged(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, officer = open_case_of(town, PLAIN, 6), people["officer1"]
    shown = officer.post(f"/desk/{case_id}/alternatives").text
    assert "98A-123.<mark>0</mark><mark>1</mark>" in shown.replace("\n", "") and "Toyota Vios" in shown
    assert 'data-alternative="98A-123.01"' in shown and "Nguyễn Văn" not in shown
    assert events(town, case_id, "plate_suggestions_shown") == 1
    assert officer.post(f"/desk/{town.cases['paid']}/alternatives").status_code == 409
    monkeypatch.setitem(town.context.__dict__, "register", HttpRegister("http://127.0.0.1:9", deadline_s=5))
    outside = officer.post(f"/desk/{case_id}/alternatives").text
    assert "Toyota" not in outside and "98A-123.8" in outside


def test_a_plate_that_was_typed_is_asked_of_the_register_outside_or_nothing_is_said_of_it(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks(url: str) -> None:
        monkeypatch.setitem(town.context.__dict__, "register", HttpRegister(url, deadline_s=5))

    case_id, officer, server = open_case_of(town, SEVERAL, 9), people["officer1"], Server()
    truck = {**ROW, "plate": "98C55517", "kind": "truck", "make": "Kamaz"}
    server.behaves = lambda to, asked: send(to, answer(asked, vehicles=[truck] if "C" in asked["plate"] else []))
    not_asked, not_there = "Chưa tra cứu được biển số này", "Không có trong dữ liệu đăng ký"
    asks("http://127.0.0.1:9")
    assert not_asked in officer.post(f"/desk/{case_id}/act", {"plate": "98C-555.17", "vehicle": "truck"}).text
    assert judge(officer, town, case_id, plate="98C-555.17", vehicle="truck", wording="fits").status_code == 503
    read = {"plate": "98C-555.17", "plate_colour": "white", "vehicle": "truck", "version": version_of(town, case_id)}
    assert officer.post(f"/desk/{case_id}/reading", read).status_code == 503
    assert town.state(case_id) == CaseState.REVIEW_PENDING
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
    with town.context.database.writing() as session:
        session.get_one(Case, case_id).state = CaseState.OWNER_UNKNOWN
    monkeypatch.setitem(town.context.__dict__, "register", HttpRegister("http://127.0.0.1:9", deadline_s=5))
    assert officer.post(f"/cases/{case_id}/owner/again").status_code == 503
    both = {"version": version_of(town, case_id), "commune_code": COMMUNE, "other": "xã khác", "ground": "OWNER_SAID"}
    refused = officer.post(f"/cases/{case_id}/address", both)
    assert refused.status_code == 409 and "chỉ giữ lại một" in refused.text
    of_several = officer.post(f"/cases/{case_id}/address", both | {"commune_code": "other", "other": "xã Tân Tiến"})
    assert of_several.status_code == 409 and "xã Tân Tiến, tỉnh Cà Mau" in of_several.text, "one wrong guess away"
    found = officer.get("/communes/like?field=other&other=hoan+kiem").text
    assert 'value="phường Hoàn Kiếm, thành phố Hà Nội" label="hoan kiem"' in found


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
    with town.context.database.reading() as session:
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
    with town.context.database.reading() as session:
        verdict = session.scalar(sa.select(ReviewVerdict).where(ReviewVerdict.case_id == case_id))
    assert verdict and verdict.plate == "98A12345" and verdict.read_plate != verdict.plate


def test_a_case_is_rejected_with_a_coded_reason_and_not_without(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 35)
    assert judge(people["officer1"], town, case_id, kind="reject").status_code == 422
    judge(people["officer1"], town, case_id, kind="reject", reason_code="SIGNAL_FAULT")
    judge(people["officer2"], town, case_id, kind="reject", reason_code="SIGNAL_FAULT")
    assert town.state(case_id) == CaseState.REJECTED


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
    with town.context.database.writing() as session:
        lease.let_go(session, case_id, town.actor("officer2").person)


def test_a_plate_of_the_manual_queue_is_read_by_hand(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 38, manual=("UNREADABLE", "No look could be read."))
    people["officer1"].get(f"/desk/{case_id}")
    form = {"plate": "98A-123.45", "plate_colour": "white", "vehicle": "car", "version": version_of(town, case_id)}
    assert people["officer1"].post(f"/desk/{case_id}/reading", form).status_code == 303
    assert town.state(case_id) == CaseState.REVIEW_PENDING
