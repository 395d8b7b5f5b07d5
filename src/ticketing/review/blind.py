"""Whoever judges the picture of a case learns nothing of its owner: also not through another case of his."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.owner.identification import permit, permit_for_notes, refuse_unjudged
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.registry.access import Missing, Permit
from ticketing.registry.files import owner_index_on, plates_of
from ticketing.review.tables import ReviewLease


def permit_to_view(
    session: Session, keys: FieldKeys, case: Case, purpose: str, *, actor: Actor, wall: datetime
) -> Permit:
    """What allows somebody to see the persons of a case, or the file of its owner: every way in asks for it here.

    Raises Refused: no purpose, no verdict stands (`cases.owner.identification.permit`),
    or he judges a case of the same owner.
    """
    allowed = permit(case, purpose, actor)
    refuse_who_judges(session, keys, case, actor.person, wall)
    return allowed


def permit_to_read(
    session: Session, keys: FieldKeys, case: Case, purpose: str, *, actor: Actor, wall: datetime
) -> Permit:
    """What allows somebody to read what was written of a case (`cases.sealed_notes`, `cases.answers.owner_statements`).

    Raises Refused: no purpose, or he judges a case of the same owner.
    """
    allowed = permit_for_notes(case, purpose, actor)
    refuse_who_judges(session, keys, case, actor.person, wall)
    return allowed


def refuse_to_show(session: Session, keys: FieldKeys, case: Case, person: str, wall: datetime) -> None:
    """Raises Refused where he sees nobody of the case: no verdict stands, or he judges a case of the same owner."""
    refuse_unjudged(case)
    refuse_who_judges(session, keys, case, person, wall)


def refuse_who_judges(session: Session, keys: FieldKeys, case: Case, person: str, wall: datetime) -> None:
    """Raises Refused while this person has a case of a vehicle of the same owner on his screen. Opens nothing."""
    index = owner_index_on(session, keys, **plate_of_case(case))
    plates = [] if isinstance(index, Missing) else plates_of(session, keys, index)
    judged = (
        sa.select(Case)
        .join(ReviewLease, ReviewLease.case_id == Case.id)
        .where(
            ReviewLease.person == person,
            ReviewLease.expires_at > wall,
            Case.plate.in_([*plates, case.plate or ""]),
            Case.id != case.id,
        )
    )
    if other := session.scalar(judged.limit(1)):
        raise Refused(f"You have case {other.number} of this owner's vehicle on your desk: judge it first.")


def plate_of_case(case: Case) -> dict[str, Any]:
    """The plate of a case on the day of its act, as the questions to the registry take it."""
    return {
        "plate": case.plate or "",
        "plate_colour": case.plate_colour,
        "on": vietnam_day(case.violated_at),
        "rows": case.plate_rows,
        "kind": case.vehicle,
    }
