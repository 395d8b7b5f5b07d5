"""How sure a reading is: from what the network says to the measured chance that the whole text is right. Pure.

A network's probability is too high on pictures it has not seen. A logistic curve over a few signs, fitted on readings
whose truth is known (training/reader/calibrate.py), turns it into a share that was counted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ticketing.detect.weights import locked_file
from ticketing.read.readings import RawReading

WEIGHTS = Path(__file__).parent / "weights"
LEAST_BELIEF = 0.03
"""What a look counts that believes less in a text: one that sees nothing says little of what the others see. Of 0.0001,
0.001, 0.01, 0.03 and 0.1 this one gave the smallest log loss on drawn plates and held-out crops together."""


@dataclass(frozen=True)
class Signs:
    """What tells a good reading from a bad one.

    probability: of the text after grammar, 0-1.
    second:      of the best other text, 0-1.
    weakest:     smallest probability of a character, 0-1.
    agreement:   share of looks whose own best is this text.
    steady:      of the text in one picture, by the mean of its looks' log odds (`steadiness`): in the mean of their
                 probabilities, one look in five that nearly rules it out is hardly seen. The best of several pictures.
    fits:        a layout of plates.layouts fits text, rows, colour and kind.
    changed:     grammar put another text first than the network.
    height:      of the plate in the picture, pixels for each row.
    pictures:    number of pictures that were voted over. Their probabilities are multiplied as if each erred on its
                 own; the same strange 5 errs in all of them.
    carried:     a vehicle that carries the plate was seen. What hangs alone is often a stranger's, half hidden in a
                 crowd, or no plate, and nothing about a vehicle speaks against a wrong text.
    """

    probability: float
    second: float
    weakest: float
    agreement: float
    steady: float
    fits: bool
    changed: bool
    height: float
    pictures: int = 1
    carried: bool = True

    def numbers(self) -> dict[str, float]:
        """The signs as the curve takes them; bounded, so that nothing unheard of makes a reading sure."""
        return {
            "probability": _logit(self.probability),
            "second": math.log10(max(self.second, 1e-4)),
            "weakest": _logit(self.weakest),
            "agreement": self.agreement,
            "steady": _logit(self.steady),
            "fits": float(self.fits),
            "changed": float(self.changed),
            "height": math.log2(min(max(self.height, 4.0), 32.0) / 16.0),
            "pictures": math.log2(min(max(self.pictures, 1), 4)),
            "carried": float(self.carried),
        }


def steadiness(rows: tuple[str, ...], looks: Sequence[RawReading]) -> float:
    """The probability whose log odds are the mean of those that each look gives to a text; 0 without looks."""
    given = (sum(one.probability for one in look.alternatives if one.rows == rows) for look in looks)
    odds = [_logit(max(chance, LEAST_BELIEF)) for chance in given]
    return 1 / (1 + math.exp(-sum(odds) / len(odds))) if odds else 0.0


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
