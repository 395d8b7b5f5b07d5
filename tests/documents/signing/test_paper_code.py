"""The signed code of an annex: read back from the printed page, and checked in a browser without network."""

import base64
import io
import os
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
import zxingcpp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from typer.testing import CliRunner

from documents.conftest import print_sample
from ticketing.agency.actors import machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cli.documents import documents
from ticketing.demo.sample_documents import SAMPLE_KEY
from ticketing.documents.content.snapshot import content_hash
from ticketing.documents.samples.marks import SIGNED_ON
from ticketing.documents.signing.check_page import check_page
from ticketing.documents.signing.keyring import Keyring
from ticketing.documents.signing.paper_code import VERSION, PaperCode, PaperKey, key_name, open_paper_key
from ticketing.flow.app_context import AppContext

CHROMIUM = Path("/usr/bin/chromium")
HASH = "0f" * 32
CODE = SAMPLE_KEY.code("17/QĐ-XPHC", SIGNED_ON, HASH)
OTHER = PaperKey(Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))
SAID = PaperCode("17/QĐ-XPHC", SIGNED_ON, HASH[:24])


class BadPaperCode(ValueError):
    """A text that is no paper code, or one that no known key has signed."""


def read_paper_code(text: str, keys: Iterable[bytes]) -> PaperCode:
    """What a code says, read by the description of the code alone. Raises BadPaperCode."""
    version, _, rest = text.strip().rpartition("#")[2].partition(".")
    parts = rest.split(".")
    if version != VERSION or len(parts) != 5:
        raise BadPaperCode("another form")
    name, number, day, content, signature = parts
    public = {key_name(key): key for key in keys}.get(name)
    if public is None:
        raise BadPaperCode("a key that is not known")
    try:
        said = PaperCode(unquote(number), date.fromisoformat(day), bytes_in(content).hex())
        Ed25519PublicKey.from_public_bytes(public).verify(bytes_in(signature), said.signed_text)
    except (ValueError, InvalidSignature):
        raise BadPaperCode("the signature does not fit") from None
    return said


def bytes_in(text: str) -> bytes:
    """One code, one spelling."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise ValueError(text)
    return data


def test_a_phone_reads_number_day_and_hash_from_the_printed_annex_and_no_plate() -> None:
    paper = print_sample("issued_notice")
    command = ["pdftoppm", "-r", "150", "-f", "2", "-l", "2", "-png", "-"]
    page = subprocess.run(command, input=paper.pdf, capture_output=True, check=True).stdout
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
    assert code.text.startswith("https://tracuu.csgt.example/tra-cuu#1.")
    said = read_paper_code(code.text, [OTHER.public, SAMPLE_KEY.public])
    assert said == PaperCode("05/TB-CSGT", SIGNED_ON, content_hash(paper.sample.sheets)[:24])
    assert "98A" not in code.text


def test_a_code_is_read_with_or_without_its_address() -> None:
    for text in (CODE, f"https://tracuu.csgt.example/tra-cuu#{CODE}", f"  {CODE}\n"):
        assert read_paper_code(text, [SAMPLE_KEY.public]) == SAID


@given(st.integers(0, len(CODE) - 1), st.sampled_from("0123456789ABCxyz-_./%#"))
def test_one_changed_sign_and_the_code_is_refused(place: int, sign: str) -> None:
    changed = CODE[:place] + sign + CODE[place + 1 :]
    if changed != CODE:
        with pytest.raises(BadPaperCode):
            read_paper_code(changed, [SAMPLE_KEY.public])


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadPaperCode):
        read_paper_code(text, [SAMPLE_KEY.public])


@given(st.from_regex(r"[0-9]{2,5}/[A-ZĐ]{2,6}-[A-ZĐ]{2,10}", fullmatch=True), st.dates(date(2025, 1, 1)))
def test_every_number_and_day_comes_back(number: str, day: date) -> None:
    said = read_paper_code(SAMPLE_KEY.code(number, day, HASH), [SAMPLE_KEY.public])
    assert (said.number, said.issued_on, said.content) == (number, day, HASH[:24])


def test_the_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    key = Keyring(tmp_path / "signers").paper_key
    path = tmp_path / "signers" / "paper-code.key"
    assert open_paper_key(path).public == key.public
    assert path.stat().st_mode & 0o777 == 0o600
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, "paper-code.pub"}


def test_papers_of_a_key_that_was_changed_are_still_known(tmp_path: Path) -> None:
    old = Keyring(tmp_path).paper_key
    (tmp_path / "paper-code.key").unlink()
    new = Keyring(tmp_path)
    assert new.public_paper_keys() == (old.public, new.paper_key.public) == Keyring(tmp_path).public_paper_keys()
    code = old.code("17/QĐ-XPHC", SIGNED_ON, HASH)
    assert read_paper_code(code, new.public_paper_keys()).number == "17/QĐ-XPHC"


def test_what_a_killed_process_left_beside_the_key_stands_in_nobody_s_way(tmp_path: Path) -> None:
    path = tmp_path / "paper-code.key"
    path.with_name(f"{path.name}.{os.getpid()}").write_text("half")
    with ThreadPoolExecutor(4) as threads:
        keys = set(threads.map(lambda _: open_paper_key(path).public, range(8)))
    assert keys == {open_paper_key(path).public}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    """The page as a file, in a browser without network: what it says of a code."""
    if not CHROMIUM.exists():
        pytest.fail("Chromium is not installed: run `make setup-test`.")
    file = tmp_path_factory.mktemp("page") / "kiem-tra.html"
    file.write_text(check_page([SAMPLE_KEY.public], "Phòng <Minh Họa>").html, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        context = browser.new_context(offline=True)
        page = context.new_page()
        asked_for: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url))
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda problem: faults.append(str(problem)))

        def of_address(code: str) -> Page:
            page.goto("about:blank")
            page.goto(f"{file.as_uri()}#{code}")
            page.locator("#answer").wait_for()
            return page

        yield of_address
        assert {url.partition("#")[0] for url in asked_for} <= {file.as_uri(), "about:blank"}
        assert faults == []
        browser.close()


def test_the_page_checks_the_address_of_the_code_without_network(ask: Callable[[str], Page]) -> None:
    page = ask(CODE)
    assert page.locator("#answer").get_attribute("class") == "good"
    assert [page.locator(f"#{name}").inner_text() for name in ("number", "day", "content")] == [
        "17/QĐ-XPHC", "24/11/2026", HASH[:24],
    ]  # fmt: skip
    assert "Phòng <Minh Họa>" in page.inner_text("main")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (CODE.replace("17/", "18/"), "đã bị thay đổi"),
        (CODE.replace("20261124", "20261125"), "đã bị thay đổi"),
        (CODE.replace("Dw8P", "Dw8Q"), "đã bị thay đổi"),
        (CODE[:-1] + ("A" if CODE[-1] != "A" else "Q"), "đã bị thay đổi"),
        (CODE[:-9], "đã bị thay đổi"),
        (OTHER.code("17/QĐ-XPHC", SIGNED_ON, HASH), "mã giả"),
        ("2" + CODE[1:], "không phải mã"),
        ("xin-chao", "không phải mã"),
    ],
    ids=["number", "day", "hash", "signature", "cut", "stranger", "version", "words"],
)
def test_a_changed_or_forged_code_fails_on_the_page(ask: Callable[[str], Page], code: str, sentence: str) -> None:
    page = ask(code)
    assert page.locator("#answer").get_attribute("class") == "bad"
    assert sentence in page.locator("#verdict").inner_text()
    assert not page.locator("#facts").is_visible()


def test_a_pasted_text_is_checked_too(ask: Callable[[str], Page]) -> None:
    page = ask("xin-chao")
    page.get_by_label("Nội dung mã QR").fill(f"https://tracuu.csgt.example/tra-cuu#{CODE}")
    page.get_by_role("button").click()
    page.locator("#answer.good").wait_for()
    assert page.locator("#number").inner_text() == "17/QĐ-XPHC"


def test_the_command_writes_the_page_of_a_home_with_an_agency(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TICKETING_HOME", str(context.settings.home))
    page = tmp_path / "kiem-tra.html"
    run = CliRunner().invoke(documents, ["page", str(page)])
    assert (run.exit_code, page.exists()) == (2, False)
    with context.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("test"), at=context.clock.now())
    assert CliRunner().invoke(documents, ["page", str(page)]).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert context.signing.paper_key.public.hex() in text
    assert "Phòng Cảnh sát giao thông" in text
