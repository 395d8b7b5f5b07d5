"""Draw the golden crops and the golden scene of the tests: invented plates, our own drawing, nothing of ../shared.

    python -m training.golden

They are drawn once and committed; drawing them anew is only needed when the drawing changes.
"""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import yaml

from training.plates import damage
from training.plates.drawing import draw_plate
from training.plates.texts import PlateText

CROPS = (
    PlateText(("98A-123.45",), "white", "long"),
    PlateText(("98A", "678.90"), "white", "short"),
    PlateText(("29H", "555.21"), "yellow", "short"),
    PlateText(("51B-204.68",), "yellow", "long"),
    PlateText(("98A-012.34",), "blue", "long"),
    PlateText(("98-B1", "234.56"), "white", "motorcycle"),
    PlateText(("98-AB", "266.59"), "white", "motorcycle"),
    PlateText(("99-MD1", "123.45"), "white", "motorcycle"),
    PlateText(("98-K7", "8899"), "white", "motorcycle"),
    PlateText(("TM", "12-34"), "red", "short"),
    PlateText(("80-441-NG-02",), "white", "long", red_letters=True),
    PlateText(("98R", "000.17"), "yellow", "short"),
)


def asphalt(height: int, width: int, seed: int) -> np.ndarray:
    """A grey road with grain."""
    noise = np.random.default_rng(seed).normal(105, 9, (height, width, 1))
    return cv2.GaussianBlur(np.clip(np.repeat(noise, 3, 2), 0, 255).astype(np.uint8), (0, 0), 0.8)


def draw_crops(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, text in enumerate(CROPS):
        dice = random.Random(f"golden/{number}")
        plate = draw_plate(text, dice, 220)
        crop = damage.stand_in_scene(plate, asphalt(240, 320, number), dice, (0.05, 0.1))
        crop = damage.sensor(damage.shrink(damage.light(crop, dice), dice.randrange(90, 150)), dice)
        name = f"crop_{number:02d}.png"
        cv2.imwrite(str(folder / name), crop)
        entries.append({"crop": name, "rows": list(text.rows), "colour": text.colour})
    (folder / "golden.yaml").write_text(yaml.safe_dump(entries, sort_keys=False))


def draw_scene(file: Path) -> None:
    """Two plain vehicles from behind, each with its plate."""
    dice = random.Random("golden scene")
    scene = asphalt(540, 960, 7)
    for x1, y1, x2, y2, paint in ((120, 120, 430, 400, (60, 40, 130)), (560, 160, 880, 430, (190, 190, 185))):
        cv2.rectangle(scene, (x1, y1 + 90), (x2, y2), paint, -1)
        cv2.fillConvexPoly(
            scene, np.array([[x1 + 20, y1 + 95], [x1 + 60, y1], [x2 - 60, y1], [x2 - 20, y1 + 95]]), paint
        )
        glass = np.array([[x1 + 45, y1 + 88], [x1 + 75, y1 + 14], [x2 - 75, y1 + 14], [x2 - 45, y1 + 88]])
        cv2.fillConvexPoly(scene, glass, (45, 40, 38))
        for lamp in (x1 + 6, x2 - 46):
            cv2.rectangle(scene, (lamp, y1 + 110), (lamp + 40, y1 + 140), (30, 30, 190), -1)
        for wheel in (x1 + 20, x2 - 70):
            cv2.rectangle(scene, (wheel, y2 - 12), (wheel + 50, y2 + 26), (25, 25, 25), -1)
    for text, x, y, width in ((CROPS[1], 235, 255, 84), (CROPS[0], 655, 300, 132)):
        plate = draw_plate(text, dice, 2 * width)
        small = cv2.resize(plate, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        scene[y : y + small.shape[0], x : x + small.shape[1]] = small
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), damage.sensor(cv2.GaussianBlur(scene, (0, 0), 0.6), random.Random(3)))


def main() -> None:
    draw_crops(Path("tests/read/golden"))
    draw_scene(Path("tests/detect/golden/scene.jpg"))


if __name__ == "__main__":
    main()
