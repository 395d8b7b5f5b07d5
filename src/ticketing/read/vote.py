"""Several looks at one plate become one list of candidates. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from ticketing.read.readings import Candidate, Character, RawReading

FLOOR = 1e-3
"""What a picture leaves to a text that it did not think of: no single blurred picture may veto a text."""
KEPT = 24


def pool(looks: Sequence[RawReading]) -> list[Candidate]:
    """Looks at the same pixels (crops of one picture): the mean of their probabilities, likeliest first.

    The looks share blur and light, so agreeing twice is no double proof.
    """
    total: dict[tuple[str, ...], float] = defaultdict(float)
    for look in looks:
        for candidate in look.alternatives:
            total[candidate.rows] += candidate.probability / len(looks)
    return _ranked(total)


def vote(pictures: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Different pictures of one vehicle: the product of their probabilities, normalised, likeliest first.

    A text has to be likely in all of them; what only one saw is held back by FLOOR in each other picture. Texts that no
    picture put first can win: `98A12345` second in both beats two different firsts.
    """
    pictures = [candidates for candidates in pictures if candidates]
    if len(pictures) <= 1:
        return list(pictures[0]) if pictures else []
    chances = [{candidate.rows: candidate.probability for candidate in candidates} for candidates in pictures]
    texts = {rows for chance in chances for rows in chance}
    score = {rows: sum(math.log(max(chance.get(rows, 0.0), FLOOR)) for chance in chances) for rows in texts}
    top = max(score.values())
    weight = {rows: math.exp(value - top) for rows, value in score.items()}
    # Mass for texts that none of the pictures named, so that one weak common guess does not become certain.
    rest = math.exp(len(pictures) * math.log(FLOOR) - top)
    total = sum(weight.values()) + rest
    return _ranked({rows: value / total for rows, value in weight.items()})


def _ranked(chances: dict[tuple[str, ...], float]) -> list[Candidate]:
    ranked = sorted((Candidate(rows, chance) for rows, chance in chances.items()), key=lambda one: -one.probability)
    return ranked[:KEPT]


def characters_of(rows: tuple[str, ...], candidates: Sequence[Candidate]) -> tuple[Character, ...]:
    """Probability of each character of a text and what else could stand there, from all candidates of its shape."""
    shape = tuple(map(len, rows))
    same = [candidate for candidate in candidates if tuple(map(len, candidate.rows)) == shape]
    everything = sum(candidate.probability for candidate in candidates) or 1.0
    characters = []
    for place, character in enumerate("".join(rows)):
        share: dict[str, float] = defaultdict(float)
        for candidate in same:
            share[candidate.text[place]] += candidate.probability / everything
        others = sorted(
            ((sign, round(p, 4)) for sign, p in share.items() if sign != character), key=lambda one: -one[1]
        )
        characters.append(Character(character, round(share[character], 4), tuple(others[:3])))
    return tuple(characters)


def edit_distance(a: str, b: str) -> int:
    """Characters to put in, take out or change (Levenshtein).

    >>> edit_distance("98A12345", "98A1234")
    1
    """
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]
