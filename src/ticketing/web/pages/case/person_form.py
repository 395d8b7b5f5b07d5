"""What a form says of a person, and of the commune where he lives."""

import re

from pydantic import BaseModel

from ticketing.addresses.commune_search import communes_named
from ticketing.cases.owner.persons import DETAILS, Entered, Person, PersonKind, completed
from ticketing.cases.states import Refused
from ticketing.registry.address_book import resident_commune
from ticketing.web.pages.forms import day_written, text_or_none

SEXES = ("male", "female")
YEAR_OF_BIRTH = re.compile(r"(19|20)\d\d")


class EnteredForm(BaseModel):
    """What is written about a person: the fields that minutes and decisions print (D118 annex)."""

    name: str = ""
    personal_id: str = ""
    birth_date: str = ""
    birth_year: str = ""
    address: str = ""
    phone: str = ""
    commune: str = ""
    sex: str = ""
    nationality: str = ""
    occupation: str = ""
    id_issued_on: str = ""
    id_issued_by: str = ""
    licence_no: str = ""
    licence_class: str = ""
    certificate_no: str = ""
    certificate_issued_on: str = ""
    certificate_issued_by: str = ""
    representative: str = ""
    representative_sex: str = ""
    representative_post: str = ""
    authorised_representative: str = ""

    def entered(self) -> Entered:
        """The fields that were filled in; days and codes as they are kept. Raises Refused for what is none.

        The commune follows from the address unless one is named.
        """
        return Entered(
            name=self.name.strip(),
            personal_id=self.personal_id.strip(),
            birth_date=day_written(self.birth_date),
            address=self.address.strip(),
            phone=self.phone.strip(),
            commune_code=commune_written(self.commune) if text_or_none(self.commune) else _commune_of(self.address),
            details=self._details(),
        )

    def _details(self) -> dict[str, str]:
        details = {name: text for name in DETAILS if (text := getattr(self, name).strip())}
        if (year := self.birth_year.strip()) and not YEAR_OF_BIRTH.fullmatch(year):
            raise Refused(f"'{year}' is no year of birth: write four digits, like 1952.")
        for name in ("sex", "representative_sex"):
            if details.get(name, "male") not in SEXES:
                raise Refused(f"'{details[name]}' is no sex that the form knows: {', '.join(SEXES)}.")
        issued = {name: day_written(details[name]) for name in details if name.endswith("_on")}
        return details | {name: day.isoformat() for name, day in issued.items() if day}


class PersonForm(EnteredForm):
    """A person as a form names him."""

    kind: str = PersonKind.INDIVIDUAL

    def person(self, source: str) -> Person | None:
        """The person; None where no name was written. The commune follows from the address unless one is chosen."""
        if not text_or_none(self.name):
            return None
        kind = PersonKind(self.kind) if self.kind in set(PersonKind) else PersonKind.INDIVIDUAL
        return completed(Person(kind, name="", source=source), self.entered())


def commune_written(text: str) -> str:
    """The code of the commune of any province that was chosen from the list, or written by its name. Raises Refused.

    A name that several provinces have is that of none: a wrong commune sends personal data to the wrong office.
    """
    found = communes_named(text)
    if not found:
        raise Refused("Choose a commune from the list: no commune bears the name that was written.")
    if len(found) > 1:
        raise Refused(f"Choose one with its province: {'; '.join(one.full_name for one in found)}.")
    return found[0].code


def _commune_of(address: str) -> str | None:
    return resident_commune(address).commune_code
