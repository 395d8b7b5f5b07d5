"""The whole walk of a frame in a real browser: from the camera's drop to the paid fine, on both databases."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser import desks
from browser.desks import button, vi
from browser.running import PLATE, RunningSystem, make_system, registered_owner, registered_vehicle
from browser.screens import WatchedChromium
from ticketing.cases.states import CaseState
from ticketing.demo.mail_server import demo_mail_server
from ticketing.kit.clock import VIETNAM
from ticketing.web.text.phrases import named

pytestmark = [pytest.mark.browser, pytest.mark.models]

MONDAY = datetime(2026, 8, 24, 8, 0, tzinfo=VIETNAM)
FINE_VND = 19_000_000  # the middle of điểm b khoản 9 Điều 6, Nghị định 168/2024/NĐ-CP
CODE = re.compile(r"Mã tra cứu:\s+([A-Z0-9-]+)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningSystem]:
    """An office with its mail server, once on SQLite and once on PostgreSQL."""
    environment = {}
    if request.param == "postgresql":
        environment["TICKETING_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    made = make_system(tmp_path, MONDAY, **environment)
    with demo_mail_server(made.demo.context.settings.mailboxes, port=made.demo.mail_port):
        yield made
        made.close()
    made.demo.context.database.engine.dispose()


class People:
    """Everybody at a screen of his own, logged in when first needed."""

    def __init__(self, system: RunningSystem, chromium: WatchedChromium) -> None:
        self.system, self.chromium = system, chromium
        self.pages: dict[str, Page] = {}

    def __getitem__(self, name: str) -> Page:
        if name not in self.pages:
            account = self.system.account(name)
            self.pages[name] = self.chromium.screen(self.system.address).new_page()
            desks.log_in(self.pages[name], name, account["password"], account["totp_secret"])
        return self.pages[name]


def sees_state(page: Page, state: str) -> None:
    """The case's page shows the state."""
    expect(page.locator("main .tag").first).to_have_text(named(state, "state"))


def test_from_the_cameras_drop_to_the_paid_fine(system: RunningSystem, chromium: WatchedChromium) -> None:
    system.open()
    taken = system.command("ingest", str(system.media / "drops"))
    assert taken.returncode == 0, taken.stderr
    people = People(system, chromium)
    two_officers_confirm(people)
    the_signer_signs(people["signer"])
    notice_no, code = the_commune_delivers(system, people["commune_clerk"])
    decision_no = the_case_is_decided(people)
    the_fine_is_paid(system, people, decision_no)
    anybody_with_the_notice_sees_it(system, chromium, notice_no, code)
    others_see_it_too(people)

    system.close()
    verified = system.command("evidence", "verify", "--json")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["uncovered"] == 0


def two_officers_confirm(people: People) -> None:
    """The first sees all evidence and judges by keyboard; the policy asks a second, who judges blind."""
    wait_for_the_case(people)
    first, second = people["officer"], people["officer2"]
    first.goto("/queue")
    desks.take_next_case(first)
    the_desk_shows_the_evidence(first)
    desks.confirm_by_keyboard(first, PLATE)
    second.goto("/queue")
    desks.take_next_case(second)
    expect(second.get_by_role("main")).not_to_contain_text(vi("Two verdicts that differ"))
    desks.confirm_by_keyboard(second, PLATE)
    expect(second.get_by_text(vi("Nothing waits here."))).to_be_visible()


def wait_for_the_case(people: People) -> None:
    """The machine has read it; what it could not read a senior reads by hand first."""
    page = people["officer"]
    tab = page.locator(".tabs .tag", has_text="1")
    desks.until_shown(page, "/queue", tab)
    if "MANUAL_QUEUE" in (tab.locator("xpath=..").get_attribute("href") or ""):
        senior = people["senior"]
        senior.goto("/queue?state=MANUAL_QUEUE")
        desks.take_next_case(senior)
        vehicle = registered_vehicle()
        desks.read_by_hand(senior, PLATE, vehicle["plate_colour"], vehicle["kind"])


def the_desk_shows_the_evidence(page: Page) -> None:
    """Frame, plate crop, chance of each character, registered vehicle, behaviour, article, range, points."""
    desk = page.locator("#desk")
    frame = desk.get_by_role("img", name=re.compile(r"09:47:26\.166$")).first
    expect(frame).to_have_js_property("naturalWidth", 1600)
    plate = desk.get_by_role("region", name=vi("Plate"))
    assert plate.get_by_role("img", name=vi("Plate, cut out")).count() >= 1
    assert plate.get_by_role("meter").count() >= 1
    if desks.plate_on_the_desk(page) == PLATE:
        vehicle = registered_vehicle()
        expect(desk.get_by_role("region", name=vi("Vehicle"))).to_contain_text(vehicle["make"])
        assert plate.get_by_role("meter").count() == len("98A60258")
    for words in (
        named("RED_LIGHT", "behaviour"),
        "điểm b khoản 9 Điều 6",
        "18.000.000 đồng – 20.000.000 đồng",
        "BG01",
    ):
        expect(desk).to_contain_text(words)
    facts = desk.get_by_role("region", name=vi("Facts of the case"))
    expect(facts.get_by_text(vi("Licence points")).locator("xpath=following-sibling::dd[1]")).to_have_text("4")
    assert registered_owner()["name"] not in desk.inner_text(), "nobody judges a person"


def the_signer_signs(page: Page) -> None:
    """The notice waits for him; with his signature it goes to the press."""
    desks.until_shown(page, "/papers", page.get_by_role("checkbox").nth(1))
    desks.sign_all_papers(page)
    expect(desks.status_message(page)).to_contain_text("1")


def the_commune_delivers(system: RunningSystem, page: Page) -> tuple[str, str]:
    """One mail, nothing personal in its head; the clerk takes over, prints and records. Gives number and code."""
    owner = registered_owner()
    mailed = page.locator("tbody tr", has_text=named("sent", "mail")).get_by_role("link")
    desks.until_shown(page, "/consignments", mailed)
    mails = list(system.demo.context.settings.mailboxes.rglob("*.eml"))
    assert len(mails) == 1
    assert owner["name"] not in str(make_header(decode_header(message_from_bytes(mails[0].read_bytes())["Subject"])))
    mailed.click()
    button(page, "Take over").click()
    expect(page.get_by_role("heading", name=owner["name"])).to_be_visible()
    text = text_of(desks.print_file(page))
    assert owner["name"] in text and PLATE in text
    desks.record_handed_over(page, owner["name"])
    expect(desks.status_message(page)).to_be_visible()
    found = CODE.search(text)
    assert found, text
    return page.locator(".card__head b").inner_text(), found[1]


def the_case_is_decided(people: People) -> str:
    """The owner comes and drove himself; minutes, decision, proof of its delivery. Gives the decision's number."""
    page = people["officer"]
    page.goto("/cases")
    page.locator("td a").click()
    sees_state(page, CaseState.NOTICE_SENT)
    case = urlsplit(page.url).path
    desks.record_the_owner_came(page, "Tôi là người điều khiển xe.")
    button(page, "Identify the violator").click()
    desks.make_minutes(page, "Tôi đồng ý với biên bản.")
    desks.until_shown(page, case, page.locator("form[action$='/decision']"))
    desks.propose_decision(page)
    the_signer_signs(people["signer"])
    desks.until_shown(page, case, page.locator("form[action$='/sent']"))
    desks.prove_delivery(page, "ký nhận trực tiếp")
    sees_state(page, CaseState.DECISION_DELIVERED)
    decision = page.get_by_role("heading", name=vi("Decision"), exact=True).locator("xpath=..")
    expect(decision).to_contain_text("19.000.000 đồng")
    return decision.locator("dd").first.inner_text().split(" · ")[1]


def the_fine_is_paid(system: RunningSystem, people: People, decision_no: str) -> None:
    """The statement names the decision and brings what is due: it is booked by itself."""
    statement = system.media / "statement.csv"
    statement.write_text(desks.statement_line(decision_no, MONDAY.date(), FINE_VND), encoding="utf-8")
    finance = people["finance_clerk"]
    finance.goto("/payments")
    desks.import_statement(finance, statement)
    expect(desks.status_message(finance)).to_contain_text(vi("The statement is imported"))
    expect(finance.get_by_text(vi("No line waits."))).to_be_visible()
    officer = people["officer"]
    officer.reload()
    sees_state(officer, CaseState.PAID)


def anybody_with_the_notice_sees_it(
    system: RunningSystem, chromium: WatchedChromium, notice_no: str, code: str
) -> None:
    """State in plain words and the amount, and never a name."""
    page = chromium.screen(system.address).new_page()
    desks.look_up(page, notice_no, PLATE, code)
    expect(page.get_by_role("main")).to_contain_text(vi("Fine"))
    expect(page.get_by_role("main")).to_contain_text("19.000.000 đồng")
    assert registered_owner()["name"] not in page.content()


def others_see_it_too(people: People) -> None:
    """The supervisor's figures count it, the auditor's log is whole."""
    supervisor, auditor = people["supervisor"], people["auditor"]
    supervisor.goto("/reports")
    expect(supervisor.get_by_role("main")).to_contain_text("19.000.000")
    auditor.goto("/log")
    auditor.once("dialog", lambda question: question.accept())
    button(auditor, "Verify everything").click()
    expect(auditor.get_by_role("heading", name=vi("Everything is whole"))).to_be_visible()


def text_of(pdf: bytes) -> str:
    """What a reader of the PDF sees, as poppler's pdftotext reads it."""
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
