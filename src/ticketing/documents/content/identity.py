"""Whom minutes and a decision name is known for certain: what identifies him is written, or that he has none.

The form lists more about a person (D118 annex); what of the rest nobody knows prints as not known.
"""

from ticketing.documents.content.facts import PartyFacts, PersonFacts
from ticketing.documents.content.parts import MissingFact


def lacking(facts: PartyFacts) -> tuple[str, ...]:
    """The fields that are empty and without which nobody is named for certain.

    >>> lacking(PersonFacts("Nguyễn Văn An", "Tổ 3, phường Bắc Giang", birth_year="1952"))
    ('identification number',)
    """
    if isinstance(facts, PersonFacts):
        needed = {
            "name": facts.name,
            "birth date": facts.birth_date or facts.birth_year,
            "identification number": facts.personal_id,
            "address": facts.address,
        }
    else:
        needed = {
            "name": facts.name,
            "address": facts.address,
            "enterprise code": facts.enterprise_code,
            "registration certificate": facts.certificate_no,
            "representative": facts.representative,
        }
    return tuple(field for field, value in needed.items() if not value)


def identified(facts: PartyFacts) -> PartyFacts:
    """The same facts. Raises MissingFact that names the fields which are empty."""
    if fields := lacking(facts):
        raise MissingFact(
            f"Minutes and decision name the violator for certain, and this is not known of him: {', '.join(fields)}. "
            "Enter it in the case; where there truly is none, say so in words."
        )
    return facts
