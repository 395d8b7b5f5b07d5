"""Security keys and passkeys as a second step (WebAuthn). Nothing outside this house is asked.

What a key answers is checked against the challenge that the caller kept. A key counts its uses where it can: one that
counted less than before exists twice, and neither of the two opens anything any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ticketing.agency.accounts import AccountRefused, needs_mfa
from ticketing.agency.actors import Actor, Role
from ticketing.agency.log_in_rules import KeyCheck, LogInRules
from ticketing.agency.site import Site
from ticketing.agency.tables import Account, SecurityKey
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import append
from ticketing.kit.ids import new_id

MOST_KEYS = 10
LONGEST_NAME = 60


class KeyRefused(ValueError):
    """The answer of a key does not fit what it was asked, or it is no key of this account."""


@dataclass(frozen=True)
class Question:
    """What a key is asked: the challenge to keep, and the options as browsers take them (JSON)."""

    challenge: str
    options: str


def keys_of(session: Session, account_id: str) -> list[SecurityKey]:
    """The keys of an account, oldest first."""
    query = sa.select(SecurityKey).where(SecurityKey.account_id == account_id)
    return list(session.scalars(query.order_by(SecurityKey.added_at, SecurityKey.id)))


def accounts_with_keys(session: Session) -> set[str]:
    """Ids of the accounts that have a key."""
    return set(session.scalars(sa.select(SecurityKey.account_id).distinct()))


def accounts_with_copied_keys(session: Session) -> set[str]:
    """Those with a key that was found to exist twice: an administrator sees it until the key is removed."""
    return set(session.scalars(sa.select(SecurityKey.account_id).where(SecurityKey.cloned_at.is_not(None)).distinct()))


def ask_new_key(session: Session, site: Site, account: Account, rules: LogInRules) -> Question:
    """What a browser needs to make a key of this account; keys that it has already are left out."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.host,
        user_id=account.id.encode(),
        user_name=account.name,
        user_display_name=account.full_name or account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_verification(rules)
        ),
        exclude_credentials=_described(keys_of(session, account.id)),
    )
    return Question(bytes_to_base64url(options.challenge), options_to_json(options))


def add_key(
    session: Session,
    site: Site,
    account: Account,
    answer: str,
    *,
    challenge: str,
    name: str,
    rules: LogInRules,
    actor: Actor,
    at: datetime,
) -> SecurityKey:
    """Take a new key into the account. Raises KeyRefused, AccountRefused."""
    name = " ".join(name.split())
    present = keys_of(session, account.id)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise AccountRefused(f"Give the key a name of 1 to {LONGEST_NAME} characters: it tells your keys apart.")
    if name in {key.name for key in present}:
        raise AccountRefused(f"You have a key '{name}' already: give this one another name.")
    if len(present) >= MOST_KEYS:
        raise AccountRefused(f"An account has at most {MOST_KEYS} keys: remove one that you do not use.")
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=rules.key_check is KeyCheck.REQUIRED,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise KeyRefused(str(problem)) from None
    credential = bytes_to_base64url(made.credential_id)
    if session.scalar(sa.select(SecurityKey.id).where(SecurityKey.credential_id == credential)):
        raise KeyRefused("this key is known already")
    key = SecurityKey(
        id=new_id(),
        account_id=account.id,
        credential_id=credential,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
        added_at=at,
    )
    session.add(key)
    session.flush()
    _log(session, LogEvent.SECURITY_KEY_ADDED, key, actor, at)
    return key


def ask_key(session: Session, site: Site, account_id: str, rules: LogInRules) -> Question:
    """What a browser needs to use one of the account's keys. Raises KeyRefused where it has none that counts."""
    keys = [key for key in keys_of(session, account_id) if key.cloned_at is None]
    if not keys:
        raise KeyRefused("no key")
    options = webauthn.generate_authentication_options(
        rp_id=site.host, allow_credentials=_described(keys), user_verification=_verification(rules)
    )
    return Question(bytes_to_base64url(options.challenge), options_to_json(options))


def use_key(
    session: Session,
    site: Site,
    account: Account,
    answer: str,
    *,
    challenge: str,
    rules: LogInRules,
    at: datetime,
) -> SecurityKey:
    """The key that gave this answer. One found to exist twice comes back with `cloned_at`. Raises KeyRefused."""
    try:
        credential = bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
        query = sa.select(SecurityKey).where(SecurityKey.credential_id == credential)
        key = session.scalar(query.where(SecurityKey.account_id == account.id).with_for_update())
        if key is None or key.cloned_at is not None:
            raise KeyRefused("no key of this account")
        # py_webauthn looks at the counter before the signature: anybody could then call a key a copy. So it is told
        # of no counter, and ours is compared once the signature has shown that the key itself spoke.
        checked = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=0,
            require_user_verification=rules.key_check is KeyCheck.REQUIRED,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise KeyRefused(str(problem)) from None
    if counts_less(key.sign_count, checked.new_sign_count):
        key.cloned_at = at
        counted = {"counted": checked.new_sign_count, "before": key.sign_count}
        _log(session, LogEvent.SECURITY_KEY_CLONED, key, Actor(account.id, Role(account.role)), at, counted)
    else:
        key.sign_count, key.used_at = checked.new_sign_count, at
    session.flush()
    return key


def counts_less(before: int, now: int) -> bool:
    """Whether a key that counts its uses did not count on; many passkeys never count and say 0 (WebAuthn 6.1.1).

    >>> counts_less(0, 0), counts_less(7, 8), counts_less(7, 7), counts_less(7, 0)
    (False, False, True, True)
    """
    return max(before, now) > 0 and now <= before


def remove_key(
    session: Session, account: Account, key_id: str, *, rules: LogInRules, actor: Actor, at: datetime
) -> None:
    """Take a key out of its account. Raises LookupError, and AccountRefused for the last step of one who needs one."""
    keys = keys_of(session, account.id)
    key = next((one for one in keys if one.id == key_id), None)
    if key is None:
        raise LookupError(f"There is no key '{key_id}'.")
    if len(keys) == 1 and account.totp_secret is None and needs_mfa(Role(account.role), rules):
        raise AccountRefused("This is the account's only second step: add another key first, or have it reset.")
    session.delete(key)
    session.flush()
    _log(session, LogEvent.SECURITY_KEY_REMOVED, key, actor, at)


def end_one_time_passwords(session: Session, account: Account, *, actor: Actor, at: datetime) -> None:
    """From now on a key is the only second step. Raises AccountRefused without a key that counts."""
    if not any(key.cloned_at is None for key in keys_of(session, account.id)):
        raise AccountRefused("Add a security key first: then one-time passwords can end.")
    account.totp_secret, account.changed_at = None, at
    session.flush()
    append(session, at=at, kind=LogEvent.ONE_TIME_PASSWORDS_ENDED, subject=f"account:{account.id}", actor=actor.label)


def _verification(rules: LogInRules) -> UserVerificationRequirement:
    return UserVerificationRequirement(rules.key_check.value)


def _described(keys: Sequence[SecurityKey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in keys]


def _log(
    session: Session, kind: EventKind, key: SecurityKey, actor: Actor, at: datetime, data: dict[str, int] | None = None
) -> None:
    more = {"key": key.id, **(data or {})}  # its name is the person's own words and stays out of the log
    append(session, at=at, kind=kind, subject=f"account:{key.account_id}", actor=actor.label, data=more)
