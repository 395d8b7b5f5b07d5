"""Tables of the ground: the event log, the head of its tree, and what is known of each blob."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base


class EvidenceEvent(Base):
    """One leaf of the log. `leaf` is the truth; the other columns repeat parts of it for queries."""

    __tablename__ = "evidence_events"

    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    log_id: Mapped[str] = mapped_column(sa.String(60))
    province: Mapped[str] = mapped_column(sa.String(2))
    at: Mapped[str] = mapped_column(sa.String(30))
    kind: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject: Mapped[str] = mapped_column(sa.String(100), index=True)
    actor: Mapped[str] = mapped_column(sa.String(100))
    leaf: Mapped[str] = mapped_column(sa.Text)
    leaf_hash: Mapped[str] = mapped_column(sa.String(64))


class EvidenceHead(Base):
    """Where the log stands: its size, last leaf and the roots of its complete subtrees."""

    __tablename__ = "evidence_head"

    log_id: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    province: Mapped[str] = mapped_column(sa.String(2))
    size: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    last_at: Mapped[str] = mapped_column(sa.String(30), default="")
    subtrees: Mapped[list[str]] = mapped_column(default=list)


class EvidenceItem(Base):
    """One sealed blob in the role it plays for a subject (a drop, a case, a document)."""

    __tablename__ = "evidence_items"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(100), index=True)
    role: Mapped[str] = mapped_column(sa.String(40))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    size: Mapped[int]
    name: Mapped[str | None] = mapped_column(sa.String(300))
    captured_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    parent: Mapped[str | None] = mapped_column(sa.String(64))
    made_by: Mapped[str | None] = mapped_column(sa.String(200))
