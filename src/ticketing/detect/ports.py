"""What the house needs of a detector."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Detections


class Detector(Protocol):
    """version: names weights and settings; a case keeps it, so that it can be found again when a model was at fault."""

    version: str

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """picture: (height, width, 3) uint8, BGR. Never raises for a picture in which nothing is seen."""
        ...


class WeightsChanged(RuntimeError):
    """The weights on disk are not those of the lock file. Install the package again; do not read plates with them."""
