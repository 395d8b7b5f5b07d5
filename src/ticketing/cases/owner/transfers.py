"""A case that was passed on to another office stays here to be looked at, its clock runs, and that office reports."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import Facts
from ticketing.cases.states import TRANSFERRED, Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms import case_clocks
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys


def start_transfer(session: Session, case: Case) -> None:
    """The slip's term runs from the day of the act, like the notice's (row 8; domain.md 2.6), whoever drafts it."""
    case_clocks.start_clock(session, case.id, "TRANSFER", vietnam_day(case.violated_at))


def settle_elsewhere(
    session: Session, keys: FieldKeys, case_id: str, *, report: str, actor: Actor, at: datetime
) -> Case:
    """The other office reported that it settled the case (row 35). report: its paper, as the file names it.

    Raises Refused for a case that was not passed on, and without the report.
    """
    case = record.locked(session, case_id)
    if TRANSFERRED not in case.flags:
        raise Refused(f"Case {case.number} was not passed on: this office handles it.")
    if not report.strip():
        raise Refused("Name the paper by which the other office reported: the file must show it.")
    facts = Facts(
        personal=store_notes(
            session, keys, case_id, CaseEvent.SETTLED_BY_OTHER_OFFICE, {"report": report}, actor=actor, at=at
        ),
        reason=("SETTLED_ELSEWHERE", "The office that the case was passed on to settled it."),
    )
    return record.apply(session, case_id, CaseEvent.SETTLED_BY_OTHER_OFFICE, actor=actor, at=at, facts=facts)
