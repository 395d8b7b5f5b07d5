"""Signing and the check of a signature: intact, trusted, whole; and every way in which it is not."""

import http.server
import io
import json
import os
import random
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.sign import timestamps
from pyhanko.sign.signers import SimpleSigner
from typer.testing import CliRunner

from documents.conftest import SIGNER, print_sample, text_of
from ticketing.cli.documents import documents
from ticketing.demo.template_check import check_form
from ticketing.documents.content.forms import form_on, forms
from ticketing.documents.layout.merge import merge
from ticketing.documents.layout.pdfa import page_count, pdfa_findings
from ticketing.documents.samples.cases import FULL, LONGEST
from ticketing.documents.samples.marks import SIGNED_AT
from ticketing.documents.signing.authority import DemoAuthority, make_demo_authority
from ticketing.documents.signing.keyring import Hand, Keyring
from ticketing.documents.signing.sign import SigningKey, SigningRefused, StampServerAway, open_key_file, sign_pdf
from ticketing.documents.signing.stamp import demo_stamp, make_stamp
from ticketing.documents.signing.verify import load_roots, verify_pdf

SOFTHSM = next(iter(sorted(Path("/usr/lib").glob("**/libsofthsm2.so"))), None)

QUANG = Hand("quang", SIGNER, "", "")


@pytest.fixture
def roots(authority: DemoAuthority) -> list:
    return load_roots([authority.root_certificate])


def test_a_signed_notice_is_genuine_and_names_signer_and_moment(signed: bytes, roots: list) -> None:
    found = verify_pdf(signed, roots)
    assert (found.signature, found.covers_whole_file, found.trusted, found.genuine) == ("valid", True, True, True)
    assert found.document_no == "05/TB-CSGT"
    (check,) = found.signatures
    assert (check.signer, check.signed_at, check.timestamped) == (SIGNER, SIGNED_AT.astimezone(UTC), False)
    assert [remark.code for remark in found.remarks] == ["GENUINE"]


def test_poppler_agrees_with_us(signed: bytes, pdf_file) -> None:
    said = subprocess.run(["pdfsig", "-nocert", pdf_file(signed)], capture_output=True, text=True).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_a_signed_paper_is_still_pdfa(signed: bytes) -> None:
    assert pdfa_findings(signed) == ()


@pytest.mark.parametrize("case", [FULL, LONGEST])
@pytest.mark.parametrize("kind", [form.kind for form in forms() if form.signed])
def test_every_signed_form_is_genuine_and_still_pdfa(kind: str, case: str, key: SigningKey, roots: list) -> None:
    paper = sign_pdf(print_sample(kind, case).pdf, key, at=SIGNED_AT, stamp=demo_stamp(SIGNER))
    assert pdfa_findings(paper) == ()
    found = verify_pdf(paper, roots)
    assert (found.genuine, found.covers_whole_file, len(found.signatures)) == (True, True, 1)


def test_the_signature_is_seen_between_post_and_name_and_says_demo(signed: bytes, pdf_file, tmp_path) -> None:
    from PIL import Image

    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", pdf_file(signed), tmp_path / "page"], check=True)
    page = Image.open(tmp_path / "page.png").convert("RGB")
    red = [(x, y) for x in range(page.width) for y in range(page.height) if _is_red(page.getpixel((x, y)))]
    blue = [(x, y) for x in range(page.width) for y in range(page.height) if _is_blue(page.getpixel((x, y)))]
    assert len(red) > 300
    assert len(blue) > 60
    assert min(x for x, _ in red) > page.width * 0.5  # in the right-hand half
    assert min(y for _, y in red) > page.height * 0.7  # near the foot
    assert min(x for x, _ in blue) > min(x for x, _ in red)  # the seal to the left of the signature
    assert min(x for x, _ in blue) < max(x for x, _ in red)  # and over a part of it


def _is_red(pixel: tuple[int, int, int]) -> bool:
    return pixel[0] > 150 and pixel[1] < 90 and pixel[2] < 110


def _is_blue(pixel: tuple[int, int, int]) -> bool:
    return pixel[2] > 120 and pixel[0] < 90


@pytest.mark.parametrize("seed", range(60))
def test_one_changed_byte_anywhere_and_the_paper_is_not_genuine(seed: int, signed: bytes, roots: list) -> None:
    chance = random.Random(seed)
    place = chance.randrange(len(signed))
    changed = bytearray(signed)
    changed[place] ^= 1 << chance.randrange(8)
    assert not verify_pdf(bytes(changed), roots).genuine


@pytest.mark.parametrize("seed", range(60))
def test_one_changed_byte_in_the_signature_s_own_place_is_found_too(seed: int, signed: bytes, roots: list) -> None:
    chance = random.Random(seed)
    start = signed.index(b"/Contents <") + len("/Contents <")
    changed = bytearray(signed)
    changed[start + chance.randrange(6000)] ^= 1 << chance.randrange(8)
    assert not verify_pdf(bytes(changed), roots).genuine


def test_a_changed_word_is_called_changed(signed: bytes, roots: list) -> None:
    changed = bytearray(signed)
    changed[5000] ^= 1
    found = verify_pdf(bytes(changed), roots)
    assert found.signature == "invalid"
    assert [remark.code for remark in found.remarks] == ["CHANGED"]


def test_what_is_added_after_the_signature_is_named(signed: bytes, roots: list) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Note"] = writer.root["/Type"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    found = verify_pdf(out.getvalue(), roots)
    assert found.signature == "valid"
    assert not found.covers_whole_file
    assert not found.genuine
    assert "ADDED" in [remark.code for remark in found.remarks]


def test_an_intact_paper_of_a_stranger_is_not_trusted(signed: bytes, tmp_path: Path) -> None:
    stranger = make_demo_authority(tmp_path / "stranger")
    for trusted in ([], load_roots([stranger.root_certificate])):
        found = verify_pdf(signed, trusted)
        assert (found.signature, found.trusted, found.genuine) == ("valid", False, False)
        assert [remark.code for remark in found.remarks] == ["NOT_TRUSTED"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"hello", b"%PDF-1.7\n" + b"\x00" * 1000, bytes(11 * 2**20)])
def test_what_is_no_pdf_is_said_to_be_none(data: bytes) -> None:
    found = verify_pdf(data)
    assert found.signature == "none"
    assert {remark.code for remark in found.remarks} <= {"NO_PDF", "TOO_LARGE", "NOT_SIGNED"}


def test_an_unsigned_paper_is_said_to_bear_no_signature() -> None:
    found = verify_pdf(print_sample("notice").pdf)
    assert [remark.code for remark in found.remarks] == ["NOT_SIGNED"]


def test_keys_are_readable_by_their_owner_alone_and_made_once(authority: DemoAuthority) -> None:
    for path in (authority.root_key, authority.key("quang")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = authority.root_certificate.read_bytes(), authority.certificate("quang").read_bytes()
    again = make_demo_authority(authority.folder)
    again.issue("quang", "Another", "Another", "Another")
    assert (again.root_certificate.read_bytes(), again.certificate("quang").read_bytes()) == before


def test_a_demo_certificate_says_that_it_is_one(authority: DemoAuthority) -> None:
    certificate = load_pem_x509_certificate(authority.certificate("quang").read_bytes())
    assert "DEMO - không có giá trị pháp lý" in certificate.subject.rfc4514_string()
    assert (certificate.not_valid_before_utc.year, certificate.not_valid_after_utc.year) == (2026, 2046)


def test_a_lapsed_certificate_signs_nothing(key: SigningKey) -> None:
    with pytest.raises(SigningRefused, match=r"valid from 2026-01-01 to 2046-01-01 .* signed on 2025-12-31"):
        sign_pdf(print_sample("notice").pdf, key, at=datetime(2025, 12, 31, 12, tzinfo=UTC))


def test_a_paper_is_signed_once(signed: bytes, key: SigningKey) -> None:
    with pytest.raises(SigningRefused, match="no empty signature field"):
        sign_pdf(signed, key, at=SIGNED_AT)


def test_a_paper_without_a_field_is_not_signed(key: SigningKey) -> None:
    with pytest.raises(SigningRefused, match="no empty signature field"):
        sign_pdf(print_sample("cover_list").pdf, key, at=SIGNED_AT)


def test_a_key_of_another_certificate_is_refused(authority: DemoAuthority, tmp_path: Path) -> None:
    other = make_demo_authority(tmp_path / "other")
    other.issue("hoa", "Lê Thị Hòa", "Phòng Cảnh sát giao thông", "Cán bộ")
    with pytest.raises(SigningRefused, match="is not the key of the certificate"):
        open_key_file(other.key("hoa"), authority.certificate("quang"))


def test_a_pkcs12_file_signs_and_a_wrong_password_is_refused(
    authority: DemoAuthority, roots: list, tmp_path: Path
) -> None:
    private = serialization.load_pem_private_key(authority.key("quang").read_bytes(), None)
    certificate = load_pem_x509_certificate(authority.certificate("quang").read_bytes())
    bundle = tmp_path / "quang.p12"
    bundle.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"quang", private, certificate, None, serialization.BestAvailableEncryption(b"secret")
        )
    )
    key = open_key_file(bundle, passphrase=b"secret")
    assert verify_pdf(sign_pdf(print_sample("decision").pdf, key, at=SIGNED_AT), roots).genuine
    with pytest.raises(SigningRefused, match="check the file and its password"):
        open_key_file(bundle, passphrase=b"wrong")


@pytest.fixture
def time_stamp_server(authority: DemoAuthority) -> Iterator[str]:
    """A server that speaks RFC 3161, with a clock of its own."""
    signer = SimpleSigner.load(str(authority.key("quang")), str(authority.certificate("quang")))
    stamper = timestamps.DummyTimeStamper(
        signer.signing_cert, signer.signing_key, fixed_dt=datetime(2026, 11, 24, 2, 31, tzinfo=UTC)
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


STAMP, ANOTHER = "application/timestamp-reply", "text/html"
REFUSED = bytes.fromhex("30053003020102")  # PKIStatus rejection, and no token
ANSWERS = {
    "fails": (500, ANOTHER, b"Internal Server Error"),
    "answers with a page": (200, ANOTHER, b"<html>maintenance</html>"),
    "answers with rubbish": (200, STAMP, b"\x30\x03rubbish"),
    "answers with nothing": (200, STAMP, b""),
    "refuses": (200, STAMP, REFUSED),
}


@pytest.mark.parametrize("how", [*ANSWERS, "is not there"])
def test_a_paper_waits_while_the_time_stamp_server_gives_no_stamp(key: SigningKey, how: str) -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = ANSWERS[how]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if how == "is not there":
        server.shutdown()
        server.server_close()
    with pytest.raises(StampServerAway):
        sign_pdf(print_sample("minutes").pdf, key, at=SIGNED_AT, tsa_url=f"http://127.0.0.1:{server.server_port}")
    if how != "is not there":
        server.shutdown()


def test_a_time_stamp_proves_the_moment(key: SigningKey, roots: list, time_stamp_server: str) -> None:
    paper = sign_pdf(print_sample("minutes").pdf, key, at=SIGNED_AT, tsa_url=time_stamp_server)
    (check,) = verify_pdf(paper, roots).signatures
    assert check.intact
    assert check.signed_at == datetime(2026, 11, 24, 2, 31, tzinfo=UTC)


@pytest.mark.skipif(SOFTHSM is None, reason="Debian's softhsm2 is not installed")
def test_a_key_in_a_token_signs_like_one_in_a_file(
    authority: DemoAuthority, roots: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    certificate = load_pem_x509_certificate(authority.certificate("quang").read_bytes())
    der = tmp_path / "quang.der"
    der.write_bytes(certificate.public_bytes(serialization.Encoding.DER))
    token = ["--token", "csgt", "--pin", "1234"]
    for command in (
        ["softhsm2-util", "--init-token", "--free", "--label", "csgt", "--pin", "1234", "--so-pin", "5678"],
        ["softhsm2-util", "--import", str(authority.key("quang")), *token, "--label", "quang", "--id", "A1"],
        ["pkcs11-tool", "--module", str(SOFTHSM), "--token-label", "csgt", "--login", "--pin", "1234",
         "--write-object", str(der), "--type", "cert", "--label", "quang", "--id", "A1"],
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
    keyring = Keyring(tmp_path / "signers")
    keyring.folder.mkdir()
    names = keyring.folder / "quang.token"
    for broken in ("", "library: x", "- a list"):
        names.write_text(broken)
        with pytest.raises(SigningRefused, match="it holds the lines"):
            keyring.key_of(QUANG)
    names.write_text(f"library: {SOFTHSM}\ntoken: another\ncertificate: quang\npin: '1234'\n")
    with pytest.raises(SigningRefused, match="gave no key and certificate"):
        keyring.key_of(QUANG)
    names.write_text(f"library: {SOFTHSM}\ntoken: csgt\ncertificate: quang\npin: '1234'\n")
    key = keyring.key_of(QUANG)
    assert key.name == SIGNER
    assert verify_pdf(sign_pdf(print_sample("notice").pdf, key, at=SIGNED_AT), roots).genuine


def test_a_stamp_takes_the_agency_s_own_pictures() -> None:
    from PIL import Image

    def png(colour: tuple[int, int, int, int]) -> bytes:
        out = io.BytesIO()
        Image.new("RGBA", (340, 180), colour).save(out, "PNG")
        return out.getvalue()

    stamp = make_stamp(png((0, 0, 200, 128)), png((200, 0, 0, 128)))
    assert page_count(stamp) == 1
    assert pdfa_findings(stamp) == ()
    assert demo_stamp("Lê Thị Hòa") != demo_stamp("Trần Minh Quang")
    assert pdfa_findings(demo_stamp("Lê Thị Hòa", sealed=False)) == ()


def test_papers_merged_for_one_side_follow_each_other(signed: bytes) -> None:
    merged = merge([print_sample("cover_list").pdf, signed, signed])
    assert page_count(merged) == 1 + 2 + 2
    assert "DANH SÁCH" in text_of(merged, 1)
    assert verify_pdf(merged).signature == "none"  # paper only: the signed single files are the record


def test_papers_merged_for_both_sides_begin_each_sheet_on_a_front(signed: bytes) -> None:
    slip = print_sample("commune_slip").pdf
    merged = merge([signed, slip], both_sides=True)
    fronts = [text_of(merged, page) for page in (1, 3, 5, 7)]
    assert ["THÔNG BÁO" in fronts[0], "PHỤ LỤC" in fronts[1], "PHIẾU GỬI" in fronts[2], "PHIẾU BÁO" in fronts[3]] == [
        True
    ] * 4
    assert [text_of(merged, page).strip() for page in (2, 4, 6)] == ["", "", ""]


def test_the_seal_is_printed_with_a_merged_paper(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(merge([signed]))) as merged:
        assert "/AcroForm" not in merged.Root
        painted = [
            operands for operands, operator in pikepdf.parse_content_stream(merged.pages[0]) if str(operator) == "Do"
        ]
        assert len(painted) == 1


def test_nothing_to_merge_is_said() -> None:
    with pytest.raises(ValueError, match="No papers to merge"):
        merge([])


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(documents, list(arguments))
    return result.exit_code, result.stdout


def test_the_command_answers_for_machines(signed: bytes, authority: DemoAuthority, pdf_file) -> None:
    paper = str(pdf_file(signed))
    code, said = run("verify", paper, "--trust", str(authority.root_certificate), "--json")
    answer = json.loads(said)
    assert code == 0
    assert list(answer)[:8] == ["signature", "covers_whole_file", "trusted", "signer", "signed_at", "document_no",
                                "known_here", "withdrawn"]  # fmt: skip
    assert (answer["signature"], answer["signer"], answer["document_no"]) == ("valid", SIGNER, "05/TB-CSGT")


def test_the_command_s_exit_code_is_zero_only_for_a_genuine_paper(
    signed: bytes, authority: DemoAuthority, pdf_file, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TICKETING_HOME", str(tmp_path / "no-home"))
    trust = ["--trust", str(authority.root_certificate)]
    assert run("verify", str(pdf_file(signed)))[0] == 1  # nobody to trust
    assert run("verify", str(pdf_file(signed[:5000] + b"x" + signed[5001:])), *trust)[0] == 1
    assert run("verify", str(pdf_file(print_sample("notice").pdf)), *trust)[0] == 1
    assert run("verify", str(tmp_path / "missing.pdf"), *trust)[0] == 2
    assert not (tmp_path / "no-home").exists()


def test_the_roots_of_the_home_are_trusted_without_asking(
    signed: bytes, authority: DemoAuthority, pdf_file, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "demo.pem").write_bytes(authority.root_certificate.read_bytes())
    monkeypatch.setenv("TICKETING_HOME", str(tmp_path))
    code, said = run("verify", str(pdf_file(signed)))
    assert code == 0
    assert "không bị thay đổi" in said


def test_the_check_names_what_is_wrong_with_a_changed_template(tmp_path: Path) -> None:
    (tmp_path / "notice_01_73.html").write_text("<p>Nộp 5.000.000 đồng {{ paper.owner_name }}</p>")
    found = check_form(form_on("notice", SIGNED_AT.date()), tmp_path)
    assert not found.ok
    assert "full: the form may not hold 'đồng'." in found.missing


def test_the_check_names_a_field_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "notice_01_73.html").write_text("<p>{{ paper.amount }}</p>")
    (sentence,) = check_form(form_on("notice", SIGNED_AT.date()), tmp_path).missing
    assert "amount" in sentence


def test_the_check_command_prints_a_line_a_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    forms_checked = [form_on("notice", SIGNED_AT.date()), form_on("decision", SIGNED_AT.date())]
    monkeypatch.setattr("ticketing.demo.template_check.forms", lambda: forms_checked)
    code, said = run("check", "--json")
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [line["template"] for line in lines] == ["notice_01_73.html", "penalty_decision.html"]
    assert list(lines[0]) == ["template", "form", "valid_from", "ok", "missing", "pages", "pdfa"]
    (tmp_path / "notice_01_73.html").write_text("{{ paper.amount }}")
    code, said = run("check", "--templates", str(tmp_path))
    assert code == 1
    assert "FAIL Mẫu số 01/73" in said
    assert run("check", "--templates", str(tmp_path / "missing"))[0] == 2
