"""The event log: what happened, appended in the transaction in which it happened.

Everybody who changes anything needs the log's head, one after the other. So a transaction keeps what it appends and
writes it as the last thing before its commit: whoever waits for the head waits for a commit, not for a transaction.

A leaf is canonical JSON: seq, log, province, at, kind, subject, actor, data, prev. `prev` is the hash of the leaf
before, so a changed or missing leaf breaks the chain; the Merkle root over all leaf hashes goes into checkpoints.
Personal data never stands in a leaf; a commitment may (kit.fields).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.evidence import merkle
from ticketing.evidence.event_kinds import EventKind
from ticketing.evidence.tables import EvidenceEvent, EvidenceHead
from ticketing.kit.clock import iso, parse_moment
from ticketing.kit.db import READS, table_of
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

    kind: EventKind
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


@dataclass(frozen=True)
class _LogPayload:
    """An event that a transaction has appended and not written yet."""

    happening: Happening
    at: datetime
    actor: str


_UNWRITTEN = "events"
"""Under this name a transaction keeps them."""
OVERTAKEN = timedelta(seconds=60)
"""So much later than another that began after it a transaction may commit without anybody doubting the clock."""


def open_log(session: Session, log_id: str, province: str) -> None:
    """Begin a log. The log keeps its name for ever: it is part of each leaf and of each checkpoint."""
    if session.scalar(sa.select(EvidenceHead)) is None:
        session.add(EvidenceHead(log_id=log_id, province=province, size=0, last_hash="", last_at="", subtrees=[]))
        session.flush()


def head_of(session: Session, *, lock: bool = False) -> EvidenceHead:
    """The head of this database's log. `lock` holds off other writers until the transaction ends."""
    query = sa.select(EvidenceHead).execution_options(populate_existing=True)  # `write_out` writes past the ORM
    head = session.scalar(query.with_for_update() if lock else query)
    if head is None:
        raise LookupError(NO_LOG)
    return head


def append(
    session: Session, *, at: datetime, kind: EventKind, subject: str, actor: str, data: Mapping[str, Any] | None = None
) -> None:
    """Append one event. It is written when the transaction commits, behind everything else, or by `write_out`.

    Events stand in the order of their commits, and so do their moments. One that another overtook takes the moment of
    the one before; where it lies further back than a transaction lasts, `clock_suspect` holds what the clock said.
    Raises TypeError for floats and the like in `data`, RuntimeError in a transaction that only reads.
    """
    append_all(session, [Happening(kind, subject, data or {})], at=at, actor=actor)


def append_all(session: Session, happenings: Iterable[Happening], *, at: datetime, actor: str) -> None:
    """Append the events of one act on many subjects, in their order; else as `append`."""
    if session.info.get(READS):
        raise RuntimeError("A transaction that only reads was about to append to the log: nothing of it would be kept.")
    session.info.setdefault(_UNWRITTEN, []).extend(_log_payload(happening, at, actor) for happening in happenings)


def _log_payload(happening: Happening, at: datetime, actor: str) -> "_LogPayload":
    """What is said, as it is said now: refused where it cannot stand in a leaf, and nobody changes it later."""
    return _LogPayload(replace(happening, data=json.loads(canonical_json(dict(happening.data)))), at, actor)


def write_out(session: Session) -> list[Event]:
    """Write what this transaction has appended so far, now, and return it. From here on it holds the log's lock.

    For who must name the place of an event in a row of his own; everybody else leaves it to the commit.
    """
    told: list[_LogPayload] = session.info.get(_UNWRITTEN, [])
    if not told:
        return []
    session.flush()  # what the events tell of is written before the log is locked
    head = session.execute(_LOCKED_HEAD).one_or_none()
    if head is None:
        raise LookupError(NO_LOG)
    subtrees = [bytes.fromhex(h) for h in head.subtrees]
    size, last_hash, last_at = head.size, head.last_hash, head.last_at
    events, rows = [], []
    for one in told:
        happening = one.happening
        body: dict[str, Any] = dict(happening.data)
        moment = iso(one.at)
        if moment < last_at:
            if parse_moment(last_at) - one.at > OVERTAKEN:
                body["clock_suspect"] = moment
            moment = last_at
        said = {"log": head.log_id, "province": head.province, "at": moment, "kind": happening.kind}
        said |= {"subject": happening.subject, "actor": one.actor}
        leaf = canonical_json({"seq": size + 1, **said, "data": body, "prev": last_hash})
        digest = merkle.leaf_hash(leaf)
        subtrees = merkle.append_leaf(subtrees, size, digest)
        size, last_hash, last_at = size + 1, digest.hex(), moment
        rows.append({"seq": size, **said, "leaf": leaf.decode(), "leaf_hash": last_hash})
        events.append(Event(size, moment, happening.kind, happening.subject, one.actor, body, last_hash))
    session.execute(_WRITE_EVENTS, [{"log_id": row.pop("log"), **row} for row in rows])
    grown = {"size": size, "last_hash": last_hash, "last_at": last_at, "subtrees": [h.hex() for h in subtrees]}
    session.execute(_GROW_HEAD, {"of_log": head.log_id, **grown})
    del session.info[_UNWRITTEN]
    failpoint("event_appended_before_commit")
    return events


@sa.event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    write_out(session)


@sa.event.listens_for(Session, "after_rollback")
def _forget_unwritten(session: Session) -> None:
    session.info.pop(_UNWRITTEN, None)


def root_now(session: Session) -> tuple[int, bytes]:
    """Size and Merkle root of the log as this transaction sees it, with what it has appended itself."""
    write_out(session)
    head = head_of(session)
    return head.size, merkle.root_of([bytes.fromhex(h) for h in head.subtrees])


def events_of(session: Session, subject: str) -> list[EvidenceEvent]:
    """All events of a subject, oldest first."""
    write_out(session)
    return list(session.scalars(_OF_SUBJECT, {"of_subject": subject}))
