"""People of a case: the owner as the register named him, the violator as an officer did. Sealed, and erasable."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import written_today
from ticketing.cases.tables import CasePerson
from ticketing.kit.db import to_json
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.law.circumstances import born_at_the_latest

SEALED = ("name", "personal_id", "birth_date", "address", "phone", "details")
DETAILS = (
    "birth_year", "sex", "nationality", "occupation", "id_issued_on", "id_issued_by", "licence_no", "licence_class",
    "certificate_no", "certificate_issued_on", "certificate_issued_by", "representative", "representative_sex",
    "representative_post", "authorised_representative",
)  # fmt: skip
"""Fields of minutes and decisions beside those that a register has. birth_year: where the day is not known."""


class PersonRole(StrEnum):
    """What a person is in a case. FORMER_OWNER: a notice went to him, and the case names him its owner no more.
    NAMED: minutes of verification are about him, and he is not its owner. NAMED_OWNER: the owner, with what such
    minutes know of him beside the register.
    """

    OWNER = "owner"
    VIOLATOR = "violator"
    FORMER_OWNER = "former_owner"
    NAMED = "named"
    NAMED_OWNER = "named_owner"


class PersonKind(StrEnum):
    """Whether it is a natural or a legal person."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Person:
    """A natural or legal person, as papers name one.

    personal_id: identification number or passport; code of an enterprise.
    details:     further fields by name (DETAILS); days as ISO texts.
    source:      where it is from, "registry load …" or "answer OTHER_DRIVER".
    """

    kind: PersonKind
    name: str
    personal_id: str = ""
    birth_date: date | None = None
    address: str = ""
    phone: str = ""
    commune_code: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def is_organisation(self) -> bool:
        """Whether the amounts of an organisation apply."""
        return self.kind is PersonKind.ORGANISATION

    @property
    def born_at_the_latest(self) -> date | None:
        """The last day on which he may have been born (law.circumstances). None: not known."""
        return born_at_the_latest(self.birth_date, self.details.get("birth_year", ""))

    @property
    def address_on_papers(self) -> str:
        """As addresses are written since districts ended (1 July 2025); the register's own words stay in `address`."""
        return written_today(self.address, self.commune_code) if self.commune_code else self.address


@dataclass(frozen=True)
class Entered:
    """What an officer writes about a person who is known. What is empty stays as it was."""

    name: str = ""
    personal_id: str = ""
    birth_date: date | None = None
    address: str = ""
    phone: str = ""
    commune_code: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def filled_in(self) -> tuple[str, ...]:
        """The fields that were written."""
        own = (one.name for one in fields(self) if one.name != "details" and getattr(self, one.name))
        return (*own, *(name for name, text in self.details.items() if text))


def completed(person: Person, entered: Entered) -> Person:
    """The person with what was entered; a birth date takes the place of a year, and a year that of a birth date.

    Another address never keeps the commune of the one before it.
    """
    written = {name: getattr(entered, name) for name in entered.filled_in if name not in entered.details}
    details = dict(person.details) | {name: text for name, text in entered.details.items() if text}
    if entered.birth_date:
        details.pop("birth_year", None)
    elif entered.details.get("birth_year"):
        written["birth_date"] = None
    if entered.address:
        written["commune_code"] = entered.commune_code
    return replace(person, **written, details=details)


def person_json(person: Person | None) -> str:
    """A person as one text, for a sealed column and for the log's commitment; empty where there is none."""
    if person is None:
        return ""
    facts = asdict(person) | {"details": dict(person.details)}
    facts["birth_date"] = person.birth_date.isoformat() if person.birth_date else None
    return to_json(facts)


def save_person(
    session: Session, keys: FieldKeys, case_id: str, role: PersonRole, person: Person, *, at: datetime
) -> CasePerson:
    """Keep a person in this role; an earlier one stays as it was, the newest counts (see `owner.forget_owner`)."""
    row = CasePerson(
        id=new_id(), case_id=case_id, role=role, ordinal=_next_ordinal(session, case_id, role), kind=person.kind,
        taken_at=at, source=person.source, commune_code=person.commune_code,
    )  # fmt: skip
    texts = {
        "name": person.name,
        "personal_id": person.personal_id,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "address": person.address,
        "phone": person.phone,
        "details": to_json(dict(person.details)) if person.details else "",
    }
    for column, text in texts.items():
        setattr(row, column, keys.seal(_place(column, row.id), text) if text or column == "name" else None)
    session.add(row)
    session.flush()
    return row


def correct_person(
    session: Session, keys: FieldKeys, case_id: str, role: PersonRole, mended: Mapping[str, Any], *, source: str,
    at: datetime,
) -> CasePerson:  # fmt: skip
    """Write fields of a person as they really are: a new row, so that what papers were made with stays."""
    person = person_of(session, keys, case_id, role)
    if person is None:
        raise LookupError(f"The case has no {role}.")
    return save_person(session, keys, case_id, role, replace(person, **mended, source=source[:200]), at=at)


def same_person(one: Person, other: Person) -> bool:
    """Whether two entries of a case, written alike, are of one person: by his number, without one by all that is known.

    A father and his son may bear one name and live in one house: of a natural person without a number the birth date
    must be known.
    """
    if (one.kind, one.name) != (other.kind, other.name):
        return False
    numbers = [one.personal_id, other.personal_id]
    if any(sign.isdigit() for number in numbers for sign in number):  # "none" in words is no number
        return one.personal_id == other.personal_id
    born = one.is_organisation or one.birth_date is not None
    return born and (one.birth_date, one.address) == (other.birth_date, other.address)


def set_aside(session: Session, row: CasePerson) -> None:
    """An owner to whom a notice went is the case's owner no more, but stays in it as he was."""
    row.ordinal = _next_ordinal(session, row.case_id, PersonRole.FORMER_OWNER)
    row.role = PersonRole.FORMER_OWNER
    session.flush()


def _next_ordinal(session: Session, case_id: str, role: PersonRole) -> int:
    query = sa.select(sa.func.max(CasePerson.ordinal)).where(CasePerson.case_id == case_id, CasePerson.role == role)
    return (session.scalar(query) or 0) + 1


_NEWEST = (
    sa.select(CasePerson)
    .where(CasePerson.case_id == sa.bindparam("case_id"), CasePerson.role == sa.bindparam("role"))
    .order_by(CasePerson.ordinal.desc())
    .limit(1)
)


def person_row(session: Session, case_id: str, role: PersonRole) -> CasePerson | None:
    """The newest row of a role, still sealed."""
    return session.scalar(_NEWEST, {"case_id": case_id, "role": role})


def entries_of(session: Session, keys: FieldKeys, case_id: str, role: PersonRole) -> list[Person]:
    """The person in this role as he was written down each time, opened: more than once where his name was mended."""
    query = sa.select(CasePerson).where(CasePerson.case_id == case_id, CasePerson.role == role)
    return [opened(keys, row) for row in session.scalars(query.order_by(CasePerson.ordinal))]


def person_of(session: Session, keys: FieldKeys, case_id: str, role: PersonRole) -> Person | None:
    """The person in this role, opened; None where the case has none. The caller answers for the purpose."""
    row = person_row(session, case_id, role)
    return None if row is None else opened(keys, row)


def opened(keys: FieldKeys, row: CasePerson) -> Person:
    """A row, opened. Raises kit.fields.SealBroken."""
    text = {
        column: keys.open(_place(column, row.id), sealed) if (sealed := getattr(row, column)) else ""
        for column in SEALED
    }
    return Person(
        kind=PersonKind(row.kind),
        name=text["name"],
        personal_id=text["personal_id"],
        birth_date=_day(text["birth_date"]),
        address=text["address"],
        phone=text["phone"],
        commune_code=row.commune_code,
        details=json.loads(text["details"]) if text["details"] else {},
        source=row.source,
    )


def _day(text: str) -> date | None:
    # A register may hold a year alone or an odd text: what is no day is not known as one.
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(column: str, row_id: str) -> str:
    return f"case_persons|{column}|{row_id}"
