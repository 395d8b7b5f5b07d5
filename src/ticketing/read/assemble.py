"""From candidates to a plate: what the law allows, how sure it is, and what a person must look at. Pure.

The grammar re-ranks what the network thought of; it never makes a text of its own. Where it puts another text first,
the network's own first stays in `raw_text` and the reading is doubtful: a person sees both.
"""

from __future__ import annotations

from collections.abc import Sequence

from ticketing.plates import layouts
from ticketing.read.calibrate import Calibration, Signs, steadiness
from ticketing.read.readings import Candidate, PlateReading, RawReading, Verdict
from ticketing.read.vote import characters_of

FITS, FITS_OTHERWISE, FITS_NOT = 1.0, 0.3, 0.02
"""Weight of a text that a layout fits with colour and kind, only without them (the colour may be misjudged), or not."""
LEAST_CHARACTERS = 5


def layout_of(rows: Sequence[str], colour: str | None, kind: str | None) -> tuple[str | None, float]:
    """Name of the likeliest layout and the weight that goes with it.

    >>> layout_of(("98B1", "12345"), "white", "motorcycle")
    ('MOTO_CIVIL_OLD', 1.0)
    >>> layout_of(("98A12345",), "red", None), layout_of(("9XA12345",), None, None)
    (('CAR_CIVIL', 0.3), (None, 0.02))
    """
    text = "".join(rows)
    known = None if colour == "unknown" else colour
    for weight, with_colour, with_kind in ((FITS, known, kind), (FITS_OTHERWISE, None, None)):
        forms = layouts.parse(text, rows=rows, colour=with_colour, kind=with_kind)
        if forms:
            return forms[0].layout.name, weight
    return None, FITS_NOT


def unreadable(
    raw_text: str, colour: str, alternatives: Sequence[Candidate] = (), confidence: float = 0.0
) -> PlateReading:
    """A plate is there, its text is not: a person reads it."""
    others = tuple((one.text, round(one.probability, 4)) for one in alternatives[:5] if one.text)
    return PlateReading(raw_text, "", (), colour, (), others, round(confidence, 4), None, Verdict.NO)


def rerank(candidates: Sequence[Candidate], colour: str, kind: str | None) -> list[tuple[Candidate, str | None, float]]:
    """Candidates with their layout and weight, likeliest first; their probabilities are normalised after weighting.

    The mass that the network gave to texts it did not list counts as texts that fit nothing.
    """
    weighed = [(one, *layout_of(one.rows, colour, kind)) for one in candidates if one.text]
    unnamed = max(0.0, 1.0 - sum(one.probability for one in candidates)) * FITS_NOT
    total = sum(one.probability * weight for one, _, weight in weighed) + unnamed
    ranked = [
        (Candidate(one.rows, one.probability * weight / total), layout, weight)
        for one, layout, weight in weighed
        if total > 0
    ]
    return sorted(ranked, key=lambda item: -item[0].probability)


def assemble(
    candidates: Sequence[Candidate],
    pictures: Sequence[Sequence[RawReading]],
    colour: str,
    kind: str | None,
    height: int,
    calibration: Calibration,
    painted: bool = False,
) -> PlateReading:
    """One plate from all looks at it.

    candidates: of `vote.pool` or `vote.vote`, likeliest first. pictures: the looks at each picture they came from.
    colour:     of the plate, "unknown" where it is not seen. kind: of the vehicle that carries it, None if not seen.
    height:     of the plate in pixels of the picture (the largest of several).
    painted:    it may be a number on the body of the vehicle: a person looks whether a plate says the same.
    """
    raw_text = candidates[0].text if candidates else ""
    ranked = rerank(candidates, colour, kind)
    if not ranked or len(ranked[0][0].text) < LEAST_CHARACTERS:
        return unreadable(raw_text, colour, candidates)
    best, layout, weight = ranked[0]
    characters = characters_of(best.rows, [one for one, _, _ in ranked])
    looks = [look for picture in pictures for look in picture]
    signs = Signs(
        probability=best.probability,
        second=ranked[1][0].probability if len(ranked) > 1 else 0.0,
        weakest=min(character.probability for character in characters),
        agreement=sum(look.rows == best.rows for look in looks) / max(1, len(looks)),
        steady=max((steadiness(best.rows, picture) for picture in pictures), default=0.0),
        fits=weight == FITS,
        changed=best.text != raw_text,
        height=height / len(best.rows),
        pictures=len(pictures),
        carried=kind is not None,
    )
    confidence = calibration.confidence(signs)
    if confidence < calibration.unreadable:
        return unreadable(raw_text, colour, [one for one, _, _ in ranked], confidence)
    sure = confidence >= calibration.sure and signs.fits and not signs.changed and not painted
    others = _other_texts(best.text, [one for one, _, _ in ranked])
    return PlateReading(
        raw_text, best.text, best.rows, colour, characters, others, round(confidence, 4), layout,
        Verdict.YES if sure else Verdict.DOUBTFUL,
    )  # fmt: skip


def _other_texts(text: str, candidates: Sequence[Candidate], most: int = 5) -> tuple[tuple[str, float], ...]:
    chances: dict[str, float] = {}
    for one in candidates:
        chances[one.text] = chances.get(one.text, 0.0) + one.probability
    ranked = sorted(((other, chance) for other, chance in chances.items() if other != text), key=lambda one: -one[1])
    return tuple((other, round(chance, 4)) for other, chance in ranked[:most] if chance >= 0.0005)
