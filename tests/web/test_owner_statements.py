"""The owner answers on the public page; an officer reads it with a purpose and records it, or puts it aside."""

import re

import pytest

from ticketing.cases.tables import Case
from ticketing.documents.queries import lookup_code_of
from ticketing.evidence.log import events_of
from web.town import STRANGE, Town
from web.visits import Browser


def notice_of(town: Town, name: str) -> dict[str, str]:
    """What stands on the paper that the owner holds."""
    with town.context.database.reading() as session:
        plate = session.get_one(Case, town.cases[name]).plate or ""
    notice = town.documents(town.cases[name], "notice")[-1]
    return {"notice_no": notice.no or "", "plate": plate, "code": lookup_code_of(town.context.keys, notice) or ""}


def statement_form(statement: str = "Tôi đã bán xe từ tháng 3") -> dict[str, str]:
    return {"kind": "SOLD", "statement": statement, "other_person": "Trần Văn Mua", "contact": "0900 000 009"}


@pytest.fixture
def owner(visitor: Browser) -> Browser:
    visitor.get("/tra-cuu")
    return visitor


def test_the_holder_of_a_notice_sees_its_pictures_and_nobody_else_does(town: Town, owner: Browser) -> None:
    shown = owner.post("/tra-cuu", notice_of(town, "noticed")).text
    ticket = re.search(r'href="(/tra-cuu/anh/[^"]+)"', shown)
    assert ticket
    assert owner.get(ticket[1]).headers["content-type"] == "image/jpeg"
    sha256, expires, mark = ticket[1].rpartition("/")[2].split(".")
    for forged in (f"{sha256}.{int(expires) + 900}.{mark}", f"{'0' * 64}.{expires}.{mark}", f"{sha256}.1.{mark}", "x"):
        assert owner.get(f"/tra-cuu/anh/{forged}").status_code == 404


def test_what_an_owner_writes_is_kept_read_with_a_purpose_and_put_aside(
    town: Town, owner: Browser, people: dict[str, Browser]
) -> None:
    case_id = town.cases["noticed"]
    assert 'role="status"' in owner.post("/tra-cuu/tra-loi", notice_of(town, "noticed") | statement_form(STRANGE)).text
    officer = people["officer1"]
    assert f"/cases/{case_id}#words" in officer.get("/owner-words").text
    assert "&lt;script&gt;" not in officer.get(f"/cases/{case_id}").text, "closed until it is opened"
    opened = officer.post(f"/cases/{case_id}/words", {"purpose": "Xem trả lời"}).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in opened
    aside = re.search(r'action="(/cases/[^"]+/aside)"', opened)
    assert aside
    assert officer.post(aside[1], {"reason": " "}).status_code == 409
    assert officer.post(aside[1], {"reason": "Không phải chủ xe"}).status_code == 303
    assert officer.post(aside[1], {"reason": "Không phải chủ xe"}).status_code == 409
    with town.context.database.reading() as session:
        kinds = [event.kind for event in events_of(session, case_id)]
    assert kinds[-3:] == ["owner_wrote", "owner_words_opened", "owner_words_aside"]


@pytest.mark.parametrize("changed", [{"code": "WRONG"}, {"plate": "98A00000"}, {"notice_no": "999/TB-CSGT"}])
def test_who_does_not_hold_the_notice_writes_nothing(town: Town, owner: Browser, changed: dict[str, str]) -> None:
    answer = owner.post("/tra-cuu/tra-loi", notice_of(town, "noticed") | statement_form() | changed)
    assert answer.status_code == 404


@pytest.mark.parametrize("changed", [{"kind": "NONSENSE"}, {"statement": "  "}])
def test_what_says_nothing_comes_back_with_what_was_written(
    town: Town, owner: Browser, changed: dict[str, str]
) -> None:
    answer = owner.post("/tra-cuu/tra-loi", notice_of(town, "noticed") | statement_form() | changed)
    assert answer.status_code == 422
    assert "Trần Văn Mua" in answer.text


def test_a_case_that_is_past_the_answer_takes_none(town: Town, owner: Browser) -> None:
    answer = owner.post("/tra-cuu/tra-loi", notice_of(town, "paid") | statement_form())
    assert answer.status_code == 422


def test_an_answer_that_was_recorded_wrongly_is_taken_back_and_the_owner_may_write_again(
    town: Town, owner: Browser, people: dict[str, Browser]
) -> None:
    case_id, officer = town.cases["noticed2"], people["officer1"]
    page = f"/cases/{case_id}"
    assert 'name="statement"' in owner.post("/tra-cuu", notice_of(town, "noticed2")).text
    form = {"code": "DROVE_MYSELF", "received_on": "18/11/2026", "statement": "Của vụ việc khác"}
    assert officer.submit(page, f"{page}/answer", form).status_code == 303
    assert 'name="statement"' not in owner.post("/tra-cuu", notice_of(town, "noticed2")).text
    assert officer.submit(page, f"{page}/answer-back", {"reason": " "}).status_code == 409
    assert officer.submit(page, f"{page}/answer-back", {"reason": "Ghi nhầm vụ việc"}).status_code == 303
    shown = owner.post("/tra-cuu", notice_of(town, "noticed2")).text
    assert 'name="statement"' in shown and "Mời đến cơ quan giải quyết" in shown
    history = officer.get(page).text
    assert "Rút lại trả lời của chủ xe: ghi nhầm" in history and "đã rút lại ngày 18/11/2026" in history
    assert "Của vụ việc khác" not in history, "sealed until it is opened"
    assert "Của vụ việc khác" in officer.post(f"{page}/objection-words", {"purpose": "Kiểm tra"}).text
