"""Which of the plates in a drop's pictures is that of the accused vehicle. Pure.

A camera does not mark the vehicle it means. It does take it several times, and often once from near: the plate that
stands in the near picture, or in most pictures, or largest, is the one. Where two are as good, a person chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.detect.detections import VehicleSeen
from ticketing.read.plates import PlateLook

NEAR = "plate"
MOST_EDITS = 2
"""Two readings that differ in more characters are two plates: measured readings of one plate rarely differ in three."""
CLEARLY_LARGER = 1.6
"""How many times larger (area) the accused plate must be than the next where nothing else tells them apart."""


@dataclass(frozen=True)
class LookInPicture:
    """A plate as one picture shows it. picture: index of the picture; role: as the camera named it."""

    picture: int
    role: str
    look: PlateLook

    @property
    def text(self) -> str:
        """The likeliest text of its first reading."""
        return self.look.looks[0].text if self.look.looks else ""


@dataclass(frozen=True)
class Accused:
    """The looks at the accused vehicle's plate, and whether another plate might be meant."""

    looks: tuple[LookInPicture, ...]
    unclear: bool

    def vehicle(self) -> VehicleSeen | None:
        """The vehicle as its largest sight shows it; a near picture often holds no whole vehicle."""
        seen = [look.look.vehicle for look in self.looks if look.look.vehicle]
        return max(seen, key=lambda vehicle: vehicle.box.area, default=None)


def accused_plate(looks: Sequence[LookInPicture]) -> Accused | None:
    """Choose among all plates of a drop. None where there is none."""
    groups = _groups(looks)
    if not groups:
        return None
    ranked = sorted(groups, key=_rank, reverse=True)
    best, rest = ranked[0], ranked[1:]
    return Accused(tuple(best), unclear=any(_as_good(other, best) for other in rest))


def _groups(looks: Sequence[LookInPicture]) -> list[list[LookInPicture]]:
    """Looks of the same plate in different pictures, together. Two plates of one picture are two plates."""
    groups: list[list[LookInPicture]] = []
    for look in sorted(looks, key=lambda one: -one.look.box.area):
        fitting = [
            group
            for group in groups
            if all(other.picture != look.picture for other in group)
            and edit_distance(group[0].text, look.text) <= MOST_EDITS
        ]
        if fitting and look.text:
            min(fitting, key=lambda group: edit_distance(group[0].text, look.text)).append(look)
        else:
            groups.append([look])
    return groups


def _rank(group: Sequence[LookInPicture]) -> tuple[bool, int, int]:
    return (any(look.role == NEAR for look in group), len(group), _area(group))


def _area(group: Sequence[LookInPicture]) -> int:
    return max(look.look.box.area for look in group)


def _as_good(other: Sequence[LookInPicture], best: Sequence[LookInPicture]) -> bool:
    return _rank(other)[:2] == _rank(best)[:2] and _area(other) * CLEARLY_LARGER > _area(best)


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
