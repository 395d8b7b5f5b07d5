"""Signing keys of persons: one pair of files for each account, opened once in a process.

`keys/signers/` holds <log-in name>.key and .pem (or a .p12, or a .token that names a key in a PKCS#11 token), and
root.pem, the chain above them. A real home's come from a licensed authority; a demo home makes its own on first use
(`authority.py`). <log-in name>.png and seal.png are what a paper shows where it is signed. paper-code.key signs the QR
code of annexes; paper-code.pub lists the public keys of all that ever did.
"""

import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

import yaml

from ticketing.documents.signing.authority import make_demo_authority
from ticketing.documents.signing.paper_code import PaperKey, open_paper_key, remember_public_key
from ticketing.documents.signing.sign import SigningKey, SigningRefused, open_key_file, open_token
from ticketing.documents.signing.stamp import demo_stamp, make_stamp

PAPER_KEY, PUBLIC_KEYS = "paper-code.key", "paper-code.pub"
TOKEN_FIELDS = ("library", "token", "certificate", "pin")


@dataclass(frozen=True)
class Hand:
    """Whose signature it is: log-in name, and name, post and organisation as a certificate names them."""

    account: str
    name: str
    post: str
    organisation: str


class Signing(Protocol):
    """What the press needs of the keys."""

    def key_of(self, hand: Hand) -> SigningKey:
        """The person's key. Raises SigningRefused where he has none."""
        ...

    def stamp_of(self, hand: Hand, *, sealed: bool) -> bytes | None:
        """What is seen where he signs: a one-page PDF; None for nothing."""
        ...

    @property
    def paper_key(self) -> PaperKey:
        """The key under the QR code of an annex: the installation's, not a person's."""
        ...

    @property
    def tsa_url(self) -> str | None:
        """An RFC 3161 time stamp server, where the agency uses one."""
        ...


@dataclass
class Keyring:
    """Keys in a folder. `demo`: what is missing is made, with DEMO in its subject."""

    folder: Path
    demo: bool = False
    tsa_url: str | None = None
    _opened: dict[str, SigningKey] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key_of(self, hand: Hand) -> SigningKey:
        """See Signing."""
        with self._lock:
            if hand.account not in self._opened:
                self._opened[hand.account] = self._open(hand)
            return self._opened[hand.account]

    def stamp_of(self, hand: Hand, *, sealed: bool) -> bytes | None:
        """See Signing. The agency's own pictures where it has put some, the demo's scribble in a demo home."""
        signature, seal = self.folder / f"{hand.account}.png", self.folder / "seal.png"
        if signature.exists():
            return make_stamp(signature.read_bytes(), seal.read_bytes() if sealed and seal.exists() else None)
        return demo_stamp(hand.name, sealed=sealed) if self.demo else None

    @cached_property
    def paper_key(self) -> PaperKey:
        """See Signing. Made on first use: it binds no person and bears no legal weight."""
        key = open_paper_key(self.folder / PAPER_KEY)
        remember_public_key(self.folder / PUBLIC_KEYS, key.public)
        return key

    def public_paper_keys(self) -> tuple[bytes, ...]:
        """Public keys of all codes on papers of this home: today's key and those before it."""
        return remember_public_key(self.folder / PUBLIC_KEYS, self.paper_key.public)

    def _open(self, hand: Hand) -> SigningKey:
        if self.demo:
            make_demo_authority(self.folder).issue(hand.account, hand.name, hand.organisation, hand.post)
        key, certificate = self.folder / f"{hand.account}.key", self.folder / f"{hand.account}.pem"
        bundle, root = self.folder / f"{hand.account}.p12", self.folder / "root.pem"
        token = self.folder / f"{hand.account}.token"
        chain = [root] if root.exists() else []
        if key.exists() and certificate.exists():
            return open_key_file(key, certificate, chain=chain)
        if bundle.exists():
            return open_key_file(bundle, chain=chain)
        if token.exists():
            return _open_token(token)
        raise SigningRefused(
            f"Account '{hand.account}' has no signing key: put {key.name} and {certificate.name} (or {bundle.name}, "
            f"or {token.name}) into keys/signers/ of the home."
        )


def _open_token(path: Path) -> SigningKey:
    """The key that a token file names: YAML with library, token, certificate and pin. Raises SigningRefused."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        library, label, certificate, pin = (str(said[name]) for name in TOKEN_FIELDS)
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError):
        raise SigningRefused(f"{path.name} names no token: it holds the lines {', '.join(TOKEN_FIELDS)}.") from None
    return open_token(Path(library), token_label=label, pin=pin, certificate_label=certificate)
