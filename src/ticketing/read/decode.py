"""From the network's output to texts with probabilities. numpy only.

The output has 36 steps for the upper row, one constant step, 36 steps for the lower row (network/plate_net.py). Each
row is decoded by prefix beam search, which sums over all alignments: the probability of a text, not of one path.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from ticketing.read.readings import Candidate, Character, RawReading

ALPHABET = "0123456789ABCDEFGHKLMNPQRSTUVXYZ"
"""Class i is character i - 1; 0 is the blank, the last class the row break. network/plate_net.yaml says the same."""
BEAMS = 10
FEW_BEAMS, HOPELESS = 3, 1e-4
"""Where no path through a row is likelier than this, nobody will use what it reads, and looking far costs most."""
NEGLIGIBLE = 1e-4
"""Characters below this probability at a step are not followed: they carry less than calibration can tell. Nor are
beginnings of a text that are so much less likely than the best: nearly all that a clear plate would leave."""

Prefix = tuple[int, ...]


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)


def split_scans(steps: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(73, classes) to upper and lower (36, 1 + characters), the row break left out."""
    half = (len(steps) - 1) // 2
    characters = len(ALPHABET) + 1
    return steps[:half, :characters], steps[half + 1 :, :characters]


def row_candidates(steps: NDArray[np.float32], beams: int = BEAMS) -> list[tuple[Prefix, float]]:
    """Likeliest texts of one row as class numbers, with their probability; () is the empty row."""
    if float(steps.max(axis=1).prod()) < HOPELESS:
        beams = min(beams, FEW_BEAMS)
    alive: dict[Prefix, tuple[float, float]] = {(): (1.0, 0.0)}  # ends in blank, ends in its last character
    likeliest = 1.0
    for step in steps:
        blank = float(step[0])
        if blank > 1 - NEGLIGIBLE:
            alive = {prefix: ((a + b) * blank, 0.0) for prefix, (a, b) in alive.items()}
            continue
        seen = _characters_at(step)
        grown: dict[Prefix, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for prefix, (after_blank, after_same) in alive.items():
            total = after_blank + after_same
            grown[prefix][0] += total * blank
            if prefix:
                grown[prefix][1] += after_same * float(step[prefix[-1]])
            for code, chance in seen:
                if total * chance < likeliest * NEGLIGIBLE:
                    break
                repeats = bool(prefix) and prefix[-1] == code
                grows = (after_blank if repeats else total) * chance
                if grows:
                    grown[(*prefix, code)][1] += grows
        best = sorted(((a + b, prefix, a, b) for prefix, (a, b) in grown.items()), reverse=True)[:beams]
        likeliest = best[0][0]
        alive = {prefix: (a, b) for total, prefix, a, b in best if total > likeliest * NEGLIGIBLE}
    return sorted(((prefix, a + b) for prefix, (a, b) in alive.items()), key=lambda item: -item[1])


def _characters_at(step: NDArray[np.float32]) -> list[tuple[int, float]]:
    """Classes that may stand at a step with their probability, likeliest first."""
    seen = [(int(code), float(step[code])) for code in np.flatnonzero(step > NEGLIGIBLE) if code]
    return sorted(seen, key=lambda one: -one[1])


def _word(prefix: Prefix) -> str:
    return "".join(ALPHABET[code - 1] for code in prefix)


def row_characters(steps: NDArray[np.float32], text: str) -> list[Character]:
    """For each character of a row: the likeliest step it can stand at, and what else that step shows.

    The best alignment of the text is found by dynamic programming; a character's probability is its share at its peak.
    """
    codes = [ALPHABET.index(character) + 1 for character in text]
    peaks = _peaks(steps, codes)
    characters = []
    for code, at in zip(codes, peaks, strict=True):
        shares = steps[at, 1:] / max(float(steps[at, 1:].sum()), 1e-9)
        order = [int(i) for i in np.argsort(-shares)[:4] if i != code - 1 and shares[i] > 0.005][:3]
        others = tuple((ALPHABET[i], round(float(shares[i]), 4)) for i in order)
        characters.append(Character(ALPHABET[code - 1], round(float(shares[code - 1]), 4), others))
    return characters


def _peaks(steps: NDArray[np.float32], codes: list[int]) -> list[int]:
    """For each code one step, in rising order, so that the product of their probabilities is greatest."""
    if not codes:
        return []
    score = np.log(np.maximum(steps[:, codes], 1e-9))
    best = np.full((len(codes), len(steps)), -np.inf)
    came = np.zeros((len(codes), len(steps)), int)
    best[0] = score[:, 0]
    for row in range(1, len(codes)):
        running = np.maximum.accumulate(best[row - 1])
        at = np.maximum.accumulate(np.where(best[row - 1] >= running, np.arange(len(steps)), 0))
        best[row, 1:] = running[:-1] + score[1:, row]
        came[row, 1:] = at[:-1]
    places = [int(best[-1].argmax())]
    for row in range(len(codes) - 1, 0, -1):
        places.append(int(came[row, places[-1]]))
    return places[::-1]


def decode(logits: NDArray[np.float32]) -> RawReading:
    """logits: (73, classes) of one crop. Never fails; a crop without text gives empty rows."""
    upper, lower = split_scans(probabilities(logits))
    tops, bottoms = row_candidates(upper), row_candidates(lower)
    pairs = [(a, b, p * q) for a, p in tops for b, q in bottoms]
    pairs.sort(key=lambda pair: -pair[2])
    candidates = tuple(
        Candidate(tuple(row for row in (_word(a), _word(b)) if row), chance) for a, b, chance in pairs[: 2 * BEAMS]
    )
    best_upper, best_lower = _word(pairs[0][0]), _word(pairs[0][1])
    characters = (*row_characters(upper, best_upper), *row_characters(lower, best_lower))
    return RawReading(candidates[0].rows, characters, candidates)
