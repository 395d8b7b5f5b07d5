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
from ticketing.cases.persons import Person, PersonRole, entries_of, opened, same_person, save_person
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
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
    rows = _rows(session, case.id, PersonRole.NAMED)
    known = next((row for row in rows if _plain(opened(keys, row)) == _plain(person)), None)
    if known is not None:
        return known
    row = save_person(session, keys, case.id, PersonRole.NAMED, person, at=at)
    texts = {name: getattr(person, name) for name in ("name", "personal_id", "address", "phone")}
    data = {"person": row.id, "commitments": record.commitments(case, texts)}
    record.note(session, case, "person_named", actor=actor, at=at, data=data)
    return row


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
    if person is None and admitted:
        return
    wanted = entries_of(session, keys, case_id, PersonRole.OWNER) if person is None else [person]
    found = [one for _, one in verified_persons(session, keys, case_id)]
    if not any(_plain(one) == _plain(two) or same_person(one, two) for one in found for two in wanted):
        raise Refused(
            "Nobody becomes the violator by an answer alone: draw up minutes of verification about this person first "
            "(MBB05)."
        )


def _verified(session: Session, case_id: str) -> set[str]:
    data = (json.loads(event.leaf)["data"] for event in events_of(session, case_id) if event.kind == "paper_signed")
    return {one[VERIFIES] for one in data if VERIFIES in one}


def _rows(session: Session, case_id: str, role: PersonRole) -> list[CasePerson]:
    query = sa.select(CasePerson).where(CasePerson.case_id == case_id, CasePerson.role == role)
    return list(session.scalars(query.order_by(CasePerson.ordinal)))


def _plain(person: Person) -> Person:
    return replace(person, source="", details=dict(person.details))
