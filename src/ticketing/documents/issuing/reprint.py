"""A signed paper made again from what its case holds, before the signature: whether it is what was printed then."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from ticketing.documents.content.draft import thaw
from ticketing.documents.content.forms import NoFormInForce, form_on
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.content.snapshot import BadSnapshot, read_content
from ticketing.documents.layout.render import PaperError, render, render_fingerprint
from ticketing.documents.pictures import pictures_of
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.evidence.blobs import BlobDamaged, BlobMissing, BlobStore
from ticketing.kit.clock import parse_moment
from ticketing.kit.digest import sha256
from ticketing.kit.fields import FieldKeys

CANNOT = (BadSnapshot, BlobDamaged, BlobMissing, MissingFact, NoFormInForce, PaperError, jinja2.TemplateError)


@dataclass(frozen=True)
class MadeAgain:
    """pdf: the unsigned file, None where nothing can be made. why: it is another one; None: it is the same."""

    pdf: bytes | None
    why: str | None

    @property
    def sha256(self) -> str | None:
        """The hash of what was made."""
        return sha256(self.pdf) if self.pdf is not None else None


def make_again(
    store: BlobStore, keys: FieldKeys, document: Document, *, own_templates: Path | None = None
) -> MadeAgain:
    """Print what the document holds of itself, under the fonts, templates and libraries of today.

    own_templates: the agency's folder, as the press takes it.
    Persons stand on it: the caller answers for the look. Raises LookupError where it was never signed.
    """
    if not document.signed or document.issued_on is None:
        raise LookupError("Only a paper that was signed can be made again.")
    content = opened_content(keys, document)
    try:
        sheets = tuple(
            Sheet(form_on(sheet["kind"], document.issued_on), read_content(sheet["kind"], sheet["content"]))
            for sheet in content["sheets"]
        )
        pictures = pictures_of(store, document.kind, thaw(content["draft"]))
        pdf = render(sheets, pictures, made_at=parse_moment(content["made_at"]), own_templates=own_templates)
    except CANNOT as problem:
        return MadeAgain(None, f"{problem} {_made_with(document, content, own_templates)}")
    same = sha256(pdf) == document.unsigned_sha256
    return MadeAgain(pdf, None if same else _made_with(document, content, own_templates))


def _made_with(document: Document, content: Mapping[str, Any], own_templates: Path | None) -> str:
    """Why it may come out otherwise."""
    if render_fingerprint(own_templates)["all"] == document.fingerprint:
        return "Its content or pictures were changed since."
    maker = f"ticketing {content['made_by']}" if "made_by" in content else "a version that kept no number of its own"
    return f"Fonts, templates or libraries are others now: {document.fingerprint} is the fingerprint of {maker}."
