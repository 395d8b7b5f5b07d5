"""Sheets: what is painted on one side of a thing, in metres, as colour and as surface (rough, metal, light).

A body carries four sheets (front, rear, side, top). Where a sheet's alpha is 0 the body's own paint shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
FONTS = Path("/usr/share/fonts/truetype")
SANS = FONTS / "liberation/LiberationSans-Bold.ttf"
NARROW = FONTS / "liberation/LiberationSansNarrow-Bold.ttf"


@dataclass(frozen=True)
class Surface:
    """rough 0-1, metal 0-1, light: 0 none, 1 as bright as a lamp of this sheet can be."""

    rough: float = 0.4
    metal: float = 0.0
    light: float = 0.0


GLASS = Surface(0.04, 0.0)
TRIM = Surface(0.55)
CHROME = Surface(0.12, 1.0)
LENS = Surface(0.08)


class Sheet:
    """A drawing surface over (u0, v0)-(u1, v1) metres; v grows upwards."""

    def __init__(self, u0: float, u1: float, v0: float, v1: float, pixels_per_metre: int = 320) -> None:
        self.box = (u0, u1, v0, v1)
        self._scale = pixels_per_metre * 2
        size = (max(2, round((u1 - u0) * self._scale)), max(2, round((v1 - v0) * self._scale)))
        self.colour = Image.new("RGBA", size, (0, 0, 0, 0))
        self.surface = Image.new("RGB", size, _pack(Surface()))
        self._colour, self._surface = ImageDraw.Draw(self.colour), ImageDraw.Draw(self.surface)

    def at(self, point: Point) -> Point:
        """Metres to pixels."""
        u0, _, _, v1 = self.box
        return ((point[0] - u0) * self._scale, (v1 - point[1]) * self._scale)

    def poly(self, points: Sequence[Point], colour: tuple[int, ...], surface: Surface = Surface(), mirror: bool = False) -> None:
        """A filled shape; `mirror` draws it once more on the other side of u = 0."""
        for shape in (points, [(-u, v) for u, v in points])[: 2 if mirror else 1]:
            xy = [self.at(p) for p in shape]
            self._colour.polygon(xy, fill=(*colour[:3], colour[3] if len(colour) > 3 else 255))
            self._surface.polygon(xy, fill=_pack(surface))

    def rect(self, u0: float, v0: float, u1: float, v1: float, colour: tuple[int, ...], surface: Surface = Surface(),
             mirror: bool = False, radius: float = 0.0) -> None:
        """A rectangle with rounded corners."""
        for a, b in ((u0, u1), (-u1, -u0))[: 2 if mirror else 1]:
            (x0, y1), (x1, y0) = self.at((a, v0)), self.at((b, v1))
            box = [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]
            self._colour.rounded_rectangle(box, radius * self._scale, fill=(*colour[:3], 255))
            self._surface.rounded_rectangle(box, radius * self._scale, fill=_pack(surface))

    def line(self, points: Sequence[Point], width: float, colour: tuple[int, ...], surface: Surface = TRIM, mirror: bool = False) -> None:
        """A line, width in metres."""
        for shape in (points, [(-u, v) for u, v in points])[: 2 if mirror else 1]:
            xy = [self.at(p) for p in shape]
            w = max(1, round(width * self._scale))
            self._colour.line(xy, fill=(*colour[:3], colour[3] if len(colour) > 3 else 255), width=w, joint="curve")
            self._surface.line(xy, fill=_pack(surface), width=w, joint="curve")

    def disc(self, u: float, v: float, radius: float, colour: tuple[int, ...], surface: Surface = LENS, mirror: bool = False) -> None:
        """A filled circle."""
        for a in (u, -u)[: 2 if mirror else 1]:
            x, y = self.at((a, v))
            r = radius * self._scale
            self._colour.ellipse([x - r, y - r, x + r, y + r], fill=(*colour[:3], 255))
            self._surface.ellipse([x - r, y - r, x + r, y + r], fill=_pack(surface))

    def text(self, u: float, v: float, words: str, height: float, colour: tuple[int, ...], surface: Surface = TRIM, font: Path = SANS) -> None:
        """Words centred on (u, v), capital height in metres."""
        face = ImageFont.truetype(str(font), max(6, round(height * self._scale / 0.72)))
        xy = self.at((u, v))
        self._colour.text(xy, words, font=face, fill=(*colour[:3], 255), anchor="mm")
        self._surface.text(xy, words, font=face, fill=_pack(surface), anchor="mm")

    def images(self) -> tuple[np.ndarray, np.ndarray]:
        """Colour as RGBA and surface as RGB, float 0-1, bottom row first as Blender keeps pictures."""
        size = (max(1, self.colour.width // 2), max(1, self.colour.height // 2))
        colour = np.asarray(self.colour.resize(size, Image.Resampling.BOX), np.float32) / 255
        surface = np.asarray(self.surface.resize(size, Image.Resampling.BOX), np.float32) / 255
        return colour[::-1], surface[::-1]


def _pack(surface: Surface) -> tuple[int, int, int]:
    return (round(surface.rough * 255), round(surface.metal * 255), round(surface.light * 255))
