"""Who beside the violator is on a picture, and which parts of it are made unreadable before it leaves the office. Pure.

Other vehicles with their people and every other plate are hidden under tiles so large that kind, colour and place of a
vehicle remain to be seen; the violator's vehicle and plate stay sharp (domain.md 8). Nothing here finds faces: no such
network comes with the product. Who walks on the pavement is not found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ticketing.detect.detections import Box, Detections, PlateSeen, VehicleSeen, overlap, shared_area

SIGHTS = "sights"
"""The role of the blob that holds what was seen in the pictures of a case."""
RIDER_ABOVE, RIDER_BESIDE = 1.0, 0.15
"""How far riders stand out of the box of their motorcycle, in its heights and widths: of 36 boxes looked at most
helmets began half a height above it, the highest 1.1."""
PLATE_MARGIN = 0.2
"""Share of a plate's box added on each side: boxes of small plates are rarely exact."""
VEHICLE_TILES, PLATE_TILES = 8, 4
"""Tiles along the longer side. A plate on a vehicle, found or not, lies under two or three, a head under one or two."""
CLEARLY_A_PLATE = 0.5
"""On the violator's own vehicle weaker findings are lamps and lettering, stronger ones a plate of someone before it."""

HELD = 0.8
"""Share of a plate that lies in the box of the vehicle that carries it."""
NEAR_PICTURE = 0.25
"""A plate that is so much of the picture's width was cut out by the camera; in street frames it is a tenth at most."""


@dataclass(frozen=True)
class Sight:
    """What was seen in one picture. own_plate: the box of the violator's plate, None where it was not found."""

    detections: Detections
    own_plate: Box | None = None


@dataclass(frozen=True)
class Part:
    """A part of a picture to be hidden. tile: side of the flat tiles that replace it, in pixels."""

    box: Box
    tile: int


def parts_to_redact(sight: Sight, width: int, height: int) -> tuple[Part, ...]:
    """What shows others than the violator, in a picture of this size: vehicles first, then plates.

    Where neither his plate nor a single vehicle tells who is meant, everybody is hidden: the original is kept.
    """
    own, own_plate = _violator(sight)
    kept_plate = [_grown(own_plate)] if own_plate else []
    parts = [
        part
        for vehicle in (*sight.detections.vehicles, *sight.detections.faint)
        if vehicle is not own and not _is_his(vehicle, own, own_plate, width)
        for part in _parts(_with_riders(vehicle), VEHICLE_TILES, [*kept_plate, *_in_front(own, vehicle)])
    ]
    for plate in sight.detections.plates:
        if not _belongs_to(plate, own, own_plate, sight.detections):
            parts += _parts(_grown(plate.box), PLATE_TILES, kept_plate)
    within = (Part(_within(part.box, width, height), part.tile) for part in parts)
    return tuple(part for part in within if part.box.width > 0 and part.box.height > 0)


def _violator(sight: Sight) -> tuple[VehicleSeen | None, Box | None]:
    """His vehicle and plate. The only vehicle of a picture is his, with the only plate on it, read or not."""
    vehicles, plates = sight.detections.vehicles, sight.detections.plates
    if sight.own_plate:
        carried = (sight.detections.vehicle_of(plate) for plate in plates if plate.box == sight.own_plate)
        return next(carried, None), sight.own_plate
    if len(vehicles) != 1:
        return None, None
    alone = len(plates) == 1 and plates[0].vehicle == 0
    return vehicles[0], plates[0].box if alone else None


def _is_his(vehicle: VehicleSeen, own: VehicleSeen | None, own_plate: Box | None, width: int) -> bool:
    """Whether a finding that holds his plate is his vehicle, faint or seen twice, and not one that stands behind it.

    It is where nothing stronger carries the plate, and in a near picture, which shows no more than his vehicle.
    """
    if own_plate is None or shared_area(own_plate, vehicle.box) < HELD * own_plate.area:
        return False
    return own is None or own_plate.width >= NEAR_PICTURE * width


def _belongs_to(plate: PlateSeen, own: VehicleSeen | None, own_plate: Box | None, seen: Detections) -> bool:
    """Whether a finding is the violator's own plate, perhaps seen once more, or lettering on his vehicle."""
    if own_plate and overlap(plate.box, own_plate) > 0.3:
        return True
    return own is not None and seen.vehicle_of(plate) is own and plate.score < CLEARLY_A_PLATE


def _in_front(own: VehicleSeen | None, other: VehicleSeen) -> list[Box]:
    """The violator with his vehicle, where he is nearer to the camera than the other: nothing of him is hidden then."""
    if own is None or own.box.y2 < other.box.y2:
        return []
    return [_with_riders(own)]


def _with_riders(vehicle: VehicleSeen) -> Box:
    box = vehicle.box
    if vehicle.kind != "motorcycle":
        return box
    above, beside = round(box.height * RIDER_ABOVE), round(box.width * RIDER_BESIDE)
    return Box(box.x1 - beside, box.y1 - above, box.x2 + beside, box.y2)


def _grown(box: Box) -> Box:
    dx, dy = round(box.width * PLATE_MARGIN), round(box.height * PLATE_MARGIN)
    return Box(box.x1 - dx, box.y1 - dy, box.x2 + dx, box.y2 + dy)


def _within(box: Box, width: int, height: int) -> Box:
    return Box(max(0, box.x1), max(0, box.y1), min(width, box.x2), min(height, box.y2))


def _parts(box: Box, tiles: int, kept: Sequence[Box]) -> list[Part]:
    """A box in tiles, without what is kept. The tiles are those of the whole box, however small a piece is left."""
    pieces = [box]
    for hole in kept:
        pieces = [piece for part in pieces for piece in _cut(part, hole)]
    return [Part(piece, max(1, max(box.width, box.height) // tiles)) for piece in pieces]


def _cut(box: Box, hole: Box) -> Iterator[Box]:
    """The pieces of a box round a hole: above, below, left and right of it."""
    if not shared_area(box, hole):
        yield box
        return
    top, bottom = max(box.y1, hole.y1), min(box.y2, hole.y2)
    for piece in (
        Box(box.x1, box.y1, box.x2, top),
        Box(box.x1, bottom, box.x2, box.y2),
        Box(box.x1, top, hole.x1, bottom),
        Box(hole.x2, top, box.x2, bottom),
    ):
        if piece.width > 0 and piece.height > 0:
            yield piece


def sights_json(sights: Mapping[str, Sight]) -> bytes:
    """Sights by the SHA-256 of their picture as JSON; `read_sights` reads it back."""
    return json.dumps({sha256: asdict(sight) for sha256, sight in sights.items()}, sort_keys=True).encode()


def read_sights(data: bytes) -> dict[str, Sight]:
    """What `sights_json` wrote."""
    return {sha256: _read_sight(sight) for sha256, sight in json.loads(data).items()}


def _read_sight(sight: dict[str, Any]) -> Sight:
    detections = sight["detections"]
    return Sight(
        Detections(
            tuple(VehicleSeen(**{**seen, "box": Box(*seen["box"])}) for seen in detections["vehicles"]),
            tuple(PlateSeen(**{**seen, "box": Box(*seen["box"])}) for seen in detections["plates"]),
            tuple(VehicleSeen(**{**seen, "box": Box(*seen["box"])}) for seen in detections["faint"]),
        ),
        Box(*sight["own_plate"]) if sight["own_plate"] else None,
    )
