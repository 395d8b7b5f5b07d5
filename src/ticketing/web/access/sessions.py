"""Log-ins: an opaque token in the browser, its hash in a table. Idle 15 minutes, 10 hours in all, by wall time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.tables import Account
from ticketing.kit.digest import sha256
from ticketing.web.access.tables import UsedStep, WebSession
from ticketing.web.middleware import token_for_forms

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=10)
HALF_WAY = timedelta(minutes=5)  # from the password to the second step
SEEN_EVERY = timedelta(seconds=30)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Login:
    """A log-in that holds. `passed` False: the second step is still to come. The rest: see WebSession.

    forms: the part of its token that stays in a fresh one (`envelope.kept_for_forms`).
    """

    token_hash: str
    forms: str
    account_id: str
    started_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    passed: bool
    by_provider: bool
    lacks_step: bool


_WITH_ITS_ACCOUNT = (
    sa.select(WebSession, Account)
    .join(Account, Account.id == WebSession.account_id)
    .where(WebSession.token_hash == sa.bindparam("token_hash"))
)


def begin(
    session: Session,
    token: str,
    account_id: str,
    now: datetime,
    *,
    passed: bool,
    by_provider: bool = False,
    lacks_step: bool = False,
    confirmed_at: datetime | None = None,
) -> None:
    """Write down a log-in under a fresh token. confirmed_at: when the person last proved himself, if it is not now."""
    session.add(
        WebSession(
            token_hash=sha256(token.encode()),
            account_id=account_id,
            started_at=now,
            seen_at=now,
            confirmed_at=confirmed_at or now,
            passed=passed,
            by_provider=by_provider,
            lacks_step=lacks_step,
        )
    )


def current(session: Session, token: str, now: datetime) -> tuple[Login, Account] | None:
    """The log-in of a token with its account, if it holds at `now` and the account is open."""
    found = session.execute(_WITH_ITS_ACCOUNT, {"token_hash": sha256(token.encode())}).tuples().first()
    if found is None:
        return None
    row, account = found
    if row.ended_at is not None or account.disabled_at is not None or not _holds(row, now):
        return None
    login = Login(
        token_hash=row.token_hash,
        forms=token_for_forms(token),
        account_id=row.account_id,
        started_at=row.started_at,
        seen_at=row.seen_at,
        confirmed_at=row.confirmed_at,
        passed=row.passed,
        by_provider=row.by_provider,
        lacks_step=row.lacks_step,
    )
    return login, account


def _holds(row: WebSession, now: datetime) -> bool:
    if not row.passed:
        return now - row.started_at <= HALF_WAY
    return now - row.seen_at <= IDLE and now - row.started_at <= ABSOLUTE


def seen_long_ago(login: Login, now: datetime) -> bool:
    """Whether it is worth a write to say that this log-in is in use."""
    return now - login.seen_at > SEEN_EVERY


def touch(session: Session, token_hash: str, now: datetime) -> None:
    """The person is at the screen."""
    session.execute(sa.update(WebSession).where(WebSession.token_hash == token_hash).values(seen_at=now))


def end(session: Session, token_hash: str, now: datetime) -> None:
    """Log out."""
    session.execute(sa.update(WebSession).where(WebSession.token_hash == token_hash).values(ended_at=now))


def end_all(session: Session, account_id: str, now: datetime) -> None:
    """Put an account out everywhere: role changed, disabled, password reset."""
    open_ones = sa.update(WebSession).where(WebSession.account_id == account_id, WebSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=now))


def renew(session: Session, login: Login, token: str, now: datetime) -> bool:
    """The log-in goes on under a fresh token, proved `now`; its ten hours go on too. False: it has ended meanwhile."""
    row = session.get(WebSession, login.token_hash, with_for_update=True)
    if row is None or row.ended_at is not None:
        return False
    row.ended_at = now
    session.add(
        WebSession(
            token_hash=sha256(token.encode()),
            account_id=row.account_id,
            started_at=row.started_at,
            seen_at=now,
            confirmed_at=now,
            passed=row.passed,
            by_provider=row.by_provider,
            lacks_step=row.lacks_step,
        )
    )
    return True


def step_added(session: Session, token_hash: str) -> None:
    """The account has its second step now: the way is free."""
    session.execute(sa.update(WebSession).where(WebSession.token_hash == token_hash).values(lacks_step=False))


def use_step(session: Session, account_id: str, step: int) -> bool:
    """Take a one-time password's time step; False when it was taken before."""
    if session.get(UsedStep, (account_id, step)):
        return False
    session.add(UsedStep(account_id=account_id, step=step))
    session.flush()
    return True


def sweep_sessions(session: Session, now: datetime) -> None:
    """Delete log-ins and steps that ended long ago."""
    session.execute(sa.delete(WebSession).where(WebSession.started_at < now - ABSOLUTE - KEPT))
    session.execute(sa.delete(UsedStep).where(UsedStep.step < int((now - KEPT).timestamp()) // 30))
