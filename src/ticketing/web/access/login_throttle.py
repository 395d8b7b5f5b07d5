"""What strangers may try: log-in, second step, public look-up. How many wrong answers shut it, and for how long.

Log-in: five wrong answers for one account from one address shut it for 15 minutes, each further five double that.
Look-up: more attempts, counted for the address alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.web.access.tables import LoginFailure


@dataclass(frozen=True)
class Throttle:
    """`wrong` answers within `memory` shut it for `shut`; each further `wrong` double that, up to `longest`."""

    name: str
    wrong: int
    memory: timedelta
    shut: timedelta
    longest: timedelta


LOG_IN = Throttle("log_in", 5, timedelta(hours=24), timedelta(minutes=15), timedelta(hours=24))
LOOK_UP = Throttle("look_up", 10, timedelta(hours=1), timedelta(minutes=10), timedelta(hours=1))


def shut_until(throttle: Throttle, failures: Sequence[datetime]) -> datetime | None:
    """Until when it is shut after these wrong answers (oldest first); None: it never shut.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    >>> shut_until(LOG_IN, [noon] * 4) is None
    True
    >>> shut_until(LOG_IN, [noon] * 5) - noon, shut_until(LOG_IN, [noon] * 12) - noon
    (datetime.timedelta(seconds=900), datetime.timedelta(seconds=1800))
    """
    times = len(failures) // throttle.wrong
    if times == 0:
        return None
    last = failures[times * throttle.wrong - 1]
    doubled: timedelta = throttle.shut * 2 ** min(times - 1, 20)
    return last + min(doubled, throttle.longest)


def throttle_key(keys: FieldKeys, throttle: Throttle, *words: str) -> str:
    """How a pair of name and address is remembered without being readable."""
    return keys.index("door", throttle.name, *words)


def shut_now(session: Session, throttle: Throttle, key: str, now: datetime) -> datetime | None:
    """Until when this key has to wait, or None."""
    query = sa.select(LoginFailure.at).where(
        LoginFailure.throttle == throttle.name, LoginFailure.key == key, LoginFailure.at > now - throttle.memory
    )
    until = shut_until(throttle, list(session.scalars(query.order_by(LoginFailure.at))))
    return until if until and until > now else None


def remember_failure(
    session: Session, throttle: Throttle, key: str, now: datetime, *, address: str, account_id: str | None = None
) -> None:
    """Count one wrong answer."""
    session.add(
        LoginFailure(id=new_id(), throttle=throttle.name, key=key, account_id=account_id, address=address, at=now)
    )


def forget_failures(
    session: Session, throttle: Throttle, *, key: str | None = None, account_id: str | None = None
) -> None:
    """A right answer, or an administrator, opens it again."""
    which = LoginFailure.key == key if key else LoginFailure.account_id == account_id
    session.execute(sa.delete(LoginFailure).where(LoginFailure.throttle == throttle.name, which))


def shut_accounts(session: Session, now: datetime) -> dict[str, datetime]:
    """Accounts whose log-in is shut from some address, and until when: what an administrator sees and lifts."""
    query = (
        sa.select(LoginFailure.account_id, LoginFailure.key, LoginFailure.at)
        .where(
            LoginFailure.throttle == LOG_IN.name,
            LoginFailure.account_id.is_not(None),
            LoginFailure.at > now - LOG_IN.memory,
        )
        .order_by(LoginFailure.at)
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
    """Forget wrong answers that no throttle remembers any more."""
    longest = max(LOG_IN.memory, LOOK_UP.memory)
    session.execute(sa.delete(LoginFailure).where(LoginFailure.at < now - longest))
