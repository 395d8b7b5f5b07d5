"""From sheets to a signed file: the one step of the press that costs time, behind a port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout.pdfa import page_count
from ticketing.documents.layout.render import render, render_fingerprint
from ticketing.documents.signing.keyring import Hand, Signing
from ticketing.documents.signing.sign import sign_pdf


@dataclass(frozen=True)
class Printed:
    """A paper as a file.

    unsigned: what is made again byte for byte; signed: what is kept and leaves the house. fingerprint: of fonts,
    templates and libraries, see `render.render_fingerprint`.
    """

    unsigned: bytes
    signed: bytes
    pages: int
    fingerprint: str


class Printer(Protocol):
    """Makes files of papers."""

    def print(
        self, sheets: tuple[Sheet, ...], pictures: Mapping[str, bytes], hand: Hand, *, sealed: bool, at: datetime
    ) -> Printed:
        """Print and sign by `hand`; sealed: with the seal of the agency. Raises what a person has to mend."""
        ...


class Render(Protocol):
    """What lays sheets out: `render.render` in this process, or `RenderPool.render` in others."""

    def __call__(
        self,
        sheets: Sequence[Sheet],
        pictures: Mapping[str, bytes],
        *,
        made_at: datetime,
        own_templates: Path | None = None,
    ) -> bytes:
        """The unsigned file."""
        ...


@dataclass(frozen=True)
class PdfPrinter:
    """PDF/A by WeasyPrint, PAdES by the person's key. own_templates: the agency's folder, before the shipped one."""

    signing: Signing
    render: Render = render
    own_templates: Path | None = None

    def print(
        self, sheets: tuple[Sheet, ...], pictures: Mapping[str, bytes], hand: Hand, *, sealed: bool, at: datetime
    ) -> Printed:
        """See Printer."""
        unsigned = self.render(sheets, pictures, made_at=at, own_templates=self.own_templates)
        stamp = self.signing.stamp_of(hand, sealed=sealed)
        signed = sign_pdf(unsigned, self.signing.key_of(hand), at=at, stamp=stamp, tsa_url=self.signing.tsa_url)
        return Printed(unsigned, signed, page_count(signed), render_fingerprint(self.own_templates)["all"])
