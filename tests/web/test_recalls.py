"""Recalls on the page: what would be touched is seen before it is held, and one person alone releases nothing."""

import pytest

from ticketing.cases.tables import Case
from web.town import Town
from web.visits import Browser

LONG_AGO = {"camera": "BG-01", "first": "01/01/2020", "last": "02/01/2020"}


def test_what_a_recall_would_touch_is_shown_before_anything_is_held(town: Town, people: dict[str, Browser]) -> None:
    with town.context.database.reading() as session:
        case = session.get_one(Case, town.cases["noticed"])
    shown = people["supervisor"].get(f"/recalls?camera={case.camera}&first=01/01/2026&last=31/12/2026")
    assert "vụ bị ảnh hưởng" in shown.text
    assert "HELD" not in case.flags


@pytest.mark.parametrize("asked", [{"camera": "BG-01"}, {"first": "01/01/2026", "last": "02/01/2026"}, {"first": "x"}])
def test_a_recall_that_names_no_fault_or_no_time_is_answered_with_a_sentence(
    people: dict[str, Browser], asked: dict[str, str]
) -> None:
    answer = people["supervisor"].get("/recalls", params=asked)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_recall_is_held_by_one_and_ended_by_two(people: dict[str, Browser]) -> None:
    answer = people["supervisor"].post("/recalls", {**LONG_AGO, "reason": "Đèn tín hiệu lệch pha"})
    page = answer.headers["location"].partition("?")[0]
    assert "Đèn tín hiệu lệch pha" in people["auditor"].get(page).text
    assert people["supervisor"].post(f"{page}/end", {"reason": "Đã kiểm tra"}).status_code == 303
    assert people["supervisor"].post(f"{page}/end").status_code == 409
    assert people["signer"].post(f"{page}/end").status_code == 303
    assert "đang kết thúc" in people["signer"].get(page).text
