"""A whole shift without a mouse: an officer's fifty cases, the second officer, the senior, and the signer's batch.

The browser's clock is moved on where a person would look at the picture, so that nobody waits for it here.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from browser import desks
from browser.desks import button, vi
from browser.screens import WatchedChromium
from browser.served import ServedTown
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.tables import WAITING
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.reactions import react
from ticketing.kit.clock import wall_now
from ticketing.review.lease import BEAT_SECONDS
from ticketing.review.tables import ReviewLease
from web.town import PASSWORD, Town, open_case_of

pytestmark = pytest.mark.browser

ALIKE = "#confirm input[name=another_act]"
LOST = "This case is on the screen of another person, or it was judged meanwhile. Take the next one."
PLACE = "Đường Ca Trực"
DEAR, CHEAP, SEVERAL = 0, 1, 4  # two officers for the fine; one is enough; the point of the law names several acts
CASES = 50
REGISTERED = range(8, 11)  # copies whose owners the register knows
UNKNOWN_FROM = 51  # the first of those that no other case of the town is of


@dataclass
class Shift:
    """What the officer has done. judged: his cases in order, with what he did to each; lost: one that he got again."""

    town: Town
    registered: Sequence[str]
    judged: dict[str, str] = field(default_factory=dict)
    lost: str = ""
    taken_back: Counter[str] = field(default_factory=Counter)

    def act_for(self, page: Page, case_id: str) -> str:
        """Every tenth is rejected, every tenth corrected; what goes to the signer later is confirmed as it is."""
        if page.locator(ALIKE).count():
            return "another"
        if page.locator("input[name=wording]").count():
            return "several"
        turn = len(self.judged) % 10
        return {4: "correct", 7: "reject"}.get(turn, "confirm") if case_id not in self.registered else "confirm"


def shift_of(town: Town) -> Shift:
    """Fifty cases of one street."""
    registered = [open_case_of(town, CHEAP, copy, place=PLACE) for copy in REGISTERED]
    for number in range(CASES - len(registered) - 1):
        act = DEAR if number % 5 == 0 else SEVERAL if number % 20 == 3 else CHEAP
        open_case_of(town, act, UNKNOWN_FROM + number, place=PLACE)
    open_case_of(town, CHEAP, UNKNOWN_FROM + 1, place=PLACE)  # looks like another one of the street
    return Shift(town, registered)


def somebody(served_town: ServedTown, name: str) -> Page:
    """A person who has just logged in, before a clock that can be moved on."""
    page = served_town.visitor()
    page.context.clock.install()
    desks.log_in_by_keyboard(page, name, PASSWORD, served_town.town.secrets[name])
    return page


def begin(page: Page) -> None:
    """From the first page through the filter of the street to the first case."""
    desks.open_by_menu(page, "Review")
    desks.tab_to(page, page.locator("#place"))
    page.keyboard.type(PLACE)
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_have_value(PLACE)
    expect(button(page, "Next case")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#desk[data-judge=yes]")).to_be_visible()


def case_before(page: Page) -> str:
    """The case on the screen, looked at from the moment at which the desk is ready for keys."""
    expect(page.locator("#viewer")).to_be_focused()
    page.clock.fast_forward(desks.SIGHT_MS)
    return page.locator("#desk").get_attribute("data-case") or ""


def go_from(page: Page, case_id: str) -> None:
    """The next case is there, or the queue at the end."""
    expect(page.locator(f"#desk[data-case='{case_id}']")).to_have_count(0)


def plate_as_seen(page: Page) -> str:
    """What is on the picture where the machine misread it: another plate for each case, the same for both officers."""
    number = page.get_by_role("heading", level=1).inner_text()
    return f"{desks.plate_on_the_desk(page).partition('-')[0]}-9{number[-2:]}.00"


def judge(page: Page, act: str) -> str:
    """What a hand does to the case on the screen; gives its id."""
    case_id = case_before(page)
    if act == "several":
        page.keyboard.press("w")
    if act != "reject" and page.locator(ALIKE).count():
        page.keyboard.press("a")
    if act in ("confirm", "several", "another"):
        page.keyboard.press("c")
    elif act == "reject":
        page.keyboard.press("r")
        page.keyboard.press("1")
        page.keyboard.press("Enter")
    elif act == "correct":
        page.keyboard.press("s")
        page.keyboard.type(plate_as_seen(page))
        page.keyboard.press("Enter")
    go_from(page, case_id)
    return case_id


def take_back(page: Page, case_id: str) -> None:
    """U, and the case is on the desk again."""
    case_before(page)
    page.keyboard.press("u")
    expect(page.locator(f"#desk[data-case='{case_id}'][data-judge=yes]")).to_be_visible()


def taken_over(other: Page, case_id: str, town: Town) -> bool:
    """Whether a colleague who opens the case after its lease ended has it now."""
    with town.context.database.writing() as session:
        his = sa.update(ReviewLease).where(ReviewLease.case_id == case_id)
        session.execute(his.values(expires_at=wall_now() - timedelta(seconds=1)))
    with other.expect_response(f"**/{case_id}/lease") as answer:
        other.goto(f"/desk/{case_id}")
    return answer.value.ok


def lose_the_case(page: Page, other: Page, town: Town) -> str:
    """His machine slept, and a colleague took the case: the next beat tells him, his keys judge nothing, N goes on."""
    case_id = case_before(page)
    page.reload()
    case_before(page)  # it stays on the screen
    while not taken_over(other, case_id, town):
        pass  # a beat of his was still on its way
    page.clock.fast_forward(BEAT_SECONDS * 1000)
    expect(page.get_by_role("alert")).to_have_text(vi(LOST))
    page.keyboard.press("c")
    page.keyboard.press("n")
    go_from(page, case_id)
    other.goto("/")
    return case_id


def work_through(page: Page, other: Page, shift: Shift) -> None:
    """The officer's part: until nothing waits in his street."""
    begin(page)
    while page.locator("#desk").count():
        if len(shift.judged) == CASES // 2 and not shift.lost:
            shift.lost = lose_the_case(page, other, shift.town)
        act = shift.act_for(page, case_before(page))
        case_id = judge(page, act)
        state = shift.town.state(case_id)
        if act == "confirm" and state != CaseState.MANUAL_QUEUE and shift.taken_back[state] == 0:
            shift.taken_back[state] += 1
            take_back(page, case_id)
            judge(page, "confirm")
        shift.judged[case_id] = act


def second_opinions(page: Page, shift: Shift) -> str:
    """The second officer sees the same, but for one case that he rejects; gives that one."""
    begin(page)
    differs = ""
    while page.locator("#desk").count():
        case_id = case_before(page)
        act = shift.judged[case_id]
        if not differs and act == "confirm":
            act, differs = "reject", case_id
        judge(page, act)
    return differs


def the_senior_decides(page: Page, case_id: str) -> None:
    """He finds what two differ on, sees both verdicts, and confirms."""
    desks.open_by_menu(page, "Review")
    desks.press_on(page, page.get_by_role("link", name=vi("Two who differ")))
    expect(button(page, "Next case")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#desk[data-case='{case_id}']")).to_contain_text(vi("Two verdicts that differ"))
    judge(page, "confirm")


def the_signer_releases(page: Page, numbers: Sequence[str]) -> None:
    """The papers of these cases in one batch, each draft opened before."""
    desks.open_by_menu(page, "Papers to sign")
    for number in numbers:
        desks.press_on(page, page.get_by_role("checkbox", name=re.compile(number)), "Space")
    desks.tab_to(page, button(page, "Go on with what is ticked"), "Shift+Tab")
    page.keyboard.press("Enter")
    drafts = page.get_by_role("link", name=vi("Open the draft"))
    expect(drafts).to_have_count(len(numbers))
    for left in reversed(range(len(numbers))):
        desks.tab_to(page, drafts.first)
        with page.context.expect_event("response", lambda answer: answer.url.endswith("/draft")):
            page.keyboard.press("Enter")
        desks.press_on(page, page.get_by_role("link", name=vi("Look again")))
        expect(drafts).to_have_count(left)
    desks.press_on(page, page.locator("form[action='/papers/sign'] button"))
    expect(desks.status_message(page)).to_contain_text(str(len(numbers)))


def numbers_of(town: Town, case_ids: Sequence[str]) -> list[str]:
    """What people call these cases."""
    with town.context.database.reading() as session:
        return list(session.scalars(sa.select(Case.number).where(Case.id.in_(case_ids)).order_by(Case.number)))


def events(town: Town, kind: str) -> int:
    """How many cases of the street hold an event of that kind."""
    with town.context.database.reading() as session:
        here = sa.select(Case.id).where(Case.place == PLACE)
        query = sa.select(sa.func.count(sa.distinct(EvidenceEvent.subject)))
        return session.scalar(query.where(EvidenceEvent.kind == kind, EvidenceEvent.subject.in_(here))) or 0


def test_a_whole_shift_goes_by_keyboard_alone(served_town: ServedTown, chromium: WatchedChromium) -> None:
    town = served_town.town
    shift = shift_of(town)
    first, second = somebody(served_town, "officer1"), somebody(served_town, "officer2")
    work_through(first, second, shift)
    assert len(shift.judged) == CASES and {"several", "another", "correct", "reject"} <= set(shift.judged.values())
    assert shift.lost in shift.judged
    assert (events(town, "verdict_taken_back"), events(town, "open_verdict_taken_back")) == (1, 1)

    differs = second_opinions(second, shift)
    the_senior_decides(somebody(served_town, "senior"), differs)
    assert town.state(differs) == CaseState.CONFIRMED
    states = Counter(town.state(case_id) for case_id in shift.judged)
    assert (
        set(states) == {CaseState.CONFIRMED, CaseState.REJECTED}
        and events(town, "act_rejected") == states[CaseState.REJECTED]
    )

    for case_id in shift.registered * 2:  # the owner is found, then the notice is drafted
        react(town.context, case_id)
    the_signer_releases(somebody(served_town, "signer"), numbers_of(town, shift.registered))
    assert WAITING not in {town.documents(case_id, "notice")[0].state for case_id in shift.registered}
