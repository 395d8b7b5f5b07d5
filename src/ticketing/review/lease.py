"""One case on one screen: a lease that lives as long as the browser says so.

Moments here are the machine's own (`kit.clock.wall_now`), not the procedure's: a lease ends when a browser dies.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.db import insert_for, table_of
from ticketing.review.tables import ReviewLease

LASTS = timedelta(seconds=90)
BEAT_SECONDS = 30
_HOLDER = (
    sa.select(ReviewLease)
    .where(ReviewLease.case_id == sa.bindparam("case_id"), ReviewLease.expires_at > sa.bindparam("now"))
    .execution_options(populate_existing=True)
)

_LEASES = table_of(ReviewLease)
_LET_GO = sa.delete(_LEASES).where(
    _LEASES.c.case_id == sa.bindparam("case_id"), _LEASES.c.person == sa.bindparam("person")
)


def take(session: Session, case_id: str, person: str, now: datetime) -> bool:
    """Take or renew the lease. False: another person holds the case. Two at once: one of them gets it."""
    asked = {"case_id": case_id, "person": person, "taken_at": now, "expires_at": now + LASTS}
    return session.scalar(_taking(session.get_bind().dialect.name), asked) is not None


@cache
def _taking(dialect: str) -> Any:
    lease, fresh = _LEASES.c, insert_for(dialect, ReviewLease)
    asked = fresh.excluded  # taken_at: now
    # Renewed by its holder it keeps the moment at which he opened the case: that measures how long he looked.
    still_his = sa.and_(lease.person == asked.person, lease.expires_at > asked.taken_at)
    kept = sa.case((still_his, lease.taken_at), else_=asked.taken_at)
    return fresh.on_conflict_do_update(
        index_elements=["case_id"],
        set_={"person": asked.person, "taken_at": kept, "expires_at": asked.expires_at},
        where=sa.or_(lease.person == asked.person, lease.expires_at <= asked.taken_at),
    ).returning(lease.case_id)


def let_go(session: Session, case_id: str, person: str) -> None:
    """Give the case back to the queue."""
    session.execute(_LET_GO, {"case_id": case_id, "person": person})


def lessee(session: Session, case_id: str, now: datetime) -> ReviewLease | None:
    """The lease that holds a case now."""
    return session.scalar(_HOLDER, {"case_id": case_id, "now": now})


def sweep(session: Session, now: datetime) -> None:
    """Forget leases that ended."""
    session.execute(sa.delete(ReviewLease).where(ReviewLease.expires_at <= now))
