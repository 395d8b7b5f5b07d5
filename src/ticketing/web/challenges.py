"""What we asked and wait to have answered: kept here, lives five minutes, answered once."""

from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.digest import sha256
from ticketing.web.tables import Challenge

LIVES = timedelta(minutes=5)
Purpose = Literal["key_add", "key_log_in", "single_sign_on"]


def put(session: Session, purpose: Purpose, key: str, data: dict[str, Any], now: datetime) -> None:
    """Remember what the answer that comes with `key` must fit; of two questions the later one counts."""
    digest = sha256(key.encode())
    same = sa.and_(Challenge.purpose == purpose, Challenge.key == digest)
    session.execute(sa.delete(Challenge).where(sa.or_(same, Challenge.made_at < now - LIVES)))
    session.add(Challenge(purpose=purpose, key=digest, data=data, made_at=now))
    session.flush()


def take(session: Session, purpose: Purpose, key: str, now: datetime) -> dict[str, Any] | None:
    """What was asked, once: a second answer finds nothing, and so does one that comes too late."""
    which = sa.delete(Challenge).where(Challenge.purpose == purpose, Challenge.key == sha256(key.encode()))
    found = session.execute(which.returning(Challenge.data, Challenge.made_at)).one_or_none()
    return None if found is None or now - found.made_at > LIVES else found.data
