"""Log-in, second step, sessions, forms of other sites, headers."""

import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha1
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from ticketing.agency import accounts
from ticketing.agency.actors import Role, machine
from ticketing.kit.clock import wall_now
from ticketing.web.access import login_throttle, sessions
from ticketing.web.access.tables import WebSession
from ticketing.web.middleware import CONTENT_SECURITY, HEADERS
from web.town import PASSWORD, Town
from web.visits import Browser


@pytest.fixture
def newcomer(town: Town) -> str:
    """A fresh officer's log-in name, so that nobody else's door is shut by a test."""
    name = f"new{sessions.sha256(str(wall_now()).encode())[:8]}"
    with town.context.database.writing() as session:
        accounts.create_account(
            session, town.context.keys, name=name, role=Role.OFFICER, actor=machine("test"), at=town.now,
            password=PASSWORD,
        )  # fmt: skip
    return name


def test_the_one_cookie_is_secure_http_only_strict_and_for_this_host(visitor: Browser) -> None:
    line = visitor.get("/log-in").headers["set-cookie"]
    assert line.startswith("__Host-sid=vi.")
    assert line.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")


def test_a_log_in_gets_a_new_token_and_the_old_one_is_worth_nothing(visitor: Browser, newcomer: str) -> None:
    visitor.get("/log-in")
    before = visitor.cookie
    visitor.log_in(newcomer)
    assert visitor.cookie != before
    assert visitor.get("/queue").status_code == 200
    assert Browser(visitor.client, cookie=before).get("/queue").status_code == 303


def test_the_token_stands_in_the_table_as_a_hash_only(town: Town, visitor: Browser, newcomer: str) -> None:
    token = visitor.log_in(newcomer).cookie.partition(".")[2]
    with town.context.database.reading() as session:
        hashes = list(session.scalars(sa.select(WebSession.token_hash)))
    assert token not in hashes
    assert sessions.sha256(token.encode()) in hashes


def test_a_role_with_a_second_step_is_not_in_before_it(town: Town, visitor: Browser) -> None:
    with town.context.database.writing() as session:
        made = accounts.create_account(
            session, town.context.keys, name="second.step", role=Role.AUDITOR, actor=machine("test"), at=town.now,
            password=PASSWORD,
        )  # fmt: skip
    visitor.get("/log-in")
    assert (
        visitor.post("/log-in", {"name": "second.step", "password": PASSWORD})
        .headers["location"]
        .startswith("/log-in/second-step")
    )
    assert visitor.get("/log").headers["location"].startswith("/log-in/second-step")
    visitor.get("/log-in/second-step")
    assert visitor.post("/log-in/second-step", {"code": "000000"}).status_code == 403
    assert made.totp_secret
    code = pyotp.TOTP(made.totp_secret).now()
    assert visitor.post("/log-in/second-step", {"code": code}).status_code == 303
    assert visitor.get("/log").status_code == 200
    other = Browser(visitor.client)
    other.get("/log-in")
    other.post("/log-in", {"name": "second.step", "password": PASSWORD})
    other.get("/log-in/second-step")
    assert other.post("/log-in/second-step", {"code": code}).status_code == 403, "the same number opens once only"


def test_wrong_name_and_wrong_password_are_answered_alike(visitor: Browser, newcomer: str) -> None:
    visitor.get("/log-in")
    wrong = visitor.post("/log-in", {"name": newcomer, "password": "not this one"})
    unknown = visitor.post("/log-in", {"name": "nobody.at.all", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 403
    assert re.sub(r"[0-9a-f]{64}|value=\"[^\"]*\"", "", wrong.text) == re.sub(
        r"[0-9a-f]{64}|value=\"[^\"]*\"", "", unknown.text
    )


def test_five_wrong_answers_shut_the_door_and_an_administrator_opens_it(
    town: Town, visitor: Browser, newcomer: str, people: dict[str, Browser]
) -> None:
    visitor.get("/log-in")
    for _ in range(5):
        assert visitor.post("/log-in", {"name": newcomer, "password": "wrong"}).status_code == 403
    assert visitor.post("/log-in", {"name": newcomer, "password": PASSWORD}).status_code == 429
    with town.context.database.reading() as session:
        account = accounts.account_named(session, newcomer)
        assert account and account.id in login_throttle.shut_accounts(session, wall_now())
    administrator = people["administrator"]
    assert administrator.post(f"/accounts/{account.id}/open-door").status_code == 303
    assert visitor.post("/log-in", {"name": newcomer, "password": PASSWORD}).status_code == 303


def test_an_idle_log_in_and_one_of_ten_hours_end(town: Town, visitor: Browser, newcomer: str) -> None:
    token = visitor.log_in(newcomer).cookie.partition(".")[2]
    with town.context.database.reading() as session:
        now = wall_now()
        assert sessions.current(session, token, now)
        assert sessions.current(session, token, now + timedelta(minutes=16)) is None
    with town.context.database.writing() as session:
        row = session.get_one(WebSession, sessions.sha256(token.encode()))
        row.started_at = now - timedelta(hours=10, minutes=1)
    assert visitor.get("/queue").status_code == 303


@pytest.mark.parametrize("act", ["disable", "reset", "role"])
def test_a_changed_account_is_out_everywhere(
    act: str, town: Town, visitor: Browser, newcomer: str, people: dict[str, Browser]
) -> None:
    visitor.log_in(newcomer)
    with town.context.database.reading() as session:
        account = accounts.account_named(session, newcomer)
    assert account
    path, form = {
        "disable": ("disable", {}),
        "reset": ("reset", {}),
        "role": ("", {"role": "senior"}),
    }[act]
    answer = people["administrator"].post(f"/accounts/{account.id}/{path}".rstrip("/"), form)
    assert answer.status_code in (200, 303)
    assert visitor.get("/queue").status_code == 303


def test_the_first_password_has_to_be_changed_before_anything_else(town: Town, visitor: Browser) -> None:
    with town.context.database.writing() as session:
        made = accounts.create_account(
            session, town.context.keys, name="first.day", role=Role.OFFICER, actor=machine("test"), at=town.now
        )
    visitor.log_in("first.day", password=made.password)
    assert visitor.get("/queue").headers["location"] == "/password"
    form = {"old": made.password, "new": "một câu dài dễ nhớ", "again": "một câu dài dễ nhớ"}
    assert visitor.post("/password", {**form, "again": "khác"}).status_code == 422
    common = visitor.post("/password", {**form, "new": "Matkhau@12345", "again": "Matkhau@12345"})
    assert common.status_code == 422 and "dễ bị đoán" in common.text
    assert visitor.post("/password", form).status_code == 303
    assert visitor.get("/queue").status_code == 200


def test_the_own_password_cannot_be_guessed_by_changing_it(town: Town, visitor: Browser, newcomer: str) -> None:
    visitor.log_in(newcomer)
    new = {"new": "một câu dài dễ nhớ", "again": "một câu dài dễ nhớ"}
    for _ in range(5):
        assert visitor.post("/password", {**new, "old": "not this one"}).status_code == 422
    shut = visitor.post("/password", {**new, "old": PASSWORD})
    assert shut.status_code == 422 and "Nhập sai quá nhiều lần" in shut.text


def test_a_breached_password_is_refused(
    town: Town, visitor: Browser, newcomer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "một câu dài đã bị lộ"
    breaches = tmp_path / "breaches.txt"
    breaches.write_text(f"{sha1(new.encode()).hexdigest().upper()}:3\r\n")
    monkeypatch.setattr(town.context, "settings", replace(town.context.settings, breached_passwords=breaches))
    visitor.log_in(newcomer)
    answer = visitor.post("/password", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422 and "đã bị công khai" in answer.text


def test_after_the_log_in_a_person_goes_on_where_he_was_but_never_to_another_site(
    visitor: Browser, newcomer: str
) -> None:
    assert visitor.get("/cases").headers["location"] == "/log-in?next=/cases"
    on_the_desk = {"referer": "http://testserver/desk/7?camera=BN-001", "hx-request": "true"}
    assert visitor.post("/desk/7/verdict", headers=on_the_desk).headers["hx-redirect"] == "/log-in?next=/desk/7"
    visitor.get("/log-in?next=/cases")
    form = {"name": newcomer, "password": PASSWORD}
    assert visitor.post("/log-in", {**form, "next": "//evil.example/x"}).headers["location"] == "/"
    visitor.get("/password")
    assert visitor.post("/log-in", {**form, "next": "/cases"}).headers["location"] == "/cases"


def test_a_form_of_another_site_is_refused_on_every_route_that_changes_something(
    client: TestClient, people: dict[str, Browser]
) -> None:
    officer = people["administrator"]
    for route in client.app.routes:  # type: ignore[attr-defined]
        if "POST" not in getattr(route, "methods", ()):
            continue
        path = re.sub(r"\{[^}]+\}", "none", route.path)
        for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
            assert officer.post(path, headers=headers).status_code in (303, 403, 404), path
            if route.name in ("accounts", "language", "log_in_try", "look_up_answer", "account_create"):
                assert officer.post(path, headers=headers).status_code == 403, path
        without_token = client.post(path, headers={"cookie": f"__Host-sid={officer.cookie}"})
        assert without_token.status_code in (403, 404), path


def test_get_never_changes_anything_that_a_form_changes(client: TestClient, people: dict[str, Browser]) -> None:
    for route in client.app.routes:  # type: ignore[attr-defined]
        if getattr(route, "methods", None) == {"POST"}:
            path = re.sub(r"\{[^}]+\}", "none", route.path)
            assert people["administrator"].get(path).status_code in (200, 303, 403, 404, 405), path


def test_every_answer_bears_the_headers(client: TestClient, people: dict[str, Browser], visitor: Browser) -> None:
    asked = [visitor.get("/log-in"), visitor.get("/health"), visitor.get("/queue"), visitor.get("/nothing/here"),
             people["officer1"].get("/queue"), people["officer1"].get("/accounts"), client.get("/static/css/site.css"),
             visitor.post("/tra-cuu", {"csrf": "no"})]  # fmt: skip
    for answer in asked:
        for name, value in HEADERS.items():
            if name != "cache-control":
                assert answer.headers[name] == value, f"{answer.url}: {name}"
    assert "unsafe" not in CONTENT_SECURITY and "data:" not in CONTENT_SECURITY
    assert people["officer1"].get("/queue").headers["cache-control"] == "no-store"


def test_something_that_breaks_says_its_number_and_bears_the_headers(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planned")

    monkeypatch.setattr("ticketing.web.pages.public.lookup.find_case", broken)
    visitor.get("/tra-cuu")
    answer = visitor.post("/tra-cuu", {"notice_no": "1", "plate": "2", "code": "3"})
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY
    assert answer.headers["x-request-id"] in answer.text
    assert "planned" not in answer.text


def test_a_request_that_is_too_large_is_stopped(client: TestClient, visitor: Browser) -> None:
    visitor.get("/tra-cuu")
    answer = client.post("/tra-cuu", content=b"x" * (13 * 1024 * 1024), headers={"content-type": "text/plain"})
    assert answer.status_code == 413
