"""Whether a number is painted on the body of a vehicle, where no plate hangs. Pure.

Trucks, buses and vans carry their number once more, large, on tailgate and sides, in letters of any form. It is no
plate: it is read worse, and beside the plate it makes two vehicles of one. A plate ends somewhere; the ground of a
painted number goes on beyond what was found. Of 900 plates of the garage (white cars among them) none is taken for
painted by that; nor is any readable plate of the street scenes.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box

HEIGHT, NEAR, FAR = 40, 2, 14
"""The finding is looked at 40 px high; beside it, the lines of pixels from NEAR to FAR px away."""
LIKE_GROUND = 0.35
"""Largest distance of a colour from the ground, as a share of that between ground and characters."""
GOES_ON, SIDES = 0.3, 3
"""Least share of each line that is like the ground, and on how many sides of four: a frame is a line that is not."""


def ground_goes_on(picture: NDArray[np.uint8], box: Box) -> bool:
    """Whether the colour around the characters is also that of the surroundings. picture: (height, width, 3) BGR."""
    if box.height < 6 or box.width < 8:
        return False
    scene = cv2.cvtColor(_surroundings(picture, box), cv2.COLOR_BGR2LAB).astype(np.float32)
    height, width = scene.shape[:2]
    dy, dx = HEIGHT // 7, (width - 2 * FAR) // 12
    inner = scene[FAR + dy : height - FAR - dy, FAR + dx : width - FAR - dx]
    level, _ = cv2.threshold(inner[:, :, 0].astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = inner[:, :, 0] > level
    if bright.all() or not bright.any():
        return False
    ground = bright if bright.mean() >= 0.5 else ~bright
    paint, ink = np.median(inner[ground], axis=0), np.median(inner[~ground], axis=0)
    like = np.linalg.norm(scene - paint, axis=2) < LIKE_GROUND * np.linalg.norm(ink - paint)
    strip, beside, along = FAR - NEAR, slice(FAR + dy, height - FAR - dy), slice(FAR + dx, width - FAR - dx)
    sides = (like[:strip, along].T, like[-strip:, along].T, like[beside, :strip], like[beside, -strip:])
    return sum(float(side.mean(axis=0).min()) >= GOES_ON for side in sides) >= SIDES


def _surroundings(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The finding scaled to HEIGHT with FAR px around it; a colour of no vehicle where the picture ends."""
    reach = round(FAR * box.height / HEIGHT)
    height, width = picture.shape[:2]
    part = picture[max(0, box.y1 - reach) : box.y2 + reach, max(0, box.x1 - reach) : box.x2 + reach]
    framed = cv2.copyMakeBorder(
        part,
        max(0, reach - box.y1), max(0, box.y2 + reach - height), max(0, reach - box.x1), max(0, box.x2 + reach - width),
        cv2.BORDER_CONSTANT, value=(255, 0, 255),
    )  # fmt: skip
    size = (round(box.width * HEIGHT / box.height) + 2 * FAR, HEIGHT + 2 * FAR)
    way = cv2.INTER_AREA if box.height > HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(framed, size, interpolation=way), np.uint8)
