"""The event log: what happened, appended in the transaction in which it happened.

A leaf is canonical JSON: seq, log, province, at, kind, subject, actor, data, prev. `prev` is the hash of the leaf
before, so a changed or missing leaf breaks the chain; the Merkle root over all leaf hashes goes into checkpoints.
Personal data never stands in a leaf; a commitment may (kit.fields).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.evidence import merkle
from ticketing.evidence.tables import EvidenceEvent, EvidenceHead
from ticketing.kit.clock import iso
from ticketing.kit.digest import canonical_json
from ticketing.kit.failpoints import failpoint


@dataclass(frozen=True)
class Event:
    """A leaf as it was written."""

    seq: int
    at: str
    kind: str
    subject: str
    actor: str
    data: Mapping[str, Any]
    leaf_hash: str


def open_log(session: Session, log_id: str, province: str) -> None:
    """Begin a log. The log keeps its name for ever: it is part of each leaf and of each checkpoint."""
    if session.scalar(sa.select(EvidenceHead)) is None:
        session.add(EvidenceHead(log_id=log_id, province=province, size=0, last_hash="", last_at="", subtrees=[]))
        session.flush()


def head_of(session: Session, *, lock: bool = False) -> EvidenceHead:
    """The head of this database's log. `lock` holds off other writers until the transaction ends."""
    query = sa.select(EvidenceHead)
    head = session.scalar(query.with_for_update() if lock else query)
    if head is None:
        raise LookupError("This database has no evidence log: run `ticketing init` or `ticketing demo` first.")
    return head


def append(
    session: Session, *, at: datetime, kind: str, subject: str, actor: str, data: Mapping[str, Any] | None = None
) -> Event:
    """Append one event and return it. Call it last in a transaction: it takes the log's lock.

    A clock that went back does not bend the log: the previous moment is kept and `clock_suspect` holds the other.
    Raises TypeError for floats and the like in `data`.
    """
    head = head_of(session, lock=True)
    body: dict[str, Any] = dict(data or {})
    moment = iso(at)
    if moment < head.last_at:
        body["clock_suspect"], moment = moment, head.last_at
    leaf = canonical_json(
        {
            "seq": head.size + 1,
            "log": head.log_id,
            "province": head.province,
            "at": moment,
            "kind": kind,
            "subject": subject,
            "actor": actor,
            "data": body,
            "prev": head.last_hash,
        }
    )
    digest = merkle.leaf_hash(leaf)
    event = Event(head.size + 1, moment, kind, subject, actor, body, digest.hex())
    session.add(
        EvidenceEvent(
            seq=event.seq,
            log_id=head.log_id,
            province=head.province,
            at=moment,
            kind=kind,
            subject=subject,
            actor=actor,
            leaf=leaf.decode(),
            leaf_hash=event.leaf_hash,
        )
    )
    grown = merkle.append_leaf([bytes.fromhex(h) for h in head.subtrees], head.size, digest)
    head.size, head.last_hash, head.last_at = event.seq, event.leaf_hash, moment
    head.subtrees = [h.hex() for h in grown]
    session.flush()
    failpoint("event_appended_before_commit")
    return event


def root_now(session: Session) -> tuple[int, bytes]:
    """Size and Merkle root of the log as this transaction sees it."""
    head = head_of(session)
    return head.size, merkle.root_of([bytes.fromhex(h) for h in head.subtrees])


def events_of(session: Session, subject: str) -> list[EvidenceEvent]:
    """All events of a subject, oldest first."""
    query = sa.select(EvidenceEvent).where(EvidenceEvent.subject == subject).order_by(EvidenceEvent.seq)
    return list(session.scalars(query))
