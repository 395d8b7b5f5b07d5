"""Debian's Chromium, once a file, and a town of cases behind a web server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from browser.screens import WatchedChromium
from browser.served import ServedTown, serve_town
from web.town import Town, town_in

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def _chromium() -> Iterator[WatchedChromium]:
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is not installed: run `make setup-test`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield WatchedChromium(browser)
        browser.close()


@pytest.fixture
def chromium(_chromium: WatchedChromium) -> Iterator[WatchedChromium]:
    """The browser of this file; a test fails for what it saw while it ran."""
    _chromium.faults.clear()
    yield _chromium
    assert _chromium.faults == []


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, built_town: Path) -> Iterator[Town]:
    """The town of tests/web/town.py, one a file: people at their screens change it."""
    with town_in(tmp_path_factory.mktemp("town"), built_town) as made:
        yield made


@pytest.fixture(scope="module")
def served_town(town: Town, _chromium: WatchedChromium) -> Iterator[ServedTown]:
    """The town behind a web server. Made before the browser: both signing and Playwright want the thread's loop."""
    with serve_town(town) as address:
        yield ServedTown(town, address, _chromium.screen)
