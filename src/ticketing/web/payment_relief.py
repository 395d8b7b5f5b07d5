"""What may be applied for about an issued decision, for the form on the page of its case."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ticketing.agency.days_off import calendar_in_force
from ticketing.cases.decision import payment_relief
from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.drafting.signing_day import owed_of
from ticketing.documents.kinds import document_kind
from ticketing.law.clocks import unextended_end
from ticketing.law.parameters import parameter
from ticketing.law.payment_relief import NotAllowed, why_not_deferred, why_not_in_parts_at_all, why_not_remitted


@dataclass(frozen=True)
class PaymentRelief:
    """What may be applied for now. no_deferral, no_parts, no_remission: the sentence why the law allows none.

    last_day: of a deferral that is signed today; last_part: of payment in parts. most: payments; first_vnd: the least.
    """

    deferral: bool
    remission: bool
    left_vnd: int
    asked: bool
    no_remission: str = ""
    no_deferral: str = ""
    no_parts: str = ""
    last_day: date | None = None
    last_part: date | None = None
    most: int = 0
    first_vnd: int = 0


def payment_relief_of(session: Session, case: Case, decision: Decision, today: date) -> PaymentRelief | None:
    """What the law allows of a decision today (LHAV art. 76, 77, 79); None where nothing can be applied for."""
    state, left = CaseState(case.state), max(decision.owed_vnd - decision.paid_vnd, 0)
    remission, deferral = state in document_kind(codes.REMISSION).states, state in document_kind(codes.DEFERRAL).states
    asked = payment_relief.asked_and_open(session, case.id)
    owed, organisation = owed_of(session, case.id), decision.organisation
    if not (remission or deferral) or not left or owed is None:
        return None
    no_remission = _sentence(why_not_remitted(owed.fine_vnd, organisation=organisation, ordered_on=today))
    if not deferral:
        return PaymentRelief(False, remission, left, asked, no_remission)
    assert decision.issued_on
    calendar = calendar_in_force(session)
    last_day = unextended_end("DEFERRAL_MAX", today, calendar)
    last_part = unextended_end("INSTALMENT_MAX", decision.issued_on, calendar)
    no_deferral = _sentence(
        why_not_deferred(owed.fine_vnd, last_day, organisation=organisation, ordered_on=today, calendar=calendar)
    )
    no_parts = _sentence(why_not_in_parts_at_all(decision.owed_vnd, organisation=organisation, ordered_on=today))
    share = parameter("instalments_first_percent", today).value
    return PaymentRelief(
        True, remission, left, asked, no_remission, no_deferral, no_parts, last_day, last_part,
        parameter("instalments_most", today).value, -(-decision.owed_vnd * share // 100),
    )  # fmt: skip


def _sentence(found: NotAllowed | None) -> str:
    return found.sentence if found else ""
