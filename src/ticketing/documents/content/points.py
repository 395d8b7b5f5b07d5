"""The notice of licence points, Mẫu số 02/73 (D168 art. 49-51)."""

from dataclasses import dataclass

from ticketing.documents.content import words
from ticketing.documents.content.facts import AgencyFacts, LicenceFacts, Mark, PersonFacts, SignerFacts
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    Party,
    Signature,
    letterhead,
    paper_line,
    party,
    recipients,
    required,
    signature,
)


@dataclass(frozen=True)
class PointsNotice(Content):
    """Mẫu số 02/73."""

    letterhead: Letterhead
    issuer_name: str
    driver: Party
    decision: str
    licence_no: str
    licence_class: str
    licence_issued_on: str
    licence_issued_by: str
    points_before: str
    points_deducted: str
    deducted_on: str
    points_left: str
    none_left: bool
    recipients: tuple[str, ...]
    signature: Signature


def build_points_notice(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    driver: PersonFacts,
    licence: LicenceFacts,
    *,
    decision: Mark,
) -> PointsNotice:
    """Mẫu số 02/73 to the driver, by a person competent to deduct (D168 art. 50.2). Points fall on no organisation.

    They fall when the decision takes effect, on the day it is signed (art. 50.1.a), whenever the licence is entered.
    """
    return PointsNotice(
        letterhead=letterhead(agency, mark),
        issuer_name=agency.full_name,
        driver=party(driver),
        decision=paper_line("Quyết định xử phạt vi phạm hành chính", decision),
        licence_no=required(licence.number, "number of the licence"),
        licence_class=required(licence.licence_class, "class of the licence"),
        licence_issued_on=words.short_day(licence.issued_on),
        licence_issued_by=licence.issued_by,
        points_before=words.two_digits(licence.points_before),
        points_deducted=words.two_digits(min(licence.points_deducted, licence.points_before)),
        deducted_on=words.day_in_words(decision.day),
        points_left=words.two_digits(licence.points_left),
        none_left=licence.points_left == 0,
        recipients=recipients(agency, ["Như trên"]),
        signature=signature(signer),
    )
