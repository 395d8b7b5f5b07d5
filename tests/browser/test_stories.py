"""What people at their screens rely on: keys, doors, two persons on one case, and strangers' words that stay words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from browser import desks
from browser.desks import button, vi
from browser.screens import WatchedChromium
from browser.served import ServedTown
from ticketing.cases import holding
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, save_person
from ticketing.kit.clock import wall_now
from ticketing.review.tables import ReviewVerdict
from ticketing.web.access import sessions
from ticketing.web.access.tables import WebSession
from web.town import PASSWORD, Town, open_case_of

pytestmark = pytest.mark.browser
PLAIN = 0  # an act whose point names one act only: a verdict needs no tick


def verdicts_on(town: Town, case_id: str) -> int:
    """How many verdicts stand on a case."""
    with town.context.database.reading() as session:
        query = sa.select(sa.func.count()).where(ReviewVerdict.case_id == case_id)
        return session.scalar(query) or 0


def on_the_desk(served_town: ServedTown, name: str, case_id: str) -> Page:
    """A person with a case before him, looked at long enough to judge it."""
    page = served_town.screen_of(name)
    page.goto(f"/desk/{case_id}")
    desks.look(page)
    return page


HAND_THAT_GOES_ON = {
    "a second click": "document.querySelector('#confirm button').click()",
    "a key held down": "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', bubbles: true}))",
}


@pytest.mark.parametrize("way", HAND_THAT_GOES_ON)
def test_a_hand_that_goes_on_when_the_next_case_comes_judges_one_case(
    way: str, served_town: ServedTown, chromium: WatchedChromium
) -> None:
    case_id = open_case_of(served_town.town, PLAIN, 80 + list(HAND_THAT_GOES_ON).index(way))
    page, sent = on_the_desk(served_town, "officer1", case_id), []
    page.on("request", lambda request: sent.append(request.url) if "/verdict" in request.url else None)
    page.evaluate(f"document.addEventListener('htmx:afterSettle', () => {{ {HAND_THAT_GOES_ON[way]} }})")
    page.locator("#confirm button").dblclick()
    expect(page.locator("#desk[data-judge=yes]")).not_to_have_attribute("data-case", case_id)
    page.wait_for_timeout(300)
    assert [url.split("/")[-2] for url in sent] == [case_id]
    assert verdicts_on(served_town.town, case_id) == 1


def test_an_officer_takes_a_suggested_plate_by_keyboard_and_confirms_it(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    case_id = open_case_of(served_town.town, PLAIN, 6)
    page = on_the_desk(served_town, "officer1", case_id)
    page.keyboard.press("g")
    expect(page.locator("#alternatives-list")).to_contain_text("Toyota Vios")
    page.keyboard.press("2")
    expect(page.locator("#c-plate")).to_have_value("98A-123.80")
    expect(page.locator("#c-act")).to_contain_text("Toyota")
    assert verdicts_on(served_town.town, case_id) == 0
    page.keyboard.press("Enter")
    expect(page.locator(f"#desk[data-case='{case_id}'][data-judge=yes]")).to_have_count(0)
    assert verdicts_on(served_town.town, case_id) == 1


def test_a_commune_is_chosen_from_the_queue_and_remembered_for_the_next_house_of_the_hamlet(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    page, number = served_town.screen_of("officer1"), 0
    for chosen_before in (False, True):
        page.goto("/queues")
        page.get_by_role("link", name=vi("Commune to be chosen")).click()
        number = page.get_by_role("link", name=vi("To the case")).count()
        page.get_by_role("link", name=vi("To the case")).first.click()
        form = page.locator("form[action$='/address']")
        marks = [vi("chosen before for the same hamlet")] if chosen_before else []
        expect(form.locator(".tag")).to_have_text(marks)
        form.locator("input[value='09661']").check()
        form.locator("select").select_option("CHOSEN_BEFORE" if chosen_before else "RESIDENCE_DATA")
        form.get_by_role("checkbox").check()
        button(form, "This commune").click()
        expect(desks.status_message(page)).to_contain_text(vi("The commune is chosen."))
    assert number == 1


def test_a_person_is_asked_for_the_fields_of_his_kind_and_an_organisation_for_its_own(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    town, case_id = served_town.town, served_town.town.cases["answered"]
    page = served_town.screen_of("officer1")

    def verification_form() -> Locator:
        page.goto(f"/cases/{case_id}")
        form = page.locator(f"form[action='/cases/{case_id}/verification']")
        closed = form.locator("xpath=ancestor::details").all()
        for details in (*closed, *form.locator("details:has(select[name=kind])").all()):
            details.locator("> summary").click()
        return form

    born, licence, certificate = "input[name=birth_date]", "input[name=licence_no]", "input[name=certificate_no]"
    form = verification_form()
    expect(form.locator(born)).to_be_visible()
    expect(form.locator(licence)).to_be_visible()
    expect(form.locator(certificate)).to_be_hidden()
    form.locator("select[name=kind]").select_option("organisation")
    expect(form.locator(certificate)).to_be_visible()
    expect(form.locator(born)).to_be_hidden()
    expect(form.locator(licence)).to_be_hidden()
    company = Person(PersonKind.ORGANISATION, "Công ty TNHH Mẫu", "2400123456", address="Phường Bắc Giang")
    with town.context.database.writing() as session:
        save_person(session, town.context.keys, case_id, PersonRole.OWNER, company, at=town.now)
    form = verification_form()
    expect(form.locator("select[name=kind]")).to_have_value("organisation")
    expect(form.locator(certificate)).to_be_visible()


def test_the_second_of_two_officers_on_one_case_is_told_so(served_town: ServedTown, chromium: WatchedChromium) -> None:
    case_id = open_case_of(served_town.town, PLAIN, 72)
    first = on_the_desk(served_town, "officer1", case_id)
    second = served_town.screen_of("officer2")
    second.goto(f"/desk/{case_id}")
    expect(second.get_by_role("alert")).to_contain_text("màn hình")
    expect(button(second, "Confirm")).to_be_disabled()
    first.keyboard.press("c")
    expect(first.locator(f"#desk[data-case='{case_id}']")).to_have_count(0)
    second.reload()
    desks.look(second)
    second.keyboard.press("c")
    expect(second.locator(f"#desk[data-case='{case_id}']")).to_have_count(0)
    assert verdicts_on(served_town.town, case_id) == 2


def test_a_verdict_on_a_case_that_somebody_changed_meanwhile_is_refused_in_words(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    town, case_id = served_town.town, open_case_of(served_town.town, PLAIN, 73)
    page = on_the_desk(served_town, "officer1", case_id)
    town.do(holding.hold, town.context.keys, case_id, reason="Đèn tín hiệu hỏng", by="senior")
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("người khác thay đổi")
    assert verdicts_on(town, case_id) == 0


def test_a_role_without_right_reads_that_the_page_is_not_for_it(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    page = served_town.screen_of("clerk")
    for path in ("/queue", "/payments", "/accounts", f"/cases/{served_town.town.cases['paid']}"):
        answer = page.goto(path)
        assert answer and answer.status == 403, path
        expect(page.get_by_role("alert")).to_contain_text(vi("Your role has no right to this page."))
    answer = served_town.visitor().goto("/queue")
    assert answer and "/log-in" in answer.url


def test_a_log_in_that_ended_leads_to_the_door_and_judges_nothing(
    served_town: ServedTown, chromium: WatchedChromium
) -> None:
    town, page = served_town.town, served_town.visitor()
    case_id = open_case_of(town, PLAIN, 74)
    desks.log_in(page, "officer2", PASSWORD, town.secrets["officer2"])
    page.goto(f"/desk/{case_id}")
    desks.look(page)
    with town.context.database.writing() as session:
        newest = session.scalars(sa.select(WebSession).order_by(WebSession.started_at.desc())).first()
        assert newest
        newest.seen_at = wall_now() - sessions.IDLE - timedelta(minutes=1)
    page.keyboard.press("c")
    expect(desks.field(page, "Password")).to_be_visible()
    assert verdicts_on(town, case_id) == 0


def test_words_of_strangers_stay_words(served_town: ServedTown, chromium: WatchedChromium) -> None:
    evil = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"
    case_id = open_case_of(served_town.town, PLAIN, 75, place=evil, event_id="<b>E1</b>")
    page = served_town.screen_of("officer1")
    page.on("dialog", lambda dialog: chromium.faults.append(f"script ran: {dialog.message}"))
    for path in (f"/desk/{case_id}", f"/cases/{case_id}", "/cases?name=%3Cb%3EE1%3C%2Fb%3E"):
        page.goto(path)
        expect(page.get_by_text("{{7*7}}").first).to_be_visible()
        assert page.locator("main script, main img[src=x]").count() == 0


def test_the_page_speaks_vietnamese_and_english(served_town: ServedTown, chromium: WatchedChromium) -> None:
    page = served_town.visitor()
    page.goto("/tra-cuu")
    assert page.locator("html").get_attribute("lang") == "vi"
    expect(page.get_by_role("heading", level=1)).to_have_text(vi("Look up a notice"))
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("heading", level=1)).to_have_text("Look up a notice")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(vi("Look up a notice"))
