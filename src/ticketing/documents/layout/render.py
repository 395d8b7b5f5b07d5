"""The only door to WeasyPrint: from content to a PDF/A-3b, the same byte for byte whenever it is made again.

Nothing is fetched but names of one map (fonts, style sheet, the given pictures, QR codes): WeasyPrint's own fetcher
would ask the network or read a file for ten of eleven kinds of reference. A reference to anything else stops the paper,
because a paper with a hole in it must not be signed.
"""

import gc
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape
from weasyprint import CSS, HTML
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from ticketing.documents.content.sheet import Sheet
from ticketing.documents.kinds import KINDS
from ticketing.documents.layout.finish import finish
from ticketing.documents.layout.qr import qr_png
from ticketing.documents.layout.typeface import font_files, missing_glyphs
from ticketing.kit.clock import VIETNAM
from ticketing.kit.digest import canonical_json, sha256
from ticketing.kit.shipped import shipped

BASE = "https://paper.invalid/"  # a name that no resolver knows; relative addresses need some base
# A word with a digit and a hyphen or stroke ("05/TB-CSGT", "98A-123.45", "168/2024/NĐ-CP"), or a telephone number.
_WHOLE = re.compile(r"(?<![^\s(])(?:(?=[^\s<>]*\d)(?=[^\s<>]*[-/])[^\s<>&]{3,30}(?!\S)|0\d{2,3}(?: \d{3,4}){2}(?!\d))")


class PaperError(ValueError):
    """Parent of what stops a paper: `MissingGlyph`, `MissingPictureBytes`, `ForbiddenAddress`, `WrongContent`."""


class MissingGlyph(PaperError):
    """A character that the typeface of papers does not have."""


class MissingPictureBytes(PaperError):
    """The content names a picture that was not given."""


class WrongContent(PaperError):
    """The content is not the one that the form is filled with."""


class ForbiddenAddress(PaperError, FatalURLFetchingError):  # type: ignore[misc]
    """A template referred to something outside the map of known names."""


@dataclass
class Assets:
    """What one paper may refer to, by address."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def picture(self, name: str) -> Markup:
        """The address of a given picture. Raises MissingPictureBytes."""
        address = f"pictures/{name}"
        if address not in self.files:
            raise MissingPictureBytes(
                f"The paper shows picture '{name}', which was not given: load it and render again."
            )
        return escape(address)

    def qr(self, payload: str) -> Markup:
        """Draw a QR code and give its address."""
        address = f"qr/{sum(name.startswith('qr/') for name in self.files) + 1}.png"
        self.files[address] = ("image/png", qr_png(payload))
        return escape(address)


class KnownNames(URLFetcher):  # type: ignore[misc]
    """Hands out the files of a map; everything else stops the paper, whatever its scheme."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file at `url`. Raises ForbiddenAddress."""
        name = url.removeprefix(BASE) if url.startswith(BASE) else ""
        if name not in self.files:
            raise ForbiddenAddress(
                f"A template refers to '{url[:80]}': papers take fonts, pictures and codes only from the package and "
                "from the case. Remove the reference."
            )
        kind, data = self.files[name]
        return URLFetcherResponse(url, data, {"Content-Type": kind})


def render(
    sheets: Sequence[Sheet],
    pictures: Mapping[str, bytes] | None = None,
    *,
    made_at: datetime,
    own_templates: Path | None = None,
) -> bytes:
    """The paper as PDF/A-3b, unsigned, with an empty signature field where the form has one.

    sheets:   the form, and its annex if it has one, as one file (one signature covers both, D30).
    pictures: JPEG or PNG by the names that the content uses; see `pictures.for_print`.
    made_at:  goes into the file's own data; the same moment gives the same bytes.
    own_templates: an agency's folder whose templates go before the shipped ones.
    Raises PaperError, and jinja2.UndefinedError for a template that uses a field which the content does not have.
    """
    assets = assets_of(pictures or {})
    html = to_html(sheets, assets, made_at=made_at, own_templates=own_templates)
    _refuse_missing_glyphs(html)
    with _collecting_once():
        return _print(html, assets, stationery(own_templates))


def _print(html: str, assets: Assets, paper: "Stationery") -> bytes:
    document = HTML(string=html, base_url=BASE, url_fetcher=KnownNames(assets.files)).render(
        stylesheets=[paper.stylesheet], font_config=paper.fonts
    )
    return bytes(document.write_pdf(pdf_variant="pdf/a-3b", finisher=finish))


@contextmanager
def _collecting_once() -> Iterator[None]:
    """Look for cycles once, behind the paper, and not again and again while it is made.

    Layout makes some hundred thousand objects that all live to its end; every look through them before that finds
    nothing and costs, together, a seventh of the time (benchmarks/press.py).
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect(1)  # and what signing the paper before left
        gc.enable()  # whatever it was before: where two threads print, the last one leaves it on


def preview(
    sheets: Sequence[Sheet],
    pictures: Mapping[str, bytes] | None = None,
    *,
    made_at: datetime,
    own_templates: Path | None = None,
) -> str:
    """The HTML that `render` prints: for tests and for comparing two versions of a template."""
    return to_html(sheets, assets_of(pictures or {}), made_at=made_at, own_templates=own_templates)


def to_html(sheets: Sequence[Sheet], assets: Assets, *, made_at: datetime, own_templates: Path | None) -> str:
    """Fill the templates. Raises WrongContent, MissingPictureBytes."""
    for sheet in sheets:
        if type(sheet.content) is not KINDS[sheet.form.kind].content:
            raise WrongContent(
                f"Form '{sheet.form.kind}' is filled with {KINDS[sheet.form.kind].content_name}, "
                f"found {type(sheet.content).__name__}."
            )
    head = getattr(sheets[0].content, "letterhead", None)
    return (
        _environment(own_templates)
        .get_template("_paper.html")
        .render(
            sheets=sheets,
            title=sheets[0].form.title,
            number=head.number.removeprefix("Số: ") if head else "",
            issuer=head.issuer if head else "",
            made_at=made_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
            picture=assets.picture,
            qr=assets.qr,
        )
    )


def render_stamp(images: Mapping[str, bytes]) -> bytes:
    """A one-page PDF of the size of the signature field, from `_stamp.html`.

    images: "signature" and "seal", PNG with a transparent ground as D30 asks for, or SVG of our own making.
    """
    files = {name: (_stamp_type(name, data), data) for name, data in images.items()}
    html = _environment(None).get_template("_stamp.html").render(images=sorted(files))
    document = HTML(string=html, base_url=BASE, url_fetcher=KnownNames(files))
    return bytes(document.write_pdf(pdf_variant="pdf/a-3b", finisher=finish))


@dataclass(frozen=True)
class Stationery:
    """Style sheet and fonts, parsed once in a process."""

    stylesheet: CSS
    fonts: FontConfiguration


def template_folders(own_templates: Path | None) -> list[Path]:
    """Where templates are looked for, the agency's own folder first."""
    folders = [own_templates] if own_templates else []
    return [*folders, shipped("templates") / "notices"]


@lru_cache(maxsize=8)
def _environment(own_templates: Path | None) -> jinja2.Environment:
    # Sandboxed, because an agency's own templates are files that somebody else wrote.
    return ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(template_folders(own_templates)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_store_whole,
    )


def _store_whole(value: Any) -> Any:
    """Numbers of papers, plates and decrees are not broken at their hyphens. Text that is markup already stays."""
    if not isinstance(value, str) or isinstance(value, Markup) or not _WHOLE.search(value):
        return value
    return Markup(_WHOLE.sub(r'<span class="nowrap">\g<0></span>', str(escape(value))))  # noqa: S704


def stationery(own_templates: Path | None = None) -> Stationery:
    """Style sheet and fonts of papers, the agency's own style sheet where it has one; read anew when it changes."""
    return _stationery(own_templates, _marks_of(template_folders(own_templates), "print.css"))


@lru_cache(maxsize=8)
def _stationery(own_templates: Path | None, _marks: "Marks") -> Stationery:
    fonts = FontConfiguration()
    source, _, _ = _environment(own_templates).loader.get_source(  # type: ignore[union-attr]
        _environment(own_templates), "print.css"
    )
    stylesheet = CSS(string=source, base_url=BASE, font_config=fonts, url_fetcher=KnownNames(_fonts()))
    # Libraries, style sheet and fonts stay for good: looking through them for cycles finds nothing, at 20 ms a time.
    gc.collect()
    gc.freeze()
    return Stationery(stylesheet, fonts)


def _fonts() -> dict[str, tuple[str, bytes]]:
    return {f"fonts/{name}": ("font/ttf", data) for name, data in font_files().items()}


def _refuse_missing_glyphs(html: str) -> None:
    missing = missing_glyphs(html)
    if missing:
        named = ", ".join(f"U+{ord(char):04X}" for char in sorted(missing)[:5])
        raise MissingGlyph(
            f"The typeface of papers has no character {named}: correct the text (name, address or place) in the case, "
            "then make the paper again."
        )


def assets_of(pictures: Mapping[str, bytes]) -> Assets:
    """The pictures of one paper by the addresses that templates use. Raises PaperError for another kind of file."""
    return Assets({f"pictures/{name}": (_picture_type(name, data), data) for name, data in pictures.items()})


def _picture_type(name: str, data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    raise PaperError(f"Picture '{name}' is neither JPEG nor PNG: papers show no other kind.")


def _stamp_type(name: str, data: bytes) -> str:
    return "image/svg+xml" if data.startswith(b"<svg") else _picture_type(name, data)


def render_fingerprint(own_templates: Path | None = None) -> dict[str, str]:
    """What makes the bytes of a paper beside its content: a paper is made again under the same fingerprint only.

    Versions of the libraries, SHA-256 of the fonts and of all templates; `all` is the hash over the rest. Libraries and
    fonts are those that this process has loaded; a template is hashed again when its size or its moment has changed.
    """
    return dict(_fingerprint(own_templates, _marks_of(template_folders(own_templates))))


@lru_cache(maxsize=8)
def _fingerprint(own_templates: Path | None, _marks: "Marks") -> dict[str, str]:
    parts = {f"library/{name}": version(name) for name in ("weasyprint", "pydyf", "jinja2", "fonttools", "segno")}
    parts["library/pango"] = str(pango.pango_version())
    parts["library/zlib"] = zlib.ZLIB_RUNTIME_VERSION
    parts |= {f"font/{name}": sha256(data) for name, data in font_files().items()}
    parts |= {f"template/{path.name}": sha256(path.read_bytes()) for path in _in_force(template_folders(own_templates))}
    return parts | {"all": sha256(canonical_json(parts))}


Marks = tuple[tuple[Path, int, int], ...]
"""Which files there are, with size and moment of the last change in nanoseconds."""


def _marks_of(folders: Sequence[Path], name: str | None = None) -> Marks:
    """The templates in force as they lie on the disk, or the one of that name."""
    marks = [(path, path.stat()) for path in _in_force(folders) if name in (None, path.name)]
    return tuple((path, mark.st_size, mark.st_mtime_ns) for path, mark in marks)


def _in_force(folders: Sequence[Path]) -> list[Path]:
    """The templates in force: the agency's own where it has one, else the shipped one."""
    found = {
        path.name: path
        for folder in reversed(folders)
        for path in folder.iterdir()
        if path.suffix in (".html", ".css", ".yaml")
    }
    return [found[name] for name in sorted(found)]
