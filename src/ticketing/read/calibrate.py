"""How sure a reading is: from what the network says to the measured chance that the whole text is right. Pure.

A network's probability is too high on pictures it has not seen. A logistic curve over a few signs, fitted on readings
whose truth is known (training/reader/calibrate.py), turns it into a share that was counted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ticketing.detect.weights import locked_file

WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Signs:
    """What tells a good reading from a bad one.

    probability: of the text after grammar, 0-1.
    second:      of the best other text, 0-1.
    weakest:     smallest probability of a character, 0-1.
    agreement:   share of looks whose own best is this text.
    fits:        a layout of law/plates fits text, rows, colour and kind.
    changed:     grammar put another text first than the network.
    height:      of the plate in the picture, pixels for each row.
    pictures:    number of pictures that were voted over. Their probabilities are multiplied as if each erred on its
                 own; the same strange 5 errs in all of them.
    """

    probability: float
    second: float
    weakest: float
    agreement: float
    fits: bool
    changed: bool
    height: float
    pictures: int = 1

    def numbers(self) -> dict[str, float]:
        """The signs as the curve takes them; bounded, so that nothing unheard of makes a reading sure."""
        return {
            "probability": _logit(self.probability),
            "second": math.log10(max(self.second, 1e-4)),
            "weakest": _logit(self.weakest),
            "agreement": self.agreement,
            "fits": float(self.fits),
            "changed": float(self.changed),
            "height": math.log2(min(max(self.height, 4.0), 32.0) / 16.0),
            "pictures": math.log2(min(max(self.pictures, 1), 4)),
        }


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


@dataclass(frozen=True)
class Calibration:
    """weights: of `Signs.numbers` and "constant". sure: confidence from which a reading is YES.

    unreadable: confidence under which no text is given at all.
    """

    weights: Mapping[str, float]
    sure: float
    unreadable: float

    def confidence(self, signs: Signs) -> float:
        """Chance that the whole text is right, 0-1."""
        total = self.weights["constant"] + sum(self.weights[name] * value for name, value in signs.numbers().items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def shipped_calibration(folder: Path = WEIGHTS) -> Calibration:
    """The curve of the shipped network. Raises WeightsChanged where the file is not that of the lock."""
    values = json.loads(locked_file(folder, "calibration.json").read_text())
    return Calibration(values["weights"], values["sure"], values["unreadable"])
