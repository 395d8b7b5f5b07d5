"""What may be applied for about an issued decision, for the form on the page of its case."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import easings
from ticketing.cases.decision_tables import Decision
from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.documents.papers import paper_kind
from ticketing.law.clocks import unextended_end
from ticketing.law.easing import why_not_deferred, why_not_in_parts_at_all
from ticketing.law.parameters import parameter


@dataclass(frozen=True)
class Easing:
    """What may be applied for now. no_deferral, no_parts: the sentence why the law allows none, empty where it does.

    last_day: of a deferral that is signed today; last_part: of payment in parts. most: payments; first_vnd: the least.
    """

    deferral: bool
    remission: bool
    left_vnd: int
    asked: bool
    no_deferral: str = ""
    no_parts: str = ""
    last_day: date | None = None
    last_part: date | None = None
    most: int = 0
    first_vnd: int = 0


def easing_of(session: Session, case: Case, decision: Decision, today: date) -> Easing | None:
    """What the law allows of a decision today (LHAV art. 76, 77, 79); None where nothing can be applied for."""
    state, left = S(case.state), max(decision.owed_vnd - decision.paid_vnd, 0)
    remission, deferral = state in paper_kind("remission").states, state in paper_kind("deferral").states
    asked = easings.asked_and_open(session, case.id)
    if not (remission or deferral) or not left:
        return None
    if not deferral:
        return Easing(False, remission, left, asked)
    assert decision.issued_on
    calendar, organisation = calendar_in_force(session), decision.organisation
    last_day = unextended_end("DEFERRAL_MAX", today, calendar)
    last_part = unextended_end("INSTALMENT_MAX", decision.issued_on, calendar)
    small = why_not_deferred(
        decision.owed_vnd, last_day, organisation=organisation, ordered_on=today, calendar=calendar
    )  # fmt: skip
    no_parts = why_not_in_parts_at_all(decision.owed_vnd, organisation=organisation, ordered_on=today)
    share = parameter("instalments_first_percent", today).value
    return Easing(
        True, remission, left, asked, small.sentence if small else "", no_parts.sentence if no_parts else "", last_day,
        last_part, parameter("instalments_most", today).value, -(-decision.owed_vnd * share // 100),
    )  # fmt: skip
