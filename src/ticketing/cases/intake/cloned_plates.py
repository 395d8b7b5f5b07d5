"""One plate on two vehicles: seen where one vehicle cannot have been in time, or on looks that are not one vehicle's.

Either a plate was cloned or a reading is wrong, and it is never for the machine to say which. Both cases wait for a
person; what went out already cannot be called back by a machine, so there it only says what it found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_flags import flag_case
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.sorting import ORDER, Finding
from ticketing.cases.record import Facts
from ticketing.cases.states import BEFORE_NOTICE, CONFIRMED_BEFORE_NOTICE, FINAL, UNJUDGED, CaseState
from ticketing.cases.tables import REAL, Case
from ticketing.kit.clock import iso_vietnam
from ticketing.kit.earth import distance_km, read_position
from ticketing.registry.match import TWIN, two_vehicles
from ticketing.registry.vehicles import Found, SeenVehicle

TOP_SPEED_KMH = 150
"""No vehicle keeps this up from one camera to another as the bird flies: roads of the country allow 120 at most
(Circular 38/2024/TT-BGTVT), and they bend."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""What is added to the time on the way: clocks of two cameras are never quite the same."""
TOO_SHORT = timedelta(minutes=2)
"""Where positions are not known: no vehicle is in two communes within this time; neighbouring cameras of one junction
lie in one commune."""
LOOKS_BACK = timedelta(days=365)
MOST_COMPARED = 50
"""So many newest sights of a plate are compared; one that is seen more often has been compared before."""

VEHICLE_COLUMNS = ("found", "kind", "plate_colour", "make", "model", "colour")


@dataclass(frozen=True)
class Sight:
    """A plate as one record shows it.

    position: of the camera, as its table has it; None where it is not known.
    registered: what the register says of the vehicle on that day: a plate may lawfully go to another vehicle.
    """

    plate: str
    at: datetime
    commune_code: str | None
    position: str | None
    looks: SeenVehicle
    registered: tuple[Any, ...]


@dataclass(frozen=True)
class Conflict:
    """Another case of the plate that cannot be of the same vehicle. here: what its file reads of this one's sight."""

    other: Case
    sight: Sight
    there: Sight

    @property
    def sentence(self) -> str:
        """What a person reads in this case."""
        return _sentence(self.other.number, self.there, self.sight)

    def sentence_there(self, number: str) -> str:
        """What a person reads in the other case. number: of this one."""
        return _sentence(number, self.sight, self.there)


def sight_of(case: Case) -> Sight:
    """The sight that a case holds: the vehicle as a person judged it, before that as the machine saw it."""
    certificate, looks = case.certificate or {}, SeenVehicle(**(case.seen or {"kind": None}))
    if case.vehicle and case.state not in UNJUDGED:
        looks = replace(looks, kind=case.vehicle, kind_score=1.0, reported=None)
    return Sight(
        case.plate or "", case.violated_at, certificate.get("commune_code"), certificate.get("position"), looks,
        registered_of(case.registration),
    )  # fmt: skip


def registered_of(registration: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """What tells the registered vehicles of two days apart."""
    return tuple((registration or {}).get(name) for name in VEHICLE_COLUMNS)


def too_far(one: Sight, other: Sight) -> bool:
    """Whether no vehicle gets from one place to the other in the time between. Pure."""
    between, apart = abs(one.at - other.at), _apart_km(one, other)
    if apart is not None:
        return apart > TOP_SPEED_KMH * ((between + CLOCKS_DIFFER) / timedelta(hours=1))
    if one.commune_code is None or other.commune_code is None:
        return False
    return one.commune_code != other.commune_code and between <= TOO_SHORT


def different_appearance(one: Sight, other: Sight) -> bool:
    """Whether two looks cannot be of one vehicle, though the register knows the same one for both days. Pure."""
    return one.registered == other.registered and two_vehicles(one.looks, other.looks)


def two_lawful(one: Sight, other: Sight) -> bool:
    """Whether two registered vehicles bear this text: a car 98B-112.34 and a motorcycle 98-B1 1234, or one after the
    other. Pure."""
    return one.registered != other.registered and one.registered[0] == other.registered[0] == Found.ONE


def conflicts(session: Session, case_id: str, sight: Sight) -> list[Conflict]:
    """Other cases of the plate that cannot be of this vehicle, the newest first. One question to an index."""
    if not sight.plate:
        return []
    query = sa.select(Case).where(
        Case.plate == sight.plate,
        Case.id != case_id,
        Case.state != CaseState.REJECTED,  # nobody stands by what was read there
        REAL,
        Case.violated_at.between(sight.at - LOOKS_BACK, sight.at + LOOKS_BACK),
    )
    others = session.scalars(query.order_by(Case.violated_at.desc(), Case.id).limit(MOST_COMPARED))
    found = [Conflict(other, sight, sight_of(other)) for other in others]
    return [one for one in found if not two_lawful(sight, one.there) and _apart(sight, one.there)]


def _apart(one: Sight, other: Sight) -> bool:
    return too_far(one, other) or different_appearance(one, other)


def warn_others(session: Session, case: Case, found: Sequence[Conflict], *, actor: Actor, at: datetime) -> None:
    """Let the other cases wait for a person too, as far as a machine may; a case that has ended stays as it is."""
    for conflict in found:
        warn(session, conflict.other.id, Finding(TWIN, conflict.sentence_there(case.number)), actor=actor, at=at)


def warn(session: Session, case_id: str, finding: Finding, *, actor: Actor, at: datetime) -> None:
    """Bring what was found of a plate to a case of it: to the manual queue, to a halt, or under a remark."""
    case = record.locked(session, case_id)
    state, held = CaseState(case.state), case.on_hold
    if state in FINAL or state == CaseState.DETECTED or finding.as_facts() in case.findings:
        return
    findings = [finding.as_facts(), *case.findings]
    reason = (finding.code, finding.sentence)
    if state == CaseState.REVIEW_PENDING and not held:
        facts = Facts(columns={"findings": findings}, reason=reason)
        record.apply(session, case_id, CaseEvent.MANUAL_HANDLING_NEEDED, actor=actor, at=at, facts=facts)
        return
    if state not in BEFORE_NOTICE:
        reason = (finding.code, f"{finding.sentence} Papers of this case are out: withdraw them where they are wrong.")
    flag_case(session, case_id, _graver(case, reason), actor=actor, at=at, findings=findings)
    if state in CONFIRMED_BEFORE_NOTICE and not held:
        facts = Facts(log={"finding": finding.code})  # its sentence stands among the findings
        record.apply(session, case_id, CaseEvent.HELD, actor=actor, at=at, facts=facts)


def _graver(case: Case, reason: tuple[str, str]) -> tuple[str, str]:
    """The reason that a case of the manual queue shows: the one that stands first in the order of sorting."""
    if case.state != CaseState.MANUAL_QUEUE or case.reason_code not in ORDER or case.reason is None:
        return reason
    return min((case.reason_code, case.reason), reason, key=lambda one: ORDER.index(one[0]))


def _sentence(number: str, there: Sight, here: Sight) -> str:
    moment, apart = iso_vietnam(there.at), _apart_km(here, there)
    if not too_far(here, there):
        return f"Case {number} of {moment} has the same plate on another vehicle: compare them."
    if apart is None:
        return f"Case {number} has the same plate at {moment} in another commune."
    return f"Case {number} has the same plate at {moment}, {apart:.0f} km away: no vehicle gets there in that time."


def _apart_km(one: Sight, other: Sight) -> float | None:
    here, there = read_position(one.position), read_position(other.position)
    return distance_km(here, there) if here and there else None
