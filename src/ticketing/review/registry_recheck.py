"""Asking the register and the case again when a person corrects what the machine read."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cameras.certificates import CLOCK_TOLERANCE
from ticketing.cases.record import commitment, note
from ticketing.cases.states import WAITING
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.fields import FieldKeys
from ticketing.law.behaviours import is_speed
from ticketing.law.vehicles import vehicle_class
from ticketing.plates.layouts import fits_a_layout
from ticketing.registry.local import vehicle_on
from ticketing.registry.match import another_vehicle
from ticketing.registry.ports import Register
from ticketing.registry.remote_cache import bring_vehicles
from ticketing.registry.vehicles import Found
from ticketing.review.case_file import CaseFile
from ticketing.review.completeness import Pack
from ticketing.review.proposal import Proposal, Registered, Seen, needs_recheck

RegistryRecheck = Callable[[Session, FieldKeys, Case, Seen], Registered]

LOOKED_UP = LogEvent.VEHICLE_LOOKED_UP


def recheck(session: Session, keys: FieldKeys, case: Case, seen: Seen) -> Registered:
    """What the register says of the plate on the day of the act, beside what a person sees in the pictures."""
    rows = case.plate_rows if seen.plate == case.plate else None
    on, plate = vietnam_day(case.violated_at), seen.plate or ""
    answer = vehicle_on(session, keys, plate, seen.plate_colour, on, rows=rows, kind=seen.vehicle)
    kind = (answer.vehicle.kind if answer.vehicle else None) or seen.vehicle
    other = another_vehicle(answer, plate, seen.plate_colour, seen.vehicle, rows)
    return Registered(
        registration=answer.as_facts(),
        vehicle_class=vehicle_class(kind) if kind else None,
        differs=(other.code, other.sentence) if other else None,
    )


def bring_typed(
    database: Database, keys: FieldKeys, register: Register | None, case_id: str, plate: str | None, *, at: datetime
) -> bool:
    """Where a register is asked over the network, bring what it says of a plate that a person typed for a case.

    Before the transaction that looks again, and only for a case that waits for a judge. Returns whether our tables say
    by now what the register says. Raises RegisterFault where it gives no answer.
    """
    if register is None or not plate:
        return True
    with database.reading() as session:
        case = session.get_one(Case, case_id)
    if case.state not in WAITING:
        return False
    bring_vehicles(database, keys, register, plate, vietnam_day(case.violated_at), at=at)
    return True


def is_recheck(case: Case, plate: str, found: str) -> bool:
    """Whether a person who is shown what the register says of a plate learns of a vehicle that is not his case's.

    Half a plate, as it stands while he types, tells him nothing, unless some vehicle bears it.
    """
    return plate != (case.plate or "") and (fits_a_layout(plate) or found != Found.NONE)


def note_recheck(session: Session, case: Case, plate: str, found: str, *, actor: Actor, at: datetime) -> None:
    """Write down who was shown the vehicle of another plate than his case's, and in which case."""
    data = {"found": found, "commitments": {"plate": commitment(case, "plate looked up", plate)}}
    note(session, case, LOOKED_UP, actor=actor, at=at, data=data)


def registered_for(
    session: Session, keys: FieldKeys, case: Case, read: Seen, seen: Seen, relook: RegistryRecheck
) -> Registered:
    """The vehicle that a confirmation rests on: as the case has it, looked up again after a correction."""
    if needs_recheck(read, seen):
        return relook(session, keys, case, seen)
    return Registered(case.registration, case.vehicle_class)


def pack_of(file: CaseFile, proposal: Proposal, *, alike: str | None) -> Pack:
    """The evidence pack of a case under a proposal. alike: number of a case that is still to be compared with it."""
    case = file.case
    certificate: dict[str, Any] = case.certificate or {}
    until = certificate.get("calibrated_until")
    return Pack(
        picture_roles=[picture.role for picture in file.pictures],
        violated_on=vietnam_day(proposal.violated_at),
        certified=bool(certificate),
        certified_until=date.fromisoformat(until) if until else None,
        clock_trusted=case.violated_at <= case.received_at + CLOCK_TOLERANCE,
        plate=proposal.seen.plate,
        plate_colour=proposal.seen.plate_colour,
        vehicle_class=proposal.registered.vehicle_class,
        behaviour=proposal.seen.behaviour,
        row=proposal.row,
        wording=proposal.wording,
        shown_speed=is_speed(proposal.seen.behaviour or ""),
        alike=alike,
    )
