"""What people do on the pages, each as one function in their words. Labels are looked up as the pages print them."""

import base64
import re
import time
from datetime import date
from pathlib import Path

import pyotp
from playwright.sync_api import Locator, Page, Response, expect

from ticketing.web.text.i18n import catalogue

WAIT_SECONDS = 90
SIGHT_MS = 500


def vi(message: str) -> str:
    """How a message stands on the screen in Vietnamese."""
    return catalogue("vi").gettext(message)


def button(page: Page | Locator, message: str) -> Locator:
    """The button with that message; a key may be printed behind it."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(vi(message))}(\s\S{{1,5}})?$"))


def field(page: Page | Locator, message: str) -> Locator:
    """The field with that label."""
    return page.get_by_label(vi(message), exact=True)


def log_in(page: Page, name: str, password: str, secret: str | None = None) -> None:
    """Name and password, and the one-time password where the role has one."""
    page.goto("/log-in")
    field(page, "Log-in name").fill(name)
    field(page, "Password").fill(password)
    button(page, "Log in").click()
    if secret:
        field(page, "Six digits from your authenticator app").fill(pyotp.TOTP(secret).now())
        button(page, "Go on").click()
    expect(button(page, "Log out")).to_be_visible()


def until_shown(page: Page, address: str, shown: Locator) -> None:
    """Reload a page until the machine has done its part, as a person would."""
    end = time.monotonic() + WAIT_SECONDS
    page.goto(address)
    while not shown.count():
        assert time.monotonic() < end, f"{address} still lacks it: {page.locator('main').inner_text()}"
        page.wait_for_timeout(300)
        page.reload()


def status_message(page: Page) -> Locator:
    """The sentence that tells what was just done."""
    return page.get_by_role("status")


# Hands that never leave the keyboard

MOST_TABS = 120


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Tab on until that element has the focus."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{MOST_TABS} steps of {key} never came to {wanted} on {page.url}")


def press_on(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Tab to an element and press a key on it."""
    tab_to(page, wanted)
    page.keyboard.press(key)


def log_in_by_keyboard(page: Page, name: str, password: str, secret: str | None = None) -> None:
    """The first field has the focus."""
    page.goto("/log-in")
    for word, end in ((name, "Tab"), (password, "Enter")):
        page.keyboard.type(word)
        page.keyboard.press(end)
    if secret:
        expect(field(page, "Six digits from your authenticator app")).to_be_focused()
        page.keyboard.type(pyotp.TOTP(secret).now())
        page.keyboard.press("Enter")
    expect(button(page, "Log out")).to_be_visible()


def open_by_menu(page: Page, name: str) -> None:
    """A page of the menu."""
    press_on(page, page.get_by_role("navigation").get_by_role("link", name=vi(name), exact=True))
    expect(page.get_by_role("navigation").locator("[aria-current=page]")).to_have_text(vi(name))


# Officers


def take_next_case(page: Page) -> None:
    """From the queue to the desk."""
    button(page, "Next case").click()
    expect(page.locator("#desk[data-judge=yes]")).to_be_visible()


def look(page: Page) -> None:
    """Look at the case: nobody judges in the blink of an eye, and the page lets nobody."""
    expect(page.locator("#desk[data-judge=yes]")).to_be_visible()
    page.wait_for_timeout(SIGHT_MS)


def plate_on_the_desk(page: Page) -> str:
    """The plate as it stands on the desk, without its row break."""
    return page.get_by_role("region", name=vi("Plate")).locator(".number-plate").inner_text()


def confirm_by_keyboard(page: Page, plate: str) -> None:
    """C where the plate is right, S and the right plate where it is not."""
    case = page.locator("#desk").get_attribute("data-case")
    look(page)
    if plate_on_the_desk(page) == plate:
        page.keyboard.press("c")
    else:
        page.keyboard.press("s")
        page.keyboard.type(plate)
        page.keyboard.press("Enter")
    expect(page.locator(f"#desk[data-case='{case}'][data-judge=yes]")).to_have_count(0)


def read_by_hand(page: Page, plate: str, colour: str, vehicle: str) -> None:
    """A plate of the manual queue, read by a person."""
    field(page, "Plate as you read it").fill(plate)
    page.locator("#hand-colour").select_option(colour)
    page.locator("#hand-vehicle").select_option(vehicle)
    button(page, "To review").click()
    expect(page).to_have_url(re.compile("/queue|before="))


def record_the_owner_came(page: Page, statement: str) -> None:
    """He says that he drove himself."""
    form = page.locator("form[action$='/answer']")
    form.locator("[name=code]").select_option("DROVE_MYSELF")
    field(form, "His statement").fill(statement)
    button(form, "Record the answer").click()


def make_minutes(page: Page, statement: str) -> None:
    """The minutes of the violation, signed by the officer."""
    field(page, "Statement of the violator").fill(statement)
    button(page, "Sign the minutes").click()


def propose_decision(page: Page) -> None:
    """The middle of the range; he waived his explanation."""
    page.get_by_label(vi("He declared in the minutes that he will not explain himself")).check()
    button(page, "To the signer").click()


def prove_delivery(page: Page, reference: str) -> None:
    """Sent by hand and signed for."""
    form = page.locator("form[action$='/sent']")
    form.get_by_label(vi("by hand"), exact=True).check()
    button(form, "Send it").click()
    field(page, "Number or name of the receiver").fill(reference)
    button(page, "Record the proof").click()


# Signers, communes, finance, the public

FETCH = """async (path) => {
  const reader = new FileReader();
  const read = new Promise((done) => { reader.onload = () => done(reader.result); });
  reader.readAsDataURL(await (await fetch(path)).blob());
  return await read;
}"""


def sign_all_papers(page: Page) -> None:
    """All that wait, in one batch: each draft is opened before the page lets him sign."""
    page.get_by_label(vi("Tick all")).check()
    button(page, "Go on with what is ticked").click()
    for draft in page.get_by_role("link", name=vi("Open the draft")).all():
        page.evaluate(FETCH, draft.get_attribute("href"))
    page.reload()
    page.locator("form[action='/papers/sign'] button").click()


def print_file(page: Page) -> bytes:
    """What the browser gets behind the link to the print file."""
    path = page.get_by_role("link", name=vi("Print everything (PDF)")).get_attribute("href")
    return base64.b64decode(page.evaluate(FETCH, path).partition(",")[2])


def record_handed_over(page: Page, receiver: str) -> None:
    """The clerk has given the paper to the receiver."""
    field(page, "What became of it").select_option("handed_over")
    field(page, "Who signed for it").fill(receiver)
    button(page, "Record it").click()


def import_statement(page: Page, statement: Path) -> None:
    """The Treasury's file."""
    field(page, "CSV of the Treasury or the bank").set_input_files(statement)
    button(page, "Import").click()


def look_up(page: Page, notice_no: str, plate: str, code: str) -> Response | None:
    """What the holder of a notice does at home."""
    page.goto("/tra-cuu")
    field(page, "Number of the notice").fill(notice_no)
    field(page, "Plate").fill(plate)
    field(page, "Code of the annex sheet").fill(code)
    with page.expect_navigation() as answer:
        button(page, "Look up").click()
    return answer.value


def statement_line(number: str, decided_on: date, amount_vnd: int) -> str:
    """A statement with one payment that names its decision."""
    return (
        "value_date,reference,payer,amount_vnd,content\n"
        f"{decided_on},KB0001,NGUOI NOP,{amount_vnd},Nop phat theo QD so {number} ngay {decided_on:%d/%m/%Y}\n"
    )
