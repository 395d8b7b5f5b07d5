"""How good the reviewing is: shares with their interval, agreement of pairs, and a test that may be looked at daily.

Pure. Everything is counted on judgements that were given blind: of two persons who judged one case without seeing each
other, the one against whom the case went was wrong.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ticketing.law.dated import timeline

DATA = Path(__file__).parent / "data"
WATCHED = ("camera", "officer", "model")
Z95 = 1.959963984540054
WORSE = (1.5, 2.0, 3.0, 5.0, 8.0, 12.0)
"""How many times worse than its budget one may be: the test weighs all of these at once, none in particular."""
HIGHEST_SHARE = 0.95


@dataclass(frozen=True)
class Seeding:
    """How cases whose right verdict is known are mixed in; see data/quality.yaml."""

    per_ten_thousand: int
    max_age_days: int
    ends_after_minutes: int


@dataclass(frozen=True)
class Standard:
    """What holds in one period; see data/quality.yaml."""

    valid_from: date
    valid_to: date | None
    budget: Mapping[str, float]
    chance: float
    too_few: int
    quick_s: int
    seeding: Seeding


@dataclass(frozen=True)
class Share:
    """Wrong ones among judged ones, with the interval of Wilson at 95 %. rate, low, high are None where none was."""

    judged: int
    errors: int

    @property
    def rate(self) -> float | None:
        """The share, 0-1."""
        return self.errors / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end, 0-1 (Wilson's score interval, no correction for continuity)."""
        return wilson(self.errors, self.judged) if self.judged else None


def wilson(errors: int, judged: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share. Raises ZeroDivisionError where nothing was judged.

    >>> [round(end, 4) for end in wilson(2, 50)]
    [0.011, 0.1346]
    """
    p, square = errors / judged, z * z
    centre = p + square / (2 * judged)
    reach = z * math.sqrt(p * (1 - p) / judged + square / (4 * judged * judged))
    whole = 1 + square / judged
    low = 0.0 if errors == 0 else (centre - reach) / whole
    return low, 1.0 if errors == judged else (centre + reach) / whole


def kappa(pairs: Iterable[tuple[str, str]]) -> float | None:
    """Cohen's kappa, unweighted, of two persons' judgements on the same cases; None where it is not defined.

    It is not where there is no case, and where both always say the same one thing: chance alone explains that.

    >>> kappa([("confirm", "confirm"), ("reject", "reject"), ("confirm", "reject"), ("reject", "reject")])
    0.5
    """
    both = list(pairs)
    if not both:
        return None
    first, second = (Counter(words) for words in zip(*both, strict=True))
    agreed = sum(a == b for a, b in both) / len(both)
    by_chance = sum(first[word] * second[word] for word in first) / len(both) ** 2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def evidence(errors: int, judged: int, budget: float) -> float:
    """How strongly the judgements speak for a share above the budget, against one within it.

    It is what a stake of 1 has become that was bet on "worse" at fair odds, spread over WORSE. While the true share
    lies within the budget the stake does not grow on average, so the chance that it ever reaches 1/chance is at most
    `chance`, however often one looks (Ville's inequality). Nothing is chosen after the fact.

    >>> evidence(0, 0, 0.05)
    1.0
    """
    worse = [min(budget * times, HIGHEST_SHARE) for times in WORSE]
    log = (
        errors * math.log(share / budget) + (judged - errors) * math.log((1 - share) / (1 - budget)) for share in worse
    )
    return sum(math.exp(min(one, 700.0)) for one in log) / len(worse)


def is_held(share: Share, budget: float, chance: float) -> bool:
    """Whether one that was judged so is held from issuing.

    >>> is_held(Share(200, 6), 0.03, 0.01), is_held(Share(40, 12), 0.03, 0.01)
    (False, True)
    """
    return evidence(share.errors, share.judged, budget) >= 1 / chance


def standard_on(day: date) -> Standard:
    """What holds on `day`. Raises LookupError."""
    found: Standard | None = _standards().on("quality", day)
    if found is None:
        raise LookupError(f"review/data/quality.yaml has nothing for {day}: add a block that begins then or before.")
    return found


@cache
def _standards() -> Any:
    blocks: Sequence[Mapping[str, Any]] = yaml.safe_load((DATA / "quality.yaml").read_text(encoding="utf-8"))
    return timeline("review/data/quality.yaml", map(_standard, blocks), key=lambda _: "quality")


def _standard(block: Mapping[str, Any]) -> Standard:
    return Standard(**{**block, "seeding": Seeding(**block["seeding"])})
