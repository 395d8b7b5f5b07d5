"""Whether a PDF is signed, unchanged and signed by somebody that we trust: for anyone who holds a paper in his hands.

Takes bytes of a stranger: nothing of the file is run, fetched or kept. Trust is a list of root certificates; the
network is never asked.
"""

import io
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import core, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ticketing.kit.clock import VIETNAM

# pyHanko logs the names in a certificate that it cannot trust; no names go into logs.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

MAX_BYTES = 10 * 1024 * 1024
DOCUMENT_NO = re.compile(r"\d{2,}/[0-9A-ZĐ-]+")


@dataclass(frozen=True)
class Remark:
    """One finding in both languages. code: for programs."""

    code: str
    vietnamese: str
    english: str


@dataclass(frozen=True)
class SignatureCheck:
    """One signature. signed_at: as the signature claims it, or proved where `timestamped`."""

    signer: str
    organisation: str
    signed_at: datetime | None
    timestamped: bool
    intact: bool
    trusted: bool
    covers_whole_file: bool


@dataclass(frozen=True)
class Verification:
    """What the check of a file found; `document_no` is read from the file and means nothing while it is not valid."""

    signatures: tuple[SignatureCheck, ...]
    document_no: str | None
    remarks: tuple[Remark, ...]

    @property
    def signature(self) -> str:
        """valid: all signatures intact; invalid: one is not; none: there is none, or the file is no PDF."""
        if not self.signatures:
            return "none"
        return "valid" if all(check.intact for check in self.signatures) else "invalid"

    @property
    def covers_whole_file(self) -> bool:
        """Nothing was added after the last signature."""
        return bool(self.signatures) and self.signatures[-1].covers_whole_file

    @property
    def trusted(self) -> bool:
        """Every signer's certificate leads to a trusted root."""
        return bool(self.signatures) and all(check.trusted for check in self.signatures)

    @property
    def genuine(self) -> bool:
        """Valid, whole and trusted."""
        return self.signature == "valid" and self.covers_whole_file and self.trusted


def load_roots(paths: Iterable[Path]) -> list[x509.Certificate]:
    """Certificates from PEM files (one or many each) or DER files. Raises ValueError for a file that holds none."""
    return [certificate for path in paths for certificate in _certificates(path)]


def verify_pdf(pdf: bytes, trust_roots: Iterable[x509.Certificate] = (), *, at: datetime | None = None) -> Verification:
    """Check every signature of `pdf`. Never raises for what is in the file.

    at: the moment for which certificates are judged; None means the time of the machine.
    """
    roots = list(trust_roots)
    if len(pdf) > MAX_BYTES:
        return Verification((), None, (_TOO_LARGE,))
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        number = _document_no(reader)
        found = list(reader.embedded_regular_signatures)
    # A damaged file makes the parser fail in many ways, and all of them mean the same to the person who asks.
    except Exception:
        return Verification((), None, (_NO_PDF,))
    checks = tuple(_check(signature, roots, at, pdf) for signature in found)
    return Verification(checks, number, _remarks(checks))


def _check(
    signature: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime | None, pdf: bytes
) -> SignatureCheck:
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
    try:
        status = validate_pdf_signature(signature, context)
        well_formed = _gap_is_clean(pdf, signature) and _names_itself(signature)
    # As above: a signature that cannot be read is one that was changed.
    except Exception:
        return SignatureCheck("", "", None, False, intact=False, trusted=False, covers_whole_file=False)
    subject = status.signing_cert.subject.native
    proof = status.timestamp_validity
    claimed = proof.timestamp if proof else status.signer_reported_dt
    return SignatureCheck(
        signer=_text(subject.get("common_name")),
        organisation=_text(subject.get("organization_name")),
        signed_at=claimed.astimezone(UTC) if claimed else None,
        timestamped=bool(proof and proof.valid and proof.intact),
        intact=bool(status.intact and status.valid) and well_formed,
        trusted=bool(status.trusted),
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def _gap_is_clean(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The one part of a file that no signature covers is the signature's own place: it may hold nothing else.

    Expected there: one DER value in hex digits of one case, then zeros.
    """
    _, length, start, _ = (int(number) for number in signature.byte_range)
    gap = pdf[length:start]
    digits = gap[1:-1]
    if gap[:1] + gap[-1:] != b"<>" or digits not in (digits.lower(), digits.upper()):
        return False
    try:
        raw = bytes.fromhex(digits.decode("ascii"))
        value = core.Asn1Value.load(raw)
    except ValueError:
        return False
    der: bytes = value.dump()
    return raw.startswith(der) and not any(raw[len(der) :])


def _names_itself(signature: EmbeddedPdfSignature) -> bool:
    """Whether the fields of the signature that nothing signs say what they must (RFC 5652, 5.1 and 5.3).

    No forgery would come of them, but a paper of which one byte was changed shall be called changed.
    """
    signed, info, certificate = signature.signed_data, signature.signer_info, signature.signer_cert
    sid = info["sid"]
    versions = {signed["version"].native, info["version"].native}
    algorithms = [entry["algorithm"].native for entry in signed["digest_algorithms"]]
    if algorithms != [info["digest_algorithm"]["algorithm"].native]:
        return False
    if sid.name != "issuer_and_serial_number":
        return versions == {"v3"}
    named = sid.chosen["issuer"].dump() == certificate.issuer.dump()
    return versions == {"v1"} and named and sid.chosen["serial_number"].native == certificate.serial_number


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _document_no(reader: PdfFileReader) -> str | None:
    """The number that `render` writes into the file's own data."""
    if "/Info" not in reader.trailer:
        return None
    number = str(reader.trailer["/Info"].get("/Subject", ""))
    return number if DOCUMENT_NO.fullmatch(number) else None


def _certificates(path: Path) -> list[x509.Certificate]:
    data = path.read_bytes()
    parts = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    certificates = [x509.Certificate.load(der) for der in parts]
    for certificate in certificates:
        _ = certificate.subject.native  # loading is lazy: this is where a file of another kind shows
    return certificates


def _remarks(checks: tuple[SignatureCheck, ...]) -> tuple[Remark, ...]:
    if not checks:
        return (_NOT_SIGNED,)
    remarks = [_of_signature(check) for check in checks]
    if all(check.intact for check in checks) and not checks[-1].covers_whole_file:
        remarks.append(_ADDED)
    return tuple(remarks)


def _of_signature(check: SignatureCheck) -> Remark:
    if not check.intact:
        return _CHANGED
    local = check.signed_at.astimezone(VIETNAM) if check.signed_at else None
    signed_vi = f"{check.signer}, {local:%H:%M:%S ngày %d/%m/%Y}" if local else check.signer
    signed_en = f"{check.signer}, {local:%Y-%m-%d %H:%M:%S}+07:00" if local else check.signer
    if not check.trusted:
        return Remark(
            "NOT_TRUSTED",
            f"Chữ ký còn nguyên vẹn ({signed_vi}) nhưng chứng thư số không thuộc danh sách tin cậy: không thể khẳng "
            "định ai đã ký. Hãy hỏi trực tiếp cơ quan ban hành.",
            f"The signature is intact ({signed_en}) but its certificate leads to no trusted root: who signed is not "
            "proved. Ask the issuing agency itself.",
        )
    return Remark(
        "GENUINE",
        f"Văn bản đã được ký số ({signed_vi}) và không bị thay đổi từ đó.",
        f"Signed ({signed_en}), and not changed since.",
    )


_TOO_LARGE = Remark(
    "TOO_LARGE",
    "Tệp lớn hơn 10 MB: văn bản của hệ thống này không có kích thước như vậy.",
    "The file is larger than 10 MB: papers of this system are not.",
)
_NO_PDF = Remark("NO_PDF", "Tệp không phải là PDF hoặc đã bị hỏng.", "The file is no PDF, or it is damaged.")
_NOT_SIGNED = Remark(
    "NOT_SIGNED",
    "Văn bản không có chữ ký số: không thể kiểm tra nguồn gốc của nó.",
    "The document bears no digital signature: where it comes from cannot be checked.",
)
_CHANGED = Remark(
    "CHANGED",
    "Văn bản đã bị thay đổi sau khi ký: không được tin nội dung của nó.",
    "The document was changed after it was signed: do not trust what it says.",
)
_ADDED = Remark(
    "ADDED",
    "Có nội dung được thêm vào sau chữ ký cuối cùng: phần đó không được ký.",
    "Something was added after the last signature: that part is not signed.",
)
