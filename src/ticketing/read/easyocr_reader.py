"""The only door to easyocr: our own recognition network, loaded as easyocr's custom network. Nothing is downloaded.

easyocr gives a text and a score; the house needs the probability of each character and the alternatives. They are in
the network's output, which easyocr throws away: a hook keeps it. The text is still easyocr's own, and must be the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.weights import locked_file, short_version
from ticketing.read.crops import CROP_HEIGHT, CROP_WIDTH, grey_crop
from ticketing.read.decode import decode
from ticketing.read.readings import RawReading

HERE = Path(__file__).parent
ARCHITECTURE, WEIGHTS = HERE / "network", HERE / "weights"
NAME = "plate_net"


class EasyOcrReader:
    """Implements `Reader`. One for each process: easyocr keeps the height of its input in a module-wide variable.

    Raises WeightsChanged where the file is not that of the lock: easyocr loads pickle, which runs what it says.
    """

    def __init__(self) -> None:
        locked_file(WEIGHTS, f"{NAME}.pth")
        import easyocr
        import torch

        torch.set_num_threads(1)  # more threads spin against each other on a busy machine
        self._reader = easyocr.Reader(
            ["en"], gpu=False, detector=False, recog_network=NAME, user_network_directory=str(ARCHITECTURE),
            model_storage_directory=str(WEIGHTS), download_enabled=False, verbose=False, quantize=False,
        )  # fmt: skip
        # easyocr leaves the folder of the architecture at the end of the path of the whole process.
        if str(ARCHITECTURE) in sys.path:
            sys.path.remove(str(ARCHITECTURE))
        self._kept: list[NDArray[np.float32]] = []
        self._reader.recognizer.register_forward_hook(self._store)
        self.version = f"plate-net-easyocr/{short_version(WEIGHTS, f'{NAME}.pth')}"

    def _store(self, _module: Any, _inputs: Any, output: Any) -> None:
        self._kept.append(output.detach().numpy()[0])

    def read(self, crops: Sequence[NDArray[np.uint8]]) -> list[RawReading]:
        """See `Reader.read`."""
        return [decode(logits) for logits in self.logits(crops)]

    def logits(self, crops: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """The network's output for each crop: (73, classes)."""
        return [self._recognise(crop)[1] for crop in crops]

    def greedy_texts(self, crops: Sequence[NDArray[np.uint8]]) -> list[str]:
        """easyocr's own answer: rows joined by "-", which also ends a plate of one row."""
        return [self._recognise(crop)[0] for crop in crops]

    def _recognise(self, crop: NDArray[np.uint8]) -> tuple[str, NDArray[np.float32]]:
        self._kept.clear()
        # The crop has the network's size already, so easyocr neither scales nor pads; contrast_ths=0 keeps it from
        # looking a second time at a picture of its own making.
        answer = self._reader.recognize(
            grey_crop(crop), horizontal_list=[[0, CROP_WIDTH, 0, CROP_HEIGHT]], free_list=[], decoder="greedy",
            contrast_ths=0.0,
        )  # fmt: skip
        return str(answer[0][1]), self._kept[-1]
