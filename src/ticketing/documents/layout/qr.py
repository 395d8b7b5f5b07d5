"""QR codes, drawn by segno alone: as small PNG for papers, as SVG for the screen."""

import io

import segno


def qr_svg(payload: str) -> bytes:
    """A QR code of `payload` (error level M, quiet zone of 4 modules) as an SVG file."""
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue()


def qr_png(payload: str) -> bytes:
    """The same as a PNG of 4 pixels a module, whose edges are those of the modules: papers show it without smoothing.

    As SVG its thousand strokes took a fifteenth of the time of a whole notice (benchmarks/press.py).
    """
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(out, kind="png", border=4, scale=4)
    return out.getvalue()
