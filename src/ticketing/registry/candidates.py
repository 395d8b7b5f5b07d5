"""Which registered vehicle a doubtful reading may mean: suggestions to an officer, best first. Pure.

Nothing is ever issued on a suggestion: the officer looks at the picture and chooses. A text that the register does not
know is no suggestion, but what speaks for it lowers the others, so that "none of these" keeps its share.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from ticketing.plates.layouts import CONFUSABLE, fits_a_layout, normalise, parse
from ticketing.read.readings import Character
from ticketing.registry.match import (
    COLOUR_OR_MAKE_DIFFERS,
    KIND_NOT_SEEN,
    VEHICLE_DIFFERS,
    Difference,
    basic_colours,
    differences,
)
from ticketing.registry.vehicles import SeenVehicle, VehicleRecord

MOST_GUESSES, MOST_SUGGESTIONS = 400, 10
GLYPHS_CHANGED = 2
"""So many glyphs of a text are taken for others at once: of an altered plate hardly ever more are."""

LOOK_ALIKE_ODDS = 0.01
"""Odds of a glyph that looks alike, where the reader did not think of it: tape makes 8 of 3, and it is sure of 8."""
SPEAKS_AGAINST = {VEHICLE_DIFFERS: 0.02, COLOUR_OR_MAKE_DIFFERS: 0.2, KIND_NOT_SEEN: 0.5}
"""How much less likely each finding of match.py makes it that this is the vehicle."""
COLOUR_AGREES, MAKE_AGREES = 2.0, 3.0
"""How much likelier it is where the picture shows the registered colour or make: one vehicle in several has it."""
NOT_REGISTERED = 0.05
"""Weight of a text that is in no register: a vehicle of elsewhere, a plate that was never issued, or a misreading."""


class Guess(NamedTuple):
    """A text that the plate may bear. odds: against the text that was read, which has 1. changed: its other places."""

    text: str
    odds: float
    changed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A registered vehicle that the picture may show, for an officer to choose or not.

    probability: 0-1 among all guesses, those that no register knows among them. changed: places of the text that differ
    from the reading. against: what does not fit the picture.
    """

    text: str
    vehicle: VehicleRecord
    probability: float
    changed: tuple[int, ...]
    against: tuple[Difference, ...]


def guesses(
    text: str, characters: Sequence[Character], alternatives: Sequence[tuple[str, float]], confidence: float
) -> tuple[Guess, ...]:
    """The texts that a reading may mean, likeliest first, at most MOST_GUESSES, each of a lawful layout.

    text, characters, alternatives, confidence: as a PlateReading has them; no characters where only a text is known.

    >>> [guess.text for guess in guesses("98A12345", (), (("98A12346", 0.2),), 0.8)][:2]
    ['98A12345', '98A12346']
    """
    found: dict[str, Guess] = {}
    ours = ((normalise(one), p / max(confidence, 0.01)) for one, p in alternatives)
    read = [Guess(text, 1.0), *(Guess(one, min(odds, 1.0), _changed(text, one)) for one, odds in ours)]
    for guess in [*read, *_changed_glyphs(text, _options(text, characters))]:
        if guess.text and guess.odds > found.get(guess.text, Guess("", 0.0)).odds:
            found[guess.text] = guess
    likeliest = nlargest(2 * MOST_GUESSES, found.values(), key=lambda guess: guess.odds)
    return tuple([guess for guess in likeliest if fits_a_layout(guess.text)][:MOST_GUESSES])


def suggestions(
    guessed: Sequence[Guess], registered: Mapping[str, Sequence[VehicleRecord]], seen: SeenVehicle
) -> tuple[Suggestion, ...]:
    """The registered vehicles among the guesses, ranked by their odds and by what the picture shows.

    registered: the vehicles that bear each text on the day of the act; a text that is not there is not registered.
    """
    weighed = [
        (guess, record, against, guess.odds * _likelihood(seen, record, against))
        for guess in guessed
        for record in registered.get(guess.text, ())
        for against in (differences(seen, record, parse(guess.text, colour=seen.plate_colour)),)
    ]
    elsewhere = sum(guess.odds * NOT_REGISTERED for guess in guessed if not registered.get(guess.text))
    total = sum(weight for *_, weight in weighed) + elsewhere
    ranked = sorted(weighed, key=lambda one: (-one[3], one[0].text))[:MOST_SUGGESTIONS]
    return tuple(
        Suggestion(guess.text, record, round(weight / total, 4), guess.changed, against)
        for guess, record, against, weight in ranked
    )


def _likelihood(seen: SeenVehicle, record: VehicleRecord, against: Iterable[Difference]) -> float:
    likelihood = prod((SPEAKS_AGAINST[one.code] for one in against), start=1.0)
    if seen.colour and seen.colour in basic_colours(record.colour):
        likelihood *= COLOUR_AGREES
    if seen.make and record.make and seen.make.casefold() == record.make.casefold():
        likelihood *= MAKE_AGREES
    return likelihood


def _options(text: str, characters: Sequence[Character]) -> list[dict[str, float]]:
    """For each place of the text the other glyphs that may stand there, with their odds."""
    options = [dict.fromkeys(CONFUSABLE.get(glyph, ()), LOOK_ALIKE_ODDS) for glyph in text]
    if len(characters) == len(text):
        for place, character in enumerate(characters):
            for glyph, probability in character.alternatives:
                odds = min(1.0, probability / max(character.probability, 0.01))
                options[place][glyph] = max(odds, options[place].get(glyph, 0.0))
            options[place].pop(text[place], None)
    return options


def _changed_glyphs(text: str, options: Sequence[Mapping[str, float]]) -> Iterator[Guess]:
    for count in range(1, GLYPHS_CHANGED + 1):
        for places in combinations(range(len(text)), count):
            for glyphs in product(*(options[place] for place in places)):
                changed = list(text)
                for place, glyph in zip(places, glyphs, strict=True):
                    changed[place] = glyph
                odds = prod(options[place][glyph] for place, glyph in zip(places, glyphs, strict=True))
                yield Guess("".join(changed), odds, places)


def _changed(text: str, other: str) -> tuple[int, ...]:
    return tuple(place for place, glyph in enumerate(other) if place >= len(text) or glyph != text[place])
