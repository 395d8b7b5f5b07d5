"""Random plate texts of every layout of domain.md 4.2, with rows, colour and form.

The texts are random, not taken from any vehicle. Shares favour what is common, but no layout is rare: the reader must
not learn that a plate begins with 59 because one garage gave the real pictures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

Form = Literal["long", "short", "motorcycle", "long_old", "short_old"]
Colour = Literal["white", "yellow", "blue", "red"]

PLACES = [
    *(f"1{d}" for d in "12456789"), *(f"2{d}" for d in "0123456789"), *(f"3{d}" for d in "0123456789"),
    *(f"4{d}" for d in "0134789"), *(f"5{d}" for d in "0123456789"), *(f"6{d}" for d in "0123456789"),
    *(f"7{d}" for d in "0123456789"), *(f"8{d}" for d in "01234689"), *(f"9{d}" for d in "02345789"),
]  # fmt: skip
L20, L21, L11 = "ABCDEFGHKLMNPSTUVXYZ", "ABCDEFGHKLMNPRSTUVXYZ", "ABCDEFGHKLM"
ARMY = "ABCDHKPQTV"
ARMY_SECOND = "ABCDEHKLMNPSTVXYZ"


@dataclass(frozen=True)
class PlateText:
    """rows as printed, with hyphens and dots; `text` is what a reader must answer (A-Z, 0-9)."""

    printed: tuple[str, ...]
    colour: Colour
    form: Form
    red_letters: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(row.replace("-", "").replace(".", "") for row in self.printed)

    @property
    def text(self) -> str:
        return "".join(self.rows)


def _number(dice: random.Random, digits: int = 5) -> str:
    return f"{dice.randrange(1, 10**digits):0{digits}d}"


def _dotted(number: str, dice: random.Random) -> str:
    if len(number) != 5 or dice.random() < 0.08:
        return number
    return f"{number[:3]}.{number[3:]}"


def _car(dice: random.Random) -> PlateText:
    colour: Colour = dice.choices(["white", "yellow", "blue"], [55, 30, 15])[0]  # type: ignore[assignment]
    letters = L11 if colour == "blue" else L20
    series = dice.choice(letters)
    if dice.random() < 0.12:
        series = dice.choice(["LD", "CD", "RM", "HC", "KT", "DA", "MK", "TD", "CT", "R", "LB"])
    number = _number(dice, 4 if dice.random() < 0.1 else 5)
    head = dice.choice(PLACES) + series
    if dice.random() < 0.5:
        form: Form = "long" if dice.random() < 0.6 else "long_old"
        return PlateText((f"{head}-{_dotted(number, dice)}",), colour, form)
    return PlateText((head, _dotted(number, dice)), colour, "short" if dice.random() < 0.6 else "short_old")


def _motorcycle(dice: random.Random) -> PlateText:
    place = dice.choice(PLACES)
    kind = dice.random()
    colour: Colour = "white"
    digits = 5
    if kind < 0.5:
        series, digits = dice.choice(L20) + dice.choice("123456789"), 4 if dice.random() < 0.25 else 5
    elif kind < 0.78:
        series, digits = dice.choice(L20) + dice.choice(L21), 4 if dice.random() < 0.15 else 5
    elif kind < 0.86:
        series, digits = "MD" + dice.choice("123456789"), 5
    else:
        colour, series = "blue", dice.choice(L11) + dice.choice("123456789")
    separator = "-" if dice.random() < 0.9 else ""
    return PlateText((place + separator + series, _dotted(_number(dice, digits), dice)), colour, "motorcycle")


def _foreign(dice: random.Random) -> PlateText:
    series = dice.choice(["NG", "QT", "CV", "NN"])
    head, country = dice.choice(["80", "29", "41", "51", "43"]), _number(dice, 3)
    red = series in ("NG", "QT")
    if dice.random() < 0.35:
        return PlateText((f"{head}-{country}", f"{series}-{_number(dice, 3)}"), "white", "motorcycle", red)
    if dice.random() < 0.5:
        return PlateText((f"{head}-{country}-{series}-{_number(dice, 2)}",), "white", "long", red)
    return PlateText((f"{head}-{country}", f"{series}-{_number(dice, 2)}"), "white", "short", red)


def _army(dice: random.Random) -> PlateText:
    series, number = dice.choice(ARMY) + dice.choice(ARMY_SECOND), _number(dice, 4)
    if dice.random() < 0.4:
        return PlateText((f"{series}-{number[:2]}-{number[2:]}",), "red", "long")
    tail = f"{number[:2]}-{number[2:]}" if dice.random() < 0.6 else number
    return PlateText((series, tail), "red", "short" if dice.random() < 0.5 else "motorcycle")


def _temporary(dice: random.Random) -> PlateText:
    return PlateText((f"T{dice.choice(PLACES)}-{_dotted(_number(dice), dice)}",), "white", "long")


def _any(dice: random.Random) -> PlateText:
    """Characters without grammar: keeps the network honest where the grammar would guess."""
    signs = L21 + "Q" + "0123456789" * 2
    word = "".join(dice.choice(signs) for _ in range(dice.randrange(6, 10)))
    if dice.random() < 0.4:
        return PlateText((word,), "white", "long")
    cut = dice.randrange(2, 5)
    return PlateText((word[:cut], word[cut:][:5]), "white", dice.choice(["short", "motorcycle"]))  # type: ignore[arg-type]


LAYOUTS = ((_car, 44), (_motorcycle, 38), (_foreign, 4), (_army, 5), (_temporary, 1), (_any, 8))


def random_plate(dice: random.Random) -> PlateText:
    """A plate of some layout; all chance comes from `dice`."""
    make = dice.choices([layout for layout, _ in LAYOUTS], [share for _, share in LAYOUTS])[0]
    return make(dice)
