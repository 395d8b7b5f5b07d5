"""A network as OpenVINO runs it, safe for threads that share it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class OpenVinoNetwork:
    """One compiled network with one input and one output.

    A request of OpenVINO holds its output in memory that its next run writes over. Two threads that shared one would
    give each other's answers: a plate read for one case would stand in another. So every thread has a request of its
    own, and what is returned is a copy.

    shape: of the input, where the file leaves it open. threads: for one run; 0 takes all cores.
    """

    def __init__(self, file: Path, *, shape: list[int] | None = None, threads: int = 0, **options: str) -> None:
        import openvino as ov

        core = ov.Core()
        model = core.read_model(str(file))
        if shape:
            model.reshape(shape)
        if threads:
            options["INFERENCE_NUM_THREADS"] = str(threads)
        self._compiled = core.compile_model(model, "CPU", {"PERFORMANCE_HINT": "LATENCY"} | options)
        self._own = threading.local()

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the network says of a batch: as many rows as it has."""
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        self._own.request.infer([np.ascontiguousarray(batch)])
        return np.array(self._own.request.get_output_tensor(0).data)
