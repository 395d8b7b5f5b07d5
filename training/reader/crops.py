"""Crops the reader learns from: synthetic plates in real surroundings, and the real crops of ../shared."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Dataset

from ticketing.read.crops import grey_crop
from training.plates import damage
from training.plates.drawing import draw_plate
from training.plates.texts import PlateText, random_plate

ALPHABET = "0123456789ABCDEFGHKLMNPQRSTUVXYZ"
"""Class i is character i - 1; 0 is the blank."""


@dataclass(frozen=True)
class RealCrop:
    picture: NDArray[np.uint8]
    rows: tuple[str, str]


def encode(row: str) -> list[int]:
    return [ALPHABET.index(character) + 1 for character in row]


def real_crops(shared: Path, split: str) -> list[RealCrop]:
    """The crops of plates/read of one split ("train" or "val", held apart by plate text)."""
    folder = shared / "data/plates/read"
    crops = []
    for line in (folder / "read.jsonl").read_text().splitlines():
        entry = json.loads(line)
        rows = [*entry["rows"], ""][:2]
        if entry["split"] != split or not set("".join(rows)) <= set(ALPHABET):
            continue
        picture = cv2.imread(str(folder / "images" / entry["image"]))
        crops.append(RealCrop(picture, (rows[0], rows[1])))
    return crops


def scene_pictures(shared: Path, most: int = 160) -> list[NDArray[np.uint8]]:
    """Real surroundings: stills of scenes and the garage, at most 640 px wide."""
    files = sorted((shared / "data/scenes/stills").rglob("*.jpg")) + sorted(
        (shared / "data/plates/detect/images").glob("*.jpg")
    )
    random.Random(0).shuffle(files)
    pictures = []
    for file in files[:most]:
        picture = cv2.imread(str(file))
        scale = min(1.0, 640 / picture.shape[1])
        pictures.append(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return pictures


DRAWN_WIDTHS = (110, 140, 170)
TAKEN = 2
"""Pictures taken of one drawn plate: drawing costs as much as all that a camera does to it."""


@lru_cache(maxsize=8)
def drawn_plate(seed: str) -> tuple[NDArray[np.uint8], PlateText]:
    """A flat plate (BGR) and what stands on it."""
    dice = random.Random(seed)
    text = random_plate(dice)
    return draw_plate(text, dice, dice.choice(DRAWN_WIDTHS)), text


def synthetic_crop(
    seed: str, dice: random.Random, scenes: list[NDArray[np.uint8]]
) -> tuple[NDArray[np.uint8], tuple[str, str]]:
    """The drawn plate of `seed` as a camera would give it (BGR), and its rows ("" for a missing second row)."""
    plate, text = drawn_plate(seed)
    crop = damage.stand_in_scene(plate, dice.choice(scenes), dice, (-0.03, 0.16))
    rows = [*text.rows, ""][:2]
    return damage.as_seen(crop, dice), (rows[0], rows[1])


def varied_real_crop(crop: RealCrop, dice: random.Random) -> NDArray[np.uint8]:
    """A real crop moved, turned a little, and often made smaller and worse."""
    picture = crop.picture
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    # The crops carry 10 % of margin: cut up to 11 % away, or turn within it.
    moved = corners + np.array(
        [[dice.uniform(-0.03, 0.1) * width * sx, dice.uniform(-0.03, 0.1) * height * sy]
         for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))], np.float32)  # fmt: skip
    turn = cv2.getPerspectiveTransform(moved, corners)
    picture = cv2.warpPerspective(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if dice.random() < 0.75:
        return damage.as_seen(picture, dice, least=24, most=140)
    return picture


def even_weights(crops: list[RealCrop]) -> list[float]:
    """Weights that make each place code as frequent as the root of its number: a blurred 98 is no 59 of the garage."""
    number = Counter(crop.rows[0][:2] for crop in crops)
    return [float(number[crop.rows[0][:2]] ** -0.5) for crop in crops]


class ReaderCrops(Dataset):  # type: ignore[type-arg]
    """Crop number n of a run, the same for the same seed: grey (48, 144) uint8, upper row, lower row (codes)."""

    def __init__(self, shared: Path, length: int, seed: int, real_share: float, first: int = 0) -> None:
        self.scenes = scene_pictures(shared)
        self.real = real_crops(shared, "train") if real_share else []
        self.real_weights = even_weights(self.real)
        self.length, self.seed, self.real_share, self.first = length, seed, real_share, first

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, number: int) -> tuple[NDArray[np.uint8], list[int], list[int]]:
        at = self.first + number
        dice = random.Random(f"{self.seed}/{at}")
        if dice.random() < self.real_share:
            chosen = dice.choices(self.real, self.real_weights)[0]
            crop, rows = varied_real_crop(chosen, dice), chosen.rows
        else:
            crop, rows = synthetic_crop(f"plate {self.seed}/{at // TAKEN}", dice, self.scenes)
        return grey_crop(crop), encode(rows[0]), encode(rows[1])
