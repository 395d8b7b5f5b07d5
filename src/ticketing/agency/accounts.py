"""Accounts: who may log in, as what, and with which password and second step. Every change is an event.

Events hold the account's id, never the person's name. Passwords are kept as argon2id hashes; hashing takes about
150 ms by design, so a web request does it outside the database's transaction (`hash_password`, `password_fits`).
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyotp
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from ticketing.agency import passwords
from ticketing.agency.actors import Actor, Role
from ticketing.agency.agency import NoAgency, agency_on, log_in_rules
from ticketing.agency.log_in_rules import LogInRules
from ticketing.agency.queries import account_named
from ticketing.agency.tables import Account, SecurityKey
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.law.competence import RANKS

TWO_STEPS = frozenset({Role.SIGNER, Role.FINANCE_CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})
STEP_SECONDS = 30
_NAME = re.compile(r"[^\W_][\w .'-]{1,59}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no l/1, o/0, i: a first password is typed from paper
_hasher = PasswordHasher()


class AccountRefused(ValueError):
    """The account cannot become what was asked; the sentence says why and what is possible."""


@dataclass(frozen=True)
class NewAccount:
    """A fresh account with what must be handed to its owner; neither secret is shown again."""

    account: Account
    password: str
    totp_secret: str | None


@dataclass(frozen=True)
class Person:
    """Whose account it is. unit: code of agency.yaml; rank: code of competence.csv, for officers that have one."""

    role: Role
    full_name: str = ""
    post: str = ""
    police_rank: str = ""
    unit: str | None = None
    commune_code: str | None = None
    rank: str | None = None


def account_name(text: str) -> str:
    """A log-in name as it is stored: composed signs, single spaces. Raises AccountRefused."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not _NAME.fullmatch(name):
        raise AccountRefused(f"'{name[:60]}' is no name: 2 to 60 letters, digits, spaces, dots or hyphens.")
    return name


def create_account(
    session: Session,
    keys: FieldKeys,
    *,
    name: str,
    role: Role | str,
    actor: Actor,
    at: datetime,
    full_name: str = "",
    post: str = "",
    police_rank: str = "",
    unit: str | None = None,
    commune_code: str | None = None,
    rank: str | None = None,
    password: str | None = None,
) -> NewAccount:
    """Make an account with a random first password (or the given one) and, where its role needs one, a second step.

    The first password must be changed at the first log-in. Raises AccountRefused.
    """
    name = account_name(name)
    if account_named(session, name):
        raise AccountRefused(f"There is an account '{name}' already: choose another name.")
    person = Person(_role(role), full_name or name, post, police_rank, unit or None, commune_code or None, rank or None)
    _check_person(person)
    if password:
        _refuse_weak(session, password, name, person.full_name, at=at)
    first = password or new_password()
    account = Account(id=new_id(), name=name, password_hash=hash_password(first), created_at=at, changed_at=at)
    account.must_change_password = password is None
    _set_person(account, person)
    secret = _set_mfa(account, keys, log_in_rules(session, at))
    session.add(account)
    session.flush()
    _log(session, account, LogEvent.ACCOUNT_CREATED, actor, at, _described(account))
    return NewAccount(account, first, secret)


def change_role(
    session: Session, keys: FieldKeys, account_id: str, person: Person, *, actor: Actor, at: datetime
) -> str | None:
    """Change role, unit, commune or rank. Returns a new second step's secret where the new role needs one, else None.

    The caller ends the person's open log-ins. Raises AccountRefused, LookupError.
    """
    account = _account(session, account_id)
    _check_person(person)
    if account.role == Role.ADMINISTRATOR and person.role is not Role.ADMINISTRATOR:
        _refuse_last_administrator(session, account)
    before = _described(account)
    _set_person(account, person)
    account.changed_at = at
    rules = log_in_rules(session, at)
    secret = None if has_mfa(session, account) else _set_mfa(account, keys, rules)
    if not needs_mfa(person.role, rules):
        account.totp_secret = None
    session.flush()
    _log(session, account, LogEvent.ACCOUNT_CHANGED, actor, at, {"from": before, "to": _described(account)})
    return secret


def disable(session: Session, account_id: str, *, actor: Actor, at: datetime) -> Account:
    """Close an account; the caller ends its open log-ins. Raises AccountRefused for the last administrator."""
    account = _account(session, account_id)
    if account.disabled_at is not None:
        return account
    if account.role == Role.ADMINISTRATOR:
        _refuse_last_administrator(session, account)
    account.disabled_at = account.changed_at = at
    session.flush()
    _log(session, account, LogEvent.ACCOUNT_DISABLED, actor, at)
    return account


def enable(session: Session, account_id: str, *, actor: Actor, at: datetime) -> Account:
    """Open a closed account again."""
    account = _account(session, account_id)
    if account.disabled_at is None:
        return account
    account.disabled_at, account.changed_at = None, at
    session.flush()
    _log(session, account, LogEvent.ACCOUNT_ENABLED, actor, at)
    return account


def reset(session: Session, keys: FieldKeys, account_id: str, *, actor: Actor, at: datetime) -> NewAccount:
    """Give a person who lost password, telephone or key new ones; the caller ends his open log-ins.

    His security keys go: who asks for this may have lost them to somebody.
    """
    account = _account(session, account_id)
    password = new_password()
    account.password_hash, account.must_change_password, account.changed_at = hash_password(password), True, at
    session.execute(sa.delete(SecurityKey).where(SecurityKey.account_id == account.id))
    secret = _set_mfa(account, keys, log_in_rules(session, at))
    session.flush()
    _log(session, account, LogEvent.ACCOUNT_RESET, actor, at, {"second_step": secret is not None})
    return NewAccount(account, password, secret)


def change_password(
    session: Session, account_id: str, password: str, *, actor: Actor, at: datetime, breaches: Path | None = None
) -> None:
    """Set the password that the person chose. breaches: file of breached passwords (`passwords`).

    Raises AccountRefused with what is wrong with it.
    """
    account = _account(session, account_id)
    _refuse_weak(session, password, account.name, account.full_name, at=at, breaches=breaches)
    if password_fits(account.password_hash, password):
        raise AccountRefused("This is the password you have now: choose another one.")
    account.password_hash, account.must_change_password, account.changed_at = hash_password(password), False, at
    session.flush()
    _log(session, account, LogEvent.ACCOUNT_PASSWORD_CHANGED, actor, at)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Whether a password has this hash. Without one (no such account) the time passes all the same."""
    try:
        return (
            _hasher.verify(password_hash or _hash_of_nobody(), password[: passwords.LONGEST])
            and password_hash is not None
        )
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """argon2id, about 150 ms."""
    return _hasher.hash(password)


def new_password() -> str:
    """A random first password of 79 bits, in groups of four."""
    letters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def needs_mfa(role: Role, rules: LogInRules) -> bool:
    """Whether a password alone must never open an account of this role."""
    return role in TWO_STEPS or role in rules.second_step_roles


def has_mfa(session: Session, account: Account) -> bool:
    """Whether a password alone does not open this account. A key that was found to exist twice still bars the way."""
    keys = sa.select(SecurityKey.id).where(SecurityKey.account_id == account.id).limit(1)
    return account.totp_secret is not None or session.scalar(keys) is not None


def totp_step(keys: FieldKeys, account: Account, code: str, now: datetime) -> int | None:
    """The time step (of 30 s, wall time) whose one-time password `code` is; None where it fits none.

    The step before counts too: clocks of telephones differ. The caller refuses a step that was used already.
    """
    if account.totp_secret is None or not re.fullmatch(r"[0-9]{6}", code):
        return None
    totp = pyotp.TOTP(keys.open(_totp_place(account), account.totp_secret))
    present = int(now.timestamp()) // STEP_SECONDS
    fitting = (step for step in (present, present - 1) if secrets.compare_digest(totp.generate_otp(step), code))
    return next(fitting, None)


def totp_address(keys: FieldKeys, account: Account, issuer: str) -> str | None:
    """The otpauth:// address that an authenticator reads as a QR code; shown once, to its owner."""
    if account.totp_secret is None:
        return None
    secret = keys.open(_totp_place(account), account.totp_secret)
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=issuer)


def actor_of(session: Session, account: Account, *, at: datetime, demo: bool = False) -> Actor:
    """The hand behind what this person does."""
    role = Role(account.role)
    return Actor(account.id, role, rank=rank_on(session, role, account.name, account.rank, at), demo=demo)


def rank_on(session: Session, role: Role, name: str, own_rank: str | None, at: datetime) -> str | None:
    """The rank of an account's person: its own; a signer bears the one that agency.yaml gives him on the day."""
    if role is not Role.SIGNER:
        return own_rank
    try:
        signer = agency_on(session, vietnam_day(at)).signer(name)
    except NoAgency:
        return None
    return signer.rank if signer else None


def _refuse_weak(session: Session, password: str, *names: str, at: datetime, breaches: Path | None = None) -> None:
    if why := passwords.complaint(password, names=(*names, *_names_of_agency(session, at)), breaches=breaches):
        raise AccountRefused(why)


def _names_of_agency(session: Session, at: datetime) -> tuple[str, ...]:
    try:
        agency = agency_on(session, vietnam_day(at))
    except NoAgency:
        return ()
    return agency.name, agency.parent, agency.symbol, agency.place


def _account(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise LookupError(f"There is no account '{account_id}'.")
    return account


def _role(text: Role | str) -> Role:
    people = [role for role in Role if role is not Role.MACHINE]
    if text not in people:
        raise AccountRefused(f"'{text}' is no role of a person. Possible: {', '.join(people)}.")
    return Role(text)


def _check_person(person: Person) -> None:
    _role(person.role)
    if person.role is Role.COMMUNE_CLERK and not re.fullmatch(r"[0-9]{5}", person.commune_code or ""):
        raise AccountRefused("A commune clerk needs the code of his commune, five digits: he sees nothing else.")
    if person.role is not Role.COMMUNE_CLERK and person.commune_code:
        raise AccountRefused(f"Only a commune clerk has a commune, not a person of role {person.role}.")
    if person.rank and person.rank not in RANKS:
        raise AccountRefused(f"'{person.rank}' is no rank. Possible: {', '.join(RANKS)}.")


def _refuse_last_administrator(session: Session, account: Account) -> None:
    # Locked in order of id, so that two administrators who close each other's account do not both succeed.
    query = sa.select(Account.id).where(Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
    others = [found for found in session.scalars(query.order_by(Account.id).with_for_update()) if found != account.id]
    if not others:
        raise AccountRefused("This is the last administrator: make another one first, then close this account.")


def _set_person(account: Account, person: Person) -> None:
    account.role, account.full_name, account.post = person.role, person.full_name, person.post
    account.police_rank, account.unit = person.police_rank, person.unit
    account.commune_code, account.rank = person.commune_code, person.rank


def _set_mfa(account: Account, keys: FieldKeys, rules: LogInRules) -> str | None:
    if not needs_mfa(Role(account.role), rules):
        account.totp_secret = None
        return None
    secret = pyotp.random_base32()
    account.totp_secret = keys.seal(_totp_place(account), secret)
    return secret


def _totp_place(account: Account) -> str:
    return f"accounts|totp_secret|{account.id}"


def _described(account: Account) -> dict[str, Any]:
    return {"role": account.role, "unit": account.unit, "commune": account.commune_code, "rank": account.rank}


def _log(
    session: Session, account: Account, kind: EventKind, actor: Actor, at: datetime, data: dict[str, Any] | None = None
) -> None:
    append(session, at=at, kind=kind, subject=f"account:{account.id}", actor=actor.label, data=data)
