"""Erasing the persons of a case that accused nobody: rows and salt go, the log keeps commitments that nothing opens."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.answers.tables import CaseAnswer, OwnerStatement
from ticketing.cases.decision.tables import Decision, DeliveryProof
from ticketing.cases.objections.tables import CaseObjection, CaseObstruction
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case, CaseNote, CasePerson, CaseProposal
from ticketing.evidence.event_kinds import LogEvent

ENDED_WITHOUT_A_FINE = (CaseState.REJECTED, CaseState.EXPIRED)
"""From these no way leads on, and a mark of the plate is committed without the salt: nothing needs it any more."""
WRITTEN = (CaseNote, CaseObjection, CaseObstruction, CaseAnswer, OwnerStatement)
BESIDE_FIGURES = (
    (CaseProposal, "reason", ""),
    (Decision, "justification", None),
    (DeliveryProof, "reference", ""),
)
"""Words in rows that stay, with what stands there when they are gone."""


def ended_before(before: datetime) -> "sa.Select[str]":
    """Cases that ended so before a moment and still hold persons, whether or not a paper went out."""
    has_persons = sa.exists().where(CasePerson.case_id == Case.id)
    return sa.select(Case.id).where(Case.state.in_(ENDED_WITHOUT_A_FINE), Case.changed_at < before, has_persons)


def erase_persons(
    session: Session, case_id: str, *, because: Mapping[str, str | int], actor: Actor, at: datetime
) -> None:
    """Delete the persons of a case, what was written of it, and what opens their commitments; an event says so.

    A mark of a twin is of the plate, not of these persons: its reason stays as long as others read it (`twin_marks`).
    """
    case = record.locked(session, case_id)
    if case.salt is None:
        return
    gone = session.execute(sa.delete(CasePerson).where(CasePerson.case_id == case.id).returning(CasePerson.id)).all()
    for table in WRITTEN:
        session.execute(sa.delete(table).where(table.case_id == case.id))
    for kept, column, nothing in BESIDE_FIGURES:
        session.execute(sa.update(kept).where(kept.case_id == case.id).values({column: nothing}))
    data = {**because, "rows": len(gone)}
    record.amend(session, case, LogEvent.PERSONS_ERASED, {"salt": None}, actor=actor, at=at, data=data)
