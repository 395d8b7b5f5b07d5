"""What the pages are made of: messages in two languages, files of others unchanged, no network libraries, no inline."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ticketing.kit.digest import sha256
from ticketing.web import messages
from ticketing.web.i18n import language, read_catalogue, said
from ticketing.web.render import STATIC, TEMPLATES

VENDORED = STATIC / "vendor" / "VENDORED.txt"


def test_every_message_has_a_vietnamese_translation_and_none_is_left_over() -> None:
    catalogue = read_catalogue(messages.MESSAGES)
    said_today = {message if isinstance(message, str) else message[0] for message in messages.messages()}
    known = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id}
    assert said_today == known, "run `python -m ticketing.web.messages` and translate what is new"
    for entry in catalogue:
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        assert all(texts), f"without a translation: {entry.id}"


def test_placeholders_of_a_translation_are_those_of_its_message() -> None:
    for entry in read_catalogue(messages.MESSAGES):
        if not entry.id:
            continue
        source = entry.id if isinstance(entry.id, str) else entry.id[-1]
        target = entry.string if isinstance(entry.string, str) else entry.string[0]
        assert set(re.findall(r"%\((\w+)\)", source)) == set(re.findall(r"%\((\w+)\)", target)), entry.id


def test_sentences_of_the_rooms_are_translated_with_what_varies_in_them() -> None:
    path = messages.MESSAGES.with_name("sentences.po")
    for entry in read_catalogue(path):
        if not entry.id:
            continue
        assert set(re.findall(r"\{(\w+)\}", str(entry.id))) == set(re.findall(r"\{(\w+)\}", str(entry.string))), (
            entry.id
        )
    reset = language.set("vi")
    try:
        assert said("Case VP-2026-000001 is held already. Two persons release it.") == (
            "Vụ việc VP-2026-000001 đã được tạm giữ. Cần hai người để bỏ giữ."
        )
        assert said("Nobody has written this sentence.") == "Nobody has written this sentence."
    finally:
        language.reset(reset)


def test_files_of_others_are_unchanged_and_bear_their_licence() -> None:
    rows = [line.split() for line in VENDORED.read_text().splitlines() if line and not line.startswith("#")]
    listed = {row[0] for row in rows}
    for name, _package, _version, licence, digest in rows:
        assert sha256((VENDORED.parent / name).read_bytes()) == digest, name
        assert licence in {"MIT", "0BSD", "OFL-1.1"}
    present = {path.name for path in VENDORED.parent.iterdir() if not path.name.endswith(".txt")}
    assert present == listed
    assert len(list(VENDORED.parent.glob("*.LICENSE.txt"))) == len({row[1] for row in rows})


def test_the_pages_never_load_a_network_library() -> None:
    program = (
        "import sys; from ticketing.web.app import create_app; "
        "print([name for name in ('torch', 'cv2', 'ultralytics', 'easyocr', 'openvino') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_has_no_inline_script_or_style_and_loads_nothing_from_outside(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|style=|\son\w+=|javascript:|hx-on|hx-vals='js:", text), path.name
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), path.name
    assert not re.search(r"(src|href)=\"(https?:)?//", text), path.name
    assert "|safe" not in text, path.name


def test_every_form_that_changes_something_carries_its_token() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        for form in re.findall(r"<form[^>]*method=\"post\"[^>]*>.{0,120}", text, re.DOTALL):
            assert "token()" in form or 'name="csrf"' in form, f"{path.name}: {form[:80]}"


def test_our_own_style_sheets_load_no_data_pictures_and_nothing_from_outside() -> None:
    for path in (STATIC / "css").glob("*.css"):
        addresses = re.findall(r"url\(([^)]*)\)", path.read_text())
        assert all(address.strip('"').startswith("../") for address in addresses), path.name
