"""Plates as pictures, drawn to the millimetre of Circular 79/2024 annex 04 and QCVN 08:2024 (domain.md 4.4).

The glyphs are our own: centre lines inside the lawful box, drawn with the lawful stroke. Sizes are in millimetres;
a picture has `SCALE` pixels a millimetre.
"""

import itertools
import math
from dataclasses import dataclass

import cv2
import numpy as np

SCALE = 5.0
_FINE = 4  # glyphs are drawn so many times finer, then shrunk: smooth edges


@dataclass(frozen=True)
class PlateSize:
    """One form of plate. Everything in mm; `gaps`: ordinary, beside a 1, between two 1 for each row."""

    width: float
    height: float
    char_width: float
    char_height: float
    stroke: float
    gaps: tuple[tuple[float, float, float], ...]
    hyphen: tuple[float, float]
    dot: float


LONG = PlateSize(520, 110, 38, 63, 10, ((10, 29, 48),), (14, 10), 10)
SHORT = PlateSize(330, 165, 38, 63, 10, ((10, 29, 48), (10, 29, 48)), (14, 10), 10)
MOTORCYCLE = PlateSize(190, 140, 22, 55, 7, ((5, 16, 27), (10, 21, 32)), (12, 7), 7)

# Ground and characters, sRGB. QCVN 08 gives areas of chromaticity, these are points inside them.
COLOURS = {
    "white": ((228, 230, 228), (22, 22, 24)),
    "yellow": ((240, 182, 10), (22, 22, 24)),
    "blue": ((8, 68, 140), (232, 234, 236)),
    "red": ((168, 20, 28), (236, 236, 234)),
}


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[tuple[float, float]]:
    """Points of an ellipse; degrees clockwise from the right, as the picture's y runs down."""
    steps = max(6, int(abs(end - start) / 6))
    turns = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(cx + rx * math.cos(t), cy + ry * math.sin(t)) for t in turns]


def _strokes(char: str, w: float, h: float, s: float) -> list[list[tuple[float, float]]]:
    """Centre lines of one glyph in a box w × h drawn with stroke s. Ends that touch the box are cut flat by it."""
    left, right, top, bottom = s / 2, w - s / 2, s / 2, h - s / 2
    cx, cy, rx = w / 2, h / 2, (w - s) / 2
    out, r = s, rx * 0.98  # `out`: how far a line runs over the box, so that its end is cut flat
    low = bottom - rx * 1.02
    bowl_y = h * 0.46
    upper, lower = (h - s) * 0.235, (h - s) * 0.265  # radii of the two bowls of 3 and 8
    shapes: dict[str, list[list[tuple[float, float]]]] = {
        "0": [_arc(cx, top + r, rx, r, 180, 360) + _arc(cx, bottom - r, rx, r, 0, 180) + [(left, top + r)]],
        "1": [[(right, -out), (right, h + out)], [(right, top + s * 0.1), (right - s * 1.15, top + s * 1.35)]],
        "2": [[*_arc(cx, top + r, rx, r, 188, 372), (left + s * 0.15, bottom), (w + out, bottom)]],
        "3": [_arc(cx, top + upper, rx * 0.94, upper, 190, 440),
              _arc(cx, bottom - lower, rx, lower, 280, 530)],
        "4": [[(right - s * 0.95, -out), (left + 0.5, h * 0.69), (w + out, h * 0.69)],
              [(right - s * 0.95, h * 0.36), (right - s * 0.95, h + out)]],
        "5": [[(w - s * 0.2 + out, top), (left + s * 0.15, top), (left, h * 0.47), *_arc(cx, bottom - h * 0.29 + s / 2, rx, h * 0.29 - s / 2, 205, 360), *_arc(cx, bottom - h * 0.29 + s / 2, rx, h * 0.29 - s / 2, 0, 168)]],
        "6": [[(right - s * 0.55, -out * 0.2), (left + s * 0.05, low - s * 0.4)],
              _arc(cx, low, rx, rx * 1.02, 0, 360)],
        "7": [[(-out, top), (right - s * 0.1, top), (left + s * 0.75, h + out)]],
        "8": [_arc(cx, top + upper, rx * 0.9, upper, 0, 360),
              _arc(cx, bottom - lower, rx, lower, 0, 360)],
        "9": [[(left + s * 0.55, h + out * 0.2), (right - s * 0.05, h - low + s * 0.4)],
              _arc(cx, h - low, rx, rx * 1.02, 0, 360)],
        "A": [[(left - s * 0.1, h + out), (cx, top - s * 0.1), (right + s * 0.1, h + out)],
              [(left + s * 0.5, h * 0.67), (right - s * 0.5, h * 0.67)]],
        "B": [[(left, top), (left, bottom), (cx, bottom), *_arc(cx, h - s / 2 - (h * 0.54 - s) / 2, rx, (h * 0.54 - s) / 2, 90, -90), (left, bowl_y)], [(left, top), (cx, top), *_arc(cx, top + (bowl_y - s / 2) / 2, rx * 0.92, (bowl_y - s / 2) / 2, -90, 90)]],
        "C": [_arc(cx, top + r, rx, r, 345, 180) + _arc(cx, bottom - r, rx, r, 180, 15)],
        "D": [[(left, top), (left, bottom), (cx - s * 0.2, bottom), *_arc(cx - s * 0.2, bottom - r, rx + s * 0.2, r, 90, 0), *_arc(cx - s * 0.2, top + r, rx + s * 0.2, r, 0, -90), (left, top)]],
        "E": [[(w + out, top), (left, top), (left, bottom), (w + out, bottom)], [(left, cy), (right - s * 0.35, cy)]],
        "F": [[(w + out, top), (left, top), (left, h + out)], [(left, cy), (right - s * 0.35, cy)]],
        "G": [_arc(cx, top + r, rx, r, 345, 180) + _arc(cx, bottom - r, rx, r, 180, 0) + [(right, h * 0.56), (cx, h * 0.56)]],
        "H": [[(left, -out), (left, h + out)], [(right, -out), (right, h + out)], [(left, cy), (right, cy)]],
        "K": [[(left, -out), (left, h + out)], [(right + s * 0.5, -out), (left + s * 0.3, h * 0.6)],
              [(left + s * 0.75, h * 0.45), (right + s * 0.5, h + out)]],
        "L": [[(left, -out), (left, bottom), (w + out, bottom)]],
        "M": [[(left, h + out), (left, top), (cx, h * 0.66), (right, top), (right, h + out)]],
        "N": [[(left, h + out), (left, top + s * 0.2), (right, bottom - s * 0.2), (right, -out)]],
        "P": [[(left, h + out), (left, top), (cx, top), *_arc(cx, top + h * 0.25, rx, h * 0.25, -90, 90), (left, top + h * 0.5)]],
        "R": [[(left, h + out), (left, top), (cx, top), *_arc(cx, top + h * 0.24, rx, h * 0.24, -90, 90), (left, top + h * 0.48)],
              [(cx, top + h * 0.48), (right + s * 0.3, h + out)]],
        "S": [_arc(cx, top + h * 0.24, rx * 0.97, h * 0.24, 345, 105) + _arc(cx, bottom - h * 0.24, rx, h * 0.24, -75, 165)],
        "T": [[(-out, top), (w + out, top)], [(cx, top), (cx, h + out)]],
        "U": [[(left, -out), (left, bottom - r), *_arc(cx, bottom - r, rx, r, 180, 0), (right, -out)]],
        "V": [[(left - s * 0.1, -out), (cx, bottom + s * 0.1), (right + s * 0.1, -out)]],
        "X": [[(left - s * 0.2, -out), (right + s * 0.2, h + out)], [(right + s * 0.2, -out), (left - s * 0.2, h + out)]],
        "Y": [[(left - s * 0.2, -out), (cx, h * 0.53), (right + s * 0.2, -out)], [(cx, h * 0.5), (cx, h + out)]],
        "Z": [[(-out, top), (right - s * 0.1, top), (left + s * 0.1, bottom), (w + out, bottom)]],
    }
    return shapes[char]


def _line(mask: np.ndarray, points: list[tuple[float, float]], stroke: float, scale: float) -> None:
    """A line of even stroke with flat ends and round corners."""
    pts = [np.array(p) * scale for p in points]
    half = stroke * scale / 2
    for a, b in itertools.pairwise(pts):
        along = b - a
        length = float(np.hypot(*along))
        if length < 1e-6:
            continue
        side = np.array([-along[1], along[0]]) / length * half
        quad = np.array([a + side, b + side, b - side, a - side])
        cv2.fillConvexPoly(mask, np.round(quad * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    for p in pts[1:-1]:
        cv2.circle(mask, tuple(np.round(p * 16).astype(int).tolist()), round(half * 16), 255, -1, cv2.LINE_AA, 4)


def glyph(char: str, size: PlateSize) -> np.ndarray:
    """Coverage (0-1) of one character in its lawful box; a 1 takes only its stroke and flag."""
    scale = SCALE * _FINE
    width = size.stroke * (1.0 if char == "1" else 0) or size.char_width
    pad = 0.0
    if char == "1":  # the flag of a 1 hangs to the left of the stroke that the gaps are measured from
        pad = size.stroke * 0.9
        width = size.stroke + pad
    mask = np.zeros((round(size.char_height * scale), round(width * scale)), np.uint8)
    for line in _strokes(char, width, size.char_height, size.stroke):
        _line(mask, line, size.stroke, scale)
    small = cv2.resize(mask, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 255


def _row_items(text: str, size: PlateSize, gaps: tuple[float, float, float]) -> tuple[list[tuple[str, float]], float]:
    """Each character with its left edge in mm, and the width of the row."""
    items, x, before = [], 0.0, ""
    for char in text:
        if before:
            ones = (before == "1") + (char == "1")
            punctuation = before in "-." or char in "-."
            x += gaps[0] if punctuation and ones else gaps[ones]
        items.append((char, x))
        x += {"1": size.stroke, "-": size.hyphen[0], ".": size.dot}.get(char, size.char_width)
        before = char
    return items, x


def _put(canvas: np.ndarray, patch: np.ndarray, x_mm: float, y_mm: float) -> None:
    x, y = round(x_mm * SCALE), round(y_mm * SCALE)
    x0, y0 = max(0, x), max(0, y)
    view = canvas[y0 : y + patch.shape[0], x0 : x + patch.shape[1]]
    np.maximum(view, patch[y0 - y : y0 - y + view.shape[0], x0 - x : x0 - x + view.shape[1]], out=view)


def _draw_row(canvas: np.ndarray, text: str, size: PlateSize, row: int, y_mm: float) -> None:
    items, width = _row_items(text, size, size.gaps[row])
    if width > size.width - 12:  # several 1 in one row: the office sets them closer
        squeeze = (size.width - 12) / width
        items, width = [(c, x * squeeze) for c, x in items], width * squeeze
    x0 = (size.width - width) / 2
    for char, x in items:
        if char == "-":
            bar = np.ones((round(size.hyphen[1] * SCALE), round(size.hyphen[0] * SCALE)), np.float32)
            _put(canvas, bar, x0 + x, y_mm + (size.char_height - size.hyphen[1]) / 2)
        elif char == ".":  # on the foot line, where plates on the road have it
            dot = np.ones((round(size.dot * SCALE), round(size.dot * SCALE)), np.float32)
            _put(canvas, dot, x0 + x, y_mm + size.char_height - size.dot)
        else:
            back = size.stroke * 0.6 if char == "1" else 0.0
            _put(canvas, glyph(char, size), x0 + x - back, y_mm)


def _rounded(size: PlateSize, inset: float, radius: float) -> np.ndarray:
    shape = (round(size.height * SCALE), round(size.width * SCALE))
    mask = np.zeros(shape, np.float32)
    a, r = round(inset * SCALE), round(radius * SCALE)
    h, w = shape
    cv2.rectangle(mask, (a + r, a), (w - a - r - 1, h - a - 1), 1.0, -1)
    cv2.rectangle(mask, (a, a + r), (w - a - 1, h - a - r - 1), 1.0, -1)
    for cx in (a + r, w - a - r - 1):
        for cy in (a + r, h - a - r - 1):
            cv2.circle(mask, (cx, cy), r, 1.0, -1, cv2.LINE_AA)
    return mask


def draw_plate(rows: list[str], size: PlateSize, colour: str, seed: int, dirt: float = 0.25) -> tuple[np.ndarray, np.ndarray]:
    """The plate's face as sRGB uint8 (height, width, 3) and the height of its relief (0-1, same size).

    rows: the text as it stands, with its hyphen and dot: ["98A-123.45"], ["98A", "123.45"], ["98-B1", "123.45"].
    dirt: 0 as from the press, 0.3 a year of rain, 1 hardly to be seen under mud.
    """
    rng = np.random.default_rng(seed)
    ground, ink = (np.array(c, np.float32) for c in COLOURS[colour])
    text = np.zeros((round(size.height * SCALE), round(size.width * SCALE)), np.float32)
    between = (size.height - len(rows) * size.char_height) / (len(rows) + 1)
    for i, row in enumerate(rows):
        _draw_row(text, row, size, i if len(size.gaps) > 1 else 0, between + i * (size.char_height + between))
    rim = _rounded(size, 0, 6) - _rounded(size, 2.2, 5)
    line = _rounded(size, 2.6, 5) - _rounded(size, 3.8, 4.4)
    face = ground * (1 - text[..., None]) + ink * text[..., None]
    face = face * (1 - 0.55 * line[..., None]) + ink * 0.55 * line[..., None]
    face = _weathered(face, dirt, rng)
    relief = np.clip(np.maximum(text, rim), 0, 1)
    return np.clip(face, 0, 255).astype(np.uint8), relief


def _cloud(shape: tuple[int, int], cell: int, rng: np.random.Generator) -> np.ndarray:
    small = rng.random((max(2, shape[0] // cell), max(2, shape[1] // cell))).astype(np.float32)
    return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def _weathered(face: np.ndarray, dirt: float, rng: np.random.Generator) -> np.ndarray:
    """Dust that settles from below, specks, and for dirt near 1 mud in clots."""
    shape = face.shape[:2]
    cloud = 0.6 * _cloud(shape, 160, rng) + 0.4 * _cloud(shape, 40, rng)
    rise = np.linspace(0.55, 1.25, shape[0], dtype=np.float32)[:, None]
    dust = np.clip(cloud * rise * dirt * 0.8, 0, 0.9)
    if dirt > 0.6:
        clots = 0.55 * _cloud(shape, 110, rng) + 0.3 * _cloud(shape, 45, rng) + 0.15 * _cloud(shape, 14, rng)
        dust = np.maximum(dust, np.clip((clots * rise - 0.36) * 9, 0, 0.985))
    mud = np.array((104, 88, 66), np.float32) * (0.75 + 0.5 * _cloud(shape, 30, rng))[..., None]
    return face * (1 - dust[..., None]) + mud * dust[..., None]


def rows_of(plate: str, kind: str) -> list[str]:
    """Where an official text breaks into rows: `98A-123.45` short is 98A / 123.45, `98-B1 123.45` breaks at the space."""
    if kind == "motorcycle":
        return plate.split(" ")
    return plate.split("-", 1) if kind == "short" else [plate]


SIZES = {"long": LONG, "short": SHORT, "motorcycle": MOTORCYCLE}
