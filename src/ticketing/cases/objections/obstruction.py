"""A person who evades or delays on purpose (LHAV art. 6.2.d, 74).

Only an officer says so, with reasons: the limitations rest until that has ended, and then begin anew from that day.
"""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.events import CaseEvent
from ticketing.cases.objections.tables import CaseObstruction
from ticketing.cases.record import Facts
from ticketing.cases.states import Refused, refuse_without
from ticketing.cases.tables import Case
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.clocks import LIMITATIONS
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id

EVADING = "EVADING"


def record_obstruction(
    session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime
) -> Case:
    """An officer says, with reasons, that the person evades on purpose: the limitations rest.

    Raises Refused, also where one is over already: it has passed, and what is said afterwards revives nothing.
    """
    case = record.locked(session, case_id)
    refuse_without(reason)
    if EVADING in case.flags:
        raise Refused("That is said already.")
    for clock in case_clocks.running_clocks(session, case_id):
        if clock.code in LIMITATIONS and clock.is_over(vietnam_day(at)):
            raise Refused(
                f"The limitation ended on {clock.due_on} ({clock.article}): an evasion that is said afterwards revives "
                "nothing."
            )
    row = CaseObstruction(id=new_id(), case_id=case_id, reason="", said_by=actor.person, said_at=at)
    row.reason = keys.seal(f"case_evasions|reason|{row.id}", reason.strip())
    session.add(row)
    facts = Facts(log={"evasion": row.id}, personal={"evading_because": reason.strip()})
    return record.apply(session, case_id, CaseEvent.EVADING, actor=actor, at=at, facts=facts)


def end_obstruction(
    session: Session, keys: FieldKeys, case_id: str, *, ended_on: date, reason: str, actor: Actor, at: datetime
) -> Case:
    """The evasion ended on that day: the limitations begin anew from it (LHAV art. 6.2.d, 74). Raises Refused."""
    case = record.locked(session, case_id)
    refuse_without(reason)
    if EVADING not in case.flags:
        raise Refused("Nobody has said that this person evades.")
    said = evasions_of(session, case_id)[-1:]  # one that was said before this table was there has no row
    said_on = vietnam_day(said[0].said_at) if said else _rested_since(session, case_id)
    if ended_on > vietnam_day(at) or (said_on and ended_on < said_on):
        raise Refused(f"It ended after {said_on or 'it was said'} and not after today: {ended_on} cannot be.")
    for row in said:
        row.ended_on, row.ended_by, row.ended_at = ended_on, actor.person, at
        row.ended_reason = keys.seal(f"case_evasions|ended_reason|{row.id}", reason.strip())
    facts = Facts(
        log={"ended_on": ended_on.isoformat()}, personal={"evading_ended_because": reason.strip()}, started_on=ended_on
    )
    return record.apply(session, case_id, CaseEvent.EVADING_ENDED, actor=actor, at=at, facts=facts)


def _rested_since(session: Session, case_id: str) -> date | None:
    return min(
        (clock.ended_on for clock in case_clocks.resting_clocks(session, case_id) if clock.ended_on), default=None
    )


def evasions_of(session: Session, case_id: str) -> Sequence[CaseObstruction]:
    """Each time that somebody was said to evade, in the order in which it was said."""
    query = sa.select(CaseObstruction).where(CaseObstruction.case_id == case_id)
    return session.scalars(query.order_by(CaseObstruction.id)).all()
