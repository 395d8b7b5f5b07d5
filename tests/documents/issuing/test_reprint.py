"""`ticketing documents again`: the unsigned paper, byte for byte as it was printed, or why it is another one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from documents import document_fixtures
from documents.conftest import text_of
from ticketing.cli.main import app
from ticketing.documents.issuing.printing import PdfPrinter
from ticketing.documents.queries import signed_file
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.digest import sha256

Again = Callable[..., Result]


@pytest.fixture
def documents(context: AppContext, signer_folder: Path) -> document_fixtures.DocumentContext:
    """The home with an agency and people who sign."""
    document_fixtures.furnish(context.database)
    signing = document_fixtures.Keyring(signer_folder, demo=True)
    return document_fixtures.DocumentContext(context.database, context.store, context.keys, signing)


@pytest.fixture
def again(context: AppContext) -> Again:
    def ask(*words: str) -> Result:
        home = {"TICKETING_HOME": str(context.settings.home)}
        return CliRunner().invoke(app, ["documents", "again", *words], env=home)

    return ask


def test_a_signed_paper_is_made_again_byte_for_byte_and_the_look_is_logged(
    documents: document_fixtures.DocumentContext, again: Again, tmp_path: Path
) -> None:
    paper = documents.issue(documents.case())
    done = again("01/TB-CSGT", "--out", str(tmp_path / "again.pdf"), "--json")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["same"], answer["why"], answer["kind"]) == (0, True, None, "notice")
    assert answer["kept_sha256"] == answer["made_sha256"] == sha256((tmp_path / "again.pdf").read_bytes())
    with documents.database.writing() as session:
        look = events_of(session, paper.case_id)[-1]
        kept = session.get_one(Document, paper.id)
        content = opened_content(documents.keys, kept)
        kept.content = seal_content(documents.keys, kept.id, content | {"made_at": "2026-11-18T02:00:01+00:00"})
    assert look.kind == "paper_shown" and look.actor.startswith("administrator:shell:") and "made_again" in look.leaf
    done = again("01/TB-CSGT", "--out", str(tmp_path / "other.pdf"))
    assert done.exit_code == 1 and "content or pictures were changed" in done.stdout
    assert not (tmp_path / "other.pdf").exists(), "what is not the paper does not leave as it"


def test_a_paper_is_printed_by_the_home_s_own_templates_and_made_again_by_them_alone(
    context: AppContext, documents: document_fixtures.DocumentContext, again: Again
) -> None:
    own = context.settings.home / "templates"
    own.mkdir()
    letterhead = own / "_letterhead.html"
    letterhead.write_text("{% macro letterhead(head) %}<p>ĐẦU GIẤY RIÊNG {{ head.number }}</p>{% endmacro %}")
    [notice] = documents.in_the_press(1)
    assert documents.press(notice, printer=PdfPrinter(documents.signing, own_templates=context.settings.templates))
    paper = documents.paper(notice)
    printed = text_of(signed_file(documents.store, paper))
    assert "ĐẦU GIẤY RIÊNG Số: 01/TB-CSGT" in printed and "CỘNG HÒA" not in printed
    assert again("01/TB-CSGT").exit_code == 0
    letterhead.unlink()
    done = again("01/TB-CSGT")
    assert done.exit_code == 1 and f"templates or libraries are others now: {paper.fingerprint}" in done.stdout


def test_a_number_that_no_paper_or_several_bear_asks_for_more(
    documents: document_fixtures.DocumentContext, again: Again
) -> None:
    case_id = documents.case()
    with documents.database.writing() as session:
        for kind in ("evidence_record", "commune_slip"):
            paper = Document(id=kind, case_id=case_id, kind=kind, about=kind, state="signed", content="",
                             case_version=1, prepared_by="han", prepared_at=document_fixtures.NOW, no="VP-1",
                             issued_on=document_fixtures.NOW.date())  # fmt: skip
            session.add(paper)
    for words, sentence in ((("VP-2",), "No signed paper bears"), (("VP-1",), "evidence_record of 2026-11-18")):
        done = again(*words)
        assert done.exit_code == 2 and sentence in done.stderr
    assert "name one by --kind" in again("VP-1", "--on", "2026-11-18").stderr
