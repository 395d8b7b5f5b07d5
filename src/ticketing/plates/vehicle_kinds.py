"""Kinds of vehicle that carry plates, as a camera or a registry names them."""

from enum import StrEnum


class VehicleKind(StrEnum):
    """What a camera sends as `vehicle` and a registry as `kind`."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    TRUCK = "truck"
    BUS = "bus"
    SPECIAL = "special"
    BICYCLE = "bicycle"
