"""The typeface of papers, Liberation Serif from the package, and which characters it has."""

import io
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"


@cache
def font_files() -> dict[str, bytes]:
    """The four cuts by file name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.ttf"))}


@dataclass(frozen=True)
class Outline:
    """A character as an SVG path in font units, y upwards, and how far the next one stands from it."""

    path: str
    advance: float


UNITS_PER_EM = 2048


@cache
def outline(char: str, cut: str = "LiberationSerif-Bold.ttf") -> Outline:
    """The outline of `char`, for text that runs round a seal. Raises KeyError for a character the cut does not have."""
    with _one_reader:
        font = _opened(cut)
        name, glyph_set = font.getBestCmap()[ord(char)], font.getGlyphSet()
        pen = SVGPathPen(glyph_set)
        glyph_set[name].draw(pen)
        return Outline(pen.getCommands(), font["hmtx"][name][0])


_one_reader = threading.Lock()  # a font that is open reads its tables as they are asked for, from one file position


@cache
def _opened(cut: str) -> TTFont:
    return TTFont(io.BytesIO(font_files()[cut]), lazy=True)


@cache
def glyphs() -> frozenset[str]:
    """The characters that every cut has."""
    cuts = [set(TTFont(io.BytesIO(data), lazy=True).getBestCmap()) for data in font_files().values()]
    return frozenset(map(chr, set.intersection(*cuts)))


def missing_glyphs(text: str) -> set[str]:
    """The characters of `text` that would be printed from another typeface or as a hole.

    >>> missing_glyphs("Nguyễn Thị Ửng, Đường Lê Lợi ₫"), missing_glyphs("漢") == {"漢"}
    (set(), True)
    """
    return {char for char in text if not char.isspace()} - glyphs()
