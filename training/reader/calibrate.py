"""Fit the curve that turns the signs of a reading into its chance of being right, and write it into the package.

    python -m training.reader.calibrate

A network is sure of what it has seen; what counts is how sure it may be before plates it has not seen. So the curve is
fitted on drawn plates in fonts and hands that training never draws, one to three pictures of each, and on the held-out
crops of plates/read. Both are nothing but plates: what a plate in a street is worth that no vehicle carries, only
pictures of streets can tell. So three numbers alone are fitted on plates/dev, the final calibration: a scale, what a
carrying vehicle adds, and a constant. `training.evaluate --calibration` judges the curve there, and five folds of it
are printed here, each judged by the numbers of the four others.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box, VehicleSeen
from ticketing.detect.ports import Detector
from ticketing.read.body_plate_text import BodyPlateText
from ticketing.read.calibrate import Calibration, Signs
from ticketing.read.colour import plate_colour
from ticketing.read.pictures import open_picture
from ticketing.read.plates import PlateCrop, crop_plate, is_body_copy, read_boxes, read_plates, read_together
from ticketing.read.ports import Reader
from training.evaluate import scorer
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


UNREADABLE = 0.15
"""A text that would be wrong six times in seven is kept as an alternative, not given: it would only lead astray."""


class Collector(Calibration):
    """A calibration that keeps the signs it is asked about; every reading counts as readable and none as sure."""

    def __init__(self) -> None:
        super().__init__({}, sure=2.0, unreadable=-1.0)
        object.__setattr__(self, "asked", [])

    def confidence(self, signs: Signs) -> float:
        self.asked.append(signs)  # type: ignore[attr-defined]
        return signs.probability


def look_at_drawn(picture: Picture, share: float, kind: str | None, reader: Reader) -> PlateCrop:
    """A look as the product takes it. share: of the picture that lies round the plate on each side."""
    height, width = picture.shape[:2]
    dx, dy = round(width * share), round(height * share)
    box = Box(dx, dy, max(dx + 4, width - dx), max(dy + 3, height - dy))
    vehicle = VehicleSeen(kind, 1.0, box) if kind else None  # type: ignore[arg-type]
    colour = plate_colour(crop_plate(picture, box, 0.0))
    return PlateCrop(box, 1.0, vehicle, colour, *read_boxes(picture, [box], reader))


def judged(looks: list[PlateCrop], text: str) -> Iterator[Reading]:
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


def street_readings(shared: Path, detector: Detector, reader: Reader) -> list[Reading]:
    """What is found and read in plates/dev, without what lies on a plate that its labels do not judge.

    A reading on no labelled plate counts as wrong.
    """
    folder, pair, readings = shared / "data/plates/dev", scorer(shared / "tools").pair, []
    for row in (folder / "dev.jsonl").read_text().splitlines():
        entry = json.loads(row)
        picture = open_picture((folder / entry["image"]).read_bytes())
        looks = read_plates(picture.upright, detector.detect(picture.upright), reader)
        looks = [look for look in looks if look.painted is not BodyPlateText.PAINTED and not is_body_copy(look, looks)]
        found = [{"text": "", "box": list(picture.stored_box(look.box))} for look in looks]
        on = {at: entry["plates"][number] for number, at in pair(entry["plates"], found).items()}
        for at, look in enumerate(looks):
            known = on.get(at)
            if known is None or (known["readable"] and not known.get("repeat")):
                readings.extend(judged([look], known["text"] if known else ""))
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


def curve_of(readings: list[Reading]) -> dict[str, float]:
    """The weights of the curve, fitted on plates that are nothing but plates: `carried` says nothing there."""
    names = [*readings[0][0].numbers(), "constant"]
    rows, right = _rows(readings), _right(readings)
    rows[:, names.index("carried")] = 0.0
    beta = fit_in_directions(rows, right, np.array([DIRECTIONS.get(name, 0) for name in names]))
    return {name: float(value) for name, value in zip(names, beta, strict=True)}


def finally_weighed(curve: Mapping[str, float], street: list[Reading]) -> dict[str, float]:
    """The curve with the three numbers of the final calibration in it.

    Scale, what a carrying vehicle adds, and constant, by maximum likelihood over the log odds of the curve.
    """
    odds = _rows(street) @ np.array(list(curve.values()))
    carried = np.array([signs.carried for signs, _ in street], float)
    scale, adds, constant = fit(np.column_stack([odds, carried, np.ones(len(odds))]), _right(street), ridge=1e-3)
    scaled = {name: scale * value for name, value in curve.items()}
    return scaled | {"carried": adds, "constant": scaled["constant"] + constant}


def calibration_of(curve: Mapping[str, float], street: list[Reading], plates: list[Reading]) -> dict[str, Any]:
    """What calibration.json holds. plates: the readings that the curve was fitted on; they say what is sure."""
    weights = finally_weighed(curve, street)
    # A text that fits no layout, or that grammar put first, is never sure whatever its confidence (assemble.py).
    may_be_sure = np.array([signs.fits and not signs.changed for signs, _ in plates])
    sure = sure_from(np.where(may_be_sure, _chances(weights, plates), 0.0), _right(plates))
    return {
        "weights": {name: round(float(value), 4) for name, value in weights.items()},
        "sure": round(sure, 5),
        "unreadable": UNREADABLE,
    }


def in_folds(curve: Mapping[str, float], street: list[Reading], folds: int = 5) -> Iterator[tuple[float, bool]]:
    """The confidence of each reading by the final calibration of the other folds, with the truth."""
    for number in range(folds):
        weights = finally_weighed(curve, [one for at, one in enumerate(street) if at % folds != number])
        own = street[number::folds]
        yield from zip(_chances(weights, own).tolist(), (right for _, right in own), strict=True)


def _chances(weights: Mapping[str, float], readings: list[Reading]) -> NDArray[np.float64]:
    return _logistic(_rows(readings) @ np.array(list(weights.values())))


def _rows(readings: list[Reading]) -> NDArray[np.float64]:
    return np.array([[*signs.numbers().values(), 1.0] for signs, _ in readings])


def _right(readings: list[Reading]) -> NDArray[np.float64]:
    return np.array([float(good) for _, good in readings])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--package", type=Path, default=Path("src/ticketing/read/weights"))
    parser.add_argument("--drawn", type=int, default=4000)
    a = parser.parse_args()
    from ticketing.detect.openvino import OpenVinoDetector
    from ticketing.read.onnx_reader import OnnxReader

    reader = OnnxReader(a.package, threads=1)
    parts = {"drawn": drawn_readings(a.shared, reader, a.drawn), "held out": held_out_readings(a.shared, reader)}
    street = street_readings(a.shared, OpenVinoDetector(threads=1), reader)
    plates = [reading for part in parts.values() for reading in part]
    curve = curve_of(plates)
    values = calibration_of(curve, street, plates)
    (a.package / "calibration.json").write_text(json.dumps(values, indent=2) + "\n")
    write_lock(a.package, "calibration.json")
    for name, readings in (parts | {"street": street}).items():
        _report(name, _chances(values["weights"], readings), _right(readings), values["sure"])
    chances, right = (np.array(column) for column in zip(*in_folds(curve, street), strict=True))
    _report("street in folds", chances, right, values["sure"])
    print(json.dumps(values))


def _report(name: str, chance: NDArray[np.float64], right: NDArray[np.float64], sure_from: float) -> None:
    sure, good = chance >= sure_from, right > 0
    loss = -np.log(np.where(good, chance, 1 - chance)).mean()
    print(name, "readings", len(right), "right", int(good.sum()), "mean confidence", round(float(chance.mean()), 3))
    print("  log loss", round(float(loss), 4), "sure", int(sure.sum()), "sure and wrong", int((sure & ~good).sum()))


if __name__ == "__main__":
    main()
