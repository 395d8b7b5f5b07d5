"""Synthetic plates on real scenes: on the vehicles that the teacher found, and elsewhere; signs that are no plates."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

from training.detector.teacher import Label, overlap
from training.plates import damage
from training.plates.drawing import draw_plate
from training.plates.texts import random_plate

Picture = NDArray[np.uint8]
WORDS = ("HONDA", "TAXI", "XE BUYT", "CAM 1", "0912345678", "SALE 50%", "KARAOKE", "NHA NGHI", "PHO BO", "TOYOTA",
         "GRAB", "STOP", "VIETTEL", "ATM", "DUNG LAI", "TUYEN 203", "CHO THUE", "KIA", "MAI LINH", "24/7")  # fmt: skip


def paste_plate(
    picture: Picture, centre: tuple[float, float], width: float, dice: random.Random
) -> tuple[Picture, Label]:
    """Draw a plate of about `width` pixels at a place; the label is the box round its corners."""
    text = random_plate(dice)
    plate = draw_plate(text, dice, max(48, min(240, round(width * 2))))
    plate = damage.light(plate, dice)
    factor = width / plate.shape[1]
    quad = damage.tilted_corners(plate.shape[1], plate.shape[0], dice) * factor
    quad = (quad - quad.mean(axis=0) + np.array(centre)).astype(np.float32)
    small = cv2.resize(plate, None, fx=min(1, factor * 1.5), fy=min(1, factor * 1.5), interpolation=cv2.INTER_AREA)
    corners = np.array([[0, 0], [small.shape[1], 0], [small.shape[1], small.shape[0]], [0, small.shape[0]]], np.float32)
    low, high = np.floor(quad.min(axis=0)).astype(int) - 3, np.ceil(quad.max(axis=0)).astype(int) + 4
    x1, y1 = np.maximum(low, 0)
    x2, y2 = np.minimum(high, [picture.shape[1], picture.shape[0]])
    region = picture[y1:y2, x1:x2]
    # As bright as its surroundings, within reason: a plate reflects more than a dark car.
    level = np.clip(region.mean() / 115, 0.35, 1.1) * dice.uniform(0.85, 1.25)
    small = np.clip(small * level, 0, 255).astype(np.uint8)
    out = picture.copy()
    if dice.random() < 0.5:
        out[y1:y2, x1:x2] = (region * dice.uniform(0.3, 0.9)).astype(np.uint8)
    turn = cv2.getPerspectiveTransform(corners, quad - np.array([x1, y1], np.float32))
    pasted = damage.paste(small, out[y1:y2, x1:x2], turn)
    out[y1:y2, x1:x2] = cv2.GaussianBlur(pasted, (0, 0), dice.uniform(0.3, 0.9)) if dice.random() < 0.7 else pasted
    box = (*np.maximum(quad.min(axis=0), 0), *np.minimum(quad.max(axis=0), [picture.shape[1], picture.shape[0]]))
    return out, Label("plate", tuple(float(v) for v in box), 1.0)  # type: ignore[arg-type]


def paste_sign(picture: Picture, dice: random.Random) -> Picture:
    """A banner, sign or overlay with words: what a plate detector takes for a plate. It gets no label."""
    height, width = picture.shape[:2]
    word = dice.choice(WORDS)
    w = dice.randrange(30, max(31, width // 4))
    h = max(8, int(w * dice.uniform(0.15, 0.7)))
    sign = np.full((60, 240, 3), [dice.randrange(256) for _ in range(3)], np.uint8)
    size = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 1.0, 2)[0]
    scale = min(220 / size[0], 1.6)
    ink = tuple(dice.randrange(256) for _ in range(3))
    cv2.putText(sign, word, (10, 42), cv2.FONT_HERSHEY_DUPLEX, scale, ink, dice.choice([1, 2, 3]), cv2.LINE_AA)
    sign = cv2.resize(sign, (w, h), interpolation=cv2.INTER_AREA)
    x, y = dice.randrange(max(1, width - w)), dice.randrange(max(1, height - h))
    out = picture.copy()
    region = out[y : y + h, x : x + w]
    share = dice.uniform(0.6, 1.0)
    region[:] = (region * (1 - share) + sign[: region.shape[0], : region.shape[1]] * share).astype(np.uint8)
    return out


def _place_on(vehicle: Label, dice: random.Random) -> tuple[tuple[float, float], float]:
    x1, y1, x2, y2 = vehicle.box
    w, h = x2 - x1, y2 - y1
    if vehicle.kind == "motorcycle":
        share, low = dice.uniform(0.28, 0.55), dice.uniform(0.45, 0.75)
        width = min(w, h) * share
    else:
        share, low = dice.uniform(0.16, 0.34), dice.uniform(0.55, 0.85)
        width = w * share
    return (x1 + w * dice.uniform(0.35, 0.65), y1 + h * low), width


def _places(picture: Picture, labels: list[Label], dice: random.Random) -> list[tuple[tuple[float, float], float]]:
    """Where plates are drawn: over real plates (so that none stays half covered), on vehicles, anywhere."""
    real = [one.box for one in labels if one.kind == "plate"]
    places = [
        (((x1 + x2) / 2, (y1 + y2) / 2), max(x2 - x1, (y2 - y1) * 1.4) * dice.uniform(1.15, 1.5))
        for x1, y1, x2, y2 in real
        if dice.random() < 0.6
    ]
    free = [_place_on(one, dice) for one in labels if one.kind != "plate" and dice.random() < 0.8]
    for _ in range(dice.choice([0, 1, 1, 2, 3])):
        spot = (dice.uniform(0.05, 0.95) * picture.shape[1], dice.uniform(0.1, 0.95) * picture.shape[0])
        free.append((spot, 12 * (160 / 12) ** dice.random()))
    for (x, y), width in free:
        around = (x - width * 0.6, y - width * 0.5, x + width * 0.6, y + width * 0.5)
        if all(overlap(around, box) == 0 for box in real):
            places.append(((x, y), width))
    return places


def with_plates(picture: Picture, labels: list[Label], dice: random.Random) -> tuple[Picture, list[Label]]:
    """A scene with drawn plates; real plates that a drawn one covers lose their label."""
    plates: list[Label] = []
    places = _places(picture, labels, dice)
    for _ in range(dice.choice([0, 0, 1, 2])):
        picture = paste_sign(picture, dice)
    for (x, y), width in places:
        inside = 2 < x < picture.shape[1] - 2 and 2 < y < picture.shape[0] - 2
        if width < 11 or not inside:
            continue
        around = (x - width / 2, y - width / 2, x + width / 2, y + width / 2)
        if any(overlap(around, other.box) > 0.02 for other in plates):
            continue
        picture, label = paste_plate(picture, (x, y), width, dice)
        if min(label.box[2] - label.box[0], label.box[3] - label.box[1]) >= 4:
            plates.append(label)
    kept = [one for one in labels if one.kind != "plate" or all(overlap(one.box, new.box) == 0 for new in plates)]
    return picture, kept + plates
