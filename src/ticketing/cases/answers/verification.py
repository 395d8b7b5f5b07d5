"""Of whom something was verified by minutes (MBB05): the owner, or a person whom somebody named (row 12).

Nobody becomes a violator by an answer alone. Only the owner who says himself that he drove needs no such minutes
(domain.md 2.3: they are for an answer that names another; 2.5 asks of him a statement and his licence).
"""

import json
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.owner.persons import (
    Entered,
    Person,
    PersonRole,
    completed,
    entries_of,
    opened,
    person_json,
    person_row,
    same_person,
    save_person,
)
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import events_of
from ticketing.kit.fields import FieldKeys

VERIFIES = "verifies"
"""What the event of signed minutes says: the row of the person whom they are about."""


def name_person(
    session: Session, keys: FieldKeys, case: Case, person: Person, *, actor: Actor, at: datetime
) -> CasePerson:
    """Write down whom minutes of verification are about; the same entry again is the one that is there.

    Raises Refused where he is not named so that he is found again (domain.md 2.5: name, number, address).
    """
    if not all(text.strip() for text in (person.name, person.personal_id, person.address)):
        raise Refused("Name the person with his identification number and address: the minutes are about nobody else.")
    return _written(session, keys, case, PersonRole.NAMED, person, actor, at)


def name_owner(
    session: Session, keys: FieldKeys, case: Case, entered: Entered, *, actor: Actor, at: datetime
) -> CasePerson:
    """Write down what minutes of verification know of the owner beside the register and the minutes before them.

    The register's own row stays as it is. Raises Refused where the case has no owner.
    """
    owner = owner_as_verified(session, keys, case.id)
    if owner is None:
        raise Refused("The case has no owner: identify him first.")
    return _written(session, keys, case, PersonRole.NAMED_OWNER, completed(owner, entered), actor, at)


def owner_as_verified(session: Session, keys: FieldKeys, case_id: str) -> Person | None:
    """The owner, with what the newest signed minutes of verification know of him; None where the case has none."""
    row = _owner_in_minutes(session, case_id) or person_row(session, case_id, PersonRole.OWNER)
    return opened(keys, row) if row else None


def verified_persons(session: Session, keys: FieldKeys, case_id: str) -> list[tuple[str, Person]]:
    """Whom signed minutes of verification are about, by the id of his row. The caller answers for the purpose."""
    rows = session.scalars(
        sa.select(CasePerson).where(CasePerson.id.in_(_verified(session, case_id))).order_by(CasePerson.id)
    )
    return [(row.id, opened(keys, row)) for row in rows]


def named_and_verified(session: Session, case_id: str) -> list[str]:
    """Rows of persons beside the owner whom signed minutes of verification are about, the newest last."""
    verified = _verified(session, case_id)
    return [row.id for row in _rows(session, case_id, PersonRole.NAMED) if row.id in verified]


def refuse_unverified(
    session: Session, keys: FieldKeys, case_id: str, person: Person | None, *, admitted: bool
) -> None:
    """Raises Refused where no signed minutes of verification are about who is to be the violator.

    person: None for the owner. admitted: the owner says himself that he drove, which is all there is to verify.
    """
    if person is None and (admitted or _owner_in_minutes(session, case_id)):
        return
    wanted = entries_of(session, keys, case_id, PersonRole.OWNER) if person is None else [person]
    found = [one for _, one in verified_persons(session, keys, case_id)]
    if not any(_plain(one) == _plain(two) or same_person(one, two) for one in found for two in wanted):
        raise Refused(
            "Nobody becomes the violator by an answer alone: draw up minutes of verification about this person first "
            "(MBB05)."
        )


def _owner_in_minutes(session: Session, case_id: str) -> CasePerson | None:
    """The newest row that signed minutes hold of the owner; what they wrote before he was named anew is past."""
    owner = person_row(session, case_id, PersonRole.OWNER)
    verified = _verified(session, case_id)
    rows = reversed(_rows(session, case_id, PersonRole.NAMED_OWNER))
    return next((row for row in rows if owner and row.id in verified and row.id > owner.id), None)


def _written(
    session: Session, keys: FieldKeys, case: Case, role: PersonRole, person: Person, actor: Actor, at: datetime
) -> CasePerson:
    known = next((row for row in _rows(session, case.id, role) if _plain(opened(keys, row)) == _plain(person)), None)
    if known is not None:
        return known
    row = save_person(session, keys, case.id, role, person, at=at)
    data = {"person": row.id, "commitments": record.commitments(case, {role: person_json(person)})}
    record.note(session, case, LogEvent.PERSON_NAMED, actor=actor, at=at, data=data)
    return row


def _verified(session: Session, case_id: str) -> set[str]:
    data = (
        json.loads(event.leaf)["data"]
        for event in events_of(session, case_id)
        if event.kind == LogEvent.DOCUMENT_SIGNED
    )
    return {one[VERIFIES] for one in data if VERIFIES in one}


def _rows(session: Session, case_id: str, role: PersonRole) -> list[CasePerson]:
    query = sa.select(CasePerson).where(CasePerson.case_id == case_id, CasePerson.role == role)
    return list(session.scalars(query.order_by(CasePerson.ordinal)))


def _plain(person: Person) -> Person:
    return replace(person, source="", details=dict(person.details))
