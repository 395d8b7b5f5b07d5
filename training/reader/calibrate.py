"""Fit the curve that turns the signs of a reading into its chance of being right, and write it into the package.

    python -m training.reader.calibrate

A network is sure of what it has seen; what counts is how sure it may be before plates it has not seen. So the curve is
fitted on drawn plates in fonts and hands that training never draws, one to three pictures of each, and on the held-out
crops of plates/read. plates/dev has no part in it: `training.evaluate --calibration` judges the curve there.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box, VehicleSeen
from ticketing.read.calibrate import Calibration, Signs
from ticketing.read.colour import plate_colour
from ticketing.read.plates import PlateLook, crop_plate, read_boxes, read_together
from ticketing.read.ports import Reader
from training.lock import write_lock
from training.plates import damage
from training.plates.drawing import draw_plate, random_hand
from training.plates.glyphs import HANDS, UNSEEN_FONTS, system_font_files
from training.plates.texts import random_plate
from training.reader.crops import real_crops, scene_pictures

Reading = tuple[Signs, bool]
Picture = NDArray[np.uint8]

LEAST_WIDTH = 34
"""Pixels of the smallest drawn plate: what nobody can read says nothing of how readings of readable plates go wrong."""
WRONG_AND_SURE = 0.003
"""Share of the wrong readings that may be sure; issue and office demand one in a hundred, on pictures yet unknown."""
LEAST_SURE = 0.97
DIRECTIONS = {
    "probability": 1, "second": -1, "weakest": 1, "agreement": 1, "steady": 1, "fits": 1, "changed": -1, "height": 1,
    "pictures": -1,
}  # fmt: skip
"""Which way each sign may move the confidence."""


class Collector(Calibration):
    """A calibration that keeps the signs it is asked about; every reading counts as readable and none as sure."""

    def __init__(self) -> None:
        super().__init__({}, sure=2.0, unreadable=-1.0)
        object.__setattr__(self, "asked", [])

    def confidence(self, signs: Signs) -> float:
        self.asked.append(signs)  # type: ignore[attr-defined]
        return signs.probability


def look_at_drawn(picture: Picture, share: float, kind: str | None, reader: Reader) -> PlateLook:
    """A look as the product takes it. share: of the picture that lies round the plate on each side."""
    height, width = picture.shape[:2]
    dx, dy = round(width * share), round(height * share)
    box = Box(dx, dy, max(dx + 4, width - dx), max(dy + 3, height - dy))
    vehicle = VehicleSeen(kind, 1.0, box) if kind else None  # type: ignore[arg-type]
    colour = plate_colour(crop_plate(picture, box, 0.0))
    return PlateLook(box, 1.0, vehicle, colour, *read_boxes(picture, [box], reader))


def judged(looks: list[PlateLook], text: str) -> Iterator[Reading]:
    """The signs of one reading with the truth; nothing where nothing was read."""
    collector = Collector()
    reading = read_together(looks, collector)
    for signs in collector.asked:  # type: ignore[attr-defined]
        yield signs, reading.text == text


def drawn_readings(shared: Path, reader: Reader, number: int) -> list[Reading]:
    """Drawn plates of all layouts and colours by unseen hands and fonts, in one to three pictures each."""
    scenes, fonts, readings = scene_pictures(shared), system_font_files(UNSEEN_FONTS), []
    for count in range(number):
        dice = random.Random(f"calibration/{count}")
        text = random_plate(dice)
        hand = random_hand(dice, fonts, font_share=0.35, first=HANDS)
        plate = draw_plate(text, dice, 180, hand)
        kind = ("motorcycle" if text.form == "motorcycle" else "car") if dice.random() < 0.7 else None
        looks = []
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            scene = damage.stand_in_scene(plate, dice.choice(scenes), dice, (0.06, 0.12))
            looks.append(look_at_drawn(damage.as_seen(scene, dice, least=LEAST_WIDTH), 0.08, kind, reader))
        readings.extend(judged(looks, text.text))
    return readings


def held_out_readings(shared: Path, reader: Reader, times: int = 4) -> list[Reading]:
    """The held-out crops of plates/read, each as it is and made worse several times."""
    readings = []
    for number, crop in enumerate(real_crops(shared, "val")):
        for time in range(times):
            dice = random.Random(f"held out/{number}/{time}")
            picture = damage.as_seen(crop.picture, dice, least=LEAST_WIDTH) if time else crop.picture
            # The crops of plates/read carry 10 % of margin.
            look = look_at_drawn(picture, 0.083, "motorcycle" if crop.rows[1] else "car", reader)
            readings.extend(judged([look], "".join(crop.rows)))
    return readings


def fit(numbers: NDArray[np.float64], right: NDArray[np.float64], ridge: float = 1.0) -> NDArray[np.float64]:
    """Logistic regression by Newton's method; the last column is the constant and is not held back by the ridge."""
    beta = np.zeros(numbers.shape[1])
    hold = np.full(len(beta), ridge)
    hold[-1] = 1e-6
    for _ in range(60):
        chance = _logistic(numbers @ beta)
        slope = numbers.T @ (right - chance) - hold * beta
        curve = (numbers * (chance * (1 - chance))[:, None]).T @ numbers + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def fit_in_directions(
    numbers: NDArray[np.float64], right: NDArray[np.float64], directions: NDArray[np.int64]
) -> NDArray[np.float64]:
    """`fit`, without the signs that come out against their direction: a worse sign never gives more confidence.

    Probability, runner-up and weakest character go together; left free, one of them pays for another.
    directions: +1 or -1 for each column, 0 where either is possible.
    """
    kept = np.ones(len(directions), bool)
    while True:
        beta = np.zeros(len(directions))
        beta[kept] = fit(numbers[:, kept], right)
        against = kept & (beta * directions < 0)
        if not against.any():
            return beta
        kept[np.argmax(np.where(against, np.abs(beta), 0.0))] = False


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float64)


def sure_from(chance: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """The confidence from which a reading is sure: few wrong ones lie above, and half of what is left to certainty is
    kept as a margin, because the next stranger's font may mislead more than these."""
    wrong = np.sort(chance[right == 0])[::-1]
    allowed = int(len(wrong) * WRONG_AND_SURE)
    highest = float(wrong[allowed]) if len(wrong) > allowed else 0.0
    return max(LEAST_SURE, 1 - (1 - highest) / 2)


def calibration_of(readings: list[Reading]) -> dict[str, Any]:
    """What calibration.json holds."""
    names = [*readings[0][0].numbers(), "constant"]
    rows = np.array([[*signs.numbers().values(), 1.0] for signs, _ in readings])
    right = np.array([float(good) for _, good in readings])
    beta = fit_in_directions(rows, right, np.array([DIRECTIONS.get(name, 0) for name in names]))
    # A text that fits no layout, or that grammar put first, is never sure whatever its confidence (assemble.py).
    may_be_sure = np.array([signs.fits and not signs.changed for signs, _ in readings])
    chance = _logistic(rows @ beta)
    sure = sure_from(np.where(may_be_sure, chance, 0.0), right)
    return {
        "weights": {name: round(float(v), 4) for name, v in zip(names, beta, strict=True)},
        "sure": round(sure, 5),
        "unreadable": 0.1,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--package", type=Path, default=Path("src/ticketing/read/weights"))
    parser.add_argument("--drawn", type=int, default=4000)
    a = parser.parse_args()
    from ticketing.read.onnx_reader import OnnxReader

    reader = OnnxReader(a.package, threads=1)
    parts = {"drawn": drawn_readings(a.shared, reader, a.drawn), "held out": held_out_readings(a.shared, reader)}
    values = calibration_of([reading for part in parts.values() for reading in part])
    (a.package / "calibration.json").write_text(json.dumps(values, indent=2) + "\n")
    write_lock(a.package, "calibration.json")
    curve = Calibration(values["weights"], values["sure"], values["unreadable"])
    for name, readings in parts.items():
        chance = np.array([curve.confidence(signs) for signs, _ in readings])
        right = np.array([good for _, good in readings])
        sure = chance >= curve.sure
        print(
            name, "readings", len(right), "right", int(right.sum()), "mean confidence", round(float(chance.mean()), 3)
        )
        print("  sure", int(sure.sum()), "sure and wrong", int((sure & ~right).sum()))
    print(json.dumps(values))


if __name__ == "__main__":
    main()
