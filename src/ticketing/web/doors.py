"""Doors that strangers try: log-in, second step, public look-up. How many wrong answers, and how long it stays shut.

Log-in: five wrong answers for one account from one address shut it for 15 minutes, each further five double that.
Look-up: a wider door, counted for the address alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.web.tables import DoorFailure


@dataclass(frozen=True)
class Door:
    """`wrong` answers within `memory` shut it for `shut`; each further `wrong` double that, up to `longest`."""

    name: str
    wrong: int
    memory: timedelta
    shut: timedelta
    longest: timedelta


LOG_IN = Door("log_in", 5, timedelta(hours=24), timedelta(minutes=15), timedelta(hours=24))
LOOK_UP = Door("look_up", 10, timedelta(hours=1), timedelta(minutes=10), timedelta(hours=1))


def shut_until(door: Door, failures: Sequence[datetime]) -> datetime | None:
    """Until when the door is shut after these wrong answers (oldest first); None: it never shut.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    >>> shut_until(LOG_IN, [noon] * 4) is None
    True
    >>> shut_until(LOG_IN, [noon] * 5) - noon, shut_until(LOG_IN, [noon] * 12) - noon
    (datetime.timedelta(seconds=900), datetime.timedelta(seconds=1800))
    """
    times = len(failures) // door.wrong
    if times == 0:
        return None
    last = failures[times * door.wrong - 1]
    doubled: timedelta = door.shut * 2 ** min(times - 1, 20)
    return last + min(doubled, door.longest)


def door_key(keys: FieldKeys, door: Door, *words: str) -> str:
    """How a pair of name and address is remembered without being readable."""
    return keys.index("door", door.name, *words)


def shut_now(session: Session, door: Door, key: str, now: datetime) -> datetime | None:
    """Until when this key has to wait, or None."""
    query = sa.select(DoorFailure.at).where(
        DoorFailure.door == door.name, DoorFailure.key == key, DoorFailure.at > now - door.memory
    )
    until = shut_until(door, list(session.scalars(query.order_by(DoorFailure.at))))
    return until if until and until > now else None


def remember_failure(
    session: Session, door: Door, key: str, now: datetime, *, address: str, account_id: str | None = None
) -> None:
    """Count one wrong answer."""
    session.add(DoorFailure(id=new_id(), door=door.name, key=key, account_id=account_id, address=address, at=now))


def forget_failures(session: Session, door: Door, *, key: str | None = None, account_id: str | None = None) -> None:
    """A right answer, or an administrator, opens the door again."""
    which = DoorFailure.key == key if key else DoorFailure.account_id == account_id
    session.execute(sa.delete(DoorFailure).where(DoorFailure.door == door.name, which))


def shut_accounts(session: Session, now: datetime) -> dict[str, datetime]:
    """Accounts whose log-in is shut from some address, and until when: what an administrator sees and lifts."""
    query = (
        sa.select(DoorFailure.account_id, DoorFailure.key, DoorFailure.at)
        .where(
            DoorFailure.door == LOG_IN.name, DoorFailure.account_id.is_not(None), DoorFailure.at > now - LOG_IN.memory
        )
        .order_by(DoorFailure.at)
    )
    tried: dict[tuple[str, str], list[datetime]] = {}
    for account_id, key, at in session.execute(query):
        tried.setdefault((account_id or "", key), []).append(at)
    shut: dict[str, datetime] = {}
    for (account_id, _key), moments in tried.items():
        until = shut_until(LOG_IN, moments)
        if until and until > now:
            shut[account_id] = max(until, shut.get(account_id, until))
    return shut


def sweep_failures(session: Session, now: datetime) -> None:
    """Forget wrong answers that no door remembers any more."""
    longest = max(LOG_IN.memory, LOOK_UP.memory)
    session.execute(sa.delete(DoorFailure).where(DoorFailure.at < now - longest))
