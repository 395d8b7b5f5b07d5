"""What everybody sees: the look-up, the check of a code, and what stands on every page."""

import base64
import hashlib
import re

import pytest
import sqlalchemy as sa

from ticketing.cases.tables import Case
from ticketing.documents.queries import lookup_code_of
from web.town import Town
from web.visits import Browser


def test_the_check_of_a_paper_s_code_is_open_and_runs_nothing_but_its_own_script(town: Town, visitor: Browser) -> None:
    assert 'href="/kiem-tra" data-keep-fragment' in visitor.get("/tra-cuu").text
    answer = visitor.get("/kiem-tra")
    assert answer.status_code == 200 and town.context.signing.paper_key.public.hex() in answer.text
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
    def holder(self, town: Town) -> dict[str, str]:
        paper = town.documents(town.cases["noticed2"], "notice")[0]
        with town.context.database.reading() as session:
            plate = session.get_one(Case, paper.case_id).plate
        code = lookup_code_of(town.context.keys, paper)
        assert paper.no and plate and code
        return {"notice_no": paper.no, "plate": plate, "code": code}

    def test_the_holder_of_a_notice_sees_state_act_and_office_but_no_name_and_no_amount(
        self, visitor: Browser, holder: dict[str, str]
    ) -> None:
        visitor.get("/tra-cuu")
        text = visitor.post("/tra-cuu", holder).text
        assert "Đã gửi thông báo" in text and "Không chấp hành hiệu lệnh của đèn tín hiệu" in text
        assert "0204.000.000" in text
        assert "Nguyễn Văn" not in text and "đồng</b>" not in text

    def test_every_wrong_answer_is_the_same(self, visitor: Browser, holder: dict[str, str]) -> None:
        visitor.get("/tra-cuu")
        answers = set()
        for wrong in ({"notice_no": "999/TB-CSGT"}, {"plate": "30A-111.11"}, {"code": "ABCDE-FGHJK"}):
            answer = visitor.post("/tra-cuu", {**holder, **wrong})
            main = answer.text.partition("<main")[2]
            answers.add((answer.status_code, re.sub(r'value="[^"]*"', "", main)))
        assert len(answers) == 1

    def test_too_many_wrong_answers_shut_the_door_for_right_ones_too(
        self, town: Town, visitor: Browser, holder: dict[str, str]
    ) -> None:
        visitor.get("/tra-cuu")
        statuses = [visitor.post("/tra-cuu", {**holder, "code": "AAAAABBBBB"}).status_code for _ in range(12)]
        assert statuses[-1] == 429
        assert visitor.post("/tra-cuu", holder).status_code == 429
        from ticketing.web.access.tables import LoginFailure

        with town.context.database.writing() as session:
            session.execute(sa.delete(LoginFailure).where(LoginFailure.throttle == "look_up"))


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
