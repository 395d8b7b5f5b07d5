"""What stands between a plate and its picture: angle, light, motion, distance, compression."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def stand_in_scene(plate: Picture, scene: Picture, dice: random.Random, margin: tuple[float, float]) -> Picture:
    """Put a flat plate into a piece of a scene, seen from some angle.

    scene:  any real picture; a random part of it surrounds the plate.
    margin: least and greatest share of the plate's bounding box that is left on each side (negative cuts into it).
    Returns the crop as a detector would cut it, at about the scale of `plate`.
    """
    height, width = plate.shape[:2]
    quad = tilted_corners(width, height, dice)
    low, high = quad.min(axis=0), quad.max(axis=0)
    left, top, right, bottom = (dice.uniform(*margin) for _ in range(4))
    size = high - low
    origin = low - np.array([left, top]) * size
    out = np.maximum(8, (high + np.array([right, bottom]) * size - origin).round().astype(int))
    ground = _piece(scene, int(out[0]), int(out[1]), dice)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, (quad - origin).astype(np.float32))
    return paste(plate, ground, turn)


def tilted_corners(width: int, height: int, dice: random.Random) -> NDArray[np.float32]:
    """Corners (4, 2) of a plate of this size after a random turn, shear and perspective, in its own pixels."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    centre = corners.mean(axis=0)
    angle = np.radians(dice.gauss(0, 5.0))
    shear_x, shear_y = dice.gauss(0, 0.10), dice.gauss(0, 0.07)
    shrink = np.array([dice.uniform(0.72, 1.05), 1.0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, shear_x], [shear_y, 1.0]])
    quad = (corners - centre) * shrink @ (turn @ shear).T
    quad *= 1 + np.array([[dice.gauss(0, 0.025), dice.gauss(0, 0.025)] for _ in range(4)])
    return (quad + centre).astype(np.float32)


def paste(plate: Picture, ground: Picture, turn: NDArray[np.float64]) -> Picture:
    """Warp a plate onto a picture by a perspective transform; returns a new picture."""
    size = (ground.shape[1], ground.shape[0])
    warped = cv2.warpPerspective(plate, turn, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full(plate.shape[:2], 255, np.uint8), turn, size, flags=cv2.INTER_LINEAR)
    share = mask[:, :, None].astype(np.float32) / 255
    return (ground * (1 - share) + warped * share).astype(np.uint8)


def _piece(scene: Picture, width: int, height: int, dice: random.Random) -> Picture:
    share = dice.uniform(0.08, 0.4)
    h, w = (max(8, int(side * share)) for side in scene.shape[:2])
    y, x = dice.randrange(scene.shape[0] - h + 1), dice.randrange(scene.shape[1] - w + 1)
    return cv2.resize(scene[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_AREA)


def light(crop: Picture, dice: random.Random) -> Picture:
    """Gradient, shadow, glare, night, colour cast."""
    height, width = crop.shape[:2]
    lit = crop.astype(np.float32)
    if dice.random() < 0.6:
        ramp = np.linspace(dice.uniform(0.45, 1.0), dice.uniform(0.7, 1.25), width, dtype=np.float32)[None, :, None]
        rise = np.linspace(dice.uniform(0.6, 1.0), dice.uniform(0.7, 1.2), height, dtype=np.float32)[:, None, None]
        lit *= ramp * rise
    if dice.random() < 0.2:
        points = np.array([[dice.randrange(-width, 2 * width), dice.randrange(-height, 2 * height)] for _ in range(3)])
        shade = np.ones((height, width), np.float32)
        cv2.fillPoly(shade, [points.astype(np.int32)], dice.uniform(0.35, 0.75))
        lit *= cv2.GaussianBlur(shade, (0, 0), max(1.0, width * 0.02))[:, :, None]
    if dice.random() < 0.2:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        radius = dice.uniform(0.1, 0.45) * width
        spot = np.exp(-((x - dice.random() * width) ** 2 + (y - dice.random() * height) ** 2) / (2 * radius**2))
        cast = np.array([dice.uniform(0.4, 1), dice.uniform(0.4, 1), 1.0], np.float32)
        lit += spot[:, :, None] * cast * dice.uniform(40, 190)
    contrast, middle = dice.uniform(0.45, 1.2), dice.uniform(60, 150)
    lit = (lit - 128) * contrast + middle
    lit *= np.array([dice.uniform(0.85, 1.15) for _ in range(3)], np.float32)
    return np.clip(lit, 0, 255).astype(np.uint8)


def blur(crop: Picture, dice: random.Random, strength: float) -> Picture:
    """Out of focus or in motion; strength is the greatest width in pixels of `crop`."""
    kind = dice.random()
    if kind < 0.35 or strength < 0.8:
        return crop
    if kind < 0.7:
        return cv2.GaussianBlur(crop, (0, 0), dice.uniform(0.3, max(0.4, strength * 0.4)))
    length = max(2, round(dice.uniform(1.5, strength * 1.1)))
    angle = np.radians(dice.choice([0, 0, 90, dice.uniform(0, 180)]))
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    end = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    first, last = (tuple(int(v) for v in np.round(length + s * end)) for s in (-1, 1))
    cv2.line(kernel, first, last, 1.0, 1)
    return cv2.filter2D(crop, -1, kernel / kernel.sum())


def sensor(crop: Picture, dice: random.Random) -> Picture:
    """Noise, sharpening and JPEG of a cheap camera."""
    noisy = crop.astype(np.float32)
    chance = np.random.default_rng(dice.getrandbits(32))
    if dice.random() < 0.5:
        noisy += chance.normal(0, dice.uniform(1, 14), crop.shape).astype(np.float32)
    if dice.random() < 0.25:
        soft = cv2.GaussianBlur(noisy, (0, 0), 1.0)
        noisy += (noisy - soft) * dice.uniform(0.5, 2.0)
    out = np.clip(noisy, 0, 255).astype(np.uint8)
    if dice.random() < 0.75:
        quality = int(dice.uniform(18, 92))
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return out


def shrink(crop: Picture, width: int) -> Picture:
    """Scale to `width` pixels; never up."""
    if width >= crop.shape[1]:
        return crop
    height = max(5, round(crop.shape[0] * width / crop.shape[1]))
    return cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA)


def as_seen(crop: Picture, dice: random.Random, least: int = 26, most: int = 170) -> Picture:
    """Everything between plate and file: light, blur, distance (width least..most px, small ones often), sensor."""
    width = int(least * (most / least) ** dice.random())
    crop = light(crop, dice)
    crop = blur(crop, dice, strength=max(1.0, crop.shape[1] / 34) if dice.random() < 0.8 else crop.shape[1] / 22)
    return sensor(shrink(crop, width), dice)
