"""The page that checks a paper code: one file with script, style and the issuer's keys, with or without network.

takes: public keys and the issuer's name. gives: the page, and the content security policy that its own bytes allow.
look first at: check.js.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from ticketing.documents.signing.paper_code import key_name

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class CheckPage:
    """html: the whole page. policy: for the header of whoever serves it; the page bears the same in itself."""

    html: str
    policy: str


def check_page(keys: Iterable[bytes], issuer: str) -> CheckPage:
    """The page for papers of `issuer`. keys: public keys that signed papers which are still in use, 32 bytes each."""
    known = {key_name(key): key.hex() for key in keys}
    script = (_HERE / "check.js").read_text(encoding="utf-8").replace("{/* keys */}", json.dumps(known))
    style = (_HERE / "check.css").read_text(encoding="utf-8")
    # connect-src is not named and so is none: the page cannot send what it was given anywhere.
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    page = (_HERE / "check.html").read_text(encoding="utf-8")
    for place, text in (("policy", policy), ("style", style), ("script", script), ("issuer", escape(issuer))):
        page = page.replace(f"{{{{ {place} }}}}", text)
    return CheckPage(page, policy)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
