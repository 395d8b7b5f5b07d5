"""What needs two persons: the first voice waits as a proposal of the case's present version, another one answers it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import Refused, Row
from ticketing.cases.tables import Case, CaseProposal


class SecondPersonNeeded(Refused):
    """This needs two persons, and nobody has proposed it yet (`propose`)."""


def open_proposal(session: Session, case: Case, event: CaseEvent) -> CaseProposal | None:
    """Who proposed `event` in the case's present version, and waits for a second person."""
    query = sa.select(CaseProposal).where(
        CaseProposal.case_id == case.id, CaseProposal.event == event, CaseProposal.version == case.version
    )
    return session.scalar(query)


def answered_proposal(session: Session, case: Case, row: Row, actor: Actor) -> CaseProposal | None:
    """For a row of two persons: the first voice, when another person gave it. Raises Refused otherwise."""
    if not row.two_persons:
        return None
    first = open_proposal(session, case, row.event)
    if first is None:
        raise SecondPersonNeeded(
            f"'{row.event}' needs two persons: propose it first, then let another person agree.", (row.event,)
        )
    if first.person == actor.person:
        raise Refused(f"'{row.event}' needs two persons: you have proposed it, another person has to agree.")
    if row.two_persons == "each" and not _bring_each(row, Actor(first.person, Role(first.role)), actor):
        raise Refused(f"'{row.event}' needs an officer and a signer: {first.role} has proposed it already.")
    return first


def _bring_each(row: Row, first: Actor, second: Actor) -> bool:
    """Whether two persons bring all parties of a row; two roles may be of one party (an officer and a senior one)."""
    brought, added = first.parties() & row.by, second.parties() & row.by
    return bool(brought) and bool(added) and brought | added == row.by
