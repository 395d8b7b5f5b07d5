"""The only door to ultralytics: training's network, asked through ultralytics' own predict.

It runs a .pt of training or the shipped OpenVINO network, in the same windows as `OpenVinoDetector`, and a test holds
the two equal. It is the reference (its letterbox and suppression are those the network was trained with) and what a new
network is tried with before it is exported; the worker serves with OpenVinoDetector, which needs no torch.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ticketing.detect.colour import with_colours
from ticketing.detect.detections import Box, Detections
from ticketing.detect.views import CLASSES, FAINT_SCORE, LOOK_HEIGHT, LOOK_WIDTH, Found, detect_in_windows
from ticketing.detect.weights import locked_file, short_version

WEIGHTS = Path(__file__).parent / "weights"
NETWORK, NUMBERS, DESCRIPTION = "detector.xml", "detector.bin", "metadata.yaml"


def _ultralytics() -> Any:
    """The class YOLO, imported without what ultralytics does to its surroundings.

    It looks for updates and fonts, writes its settings into the home of the user, and puts its own function in the
    place of PIL's `open`, which would install a package wherever a stranger's file is no picture.
    """
    os.environ.setdefault("YOLO_OFFLINE", "true")
    os.environ.setdefault("YOLO_AUTOINSTALL", "false")
    os.environ.setdefault("YOLO_CONFIG_DIR", str(Path(tempfile.gettempdir()) / "ticketing-ultralytics"))
    own_open = Image.open
    try:
        from ultralytics.models import YOLO
    finally:
        Image.open = own_open
    return YOLO


class YoloDetector:
    """Implements `Detector` with ultralytics.

    network: a .pt file of training; None takes the shipped network (OpenVINO, run by ultralytics).
    Raises WeightsChanged where the shipped files are not those of the lock.
    """

    def __init__(self, network: Path | None = None) -> None:
        yolo = _ultralytics()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if network is None:
            network = self._shipped()
            self.version = f"yolo-ultralytics/{short_version(WEIGHTS, NETWORK, NUMBERS)}"
        else:
            self.version = f"yolo-ultralytics/{network.name}"
        self._yolo: Any = yolo(str(network), task="detect")

    def _shipped(self) -> Path:
        # ultralytics knows an OpenVINO network by the name of its folder.
        self._folder = tempfile.TemporaryDirectory(prefix="ticketing-", suffix="_openvino_model")
        for name in (NETWORK, NUMBERS, DESCRIPTION):
            shutil.copy(locked_file(WEIGHTS, name), self._folder.name)
        return Path(self._folder.name)

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """See `Detector.detect`."""
        height, width = picture.shape[:2]
        return with_colours(
            picture,
            detect_in_windows(width, height, lambda window, distance: self._detect_view(picture, window, distance)),
        )

    def _detect_view(self, picture: NDArray[np.uint8], window: Box, distance: float) -> list[Found]:
        part = np.ascontiguousarray(picture[window.y1 : window.y2, window.x1 : window.x2])
        if distance > 1:
            height, width = (round(side * (distance - 1)) for side in part.shape[:2])
            part = np.pad(part, ((0, height), (0, width), (0, 0)), constant_values=114)
        result = self._yolo.predict(
            part, imgsz=(LOOK_HEIGHT, LOOK_WIDTH), conf=FAINT_SCORE, iou=0.5, rect=False, device="cpu", verbose=False
        )[0]
        whole = window.area == picture.shape[0] * picture.shape[1]
        return [
            Found(CLASSES[int(kind)], float(score), outer_box(edges, window), whole)
            for edges, score, kind in zip(
                result.boxes.xyxy.tolist(), result.boxes.conf.tolist(), result.boxes.cls.tolist(), strict=True
            )
        ]


def outer_box(edges: list[float], window: Box) -> Box:
    """Whole pixels of the picture round edges in pixels of a window."""
    x1, y1, x2, y2 = edges
    return Box(
        math.floor(x1) + window.x1, math.floor(y1) + window.y1, math.ceil(x2) + window.x1, math.ceil(y2) + window.y1
    )
