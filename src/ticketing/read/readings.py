"""What a reader gives and what the house makes of it. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """YES: may be used, a person still judges. DOUBTFUL: a person must look at the reading itself. NO: unreadable."""

    YES = "yes"
    DOUBTFUL = "doubtful"
    NO = "no"


class Candidate(NamedTuple):
    """A text the network holds possible; rows as it stands on the plate, top first."""

    rows: tuple[str, ...]
    probability: float

    @property
    def text(self) -> str:
        return "".join(self.rows)


@dataclass(frozen=True)
class Character:
    """One place of the text: what stands there, how likely, and what else it could be (likeliest first)."""

    character: str
    probability: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class RawReading:
    """One look of the network at one crop, before grammar.

    rows:         the likeliest reading; () where nothing was read.
    characters:   one for each character of the rows joined.
    alternatives: candidates, likeliest first, the reading itself included; probabilities sum to 1 or less.
    """

    rows: tuple[str, ...]
    characters: tuple[Character, ...]
    alternatives: tuple[Candidate, ...]

    @property
    def text(self) -> str:
        return "".join(self.rows)


@dataclass(frozen=True)
class PlateReading:
    """What the house says of one plate.

    raw_text:     the network's likeliest text before grammar; where it differs from `text`, the page shows both.
    text:         A-Z and 0-9 (Đ as D), "" where the plate is unreadable.
    colour:       white, yellow, blue, red or unknown.
    confidence:   0-1, the measured chance that the whole text is right (docs/models.md).
    layout:       name of the layout of plates.layouts that fits, None where none does.
    alternatives: (text, probability), likeliest first, without `text` itself.
    """

    raw_text: str
    text: str
    rows: tuple[str, ...]
    colour: str
    characters: tuple[Character, ...]
    alternatives: tuple[tuple[str, float], ...]
    confidence: float
    layout: str | None
    verdict: Verdict
