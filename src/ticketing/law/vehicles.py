"""Kinds of vehicle as a camera or the registry names them, and the classes that the law fines.

Decree 168/2024/NĐ-CP fines four classes: cars and what is like them (art. 6), motorcycles and mopeds (art. 7), special
machines (art. 8), bicycles (art. 9). The class comes from the registered kind, not from the detector.
"""

from enum import StrEnum

from ticketing.law.dated import unknown_code
from ticketing.plates.vehicle_kinds import VehicleKind

__all__ = ["VehicleClass", "VehicleKind", "vehicle_class"]


class VehicleClass(StrEnum):
    """The four classes of the fining decree."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    SPECIAL = "special"
    BICYCLE = "bicycle"


_CLASS_OF = {
    VehicleKind.CAR: VehicleClass.CAR,
    VehicleKind.TRUCK: VehicleClass.CAR,
    VehicleKind.BUS: VehicleClass.CAR,
    VehicleKind.MOTORCYCLE: VehicleClass.MOTORCYCLE,
    VehicleKind.SPECIAL: VehicleClass.SPECIAL,
    VehicleKind.BICYCLE: VehicleClass.BICYCLE,
}


def vehicle_class(kind: str) -> VehicleClass:
    """The class under which the law fines a vehicle of `kind`. Raises UnknownCode.

    >>> vehicle_class("truck")
    <VehicleClass.CAR: 'car'>
    """
    try:
        return _CLASS_OF[VehicleKind(kind)]
    except ValueError:
        raise unknown_code("kind of vehicle", kind, VehicleKind) from None
