"""What waits, what was held, and a case's own page: who sees what of it, and what a look leaves behind."""

import re
from datetime import timedelta

import pytest

from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.evidence.log import append
from ticketing.evidence.seal import items_of
from ticketing.flow import reactions, redact_bystanders
from ticketing.kit.clock import wall_now
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import Job
from ticketing.review import lease
from web.town import PLAIN, Town, events, open_case_of, version_of
from web.visits import Browser


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
    assert town.state(held["NO_PLATE"]) == CaseState.MANUAL_QUEUE
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
    with town.context.database.reading() as session:
        name = items_of(session, case_id)[0].sha256
    answer = people["officer1"].get(f"/cases/{case_id}/evidence/{name}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/jpeg"
    assert people["officer1"].get(f"/cases/{other}/evidence/{name}").status_code == 404
    assert people["officer1"].get(f"/cases/{case_id}/evidence/..%2f..%2fkeys").status_code == 404


def test_a_look_at_an_original_is_written_down_once_a_day_and_not_while_its_judge_looks(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id = open_case_of(town, PLAIN, 57)
    with town.context.database.writing() as session:
        path = f"/cases/{case_id}/evidence/{items_of(session, case_id)[0].sha256}"
        lease.take(session, case_id, town.actor("officer1").person, wall_now())
    for name in ("auditor", "officer1", "auditor"):
        assert people[name].get(path).status_code == 200
    assert events(town, case_id, "original_shown") == 1


def test_a_changed_picture_is_not_given_out(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 39)
    with town.context.database.reading() as session:
        name = items_of(session, case_id)[0].sha256
    path = town.context.store.path_of(name)  # type: ignore[attr-defined]
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
    paper = town.documents(case_id, "notice")[0]
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
    refused = browser.post(f"/cases/{case_id}/persons", {"purpose": " "})
    assert refused.status_code == 409 and "Ghi rõ cần dữ liệu để làm gì." in refused.text
    text = browser.post(f"/cases/{case_id}/persons", {"purpose": "gọi điện hẹn làm việc"}).text
    assert "Nguyễn Văn" in text
    assert events(town, case_id, "owner_opened") == before + 1
    assert browser.post(f"/cases/{judged}/persons", {"purpose": "tò mò"}).status_code == 409


def test_what_a_role_of_another_version_did_stands_in_the_history_as_it_was_written(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id = open_case_of(town, PLAIN, 40)
    with town.context.database.writing() as session:
        append(session, at=town.now, kind="remarked", subject=case_id, actor="inspector:0193-77", data={})
    for page in (people["officer1"].get(f"/cases/{case_id}"), people["auditor"].get("/log")):
        assert page.status_code == 200 and "inspector:0193-77" in page.text and "Đã ghi lý do" in page.text


def test_one_person_holds_a_case_and_two_release_it(town: Town, people: dict[str, Browser]) -> None:
    case_id = open_case_of(town, PLAIN, 40)
    people["officer1"].get(f"/cases/{case_id}")
    assert people["officer1"].post(f"/cases/{case_id}/hold", {"reason": "Camera bị dời"}).status_code == 303
    assert "Camera bị dời" not in people["officer2"].get(f"/cases/{case_id}").text, "closed until it is opened"
    opened = people["officer2"].post(f"/cases/{case_id}/objection-words", {"purpose": "Xem việc bỏ giữ"})
    assert "Camera bị dời" in opened.text
    people["officer1"].post(f"/cases/{case_id}/release", {"reason": "Đã kiểm tra"})
    assert people["officer1"].post(f"/cases/{case_id}/release").status_code == 409
    people["officer2"].get(f"/cases/{case_id}")
    assert people["officer2"].post(f"/cases/{case_id}/release").status_code == 303
    with town.context.database.reading() as session:
        assert session.get_one(Case, case_id).flags == []


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
    stuck = Job(
        id=new_id(), task="react", subject=unknown, key="stuck", due_at=town.now + timedelta(days=1),
        problem="Unreachable: The register did not answer.",
    )  # fmt: skip
    with town.context.database.writing() as session:
        session.add(stuck)
    assert f"/cases/{unknown}" in officer.get("/queues?queue=register&reason=REGISTER_UNREACHABLE").text
    with town.context.database.writing() as session:
        session.delete(session.get_one(Job, stuck.id))


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


def test_pictures_of_a_notice_that_waits_are_not_made_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = open_case_of(town, 1, 10)
    town.confirm(case_id)
    [notice] = town.documents(case_id, "notice")
    monkeypatch.setattr(redact_bystanders, "redacted", lambda *_: pytest.fail("they are there"))
    reactions.prepare_notice(town.context, case_id)
    assert [paper.id for paper in town.documents(case_id, "notice")] == [notice.id]
