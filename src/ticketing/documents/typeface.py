"""The typeface of papers, Liberation Serif from the package, and which characters it has."""

import io
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"


@cache
def font_files() -> dict[str, bytes]:
    """The four cuts by file name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.ttf"))}


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
