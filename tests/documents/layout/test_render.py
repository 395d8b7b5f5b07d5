"""The way to the PDF: the same bytes each time, nothing fetched, nothing run, nothing left out in silence."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest

from documents.conftest import print_sample, text_of
from ticketing.demo.sample_documents import issued_notice, sample
from ticketing.documents.content.notices.notice import Notice
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout.render import (
    ForbiddenAddress,
    MissingGlyph,
    MissingPictureBytes,
    PaperError,
    WrongContent,
    preview,
    render,
    render_fingerprint,
)
from ticketing.documents.layout.typeface import missing_glyphs
from ticketing.documents.samples.marks import SIGNED_AT

ALPHABET = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ₫≥–“”"


def notice_sheet(**changes: str) -> Sheet:
    (sheet,) = sample("notice").sheets
    return replace(sheet, content=replace(sheet.content, **changes))  # type: ignore[type-var]


def test_the_same_content_gives_the_same_bytes() -> None:
    issued = issued_notice()
    assert render(issued.sheets, issued.pictures, made_at=SIGNED_AT) == print_sample("issued_notice").pdf


@pytest.mark.parametrize("seed", ["1", "77"])
def test_another_process_makes_the_same_bytes(seed: str) -> None:
    program = (
        "import hashlib; from ticketing.demo.sample_documents import *\n"
        "from ticketing.documents.samples.marks import SIGNED_AT\n"
        "from ticketing.documents.layout.render import render\n"
        "s = issued_notice(); print(hashlib.sha256(render(s.sheets, s.pictures, made_at=SIGNED_AT)).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/New_York"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environment)
    from hashlib import sha256

    assert done.stdout.strip() == sha256(print_sample("issued_notice").pdf).hexdigest()


def test_the_fingerprint_names_what_else_makes_the_bytes(tmp_path: Path) -> None:
    ours = render_fingerprint()
    assert {"library/weasyprint", "font/LiberationSerif-Bold.ttf", "template/print.css", "all"} <= set(ours)
    (tmp_path / "notice_01_73.html").write_text("another")
    theirs = render_fingerprint(tmp_path)
    assert {name for name in ours if ours[name] != theirs[name]} == {"template/notice_01_73.html", "all"}
    (tmp_path / "notice_01_73.html").write_text("changed")
    assert {name for name in theirs if render_fingerprint(tmp_path)[name] != theirs[name]} == {
        "template/notice_01_73.html", "all",
    }  # fmt: skip


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A web server that writes down who asks for what."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


SVG = 'xmlns="http://www.w3.org/2000/svg"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
VECTORS = {
    "stylesheet link": '<link rel="stylesheet" href="{url}/a.css">',
    "@import": "<style>@import url({url}/a.css);</style>",
    "font": "<style>@font-face{{font-family:X;src:url({url}/a.ttf)}} p{{font-family:X}}</style><p>x",
    "background": '<p style="background:url({url}/a.png)">x',
    "list marker": '<ul style="list-style-image:url({url}/a.png)"><li>x</ul>',
    "content": "<style>p::before{{content:url({url}/a.png)}}</style><p>x",
    "border image": '<p style="border:9px solid;border-image:url({url}/a.png) 3">x',
    "img": '<img src="{url}/a.png">',
    "img by redirect of scheme": '<img src="//{host}/a.png">',
    "svg image": f'<svg {SVG} width="9" height="9"><image href="{{url}}/a.png" width="9" height="9"/></svg>',
    "svg xlink": f'<svg {SVG} {XLINK} width="9" height="9"><image xlink:href="{{url}}/a.png" width="9"/></svg>',
    "svg use": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{url}/a.svg#x"/></svg>',
    "object": '<object data="{url}/a.png"></object>',
    "embed": '<embed src="{url}/a.png">',
    "attachment": '<link rel="attachment" href="{url}/a.pdf">',
    "attachment of a link": '<a rel="attachment" href="{url}/a.pdf">x</a>',
    "file": '<img src="file://{file}">',
    "file attachment": '<link rel="attachment" href="file://{file}">',
    "file stylesheet": '<link rel="stylesheet" href="file://{file}">',
    "data": '<img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'/>">',
    "ftp": '<img src="ftp://{host}/a.png">',
    "name outside the map": '<img src="pictures/other.jpg">',
    "way up": '<img src="../../../../etc/passwd">',
}  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS)
def test_a_template_that_refers_to_anything_outside_reaches_nothing(
    vector: str, canary: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, asked = canary
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the machine")
    evil = VECTORS[vector].format(url=url, host=url.removeprefix("http://"), file=secret)
    (tmp_path / "notice_01_73.html").write_text(evil)
    try:
        pdf = render(sample("notice").sheets, made_at=SIGNED_AT, own_templates=tmp_path)
    except ForbiddenAddress as refused:
        assert "Remove the reference" in str(refused)
    else:
        assert b"the secret" not in pdf
        assert "secret" not in text_of(pdf)
        assert b"EmbeddedFile" not in pdf
    assert asked == []


HOSTILE = ["{{7*7}}", "{% raw %}", "<script>alert(1)</script>", "</style><b>bold</b>", "a' onload='x", '"><img src=x>',
           "&amp; &lt;", "${7*7}", "../../etc/passwd", "<a rel=attachment href=file:///etc/passwd>x</a>"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_that_looks_like_code_is_printed_letter_for_letter(text: str) -> None:
    sheet = notice_sheet(owner_name=text, place=text, addressee=text)
    html = preview([sheet], made_at=SIGNED_AT)
    assert "<script" not in html
    printed = " ".join(text_of(render([sheet], made_at=SIGNED_AT)).split())
    assert printed.count(text) == 3


def test_every_vietnamese_letter_is_in_the_typeface() -> None:
    assert missing_glyphs(ALPHABET + ALPHABET.upper()) == set()


def test_a_character_that_the_typeface_lacks_stops_the_paper_and_is_named() -> None:
    with pytest.raises(MissingGlyph, match=r"U\+6F22"):
        render([notice_sheet(owner_name="Nguyễn 漢")], made_at=SIGNED_AT)


def test_a_picture_that_was_not_given_stops_the_paper() -> None:
    annex = sample("evidence_annex")
    with pytest.raises(MissingPictureBytes, match=r"'1\.jpg'"):
        render(annex.sheets, {}, made_at=SIGNED_AT)


def test_a_picture_of_another_kind_stops_the_paper() -> None:
    annex = sample("evidence_annex")
    pictures = {**annex.pictures, "1.jpg": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    with pytest.raises(PaperError, match="neither JPEG nor PNG"):
        render(annex.sheets, pictures, made_at=SIGNED_AT)


def test_a_form_takes_only_its_own_content() -> None:
    decision = sample("decision").sheets[0]
    (notice,) = sample("notice").sheets
    with pytest.raises(WrongContent, match="'decision' is filled with Decision, found Notice"):
        render([Sheet(decision.form, notice.content)], made_at=SIGNED_AT)


def test_a_template_that_names_a_field_which_does_not_exist_stops_the_paper(tmp_path: Path) -> None:
    (tmp_path / "notice_01_73.html").write_text("{{ paper.amount }}")
    with pytest.raises(jinja2.UndefinedError, match="amount"):
        render(sample("notice").sheets, made_at=SIGNED_AT, own_templates=tmp_path)


def test_a_template_of_somebody_else_cannot_reach_into_the_program(tmp_path: Path) -> None:
    (tmp_path / "notice_01_73.html").write_text("{{ paper.__class__.__mro__[-1].__subclasses__() }}")
    with pytest.raises(jinja2.TemplateError):
        render(sample("notice").sheets, made_at=SIGNED_AT, own_templates=tmp_path)


def test_an_agency_replaces_its_letterhead_without_touching_the_forms(tmp_path: Path) -> None:
    (tmp_path / "_letterhead.html").write_text("{% macro letterhead(head) %}<p>ĐẦU GIẤY RIÊNG</p>{% endmacro %}")
    text = text_of(render(sample("notice").sheets, made_at=SIGNED_AT, own_templates=tmp_path))
    assert "ĐẦU GIẤY RIÊNG" in text
    assert "CỘNG HÒA" not in text
    assert "Kính gửi: Ông Nguyễn Văn An" in text


def test_a_document_number_is_never_broken_at_its_hyphen() -> None:
    content = sample("commune_slip").sheets[0].content
    assert not isinstance(content, Notice)
    html = preview(sample("commune_slip").sheets, made_at=SIGNED_AT)
    assert 'Thông báo số <span class="nowrap">05/TB-CSGT</span> ngày' in html
    assert '<meta name="description" content="31/PG-CSGT">' in html
