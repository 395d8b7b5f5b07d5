"""The detector that serves: our YOLO network run by OpenVINO, two to three times faster here than by torch."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ticketing.detect.colour import with_colours
from ticketing.detect.detections import Box, Detections
from ticketing.detect.network import OpenVinoNetwork
from ticketing.detect.views import CLASSES, FAINT_SCORE, LOOK_HEIGHT, LOOK_WIDTH, Found, detect_in_windows
from ticketing.detect.weights import locked_file, short_version

WEIGHTS = Path(__file__).parent / "weights"
NETWORK, NUMBERS = "detector.xml", "detector.bin"
GREY = 114


def letterbox(picture: NDArray[np.uint8], distance: float) -> tuple[NDArray[np.uint8], float]:
    """Scale a picture into the network's size, the rest grey, as in training. Returns it and the scale."""
    scale = min(LOOK_WIDTH / picture.shape[1], LOOK_HEIGHT / picture.shape[0]) / distance
    width, height = (max(1, round(side * scale)) for side in (picture.shape[1], picture.shape[0]))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas = np.full((LOOK_HEIGHT, LOOK_WIDTH, 3), GREY, np.uint8)
    canvas[:height, :width] = cv2.resize(picture, (width, height), interpolation=way)
    return canvas, scale


class OpenVinoDetector:
    """Implements `Detector`; threads may share it.

    threads: of OpenVINO; 0 leaves it to OpenVINO, which takes all cores.
    """

    def __init__(self, weights: Path = WEIGHTS, threads: int = 0) -> None:
        locked_file(weights, NUMBERS)
        shape = [1, 3, LOOK_HEIGHT, LOOK_WIDTH]
        self._network = OpenVinoNetwork(locked_file(weights, NETWORK), shape=shape, threads=threads)
        self.version = f"yolo-openvino/{short_version(weights, NETWORK, NUMBERS)}"

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """See `Detector.detect`."""
        height, width = picture.shape[:2]
        return with_colours(
            picture,
            detect_in_windows(width, height, lambda window, distance: self._detect_view(picture, window, distance)),
        )

    def _detect_view(self, picture: NDArray[np.uint8], window: Box, distance: float) -> list[Found]:
        part = picture[window.y1 : window.y2, window.x1 : window.x2]
        canvas, scale = letterbox(part, distance)
        tensor = canvas[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
        rows = self._network.run(tensor)[0]
        whole = window.width == picture.shape[1] and window.height == picture.shape[0]
        return findings(rows, scale, window, whole)


def findings(rows: NDArray[np.float32], scale: float, window: Box, whole: bool) -> list[Found]:
    """Turn the network's output into boxes of the whole picture.

    rows: (4 + classes, anchors): centre x and y, width, height in pixels of the look, then a score for each class.
    """
    scores = rows[4:]
    best = scores.max(axis=0)
    chosen = np.flatnonzero(best >= FAINT_SCORE)
    kinds = scores[:, chosen].argmax(axis=0)
    x, y, w, h = rows[:4, chosen] / scale
    edges = np.stack([x - w / 2 + window.x1, y - h / 2 + window.y1, x + w / 2 + window.x1, y + h / 2 + window.y1], 1)
    edges = np.clip(edges, [window.x1, window.y1] * 2, [window.x2, window.y2] * 2)
    order = np.argsort(-best[chosen])[:300]
    keep = cv2.dnn.NMSBoxesBatched(
        [[float(a), float(b), float(c - a), float(d - b)] for a, b, c, d in edges[order]],
        best[chosen][order].tolist(), kinds[order].tolist(), FAINT_SCORE, 0.5,
    )  # fmt: skip
    return [
        Found(CLASSES[kinds[order][at]], float(best[chosen][order][at]), _box(edges[order][at]), whole)
        for at in np.asarray(keep, int).ravel()
    ]


def _box(edges: NDArray[np.floating]) -> Box:
    x1, y1, x2, y2 = edges
    return Box(int(np.floor(x1)), int(np.floor(y1)), int(np.ceil(x2)), int(np.ceil(y2)))
