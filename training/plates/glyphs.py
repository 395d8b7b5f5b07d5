"""Characters of plates: a stroke font of our own for the box of domain.md 4.4, and fonts of the machine for variety.

No public font file carries the exact forms, so the strokes follow the description there: even stroke, flat ends,
a tall oval for 0, a short flag and no foot for 1, closed 4, closed bowls of 6 and 9, straight 7.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Stroke = list[tuple[float, float]]

CHARACTERS = "0123456789ABCDEFGHKLMNPQRSTUVXYZ"

SYSTEM_FONTS = (
    "NimbusSansNarrow-Bold.otf",
    "NimbusSans-Bold.otf",
    "NimbusSans-Regular.otf",
    "LiberationSans-Bold.ttf",
    "LiberationSansNarrow-Bold.ttf",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansMono-Bold.ttf",
)


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    """Part of an ellipse; degrees from +x towards +y (downwards), as in the picture."""
    angles = np.radians(np.linspace(start, end, max(3, int(abs(end - start) / 12))))
    return [(float(x + rx * np.cos(a)), float(y + ry * np.sin(a))) for a in angles]


_OVAL = [*_arc(0.5, 0.3, 0.5, 0.3, 180, 360), *_arc(0.5, 0.7, 0.5, 0.3, 0, 180), (0.0, 0.3)]
_BOWL_UP = [(0.0, 0.0), *_arc(0.6, 0.24, 0.38, 0.24, -90, 90), (0.0, 0.48)]
_ROUND_OPEN = [*_arc(0.5, 0.3, 0.5, 0.3, -25, -180), *_arc(0.5, 0.7, 0.5, 0.3, 180, 25)]

STROKES: dict[str, list[list[Stroke]]] = {
    "0": [[_OVAL]],
    "1": [
        [[(0.3, 0.22), (0.62, 0.0), (0.62, 1.0)]],
        [[(0.2, 0.28), (0.6, 0.02), (0.6, 1.0)]],
        [[(0.6, 0.0), (0.6, 1.0)], [(0.3, 0.16), (0.6, 0.06)]],
    ],
    "2": [
        [[*_arc(0.5, 0.3, 0.5, 0.3, 185, 375), (0.0, 1.0), (1.0, 1.0)]],
        [[*_arc(0.5, 0.28, 0.48, 0.28, 170, 400), (0.02, 0.96), (1.0, 1.0)]],
    ],
    "3": [
        [[*_arc(0.48, 0.25, 0.46, 0.25, 190, 445), *_arc(0.48, 0.73, 0.5, 0.27, -90, 170)]],
        [[(0.05, 0.0), (0.95, 0.0), (0.45, 0.4), *_arc(0.46, 0.7, 0.5, 0.3, -80, 165)]],
    ],
    "4": [
        [[(0.72, 1.0), (0.72, 0.0), (0.0, 0.72), (1.0, 0.72)]],
        [[(0.5, 0.0), (0.0, 0.74), (1.0, 0.74)], [(0.74, 0.42), (0.74, 1.0)]],
    ],
    "5": [[[(0.95, 0.0), (0.1, 0.0), (0.06, 0.45), *_arc(0.48, 0.69, 0.5, 0.31, -130, 160)]]],
    "6": [
        [_arc(0.5, 0.68, 0.5, 0.32, 0, 360), [(0.0, 0.68), (0.08, 0.4), (0.28, 0.16), (0.6, 0.0)]],
        [_arc(0.5, 0.68, 0.5, 0.32, 0, 360), [(0.0, 0.68), (0.0, 0.3), *_arc(0.5, 0.28, 0.5, 0.28, 180, 335)]],
        [_arc(0.5, 0.68, 0.5, 0.32, 0, 360), [(0.05, 0.55), (0.62, 0.0)]],
    ],
    "7": [[[(0.0, 0.0), (1.0, 0.0), (0.35, 1.0)]], [[(0.02, 0.12), (0.02, 0.0), (1.0, 0.0), (0.4, 1.0)]]],
    "8": [[_arc(0.5, 0.25, 0.44, 0.25, 0, 360), _arc(0.5, 0.74, 0.5, 0.26, 0, 360)]],
    "A": [
        [[(0.0, 1.0), (0.5, 0.0), (1.0, 1.0)], [(0.18, 0.66), (0.82, 0.66)]],
        [[(0.0, 1.0), (0.42, 0.0), (0.58, 0.0), (1.0, 1.0)], [(0.16, 0.7), (0.84, 0.7)]],
    ],
    "B": [[[(0.0, 1.0), *_BOWL_UP, *_arc(0.6, 0.74, 0.4, 0.26, -90, 90), (0.0, 1.0)]]],
    "C": [[_ROUND_OPEN]],
    "D": [[[(0.0, 1.0), (0.0, 0.0), *_arc(0.5, 0.3, 0.5, 0.3, -90, 0), *_arc(0.5, 0.7, 0.5, 0.3, 0, 90), (0.0, 1.0)]]],
    "E": [[[(1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0)], [(0.0, 0.48), (0.85, 0.48)]]],
    "F": [[[(1.0, 0.0), (0.0, 0.0), (0.0, 1.0)], [(0.0, 0.48), (0.85, 0.48)]]],
    "G": [
        [[*_arc(0.5, 0.3, 0.5, 0.3, -25, -180), *_arc(0.5, 0.7, 0.5, 0.3, 180, 0), (1.0, 0.55), (0.55, 0.55)]],
        [
            [
                *_arc(0.5, 0.3, 0.5, 0.3, -20, -180),
                *_arc(0.5, 0.7, 0.5, 0.3, 180, 20),
                (0.98, 1.0),
                (0.98, 0.55),
                (0.5, 0.55),
            ]
        ],
    ],
    "H": [[[(0.0, 0.0), (0.0, 1.0)], [(1.0, 0.0), (1.0, 1.0)], [(0.0, 0.48), (1.0, 0.48)]]],
    "K": [[[(0.0, 0.0), (0.0, 1.0)], [(0.95, 0.0), (0.05, 0.6)], [(0.35, 0.42), (1.0, 1.0)]]],
    "L": [[[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]]],
    "M": [
        [[(0.0, 1.0), (0.0, 0.0), (0.5, 0.62), (1.0, 0.0), (1.0, 1.0)]],
        [[(0.0, 1.0), (0.0, 0.0), (0.5, 0.95), (1.0, 0.0), (1.0, 1.0)]],
    ],
    "N": [[[(0.0, 1.0), (0.0, 0.0), (1.0, 1.0), (1.0, 0.0)]]],
    "P": [[[(0.0, 1.0), (0.0, 0.0), *_arc(0.6, 0.27, 0.4, 0.27, -90, 90), (0.0, 0.54)]]],
    "Q": [[_OVAL, [(0.6, 0.72), (1.0, 1.05)]]],
    "R": [[[(0.0, 1.0), (0.0, 0.0), *_arc(0.6, 0.26, 0.38, 0.26, -90, 90), (0.0, 0.52)], [(0.45, 0.52), (1.0, 1.0)]]],
    "S": [
        [[*_arc(0.5, 0.26, 0.48, 0.26, -25, -200), (0.5, 0.48), *_arc(0.5, 0.74, 0.5, 0.26, -40, 160)]],
        [[*_arc(0.5, 0.25, 0.47, 0.25, -10, -270), *_arc(0.5, 0.75, 0.5, 0.25, -90, 170)]],
    ],
    "T": [[[(0.0, 0.0), (1.0, 0.0)], [(0.5, 0.0), (0.5, 1.0)]]],
    "U": [[[(0.0, 0.0), *_arc(0.5, 0.7, 0.5, 0.3, 180, 0), (1.0, 0.0)]]],
    "V": [[[(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)]]],
    "X": [[[(0.0, 0.0), (1.0, 1.0)], [(1.0, 0.0), (0.0, 1.0)]]],
    "Y": [[[(0.0, 0.0), (0.5, 0.5), (1.0, 0.0)], [(0.5, 0.5), (0.5, 1.0)]]],
    "Z": [[[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]]],
}
STROKES["9"] = [[[(1 - x, 1 - y) for x, y in stroke] for stroke in form] for form in STROKES["6"]]


@lru_cache(maxsize=65536)
def stroke_glyph(character: str, width: int, height: int, stroke: float, form: int = 0) -> NDArray[np.uint8]:
    """Draw a character into its box: (height, width) uint8, 255 where the character is.

    stroke: thickness in pixels. form: which of the known forms, taken modulo their number.
    """
    forms = STROKES[character]
    # Drawn at four times the size: OpenCV's thickness is whole pixels.
    scale, half = 4, stroke / 2
    canvas = np.zeros((height * scale, width * scale), np.uint8)
    size = np.array([width - stroke, height - stroke])
    for line in forms[form % len(forms)]:
        points = ((np.array(line) * size + half) * scale).round().astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, max(1, round(stroke * scale)), cv2.LINE_AA)
    return cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)


@lru_cache(maxsize=1)
def system_font_files() -> tuple[str, ...]:
    """Files of SYSTEM_FONTS on this machine, in their order; may be empty."""
    import matplotlib

    places = ("/usr/share/fonts/**/", matplotlib.get_data_path() + "/fonts/ttf/")
    found: list[str] = []
    for name in SYSTEM_FONTS:
        files = sorted(file for place in places for file in glob.glob(place + name, recursive=True))
        found.extend(files[:1])
    return tuple(found)


@lru_cache(maxsize=4096)
def font_glyph(character: str, width: int, height: int, font: str) -> NDArray[np.uint8]:
    """Draw a character of a font file, stretched to its box: (height, width) uint8."""
    face = ImageFont.truetype(font, height * 2)
    left, top, right, bottom = face.getbbox(character)
    picture = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))))
    ImageDraw.Draw(picture).text((-left, -top), character, 255, face)
    glyph = np.asarray(picture)
    # A stretched 1 would be a block: it keeps its own proportion.
    own = max(2, round(glyph.shape[1] * height / glyph.shape[0])) if character == "1" else width
    glyph = cv2.resize(glyph, (min(own, width), height), interpolation=cv2.INTER_AREA)
    return np.pad(glyph, ((0, 0), (0, width - glyph.shape[1])))


def all_forms(characters: Iterable[str] = CHARACTERS) -> int:
    """Number of stroke forms, for the sheet that a person looks at."""
    return sum(len(STROKES[c]) for c in characters)
