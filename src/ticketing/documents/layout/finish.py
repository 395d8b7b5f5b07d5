"""Last touches on a PDF before it is written: what PDF/A checkers stumble over, and the field for the signature."""

from typing import Any

import pydyf

SIGNATURE_FIELD = "signature"
POINTS_PER_PIXEL = 0.75


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """What `render` does before the file is written. document: WeasyPrint's, for where its pages have their anchors."""
    for entry in pdf.objects:
        if isinstance(entry, dict):
            _drop_empty_resources(entry)
    for page, page_object in zip(document.pages, _page_objects(pdf), strict=True):
        if SIGNATURE_FIELD in page.anchors:
            _add_signature_field(pdf, page_object, _in_points(page.anchors[SIGNATURE_FIELD], page.height))
            return


def _drop_empty_resources(entry: dict[str, Any]) -> None:
    for name in ("Pattern", "Shading"):
        if name in entry and not dict(entry[name]):
            entry.pop(name)


def _page_objects(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == "/Page"]


def _in_points(box: tuple[float, float, float, float], page_height: float) -> list[float]:
    """From CSS pixels with the origin at the top to PDF points with the origin at the bottom."""
    left, top, right, bottom = box
    corners = (left, page_height - bottom, right, page_height - top)
    return [round(corner * POINTS_PER_PIXEL, 2) for corner in corners]


def _add_signature_field(pdf: pydyf.PDF, page: pydyf.Dictionary, rectangle: list[float]) -> None:
    """An empty field with an empty appearance (PDF/A asks for one): any signing program finds the place by it."""
    left, bottom, right, top = rectangle
    nothing = pydyf.Stream(
        [b""],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, round(right - left, 2), round(top - bottom, 2)]),
        },
    )
    pdf.add_object(nothing)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(SIGNATURE_FIELD),
            "Rect": pydyf.Array(rectangle),
            "F": 4,  # printed
            "P": page.reference,
            "AP": pydyf.Dictionary({"N": nothing.reference}),
        }
    )
    pdf.add_object(widget)
    page["Annots"] = pydyf.Array([*page.get("Annots", []), widget.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference])})
