"""Every page of every role: no barrier that axe knows of (WCAG 2.1 A and AA), nothing that the policy forbids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from starlette.routing import Route

from browser import desks
from browser.screens import WatchedChromium
from browser.served import ServedTown
from ticketing.agency.actors import Role
from ticketing.agency.tables import Account
from ticketing.cases.recall_tables import Recall
from ticketing.cases.tables import Case
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.queries import lookup_code_of
from ticketing.documents.tables import WAITING, Document
from ticketing.web.app import create_app
from ticketing.web.rights import RIGHTS
from web.town import COMMUNE, ROLES, STRANGE, Town

pytestmark = pytest.mark.browser

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
AXE = Axe()
OBJECT = re.compile(r"\{\w+\}")
FILES = {
    "health", "source", "paper_draft", "paper_file", "evidence", "consignment_print", "report_xlsx", "report_csv",
    "case_proof_data", "look_up_picture", "delivery_slip", "published_feed", "published_csv",
    "legal_base_scan", "route_print",
}  # fmt: skip
NOT_THERE = {"home", "second_step", "delivery_find", "organisation_back"}  # lead on to another page at once
PARTS = {"papers_press"}  # of a page that is looked at itself
PASSED_BY = FILES | NOT_THERE | PARTS
SHOW_STRANGERS = {"papers", "papers_confirm", "consignment", "payments"}  # names and free text stand on them
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
    with town.office.database.reading() as session:
        consignments = list(session.scalars(sa.select(Consignment.id).where(Consignment.commune_code == COMMUNE)))
        account = session.scalars(sa.select(Account.id)).first()
        items = list(
            session.scalars(sa.select(ConsignmentItem.id).where(ConsignmentItem.consignment_id == consignments[0]))
        )
        recalls = list(session.scalars(sa.select(Recall.id)))[:1]
        papers = list(session.scalars(sa.select(Document.id).where(Document.state == WAITING)))
    open_cases = [town.cases[name] for name in ("open0", "open4", "open5", "open7", "open11")]
    objects = {
        "/desk/{case_id}": open_cases,
        "/cases/{case_id}": [town.cases[name] for name in ("paid", "delivered", "minutes", "answered", "noticed")],
        "/consignments/{consignment_id}": consignments[:1],
        "/accounts/{account_id}": [account],
        "/recalls/{recall_id}": recalls,
        "/deliveries/{item_id}": items,
        "/cases/{case_id}/proof": [town.cases["paid"]],
    }
    if path == "/papers/confirm":
        return [f"{path}?{urlencode([('paper', paper) for paper in papers])}"]
    return [OBJECT.sub(str(one), path) for one in objects[path]] if OBJECT.search(path) else [path]


def sights(town: Town) -> Iterator[Sight]:
    """Every page of the table of rights for each role that may see it; the objects of a route for one role each."""
    for route in create_app(town.office).routes:
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
    found = AXE.run(page, options=LEVELS).response["violations"]
    chromium.faults.clear()
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def prints_strangers_words(page: Page) -> bool:
    """Whether words that look like a program stand on the page. As a program they stand on none."""
    assert page.locator("main script, main img[src=x]").count() == 0, page.url
    return STRANGE in page.locator("main").inner_text()


def test_no_page_has_a_barrier_breaks_the_content_policy_or_runs_what_strangers_wrote(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    found, pages, strange = {}, {}, set()
    for sight in sights(served_town.town):
        if sight.person not in pages:
            pages[sight.person] = served_town.screen_of(sight.person) if sight.person else served_town.visitor()
        page = pages[sight.person]
        answer = page.goto(sight.path)
        assert answer and answer.status == 200, sight
        if prints_strangers_words(page):
            strange.add(sight.route)
        if here := barriers(page, chromium):
            found[sight] = here
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
    notice = town.papers(town.cases["paid"], "notice")[0]
    for code in ("WRONG", lookup_code_of(town.office.keys, notice) or ""):
        desks.look_up(page, notice.no or "", PAID_PLATE, code)
        assert barriers(page, chromium) == [], code
    still = town.papers(town.cases["noticed"], "notice")[-1]
    with town.office.database.reading() as session:
        plate = session.get_one(Case, town.cases["noticed"]).plate or ""
    desks.look_up(page, still.no or "", plate, lookup_code_of(town.office.keys, still) or "")
    page.get_by_role("heading", name=desks.vi("Answer this notice")).wait_for()
    assert barriers(page, chromium) == [], "the answer to a notice"
    officer = served_town.screen_of("officer1")
    officer.goto(f"/vehicles?plate={PAID_PLATE}")
    desks.field(officer, "What do you need the data for?").fill("Kiểm tra")
    desks.button(officer, "Open and log").click()
    officer.get_by_role("heading", name=desks.vi("Who looked")).wait_for()
    assert barriers(officer, chromium) == [], "the file of a vehicle"
    officer.goto(f"/cases/{town.cases['paid']}")
    desks.field(officer, "What do you need the data for?").fill("Kiểm tra")
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
