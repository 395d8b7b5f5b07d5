"""Security keys as a second step: added, used, copied, lost; and what a key that does not fit is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ticketing.agency import accounts, security_keys
from ticketing.agency.actors import Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.log_in_rules import KeyCheck, LogInRules
from ticketing.agency.tables import SecurityKey
from ticketing.evidence.log import events_of
from ticketing.flow.doctor import examine
from ticketing.kit.clock import vietnam_day
from ticketing.kit.ids import new_id
from web.soft_key import SoftKey
from web.town import PASSWORD, Town
from web.visits import Browser

ORIGIN = "http://localhost:8000"


@pytest.fixture
def auditor(town: Town) -> accounts.NewAccount:
    """A fresh account of a role that needs a second step."""
    return new_account(town, Role.AUDITOR)


def new_account(town: Town, role: Role) -> accounts.NewAccount:
    return town.newcomer(f"k{new_id()[-12:]}", role)


def add_key(browser: Browser, key: SoftKey, name: str = "Khoá để bàn") -> int:
    """What keys.js does on the page of the own access."""
    browser.get("/own-access")
    options = browser.post("/own-access/keys/ask", {"name": name, "password": PASSWORD})
    assert options.status_code == 200, options.text
    return browser.post("/own-access/keys", {"name": name, "answer": key.create(options.json())}).status_code


def half_way(browser: Browser, account: accounts.NewAccount) -> Browser:
    """After the password."""
    browser.get("/log-in")
    assert (
        "second-step"
        in browser.post("/log-in", {"name": account.account.name, "password": PASSWORD}).headers["location"]
    )
    browser.get("/log-in/second-step")
    return browser


def with_key(browser: Browser, account: accounts.NewAccount, use: Callable[[dict], str]) -> int:  # type: ignore[type-arg]
    """Log in with the password and what `use` answers."""
    options = half_way(browser, account).post("/log-in/second-step/key/ask")
    assert options.status_code == 200, options.text
    return browser.post("/log-in/second-step/key", {"answer": use(options.json())}).status_code


def test_a_person_adds_a_key_beside_his_app_and_comes_in_with_either(
    town: Town, visitor: Browser, auditor: accounts.NewAccount
) -> None:
    key = SoftKey(ORIGIN)
    assert add_key(visitor.log_in(auditor.account.name, auditor.totp_secret), key) == 303
    assert with_key(Browser(visitor.client), auditor, key.get) == 303
    again = Browser(visitor.client)
    page = half_way(again, auditor).get("/log-in/second-step").text
    assert 'data-key="get"' in page and 'name="code"' in page
    with town.context.database.reading() as session:
        kinds = [event.kind for event in events_of(session, f"account:{auditor.account.id}")]
    assert kinds == ["account_created", "logged_in", "security_key_added", "logged_in"]


def test_a_key_may_be_the_only_second_step_but_the_last_step_stays(
    town: Town, visitor: Browser, auditor: accounts.NewAccount
) -> None:
    first, second = SoftKey(ORIGIN), SoftKey(ORIGIN)
    visitor.log_in(auditor.account.name, auditor.totp_secret)
    assert visitor.post("/own-access/one-time/end", {"password": PASSWORD}).status_code == 422
    assert add_key(visitor, first) == 303
    assert add_key(visitor, second) == 422, "two keys of one name cannot be told apart"
    assert add_key(visitor, second, "Khoá dự phòng") == 303
    assert visitor.post("/own-access/one-time/end", {"password": "not this one"}).status_code == 422
    assert visitor.post("/own-access/one-time/end", {"password": PASSWORD}).status_code == 303
    with town.context.database.reading() as session:
        ids = [key.id for key in security_keys.keys_of(session, auditor.account.id)]
    assert visitor.post(f"/own-access/keys/{ids[0]}/remove", {"password": PASSWORD}).status_code == 303
    assert visitor.post(f"/own-access/keys/{ids[1]}/remove", {"password": PASSWORD}).status_code == 422
    assert with_key(Browser(visitor.client), auditor, second.get) == 303
    assert with_key(Browser(visitor.client), auditor, first.get) == 403


LIES: dict[str, Callable[[SoftKey], SoftKey]] = {
    "of another page": lambda key: replace(key, origin="https://localhost.example"),
    "another key": lambda key: replace(key, credential=b"x" * 32),
    "another signature": lambda key: replace(key, signs_with=ec.generate_private_key(ec.SECP256R1())),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_key_that_does_not_fit_opens_nothing_and_leaves_the_right_one_open(
    lie: str, visitor: Browser, auditor: accounts.NewAccount, town: Town
) -> None:
    key = SoftKey(ORIGIN)
    assert add_key(visitor.log_in(auditor.account.name, auditor.totp_secret), key) == 303
    assert with_key(Browser(visitor.client), auditor, LIES[lie](replace(key)).get) == 403
    assert with_key(Browser(visitor.client), auditor, lambda _: "{}") == 403
    assert with_key(Browser(visitor.client), auditor, key.get) == 303


def test_an_answer_counts_once_and_only_for_the_log_in_that_asked(
    visitor: Browser, auditor: accounts.NewAccount
) -> None:
    key = SoftKey(ORIGIN)
    add_key(visitor.log_in(auditor.account.name, auditor.totp_secret), key)
    one, other = half_way(Browser(visitor.client), auditor), half_way(Browser(visitor.client), auditor)
    answer = key.get(one.post("/log-in/second-step/key/ask").json())
    other.post("/log-in/second-step/key/ask")
    assert other.post("/log-in/second-step/key", {"answer": answer}).status_code == 403
    assert other.post("/log-in/second-step/key", {"answer": answer}).status_code == 403, "nothing is asked any more"
    assert one.post("/log-in/second-step/key", {"answer": answer}).status_code == 303


def test_a_key_that_exists_twice_opens_nothing_and_an_administrator_is_told(
    town: Town, visitor: Browser, auditor: accounts.NewAccount, people: dict[str, Browser]
) -> None:
    key = SoftKey(ORIGIN)
    add_key(visitor.log_in(auditor.account.name, auditor.totp_secret), key)
    copy = replace(key)
    assert with_key(Browser(visitor.client), auditor, key.get) == 303
    assert with_key(Browser(visitor.client), auditor, copy.get) == 403
    options = half_way(Browser(visitor.client), auditor).post("/log-in/second-step/key/ask")
    assert options.status_code == 403, "neither of the two opens any more"
    administrator = people["administrator"]
    assert "khóa bị sao chép" in administrator.get("/accounts").text
    path = f"/accounts/{auditor.account.id}"
    assert "Có hai bản của một khóa" in administrator.get(path).text
    assert any(finding.check == "accounts" for finding in examine(town.context))
    with town.context.database.reading() as session:
        (kept,) = security_keys.keys_of(session, auditor.account.id)
        assert "security_key_cloned" in [event.kind for event in events_of(session, f"account:{auditor.account.id}")]
    assert administrator.post(f"{path}/keys/{kept.id}/remove").status_code == 303
    assert not any(finding.check == "accounts" for finding in examine(town.context))


def test_a_lost_key_is_recovered_like_a_lost_telephone(
    town: Town, visitor: Browser, auditor: accounts.NewAccount, people: dict[str, Browser]
) -> None:
    add_key(visitor.log_in(auditor.account.name, auditor.totp_secret), SoftKey(ORIGIN))
    assert people["administrator"].post(f"/accounts/{auditor.account.id}/reset").status_code == 200
    assert visitor.get("/log").status_code == 303
    with town.context.database.reading() as session:
        assert security_keys.keys_of(session, auditor.account.id) == []
        assert session.get_one(accounts.Account, auditor.account.id).totp_secret


@pytest.fixture
def stricter_rules(town: Town) -> Iterator[None]:
    """The agency wants keys that check their holder, and a second step of officers."""
    today = vietnam_day(town.now)
    with town.context.database.writing() as session:
        before = agency_on(session, today)
        rules = LogInRules(key_check=KeyCheck.REQUIRED, second_step_roles=(Role.OFFICER,))
        save_agency(session, replace(before, valid_from=today, log_in=rules), actor=machine("test"), at=town.now)
    yield
    with town.context.database.writing() as session:
        save_agency(session, replace(before, valid_from=today), actor=machine("test"), at=town.now)


def test_an_agency_may_want_a_second_step_of_more_roles_and_keys_that_check_their_holder(
    town: Town, visitor: Browser, stricter_rules: None
) -> None:
    officer = new_account(town, Role.OFFICER)
    assert officer.totp_secret, "a new account is handed one at once"
    with town.context.database.writing() as session:
        session.get_one(accounts.Account, officer.account.id).totp_secret = None  # an account of before the rule
    visitor.log_in(officer.account.name)
    assert visitor.get("/queue").headers["location"] == "/own-access"
    key = SoftKey(ORIGIN, verifies=False)
    assert add_key(visitor, key) == 422
    assert visitor.get("/queue").headers["location"] == "/own-access"
    key.verifies = True
    assert add_key(visitor, key) == 303
    assert visitor.get("/queue").status_code == 200
    key.verifies = False
    assert with_key(Browser(visitor.client), officer, key.get) == 403


def test_the_name_of_a_key_stays_out_of_the_log(town: Town, visitor: Browser, auditor: accounts.NewAccount) -> None:
    add_key(visitor.log_in(auditor.account.name, auditor.totp_secret), SoftKey(ORIGIN), "Khoá của Lan")
    with town.context.database.reading() as session:
        assert not any("Lan" in event.leaf for event in events_of(session, f"account:{auditor.account.id}"))
        assert session.query(SecurityKey).filter_by(account_id=auditor.account.id).count() == 1
