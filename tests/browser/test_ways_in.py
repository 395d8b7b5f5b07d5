"""Other ways in, on the screen: a security key (Chromium's own authenticator), and a real OpenID provider."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from browser import desks
from browser.screens import WatchedChromium
from browser.served import free_port, serve_town
from browser.test_access import barriers
from ticketing.agency.actors import machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.values import SingleSignOn
from ticketing.kit.clock import vietnam_day
from ticketing.settings import Settings
from web.town import PASSWORD, Town

pytestmark = pytest.mark.browser


@pytest.fixture
def localhost(town: Town) -> Iterator[str]:
    """The town under a name, which keys need; its address is set as an administrator sets it."""
    settings: Settings = town.office.settings
    with serve_town(town) as address:
        named = address.replace("127.0.0.1", "localhost")
        town.office.settings = replace(settings, origin=named)
        vars(town.office).pop("site", None)
        yield named
    town.office.settings = settings
    vars(town.office).pop("site", None)


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
    screen = chromium.screen(localhost)
    page = with_authenticator(screen.new_page())
    desks.log_in(page, "signer", PASSWORD, town.secrets["signer"])
    page.locator("a.who").click()
    desks.field(page, "Name of the key").fill("Khóa hằng ngày")
    page.locator("#key-password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.locator("[data-key-said]")).to_have_text(desks.vi("The present password is not right."))
    page.locator("#key-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Khóa hằng ngày")).to_be_visible()
    assert barriers(page, chromium) == []
    desks.button(page, "Log out").click()
    desks.field(page, "Log-in name").fill("signer")
    desks.field(page, "Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    key = desks.button(page, "Use a security key")
    expect(key).to_be_focused()
    assert barriers(page, chromium) == []
    page.keyboard.press("Enter")
    expect(desks.button(page, "Log out")).to_be_visible()
    page.goto("/own-access")
    page.locator("summary", has_text=desks.vi("Remove")).click()
    page.locator("#remove-1").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(desks.said(page)).to_have_text(desks.vi("The key is removed; it opens nothing any more."))


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
    with town.office.database.writing() as session:
        known_here = SingleSignOn(address, "ticketing", "Công an tỉnh")
        agency = replace(agency_on(session, today), valid_from=today, single_sign_on=known_here)
        save_agency(session, agency, actor=machine("test"), at=town.now)
    (town.office.settings.keys / "oidc-secret").write_text("not a secret")
    yield subject
    process.terminate()
    process.wait(timeout=10)
    with town.office.database.writing() as session:
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
