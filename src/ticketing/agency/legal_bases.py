"""The written legal base without which nothing beyond the law's list is ever published (domain.md 8).

An administrator files its number, day, issuer and scan; another person approves it; either may end it at once. Until a
base stands there is no wider publication: what needs one takes a `LegalBase` that `standing` gave, and nothing else.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.dual_control import Approval, Matter, ProposalRefused
from ticketing.agency.tables import LegalBase
from ticketing.evidence.seal import Sealed, record_sealed
from ticketing.kit.clock import vietnam_day
from ticketing.kit.ids import new_id

FILED, APPROVED = "filed", "approved"
MAY_FILE = frozenset({Role.ADMINISTRATOR})
MAY_DECIDE = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
SCAN = "legal_base"


class NoLegalBase(PermissionError):
    """Nothing that stands allows this publication."""


def _log_payload(base: LegalBase) -> dict[str, str]:
    return {
        "number": base.number, "issued_on": base.issued_on.isoformat(), "issuer": base.issuer,
        "scan": base.scan_sha256,
    }  # fmt: skip


BASES = Matter(
    LegalBase,
    "legal_base",
    "legal base",
    FILED,
    APPROVED,
    MAY_DECIDE,
    author=lambda base: base.filed_by,
    told=_log_payload,
)


def file_base(
    session: Session, number: str, issued_on: date, issuer: str, says: str, scan: Sealed, *, actor: Actor, at: datetime
) -> LegalBase:
    """File a written base; it allows nothing yet. `says`: what it allows, in its own words. Raises ProposalRefused."""
    if actor.role not in MAY_FILE:
        raise ProposalRefused(f"A legal base is filed by an administrator, not by role {actor.role}.")
    texts = [" ".join(text.split()) for text in (number, issuer, says)]
    if not all(texts):
        raise ProposalRefused("A legal base has a number, an issuer, and the words in which it allows the publication.")
    if issued_on > vietnam_day(at):
        raise ProposalRefused(f"The legal base cannot be of {issued_on}: that day has not come yet.")
    base = LegalBase(
        id=new_id(), number=texts[0], issued_on=issued_on, issuer=texts[1], says=texts[2], scan_sha256=scan.sha256,
        filed_by=actor.person, filed_at=at,
    )  # fmt: skip
    record_sealed(session, BASES.event_subject(base), [scan], at=at, actor=actor.label)
    return BASES.begin(session, base, actor=actor, at=at)


def decide_base(
    session: Session, base_id: str, voice: Approval, reason: str, *, actor: Actor, at: datetime
) -> LegalBase:
    """Another person, who has read the scan, approves it, or refuses; either ends it: publishing less needs one person.

    One base stands at a time. Raises ProposalRefused, LookupError.
    """
    if voice is Approval.AGREE and base_in_force(session) is not None:
        raise ProposalRefused("Another legal base stands: withdraw it first.")
    return BASES.decide(session, base_id, voice, reason, actor=actor, at=at)


def base_in_force(session: Session) -> LegalBase | None:
    """The base that stands now."""
    return session.scalar(sa.select(LegalBase).where(LegalBase.state == APPROVED))


def demanded(session: Session) -> LegalBase:
    """The base that stands now. Raises NoLegalBase with what to do."""
    base = base_in_force(session)
    if base is None:
        raise NoLegalBase(
            "No legal base stands for this publication: an administrator files its number, day and scan, and another "
            "person approves it."
        )
    return base


def legal_bases(session: Session) -> list[LegalBase]:
    """All that were ever filed, the newest first."""
    return list(session.scalars(sa.select(LegalBase).order_by(LegalBase.id.desc())))
