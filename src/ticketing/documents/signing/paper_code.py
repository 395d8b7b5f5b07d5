"""The paper code: number, day and the start of the content's hash, signed, in the fragment of the QR code's address.

Printed on the annex. Anybody checks it without network and without us; it holds no plate and no name.

A browser sends no fragment to a server. The page that checks is `check_page/`; the issuer's keys stand in it.
"""

import base64
import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ticketing.documents.content.notices.notice import EvidenceAnnex
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.content.snapshot import content_hash

VERSION = "1"
START_BYTES = 12  # of the content's SHA-256: 96 bits, 16 characters
_KEY_NAME_BYTES = 3


@dataclass(frozen=True)
class PaperCode:
    """What a paper code says. content: the first 24 hex digits of the SHA-256 of the paper's content."""

    number: str
    issued_on: date
    content: str

    @property
    def signed_text(self) -> bytes:
        """The bytes under the signature."""
        return f"ticketing paper {VERSION}\n{self.number}\n{self.issued_on}\n{self.content}\n".encode()


@dataclass(frozen=True)
class PaperKey:
    """The key of an installation that signs its papers' codes."""

    private: Ed25519PrivateKey

    @cached_property
    def public(self) -> bytes:
        """32 bytes."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature (64 bytes) over a file that begins otherwise than a code: a manifest."""
        return self.private.sign(data)

    def code(self, number: str, issued_on: date, content_sha256: str) -> str:
        """The code of a paper: version, key, number, day, start of the hash and signature with points between."""
        said = PaperCode(number, issued_on, content_sha256[: 2 * START_BYTES])
        parts = (
            VERSION,
            key_name(self.public),
            quote(number, safe="/-"),
            f"{issued_on:%Y%m%d}",
            _text(bytes.fromhex(said.content)),
            _text(self.private.sign(said.signed_text)),
        )
        return ".".join(parts)


def open_paper_key(path: Path) -> PaperKey:
    """The key in `path` (mode 0600); made when it is not there, by whoever comes first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            _write_new(path, Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return PaperKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip())))


def remember_public_key(path: Path, public: bytes) -> tuple[bytes, ...]:
    """The public keys that `path` lists, one a line in hex, with `public` among them: it is added where it is new.

    Papers outlive the key that signed their codes, so whoever changes the key leaves this list where it is.
    """
    listed = [bytes.fromhex(line) for line in path.read_text().split()] if path.exists() else []
    if public not in listed:
        listed.append(public)
        with path.open("a") as file:  # one short write: two processes at once add a line twice at worst
            file.write(f"{public.hex()}\n")
    return tuple(dict.fromkeys(listed))


def _write_new(path: Path, text: str) -> None:
    # Written aside and linked into place, so that nobody reads half a key. The name is nobody else's: not another
    # thread's, and not that of a process of this number which was killed here.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    finally:
        aside.unlink()


def with_code(sheets: tuple[Sheet, ...], number: str, issued_on: date, key: PaperKey) -> tuple[Sheet, ...]:
    """The sheets with the paper's code on its annex; a paper without annex bears none."""
    if not any(isinstance(sheet.content, EvidenceAnnex) for sheet in sheets):
        return sheets
    code = key.code(number, issued_on, content_hash(sheets))
    return tuple(
        replace(sheet, content=replace(sheet.content, qr=f"{sheet.content.lookup_url}#{code}"))
        if isinstance(sheet.content, EvidenceAnnex)
        else sheet
        for sheet in sheets
    )


def key_name(public: bytes) -> str:
    """Four characters by which a code names its key."""
    return _text(hashlib.sha256(public).digest()[:_KEY_NAME_BYTES])


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
