"""What we asked and wait to have answered: kept here, lives some minutes (`LIVES`), answered once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.digest import sha256
from ticketing.web.access.tables import Challenge

Purpose = Literal["key_add", "key_log_in", "single_sign_on"]
LIVES: Mapping[Purpose, timedelta] = {
    "key_add": timedelta(minutes=5),
    "key_log_in": timedelta(minutes=5),
    "single_sign_on": timedelta(minutes=15),  # a page elsewhere, perhaps with a second step that has to be fetched
}


def store(session: Session, purpose: Purpose, key: str, data: dict[str, Any], now: datetime) -> None:
    """Remember what the answer that comes with `key` must fit; of two questions the later one counts."""
    digest = sha256(key.encode())
    same = sa.and_(Challenge.purpose == purpose, Challenge.key == digest)
    late = sa.and_(Challenge.purpose == purpose, Challenge.made_at < now - LIVES[purpose])
    session.execute(sa.delete(Challenge).where(sa.or_(same, late)))
    session.add(Challenge(purpose=purpose, key=digest, data=data, made_at=now))
    session.flush()


def look(session: Session, purpose: Purpose, key: str, now: datetime) -> dict[str, Any] | None:
    """What was asked and still waits; it goes on waiting."""
    found = session.get(Challenge, (purpose, sha256(key.encode())))
    return None if found is None or now - found.made_at > LIVES[purpose] else found.data


def take(session: Session, purpose: Purpose, key: str, now: datetime) -> dict[str, Any] | None:
    """What was asked, once: a second answer finds nothing, and so does one that comes too late."""
    which = sa.delete(Challenge).where(Challenge.purpose == purpose, Challenge.key == sha256(key.encode()))
    found = session.execute(which.returning(Challenge.data, Challenge.made_at)).one_or_none()
    return None if found is None or now - found.made_at > LIVES[purpose] else found.data
