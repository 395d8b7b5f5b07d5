"""A sheet of crops as the reader sees them in training, for the eye.

python -m training.sheet training/work/plates.png
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from training.reader.crops import ReaderCrops


def draw_sheet(shared: Path, file: Path, seed: int, real_share: float) -> None:
    """120 crops of the training set, 160 x 80 px each."""
    crops = ReaderCrops(shared, 120, seed, real_share)
    cells = [cv2.resize(crops[number][0], (160, 80)) for number in range(120)]
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.vstack([np.hstack(cells[at : at + 10]) for at in range(0, 120, 10)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=float, default=0.25)
    a = parser.parse_args()
    draw_sheet(a.shared, a.file, a.seed, a.real)


if __name__ == "__main__":
    main()
