"""Characters of plates: a stroke font of our own for the box of domain.md 4.4, and fonts of the machine for variety.

The law gives box and stroke, no font file; workshops and years differ in the rest. So every character is drawn from
parameters (how tall a bend is, where bowls meet, how far a 5 or 6 is open, straight or curved legs), and each hand
draws its own values from ranges that are wider than what stands on the road: a reader that knows one form of 5 calls
another one 6, and is sure of it.
"""

from __future__ import annotations

import glob
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Stroke = list[tuple[float, float]]

CHARACTERS = "0123456789ABCDEFGHKLMNPQRSTUVXYZ"
HANDS = 1500
"""Hands that draw: enough that none is learned by heart, few enough that the cache of glyphs is of use."""

SYSTEM_FONTS = (
    "NimbusSansNarrow-Bold.otf",
    "NimbusSans-Bold.otf",
    "NimbusSans-Regular.otf",
    "LiberationSans-Bold.ttf",
    "LiberationSansNarrow-Bold.ttf",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansMono-Bold.ttf",
    "URWGothic-Demi.otf",
)
UNSEEN_FONTS = (
    "FreeSansBold.ttf",
    "LiberationMono-Bold.ttf",
    "NotoSansMono-Bold.ttf",
    "DejaVuSansCondensed-Bold.ttf",
)
"""Never trained on: the confidence is fitted on them, as on the plates of a workshop that nobody has seen."""


@dataclass(frozen=True)
class Box:
    """The box of a character's centre lines, scaled to 1 x 1; what of its real shape the strokes must know.

    aspect:       width against height of the centre lines.
    over, beside: how far a line runs over the box (down or up, to the side) so that the box cuts its end flat.
    bend:         exponent of the bends: 2 draws ellipses, 3 nearly boxes with round corners.
    """

    aspect: float
    over: float
    beside: float
    bend: float

    def half_circle(self) -> float:
        """Height of a bend that is half a circle over the whole width."""
        return min(0.5, 0.5 * self.aspect)

    def arc(self, x: float, y: float, rx: float, ry: float, start: float, end: float) -> Stroke:
        """Part of a (super-)ellipse; degrees from +x towards +y (downwards), as in the picture."""
        angles = np.radians(np.linspace(start, end, max(3, int(abs(end - start) / 9))))
        across, down = (np.sign(v) * np.abs(v) ** (2 / self.bend) for v in (np.cos(angles), np.sin(angles)))
        return list(zip((x + rx * across).tolist(), (y + ry * down).tolist(), strict=True))


def _curve(start: tuple[float, float], pull: tuple[float, float], end: tuple[float, float]) -> Stroke:
    """A quadratic curve."""
    t = np.linspace(0, 1, 9)[:, None]
    points = (1 - t) ** 2 * np.array(start) + 2 * t * (1 - t) * np.array(pull) + t**2 * np.array(end)
    return [(float(x), float(y)) for x, y in points]


def _turn(box: Box, dice: random.Random) -> float:
    """Height of the bends of 0 C D G U."""
    return dice.uniform(0.85 * box.half_circle(), 0.36)


def _zero(box: Box, dice: random.Random) -> list[Stroke]:
    turn = _turn(box, dice)
    upper, lower = box.arc(0.5, turn, 0.5, turn, 180, 360), box.arc(0.5, 1 - turn, 0.5, turn, 0, 180)
    return [[*upper, *lower, upper[0]]]


def _one(box: Box, dice: random.Random) -> list[Stroke]:
    stem = dice.uniform(0.55, 1.0)
    flag = (stem - dice.uniform(0.2, 0.6) * (0.6 + stem / 2), dice.uniform(0.08, 0.3))
    return [[(stem, -box.over), (stem, 1 + box.over)], [flag, (stem, dice.uniform(-0.02, 0.08))]]


def _two(box: Box, dice: random.Random) -> list[Stroke]:
    turn = dice.uniform(min(0.22, 0.9 * box.half_circle()), 0.32)
    bow = box.arc(0.5, turn, 0.5, turn, dice.uniform(165, 200), dice.uniform(360, 405))
    return [[*bow, (dice.uniform(0.0, 0.06), 1.0), (1 + box.beside, 1.0)]]


def _three(box: Box, dice: random.Random) -> list[Stroke]:
    waist, upper = dice.uniform(0.42, 0.52), dice.uniform(0.42, 0.5)
    lower = box.arc(0.5, (1 + waist) / 2, 0.5, (1 - waist) / 2, dice.uniform(265, 285), dice.uniform(505, 535))
    if dice.random() < 0.1:
        return [[(-box.beside, 0.0), (0.95, 0.0), (0.45, waist - 0.04), *lower]]
    bow = box.arc(0.48, waist / 2, upper, waist / 2, dice.uniform(185, 215), dice.uniform(435, 450))
    return [[*bow, (dice.uniform(0.25, 0.5), waist)], lower]


def _four(box: Box, dice: random.Random) -> list[Stroke]:
    bar, stem = dice.uniform(0.62, 0.78), dice.uniform(0.62, 0.86)
    apex = stem if dice.random() < 0.4 else dice.uniform(0.45, stem)
    top = 0.0 if apex == stem and dice.random() < 0.7 else dice.uniform(0.28, 0.5)
    return [
        [(apex, -box.over), (dice.uniform(0.0, 0.04), bar), (1 + box.beside, bar)],
        [(stem, top), (stem, 1 + box.over)],
    ]


def _five(box: Box, dice: random.Random) -> list[Stroke]:
    bowl, lean = dice.uniform(0.22, 0.33), dice.uniform(0.0, 0.12)
    neck = (dice.uniform(0.0, lean), dice.uniform(0.38, 0.49))
    # Some hands close the bowl until it nearly touches the neck: only the flat top tells such a 5 from a 6.
    end = dice.uniform(522, 538) if dice.random() < 0.4 else dice.uniform(500, 535)
    bow = box.arc(0.5, 1 - bowl, 0.5, bowl, dice.uniform(200, 240), end)
    return [[(dice.uniform(0.85, 1.0) + box.beside, 0.0), (lean, 0.0), neck, *bow]]


def _six(box: Box, dice: random.Random) -> list[Stroke]:
    bowl = dice.uniform(min(0.27, 0.95 * box.half_circle()), 0.34)
    centre, kind, end = 1 - bowl, dice.random(), (dice.uniform(0.5, 0.95), dice.uniform(-box.over, 0.04))
    ring = box.arc(0.5, centre, 0.5, bowl, 0, 360)
    if kind < 0.45:
        leg = [(dice.uniform(0.0, 0.08), centre - dice.uniform(0.02, 0.12)), end]
    elif kind < 0.75:
        leg = _curve((0.0, centre), (dice.uniform(0.0, 0.15), dice.uniform(0.15, 0.4)), end)
    else:
        turn = _turn(box, dice)
        leg = [(0.0, centre), *box.arc(0.5, turn, 0.5, turn, 180, dice.uniform(290, 340))]
    return [ring, leg]


def _seven(box: Box, dice: random.Random) -> list[Stroke]:
    corner, foot = (dice.uniform(0.9, 1.0), 0.0), (dice.uniform(0.12, 0.52), 1 + box.over)
    start = [(0.02, dice.uniform(0.08, 0.16)), (0.02, 0.0)] if dice.random() < 0.15 else [(-box.beside, 0.0)]
    leg = _curve(corner, (foot[0] + dice.uniform(0.05, 0.25), 0.4), foot) if dice.random() < 0.25 else [corner, foot]
    return [[*start, *leg]]


def _eight(box: Box, dice: random.Random) -> list[Stroke]:
    waist, upper = dice.uniform(0.42, 0.52), dice.uniform(0.4, 0.5)
    return [
        box.arc(0.5, waist / 2, upper, waist / 2, 0, 360),
        box.arc(0.5, (1 + waist) / 2, 0.5, (1 - waist) / 2, 0, 360),
    ]


def _nine(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(1 - x, 1 - y) for x, y in line] for line in _six(box, dice)]


def _a(box: Box, dice: random.Random) -> list[Stroke]:
    apex, bar = dice.choice((0.0, dice.uniform(0.0, 0.12))), dice.uniform(0.58, 0.76)
    inset = 0.5 * (1 - bar)
    return [
        [(0.0, 1 + box.over), (0.5 - apex, 0.0), (0.5 + apex, 0.0), (1.0, 1 + box.over)],
        [(inset, bar), (1 - inset, bar)],
    ]


def _b(box: Box, dice: random.Random) -> list[Stroke]:
    waist, begin, upper = dice.uniform(0.44, 0.53), dice.uniform(0.4, 0.65), dice.uniform(0.86, 1.0)
    top = box.arc(begin, waist / 2, (1 - begin) * upper, waist / 2, -90, 90)
    bottom = box.arc(begin, (1 + waist) / 2, 1 - begin, (1 - waist) / 2, -90, 90)
    return [[(0.0, 1.0), (0.0, 0.0), *top, (0.0, waist)], [(begin, waist), *bottom, (0.0, 1.0)]]


def _c(box: Box, dice: random.Random) -> list[Stroke]:
    turn, gape = _turn(box, dice), dice.uniform(5, 45)
    return [[*box.arc(0.5, turn, 0.5, turn, -gape, -180), *box.arc(0.5, 1 - turn, 0.5, turn, 180, gape)]]


def _d(box: Box, dice: random.Random) -> list[Stroke]:
    turn, begin = _turn(box, dice), dice.uniform(0.25, 0.55)
    upper = box.arc(begin, turn, 1 - begin, turn, -90, 0)
    return [[(0.0, 1.0), (0.0, 0.0), *upper, *box.arc(begin, 1 - turn, 1 - begin, turn, 0, 90), (0.0, 1.0)]]


def _e(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(1 + box.beside, 1.0), (0.0, 1.0)], *_f(box, dice)]


def _f(box: Box, dice: random.Random) -> list[Stroke]:
    bar = dice.uniform(0.44, 0.54)
    stem = [(1 + box.beside, 0.0), (0.0, 0.0), (0.0, 1 + box.over)]
    return [stem, [(0.0, bar), (dice.uniform(0.72, 0.95), bar)]]


def _g(box: Box, dice: random.Random) -> list[Stroke]:
    turn, bar, spur = _turn(box, dice), dice.uniform(0.48, 0.6), dice.random() < 0.3
    bow = [*box.arc(0.5, turn, 0.5, turn, -dice.uniform(5, 40), -180), *box.arc(0.5, 1 - turn, 0.5, turn, 180, 15)]
    tail = [(1.0, 1.0), (1.0, bar)] if spur else [(1.0, 1 - turn), (1.0, bar)]
    return [[*bow, *tail, (dice.uniform(0.42, 0.62), bar)]]


def _h(box: Box, dice: random.Random) -> list[Stroke]:
    bar = dice.uniform(0.44, 0.55)
    return [[(x, -box.over), (x, 1 + box.over)] for x in (0.0, 1.0)] + [[(0.0, bar), (1.0, bar)]]


def _k(box: Box, dice: random.Random) -> list[Stroke]:
    low, along = dice.uniform(0.54, 0.66), dice.uniform(0.15, 0.42)
    start = (along, low * (1 - along))
    return [
        [(0.0, -box.over), (0.0, 1 + box.over)],
        [(1.0 + box.beside / 2, -box.over), (0.03, low)],
        [start, (1.0 + box.beside / 2, 1 + box.over)],
    ]


def _l(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(0.0, -box.over), (0.0, 1.0), (1 + box.beside, 1.0)]]


def _m(box: Box, dice: random.Random) -> list[Stroke]:
    valley = dice.uniform(0.4, 1.0)
    return [[(0.0, 1 + box.over), (0.0, 0.0), (0.5, valley), (1.0, 0.0), (1.0, 1 + box.over)]]


def _n(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(0.0, 1 + box.over), (0.0, dice.uniform(0.0, 0.05)), (1.0, dice.uniform(0.95, 1.0)), (1.0, -box.over)]]


def _p(box: Box, dice: random.Random) -> list[Stroke]:
    low, begin = dice.uniform(0.45, 0.58), dice.uniform(0.4, 0.65)
    return [[(0.0, 1 + box.over), (0.0, 0.0), *box.arc(begin, low / 2, 1 - begin, low / 2, -90, 90), (0.0, low)]]


def _q(box: Box, dice: random.Random) -> list[Stroke]:
    return [*_zero(box, dice), [(0.55, dice.uniform(0.66, 0.76)), (1.0, 1.05)]]


def _r(box: Box, dice: random.Random) -> list[Stroke]:
    stem = _p(box, dice)[0]
    low = stem[-1][1]
    return [stem, [(dice.uniform(0.3, 0.55), low), (dice.uniform(0.95, 1.1), 1 + box.over)]]


def _s(box: Box, dice: random.Random) -> list[Stroke]:
    waist, gape = dice.uniform(0.45, 0.52), dice.uniform(8, 40)
    upper = box.arc(0.5, waist / 2, 0.48, waist / 2, -gape, -dice.uniform(225, 265))
    lower = box.arc(0.5, (1 + waist) / 2, 0.5, (1 - waist) / 2, -dice.uniform(45, 85), 180 - gape)
    return [[*upper, *lower]]


def _t(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(-box.beside, 0.0), (1 + box.beside, 0.0)], [(0.5, 0.0), (0.5, 1 + box.over)]]


def _u(box: Box, dice: random.Random) -> list[Stroke]:
    turn = _turn(box, dice)
    return [[(0.0, -box.over), *box.arc(0.5, 1 - turn, 0.5, turn, 180, 0), (1.0, -box.over)]]


def _v(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(0.0, -box.over), (0.5, 1.0), (1.0, -box.over)]]


def _x(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(0.0, -box.over), (1.0, 1 + box.over)], [(1.0, -box.over), (0.0, 1 + box.over)]]


def _y(box: Box, dice: random.Random) -> list[Stroke]:
    fork = dice.uniform(0.4, 0.58)
    return [[(0.0, -box.over), (0.5, fork), (1.0, -box.over)], [(0.5, fork), (0.5, 1 + box.over)]]


def _z(box: Box, dice: random.Random) -> list[Stroke]:
    return [[(-box.beside, 0.0), (dice.uniform(0.93, 1.0), 0.0), (dice.uniform(0.0, 0.07), 1.0), (1 + box.beside, 1.0)]]


DRAWN: dict[str, Callable[[Box, random.Random], list[Stroke]]] = {
    "0": _zero, "1": _one, "2": _two, "3": _three, "4": _four, "5": _five, "6": _six, "7": _seven, "8": _eight,
    "9": _nine, "A": _a, "B": _b, "C": _c, "D": _d, "E": _e, "F": _f, "G": _g, "H": _h, "K": _k, "L": _l, "M": _m,
    "N": _n, "P": _p, "Q": _q, "R": _r, "S": _s, "T": _t, "U": _u, "V": _v, "X": _x, "Y": _y, "Z": _z,
}  # fmt: skip


@lru_cache(maxsize=200_000)
def stroke_glyph(character: str, width: int, height: int, stroke: float, hand: int = 0) -> NDArray[np.uint8]:
    """Draw a character into its box: (height, width) uint8, 255 where the character is.

    stroke: thickness in pixels. hand: number of the hand; the same hand draws the same character alike.
    """
    manner, dice = random.Random(f"hand/{hand}"), random.Random(f"hand/{hand}/{'6' if character == '9' else character}")
    size = np.array([max(1.0, width - stroke), max(1.0, height - stroke)])
    flat, bend = manner.random() < 0.6, manner.choice((2.0, manner.uniform(2.0, 2.9)))
    beside, over = stroke / size if flat else (0.0, 0.0)
    lines = DRAWN[character](Box(size[0] / size[1], over, beside, bend), dice)
    # Drawn at four times the size: OpenCV's thickness is whole pixels.
    scale, half = 4, stroke / 2
    canvas = np.zeros((height * scale, width * scale), np.uint8)
    for line in lines:
        points = ((np.array(line) * size + half) * scale).round().astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, max(1, round(stroke * scale)), cv2.LINE_AA)
    return np.asarray(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache(maxsize=2)
def system_font_files(names: tuple[str, ...] = SYSTEM_FONTS) -> tuple[str, ...]:
    """Files of these fonts on this machine, in their order; may be empty."""
    import matplotlib

    places = ("/usr/share/fonts/**/", matplotlib.get_data_path() + "/fonts/ttf/")
    found: list[str] = []
    for name in names:
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
