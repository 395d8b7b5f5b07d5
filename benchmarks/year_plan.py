"""What people do about each case of benchmarks.year, drawn from its name: the same in every run, whatever was killed.

The shares are guesses, spread so that every kind of answer and of paper comes up; between 10 and 65 % of the owners
answered where a figure was published.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.owner_world import Sighting
from benchmarks.played import Measured

T = TypeVar("T")

BEHAVIOURS = {
    "car": ("RED_LIGHT", "LINE_CROSSING", "LANE", "NO_ENTRY", "WRONG_WAY", "SPEED", "SPEED", "PHONE"),
    "motorcycle": ("RED_LIGHT", "NO_HELMET", "NO_HELMET", "NO_ENTRY", "WRONG_WAY", "SPEED"),
}
IN_THE_VEHICLE = frozenset({"PHONE", "NO_HELMET"})
LIMITS = ((50, 5), (50, 12), (60, 20), (60, 21), (80, 9))
"""Limit and how much faster, at and beside the bounds of the bands."""
ANSWERS = {
    "DROVE_MYSELF": 50, "OTHER_DRIVER": 12, "SPOUSE": 4, "SOLD": 5, "LEASED": 3, "COMBINATION": 1, "STOLEN": 2,
    "CLONED_PLATE": 2, "ALREADY_FINED": 1, "EXEMPT": 1, "DISPUTED": 3, "NOT_RESIDENT": 3, "DECEASED": 1, "": 30,
}  # fmt: skip
OUTCOMES = {"handed_over": 78, "not_resident": 4, "sold": 3, "wrong_commune": 4, "returned": 5, "": 6}
PAYS = {"in time": 52, "twice": 2, "too little, then the rest": 6, "late": 12, "never": 28}
EASING = {"": 80, "deferral": 5, "instalments": 6, "amendment": 3, "correction": 3, "cancellation": 3}


@dataclass(frozen=True)
class Plan:
    """What people do about one case. Days count from the step before; an empty text: nobody does anything.

    answers:      code of the owner's first and second answer, after how many days each, and on which way it comes.
    drove:        of an answer that leaves both open: whether the person named drove, or is liable as owner.
    after_answer: "violator", "new_notice" or "reject", where the answer leaves it open.
    sent_back:    the signer sends the first notice back. withdrawn: a letter takes the notice back after the answer.
    liable:       an owner who stays silent is held liable as owner.
    explains:     "written", "oral", "waived", or he lets the term pass. no_sanction: the case is closed after it.
    channel:      how the decision goes. easing: what is asked for or ordered after it was delivered.
    pays:         a word of PAYS; pays_after: days from the delivery of the decision.
    """

    measured: Measured
    answers: tuple[tuple[str, int, str], tuple[str, int, str]]
    drove: bool
    after_answer: str
    sent_back: bool
    withdrawn: bool
    liable: bool
    explains: str
    no_sanction: bool
    channel: str
    easing: str
    pays: str
    pays_after: int


def plan_of(name: str, act: Sighting, seed: int) -> Plan:
    """The plan of an act."""
    chance = random.Random(f"{seed}:{name}")
    kind = "motorcycle" if act.body.kind == "motorcycle" else "car"
    return Plan(
        measured=_measured(chance, chance.choice(BEHAVIOURS[kind])),
        answers=(
            (_drawn(chance, ANSWERS), chance.randrange(2, 30), _way(chance)),
            (_drawn(chance, {"DROVE_MYSELF": 70, "OTHER_DRIVER": 10, "": 20}), chance.randrange(2, 25), _way(chance)),
        ),
        drove=chance.random() < 0.7,
        after_answer=chance.choice(("violator", "violator", "new_notice", "reject")),
        sent_back=chance.random() < 0.03,
        withdrawn=chance.random() < 0.02,
        liable=chance.random() < 0.5,
        explains=chance.choices(("waived", "written", "oral", ""), (60, 10, 5, 25))[0],
        no_sanction=chance.random() < 0.03,
        channel=chance.choice(("commune", "commune", "registered_post", "electronic", "posting")),
        easing=_drawn(chance, EASING),
        pays=_drawn(chance, PAYS),
        pays_after=chance.randrange(1, 9),
    )


def outcome_of(name: str, number: str, kind: str, journey: int, seed: int) -> tuple[str, int]:
    """What becomes of a paper that a commune or the post has, and after how many days. A second journey arrives.

    name: of the act; number: of the paper.
    """
    chance = random.Random(f"{seed}:{name}:{number}:{journey}")
    outcome = _drawn(chance, OUTCOMES) if journey == 1 else "handed_over"
    if outcome in ("not_resident", "sold") and kind not in ("notice", "commune_slip"):
        outcome = "handed_over"
    if outcome == "wrong_commune" and kind == "transfer_slip":
        outcome = "returned"
    return outcome, chance.choice((1, 1, 2, 3, 5, 8))


def _measured(chance: random.Random, behaviour: str) -> Measured:
    if behaviour != "SPEED":
        return Measured(behaviour, twice=behaviour in IN_THE_VEHICLE)
    limit, over = chance.choice(LIMITS)
    return Measured("SPEED", str(limit + over), str(limit))


def _way(chance: random.Random) -> str:
    return chance.choice(("office", "office", "writing", "online"))


def _drawn(chance: random.Random, shares: dict[str, int]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def of_share(name: str, share: int, seed: int) -> bool:
    """Whether a thing of that name is in a drawn share of one in `share`."""
    return random.Random(f"{seed}:{name}:drawn").randrange(share) == 0


def one_of(name: str, choices: Sequence[T]) -> T:
    """One of these, drawn by a name."""
    return random.Random(name).choice(choices)
