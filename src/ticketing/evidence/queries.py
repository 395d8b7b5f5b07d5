"""What pages read of the log, by its own numbers: the last page costs what the first does."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.evidence.log import head_of
from ticketing.evidence.tables import EvidenceEvent


def log_page(
    session: Session, *, before: int, subject: str | None, kind: str | None, limit: int
) -> tuple[list[EvidenceEvent], int]:
    """Events with a number below `before` (0: the newest), the newest first, and the size of the log."""
    size = head_of(session).size
    query = sa.select(EvidenceEvent).order_by(EvidenceEvent.seq.desc()).limit(limit)
    if before:
        query = query.where(EvidenceEvent.seq < before)
    if subject:
        query = query.where(EvidenceEvent.subject == subject)
    if kind:
        query = query.where(EvidenceEvent.kind == kind)
    return list(session.scalars(query)), size


def kinds_of(session: Session) -> list[str]:
    """The kinds of events that this log holds; each is one step through the index, however long the log is."""
    kinds, first = list[str](), sa.select(sa.func.min(EvidenceEvent.kind))
    while kind := session.scalar(first.where(EvidenceEvent.kind > (kinds[-1] if kinds else ""))):
        kinds.append(kind)
    return kinds


def checkpoints_of(folder: Path, newest: int = 5) -> Sequence[tuple[str, str]]:
    """Names and texts of the newest checkpoints: an auditor compares them with the copies that left the machine."""
    if not folder.is_dir():
        return ()
    return [(path.name, path.read_text()) for path in sorted(folder.iterdir(), reverse=True)[:newest]]
