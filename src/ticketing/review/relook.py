"""Asking the register and the case again when a person corrects what the machine read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ticketing.cases.same_act import cases_before, recorded
from ticketing.cases.tables import Case
from ticketing.evidence.seal import items_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.behaviours import is_speed
from ticketing.law.vehicles import vehicle_class
from ticketing.registry.local import vehicle_on
from ticketing.registry.match import another_vehicle
from ticketing.review.completeness import PICTURE_ROLES, Pack
from ticketing.review.proposal import Proposal, Registered, Seen, needs_relook

Relook = Callable[[Session, FieldKeys, Case, Seen], Registered]

CLOCK_TOLERANCE = timedelta(minutes=5)  # what `ingest` lets pass between a device's clock and ours


def look_again(session: Session, keys: FieldKeys, case: Case, seen: Seen) -> Registered:
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


def registered_for(session: Session, keys: FieldKeys, case: Case, read: Seen, seen: Seen, relook: Relook) -> Registered:
    """The vehicle that a confirmation rests on: as the case has it, looked up again after a correction."""
    if needs_relook(read, seen):
        return relook(session, keys, case, seen)
    return Registered(case.registration, case.vehicle_class)


def alike_before(session: Session, case: Case, seen: Seen) -> list[Case]:
    """Cases that may hold the act that a person sees here, and that go before this one (cases.same_act)."""
    return cases_before(session, case, replace(recorded(case), plate=seen.plate, behaviour=seen.behaviour))


def pack_of(session: Session, case: Case, proposal: Proposal, *, alike: str | None) -> Pack:
    """The evidence pack of a case under a proposal. alike: number of a case that is still to be compared with it."""
    certificate: dict[str, Any] = case.certificate or {}
    until = certificate.get("calibrated_until")
    return Pack(
        picture_roles=[item.role for item in items_of(session, case.id) if item.role in PICTURE_ROLES],
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
