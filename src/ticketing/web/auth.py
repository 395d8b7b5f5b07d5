"""Logging in: password, then a one-time password where the role has one. Who is at the screen is asked anew each time.

Wrong name, wrong password, disabled account: one answer, in the same time.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy.orm import Session

from ticketing.agency import accounts
from ticketing.agency.actors import Actor, Role
from ticketing.agency.queries import account_named
from ticketing.agency.tables import Account
from ticketing.evidence.log import append
from ticketing.flow.office import Office
from ticketing.kit.clock import wall_now
from ticketing.web import doors, sessions
from ticketing.web.envelope import new_token
from ticketing.web.sessions import Login


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


class NewPasswordNeeded(PermissionError):
    """The first password has to be changed before anything else."""


class Shut(PermissionError):
    """Too many wrong answers; the door opens again at `until` (wall time)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"shut until {until}")
        self.until = until


class WrongAnswer(PermissionError):
    """Name, password or one-time password do not fit; which of them is not said."""


def client_address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else "unknown"


def person_of(session: Session, request: Request) -> Person | None:
    """Who holds this request's token: an open log-in of an open account."""
    if not request.state.has_cookie:
        return None
    login = sessions.current(session, request.state.token, wall_now())
    account = session.get(Account, login.account_id) if login else None
    if login is None or account is None or account.disabled_at is not None:
        return None
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
    """The hand behind what this person does at `at`."""
    account = session.get(Account, person.account_id)
    assert account is not None
    return accounts.actor_of(session, account, at=at)


def log_in(office: Office, name: str, password: str, address: str) -> tuple[str, bool]:
    """Check name and password. Returns a fresh token and whether the second step is still to come.

    Raises Shut before the password is looked at, WrongAnswer after it.
    """
    now, name = wall_now(), name.strip()
    key = doors.door_key(office.keys, doors.LOG_IN, name.casefold(), address)
    with office.database.reading() as session:
        if until := doors.shut_now(session, doors.LOG_IN, key, now):
            raise Shut(until)
        account = account_named(session, name)
    # Outside the transaction: a hash takes 150 ms by design.
    fits = accounts.password_fits(account.password_hash if account else None, password)
    with office.database.writing() as session:
        if account is None or not fits or account.disabled_at is not None:
            found = account.id if account else None
            doors.remember_failure(session, doors.LOG_IN, key, now, address=address, account_id=found)
            if found:
                _log(session, office, "log_in_failed", found)
            failed = True
        else:
            failed = False
            token = new_token()
            waits = account.totp_secret is not None
            sessions.begin(session, token, account.id, now, passed=not waits)
            if not waits:
                doors.forget_failures(session, doors.LOG_IN, key=key)
                _log(session, office, "logged_in", account.id)
    if failed:
        raise WrongAnswer
    return token, waits


def pass_second_step(office: Office, person: Person, code: str, address: str) -> str:
    """Check the one-time password. Returns a fresh token for the whole log-in. Raises Shut, WrongAnswer."""
    now = wall_now()
    key = doors.door_key(office.keys, doors.LOG_IN, person.name.casefold(), address)
    with office.database.writing() as session:
        if until := doors.shut_now(session, doors.LOG_IN, key, now):
            raise Shut(until)
        account = session.get(Account, person.account_id)
        step = accounts.totp_step(office.keys, account, code.replace(" ", ""), now) if account else None
        if step is None or not sessions.use_step(session, person.account_id, step):
            doors.remember_failure(session, doors.LOG_IN, key, now, address=address, account_id=person.account_id)
            passed = False
        else:
            passed, token = True, new_token()
            sessions.end(session, person.login.token_hash, now)
            sessions.begin(session, token, person.account_id, now, passed=True)
            doors.forget_failures(session, doors.LOG_IN, key=key)
            _log(session, office, "logged_in", person.account_id)
    if not passed:
        raise WrongAnswer
    return token


def log_out(office: Office, person: Person) -> None:
    """End this log-in."""
    with office.database.writing() as session:
        sessions.end(session, person.login.token_hash, wall_now())
        _log(session, office, "logged_out", person.account_id)


def own_path(address: str | None) -> str:
    """A path of our own to go on to; anything else becomes the first page.

    >>> own_path("/queue"), own_path("//elsewhere.example"), own_path("https://elsewhere.example/"), own_path("/\\\\x")
    ('/queue', '/', '/', '/')
    """
    parts = urlsplit(address or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in parts.path:
        return "/"
    return parts.path if not parts.path.startswith(("//", "/log-")) else "/"


def _log(session: Session, office: Office, kind: str, account_id: str) -> None:
    """A log-in is an event like others: who was at the screen can be shown later."""
    account = session.get(Account, account_id)
    role = account.role if account else "unknown"
    append(session, at=office.clock.now(), kind=kind, subject=f"account:{account_id}", actor=f"{role}:{account_id}")
