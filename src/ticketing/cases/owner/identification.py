"""The owner on the day of the act, once a person has confirmed it: opened, snapshotted, brought to today's commune.

C73 art. 24.1.a. The snapshot is what papers rest on; the register may change afterwards. Nothing here chooses: several
owners or an address of several communes wait for a person.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import commune
from ticketing.addresses.tables import UnknownPlace
from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_flags import flag_case
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.plate_warnings import news_of, with_news
from ticketing.cases.owner.persons import (
    Person,
    PersonKind,
    PersonRole,
    opened,
    person_row,
    save_person,
    set_aside,
)
from ticketing.cases.record import Facts, Stale
from ticketing.cases.states import UNJUDGED, CaseState, Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.failpoints import failpoint
from ticketing.kit.fields import FieldKeys
from ticketing.law.vehicles import vehicle_class
from ticketing.registry.access import Owner, Permit, note_lookup, open_owner
from ticketing.registry.address_book import CommuneOfResidence
from ticketing.registry.commune_choices import CHOSEN_BEFORE, Remembered, remember, remembered, remembered_commune
from ticketing.registry.local import vehicle_on
from ticketing.registry.match import VEHICLE_DIFFERS, Difference, another_vehicle
from ticketing.registry.ports import Register
from ticketing.registry.remote_cache import bring_owners, bring_vehicles

PURPOSE = "notice to the owner (C73 art. 24.1)"
ADDRESS_AMBIGUOUS = "ADDRESS_AMBIGUOUS"
ADDRESSEE = "addressee"
"""What the event of a notice calls the row of the person whom it names."""
COMMUNE_GROUNDS = ("ADDRESS_NAMES_PLACE", "RESIDENCE_DATA", "COMMUNE_POLICE", "OWNER_SAID", CHOSEN_BEFORE)
"""How a person knows in which commune an ambiguous address lies; the last one only where that was chosen before."""
CANDIDATES = "commune_candidates"
"""Detail of a person whose address names no single commune: the codes it may mean, best first, space between."""

KIND_BY_DIGITS = {
    9: PersonKind.INDIVIDUAL,
    12: PersonKind.INDIVIDUAL,
    10: PersonKind.ORGANISATION,
    13: PersonKind.ORGANISATION,
}
OWNER_KIND_UNKNOWN = (
    "OWNER_KIND_UNKNOWN",
    "The register does not say whether the owner is a person or an organisation: a person finds out.",
)


def bring_owner(database: Database, keys: FieldKeys, register: Register | None, case_id: str, *, at: datetime) -> None:
    """Where a register is asked over the network, bring vehicle and owner here, before `identify_owner` opens them.

    Asks nothing for a case in which that would do nothing. Raises RegisterFault where there is no answer.
    """
    if register is None:
        return
    with database.reading() as session:
        case = session.get_one(Case, case_id)
    if not case.plate or not _waits_for_owner(case):
        return
    on = vietnam_day(case.violated_at)
    bring_vehicles(database, keys, register, case.plate, on, at=at)
    bring_owners(database, keys, register, case.plate, on, case_id=case_id, at=at)


def _waits_for_owner(case: Case) -> bool:
    """Confirmed and without owner; who chooses a commune waits for no register, a held case for its release."""
    sought = case.state in (CaseState.CONFIRMED, CaseState.OWNER_UNKNOWN) and case.reason_code != ADDRESS_AMBIGUOUS
    return sought and not case.on_hold


def identify_owner(session: Session, keys: FieldKeys, case_id: str, *, at: datetime, actor: Actor) -> Case:
    """Find the owner of a confirmed case (the reaction on CONFIRMED), or look again for one who was not found.

    Afterwards the case is OWNER_IDENTIFIED, OWNER_UNKNOWN with its cause, or still CONFIRMED with ADDRESS_AMBIGUOUS.
    Running again does nothing, and a held case is let be: its release wakes this again. Raises LookupError, and Refused
    where the actor may not record it.
    """
    case = record.locked(session, case_id)
    if not _waits_for_owner(case):
        return case
    if other := _another_vehicle(session, keys, case):
        return _not_found(session, case, (other.code, other.sentence), actor, at)
    if news := news_of(session, keys, case):
        columns = {"findings": with_news(case, news)}
        return _not_found(session, case, (news[0].code, news[0].sentence), actor, at, columns)
    found = open_owner(
        session,
        keys,
        permit_of_a_step(case.id, PURPOSE, actor),
        plate=case.plate or "",
        plate_colour=case.plate_colour,
        on=vietnam_day(case.violated_at),
        rows=case.plate_rows,
        kind=case.vehicle,
        at=at,
    )
    if found.owner is None:
        assert found.missing and found.sentence
        return _not_found(session, case, (found.missing.value, found.sentence), actor, at)
    kind = kind_of_owner(found.owner)
    if kind is None:
        return _not_found(session, case, OWNER_KIND_UNKNOWN, actor, at)
    place, before = remembered_commune(session, keys, found.owner.address, found.stored)
    person = _person(found.owner, kind, place)
    _snapshot(session, keys, case, person, at)
    failpoint("owner_opened_before_commit")
    if place.commune_code is None:
        reason = (ADDRESS_AMBIGUOUS, place.sentence or "")
        return flag_case(session, case.id, reason, actor=actor, at=at)
    if before is not None:
        of_case = {"ground": CHOSEN_BEFORE, "case_id": case.id}
        remember(session, keys, person.address, before.commune_code, **of_case, actor=actor, at=at)
    return _found(session, case, person, actor, at, {"places": place.tables, **_taken_from(before)})


def _taken_from(before: Remembered | None) -> dict[str, Any]:
    """What the event says of a commune that earlier choices gave."""
    return {"ground": CHOSEN_BEFORE, "choices": [voice.id for voice in before.voices]} if before else {}


def _another_vehicle(session: Session, keys: FieldKeys, case: Case) -> Difference | None:
    """Why the register's vehicle of today's answer is not the one that was judged; nobody's data are opened then.

    Between the verdict and this look the register may have been loaded anew: then it names a vehicle that no person
    compared with the pictures, perhaps of a class with another fine (row 7).
    """
    on, plate = vietnam_day(case.violated_at), case.plate or ""
    answer = vehicle_on(session, keys, plate, case.plate_colour, on, rows=case.plate_rows, kind=case.vehicle)
    if other := another_vehicle(answer, plate, case.plate_colour, case.vehicle, case.plate_rows):
        return other
    kind = answer.vehicle.kind if answer.vehicle else None
    if kind is None or vehicle_class(kind) == case.vehicle_class:
        return None
    return Difference(VEHICLE_DIFFERS, f"The act was judged as that of a {case.vehicle_class}, registered is {kind}.")


def _not_found(
    session: Session,
    case: Case,
    reason: tuple[str, str],
    actor: Actor,
    at: datetime,
    columns: Mapping[str, Any] | None = None,
) -> Case:
    if case.state == CaseState.OWNER_UNKNOWN:
        return flag_case(session, case.id, reason, actor=actor, at=at, findings=(columns or {}).get("findings"))
    facts = Facts(columns=columns or {}, reason=reason)
    return record.apply(session, case.id, CaseEvent.OWNER_NOT_FOUND, actor=actor, at=at, facts=facts)


def kind_of_owner(owner: Owner) -> PersonKind | None:
    """Natural or legal person: as the register says, else by the owner's number; None where neither tells.

    An identification number has 12 digits (Law on Identification 26/2023/QH15 art. 12), the old identity card had 9;
    an enterprise code has 10, a branch's 13. An organisation pays double: it is no matter for a guess.
    """
    if owner.kind:
        return PersonKind(owner.kind)
    digits = "".join(character for character in owner.personal_id or "" if character.isdigit())
    return KIND_BY_DIGITS.get(len(digits))


def _person(owner: Owner, kind: PersonKind, place: CommuneOfResidence) -> Person:
    """The owner as the case keeps him."""
    return Person(
        kind=kind,
        name=owner.name or "",
        personal_id=owner.personal_id or "",
        birth_date=_day(owner.birth_date),
        address=owner.address or "",
        phone=owner.phone or "",
        commune_code=place.commune_code,
        details=_year_of_birth(owner.birth_date) | _candidates(place),
        source=owner.source,
    )


def _candidates(place: CommuneOfResidence) -> dict[str, str]:
    return {} if place.commune_code else {CANDIDATES: " ".join(place.candidates)}


def _year_of_birth(text: str | None) -> dict[str, str]:
    """The year where a register knows no day."""
    return {"birth_year": text} if re.fullmatch(r"(19|20)\d\d", text or "") and text else {}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _snapshot(session: Session, keys: FieldKeys, case: Case, person: Person, at: datetime) -> None:
    """Keep the owner as he is now. An earlier snapshot belonged to a verdict that was taken back."""
    forget_owner(session, case.id)
    save_person(session, keys, case.id, PersonRole.OWNER, person, at=at)


def forget_owner(session: Session, case_id: str) -> None:
    """The case has no owner any more: the verdict that opened him was taken back, or another one is found.

    Who got no notice is erased: perhaps he has nothing to do with the act. Who got one stays as a former owner, because
    a court and an audit ask whom the office wrote to.
    """
    addressed = _addressees(session, case_id)
    query = sa.select(CasePerson).where(CasePerson.case_id == case_id, CasePerson.role == PersonRole.OWNER)
    for row in session.scalars(query.order_by(CasePerson.ordinal)):
        if row.id in addressed or None in addressed:
            set_aside(session, row)
        else:
            session.delete(row)
    session.flush()


def _addressees(session: Session, case_id: str) -> set[str | None]:
    """Rows of the persons to whom notices went, as the log says; None for a notice of which it does not say."""
    notices = (event for event in events_of(session, case_id) if event.kind == CaseEvent.NOTICE_SENT)
    return {json.loads(notice.leaf)["data"].get(ADDRESSEE) for notice in notices}


def _found(session: Session, case: Case, person: Person, actor: Actor, at: datetime, log: Mapping[str, Any]) -> Case:
    texts = {name: getattr(person, name) for name in ("name", "personal_id", "address", "phone")}
    facts = Facts(
        columns={"commune_code": person.commune_code},
        log={"commune": person.commune_code, "owner_kind": person.kind, "source": person.source, **log},
        personal={f"owner_{name}": text for name, text in texts.items() if text},
    )
    return record.apply(session, case.id, CaseEvent.OWNER_FOUND, actor=actor, at=at, facts=facts)


def commune_candidates(person: Person) -> tuple[str, ...]:
    """The communes that an ambiguous address may mean, best first, for the person who chooses."""
    return tuple(person.details.get(CANDIDATES, "").split())


def choose_commune(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    commune_code: str,
    *,
    ground: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """A person says in which of today's communes an ambiguous address lies, and how he knows (COMMUNE_GROUNDS).

    His choice is remembered for the hamlet or street of the address. Raises Refused (the case does not wait
    for this, no such commune, no ground), Stale, LookupError.
    """
    if ground not in COMMUNE_GROUNDS:
        raise Refused("Say how you know that the address lies in this commune: the notice goes to its police.")
    case = _waiting(session, case_id, commune_code, expected_version)
    row = person_row(session, case.id, PersonRole.OWNER)
    if case.reason_code != ADDRESS_AMBIGUOUS or row is None:
        raise Refused(f"Case {case.number} does not wait for a commune: it is {case.state}.")
    row.commune_code = commune_code
    person = opened(keys, row)
    before = remembered(session, keys, person.address)
    if ground == CHOSEN_BEFORE and (before is None or before.commune_code != commune_code):
        raise Refused("Nobody has chosen this commune before for the hamlet or street: say how you know.")
    if ground == CHOSEN_BEFORE and before is not None and before.doubted:
        raise Refused("The police of this commune said that the place is not theirs: say how you know better.")
    among = commune_code in commune_candidates(person)
    log = {"chosen_by_person": True, "among_candidates": among, "ground": ground}
    if ground == CHOSEN_BEFORE:
        log |= _taken_from(before)
    remember(session, keys, person.address, commune_code, ground=ground, case_id=case.id, actor=actor, at=at)
    return _found(session, case, person, actor, at, log)


def enter_owner(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    owner: Person,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """A person has found the owner of that day elsewhere (row 32); `owner.source` says where, with today's commune.

    Raises Refused (wrong state, no such commune, no name, address or source), Stale, LookupError.
    """
    case = _waiting(session, case_id, owner.commune_code or "", expected_version)
    if not all(text.strip() for text in (owner.name, owner.address, owner.source)):
        raise Refused("Name the owner, his address and where you found him: the paper goes to this person.")
    _snapshot(session, keys, case, owner, at)
    return _found(session, case, owner, actor, at, {"chosen_by_person": True})


def _waiting(session: Session, case_id: str, commune_code: str, expected_version: int | None) -> Case:
    case = record.locked(session, case_id)
    if expected_version is not None and case.version != expected_version:
        raise Stale(f"Case {case.number} was changed by someone else: look at it again, then decide.")
    try:
        commune(commune_code)
    except UnknownPlace:
        raise Refused(f"'{commune_code}' is none of today's communes: choose one from the list.") from None
    return case


def shows_persons(case: Case) -> bool:
    """Whoever judges a picture does not see whose vehicle it is: persons are opened while a verdict stands alone.

    A case that is judged again may hold persons of an earlier verdict (`forget_owner`). A seeded case shows none ever:
    nobody is accused by it.
    """
    if case.seeded:
        return False
    if case.state == CaseState.CONFIRMED:
        return case.reason_code == ADDRESS_AMBIGUOUS
    return case.state not in UNJUDGED


def permit(case: Case, purpose: str, actor: Actor) -> Permit:
    """What allows somebody to see the persons of a case. Raises Refused: no purpose, or no verdict stands.

    Ways in ask for it through `review.blind`, which knows who has another case of the owner on his desk.
    """
    allowed = permit_for_notes(case, purpose, actor)
    refuse_unjudged(case)
    return allowed


def permit_for_notes(case: Case, purpose: str, actor: Actor) -> Permit:
    """What allows somebody to read what was written of a case; what tells of an earlier verdict stays closed while
    another one is awaited (`sealed_words.written_of`). Raises Refused without a purpose.
    """
    if not purpose.strip():
        raise Refused("Say what you need the data for.")
    return Permit(case.id, purpose.strip(), actor)


def refuse_unjudged(case: Case) -> None:
    """Raises Refused where nobody sees the persons of the case."""
    if not shows_persons(case):
        raise Refused("Before a verdict nobody sees whose vehicle it is.")


def permit_of_a_step(case_id: str, purpose: str, actor: Actor) -> Permit:
    """What allows a step of the procedure to open whom it needs: finding the owner, addressing what is mailed."""
    return Permit(case_id, purpose, actor)


def view_persons(
    session: Session, keys: FieldKeys, allowed: Permit, *, at: datetime
) -> list[tuple[PersonRole, Person]]:
    """Show the persons of the case of a permit, former owners too, and write down who looked and what for."""
    query = sa.select(CasePerson).where(CasePerson.case_id == allowed.case_id).order_by(CasePerson.ordinal)
    rows = sorted(session.scalars(query), key=lambda row: list(PersonRole).index(PersonRole(row.role)))
    persons = [(PersonRole(row.role), opened(keys, row)) for row in rows]
    note_lookup(session, allowed, at=at, found=f"{len(persons)} persons of the case")
    return persons
