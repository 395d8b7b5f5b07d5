"""The manual queue: a person reads what the machine could not, or hands the case to the authority of the plate."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.cameras.quarantine import WayOut, take_way
from ticketing.cameras.tables import Camera
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.duplicate_violation import cases_before, recorded, sentences
from ticketing.cases.intake.opening import open_for_a_person
from ticketing.cases.intake.plate_warnings import news_of, with_news
from ticketing.cases.intake.sorting import SAME_ACT
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState, Refused, transition
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.fields import FieldKeys
from ticketing.plates.layouts import parse
from ticketing.review.policy import BY_HAND
from ticketing.review.proposal import (
    Registered,
    Seen,
    corrections,
    law_columns,
    row_of_act,
    seen_by_machine,
    seen_by_person,
)
from ticketing.review.registry_recheck import RegistryRecheck, recheck
from ticketing.review.verdict_queries import pass_over


@dataclass(frozen=True)
class HandReading:
    """What a person reads: plate in any usual writing, its colour, and the kind of vehicle that he sees."""

    plate: str
    plate_colour: str
    vehicle: str
    note: str = ""


def read_by_hand(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    reading: HandReading,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
    relook: RegistryRecheck = recheck,
) -> Case:
    """Give a case of the manual queue its plate; it goes to review, where a second verdict is always needed.

    Raises Refused where the plate fits no layout or the registered vehicle is another than the one he sees, Stale,
    UnknownCode.
    """
    case = record.locked(session, case_id)
    transition(CaseState(case.state), CaseEvent.MANUAL_READING_DONE, actor.parties(), case.flags)
    read = seen_by_machine(case)
    seen = seen_by_person(case, plate=reading.plate, plate_colour=reading.plate_colour, vehicle=reading.vehicle)
    _refuse_strange_plate(seen)
    registered = relook(session, keys, case, seen)
    if registered.differs is not None:
        raise Refused(
            f"{registered.differs[1]} Read the plate again, or reject the case (WRONG_VEHICLE). "
            "A false plate is an act of its own."
        )
    pass_over(session, case_id, at)
    again = sentences(cases_before(session, case, replace(recorded(case), plate=seen.plate)))
    news = news_of(session, keys, case, seen.plate)
    reasons = [*((one.code, one.sentence) for one in news), *((SAME_ACT, sentence) for sentence in again)]
    note = store_notes(
        session, keys, case_id, CaseEvent.MANUAL_READING_DONE, {"note": reading.note}, actor=actor, at=at
    )
    facts = Facts(
        columns=_columns(case, seen, registered) | {"findings": with_news(case, news)},
        reason=reasons[0] if reasons else None,
        log={"corrected": list(corrections(read, seen))},
        personal=({"plate_read": read.plate} if read.plate else {}) | note,
    )
    return record.apply(
        session,
        case_id,
        CaseEvent.MANUAL_READING_DONE,
        actor=actor,
        at=at,
        expected_version=expected_version,
        facts=facts,
    )


def open_by_hand(session: Session, observation_id: str, *, actor: Actor, at: datetime) -> Case:
    """Bring a drop in which the machine saw no vehicle or plate to the manual queue, because an officer sees one.

    The case is opened by the machine, as the table has it; that an officer asked for it stands in the log before it.
    Raises NotHeld, LookupError.
    """
    drop = take_way(session, observation_id, WayOut.READ_BY_HAND, actor)
    append(
        session,
        at=at,
        kind=LogEvent.OBSERVATION_OPENED_BY_OFFICER,
        subject=drop.id,
        actor=actor.label,
        data={"state": drop.state},
    )
    opener = machine("manual queue", because=f"an officer saw more than the machine: {actor.label}")
    return open_for_a_person(session, drop, camera=session.get_one(Camera, drop.camera), actor=opener, at=at)


def hand_over(
    session: Session,
    case_id: str,
    *,
    authority: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """Close a case that belongs to the body that looks after the plate (army, diplomatic, foreign).

    authority: that body, as the file names it. Raises Refused, Stale.
    """
    if not authority.strip():
        raise Refused("Name the authority that takes the case over.")
    pass_over(session, case_id, at)
    facts = Facts(log={"authority": authority.strip()}, reason=("HANDED_OVER", f"Handed over to {authority.strip()}."))
    return record.apply(
        session, case_id, CaseEvent.HANDED_TO_OTHER_AUTHORITY, actor=actor, at=at, expected_version=expected_version,
        facts=facts,
    )  # fmt: skip


def _refuse_strange_plate(seen: Seen) -> None:
    if not parse(seen.plate or "", colour=seen.plate_colour):
        raise Refused(
            "What was read fits no layout of a Vietnamese plate of that colour. Look again; where nobody can read it, "
            "reject the case (PLATE_UNREADABLE)."
        )


def _columns(case: Case, seen: Seen, registered: Registered) -> dict[str, object]:
    """The case as the person reads it; `confidence` goes, because no machine stands behind this reading."""
    row = row_of_act(case, seen, registered.vehicle_class)
    columns: dict[str, object] = {
        "plate": seen.plate,
        "plate_colour": seen.plate_colour,
        "plate_rows": None,
        "confidence": None,
        "vehicle": seen.vehicle,
        "vehicle_class": registered.vehicle_class,
        "registration": dict(registered.registration) if registered.registration else None,
        "versions": {**case.versions, "read": BY_HAND},
    }
    return columns | (law_columns(row, case.violated_at) if row else {"law": None})
