"""One case on one screen: a lease that lives as long as the browser says so.

Moments here are the machine's own (`kit.clock.wall_now`), not the procedure's: a lease ends when a browser dies.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.db import Moment, insert_of
from ticketing.review.tables import ReviewLease

LASTS = timedelta(seconds=90)
BEAT_SECONDS = 30


def take(session: Session, case_id: str, person: str, now: datetime) -> bool:
    """Take or renew the lease. False: another person holds the case. Two at once: one of them gets it."""
    fresh = insert_of(session, ReviewLease).values(case_id=case_id, person=person, taken_at=now, expires_at=now + LASTS)
    # Renewed by its holder it keeps the moment at which he opened the case: that measures how long he looked.
    still_his = sa.and_(ReviewLease.person == person, ReviewLease.expires_at > now)
    kept = sa.case((still_his, ReviewLease.taken_at), else_=sa.literal(now, Moment()))
    statement = fresh.on_conflict_do_update(
        index_elements=["case_id"],
        set_={"person": person, "taken_at": kept, "expires_at": now + LASTS},
        where=sa.or_(ReviewLease.person == person, ReviewLease.expires_at <= now),
    ).returning(ReviewLease.case_id)
    return session.scalar(statement) is not None


def beat(session: Session, case_id: str, person: str, now: datetime) -> bool:
    """Renew a lease that is still held. False: it was lost, somebody else may have the case."""
    renewed = session.execute(
        sa.update(ReviewLease)
        .where(ReviewLease.case_id == case_id, ReviewLease.person == person, ReviewLease.expires_at > now)
        .values(expires_at=now + LASTS)
        .returning(ReviewLease.case_id)
    )
    return renewed.first() is not None


def let_go(session: Session, case_id: str, person: str) -> None:
    """Give the case back to the queue."""
    session.execute(sa.delete(ReviewLease).where(ReviewLease.case_id == case_id, ReviewLease.person == person))


def holder(session: Session, case_id: str, now: datetime) -> ReviewLease | None:
    """The lease that holds a case now."""
    query = sa.select(ReviewLease).where(ReviewLease.case_id == case_id, ReviewLease.expires_at > now)
    return session.scalar(query.execution_options(populate_existing=True))


def sweep(session: Session, now: datetime) -> None:
    """Forget leases that ended."""
    session.execute(sa.delete(ReviewLease).where(ReviewLease.expires_at <= now))
