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
from ticketing.evidence.event_kinds import LogEvent
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import wall_now
from ticketing.web.access import auth, challenges, login_throttle, sessions
from ticketing.web.access.auth import Person, Shut, WrongAnswer


class KeyCopied(WrongAnswer):
    """The key counted less than it had: there are two of it. Neither opens any more, and the administrator sees it."""


def ways_of(session: Session, person: Person) -> tuple[bool, bool]:
    """Whether the person may come on with a one-time password, and whether with a key."""
    account = session.get_one(Account, person.account_id)
    keys = security_keys.keys_of(session, account.id)
    return account.totp_secret is not None, any(key.cloned_at is None for key in keys)


def pass_code(context: AppContext, person: Person, code: str, address: str) -> str:
    """Check the one-time password. Returns a fresh token for the log-in. Raises Shut, WrongAnswer."""

    def fits(session: Session, account: Account, now: datetime) -> bool:
        step = accounts.totp_step(context.keys, account, code.replace(" ", ""), now)
        return step is not None and sessions.use_step(session, account.id, step)

    return _pass(context, person, address, fits, by="one-time password")


def ask_key(context: AppContext, person: Person) -> str:
    """What the browser asks the key (JSON). Raises KeyRefused where the account has none."""
    with context.database.writing() as session:
        rules = log_in_rules(session, context.clock.now())
        question = security_keys.ask_key(session, context.site, person.account_id, rules)
        kept = {"challenge": question.challenge}
        challenges.store(session, "key_log_in", person.login.token_hash, kept, wall_now())
    return question.options


def pass_key(context: AppContext, person: Person, answer: str, address: str) -> str:
    """Check what the key answered. Returns a fresh token for the log-in. Raises Shut, WrongAnswer, KeyCopied."""
    copied = False

    def fits(session: Session, account: Account, now: datetime) -> bool:
        nonlocal copied
        asked = challenges.take(session, "key_log_in", person.login.token_hash, now)
        if asked is None:
            return False
        at = context.clock.now()
        rules, challenge = log_in_rules(session, at), asked["challenge"]
        try:
            key = security_keys.use_key(session, context.site, account, answer, challenge=challenge, rules=rules, at=at)
        except KeyRefused:
            return False
        copied = key.cloned_at is not None
        return not copied

    try:
        return _pass(context, person, address, fits, by="security key")
    except WrongAnswer:
        raise KeyCopied if copied else WrongAnswer from None


def _pass(
    context: AppContext, person: Person, address: str, fits: Callable[[Session, Account, datetime], bool], *, by: str
) -> str:
    now = wall_now()
    key = login_throttle.throttle_key(context.keys, login_throttle.LOG_IN, person.name.casefold(), address)
    with context.database.writing() as session:
        if until := login_throttle.shut_now(session, login_throttle.LOG_IN, key, now):
            raise Shut(until)
        account = session.get_one(Account, person.account_id)
        passed = fits(session, account, now)
        if passed:
            token = _opened(session, context, person, account, by)
            login_throttle.forget_failures(session, login_throttle.LOG_IN, key=key)
        else:
            login_throttle.remember_failure(
                session, login_throttle.LOG_IN, key, now, address=address, account_id=account.id
            )
            auth.note(session, context, LogEvent.LOG_IN_FAILED, account.id)
    if not passed:
        raise WrongAnswer
    return token


def _opened(session: Session, context: AppContext, person: Person, account: Account, by: str) -> str:
    """The whole log-in after its first half; one that is whole goes on."""
    if person.login.passed:
        return auth.renew(session, context, person, by=by)
    sessions.end(session, person.login.token_hash, wall_now())
    return auth.begin(session, context, account, passed=True, by_provider=person.login.by_provider)
