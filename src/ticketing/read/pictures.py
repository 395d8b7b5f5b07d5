"""A picture file as it is stored, and upright as a person sees it (phones store the turn in EXIF)."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ticketing.detect.detections import Box

MOST_PIXELS = 33_000_000
"""Larger than any camera of the estate; a small file can claim to be thousands of megapixels."""

ORIENTATION = 0x0112


class NoPicture(ValueError):
    """The bytes are no picture that can be read; the message says why, for the person who sent it."""


@dataclass(frozen=True)
class Picture:
    """upright: (height, width, 3) uint8 BGR. orientation: EXIF's 1-8, 1 where the stored picture stands upright."""

    upright: NDArray[np.uint8]
    orientation: int

    def stored_box(self, box: Box) -> Box:
        """A box of the upright picture in pixels of the stored one."""
        height, width = self.upright.shape[:2]
        x1, y1, x2, y2 = box
        turned = {
            2: (width - x2, y1, width - x1, y2),
            3: (width - x2, height - y2, width - x1, height - y1),
            4: (x1, height - y2, x2, height - y1),
            5: (y1, x1, y2, x2),
            6: (y1, width - x2, y2, width - x1),
            7: (height - y2, width - x2, height - y1, width - x1),
            8: (height - y2, x1, height - y1, x2),
        }
        return Box(*turned.get(self.orientation, box))


def open_picture(data: bytes) -> Picture:
    """Decode a picture whole. Raises NoPicture where that is not possible."""
    if not data:
        raise NoPicture("The file is empty: send it again.")
    try:
        with Image.open(io.BytesIO(data)) as header:
            width, height = header.size
            orientation = header.getexif().get(ORIENTATION, 1)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise NoPicture("The file is no picture that is known here: send a JPEG or PNG.") from problem
    if width * height > MOST_PIXELS:
        raise NoPicture(f"The picture has {width} x {height} pixels, at most 33 million are read: send it smaller.")
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if stored is None:
        raise NoPicture("The file begins as a picture but cannot be decoded: it is damaged, send it again.")
    return Picture(_upright(np.asarray(stored, np.uint8), orientation), orientation)


def _upright(stored: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    turns = {
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: p.transpose(1, 0, 2)[:, ::-1],
        7: lambda p: p.transpose(1, 0, 2)[::-1, ::-1],
        8: lambda p: p.transpose(1, 0, 2)[::-1],
    }
    turn = turns.get(orientation)
    return np.ascontiguousarray(turn(stored)) if turn else stored


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """A picture as PNG: what was cut out is kept as it was, without another loss of JPEG."""
    done, data = cv2.imencode(".png", picture)
    if not done:
        raise ValueError(f"A picture of shape {picture.shape} cannot be written as PNG.")
    return data.tobytes()
