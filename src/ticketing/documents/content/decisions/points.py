"""The notice of licence points, Mẫu số 02/73 (D168 art. 49-51)."""

from dataclasses import dataclass
from datetime import date

from ticketing.documents.content import wording
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
from ticketing.law.clocks import term_row
from ticketing.law.parameters import parameter


@dataclass(frozen=True)
class PointsNotice(Content):
    """Mẫu số 02/73. licence_part: from which of two licences in one document the points fall; empty: not said.

    full_points, test_after_months, restored_after_months: of a licence, and when points come back (D168 art. 51).
    """

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
    licence_part: str
    full_points: str
    test_after_months: str
    restored_after_months: str
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
        licence_issued_on=wording.short_day(licence.issued_on),
        licence_issued_by=licence.issued_by or wording.UNKNOWN,
        points_before=wording.two_digits(licence.points_before),
        points_deducted=wording.two_digits(licence.points_taken),
        deducted_on=wording.day_in_words(decision.day),
        points_left=wording.two_digits(licence.points_left),
        none_left=licence.points_left == 0,
        licence_part=wording.LICENCE_PARTS[licence.part],
        full_points=wording.two_digits(parameter("licence_points", decision.day).value),
        test_after_months=_months("POINTS_TEST", decision.day),
        restored_after_months=_months("POINTS_RESTORED", decision.day),
        recipients=recipients(agency, ["Như trên"]),
        signature=signature(signer),
    )


def _months(code: str, deducted_on: date) -> str:
    """The length of a term that begins with a deduction on that day."""
    return wording.two_digits(term_row(code, deducted_on).length)
