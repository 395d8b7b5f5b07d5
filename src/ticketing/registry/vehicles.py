"""What the registry says of a vehicle, and what pictures show of one, as values. Nothing here tells of a person."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Found(StrEnum):
    """How many vehicles bear a plate on a day."""

    ONE = "one"
    NONE = "none"
    SEVERAL = "several"


@dataclass(frozen=True)
class VehicleRecord:
    """A registered vehicle without its owner; None where the register does not say. kind, plate_colour: law's words."""

    kind: str | None
    plate_colour: str | None
    make: str | None
    model: str | None
    colour: str | None


@dataclass(frozen=True)
class Registration:
    """The register's answer for a plate on a day.

    vehicle:     the one that was found, None for none or several.
    candidates:  all that were found, for a person who has to choose.
    owner_known: whether exactly one owner of that day is on record. Who it is, is not opened here.
    commune_known: whether his address names one commune of today; None: not resolved yet, see `resolving`.
    load:        the newest load of vehicles, the version of the register that answered.
    """

    found: Found
    vehicle: VehicleRecord | None
    candidates: tuple[VehicleRecord, ...]
    owner_known: bool
    load: str | None
    commune_known: bool | None = None

    def as_facts(self) -> dict[str, Any]:
        """The answer as a case keeps it: the vehicle's columns on top, beside them how it was found."""
        facts: dict[str, Any] = asdict(self.vehicle) if self.vehicle else {}
        facts |= {"found": self.found.value, "owner_known": self.owner_known, "load": self.load}
        if self.commune_known is not None:
            facts["commune_known"] = self.commune_known
        if self.found is Found.SEVERAL:
            facts["candidates"] = [asdict(candidate) for candidate in self.candidates]
        return facts


@dataclass(frozen=True)
class SeenVehicle:
    """What shows of the vehicle that bears the plate.

    kind:         what the pictures show, None where no vehicle was seen around the plate.
    kind_score:   0-1, the network's own figure for that kind, no probability.
    reported:     the kind that the camera itself reported.
    plate_colour: white, yellow, blue, red or unknown.
    colour, make: of the body, None where light or angle do not tell.
    """

    kind: str | None
    kind_score: float = 0.0
    reported: str | None = None
    plate_colour: str | None = None
    colour: str | None = None
    make: str | None = None


@dataclass(frozen=True)
class OwnershipSpan:
    """From when to when a plate belonged to somebody; `valid_to` exclusive, None: not said."""

    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the span takes in `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
