"""The written legal base without which nothing beyond the law's list is ever published (domain.md 8).

An administrator files its number, day, issuer and scan; another person approves it; either may end it at once. Until a
base stands there is no wider publication: what needs one takes a `LegalBase` that `standing` gave, and nothing else.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.tables import LegalBase
from ticketing.evidence.log import append
from ticketing.evidence.seal import Sealed, record_sealed
from ticketing.kit.clock import vietnam_day
from ticketing.kit.ids import new_id

FILED, APPROVED, REFUSED, WITHDRAWN = "filed", "approved", "refused", "withdrawn"
MAY_FILE = frozenset({Role.ADMINISTRATOR})
MAY_DECIDE = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
SCAN = "legal_base"


class BaseRefused(ValueError):
    """This base cannot be filed, approved or withdrawn."""


class NoLegalBase(PermissionError):
    """Nothing that stands allows this publication."""


def file_base(
    session: Session, number: str, issued_on: date, issuer: str, says: str, scan: Sealed, *, actor: Actor, at: datetime
) -> LegalBase:
    """File a written base; it allows nothing yet. `says`: what it allows, in its own words. Raises BaseRefused."""
    if actor.role not in MAY_FILE:
        raise BaseRefused(f"A legal base is filed by an administrator, not by role {actor.role}.")
    texts = [" ".join(text.split()) for text in (number, issuer, says)]
    if not all(texts):
        raise BaseRefused("A legal base has a number, who issued it, and the words in which it allows the publication.")
    if issued_on > vietnam_day(at):
        raise BaseRefused(f"The legal base cannot be of {issued_on}: that day has not come yet.")
    base = LegalBase(
        id=new_id(), number=texts[0], issued_on=issued_on, issuer=texts[1], says=texts[2], scan_sha256=scan.sha256,
        state=FILED, filed_by=actor.person, filed_at=at,
    )  # fmt: skip
    session.add(base)
    session.flush()
    record_sealed(session, _subject(base), [scan], at=at, actor=actor.label)
    _log(session, base, actor, at)
    return base


def approve_base(session: Session, base_id: str, *, actor: Actor, at: datetime) -> LegalBase:
    """The second person's yes, who has read the scan. One base stands at a time. Raises BaseRefused, LookupError."""
    base = _base(session, base_id, actor, FILED)
    if base.filed_by == actor.person:
        raise BaseRefused("You have filed this legal base: another person has to approve it.")
    if standing(session) is not None:
        raise BaseRefused("Another legal base stands: withdraw it first.")
    return _decide(session, base, APPROVED, "", actor, at)


def refuse_base(session: Session, base_id: str, reason: str, *, actor: Actor, at: datetime) -> LegalBase:
    """Turn it down; who filed it may take it back this way. Raises BaseRefused, LookupError."""
    return _decide(session, _base(session, base_id, actor, FILED), REFUSED, reason, actor, at)


def withdraw_base(session: Session, base_id: str, reason: str, *, actor: Actor, at: datetime) -> LegalBase:
    """End it at once: publishing less needs one person only. Row and scan stay. Raises BaseRefused, LookupError."""
    base = _base(session, base_id, actor, APPROVED)
    if not reason.strip():
        raise BaseRefused("Write why the legal base no longer holds: the file must show it.")
    return _decide(session, base, WITHDRAWN, reason, actor, at)


def standing(session: Session) -> LegalBase | None:
    """The base that stands now."""
    return session.scalar(sa.select(LegalBase).where(LegalBase.state == APPROVED))


def demanded(session: Session) -> LegalBase:
    """The base that stands now. Raises NoLegalBase with what to do."""
    base = standing(session)
    if base is None:
        raise NoLegalBase(
            "No legal base stands for this publication: an administrator files its number, day and scan, and another "
            "person approves it."
        )
    return base


def legal_bases(session: Session) -> list[LegalBase]:
    """All that were ever filed, the newest first."""
    return list(session.scalars(sa.select(LegalBase).order_by(LegalBase.id.desc())))


def _base(session: Session, base_id: str, actor: Actor, state: str) -> LegalBase:
    if actor.role not in MAY_DECIDE:
        raise BaseRefused(f"Legal bases are for {', '.join(sorted(MAY_DECIDE))}, not for role {actor.role}.")
    base = session.get(LegalBase, base_id, with_for_update=True)
    if base is None:
        raise LookupError(f"There is no legal base '{base_id}'.")
    if base.state != state:
        raise BaseRefused(f"This legal base is {base.state} already.")
    return base


def _decide(session: Session, base: LegalBase, state: str, reason: str, actor: Actor, at: datetime) -> LegalBase:
    if state == WITHDRAWN:
        base.withdrawn_by, base.withdrawn_at = actor.person, at
    else:
        base.decided_by, base.decided_at = actor.person, at
    base.state, base.reason = state, reason.strip() or None
    session.flush()
    _log(session, base, actor, at)
    return base


def _log(session: Session, base: LegalBase, actor: Actor, at: datetime) -> None:
    data = {
        "number": base.number, "issued_on": base.issued_on.isoformat(), "issuer": base.issuer,
        "scan": base.scan_sha256, "reason": base.reason,
    }  # fmt: skip
    append(session, at=at, kind=f"legal_base_{base.state}", subject=_subject(base), actor=actor.label, data=data)


def _subject(base: LegalBase) -> str:
    return f"legal_base:{base.id}"
