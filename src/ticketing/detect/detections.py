"""What a detector sees. Pure values; no picture library here, so that pages and the pipeline may import them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

SeenKind = Literal["car", "motorcycle", "truck", "bus"]


class Box(NamedTuple):
    """Pixels of the picture as it is stored: origin top left, x2 and y2 exclusive."""

    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def width(self) -> int:
        return self.x2 - self.x1

    @property
    def height(self) -> int:
        return self.y2 - self.y1

    @property
    def area(self) -> int:
        """Zero for a box that is turned inside out."""
        return max(0, self.width) * max(0, self.height)


@dataclass(frozen=True)
class VehicleSeen:
    """A vehicle. score: 0-1, the network's own figure, no probability. colour: None where light does not tell."""

    kind: SeenKind
    score: float
    box: Box
    colour: str | None = None


@dataclass(frozen=True)
class PlateSeen:
    """A plate. vehicle: index into `Detections.vehicles`, None where it hangs on none that was seen."""

    box: Box
    score: float
    vehicle: int | None = None


@dataclass(frozen=True)
class Detections:
    """All that was seen in one picture, the strongest first. faint: what may be vehicles; nothing rests on them."""

    vehicles: tuple[VehicleSeen, ...]
    plates: tuple[PlateSeen, ...]
    faint: tuple[VehicleSeen, ...] = ()

    def vehicle_of(self, plate: PlateSeen) -> VehicleSeen | None:
        return None if plate.vehicle is None else self.vehicles[plate.vehicle]


def shared_area(a: Box, b: Box) -> int:
    """Pixels that two boxes have in common."""
    return Box(max(a.x1, b.x1), max(a.y1, b.y1), min(a.x2, b.x2), min(a.y2, b.y2)).area


def overlap(a: Box, b: Box) -> float:
    """Intersection over union, 0-1."""
    common = shared_area(a, b)
    return common / (a.area + b.area - common) if common else 0.0


def carrier(plate: Box, vehicles: Iterable[VehicleSeen]) -> int | None:
    """Index of the vehicle that carries a plate: of those whose box holds nearly all of it, the smallest.

    A motorcycle in front of a car lies inside the car's box with its plate; the smaller box is the one in front.
    """
    holding = [
        (vehicle.box.area, index)
        for index, vehicle in enumerate(vehicles)
        if plate.area and shared_area(plate, vehicle.box) >= 0.8 * plate.area
    ]
    return min(holding)[1] if holding else None
