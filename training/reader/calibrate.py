"""Fit the curve that turns the signs of a reading into its chance of being right, and write it into the package.

    python -m training.reader.calibrate

Two sources of readings with known truth, each about half of the weight:
* dev, end to end: every reading that lies on a scored plate or on none (the only data that says what cameras look like
  which the networks never saw; fitting this curve is the one thing that dev is used for);
* drawn plates with other seeds than in training, all colours and layouts, made worse than cameras make them.
`sure` is the confidence over which no wrong reading of either lies, with a margin.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box, VehicleSeen
from ticketing.read import plates as plates_module
from ticketing.read.calibrate import Calibration, Signs
from ticketing.read.colour import plate_colour
from ticketing.read.pictures import open_picture
from training.lock import write_lock
from training.plates import damage
from training.plates.drawing import draw_plate
from training.plates.texts import random_plate
from training.reader.crops import scene_pictures

Reading = tuple[dict[str, float], bool]


class Collector(Calibration):
    """A calibration that keeps the signs it is asked about; every reading counts as readable and none as sure."""

    def __init__(self) -> None:
        super().__init__({}, sure=2.0, unreadable=-1.0)
        object.__setattr__(self, "asked", [])

    def confidence(self, signs: Signs) -> float:
        self.asked.append(signs)  # type: ignore[attr-defined]
        return signs.probability


def dev_readings(shared: Path, service_parts: tuple[object, object]) -> list[Reading]:
    """Signs of every reading on dev and whether it is right; readings on unscored plates are left out."""
    sys.path.insert(0, str(shared / "tools"))
    import score_plates as scorer

    detector, reader = service_parts
    folder, readings = shared / "data/plates/dev", []
    for row in (folder / "dev.jsonl").read_text().splitlines():
        entry = json.loads(row)
        collector = Collector()
        found = plates_module.read_plates(
            open_picture((folder / entry["image"]).read_bytes()).upright,
            detector,
            reader,
            collector,  # type: ignore[arg-type]
        )
        read = [(one, signs) for one, signs in zip(
            [one for one in found if one.reading.text], collector.asked, strict=True  # type: ignore[attr-defined]
        )]  # fmt: skip
        boxes = [{"text": one.reading.text, "box": list(one.box)} for one, _ in read]
        truth_of = {at: number for number, at in scorer.pair(entry["plates"], boxes).items()}
        for at, (one, signs) in enumerate(read):
            known = entry["plates"][truth_of[at]] if at in truth_of else None
            if known and (not known["readable"] or known.get("repeat")):
                continue
            readings.append((signs.numbers(), bool(known) and known["text"] == one.reading.text))  # type: ignore[index]
    return readings


def drawn_readings(shared: Path, reader: object, number: int) -> list[Reading]:
    """The same for drawn plates, cut along their box with the two margins of the product."""
    scenes, readings = scene_pictures(shared), []
    for count in range(number):
        dice = random.Random(f"calibration/{count}")
        text = random_plate(dice)
        plate = draw_plate(text, dice, 180)
        picture = damage.as_seen(damage.stand_in_scene(plate, dice.choice(scenes), dice, (0.08, 0.12)), dice)
        height, width = picture.shape[:2]
        inset_x, inset_y = round(width * 0.08), round(height * 0.08)
        box = Box(inset_x, inset_y, max(inset_x + 4, width - inset_x), max(inset_y + 3, height - inset_y))
        crops = [plates_module.crop_plate(picture, box, margin) for margin in plates_module.MARGINS]
        kind = "motorcycle" if text.form == "motorcycle" else "car"
        look = plates_module.PlateLook(
            box, 1.0, VehicleSeen(kind, 1.0, box) if dice.random() < 0.7 else None,  # type: ignore[arg-type]
            plate_colour(plates_module.crop_plate(picture, box, 0.0)), tuple(reader.read(crops)),  # type: ignore[attr-defined]
        )  # fmt: skip
        collector = Collector()
        reading = plates_module.read_together([look], collector)
        for signs in collector.asked:  # type: ignore[attr-defined]
            readings.append((signs.numbers(), reading.text == text.text))
    return readings


def fit(
    numbers: NDArray[np.float64], right: NDArray[np.float64], weight: NDArray[np.float64], ridge: float = 1.0
) -> NDArray[np.float64]:
    """Logistic regression by Newton's method; the last column is the constant and is not held back by the ridge."""
    beta = np.zeros(numbers.shape[1])
    hold = np.full(len(beta), ridge)
    hold[-1] = 1e-6
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(numbers @ beta, -30, 30)))
        slope = numbers.T @ (weight * (right - chance)) - hold * beta
        curve = (numbers * (weight * chance * (1 - chance))[:, None]).T @ numbers + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--package", type=Path, default=Path("src/ticketing/read/weights"))
    parser.add_argument("--drawn", type=int, default=3000)
    a = parser.parse_args()
    from ticketing.detect.openvino import OpenVinoDetector
    from ticketing.read.onnx_reader import OnnxReader

    detector, reader = OpenVinoDetector(threads=1), OnnxReader(threads=1)
    dev, drawn = dev_readings(a.shared, (detector, reader)), drawn_readings(a.shared, reader, a.drawn)
    names = [*dev[0][0], "constant"]
    rows = np.array([[*signs.values(), 1.0] for signs, _ in dev + drawn])
    right = np.array([float(good) for _, good in dev + drawn])
    weight = np.array([1.0] * len(dev) + [len(dev) / len(drawn)] * len(drawn))
    beta = fit(rows, right, weight)
    chance = 1 / (1 + np.exp(-np.clip(rows @ beta, -30, 30)))
    wrong = np.sort(chance[right == 0])[::-1]
    # Half of what is left to certainty above the most certain wrong reading: the next wrong one may be more certain.
    sure = max(0.98, 1 - (1 - float(wrong[0])) / 2)
    values = {
        "weights": {name: round(float(v), 4) for name, v in zip(names, beta, strict=True)},
        "sure": round(sure, 5),
        "unreadable": 0.1,
    }
    (a.package / "calibration.json").write_text(json.dumps(values, indent=2) + "\n")
    write_lock(a.package, "calibration.json")
    for name, part in (("dev", slice(0, len(dev))), ("drawn", slice(len(dev), None))):
        c, r = chance[part], right[part]
        print(name, "readings", len(c), "right", round(float(r.mean()), 4), "sure", round(float((c >= sure).mean()), 4),
              "wrong and sure", int(((c >= sure) & (r == 0)).sum()), "of wrong", int((r == 0).sum()),
              "most certain wrong", [round(float(v), 4) for v in np.sort(c[r == 0])[::-1][:5]])  # fmt: skip
    print(json.dumps(values))
    assert math.isfinite(sure)


if __name__ == "__main__":
    main()
