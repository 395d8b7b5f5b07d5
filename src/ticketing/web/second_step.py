"""The second step: a one-time password, or a security key of the account. Either opens; each opens once.

It comes after the password, and again before an act of weight (`step_up`), where the log-in is passed already.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency import accounts, security_keys
from ticketing.agency.agency import log_in_rules
from ticketing.agency.security_keys import KeyRefused
from ticketing.agency.tables import Account
from ticketing.flow.office import Office
from ticketing.kit.clock import wall_now
from ticketing.web import auth, challenges, doors, sessions
from ticketing.web.auth import Person, Shut, WrongAnswer


class KeyCopied(WrongAnswer):
    """The key counted less than it had: there are two of it. Neither opens any more, and the administrator sees it."""


def ways_of(session: Session, person: Person) -> tuple[bool, bool]:
    """Whether the person may come on with a one-time password, and whether with a key."""
    account = session.get_one(Account, person.account_id)
    keys = security_keys.keys_of(session, account.id)
    return account.totp_secret is not None, any(key.cloned_at is None for key in keys)


def pass_code(office: Office, person: Person, code: str, address: str) -> str:
    """Check the one-time password. Returns a fresh token for the log-in. Raises Shut, WrongAnswer."""

    def fits(session: Session, account: Account, now: datetime) -> bool:
        step = accounts.totp_step(office.keys, account, code.replace(" ", ""), now)
        return step is not None and sessions.use_step(session, account.id, step)

    return _pass(office, person, address, fits, by="one-time password")


def ask_key(office: Office, person: Person) -> str:
    """What the browser asks the key (JSON). Raises KeyRefused where the account has none."""
    with office.database.writing() as session:
        rules = log_in_rules(session, office.clock.now())
        question = security_keys.ask_key(session, office.site, person.account_id, rules)
        kept = {"challenge": question.challenge}
        challenges.put(session, "key_log_in", person.login.token_hash, kept, wall_now())
    return question.options


def pass_key(office: Office, person: Person, answer: str, address: str) -> str:
    """Check what the key answered. Returns a fresh token for the log-in. Raises Shut, WrongAnswer, KeyCopied."""
    copied = False

    def fits(session: Session, account: Account, now: datetime) -> bool:
        nonlocal copied
        asked = challenges.take(session, "key_log_in", person.login.token_hash, now)
        if asked is None:
            return False
        at = office.clock.now()
        rules, challenge = log_in_rules(session, at), asked["challenge"]
        try:
            key = security_keys.use_key(session, office.site, account, answer, challenge=challenge, rules=rules, at=at)
        except KeyRefused:
            return False
        copied = key.cloned_at is not None
        return not copied

    try:
        return _pass(office, person, address, fits, by="security key")
    except WrongAnswer:
        raise KeyCopied if copied else WrongAnswer from None


def _pass(
    office: Office, person: Person, address: str, fits: Callable[[Session, Account, datetime], bool], *, by: str
) -> str:
    now = wall_now()
    key = doors.door_key(office.keys, doors.LOG_IN, person.name.casefold(), address)
    with office.database.writing() as session:
        if until := doors.shut_now(session, doors.LOG_IN, key, now):
            raise Shut(until)
        account = session.get_one(Account, person.account_id)
        passed = fits(session, account, now)
        if passed:
            token = _opened(session, office, person, account, by)
            doors.forget_failures(session, doors.LOG_IN, key=key)
        else:
            doors.remember_failure(session, doors.LOG_IN, key, now, address=address, account_id=account.id)
            auth.note(session, office, "log_in_failed", account.id)
    if not passed:
        raise WrongAnswer
    return token


def _opened(session: Session, office: Office, person: Person, account: Account, by: str) -> str:
    """The whole log-in after its first half; one that is whole goes on."""
    if person.login.passed:
        return auth.renew(session, office, person, by=by)
    sessions.end(session, person.login.token_hash, wall_now())
    return auth.begin(session, office, account, passed=True, by_provider=person.login.by_provider)
