"""Sealing: bytes into the store, their row and their event into the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.evidence.tables import EvidenceItem
from ticketing.kit.ids import new_id

_OF_SUBJECT = (
    sa.select(EvidenceItem).where(EvidenceItem.subject == sa.bindparam("of_subject")).order_by(EvidenceItem.id)
)


@dataclass(frozen=True)
class Sealed:
    """A blob that lies in the store already and now gets its role.

    role: overview, before, at, after, plate (pictures of a camera); drop (its JSON); clip; crop; document, ...
    parent, made_by: for what we made of another blob: its SHA-256, and the program and model that made it.
    """

    sha256: str
    size: int
    role: str
    name: str | None = None
    captured_at: datetime | None = None
    parent: str | None = None
    made_by: str | None = None


def store_blob(
    store: BlobStore,
    data: bytes,
    role: str,
    *,
    name: str | None = None,
    captured_at: datetime | None = None,
    parent: str | None = None,
    made_by: str | None = None,
) -> Sealed:
    """Put bytes into the store, before any row speaks of them."""
    return Sealed(store.add(data), len(data), role, name, captured_at, parent, made_by)


def record_sealed(session: Session, subject: str, items: Sequence[Sealed], *, at: datetime, actor: str) -> None:
    """Give stored blobs their roles for `subject` and append one event that names their hashes.

    File names stay out of the event: a camera or a person may have written anything into them.
    """
    for item in items:
        session.add(
            EvidenceItem(
                id=new_id(),
                subject=subject,
                role=item.role,
                sha256=item.sha256,
                size=item.size,
                name=item.name,
                captured_at=item.captured_at,
                received_at=at,
                parent=item.parent,
                made_by=item.made_by,
            )
        )
    blobs = [
        {"sha256": item.sha256, "size": item.size, "role": item.role}
        | ({"parent": item.parent} if item.parent else {})
        | ({"made_by": item.made_by} if item.made_by else {})
        for item in items
    ]
    append(session, at=at, kind=LogEvent.BLOBS_SEALED, subject=subject, actor=actor, data={"blobs": blobs})


def items_of(session: Session, subject: str) -> list[EvidenceItem]:
    """What is sealed for a subject, in the order in which it came."""
    return list(session.scalars(_OF_SUBJECT, {"of_subject": subject}))
