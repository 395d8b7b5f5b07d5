"""Looks at what a camera sent, with everybody on it: who looks otherwise than to judge stands in the case's history."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.clock import VIETNAM, iso, vietnam_day
from ticketing.review import lease

LOOKED = LogEvent.ORIGINAL_SHOWN


def is_news(session: Session, case_id: str, actor: Actor, *, at: datetime, wall: datetime) -> bool:
    """Whether a look is to be written down: once a person, case and day, and not while he has the case to judge it.

    Whoever judges is named by his verdict; an event for the pictures of each case would slow all verdicts down.
    """
    held = lease.lessee(session, case_id, wall)
    if held is not None and held.person == actor.person:
        return False
    today = datetime.combine(vietnam_day(at), time.min, VIETNAM)
    looks = sa.select(EvidenceEvent.seq).where(
        EvidenceEvent.subject == case_id,
        EvidenceEvent.kind == LOOKED,
        EvidenceEvent.actor == actor.label,
        EvidenceEvent.at >= iso(today),
    )
    return session.scalar(looks.limit(1)) is None


def note_original(session: Session, case_id: str, *, actor: Actor, at: datetime, wall: datetime) -> None:
    """Write a look down. It is asked again whether it is news: four pictures of a page come at once."""
    if is_news(session, case_id, actor, at=at, wall=wall):
        append(session, at=at, kind=LOOKED, subject=case_id, actor=actor.label)
