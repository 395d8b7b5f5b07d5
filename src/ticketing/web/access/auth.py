"""Logging in: password, then the second step where the account has one (`second_step`). Who is at the screen is asked
anew each time.

Wrong name, wrong password, disabled account: one answer, in the same time.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy.orm import Session

from ticketing.agency import accounts
from ticketing.agency.actors import Actor, Role
from ticketing.agency.agency import log_in_rules, single_sign_on
from ticketing.agency.queries import account_named
from ticketing.agency.tables import Account
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import append
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import wall_now
from ticketing.web.access import login_throttle, sessions
from ticketing.web.access.sessions import Login
from ticketing.web.middleware import new_token


@dataclass(frozen=True)
class Person:
    """Who is at the screen. `rank` is the account's own; a signer's rank of the day comes with `actor_of`."""

    account_id: str
    name: str
    full_name: str
    role: Role
    unit: str | None
    commune_code: str | None
    rank: str | None
    must_change_password: bool
    login: Login

    @property
    def shown_name(self) -> str:
        """The name on the screen."""
        return self.full_name or self.name


class LoginNeeded(PermissionError):
    """Nobody is logged in, or the second step is missing (`half_way`)."""

    def __init__(self, half_way: bool = False) -> None:
        super().__init__("log in first")
        self.half_way = half_way


class SecondStepLacks(PermissionError):
    """The agency wants a second step of this role: the person adds one before anything else."""


class NewPasswordNeeded(PermissionError):
    """The first password has to be changed before anything else."""


class Shut(PermissionError):
    """Too many wrong answers; the door opens again at `until` (wall time)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"shut until {until}")
        self.until = until


class WrongAnswer(PermissionError):
    """Name, password or one-time password do not fit; which of them is not said."""


class WrongPassword(WrongAnswer):
    """The password of who is at the screen does not fit."""


def client_address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else "unknown"


def person_of(session: Session, request: Request) -> Person | None:
    """Who holds this request's token: an open log-in of an open account."""
    if not request.state.has_cookie:
        return None
    found = sessions.current(session, request.state.token, wall_now())
    if found is None:
        return None
    login, account = found
    return Person(
        account.id,
        account.name,
        account.full_name,
        Role(account.role),
        account.unit,
        account.commune_code,
        account.rank,
        account.must_change_password,
        login,
    )


def acting(session: Session, person: Person, at: datetime) -> Actor:
    """The hand behind what this person does at `at`; his account is as the gate has just read it."""
    rank = accounts.rank_on(session, person.role, person.name, person.rank, at)
    return Actor(person.account_id, person.role, rank=rank)


def log_in(context: AppContext, name: str, password: str, address: str) -> tuple[str, bool]:
    """Check name and password. Returns a fresh token and whether the second step is still to come.

    Raises Shut before the password is looked at, WrongAnswer after it.
    """
    now, name = wall_now(), name.strip()
    key = login_throttle.throttle_key(context.keys, login_throttle.LOG_IN, name.casefold(), address)
    with context.database.reading() as session:
        if until := login_throttle.shut_now(session, login_throttle.LOG_IN, key, now):
            raise Shut(until)
        account = account_named(session, name)
    # Outside the transaction: a hash takes 150 ms by design.
    fits = accounts.password_fits(account.password_hash if account else None, password)
    with context.database.writing() as session:
        if (
            account is None
            or not fits
            or account.disabled_at is not None
            or not _by_password(session, context, account)
        ):
            found = account.id if account else None
            login_throttle.remember_failure(session, login_throttle.LOG_IN, key, now, address=address, account_id=found)
            if found:
                note(session, context, LogEvent.LOG_IN_FAILED, found)
            failed = True
        else:
            failed = False
            waits = accounts.has_mfa(session, account)
            token = begin(session, context, account, passed=not waits)
            if not waits:
                login_throttle.forget_failures(session, login_throttle.LOG_IN, key=key)
    if failed:
        raise WrongAnswer
    return token, waits


def prove_password(context: AppContext, person: Person, password: str, address: str) -> None:
    """Who is at the screen proves himself once more by his password. Raises Shut, WrongPassword."""
    now = wall_now()
    key = login_throttle.throttle_key(context.keys, login_throttle.LOG_IN, person.name.casefold(), address)
    with context.database.reading() as session:
        if until := login_throttle.shut_now(session, login_throttle.LOG_IN, key, now):
            raise Shut(until)
        account = session.get_one(Account, person.account_id)
    if accounts.password_fits(account.password_hash, password):
        return
    with context.database.writing() as session:
        login_throttle.remember_failure(
            session, login_throttle.LOG_IN, key, now, address=address, account_id=account.id
        )
        note(session, context, LogEvent.LOG_IN_FAILED, account.id)
    raise WrongPassword


def begin(session: Session, context: AppContext, account: Account, *, passed: bool, by_provider: bool = False) -> str:
    """Open a log-in under a fresh token, which comes back; one that is passed is an event."""
    rules = log_in_rules(session, context.clock.now())
    lacks = accounts.needs_mfa(Role(account.role), rules) and not accounts.has_mfa(session, account)
    token = new_token()
    sessions.begin(
        session, token, account.id, wall_now(), passed=passed, by_provider=by_provider, lacks_step=lacks and passed
    )
    if passed:
        sessions.sweep_sessions(session, wall_now())
        login_throttle.sweep_failures(session, wall_now())
        note(session, context, LogEvent.LOGGED_IN, account.id, {"by": "organisation"} if by_provider else None)
    return token


def renew(session: Session, context: AppContext, person: Person, *, by: str) -> str:
    """The person has proved himself once more: his log-in goes on under a fresh token, which comes back. An event.

    Forms that are open in other tabs stay good: what was typed there is not lost by a proof given here.

    Raises LoginNeeded where the log-in has ended meanwhile.
    """
    token = new_token(person.login.forms)
    if not sessions.renew(session, person.login, token, wall_now()):
        raise LoginNeeded
    note(session, context, LogEvent.IDENTITY_PROVED_AGAIN, person.account_id, {"by": by})
    return token


def log_out(context: AppContext, person: Person) -> None:
    """End this log-in."""
    with context.database.writing() as session:
        sessions.end(session, person.login.token_hash, wall_now())
        note(session, context, LogEvent.LOGGED_OUT, person.account_id)


def _by_password(session: Session, context: AppContext, account: Account) -> bool:
    """Where the organisation's log-in is the only one, administrators still get in when its provider is away."""
    provider = single_sign_on(session, context.clock.now())
    return not (provider and provider.only) or account.role == Role.ADMINISTRATOR


def own_path(address: str | None) -> str:
    """A path of our own to go on to; anything else becomes the first page.

    >>> own_path("/queue"), own_path("//elsewhere.example"), own_path("https://elsewhere.example/"), own_path("/\\\\x")
    ('/queue', '/', '/', '/')
    """
    parts = urlsplit(address or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in parts.path:
        return "/"
    return parts.path if not parts.path.startswith(("//", "/log-")) else "/"


def note(
    session: Session, context: AppContext, kind: EventKind, account_id: str, data: dict[str, str] | None = None
) -> None:
    """A log-in is an event like others: who was at the screen can be shown later."""
    account = session.get(Account, account_id)
    role = account.role if account else "unknown"
    actor = f"{role}:{account_id}"
    append(session, at=context.clock.now(), kind=kind, subject=f"account:{account_id}", actor=actor, data=data)
