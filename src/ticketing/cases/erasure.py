"""Erasing the persons of a case that accused nobody: rows and salt go, the log keeps commitments that nothing opens."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.objection_tables import CaseEvasion, CaseObjection
from ticketing.cases.states import S
from ticketing.cases.tables import Case, CaseFirstVoice, CasePerson, CaseWords
from ticketing.evidence.log import append

ENDED_WITHOUT_A_FINE = (S.REJECTED, S.EXPIRED)
"""From these no way leads on, and a mark of the plate is committed without the salt: nothing needs it any more."""


def ended_before(before: datetime) -> "sa.Select[str]":
    """Cases that ended so before a moment and still hold persons, whether or not a paper went out."""
    has_persons = sa.exists().where(CasePerson.case_id == Case.id)
    return sa.select(Case.id).where(Case.state.in_(ENDED_WITHOUT_A_FINE), Case.changed_at < before, has_persons)


def erase_persons(
    session: Session, case_id: str, *, because: Mapping[str, str | int], actor: Actor, at: datetime
) -> None:
    """Delete the persons of a case, what was written of it, and what opens their commitments; an event says so."""
    case = record.locked(session, case_id)
    if case.salt is None:
        return
    gone = session.execute(sa.delete(CasePerson).where(CasePerson.case_id == case.id).returning(CasePerson.id)).all()
    for written in (CaseWords, CaseObjection, CaseEvasion):
        session.execute(sa.delete(written).where(written.case_id == case.id))
    session.execute(sa.update(CaseFirstVoice).where(CaseFirstVoice.case_id == case.id).values(reason=""))
    case.salt = None
    data = {**because, "rows": len(gone)}
    append(session, at=at, kind="persons_erased", subject=case.id, actor=actor.label, data=data)
