"""Whether a number is painted on the body of a vehicle, where no plate hangs. Pure.

Trucks, buses and vans carry their number once more, large, on tailgate and sides, in letters of any form. It is no
plate: it is read worse, and beside the plate it makes two vehicles of one. A plate ends somewhere; the ground of a
painted number goes on beyond what was found. Two answers: MAY_BE, where the ground goes on at three sides of four, as
that of a white plate in the recess of a white car can, and PAINTED, where it goes on along a board without the least
edge. Of 901 plates of the garage, as they are and shrunk to 28-60 px, none is PAINTED; nor is any readable plate of
the street scenes.
"""

from enum import IntEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box

HEIGHT, NEAR, FAR = 40, 2, 14
"""The finding is looked at 40 px high; around it, the lines of pixels from NEAR to FAR px away."""
LIKE_GROUND = 0.35
"""Largest distance of a colour from the ground, as a share of that between ground and characters."""
GOES_ON, SIDES = 0.3, 3
"""Least share of each line that is like the ground, and on how many sides of four: a frame is a line that is not."""
ALONG = HEIGHT
"""A board goes on at least as far as it is high, to the left and to the right."""
FLAT = 0.15
"""Largest distance, as a share as above, of any column of a board from the ground. What stands beside the 901 plates is
0.6 and more away, rim, shadow or bumper, in the shrunk pictures too."""


class BodyPlateText(IntEnum):
    """How far the surroundings speak for a number on the body."""

    NO = 0
    MAY_BE = 1
    PAINTED = 2


def body_plate_text(picture: NDArray[np.uint8], box: Box) -> BodyPlateText:
    """By whether the colour around the characters is also that of the surroundings. picture: (height, width, 3) BGR."""
    if box.height < 6 or box.width < 8:
        return BodyPlateText.NO
    scene = cv2.cvtColor(_surroundings(picture, box), cv2.COLOR_BGR2LAB).astype(np.float32)
    height, width = scene.shape[:2]
    dy, dx = HEIGHT // 7, (width - 2 * ALONG) // 12
    rows, columns = slice(FAR + dy, height - FAR - dy), slice(ALONG + dx, width - ALONG - dx)
    inner = scene[rows, columns]
    level, _ = cv2.threshold(inner[:, :, 0].astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = inner[:, :, 0] > level
    if bright.all() or not bright.any():
        return BodyPlateText.NO
    light_ground = bool(bright.mean() >= 0.5)
    ground = bright if light_ground else ~bright
    paint, ink = np.median(inner[ground], axis=0), np.median(inner[~ground], axis=0)
    scene = (scene - paint) / np.linalg.norm(ink - paint)
    # Where a box is loose, a dark ground may be the bumper around a small plate, and bumpers are long.
    if light_ground and _goes_on_along(scene[rows]):
        return BodyPlateText.PAINTED
    around = _goes_on_around(np.linalg.norm(scene, axis=2) < LIKE_GROUND, rows, columns)
    return BodyPlateText.MAY_BE if around else BodyPlateText.NO


def _goes_on_along(rows: NDArray[np.floating]) -> bool:
    """Whether every column to the left and to the right is the ground. rows: those of the characters, colours by their
    distance from the ground."""
    away = np.linalg.norm(np.median(rows, axis=0), axis=1)
    return bool(max(away[: ALONG - NEAR].max(), away[NEAR - ALONG :].max()) < FLAT)


def _goes_on_around(like: NDArray[np.bool_], rows: slice, columns: slice) -> bool:
    """Whether most sides lie in the ground. like: which pixels of the surroundings are like it."""
    strip, left, right = FAR - NEAR, ALONG - FAR, like.shape[1] - ALONG + NEAR
    sides = (
        like[:strip, columns].T, like[-strip:, columns].T,
        like[rows, left : left + strip], like[rows, right : right + strip],
    )  # fmt: skip
    return sum(float(side.mean(axis=0).min()) >= GOES_ON for side in sides) >= SIDES


def _surroundings(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The finding scaled to HEIGHT, with FAR px above and below and ALONG px beside it; a colour of no vehicle where
    the picture ends."""
    scale = box.height / HEIGHT
    above, beside = round(FAR * scale), round(ALONG * scale)
    height, width = picture.shape[:2]
    part = picture[max(0, box.y1 - above) : box.y2 + above, max(0, box.x1 - beside) : box.x2 + beside]
    framed = cv2.copyMakeBorder(
        part,
        max(0, above - box.y1), max(0, box.y2 + above - height),
        max(0, beside - box.x1), max(0, box.x2 + beside - width),
        cv2.BORDER_CONSTANT, value=(255, 0, 255),
    )  # fmt: skip
    size = (round(box.width / scale) + 2 * ALONG, HEIGHT + 2 * FAR)
    way = cv2.INTER_AREA if box.height > HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(framed, size, interpolation=way), np.uint8)
