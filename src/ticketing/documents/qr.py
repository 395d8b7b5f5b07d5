"""QR codes as SVG: sharp in print, and no picture library between payload and paper."""

import io

import segno


def qr_svg(payload: str) -> bytes:
    """A QR code of `payload` (error level M, quiet zone of 4 modules) as an SVG file."""
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue()


def qr_data_uri(payload: str) -> str:
    """The same for the `src` of a picture on a page."""
    return segno.make(payload, error="m", micro=False).svg_data_uri(border=4, svgclass=None, lineclass=None)
