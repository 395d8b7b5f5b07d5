"""Every page of every role: no barrier that axe knows of (WCAG 2.1 A and AA), nothing that the policy forbids.

Loading and examining a page is dear, so it is done once for what looks alike: a page whose content stands, letter by
letter, on a screen that was examined is not examined again for the next role; and in English, where the same templates
print other words, the page is not loaded again and its colours are not measured again.

So are the ways in by a security key and by the organisation's log-in, which share the town of these tests.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import sqlalchemy as sa
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from starlette.routing import Route

from browser import desks
from browser.screens import WatchedChromium
from browser.served import ServedTown, free_port, serve_town
from ticketing.agency.actors import Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.log_in_rules import SingleSignOn
from ticketing.agency.tables import Account
from ticketing.cases import holding
from ticketing.cases.recall.tables import Recall
from ticketing.cases.tables import Case
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.queries import lookup_code_of
from ticketing.documents.tables import WAITING, Document
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.payments.tables import Statement
from ticketing.reports.catalogue import reports
from ticketing.settings import Settings
from ticketing.web.access.rights import RIGHTS
from ticketing.web.access.tables import WebSession
from ticketing.web.app import create_app
from ticketing.web.middleware import COOKIE
from web.town import COMMUNE, PASSWORD, ROLES, STRANGE, Town

pytestmark = pytest.mark.browser

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
WORDS_ALONE = WCAG | {"rules": {"color-contrast": {"enabled": False}}}
EXAMINE = """async (options) => (await axe.run(options)).violations.flatMap(
  (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`))"""
PUT_IN = """(html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceWith(page.body);
}"""
CSRF = re.compile(r'(?<=name="csrf" value=")[^"]*')
OBJECT = re.compile(r"\{\w+\}")
FILES = {
    "health", "source", "paper_draft", "paper_file", "evidence", "consignment_print", "report_file",
    "case_proof_data", "look_up_picture", "delivery_slip", "published_feed", "published_csv",
    "legal_base_scan", "route_print",
}  # fmt: skip
NOT_THERE = {"home", "second_step", "delivery_find", "organisation_back"}  # lead on to another page at once
PARTS = {"papers_press", "communes_like"}  # of a page that is looked at itself
PASSED_BY = FILES | NOT_THERE | PARTS
SHOW_STRANGERS = {"papers", "papers_confirm", "consignment", "payments", "statement"}  # names, free text
IN_ONE_LANGUAGE = {"check_code"}  # a page that stands alone, for everybody's own disk
CLERKS_OWN = {"delivery": {Role.COMMUNE_CLERK}}  # the office sees there what it sends itself, which the town does not
PAID_PLATE = "98A-123.52"
FIRST_OF_ROLE = {role: name for name, role, _ in reversed(ROLES)}


@dataclass(frozen=True)
class Sight:
    """One page on one person's screen. person: None for somebody who is not logged in. route: its name."""

    person: str | None
    path: str
    route: str


def addresses(town: Town, path: str) -> list[str]:
    """The pages behind a route: one for each kind of object that its address may name."""
    with town.context.database.reading() as session:
        consignments = list(session.scalars(sa.select(Consignment.id).where(Consignment.receiver_code == COMMUNE)))
        account = session.scalars(sa.select(Account.id)).first()
        items = list(
            session.scalars(sa.select(ConsignmentItem.id).where(ConsignmentItem.consignment_id == consignments[0]))
        )
        recalls = list(session.scalars(sa.select(Recall.id)))[:1]
        papers = list(session.scalars(sa.select(Document.id).where(Document.state == WAITING)))
        statements = list(session.scalars(sa.select(Statement.id)))[:1]
    open_cases = [town.cases[name] for name in ("open0", "open4", "open5", "open7", "open11")]
    objects = {
        "/desk/{case_id}": open_cases,
        "/cases/{case_id}": [town.cases[name] for name in ("paid", "delivered", "minutes", "answered", "noticed")],
        "/consignments/{consignment_id}": consignments[:1],
        "/accounts/{account_id}": [account],
        "/recalls/{recall_id}": recalls,
        "/payments/statements/{statement_id}": statements,
        "/deliveries/{item_id}": items,
        "/cases/{case_id}/proof": [town.cases["paid"]],
        "/reports/{code}": [report.code for report in reports()],
    }
    if path == "/papers/confirm":
        return [f"{path}?{urlencode([('paper', paper) for paper in papers])}"]
    return [OBJECT.sub(str(one), path) for one in objects[path]] if OBJECT.search(path) else [path]


def sights(town: Town) -> Iterator[Sight]:
    """Every page of the table of rights for each role that may see it; the objects of a route for one role each."""
    for route in create_app(town.context).routes:
        if (
            not isinstance(route, Route)
            or "GET" not in (route.methods or ())
            or route.name in FILES | NOT_THERE | PARTS
        ):
            continue
        right, pages = RIGHTS[route.name], addresses(town, route.path)
        roles = CLERKS_OWN.get(route.name, right.roles)
        people = [None] if right.public else [FIRST_OF_ROLE[role] for role in Role if role in roles]
        for number, person in enumerate(people):
            for path in pages if number == 0 else pages[:1]:
                yield Sight(person, path, route.name)


def barriers(page: Page, chromium: WatchedChromium) -> list[str]:
    """What axe finds on the page as it stands. Until here the page has kept the policy; axe sets styles of its own."""
    assert chromium.faults == [], page.url
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(EXAMINE, WCAG)
    chromium.faults.clear()
    return found


def barriers_in_english(page: Page, html: str, chromium: WatchedChromium) -> list[str]:
    """What axe, which the page holds by now, finds among the English words of the same page."""
    page.evaluate(PUT_IN, html)
    assert page.locator("html").get_attribute("lang") == "en"
    found: list[str] = page.evaluate(EXAMINE, WORDS_ALONE)
    chromium.faults.clear()
    return found


def html_of(page: Page, path: str, language: str) -> str:
    """What the server answers to this person's browser in a language, without showing it."""
    cookie = next(one for one in page.context.cookies() if one["name"] == COOKIE)
    token = cookie["value"].partition(".")[2]
    answer = page.request.get(path, headers={"Cookie": f"{COOKIE}={language}.{token}"}, max_redirects=0)
    assert answer.status == 200, path
    return answer.text()


def with_a_cookie(served_town: ServedTown) -> Page:
    """A page of a visitor, who gets his cookie with the first thing he looks at."""
    page = served_town.visitor()
    page.goto("/log-in")
    return page


def content_of(html: str) -> str:
    """What stands between menu and foot, without what is another at each answer."""
    return CSRF.sub("", html[html.index("<main") : html.index("</main>")])


def prints_strangers_words(page: Page) -> bool:
    """Whether words that look like a program stand on the page. As a program they stand on none."""
    programs, words = page.evaluate(
        "() => { const main = document.querySelector('main');"
        " return [main.querySelectorAll('script, img[src=x]').length, main.innerText]; }"
    )
    assert programs == 0, page.url
    return STRANGE in words


def test_no_page_has_a_barrier_breaks_the_content_policy_or_runs_what_strangers_wrote(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    found, pages, strange, examined = {}, dict[str | None, Page](), set(), dict[str, set[str]]()
    for sight in sights(served_town.town):
        if new := sight.person not in pages:
            pages[sight.person] = served_town.screen_of(sight.person) if sight.person else with_a_cookie(served_town)
        page, alike = pages[sight.person], examined.setdefault(sight.path, set())
        content = content_of(html_of(page, sight.path, "vi"))
        if content in alike and not new:
            continue
        answer = page.goto(sight.path)
        assert answer and answer.status == 200, sight
        if prints_strangers_words(page):
            strange.add(sight.route)
        here = barriers(page, chromium)
        if not alike and sight.route not in IN_ONE_LANGUAGE:
            here += barriers_in_english(page, html_of(page, sight.path, "en"), chromium)
        if here:
            found[sight] = here
        alike.add(content)
    assert found == {}
    assert strange >= SHOW_STRANGERS


@pytest.mark.parametrize("key", ["s", "r", "m", "e", "g", "?"])
def test_no_dialog_of_the_desk_has_a_barrier(key: str, served_town: ServedTown, chromium: WatchedChromium) -> None:
    page = served_town.screen_of("officer1")
    page.goto(f"/desk/{served_town.town.cases['open0']}")
    page.keyboard.press(key)
    page.get_by_role("dialog").wait_for()
    if key == "g":
        page.locator("#alternatives-list table").wait_for()
    assert barriers(page, chromium) == []


def test_answers_to_forms_have_no_barrier(served_town: ServedTown, chromium: WatchedChromium) -> None:
    town, page = served_town.town, served_town.visitor()
    notice = town.documents(town.cases["paid"], "notice")[0]
    for code in ("WRONG", lookup_code_of(town.context.keys, notice) or ""):
        desks.look_up(page, notice.no or "", PAID_PLATE, code)
        assert barriers(page, chromium) == [], code
    still = town.documents(town.cases["noticed"], "notice")[-1]
    with town.context.database.reading() as session:
        plate = session.get_one(Case, town.cases["noticed"]).plate or ""
    desks.look_up(page, still.no or "", plate, lookup_code_of(town.context.keys, still) or "")
    page.get_by_role("heading", name=desks.vi("Answer this notice")).wait_for()
    assert barriers(page, chromium) == [], "the answer to a notice"
    officer = served_town.screen_of("officer1")
    officer.goto(f"/vehicles?plate={PAID_PLATE}")
    desks.field(officer, "What do you need the data for?").fill("Kiểm tra")
    desks.button(officer, "Open and log").click()
    officer.get_by_role("heading", name=desks.vi("Who looked")).wait_for()
    assert barriers(officer, chromium) == [], "the file of a vehicle"
    officer.goto(f"/cases/{town.cases['paid']}")
    officer.locator("#purpose").fill("Kiểm tra")  # the page asks once more for what was written of the case
    desks.button(officer, "The owner's file").click()
    officer.get_by_role("heading", name=desks.vi("Who looked")).wait_for()
    assert barriers(officer, chromium) == [], "the file of an owner"
    administrator = served_town.screen_of("administrator")
    administrator.goto("/registry/loads")
    table = {"name": "xe.csv", "mimeType": "text/csv", "buffer": "Biển số,Loại xe\n98A-777.41,car\n".encode()}
    administrator.locator("#file").set_input_files([table])
    desks.button(administrator, "Look at its columns").click()
    administrator.get_by_role("cell", name="98A-777.41").wait_for()
    assert administrator.locator("#theirs-plate").input_value() == "Biển số"
    assert barriers(administrator, chromium) == [], "the columns of a table"
    page.goto("/log-in")
    desks.field(page, "Log-in name").fill("officer1")
    desks.field(page, "Password").fill("wrong")
    desks.button(page, "Log in").click()
    page.get_by_role("alert").wait_for()
    assert barriers(page, chromium) == []


# Other ways in: a security key (Chromium's own authenticator), and a real OpenID provider.


@pytest.fixture
def localhost(town: Town) -> Iterator[str]:
    """The town under a name, which keys need; its address is set as an administrator sets it."""
    settings: Settings = town.context.settings
    with serve_town(town) as address:
        named = address.replace("127.0.0.1", "localhost")
        town.context.settings = replace(settings, origin=named)
        vars(town.context).pop("site", None)
        yield named
    town.context.settings = settings
    vars(town.context).pop("site", None)


def with_authenticator(page: Page) -> Page:
    """Give the page's browser a key that is always at hand and checks its holder."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_signer_adds_a_key_and_comes_in_with_it_by_keyboard(
    town: Town, localhost: str, chromium: WatchedChromium
) -> None:
    signer = town.newcomer("signer.with.key", Role.SIGNER)
    page = with_authenticator(chromium.screen(localhost).new_page())
    desks.log_in(page, "signer.with.key", PASSWORD, signer.totp_secret)
    page.locator("a.who").click()
    desks.field(page, "Name of the key").fill("Khóa hằng ngày")
    page.locator("#key-password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.locator("[data-key-said]")).to_have_text(desks.vi("The present password is not right."))
    page.locator("#key-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Khóa hằng ngày")).to_be_visible()
    assert barriers(page, chromium) == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Own access")).to_be_visible()
    assert barriers(page, chromium) == [], "in the other language too"
    page.get_by_role("button", name="Tiếng Việt").click()
    desks.button(page, "Log out").click()
    desks.field(page, "Log-in name").fill("signer.with.key")
    desks.field(page, "Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    key = desks.button(page, "Use a security key")
    expect(key).to_be_focused()
    assert barriers(page, chromium) == []
    page.keyboard.press("Enter")
    expect(desks.button(page, "Log out")).to_be_visible()
    releases_after_a_while(town, page, chromium)
    page.goto("/own-access")
    page.locator("summary", has_text=desks.vi("Remove")).click()
    page.locator("#remove-1").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(desks.status_message(page)).to_have_text(desks.vi("The key is removed; it opens nothing any more."))


def releases_after_a_while(town: Town, page: Page, chromium: WatchedChromium) -> None:
    """An act of two persons, some time after the log-in: the key is asked for once more, and what was typed goes on."""
    case_id = town.cases["noticed"]
    town.do(holding.hold, town.context.keys, case_id, reason="Xem lại", by="senior")
    with town.context.database.writing() as session:
        session.execute(sa.update(WebSession).values(confirmed_at=wall_now() - timedelta(minutes=16)))
    page.goto(f"/cases/{case_id}")
    desks.field(page, "Why it may go on").fill("Đã xem lại")
    desks.button(page, "Propose the release").click()
    key = desks.button(page, "Use a security key and go on")
    expect(key).to_be_focused()
    assert barriers(page, chromium) == []
    page.keyboard.press("Enter")
    expect(desks.status_message(page)).to_have_text(desks.vi("The release is proposed; another person has to agree."))
    town.do(holding.release, case_id, by="senior")


@pytest.fixture
def provider(town: Town) -> Iterator[str]:
    """An OpenID provider in a process of its own; it knows officer2. Gives the subject by which he is known there."""
    port, subject = free_port(), "nhan-vien-2"
    known = json.dumps({"sub": subject, "preferred_username": "officer2"})
    line = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "--user-claims", known]
    process = subprocess.Popen(line, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    while process.poll() is None:
        try:
            with urlopen(f"{address}/.well-known/openid-configuration", timeout=5):
                break
        except OSError:
            time.sleep(0.1)
    today = vietnam_day(town.now)
    with town.context.database.writing() as session:
        known_here = SingleSignOn(address, "ticketing", "Công an tỉnh")
        agency = replace(agency_on(session, today), valid_from=today, single_sign_on=known_here)
        save_agency(session, agency, actor=machine("test"), at=town.now)
    (town.context.settings.keys / "oidc-secret").write_text("not a secret")
    yield subject
    process.terminate()
    process.wait(timeout=10)
    with town.context.database.writing() as session:
        save_agency(session, replace(agency, single_sign_on=SingleSignOn()), actor=machine("test"), at=town.now)


def test_an_officer_comes_in_by_the_organisations_log_in(
    town: Town, localhost: str, provider: str, chromium: WatchedChromium
) -> None:
    page = chromium.screen(localhost).new_page()
    page.goto("/cases")
    way = page.get_by_role("button", name="Công an tỉnh")
    expect(way).to_be_focused()
    assert barriers(page, chromium) == []
    page.keyboard.press("Enter")
    page.route("**/*jsdelivr*/**", lambda route: route.abort())
    page.get_by_role("button", name=provider).click()
    expect(desks.button(page, "Log out")).to_be_visible()
    expect(page).to_have_url(f"{localhost}/cases")
    expect(page.locator("a.who")).to_contain_text("Trần Văn Bình")
    chromium.faults[:] = [fault for fault in chromium.faults if "jsdelivr" not in fault]  # the provider's own page
    page.goto("/log-in/organisation/back?error=access_denied")
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page, chromium) == []
