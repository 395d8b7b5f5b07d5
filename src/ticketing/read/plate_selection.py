"""Which of the plates in a drop's pictures is that of the accused vehicle. Pure.

A camera does not mark the vehicle it means. It does take it several times, and often once from near: the plate that
stands in the near picture, or in most pictures, or largest, is put first. Only the near picture names a vehicle: the
largest plate of a scene is that of whoever is nearest, who may have done nothing. Where no near picture decides between
the readable plates of a scene, a person chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.detect.detections import VehicleSeen
from ticketing.plates.layouts import parse
from ticketing.read.plates import PlateCrop, is_body_copy
from ticketing.read.vote import edit_distance, pool

NEAR = "plate"
MOST_EDITS = 2
"""Two readings that differ in more characters are two plates: measured readings of one plate rarely differ in three."""
LIKELY = 0.02
"""Least probability of a text of a known layout with which a plate counts as readable: 118 of 121 readable plates on
the development pictures of traffic cameras do, and 18 of 129 signs, lamps and kerbs that were taken for plates."""
CLEARLY_LARGER = 1.6
"""How many times larger (area) the plate must be than the next of the near picture that was taken of it."""


@dataclass(frozen=True)
class CropInPicture:
    """A plate as one picture shows it. picture: index of the picture; role: as the camera named it."""

    picture: int
    role: str
    look: PlateCrop

    @property
    def text(self) -> str:
        """The likeliest text of its first reading."""
        return self.look.looks[0].text if self.look.looks else ""


@dataclass(frozen=True)
class PlateSelection:
    """The looks at the accused vehicle's plate. others: texts of plates that may be meant too, () where none is."""

    looks: tuple[CropInPicture, ...]
    others: tuple[str, ...] = ()

    def vehicle(self) -> VehicleSeen | None:
        """The vehicle as its largest sight shows it; a near picture often holds no whole vehicle."""
        seen = [look.look.vehicle for look in self.looks if look.look.vehicle]
        return max(seen, key=lambda vehicle: vehicle.box.area, default=None)


def select_plate(looks: Sequence[CropInPicture]) -> PlateSelection | None:
    """Choose among all plates of a drop. None where there is none."""
    groups = _groups([look for look in looks if not _is_body_copy(look, looks)])
    if not groups:
        return None
    best, *rest = sorted(groups, key=_rank, reverse=True)
    named = _is_named(best, rest)
    meant = [other for other in rest if _as_good(other, best) or (_is_readable(other) and not named)]
    return PlateSelection(tuple(best), tuple(_text(other) for other in meant))


def _is_body_copy(look: CropInPicture, looks: Sequence[CropInPicture]) -> bool:
    return is_body_copy(look.look, [other.look for other in looks if other.picture == look.picture])


def _is_named(best: Sequence[CropInPicture], rest: Sequence[Sequence[CropInPicture]]) -> bool:
    """Whether a near picture names the vehicle: its plate stands in a scene too, or no scene shows another."""
    near = any(look.role == NEAR for look in best)
    in_scene = any(look.role != NEAR for look in best)
    return near and (in_scene or not any(_is_readable(other) for other in rest))


def _is_readable(group: Sequence[CropInPicture]) -> bool:
    return _plate_text(group) is not None


def _text(group: Sequence[CropInPicture]) -> str:
    return _plate_text(group) or group[0].text


def _plate_text(group: Sequence[CropInPicture]) -> str | None:
    """The likeliest text that is a plate, by the largest look that has one; None where nobody could say that it is."""
    fitting = (
        one.text for look in group for one in pool(look.look.looks) if one.probability > LIKELY and parse(one.text)
    )
    return next(fitting, None)


def _groups(looks: Sequence[CropInPicture]) -> list[list[CropInPicture]]:
    """Looks of the same plate in different pictures, together. Two plates of one picture are two plates."""
    groups: list[list[CropInPicture]] = []
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


def _rank(group: Sequence[CropInPicture]) -> tuple[bool, int, int]:
    return (any(look.role == NEAR for look in group), len(group), _area(group))


def _area(group: Sequence[CropInPicture]) -> int:
    return max(look.look.box.area for look in group)


def _as_good(other: Sequence[CropInPicture], best: Sequence[CropInPicture]) -> bool:
    return _rank(other)[:2] == _rank(best)[:2] and _area(other) * CLEARLY_LARGER > _area(best)
