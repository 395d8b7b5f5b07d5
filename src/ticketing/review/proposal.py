"""What a confirmation would make of a case: plate, vehicle and act as the officer sees them, with the law of the day.

Corrections stand beside what was read before; a corrected plate, colour or vehicle is looked up again in the register
(`relook`), because the kind that is registered decides which law applies (domain.md 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ticketing.cases.tables import Case
from ticketing.kit.clock import vietnam_day
from ticketing.law.behaviours import CAMERA_BEHAVIOURS, is_speed
from ticketing.law.dated import unknown_code
from ticketing.law.penalties import FineRow, fine_row, may_explain
from ticketing.law.plates import PlateColour, normalise
from ticketing.law.speed import speed_band
from ticketing.law.vehicles import VehicleKind


@dataclass(frozen=True)
class Seen:
    """What a person says that the picture shows. Codes of the law's vocabularies; the plate bare."""

    plate: str | None
    plate_colour: str | None
    behaviour: str | None
    vehicle: str | None


@dataclass(frozen=True)
class Registered:
    """What the register answers about the vehicle of a plate on the day of the act (never about its owner).

    registration: the answer as the case keeps it; None: not in the register.
    vehicle_class: class of the registered kind; where nothing is registered, of the kind that is seen.
    differs:       code and sentence why the registered vehicle is not the one in the picture; None: it fits.
    """

    registration: Mapping[str, Any] | None
    vehicle_class: str | None
    differs: tuple[str, str] | None = None


@dataclass(frozen=True)
class Proposal:
    """A confirmation, worked out: what the case would hold. `wording` None: the words are not confirmed."""

    seen: Seen
    registered: Registered
    row: FineRow | None
    wording: str | None
    wording_source: str | None
    violated_on: date

    def columns(self) -> dict[str, Any]:
        """The case's columns after the confirmation. Only for a proposal whose evidence pack is complete."""
        assert self.row is not None and self.wording is not None
        columns = law_columns(self.row, self.violated_on) | {"act_vi": self.wording, "wording_confirmed": True}
        if self.wording_source:
            columns["law"]["wording_source"] = self.wording_source
        registration = self.registered.registration
        return columns | {
            "plate": self.seen.plate,
            "plate_colour": self.seen.plate_colour,
            "vehicle": self.seen.vehicle,
            "vehicle_class": self.registered.vehicle_class,
            "registration": dict(registration) if registration else None,
        }


def seen_by_machine(case: Case) -> Seen:
    """What stands in the case before a person looks."""
    return Seen(case.plate, case.plate_colour, case.behaviour, case.vehicle)


def seen_by_person(
    case: Case,
    *,
    plate: str | None = None,
    plate_colour: str | None = None,
    behaviour: str | None = None,
    vehicle: str | None = None,
) -> Seen:
    """The case with a person's corrections; None leaves a field as it is. Raises UnknownCode for a strange word."""
    for what, word, known in (
        ("plate colour", plate_colour, frozenset(PlateColour)),
        ("behaviour that a camera sees", behaviour, CAMERA_BEHAVIOURS),
        ("kind of vehicle", vehicle, frozenset(VehicleKind)),
    ):
        if word is not None and word not in known:
            raise unknown_code(what, word, known)
    read = seen_by_machine(case)
    return Seen(
        normalise(plate) if plate else read.plate,
        plate_colour or read.plate_colour,
        behaviour or read.behaviour,
        vehicle or read.vehicle,
    )


def corrections(read: Seen, seen: Seen) -> tuple[str, ...]:
    """Names of the fields that a person changed."""
    return tuple(name for name in Seen.__dataclass_fields__ if getattr(read, name) != getattr(seen, name))


def needs_relook(read: Seen, seen: Seen) -> bool:
    """Whether the register has to be asked again."""
    return bool(set(corrections(read, seen)) & {"plate", "plate_colour", "vehicle"})


def row_of_act(case: Case, seen: Seen, vehicle_class: str | None) -> FineRow | None:
    """The row of the day of the act; for speed the band follows from the class. None: the law has none."""
    violated_on = vietnam_day(case.violated_at)
    if seen.behaviour is None or vehicle_class is None:
        return None
    behaviour: str | None = seen.behaviour
    if is_speed(seen.behaviour):
        behaviour = _band(case, vehicle_class, violated_on)
    return fine_row(behaviour, vehicle_class, violated_on) if behaviour else None


def _band(case: Case, vehicle_class: str, violated_on: date) -> str | None:
    if case.speed_kmh is None or case.limit_kmh is None:
        return None
    band = speed_band(Decimal(case.speed_kmh), Decimal(case.limit_kmh), vehicle_class, violated_on)
    return band.behaviour if band else None


def propose(
    case: Case,
    seen: Seen,
    registered: Registered,
    row: FineRow | None,
    *,
    wording_fits: bool,
    other_wording: tuple[str, str] | None,
) -> Proposal:
    """Work a confirmation out.

    row:           of `row_of_act`.
    wording_fits:  the officer ticked that the words of the point are those of the act he sees.
    other_wording: text and source of a wording that the agency added, where the officer chose one.
    """
    text, source = other_wording or (None, None)
    if text is None and row is not None and (wording_fits or not row.several_acts):
        text = row.act_vi
    return Proposal(seen, registered, row, text, source, vietnam_day(case.violated_at))


def law_columns(row: FineRow, violated_on: date) -> dict[str, Any]:
    """The columns of a case that hold its law: the row of the day of the act, frozen, and the words of the act."""
    law = row.as_facts() | {"may_explain": may_explain(row, violated_on)}
    return {"behaviour": row.behaviour, "act_vi": row.act_vi, "law": law}
