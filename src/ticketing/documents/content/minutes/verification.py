"""Minutes of verification, MBB05 of D118 as replaced by Decree 190/2025/NĐ-CP."""

from dataclasses import dataclass
from datetime import datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficerFacts,
    PartyFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    Officer,
    Party,
    Vehicle,
    legal_bases,
    letterhead,
    officer,
    party,
    required,
    vehicle,
)


@dataclass(frozen=True)
class VerificationFacts:
    """What was verified: who told it, what he said, what else came to light.

    person, about: whom it is about, and his row in the case; None and empty: its owner.
    """

    made_at: datetime
    made_place: str
    bases: tuple[str, ...]
    informant: PartyFacts
    informant_statement: str
    finished_at: datetime | None = None
    person: PartyFacts | None = None
    about: str = ""
    person_statement: str = ""
    harm: str = ""
    aggravating: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    other: str = ""
    copies: int = 2


@dataclass(frozen=True)
class VerificationMinutes(Content):
    """MBB05, item by item."""

    letterhead: Letterhead
    made_at: str
    made_place: str
    bases: tuple[str, ...]
    maker: Officer
    informant: Party
    person: Party
    vehicle: Vehicle
    act: str
    violated_at: str
    place: str
    article: str
    harm: str
    aggravating: str
    mitigating: str
    person_statement: str
    informant_statement: str
    other: str
    finished_at: str
    copies: str


def build_verification_minutes(
    agency: AgencyFacts,
    mark: Mark,
    maker: OfficerFacts,
    person: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    found: VerificationFacts,
) -> VerificationMinutes:
    """MBB05: circumstances that were verified, above all who drove."""
    return VerificationMinutes(
        letterhead=letterhead(agency, mark, dated=False),
        made_at=wording.moment_in_words(found.made_at),
        made_place=required(found.made_place, "place of the minutes"),
        bases=legal_bases(found.bases),
        maker=officer(maker),
        informant=party(found.informant),
        person=party(person),
        vehicle=vehicle(car),
        act=required(violation.act_vi, "act in the words of the decree"),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        article=required(violation.article_in_full, "article"),
        harm=found.harm or "Không",
        aggravating=wording.listed(found.aggravating),
        mitigating=wording.listed(found.mitigating),
        person_statement=found.person_statement,
        informant_statement=found.informant_statement,
        other=found.other or "Không",
        finished_at=wording.moment_in_words(found.finished_at) if found.finished_at else "",
        copies=wording.two_digits(found.copies),
    )
