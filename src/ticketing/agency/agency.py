"""The agency as it is on a day: versions of agency.yaml, saved with an event, looked up by the day of handling.

The values stand in `values`, their YAML form in `form`, what is wrong or missing in `checks`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.checks import what_is_missing
from ticketing.agency.dispatch_rules import Channel
from ticketing.agency.form import AgencyFault, agency_data, agency_from, read_agency, write_agency
from ticketing.agency.log_in_rules import LogInRules, SingleSignOn
from ticketing.agency.tables import Account, AgencyVersion
from ticketing.agency.values import Agency, Signer
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import vietnam_day
from ticketing.kit.digest import canonical_json, sha256
from ticketing.kit.ids import new_id

__all__ = [
    "Agency",
    "AgencyFault",
    "Channel",
    "NoAgency",
    "NotASigner",
    "Signer",
    "agency_on",
    "log_in_rules",
    "read_agency",
    "save_agency",
    "signer_on",
    "single_sign_on",
    "version_on",
    "versions",
    "what_is_missing",
    "write_agency",
]


_NEWEST_FIRST = (AgencyVersion.valid_from.desc(), AgencyVersion.id.desc())
_VERSION_ON = (
    sa.select(AgencyVersion.id, AgencyVersion.sha256)
    .where(AgencyVersion.valid_from <= sa.bindparam("day"))
    .order_by(*_NEWEST_FIRST)
    .limit(1)
)
_read: dict[str, Agency] = {}
"""Every version that this process has read, by the SHA-256 of its content: a version is never changed."""

_KNOWN = "agency_on"
"""Under this name a transaction keeps the agency of each day that it asked for."""


class NoAgency(LookupError):
    """No version of agency.yaml holds on that day."""


class NotASigner(LookupError):
    """The account stands in no signer's entry of that day."""


def agency_on(session: Session, day: date) -> Agency:
    """The agency as it is on `day`, the same one for a whole transaction. Raises NoAgency with what to do."""
    known: dict[date, Agency] = session.info.setdefault(_KNOWN, {})
    if day not in known:
        known[day] = _agency_on(session, day)
    return known[day]


def _agency_on(session: Session, day: date) -> Agency:
    found = session.execute(_VERSION_ON, {"day": day}).one_or_none()
    if found is None:
        raise NoAgency(
            f"What papers say of the agency on {day} is not known: fill in agency.yaml and run `ticketing agency load`."
        )
    version_id, digest = found
    if digest not in _read:
        _read[digest] = agency_from(session.get_one(AgencyVersion, version_id).content)
    return _read[digest]


def log_in_rules(session: Session, at: datetime) -> LogInRules:
    """What the agency asks for at its door at a moment; what is usual where it says nothing yet."""
    try:
        return agency_on(session, vietnam_day(at)).log_in
    except NoAgency:
        return LogInRules()


def single_sign_on(session: Session, at: datetime) -> SingleSignOn | None:
    """The organisation's own log-in; None where it has none."""
    try:
        provider = agency_on(session, vietnam_day(at)).single_sign_on
    except NoAgency:
        return None
    return provider if provider.issuer else None


def signer_on(session: Session, account_id: str, day: date) -> Signer:
    """How papers of `day` name the person of an account, and the rank and delegation he signs with.

    Raises NotASigner, NoAgency.
    """
    account = session.get(Account, account_id)
    signer = agency_on(session, day).signer(account.name) if account else None
    if signer is None:
        raise NotASigner(f"This account is no signer on {day}: an administrator adds it to `signers` of agency.yaml.")
    return signer


def version_on(session: Session, day: date) -> AgencyVersion | None:
    """The version that holds on a day."""
    return session.scalar(
        sa.select(AgencyVersion).where(AgencyVersion.valid_from <= day).order_by(*_NEWEST_FIRST).limit(1)
    )


def versions(session: Session) -> list[AgencyVersion]:
    """All versions, the one of the latest day first."""
    return list(session.scalars(sa.select(AgencyVersion).order_by(*_NEWEST_FIRST)))


def save_agency(session: Session, agency: Agency | str, *, actor: Actor, at: datetime) -> AgencyVersion:
    """Save what holds from `agency.valid_from` on (values, or agency.yaml's text). The same again changes nothing.

    Papers keep what they were made with, so only an administrator (or the demo) may change it, and not for a
    day that is over once a first version is there. Raises PermissionError, ValueError, AgencyFault (which is one).
    """
    if actor.role not in (Role.ADMINISTRATOR, Role.MACHINE):
        raise PermissionError("What papers say of the agency is changed by an administrator.")
    if isinstance(agency, str):
        agency = read_agency(agency)
    content = agency_data(agency)
    digest = sha256(canonical_json(content))
    before = version_on(session, agency.valid_from)
    if before is not None and before.sha256 == digest:
        return before
    today = vietnam_day(at)
    if before is not None and agency.valid_from < today:
        raise ValueError(
            f"valid_from {agency.valid_from} is over: papers of that day were made with what held then. "
            f"Write {today} or a later day."
        )
    version = AgencyVersion(
        id=new_id(), valid_from=agency.valid_from, content=content, sha256=digest, saved_at=at, saved_by=actor.person
    )
    session.add(version)
    session.flush()
    session.info.pop(_KNOWN, None)
    append(
        session,
        at=at,
        kind=LogEvent.AGENCY_CHANGED,
        subject="agency",
        actor=actor.label,
        data={
            "valid_from": agency.valid_from.isoformat(),
            "old": before.sha256 if before else None,
            "new": digest,
            "changed": _changed(before.content if before else {}, content),
        },
    )
    return version


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
