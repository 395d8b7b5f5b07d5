"""`ticketing documents verify` on papers as forgers and careless people leave them, and in a home that knows them."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from typer.testing import CliRunner

from documents.conftest import SIGNER, print_sample
from ticketing.agency.actors import machine
from ticketing.cases import record
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.cli.documents import _GONE, documents
from ticketing.documents.layout.pdfa import draw_signatures
from ticketing.documents.samples.marks import SIGNED_AT
from ticketing.documents.signing.authority import DemoAuthority, make_demo_authority
from ticketing.documents.signing.sign import open_key_file, sign_pdf
from ticketing.documents.tables import SIGNED, Document
from ticketing.documents.validity import Gone, validity_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.digest import sha256

GENUINE = {
    "signature": "valid",
    "covers_whole_file": True,
    "trusted": True,
    "signer": SIGNER,
    "signed_at": SIGNED_AT.astimezone(UTC).isoformat(),
    "document_no": "05/TB-CSGT",
    "known_here": None,
    "withdrawn": None,
}
NOTHING = dict.fromkeys(GENUINE) | {"signature": "none", "covers_whole_file": False, "trusted": False}
STRANGER = "Người Lạ"


@pytest.fixture
def verify(authority: DemoAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Exit code and answer for the bytes of a file; without a home unless the test has set one."""
    monkeypatch.setenv("TICKETING_HOME", str(tmp_path / "no-home"))
    paper = tmp_path / "paper.pdf"

    def ask(pdf: bytes) -> tuple[int, dict[str, object]]:
        paper.write_bytes(pdf)
        words = ["verify", str(paper), "--trust", str(authority.root_certificate), "--json"]
        result = CliRunner().invoke(documents, words)
        return result.exit_code, json.loads(result.stdout)

    return ask


def test_the_answer_has_these_fields_in_this_order_and_no_other(verify, signed: bytes) -> None:
    code, answer = verify(signed)
    assert code == 0
    assert list(answer.items()) == list(GENUINE.items())


def test_an_edited_paper_is_invalid(verify, signed: bytes) -> None:
    place = len(signed) // 3
    edited = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    code, answer = verify(edited)
    assert (code, answer["signature"]) == (1, "invalid")


def test_a_paper_saved_again_by_an_editor_is_not_genuine(verify, signed: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as opened:
        opened.save(out)
    code, answer = verify(out.getvalue())
    assert (code, answer["signature"]) == (1, "invalid")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_paper_is_never_valid(verify, signed: bytes, share: float) -> None:
    code, answer = verify(signed[: int(len(signed) * share)])
    assert code == 1
    assert answer["signature"] in ("none", "invalid")


def test_bytes_behind_the_paper_are_not_covered(verify, signed: bytes) -> None:
    for tail in (b"\n%%EOF\n", b"trailing words", b"\x00"):
        code, answer = verify(signed + tail)
        assert (code, answer["covers_whole_file"]) == (1, False)


def test_a_page_added_behind_the_signature_is_not_covered(verify, signed: bytes) -> None:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(signed)), io.BytesIO()
    writer.root["/Note"] = writer.root["/Type"]
    writer.update_root()
    writer.write(out)
    code, answer = verify(out.getvalue())
    assert (code, answer["signature"], answer["covers_whole_file"]) == (1, "valid", False)


@pytest.fixture
def stranger(tmp_path: Path):
    """Somebody with a certificate of his own making."""
    own = make_demo_authority(tmp_path / "stranger")
    own.issue("la", STRANGER, "Không rõ", "Không rõ")
    return open_key_file(own.key("la"), own.certificate("la"))


def test_a_paper_whose_signature_was_taken_out_and_that_a_stranger_signed_is_not_trusted(verify, stranger) -> None:
    code, answer = verify(sign_pdf(print_sample("notice").pdf, stranger, at=SIGNED_AT))
    assert code == 1
    assert (answer["signature"], answer["trusted"], answer["signer"]) == ("valid", False, STRANGER)


def test_a_stranger_s_signature_over_ours_spoils_the_trust(verify, signed: bytes, stranger) -> None:
    metadata = signers.PdfSignatureMetadata(field_name="second")
    twice = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(signed)), metadata, signer=stranger.signer)
    code, answer = verify(twice.getvalue())
    assert (code, answer["signature"], answer["trusted"], answer["signer"]) == (1, "valid", False, STRANGER)


def test_a_paper_without_its_signature_is_unsigned(verify, signed: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as opened:
        draw_signatures(opened)  # the picture of the seal stays, the signature goes
        opened.save(out)
    for unsigned in (print_sample("notice").pdf, out.getvalue()):
        code, answer = verify(unsigned)
        assert (code, answer) == (1, NOTHING | {"document_no": "05/TB-CSGT"})


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(2000)])
def test_what_is_no_pdf_has_no_signature(verify, data: bytes) -> None:
    assert verify(data) == (1, NOTHING)


@pytest.mark.parametrize(
    ("kind", "state", "gone"),
    [
        ("notice", CaseState.NOTICE_SENT, None),
        ("notice", CaseState.EXPIRED, "ended"),
        ("decision", CaseState.ANNULLED, "cancelled"),
        ("remission", CaseState.ANNULLED, "cancelled"),
        ("cancellation", CaseState.ANNULLED, None),
        ("minutes", CaseState.REJECTED, None),
        ("salary_enforcement", CaseState.ENFORCEMENT, None),
        ("salary_enforcement", CaseState.PAID, "enforced"),
        ("account_enforcement", CaseState.LAPSED, "enforced"),
        ("decision", CaseState.PAID, None),
        ("warning", CaseState.ESCALATED, None),
        ("warning followed by warning_lifted", CaseState.CLOSED, "lifted"),
        ("notice followed by notice", CaseState.NOTICE_SENT, "superseded"),
        ("decision followed by notice", CaseState.DECISION_SENT, None),
        ("transfer_slip", CaseState.NOTICE_SENT, "superseded"),
    ],
)
def test_a_paper_that_no_longer_counts_is_called_so_with_its_reason(
    kind: str, state: CaseState, gone: str | None, context: AppContext
) -> None:
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    opening = record.Opening("case-1", "drop-1", "BN-001", "Ngã tư", datetime(2026, 11, 16, tzinfo=UTC), now)
    with context.database.writing() as session:
        record.open_case(session, opening, actor=machine("test"), at=now)
        session.execute(sa.update(Case).values(state=state))
        for number, one in enumerate(kind.split(" followed by "), start=1):
            session.add(
                Document(id=f"d{number}", case_id="case-1", kind=one, about=f"d{number - 1}", state=SIGNED, content="",
                         case_version=1, prepared_by="han", prepared_at=now, signed_at=now, signed_sha256=f"{number}")
            )  # fmt: skip
        session.flush()
        found = validity_of(session, "1")
    assert (found.known, found.gone, found.withdrawn) == (True, gone, gone is not None)
    assert {reason.value for reason in Gone} == set(_GONE), "each reason has its sentence"


def test_a_home_knows_the_papers_that_it_issued_and_which_it_took_back(
    verify, signed: bytes, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TICKETING_HOME", str(context.settings.home))
    assert verify(signed)[1] == GENUINE | {"known_here": False, "withdrawn": False}
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    opening = record.Opening("case-1", "drop-1", "BN-001", "Ngã tư", datetime(2026, 11, 16, tzinfo=UTC), now)
    with context.database.writing() as session:
        record.open_case(session, opening, actor=machine("test"), at=now)
        session.add(
            Document(id="d1", case_id="case-1", kind="notice", about="o1", state=SIGNED, content="", case_version=1,
                     prepared_by="han", prepared_at=now, signed_sha256=sha256(signed))
        )  # fmt: skip
    for state, withdrawn in (
        (CaseState.NOTICE_SENT, False),
        (CaseState.REJECTED, True),
        (CaseState.ANNULLED, True),
        (CaseState.CLOSED, False),
    ):
        with context.database.writing() as session:
            session.execute(sa.update(Case).values(state=state))
        assert verify(signed) == (0, GENUINE | {"known_here": True, "withdrawn": withdrawn})
    assert verify(signed + b"\n")[1]["known_here"] is False
    with context.database.writing() as session:
        session.execute(sa.text("DROP TABLE documents"))
    assert verify(signed) == (0, GENUINE), "a home that cannot be asked is no home"
    context.database.engine.dispose()
    (context.settings.home / "ticketing.db").write_bytes(b"no database" * 999)
    assert verify(signed) == (0, GENUINE)
