"""The person whom a reply slip names: to whom the owner sold, gave, lent or leased the vehicle (Mẫu số 04)."""

import re

from ticketing.cases.owner.identification import KIND_BY_DIGITS
from ticketing.cases.owner.persons import Person, PersonKind
from ticketing.kit.sheets import read_day
from ticketing.registry.address_book import resident_commune

_YEAR = re.compile(r"(19|20)\d{2}")
BIRTH_YEAR = "birth_year"
"""Detail of a person of whom the slip gives the year of birth alone."""


class NotASlip(ValueError):
    """What was written of the person is not what the slip asks for; the sentence says what is."""


def person_named(name: str, birth: str, personal_id: str, address: str, *, source: str) -> Person | None:
    """Whom the slip names; None where it names nobody. birth: a year, as the slip asks for, or a whole day.

    Raises NotASlip.

    >>> person_named("Trần Văn Mua", "1990", "", "", source="reply slip").details
    {'birth_year': '1990'}
    """
    name, birth = name.strip(), birth.strip()
    if not name:
        if birth or personal_id.strip() or address.strip():
            raise NotASlip("Name the person whose birth, number or address is written.")
        return None
    born = read_day(birth)
    if birth and born is None and not _YEAR.fullmatch(birth):
        raise NotASlip("Write the year of birth with four digits, or the whole day like 18/11/1990.")
    digits = sum(character.isdigit() for character in personal_id)
    return Person(
        kind=KIND_BY_DIGITS.get(digits, PersonKind.INDIVIDUAL),
        name=name,
        personal_id=personal_id.strip(),
        birth_date=born,
        address=address.strip(),
        commune_code=resident_commune(address).commune_code,
        details={BIRTH_YEAR: birth} if birth and born is None else {},
        source=source,
    )


def in_words(person: Person) -> str:
    """The person in one line, for a note.

    >>> in_words(person_named("Trần Văn Mua", "1990", "001190000001", "Thôn Hạ", source=""))
    'Trần Văn Mua, 1990, 001190000001, Thôn Hạ'
    """
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else person.details.get(BIRTH_YEAR, "")
    return ", ".join(part for part in (person.name, born, person.personal_id, person.address) if part)
