"""Detector, reader and calibration of the shipped networks in one hand: made once in a process, used for every picture.

Only the ways in that hold networks (the worker, `ticketing plates`) make one; it loads OpenVINO.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.ports import Detector
from ticketing.read.calibrate import Calibration, shipped_calibration
from ticketing.read.plates import PlateOnPicture, read_plates
from ticketing.read.ports import Reader


@dataclass(frozen=True)
class PlateService:
    """What is needed to read plates. The parts can be exchanged one by one, in tests and for other networks."""

    detector: Detector
    reader: Reader
    calibration: Calibration

    @classmethod
    def shipped(cls, threads: int = 0) -> PlateService:
        """The networks of this package in their fast run-time. Raises WeightsChanged for a file that is not locked.

        threads: for each network; 0 takes all cores.
        """
        from ticketing.detect.openvino import OpenVinoDetector
        from ticketing.read.onnx_reader import OnnxReader

        return cls(OpenVinoDetector(threads=threads), OnnxReader(threads=threads), shipped_calibration())

    @property
    def version(self) -> str:
        """Names all weights; a case keeps it."""
        return f"{self.detector.version} {self.reader.version}"

    def read(self, picture: NDArray[np.uint8]) -> list[PlateOnPicture]:
        """Find and read all plates of a picture: (height, width, 3) uint8 BGR."""
        return read_plates(picture, self.detector, self.reader, self.calibration)
