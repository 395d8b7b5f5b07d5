"""Coming in by the organisation's log-in, and a provider that lies, rotates its keys or is not there."""

import html
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from ticketing.agency import accounts
from ticketing.agency.actors import Role, machine
from ticketing.agency.agency import agency_on, read_agency, save_agency, write_agency
from ticketing.agency.form import AgencyFault, demo_agency
from ticketing.agency.log_in_rules import SingleSignOn
from ticketing.agency.tables import Account
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.kit.ids import new_id
from ticketing.web.access import login_throttle, oidc
from web.provider import CLIENT, Provider, changed_after_signing, of_another_key, served, unsigned
from web.town import PASSWORD, Town
from web.visits import Browser

OUT = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')


@pytest.fixture
def provider(town: Town) -> Iterator[Provider]:
    """The organisation's provider, set by the town's administrator."""
    with served(Provider()) as running:
        before = set_up(town, SingleSignOn(running.address, CLIENT, "Công an tỉnh"))
        yield running
        set_up(town, before)


def set_up(town: Town, rules: SingleSignOn) -> SingleSignOn:
    today = vietnam_day(town.now)
    with town.context.database.writing() as session:
        present = agency_on(session, today)
        changed = replace(present, valid_from=today, single_sign_on=rules)
        save_agency(session, changed, actor=machine("test"), at=town.now)
    return present.single_sign_on


def person(town: Town, role: Role = Role.OFFICER) -> accounts.NewAccount:
    return town.newcomer(f"s{new_id()[-12:]}", role)


def go_out(browser: Browser) -> str:
    """The address that the page sends a browser to."""
    assert "Công an tỉnh" in browser.get("/log-in").text
    answer = browser.post("/log-in/organisation", {"next": "/cases"})
    assert answer.status_code == 200, answer.text
    found = OUT.search(answer.text)
    assert found
    return html.unescape(found[1])


def come_in(browser: Browser, provider: Provider, name: str, **claims: Any) -> httpx.Response:
    """Out to the provider, which says `name`, and back."""
    state, code = provider.authorise(go_out(browser))
    provider.claims = {"preferred_username": name, **claims}
    back = browser.get(f"/log-in/organisation/back?state={state}&code={code}")
    assert back.status_code == 200 and "data-send-at-once" in back.text
    return browser.post("/log-in/organisation/in", {"state": state, "code": code})


def test_a_person_comes_in_to_the_account_of_his_name_and_its_role(
    town: Town, visitor: Browser, provider: Provider
) -> None:
    made = person(town)
    answer = come_in(visitor, provider, made.account.name, role="administrator", groups=["administrator"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert visitor.get("/queue").status_code == 200
    assert visitor.get("/accounts").status_code == 403, "what he may do stands in our table"
    asked = provider.asked
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://localhost:8000/log-in/organisation/back"
    with town.context.database.reading() as session:
        assert events_of(session, f"account:{made.account.id}")[-1].kind == "logged_in"


def test_the_cookie_does_not_come_along_from_another_site_so_the_page_asks_for_itself_again(
    visitor: Browser, provider: Provider
) -> None:
    state, code = provider.authorise(go_out(visitor))
    first = visitor.client.get(f"/log-in/organisation/back?state={state}&code={code}")
    found = OUT.search(first.text)
    assert found and "set-cookie" not in first.headers
    assert "data-send-at-once" in visitor.get(html.unescape(found[1])).text
    assert visitor.client.get(html.unescape(found[1])).status_code == 403, "a browser without cookies"


LIES: dict[str, Callable[[Provider], dict[str, Any]]] = {
    "another nonce": lambda _: {"nonce": "of another log-in"},
    "no nonce": lambda _: {"nonce": None},
    "expired": lambda _: {"exp": int(time.time()) - 120},
    "another audience": lambda _: {"aud": "another-service"},
    "also for another audience": lambda _: {"aud": [CLIENT, "another-service"]},
    "another issuer": lambda _: {"iss": "https://elsewhere.example"},
    "no name": lambda _: {"preferred_username": 7},
}
FORGERIES = {"unsigned": unsigned, "changed after signing": changed_after_signing, "another key": of_another_key}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_this_log_in_lets_nobody_in(
    lie: str, town: Town, visitor: Browser, provider: Provider
) -> None:
    answer = come_in(visitor, provider, "officer1", **LIES[lie](provider))
    assert answer.status_code == 403
    assert visitor.get("/queue").status_code == 303


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    forgery: str, visitor: Browser, provider: Provider
) -> None:
    provider.sign = FORGERIES[forgery]
    assert come_in(visitor, provider, "officer1").status_code == 403
    assert visitor.get("/queue").status_code == 303


def test_a_provider_may_rotate_its_keys(
    town: Town, visitor: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "KEYS_AGAIN_S", 0.0)
    name = person(town).account.name
    assert come_in(visitor, provider, name).status_code == 303
    provider.rotate()
    assert come_in(Browser(visitor.client), provider, name).status_code == 303


@pytest.mark.parametrize("broken", [b"", b"[]", b"<html>", b'{"issuer": "https://elsewhere.example"}'])
def test_a_provider_that_does_not_answer_is_named_in_a_sentence_and_administrators_come_in_by_password(
    broken: bytes, town: Town, visitor: Browser, provider: Provider
) -> None:
    provider.broken = broken
    set_up(town, SingleSignOn(provider.address, CLIENT, "Công an tỉnh", only=True))
    visitor.get("/log-in")
    answer = visitor.post("/log-in/organisation")
    assert answer.status_code == 503
    assert "không trả lời" in answer.text
    asked = provider.questions
    assert visitor.post("/log-in/organisation").status_code == 503
    assert provider.questions == asked, "it is left alone for a moment"
    administrator, officer = person(town, Role.ADMINISTRATOR), person(town)
    assert Browser(visitor.client).log_in(administrator.account.name, administrator.totp_secret).get("/accounts")
    visitor.get("/log-in")
    form = {"name": officer.account.name, "password": PASSWORD}
    assert visitor.post("/log-in", form).status_code == 403, "the organisation's log-in is the only one for others"


def test_a_stranger_gets_no_account_and_a_closed_one_stays_closed(
    town: Town, visitor: Browser, provider: Provider
) -> None:
    before = len(accounts_of(town))
    assert come_in(visitor, provider, "stranger.of.the.province").status_code == 403
    made = person(town)
    with town.context.database.writing() as session:
        accounts.disable(session, made.account.id, actor=machine("test"), at=town.now)
    assert come_in(Browser(visitor.client), provider, made.account.name).status_code == 403
    assert len(accounts_of(town)) == before + 1


def accounts_of(town: Town) -> list[str]:
    with town.context.database.reading() as session:
        return list(session.scalars(sa.select(Account.id)))


def test_a_door_that_wrong_passwords_shut_is_shut_here_too(town: Town, visitor: Browser, provider: Provider) -> None:
    name = person(town).account.name
    key = login_throttle.throttle_key(town.context.keys, login_throttle.LOG_IN, name, "testclient")
    with town.context.database.writing() as session:
        for _ in range(5):
            login_throttle.remember_failure(session, login_throttle.LOG_IN, key, wall_now(), address="testclient")
    assert come_in(visitor, provider, name).status_code == 429


def test_another_browser_or_a_second_time_does_not_come_in(town: Town, visitor: Browser, provider: Provider) -> None:
    state, code = provider.authorise(go_out(visitor))
    provider.claims = {"preferred_username": person(town).account.name}
    thief = Browser(visitor.client)
    thief.get("/log-in")
    assert thief.post("/log-in/organisation/in", {"state": state, "code": code}).status_code == 403
    assert visitor.post("/log-in/organisation/in", {"state": state, "code": code}).status_code == 403


@pytest.mark.parametrize(
    ("rules", "claims", "place"),
    [
        ({}, {"amr": ["mfa"], "acr": "gold"}, "/log-in/second-step?next=/cases"),
        ({"amr": "mfa"}, {"amr": ["pwd", "mfa"]}, "/cases"),
        ({"amr": "mfa"}, {"amr": "mfa"}, None),
        ({"amr": "mfa"}, {"amr": ["pwd"]}, "/log-in/second-step?next=/cases"),
        ({"acr": "gold"}, {"acr": "gold"}, "/cases"),
        ({"acr": "gold"}, {"acr": "silver"}, "/log-in/second-step?next=/cases"),
    ],
)
def test_the_second_step_is_the_providers_where_the_agency_takes_its_word_and_ours_elsewhere(
    rules: dict[str, str], claims: dict[str, Any], place: str | None, town: Town, visitor: Browser, provider: Provider
) -> None:
    set_up(town, SingleSignOn(provider.address, CLIENT, "Công an tỉnh", **rules))
    signer = person(town, Role.SIGNER)
    answer = come_in(visitor, provider, signer.account.name, **claims)
    assert answer.headers.get("location") == place
    assert provider.asked.get("acr_values") == rules.get("acr")


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"issuer": "ftp://x"}, "is no address of a provider"),
        ({"issuer": "http://sso.example"}, "is not encrypted"),
        ({"issuer": "https://sso.example", "client_id": ""}, "single_sign_on.client_id: is empty"),
        ({"issuer": "", "only": True}, "single_sign_on.issuer: is empty"),
    ],
)
def test_a_log_in_that_cannot_work_is_not_saved(rules: dict[str, Any], sentence: str) -> None:
    wrong = replace(demo_agency(), single_sign_on=replace(SingleSignOn("https://sso.example", "x"), **rules))
    with pytest.raises(AgencyFault, match=sentence):
        read_agency(write_agency(wrong))
