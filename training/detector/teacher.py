"""Boxes proposed by other networks: vehicles by YOLOX-nano, plates by a public plate detector.

Both only teach. What they propose is noisy: look at a sheet of it (`python -m training.detector.dataset --sheet`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

CLASSES = ("plate", "car", "motorcycle", "bus", "truck")
COCO_VEHICLES = {2: "car", 3: "motorcycle", 5: "bus", 7: "truck"}


@dataclass(frozen=True)
class Label:
    """kind: one of CLASSES. box: x1, y1, x2, y2 in pixels."""

    kind: str
    box: tuple[float, float, float, float]
    score: float


def tiles(width: int, height: int, side: int, overlap: float = 0.25) -> list[tuple[int, int, int, int]]:
    """Windows (x1, y1, x2, y2) of `side` pixels that cover a picture; one window if it is smaller."""

    def starts(length: int) -> list[int]:
        if length <= side:
            return [0]
        count = int(np.ceil((length - side) / (side * (1 - overlap)))) + 1
        return [round(at) for at in np.linspace(0, length - side, count)]

    return [(x, y, min(x + side, width), min(y + side, height)) for y in starts(height) for x in starts(width)]


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Intersection over union of two boxes."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)


def strongest(labels: list[Label], most: float = 0.5) -> list[Label]:
    """Of labels that overlap by more than `most` keep the strongest, whatever their kind."""
    kept: list[Label] = []
    for label in sorted(labels, key=lambda one: -one.score):
        if all(overlap(label.box, other.box) <= most for other in kept):
            kept.append(label)
    return kept


class VehicleTeacher:
    """YOLOX-nano (416 x 416, COCO) run by OpenVINO."""

    side = 416

    def __init__(self, weights: Path) -> None:
        import openvino as ov

        self.network = ov.Core().compile_model(str(weights), "CPU", {"INFERENCE_NUM_THREADS": 1})
        grids, strides = [], []
        for stride in (8, 16, 32):
            y, x = np.mgrid[0 : self.side // stride, 0 : self.side // stride]
            grids.append(np.stack([x.ravel(), y.ravel()], 1))
            strides.append(np.full((grids[-1].shape[0], 1), stride))
        self.grid, self.stride = np.concatenate(grids), np.concatenate(strides)

    def _look(self, picture: Picture, least: float) -> list[Label]:
        scale = self.side / max(picture.shape[:2])
        small = cv2.resize(
            picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        )
        canvas = np.full((self.side, self.side, 3), 114, np.uint8)
        canvas[: small.shape[0], : small.shape[1]] = small[: self.side, : self.side]
        out = self.network(canvas.transpose(2, 0, 1)[None].astype(np.float32))[0][0]
        centre, size = (out[:, :2] + self.grid) * self.stride, np.exp(out[:, 2:4]) * self.stride
        scores = out[:, 4:5] * out[:, 5:]
        labels = []
        for at in np.flatnonzero(scores[:, list(COCO_VEHICLES)].max(axis=1) > least):
            kind = max(COCO_VEHICLES, key=lambda k: scores[at, k])
            x1, y1 = (centre[at] - size[at] / 2) / scale
            x2, y2 = (centre[at] + size[at] / 2) / scale
            labels.append(Label(COCO_VEHICLES[kind], (x1, y1, x2, y2), float(scores[at, kind])))
        return labels

    def label(self, picture: Picture, least: float = 0.35) -> list[Label]:
        """Vehicles of the whole picture and of its tiles, each once."""
        height, width = picture.shape[:2]
        labels = self._detect_view(picture, least)
        for x1, y1, x2, y2 in tiles(width, height, max(240, min(width, height) * 5 // 8)):
            for found in self._detect_view(picture[y1:y2, x1:x2], least):
                a, b, c, d = found.box
                # What a tile's edge cuts would teach half vehicles.
                cut = (
                    (a < 3 and x1 > 0)
                    or (b < 3 and y1 > 0)
                    or (c > x2 - x1 - 3 and x2 < width)
                    or (d > y2 - y1 - 3 and y2 < height)
                )
                if not cut:
                    labels.append(Label(found.kind, (a + x1, b + y1, c + x1, d + y1), found.score))
        inside = [
            Label(
                one.kind,
                (max(0, one.box[0]), max(0, one.box[1]), min(width, one.box[2]), min(height, one.box[3])),
                one.score,
            )
            for one in labels
        ]
        return strongest(inside)


class PlateTeacher:
    """A YOLO plate detector (.pt), on the whole picture and on its tiles."""

    def __init__(self, weights: Path) -> None:
        from ultralytics import YOLO

        self.network = YOLO(str(weights))

    def label(self, picture: Picture, least: float = 0.4) -> list[Label]:
        height, width = picture.shape[:2]
        windows = [(0, 0, width, height), *tiles(width, height, 480)]
        labels = []
        for x1, y1, x2, y2 in dict.fromkeys(windows):
            result = self.network.predict(picture[y1:y2, x1:x2], imgsz=640, conf=least, verbose=False, device="cpu")[0]
            for (a, b, c, d), score in zip(result.boxes.xyxy.tolist(), result.boxes.conf.tolist(), strict=True):
                labels.append(Label("plate", (a + x1, b + y1, c + x1, d + y1), score))
        return strongest(labels)
