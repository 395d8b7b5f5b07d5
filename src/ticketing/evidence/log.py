"""The event log: what happened, appended in the transaction in which it happened.

A leaf is canonical JSON: seq, log, province, at, kind, subject, actor, data, prev. `prev` is the hash of the leaf
before, so a changed or missing leaf breaks the chain; the Merkle root over all leaf hashes goes into checkpoints.
Personal data never stands in a leaf; a commitment may (kit.fields).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.evidence import merkle
from ticketing.evidence.tables import EvidenceEvent, EvidenceHead
from ticketing.kit.clock import iso
from ticketing.kit.db import table_of
from ticketing.kit.digest import canonical_json
from ticketing.kit.failpoints import failpoint

NO_LOG = "This database has no evidence log: run `ticketing init` or `ticketing demo` first."

# Every change of a case runs these while it holds the log's lock: they are made once, past the ORM.
_HEAD, _EVENTS = table_of(EvidenceHead), table_of(EvidenceEvent)
_LOCKED_HEAD = sa.select(_HEAD).with_for_update()
_WRITE_EVENTS = sa.insert(_EVENTS)
_GROW_HEAD = (
    sa.update(_HEAD)
    .where(_HEAD.c.log_id == sa.bindparam("of_log"))
    .values({name: sa.bindparam(name) for name in ("size", "last_hash", "last_at", "subtrees")})
)
_OF_SUBJECT = (
    sa.select(EvidenceEvent).where(EvidenceEvent.subject == sa.bindparam("of_subject")).order_by(EvidenceEvent.seq)
)


@dataclass(frozen=True)
class Happening:
    """What an event is about to say. `data`: no personal data, no floats."""

    kind: str
    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)


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
    query = sa.select(EvidenceHead).execution_options(populate_existing=True)  # `append_all` writes past the ORM
    head = session.scalar(query.with_for_update() if lock else query)
    if head is None:
        raise LookupError(NO_LOG)
    return head


def append(
    session: Session, *, at: datetime, kind: str, subject: str, actor: str, data: Mapping[str, Any] | None = None
) -> Event:
    """Append one event and return it. Call it last in a transaction: it takes the log's lock.

    A clock that went back does not bend the log: the previous moment is kept and `clock_suspect` holds the other.
    Raises TypeError for floats and the like in `data`.
    """
    return append_all(session, [Happening(kind, subject, data or {})], at=at, actor=actor)[0]


def append_all(session: Session, happenings: Iterable[Happening], *, at: datetime, actor: str) -> list[Event]:
    """Append the events of one act on many subjects, in their order; else as `append`, and many times as fast."""
    session.flush()  # what the events tell of is written before the log is locked
    head = session.execute(_LOCKED_HEAD).one_or_none()
    if head is None:
        raise LookupError(NO_LOG)
    subtrees = [bytes.fromhex(h) for h in head.subtrees]
    size, last_hash, last_at = head.size, head.last_hash, head.last_at
    events, rows = [], []
    for happening in happenings:
        body: dict[str, Any] = dict(happening.data)
        moment = iso(at)
        if moment < last_at:
            body["clock_suspect"], moment = moment, last_at
        told = {"log": head.log_id, "province": head.province, "at": moment, "kind": happening.kind}
        told |= {"subject": happening.subject, "actor": actor}
        leaf = canonical_json({"seq": size + 1, **told, "data": body, "prev": last_hash})
        digest = merkle.leaf_hash(leaf)
        subtrees = merkle.append_leaf(subtrees, size, digest)
        size, last_hash, last_at = size + 1, digest.hex(), moment
        rows.append({"seq": size, **told, "leaf": leaf.decode(), "leaf_hash": last_hash})
        events.append(Event(size, moment, happening.kind, happening.subject, actor, body, last_hash))
    if rows:
        session.execute(_WRITE_EVENTS, [{"log_id": row.pop("log"), **row} for row in rows])
    grown = {"size": size, "last_hash": last_hash, "last_at": last_at, "subtrees": [h.hex() for h in subtrees]}
    session.execute(_GROW_HEAD, {"of_log": head.log_id, **grown})
    failpoint("event_appended_before_commit")
    return events


def root_now(session: Session) -> tuple[int, bytes]:
    """Size and Merkle root of the log as this transaction sees it."""
    head = head_of(session)
    return head.size, merkle.root_of([bytes.fromhex(h) for h in head.subtrees])


def events_of(session: Session, subject: str) -> list[EvidenceEvent]:
    """All events of a subject, oldest first."""
    return list(session.scalars(_OF_SUBJECT, {"of_subject": subject}))
