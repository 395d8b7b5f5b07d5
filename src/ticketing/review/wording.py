"""Words for the act: which the officer may choose, and what happens when none fits (the product invents none)."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.tables import Wording
from ticketing.agency.wordings import agreed_wordings
from ticketing.cases.case_flags import flag_case
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import locked
from ticketing.cases.states import CaseState, Refused, transition
from ticketing.cases.tables import Case
from ticketing.law.penalties import FineRow
from ticketing.review.verdict_queries import pass_over

NO_WORDING = (
    "NO_WORDING",
    "The point of the decree names several acts and no sourced wording fits this one: the agency adds one.",
)


def choices(session: Session, row: FineRow) -> list[Wording]:
    """Wordings of the agency for the act of `row`, beside the one of the table."""
    return agreed_wordings(session, row.behaviour, row.vehicle, row.decree, row.clause)


def no_wording_fits(
    session: Session, case_id: str, *, actor: Actor, at: datetime, expected_version: int | None = None
) -> Case:
    """Hold a case in review with NO_WORDING until the agency has added words for its act. Raises Refused, Stale."""
    case = locked(session, case_id)
    transition(CaseState(case.state), CaseEvent.ACT_CONFIRMED, actor.parties(), case.flags)
    pass_over(session, case_id, at)
    return flag_case(session, case_id, NO_WORDING, actor=actor, at=at, expected_version=expected_version)


def wording_of(session: Session, wording_id: str | None, row: FineRow | None) -> tuple[str, str] | None:
    """Text and source of the agency's wording that the officer chose for the act of `row`; None where he chose none.

    Raises Refused where it is not one of the choices.
    """
    if wording_id is None:
        return None
    chosen = next((w for w in choices(session, row) if w.id == wording_id), None) if row else None
    if chosen is None:
        raise Refused("That wording is not in force for this act: choose one of those that the page offers.")
    return chosen.act_vi, chosen.source
