"""Where a person of a case lives, once it turns out to be another commune than was thought.

The commune of a case is that in which its owner resides (C73 art. 24.5.b; domain.md 2.2): its later papers go to the
police there, and lists and figures count it there.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import commune
from ticketing.addresses.tables import UnknownPlace
from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.owner.identification import COMMUNE_GROUNDS
from ticketing.cases.owner.persons import PersonRole, opened, same_person
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys
from ticketing.registry.commune_choices import CHOSEN_BEFORE, remember

KNOWN_BY = tuple(ground for ground in COMMUNE_GROUNDS if ground != CHOSEN_BEFORE)
"""How an officer knows it. What was chosen before is what has just been found wrong."""


def move_to_commune(
    session: Session,
    keys: FieldKeys,
    case: Case,
    row: CasePerson,
    commune_code: str,
    *,
    ground: str,
    actor: Actor,
    at: datetime,
) -> list[CasePerson]:
    """The address of this person lies in another commune than was thought: he, and the same person in another role.

    Returns the entries that moved. The case follows its owner, under the name that a correction gave him too, and no
    other violator. The choice is remembered for the hamlet or street, in the place of the one that was wrong. Raises
    Refused (no such commune, no ground, an owner in another province).
    """
    if ground not in KNOWN_BY:
        raise Refused("Say how you know that the address lies in this commune: the paper goes to its police.")
    try:
        there = commune(commune_code)
    except UnknownPlace:
        raise Refused(f"'{commune_code}' is none of today's communes: choose one from the list.") from None
    person, was = opened(keys, row), row.commune_code
    moved = _entries_there(session, keys, row)
    of_the_owner = any(one.role == PersonRole.OWNER for one in moved)
    if of_the_owner and there.province.code != case.province:
        raise Refused(
            "This commune lies in another province, whose police handle the case then (C73 art. 24.1.b): record that "
            "the owner does not live here, and name him with his address for a new notice."
        )
    for one in moved:
        one.commune_code = commune_code
    data = {
        "from": was,
        "commune": commune_code,
        "ground": ground,
        "persons": [one.id for one in moved],
        "of_the_case": of_the_owner,
    }
    columns = {"commune_code": commune_code} if of_the_owner else {}
    record.amend(session, case, LogEvent.COMMUNE_CORRECTED, columns, actor=actor, at=at, data=data)
    remember(session, keys, person.address, commune_code, ground=ground, case_id=case.id, actor=actor, at=at)
    return moved


def _entries_there(session: Session, keys: FieldKeys, row: CasePerson) -> list[CasePerson]:
    """This entry, and every other one of the same person at the same address.

    All owner entries of a case are of one person, written anew where his name was mended (`persons.rename`): with one
    go the others, and the violator who bears the name of any of them.
    """
    address = opened(keys, row).address
    there = [one for one in _of_the_case(session, row) if opened(keys, one).address == address]
    alike = _alike(keys, [row], there)
    if any(one.role == PersonRole.OWNER for one in alike):
        owners = [one for one in there if one.role == PersonRole.OWNER]
        alike = _alike(keys, [*alike, *owners], there)
    return alike


def _alike(keys: FieldKeys, of: Sequence[CasePerson], among: Sequence[CasePerson]) -> list[CasePerson]:
    persons = [opened(keys, one) for one in of]
    return [one for one in among if one in of or any(same_person(opened(keys, one), person) for person in persons)]


def _of_the_case(session: Session, row: CasePerson) -> list[CasePerson]:
    query = sa.select(CasePerson).where(CasePerson.case_id == row.case_id)
    return list(session.scalars(query.order_by(CasePerson.role, CasePerson.ordinal)))
