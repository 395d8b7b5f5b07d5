"""Where something stands on the earth, and how far two places lie apart."""

import re
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0
_DEGREES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")


class Position(NamedTuple):
    """Degrees of WGS 84, north and east positive."""

    latitude: float
    longitude: float


def read_position(text: str | None) -> Position | None:
    """Latitude and longitude as people write them; None for anything else.

    >>> read_position("21.2731, 106.1946"), read_position("106.19 21.27"), read_position("21,2731 106,1946")
    (Position(latitude=21.2731, longitude=106.1946), None, None)
    """
    found = _DEGREES.fullmatch((text or "").strip())
    if not found:
        return None
    latitude, longitude = map(float, found.groups())
    return Position(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def distance_km(one: Position, other: Position) -> float:
    """The way of a bird between two places.

    >>> round(distance_km(Position(21.2731, 106.1946), Position(21.1861, 106.0763)), 1)
    15.6
    """
    north = sin(radians(other.latitude - one.latitude) / 2) ** 2
    east = sin(radians(other.longitude - one.longitude) / 2) ** 2
    half = north + cos(radians(one.latitude)) * cos(radians(other.latitude)) * east
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
