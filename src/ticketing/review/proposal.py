"""What a confirmation would make of a case: plate, vehicle and act as the officer sees them, with the law of the day.

Corrections stand beside what was read before; a corrected plate, colour or vehicle is looked up again in the register
(`relook`), because the kind that is registered decides which law applies (domain.md 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ticketing.cases.intake.sorting import Act, law_facts, law_of
from ticketing.cases.tables import Case
from ticketing.law.behaviours import CAMERA_BEHAVIOURS, SPEED, is_speed
from ticketing.law.dated import unknown_code
from ticketing.law.penalties import FineRow
from ticketing.law.vehicles import VehicleKind
from ticketing.plates.layouts import PlateColour, normalise


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
    violated_at: datetime

    def columns(self) -> dict[str, Any]:
        """The case's columns after the confirmation. Only for a proposal whose evidence pack is complete."""
        assert self.row is not None and self.wording is not None
        columns = law_columns(self.row, self.violated_at) | {"act_vi": self.wording, "wording_confirmed": True}
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


def needs_recheck(read: Seen, seen: Seen) -> bool:
    """Whether the register has to be asked again."""
    return bool(set(corrections(read, seen)) & {"plate", "plate_colour", "vehicle"})


def row_of_act(case: Case, seen: Seen, vehicle_class: str | None) -> FineRow | None:
    """The row of the day of the act; None: the law has none. A shown speed decides its band, whatever a person says."""
    if seen.behaviour is None or vehicle_class is None:
        return None
    measured = is_speed(seen.behaviour) and case.speed_kmh and case.limit_kmh
    act = Act(SPEED if measured else seen.behaviour, case.violated_at, case.speed_kmh, case.limit_kmh)
    return law_of(act, vehicle_class).row


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
    return Proposal(seen, registered, row, text, source, case.violated_at)


def law_columns(row: FineRow, violated_at: datetime) -> dict[str, Any]:
    """The columns of a case that hold its law: the row of the day of the act, frozen, and the words of the act."""
    return {"behaviour": row.behaviour, "act_vi": row.act_vi, "law": law_facts(row, violated_at)}
