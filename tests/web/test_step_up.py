"""Before an act of weight a person proves himself once more, where his last proof is some minutes old."""

import html
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
import sqlalchemy as sa

from ticketing.agency import accounts, security_keys
from ticketing.agency.actors import Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.log_in_rules import LogInRules, SingleSignOn
from ticketing.agency.queries import account_named
from ticketing.agency.tables import Account
from ticketing.agency.values import Agency
from ticketing.cases import holding
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.kit.ids import new_id
from ticketing.web.access import oidc
from ticketing.web.access.tables import Challenge, UsedStep, WebSession
from web.provider import CLIENT, Provider, served
from web.soft_key import SoftKey
from web.test_mfa import ORIGIN, add_key
from web.test_single_sign_on import OUT, come_in
from web.town import PASSWORD, STRANGE, Town
from web.visits import Browser

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def administrator(town: Town) -> accounts.NewAccount:
    """A fresh account with one-time passwords."""
    return town.newcomer(f"a{new_id()[-12:]}", Role.ADMINISTRATOR)


def some_time_ago(town: Town, account: accounts.NewAccount, minutes: int = 16, *, other_code: bool = True) -> None:
    """The person proved himself so many minutes ago; the app shows another code since then, or the same still."""
    with town.context.database.writing() as session:
        its_own = WebSession.account_id == account.account.id
        for login in session.scalars(sa.select(WebSession).where(its_own, WebSession.ended_at.is_(None))):
            login.confirmed_at -= timedelta(minutes=minutes)
        if other_code:
            session.execute(sa.delete(UsedStep).where(UsedStep.account_id == account.account.id))


def logged_in_long_ago(town: Town, browser: Browser, account: accounts.NewAccount) -> Browser:
    browser.log_in(account.account.name, account.totp_secret)
    some_time_ago(town, account)
    return browser


def makes_account(browser: Browser, name: str, **proof: str) -> httpx.Response:
    """An act of weight with something typed: a new officer."""
    return browser.post("/accounts", {"name": name, "role": "officer", "full_name": STRANGE, **proof})


def code_of(account: accounts.NewAccount) -> str:
    """What the person's app shows."""
    return pyotp.TOTP(account.totp_secret or "").now()


def carried(page: httpx.Response) -> dict[str, str]:
    """What the page that asks carries to the act."""
    return {name: html.unescape(value) for name, value in FIELD.findall(page.text.partition("<h1>")[2])}


def waits(page: httpx.Response) -> list[list[str]]:
    """What was typed, on the page that sends to the organisation's log-in."""
    fields: list[list[str]] = json.loads(carried(page)["act"])["fields"]
    return fields


def made(town: Town, name: str) -> bool:
    with town.context.database.reading() as session:
        return account_named(session, name) is not None


def event_kinds(town: Town, account: accounts.NewAccount) -> list[str]:
    with town.context.database.reading() as session:
        return [event.kind for event in events_of(session, f"account:{account.account.id}")]


def test_an_old_proof_is_asked_for_again_and_the_act_goes_on_once_with_what_was_typed(
    town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    name = f"n{new_id()[-12:]}"
    logged_in_long_ago(town, visitor, administrator)
    old = visitor.cookie
    asked = makes_account(visitor, name)
    assert (asked.status_code, made(town, name)) == (403, False)
    assert visitor.post("/accounts", carried(asked) | {"step_up_code": code_of(administrator)}).status_code == 200
    with town.context.database.reading() as session:
        account = account_named(session, name)
        assert account is not None and account.full_name == STRANGE
    assert event_kinds(town, administrator)[-1] == "stepped_up"
    assert makes_account(visitor, name).status_code == 422, "nobody asks for minutes now, and the name is taken"
    thief = Browser(visitor.client, cookie=old)
    assert thief.get("/accounts").status_code == 303, "a copy of the old token is worth nothing"


def test_every_tick_and_every_line_is_carried(town: Town, visitor: Browser, administrator: accounts.NewAccount) -> None:
    signer = town.newcomer(f"s{new_id()[-12:]}", Role.SIGNER)
    ticked = logged_in_long_ago(town, visitor, signer).post("/papers/sign", {"paper": ["one", "two"]})
    assert FIELD.findall(ticked.text.partition("<h1>")[2])[1:3] == [("paper", "one"), ("paper", "two")]
    yaml = 'name: Phòng\r\n  # <ghi chú> & "khác"\r\n'
    written = logged_in_long_ago(town, Browser(visitor.client), administrator).post("/agency", {"content": yaml})
    assert carried(written)["content"] == yaml


def test_a_proof_prolongs_no_log_in(town: Town, visitor: Browser, administrator: accounts.NewAccount) -> None:
    logged_in_long_ago(town, visitor, administrator)
    makes_account(visitor, f"n{new_id()[-12:]}", step_up_code=code_of(administrator))
    with town.context.database.reading() as session:
        found = session.scalars(sa.select(WebSession).where(WebSession.account_id == administrator.account.id)).all()
    whole = [login for login in found if login.passed]
    assert len(whole) == 2 and len({login.started_at for login in whole}) == 1


def test_an_act_without_weight_and_a_page_ask_for_nothing(
    town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    logged_in_long_ago(town, visitor, administrator)
    assert visitor.get("/accounts/new").status_code == 200
    assert visitor.post("/registry/columns", {"table": "vehicles"}).status_code != 403


def test_a_wrong_code_counts_as_a_wrong_log_in(
    town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    name = f"n{new_id()[-12:]}"
    logged_in_long_ago(town, visitor, administrator)
    for _ in range(5):
        answer = makes_account(visitor, name, step_up_code="000000")
        assert answer.status_code == 403 and carried(answer)["name"] == name
    assert makes_account(visitor, name, step_up_code=code_of(administrator)).status_code == 429
    assert Browser(visitor.client).post("/log-in", {}).status_code == 403
    assert event_kinds(town, administrator)[-5:] == ["log_in_failed"] * 5 and not made(town, name)


REFUSED: dict[str, Callable[[Town], dict[str, str]]] = {
    "a code of another account": lambda town: {"step_up_code": pyotp.TOTP(town.secrets["auditor"] or "").now()},
    "a password, of an account with a second step": lambda _: {"step_up_password": PASSWORD},
    "an answer that no key was asked for": lambda _: {"step_up_answer": "{}"},
    "nothing": lambda _: {"step_up_code": ""},
}


@pytest.mark.parametrize("proof", REFUSED)
def test_what_proves_nothing_does_nothing(
    proof: str, town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    name = f"n{new_id()[-12:]}"
    logged_in_long_ago(town, visitor, administrator)
    given = REFUSED[proof](town)
    assert (makes_account(visitor, name, **given).status_code, made(town, name)) == (403, False)


def test_a_form_that_is_open_in_another_tab_stays_good_after_a_proof(
    town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    logged_in_long_ago(town, visitor, administrator)
    other_tab, before = visitor.csrf, visitor.cookie
    makes_account(visitor, f"n{new_id()[-12:]}", step_up_code=code_of(administrator))
    assert visitor.cookie != before
    name = f"n{new_id()[-12:]}"
    assert makes_account(visitor, name, csrf=other_tab).status_code == 200 and made(town, name)


def test_a_form_of_another_log_in_and_one_sent_twice_do_nothing(
    town: Town, visitor: Browser, administrator: accounts.NewAccount, people: dict[str, Browser]
) -> None:
    name = f"n{new_id()[-12:]}"
    logged_in_long_ago(town, visitor, administrator)
    form = carried(makes_account(visitor, name)) | {"step_up_code": code_of(administrator), "csrf": visitor.csrf}
    assert people["administrator"].post("/accounts", form).status_code == 403
    assert not made(town, name)
    assert visitor.post("/accounts", form).status_code == 200
    assert visitor.post("/accounts", form).status_code == 422, "the name is taken"
    some_time_ago(town, administrator, other_code=False)
    assert makes_account(visitor, f"{name}2", step_up_code=form["step_up_code"]).status_code == 403


def test_a_security_key_proves_its_person_for_the_question_that_was_asked(
    town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    name, key = f"n{new_id()[-12:]}", SoftKey(ORIGIN)
    add_key(visitor.log_in(administrator.account.name, administrator.totp_secret), key)
    some_time_ago(town, administrator)
    asked = makes_account(visitor, name)
    assert 'data-ask-at="/step-up/key/ask"' in asked.text and 'name="step_up_code"' in asked.text
    answer = key.get(visitor.post("/step-up/key/ask").json())
    assert makes_account(visitor, name, step_up_answer=answer).status_code == 200
    assert made(town, name)
    some_time_ago(town, administrator)
    assert makes_account(visitor, f"{name}2", step_up_answer=answer).status_code == 403


def test_the_only_key_goes_with_a_proof_by_it_and_not_with_the_password_alone(town: Town, visitor: Browser) -> None:
    officer, key = town.newcomer(f"o{new_id()[-12:]}", Role.OFFICER), SoftKey(ORIGIN)
    add_key(visitor.log_in(officer.account.name), key)
    with town.context.database.reading() as session:
        (kept,) = security_keys.keys_of(session, officer.account.id)
    some_time_ago(town, officer)
    removal = f"/own-access/keys/{kept.id}/remove"
    asked = visitor.post(removal, {"password": PASSWORD})
    assert asked.status_code == 403 and 'data-ask-at="/step-up/key/ask"' in asked.text
    assert PASSWORD not in asked.text and 'name="step_up_password"' not in asked.text
    answer = key.get(visitor.post("/step-up/key/ask").json())
    done = visitor.post(removal, carried(asked) | {"step_up_answer": answer})
    assert done.headers["location"].endswith("done=key_removed")


def test_who_has_no_second_step_proves_himself_by_his_password(town: Town, visitor: Browser) -> None:
    case_id, officer = town.cases["noticed"], town.newcomer(f"o{new_id()[-12:]}", Role.OFFICER)
    town.do(holding.hold, town.context.keys, case_id, reason="Xem lại", by="senior")
    logged_in_long_ago(town, visitor, officer)
    form = {"reason": "Đã xem lại"}
    assert 'name="step_up_password"' in visitor.post(f"/cases/{case_id}/release", form).text
    wrong = visitor.post(f"/cases/{case_id}/release", {**form, "step_up_password": "not this one"})
    assert (wrong.status_code, event_kinds(town, officer)[-1]) == (403, "log_in_failed")
    right = visitor.post(f"/cases/{case_id}/release", {**form, "step_up_password": PASSWORD})
    assert right.headers["location"].endswith("done=release_proposed")
    town.do(holding.release, case_id, by="senior")


def test_a_new_password_is_no_proof_of_a_second_step_and_adding_a_key_asks_for_one(
    town: Town, visitor: Browser, administrator: accounts.NewAccount
) -> None:
    logged_in_long_ago(town, visitor, administrator)
    new = "một mật khẩu khác hẳn"
    assert visitor.post("/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 303
    visitor.get("/password")
    assert makes_account(visitor, f"n{new_id()[-12:]}").status_code == 403
    asked = visitor.post("/own-access/keys/ask", {"password": new}, headers={"accept": "application/json"})
    assert asked.status_code == 403 and "đăng nhập lại" in asked.json()["sentence"].lower()


@pytest.fixture
def agency(town: Town) -> Iterator[Callable[..., None]]:
    """Changes fields of the agency, for one test."""
    today = vietnam_day(town.now)
    with town.context.database.reading() as session:
        before = agency_on(session, today)

    def save(agency: Agency) -> None:
        with town.context.database.writing() as session:
            save_agency(session, replace(agency, valid_from=today), actor=machine("test"), at=town.now)

    yield lambda **fields: save(replace(before, **fields))
    save(before)


@pytest.mark.parametrize(("minutes", "ago", "status"), [(0, 500, 200), (5, 6, 403), (5, 4, 200), (60, 59, 200)])
def test_the_agency_sets_the_minutes_and_may_set_none(
    minutes: int,
    ago: int,
    status: int,
    town: Town,
    visitor: Browser,
    administrator: accounts.NewAccount,
    agency: Callable[..., None],
) -> None:
    agency(log_in=LogInRules(step_up_minutes=minutes))
    visitor.log_in(administrator.account.name, administrator.totp_secret)
    some_time_ago(town, administrator, ago)
    assert makes_account(visitor, f"n{new_id()[-12:]}").status_code == status


@pytest.mark.parametrize(
    ("says", "status"),
    [
        ({"auth_time": 0}, 200),
        ({"auth_time": -3600}, 403),
        ({}, 403),
        ({"auth_time": 0, "preferred_username": "officer1"}, 403),
    ],
)
def test_who_came_in_by_the_organisation_is_asked_there_anew_and_his_act_goes_on(
    says: dict[str, Any], status: int, town: Town, visitor: Browser, agency: Callable[..., None]
) -> None:
    case_id, officer = town.cases["noticed"], town.newcomer(f"o{new_id()[-12:]}", Role.OFFICER)
    with served(Provider()) as provider:
        agency(single_sign_on=SingleSignOn(provider.address, CLIENT, "Công an tỉnh"))
        come_in(visitor, provider, officer.account.name)
        visitor.get("/password")
        some_time_ago(town, officer)
        asked = visitor.post(f"/cases/{case_id}/owner", {"name": STRANGE})
        out = visitor.post("/step-up/organisation", carried(asked))
        state, code = provider.authorise(html.unescape(OUT.search(out.text)[1]))  # type: ignore[index]
        assert (provider.asked["prompt"], provider.asked["max_age"]) == ("login", "0")
        claims = {name: value + int(time.time()) if name == "auth_time" else value for name, value in says.items()}
        provider.claims = {"preferred_username": officer.account.name, **claims}
        visitor.get(f"/log-in/organisation/back?state={state}&code={code}")
        back = visitor.post("/log-in/organisation/in", {"state": state, "code": code})
    assert back.status_code == status
    act = {"action": f"/cases/{case_id}/owner", "name": STRANGE}
    assert (status != 200) or (carried(back)["name"] == act["name"] and f'action="{act["action"]}"' in back.text)
    assert status == 200 or waits(back) == [["name", STRANGE]], "what he wrote is kept, and he may try again"
    again = visitor.post(f"/cases/{case_id}/owner", carried(back) if status == 200 else {"name": STRANGE})
    assert (again.status_code == 403) == (status != 200)


def test_what_was_typed_survives_a_log_in_of_the_organisation_that_fails_or_takes_its_time(
    town: Town, visitor: Browser, agency: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "REST_S", 0.0)
    case_id, officer = town.cases["noticed"], town.newcomer(f"o{new_id()[-12:]}", Role.OFFICER)

    def goes_out(asked: httpx.Response) -> tuple[str, str]:
        out = visitor.post("/step-up/organisation", carried(asked))
        return provider.authorise(html.unescape(OUT.search(out.text)[1]))  # type: ignore[index]

    with served(Provider()) as provider:
        agency(single_sign_on=SingleSignOn(provider.address, CLIENT, "Công an tỉnh"))
        come_in(visitor, provider, officer.account.name)
        visitor.get("/password")
        some_time_ago(town, officer)
        state, _ = goes_out(visitor.post(f"/cases/{case_id}/owner", {"name": STRANGE}))
        first = visitor.client.get(f"/log-in/organisation/back?state={state}&error=access_denied")
        cancelled = visitor.get(html.unescape(OUT.search(first.text)[1]))  # type: ignore[index]
        assert cancelled.status_code == 403 and "bị hủy hoặc bị từ chối" in cancelled.text
        assert waits(cancelled) == [["name", STRANGE]]
        state, code = goes_out(cancelled)
        provider.broken = b"[]"
        away = visitor.post("/log-in/organisation/in", {"state": state, "code": code})
        assert away.status_code == 503 and waits(away) == [["name", STRANGE]]
        provider.broken = None
        state, code = goes_out(away)
        with town.context.database.writing() as session:
            session.execute(sa.update(Challenge).values(made_at=wall_now() - timedelta(minutes=14)))
        provider.claims = {"preferred_username": officer.account.name, "auth_time": int(time.time())}
        back = visitor.post("/log-in/organisation/in", {"state": state, "code": code})
    assert (back.status_code, carried(back)["name"]) == (200, STRANGE)


@pytest.mark.parametrize("own_step", ["before he goes out", "while he is out"])
def test_the_organisations_log_in_takes_the_place_of_no_second_step(
    own_step: str, town: Town, visitor: Browser, agency: Callable[..., None]
) -> None:
    case_id, officer = town.cases["noticed"], town.newcomer(f"o{new_id()[-12:]}", Role.OFFICER)

    def gets_second_step() -> None:
        with town.context.database.writing() as session:
            session.get_one(Account, officer.account.id).totp_secret = "sealed"

    with served(Provider()) as provider:
        agency(single_sign_on=SingleSignOn(provider.address, CLIENT, "Công an tỉnh"))
        come_in(visitor, provider, officer.account.name)
        visitor.get("/password")
        some_time_ago(town, officer)
        act = json.dumps({"path": f"/cases/{case_id}/owner", "fields": [["name", STRANGE]]})
        if own_step == "before he goes out":
            gets_second_step()
            asked = visitor.post("/step-up/organisation", {"act": act})
            assert asked.status_code == 403 and carried(asked)["name"] == STRANGE and not OUT.search(asked.text)
            return
        out = visitor.post("/step-up/organisation", {"act": act})
        state, code = provider.authorise(html.unescape(OUT.search(out.text)[1]))  # type: ignore[index]
        provider.claims = {"preferred_username": officer.account.name, "auth_time": int(time.time())}
        gets_second_step()
        assert visitor.post("/log-in/organisation/in", {"state": state, "code": code}).status_code == 403
    assert event_kinds(town, officer)[-1] != "stepped_up"
