"""Draw a plate to the measures of domain.md 4.4 (Circular 79/2024, annex 04), flat and clean."""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.plates.glyphs import HANDS, font_glyph, stroke_glyph, system_font_files
from training.plates.texts import Form, PlateText

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Measures:
    """Millimetres of a form: plate, character box, stroke, gaps of the rows, hyphen."""

    width: float
    height: float
    character: tuple[float, float]
    stroke: float
    gaps: tuple[float, ...]
    hyphen: tuple[float, float]
    dot: float


MEASURES: dict[Form, Measures] = {
    "long": Measures(520, 110, (38, 63), 10, (10,), (14, 10), 10),
    "short": Measures(330, 165, (38, 63), 10, (10, 10), (14, 10), 10),
    "motorcycle": Measures(190, 140, (22, 55), 7, (5, 10), (12, 7), 7),
    # Plates before 2020: sizes of domain.md 4.4, their characters measured on the read/ crops (about 0.73 of a
    # long plate's height, 0.41 of a short one's).
    "long_old": Measures(470, 110, (40, 80), 10, (8,), (14, 10), 10),
    "short_old": Measures(280, 200, (40, 80), 10, (10, 8), (14, 10), 10),
}

PAINT: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    # colour: (ground, characters), BGR; own choice within domain.md 4.4
    "white": ((235, 235, 235), (28, 26, 25)),
    "yellow": ((10, 190, 242), (25, 25, 25)),
    "blue": ((140, 70, 5), (238, 238, 238)),
    "red": ((32, 22, 175), (238, 238, 238)),
}
RED_LETTER = (35, 25, 185)


@dataclass(frozen=True)
class Hand:
    """One way to paint. All but the first two are factors of the lawful measures.

    font:   a font file; None is the stroke font.
    number: whose forms of the characters (glyphs.py).
    one:    width of a 1; the law gives it less than the box and more room on both sides.
    """

    font: str | None
    number: int
    bold: float
    wide: float
    tall: float
    gap: float
    one: float


def random_hand(dice: random.Random, fonts: tuple[str, ...], font_share: float = 0.3, first: int = 0) -> Hand:
    """fonts: files to choose from for `font_share` of the hands. first: of the numbers of hands, HANDS many."""
    return Hand(
        font=dice.choice(fonts) if fonts and dice.random() < font_share else None,
        number=first + dice.randrange(HANDS),
        bold=dice.choice((0.65, 0.75, 0.85, 0.95, 1.0, 1.05, 1.15, 1.25)),
        wide=dice.choice((0.85, 0.92, 1.0, 1.0, 1.06, 1.14)),
        tall=dice.choice((0.9, 1.0, 1.0, 1.0, 1.05, 1.12)),
        gap=dice.choice((0.7, 0.85, 1.0, 1.0, 1.2, 1.5, 1.9)),
        one=dice.choice((0.45, 0.6, 0.8, 1.0)),
    )


def _glyph(character: str, measures: Measures, hand: Hand, scale: float, height: int) -> Picture:
    one = hand.one if character == "1" else 1.0
    wide = measures.character[0] * scale * hand.wide
    # Bolder than a third of the box, M closes to H and 6 to 8: no workshop presses that.
    stroke = max(1.0, round(min(measures.stroke * scale * hand.bold, 0.34 * wide), 2))
    width = max(3, round(wide * one), round(stroke * 1.6))
    if hand.font:
        return font_glyph(character, width, height, hand.font)
    return stroke_glyph(character, width, height, stroke, hand.number)


def _row_mask(
    printed: str, gap: float, measures: Measures, hand: Hand, scale: float
) -> tuple[Picture, list[tuple[int, int, str]]]:
    """The row as a mask, and where each character stands (x1, x2, character)."""
    parts: list[tuple[int, str, Picture]] = []
    height = max(3, round(measures.character[1] * scale * hand.tall))
    step, x = max(1, round(gap * hand.gap * scale)), 0
    round_one = round((1 - hand.one) * measures.character[0] * hand.wide * scale / 2)
    for sign in printed:
        if sign == "-":
            w, h = (max(1, round(v * scale)) for v in measures.hyphen)
            glyph = np.zeros((height, w), np.uint8)
            glyph[(height - h) // 2 : (height - h) // 2 + h] = 255
        elif sign == ".":
            side = max(1, round(measures.dot * scale))
            glyph = np.zeros((height, side), np.uint8)
            low = (height - side) // 2 if hand.number % 2 else height - side
            glyph[low : low + side] = 255
        else:
            glyph = _glyph(sign, measures, hand, scale, height)
        aside = round_one if sign == "1" else 0
        parts.append((x + aside, sign, glyph))
        x += glyph.shape[1] + step + 2 * aside
    mask = np.zeros((height, max(1, x - step)), np.uint8)
    for at, _, glyph in parts:
        mask[:, at : at + glyph.shape[1]] = glyph
    return mask, [(at, at + glyph.shape[1], sign) for at, sign, glyph in parts]


def _paint(plate: Picture, mask: Picture, x: int, y: int, ink: tuple[int, int, int]) -> None:
    region = plate[y : y + mask.shape[0], x : x + mask.shape[1]]
    share = mask[: region.shape[0], : region.shape[1], None].astype(np.float32) / 255
    region[:] = (region * (1 - share) + np.array(ink, np.float32) * share).astype(np.uint8)


def _fit(mask: Picture, width: int, marks: list[tuple[int, int, str]]) -> tuple[Picture, list[tuple[int, int, str]]]:
    """Narrow a row that does not fit (three-letter series, random words), as the workshops do."""
    if mask.shape[1] <= width:
        return mask, marks
    ratio = width / mask.shape[1]
    return (
        cv2.resize(mask, (width, mask.shape[0]), interpolation=cv2.INTER_AREA),
        [(round(a * ratio), round(b * ratio), sign) for a, b, sign in marks],
    )


def draw_plate(text: PlateText, dice: random.Random, width_px: int, hand: Hand | None = None) -> Picture:
    """Draw a plate of `width_px` pixels width: (height, width, 3) uint8, BGR, without surroundings."""
    measures, hand = MEASURES[text.form], hand or random_hand(dice, system_font_files())
    scale = width_px / measures.width
    height_px = round(measures.height * scale)
    ground, ink = PAINT[text.colour]
    jitter = np.array([dice.randrange(-14, 15) for _ in range(3)])
    plate = np.full((height_px, width_px, 3), np.clip(np.array(ground) + jitter, 0, 255), np.uint8)
    if dice.random() < 0.75:
        line = max(1, round(dice.uniform(2, 4) * scale))
        inset = round(dice.uniform(0.01, 0.03) * height_px)
        rim = ink if dice.random() < 0.8 else tuple(int(v) for v in np.clip(np.array(ground) * 0.6, 0, 255))
        cv2.rectangle(plate, (inset, inset), (width_px - 1 - inset, height_px - 1 - inset), rim, line, cv2.LINE_AA)
    rows = len(text.printed)
    tall = max(3, round(measures.character[1] * scale * hand.tall))
    between = (height_px - rows * tall) / (rows + 1)
    for index, printed in enumerate(text.printed):
        mask, marks = _row_mask(printed, measures.gaps[index], measures, hand, scale)
        mask, marks = _fit(mask, round(width_px * 0.95), marks)
        y = round(between * (index + 1) + index * tall)
        x = (width_px - mask.shape[1]) // 2 + round(dice.uniform(-0.01, 0.01) * width_px)
        x = max(0, x)
        _paint(plate, mask, x, y, ink)
        if text.red_letters:
            for a, b, sign in marks:
                if sign.isalpha():
                    plate[y : y + mask.shape[0], x + a : x + b][mask[:, a:b] > 127] = RED_LETTER
    _extras(plate, dice, scale)
    return plate


def _extras(plate: Picture, dice: random.Random, scale: float) -> None:
    """Bolts, the seal, the stickers of auction and clean-energy plates, dirt."""
    height, width = plate.shape[:2]
    radius = max(1, round(5 * scale))
    if dice.random() < 0.5:
        shade = dice.randrange(40, 200)
        places = (
            [(0.5, 0.08), (0.5, 0.92)] if dice.random() < 0.5 else [(0.2, 0.07), (0.8, 0.07), (0.2, 0.93), (0.8, 0.93)]
        )
        for x, y in places:
            cv2.circle(plate, (round(x * width), round(y * height)), radius, (shade,) * 3, -1, cv2.LINE_AA)
    if dice.random() < 0.15:
        colour = (60, 160, 40) if dice.random() < 0.6 else (30, 60, 210)
        centre = (round(dice.uniform(0.02, 0.98) * width), round(dice.choice([0.08, 0.92]) * height))
        cv2.circle(plate, centre, max(2, round(15 * scale * dice.uniform(0.5, 1))), colour, -1, cv2.LINE_AA)
    for _ in range(dice.choice([0, 0, 0, 1, 3])):
        centre = (dice.randrange(width), dice.randrange(height))
        axes = (max(1, round(dice.uniform(2, 14) * scale)), max(1, round(dice.uniform(2, 8) * scale)))
        shade = np.array([dice.randrange(30, 150)] * 3) + np.array([0, 8, 16])
        blot = plate.copy()
        cv2.ellipse(blot, centre, axes, dice.randrange(180), 0, 360, tuple(int(v) for v in shade), -1, cv2.LINE_AA)
        cv2.addWeighted(blot, dice.uniform(0.2, 0.7), plate, 1 - 0.45, 0, dst=blot)
        plate[:] = np.minimum(plate, np.maximum(blot, plate // 2))
