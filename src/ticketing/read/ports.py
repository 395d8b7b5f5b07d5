"""What the house needs of a reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ticketing.read.readings import RawReading


class Reader(Protocol):
    """version: names the weights; a case keeps it."""

    version: str

    def read(self, crops: Sequence[NDArray[np.uint8]]) -> list[RawReading]:
        """crops: plates with a little of their surroundings, (height, width, 3) uint8 BGR or (height, width) grey, any
        size. One reading for each crop, in order. A crop with no text in it gives empty rows; nothing is raised.
        """
        ...
