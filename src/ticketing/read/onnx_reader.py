"""The reader that serves: the same network as easyocr_reader.py, exported to ONNX and run by OpenVINO."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.network import OpenVinoNetwork
from ticketing.detect.weights import locked_file, short_version
from ticketing.read.crops import network_input
from ticketing.read.decode import decode
from ticketing.read.readings import RawReading

WEIGHTS = Path(__file__).parent / "weights"
NETWORK = "plate_net.onnx"


class OnnxReader:
    """Implements `Reader`; threads may share it.

    threads: of OpenVINO; 0 leaves it to OpenVINO, which takes all cores.
    Raises WeightsChanged where the shipped file is not that of the lock.
    """

    def __init__(self, weights: Path = WEIGHTS, threads: int = 0) -> None:
        # bfloat16 is faster on some processors and gives other digits on each: a case must read the same everywhere.
        network = locked_file(weights, NETWORK)
        self._network = OpenVinoNetwork(network, threads=threads, INFERENCE_PRECISION_HINT="f32")
        self.version = f"plate-net-openvino/{short_version(weights, NETWORK)}"

    def read(self, crops: Sequence[NDArray[np.uint8]]) -> list[RawReading]:
        """See `Reader.read`."""
        return [decode(logits) for logits in self.logits(crops)]

    def logits(self, crops: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """The network's output for each crop: (73, classes)."""
        if not crops:
            return []
        return list(self._network.run(network_input(list(crops))))
