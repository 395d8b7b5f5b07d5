"""Whether a paper is PDF/A-3b, by the rules in pikepdf (those of veraPDF), signed or not.

The checker does not look into interactive forms and stops at them, so the signature's picture is first drawn into the
page of a copy and the form is taken out of it; the file itself must hold nothing that is forbidden.
"""

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from pikepdf import pdfa

FLAVOUR = "3b"


def pdfa_findings(pdf: bytes) -> tuple[str, ...]:
    """What keeps `pdf` from being PDF/A-3b, in the checker's words; empty: it is. Never raises for a broken file."""
    with _collecting_nothing():
        whole = pdfa.validate_written(io.BytesIO(pdf), FLAVOUR)
        forbidden = [str(finding) for finding in whole.findings if finding.kind == "violation"]
        try:
            with pikepdf.open(io.BytesIO(pdf)) as copy:
                draw_signatures(copy)
                without_form = pdfa.check(copy, FLAVOUR)
        except pikepdf.PdfError as error:
            return (*forbidden, str(error))
    return tuple(dict.fromkeys([*forbidden, *map(str, without_form.findings)]))


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """The checker takes every warning that is given while it reads for one of the file, also that of a connection or a
    file of somebody else which is found to be garbage at that moment.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def draw_signatures(pdf: pikepdf.Pdf) -> None:
    """Draw the pictures of signatures into their pages and take the form out. The file is no longer signed."""
    pdf.flatten_annotations("print")
    # /Extensions names PAdES as an extension of PDF 1.7; the checker knows Adobe's only.
    for part in ("/AcroForm", "/Extensions"):
        if part in pdf.Root:
            del pdf.Root[part]


def embedded_fonts(pdf: bytes) -> set[str]:
    """The names of the fonts that the pages and their pictures use, without the mark of the subset."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = {str(entry.BaseFont) for entry in opened.objects if _is_font(entry)}
    return {name.lstrip("/").partition("+")[2] or name.lstrip("/") for name in names}


def page_count(pdf: bytes) -> int:
    """Pages of the file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _is_font(entry: pikepdf.Object) -> bool:
    return isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font" and "/BaseFont" in entry
