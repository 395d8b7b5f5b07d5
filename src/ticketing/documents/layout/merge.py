"""Papers in one file for printing. The merged file is for paper only: the signed single files are the record."""

import io
from collections.abc import Iterable

import pikepdf

from ticketing.documents.layout.pdfa import draw_signatures


def merge(papers: Iterable[bytes], *, both_sides: bool = False) -> bytes:
    """One PDF of all papers in order, the signatures' pictures drawn into the pages.

    both_sides: for a printer that prints on both sides: every sheet (a form, its annex, a reply that is torn off)
    begins on a front side. A sheet begins where the paper's outline has an entry.
    Give some hundred papers at most: 1,000 notices with pictures took 714 MB of memory. Raises pikepdf.PdfError for a
    file that is no PDF, ValueError for none at all.
    """
    with pikepdf.new() as merged:
        for paper in papers:
            with pikepdf.open(io.BytesIO(paper)) as opened:
                starts = sheet_starts(opened)
                draw_signatures(opened)
                _append(merged, opened, starts if both_sides else set())
        if not merged.pages:
            raise ValueError("No papers to merge: give at least one.")
        out = io.BytesIO()
        merged.save(out)
    return out.getvalue()


def sheet_starts(paper: pikepdf.Pdf) -> set[int]:
    """The pages, from 0, on which a sheet begins; the first always."""
    with paper.open_outline() as outline:
        targets = [entry.destination for entry in outline.root]
    pages = {target[0].objgen for target in targets if isinstance(target, pikepdf.Array)}
    return {0} | {i for i, page in enumerate(paper.pages) if page.obj.objgen in pages}


def _append(merged: pikepdf.Pdf, paper: pikepdf.Pdf, starts: set[int]) -> None:
    for i, page in enumerate(paper.pages):
        if i in starts and len(merged.pages) % 2:
            merged.add_blank_page(page_size=(float(page.trimbox[2]), float(page.trimbox[3])))
        merged.pages.append(page)
