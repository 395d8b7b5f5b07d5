"""The browser proves the history of a case by itself, and sees what was changed."""

import json

import pytest
from playwright.sync_api import Route, expect

from browser import desks
from browser.served import ServedTown

pytestmark = pytest.mark.browser

WHOLE = "Every event of this case stands in the log as written here, and the checkpoint is signed by the log's key."
CHANGED = (
    "Something does not fit: do not rely on this history. Call the administrator, and compare with the checkpoints "
    "kept elsewhere."
)


def test_the_browser_proves_a_case_and_sees_a_changed_sign(served_town: ServedTown) -> None:
    town, page = served_town.town, served_town.screen_of("auditor")
    town.context.checkpoint()
    address = f"/cases/{town.cases['paid']}/proof"
    page.goto(address)
    expect(page.get_by_role("status")).to_have_text(desks.vi(WHOLE))

    def change(route: Route) -> None:
        proof = route.fetch().json()
        proof["events"][1]["leaf"] = proof["events"][1]["leaf"].replace("2026", "2025", 1)
        route.fulfill(body=json.dumps(proof), content_type="application/json")

    page.route("**/proof.json", change)
    page.goto(address)
    expect(page.get_by_role("status")).to_have_text(desks.vi(CHANGED))
    expect(page.locator("[data-mark^=event-].tag--red")).to_have_count(1)
    expect(page.locator("[data-mark=checkpoint]")).to_have_class("tag tag--green")
