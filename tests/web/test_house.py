"""What the pages are made of: messages in two languages, files of others unchanged, no network libraries, no inline."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from ticketing.cases.answers.owner_answers import DROVE, OWNER_LIABLE
from ticketing.cases.intake.sorting import LAW_TABLES
from ticketing.cases.owner.identification import COMMUNE_GROUNDS
from ticketing.cases.owner.residence import KNOWN_BY
from ticketing.cases.terms.internal_deadlines import SET_BY
from ticketing.dispatch.delivery.recording import statement_on
from ticketing.dispatch.delivery_results import SAID_OF_OFFICES, DeliveryResult, meaning, meaning_of_copy
from ticketing.kit.digest import sha256
from ticketing.registry.commune_choices import CHOSEN_BEFORE
from ticketing.web.render import STATIC, TEMPLATES
from ticketing.web.text import catalogues
from ticketing.web.text.i18n import language, read_catalogue
from ticketing.web.text.phrases import law, named, phrase

VENDORED = STATIC / "vendor" / "VENDORED.txt"
ROOMS = Path(catalogues.__file__).parents[2]


CATALOGUES = ((catalogues.MESSAGES, catalogues.messages), (catalogues.SENTENCES, catalogues.sentences))
ENGLISH = re.compile(
    r"\b(of|the|for|and|form|item|first|after|art|with|section|to|by|or|no|not|press|Law|Decree|Circular|Code|before|source|"
    r"text|days|own|LHAV|[CD]\d+)\b"
)
PLACES = re.compile(r"%\((\w+)\)|\{(\w+)\}")


@pytest.mark.parametrize(("path", "said_today"), CATALOGUES, ids=["messages", "sentences"])
def test_every_message_has_a_vietnamese_translation_and_none_is_left_over(
    path: Path, said_today: Callable[[], Iterable[str | tuple[str, ...]]]
) -> None:
    catalogue = read_catalogue(path)
    today = {message if isinstance(message, str) else message[0] for message in said_today()}
    known = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id}
    advice = "run `python -m ticketing.web.text.catalogues` and translate what is new"
    assert today - known == set(), advice
    assert known - today == set(), advice
    for entry in catalogue:
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        assert all(texts), f"without a translation: {entry.id}"
        assert not (entry.id and entry.fuzzy), f"not sure: {entry.id}"


@pytest.mark.parametrize("path", [path for path, _ in CATALOGUES], ids=lambda path: path.stem)
def test_what_varies_in_a_translation_is_what_varies_in_its_message(path: Path) -> None:
    for entry in read_catalogue(path):
        if not entry.id:
            continue
        source = entry.id if isinstance(entry.id, str) else entry.id[-1]
        target = entry.string if isinstance(entry.string, str) else entry.string[0]
        assert set(PLACES.findall(source)) == set(PLACES.findall(target)), entry.id


def test_a_refusal_of_a_room_is_read_in_the_language_of_the_page_with_names_for_its_codes() -> None:
    refusal = "'act_confirmed' is not possible while the case is NOTICE_SENT. Possible now: owner_answered."
    doubt = "The pictures show car, registered is motorcycle, a kind that the network does not know: compare them."
    reset = language.set("vi")
    try:
        assert phrase("Case VP-2026-000001 is held already. Two persons release it.") == (
            "Vụ việc VP-2026-000001 đã được tạm dừng xử lý. Cần hai người để cho xử lý tiếp."
        )
        assert "trạng thái “Đã gửi thông báo vi phạm”. Có thể thực hiện: Chủ xe đã trả lời." in phrase(refusal)
        assert phrase(doubt).startswith("Hình ảnh cho thấy xe ô tô, xe đăng ký là xe mô tô, loại xe mà máy")
        assert phrase("Nobody has written this sentence.") == "Nobody has written this sentence."
        language.set("en")
        assert phrase(refusal) == refusal
    finally:
        language.reset(reset)


def test_no_article_of_a_table_and_no_term_of_the_agency_speaks_english_on_a_vietnamese_page() -> None:
    listed = yaml.safe_load((Path(__file__).parents[1] / "law/citations.yaml").read_text(encoding="utf-8"))
    articles = {case["cited"] for case in listed} | set(SET_BY.values())
    reset = language.set("vi")
    try:
        unchanged = {article for article in articles if law(article) == article}
        mixed = {shown for article in articles if ENGLISH.search(shown := law(article))}
    finally:
        language.reset(reset)
    assert mixed == set()
    assert unchanged == {"Luật XLVPHC, Điều 65"}  # a person's own words


def test_every_outcome_of_a_delivery_has_a_name_on_the_pages() -> None:
    kinds = ("notice", "decision", "reminder")
    back = DeliveryResult.GIVEN_BACK
    outcomes = {meaning(one, kind, frozenset()).note for kind in kinds for one in (*statement_on(kind, ""), back)}
    copies = {meaning_of_copy(outcome, frozenset()).note for outcome in (*SAID_OF_OFFICES, back)}
    assert {kind for kind in outcomes | copies if named(kind, "event") == kind} == set()


def test_every_table_that_a_case_was_decided_on_has_a_name_on_the_pages() -> None:
    assert {table for table in (*LAW_TABLES, "place_codes.csv") if named(table, "version") == table} == set()


def test_every_ground_that_an_event_gives_has_a_name_on_the_pages() -> None:
    grounds = {DROVE, OWNER_LIABLE, CHOSEN_BEFORE, *COMMUNE_GROUNDS, *KNOWN_BY}
    assert {ground for ground in grounds if named(ground, "ground") == ground} == set()


def test_files_of_others_are_unchanged_and_bear_their_licence() -> None:
    rows = [line.split() for line in VENDORED.read_text().splitlines() if line and not line.startswith("#")]
    listed = {row[0] for row in rows}
    for name, _package, _version, licence, digest in rows:
        assert sha256((VENDORED.parent / name).read_bytes()) == digest, name
        assert licence in {"MIT", "0BSD", "OFL-1.1"}
    present = {path.name for path in VENDORED.parent.iterdir() if not path.name.endswith(".txt")}
    assert present == listed
    assert len(list(VENDORED.parent.glob("*.LICENSE.txt"))) == len({row[1] for row in rows})


def test_pages_ask_the_rooms_and_write_no_query() -> None:
    lines = {
        (path.name, line) for path in (ROOMS / "web/pages").rglob("*.py") for line in path.read_text().splitlines()
    }
    imports = {(name, line) for name, line in lines if re.match(r"\s*(import|from) sqlalchemy", line)}
    assert {line for _, line in imports} == {"from sqlalchemy.orm import Session"}, imports


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
