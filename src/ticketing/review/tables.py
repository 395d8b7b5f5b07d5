"""Tables of the review: who judged what, and who holds a case on his screen."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

OPEN, DECIDED, TAKEN_BACK = "open", "decided", "taken_back"
_IS_OPEN = sa.text("state = 'open'")
IS_BLIND = sa.text("blind")  # SQLite takes the indexes of blind verdicts only where a query says it in these words
STANDS = sa.text("lifted_at IS NULL")


class ReviewVerdict(Base):
    """One person's verdict on a case.

    state: open (waits for agreement), decided (the case moved on by it), taken_back.
    decisive: the case went the way this verdict says; of two that disagree one is not.
    plate … vehicle: what the person says it is; read_*: what stood in the case before, kept beside a correction.
    second_because: rules of the policy that asked for another verdict.
    looked_s: seconds between opening the case and the verdict; None where no screen was involved.
    blind: one of two verdicts given without seeing the other, on a case that was not picked for its doubt: what the
           quality of the reviewing is measured by. Set when the case is decided.
    model: version of the networks that had read the case; None where no machine had.
    seeded: a verdict on a seeded case (SeededCase), weighed against what is known of it when that case ended.
    """

    __tablename__ = "review_verdicts"
    __table_args__ = (
        sa.Index("uq_review_verdicts_open", "case_id", "person", unique=True, sqlite_where=_IS_OPEN,
                 postgresql_where=_IS_OPEN),
        sa.Index("ix_review_verdicts_person_state", "person", "state"),
        sa.Index("ix_review_verdicts_camera_decided", "camera", "decided_at"),
        sa.Index("ix_review_verdicts_model_decided", "model", "decided_at"),
        sa.Index("ix_review_verdicts_decided", "decided_at"),
        *(
            sa.Index(f"ix_review_verdicts_blind_{column}", column, "decided_at", sqlite_where=IS_BLIND,
                     postgresql_where=IS_BLIND)
            for column in ("model", "camera", "person")
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    camera: Mapped[str] = mapped_column(sa.String(60))
    case_version: Mapped[int]
    ordinal: Mapped[int]
    person: Mapped[str] = mapped_column(sa.String(60))
    role: Mapped[str] = mapped_column(sa.String(20))
    given_at: Mapped[datetime]
    looked_s: Mapped[int | None]

    kind: Mapped[str] = mapped_column(sa.String(20))
    plate: Mapped[str | None] = mapped_column(sa.String(20))
    plate_colour: Mapped[str | None] = mapped_column(sa.String(10))
    behaviour: Mapped[str | None] = mapped_column(sa.String(40))
    vehicle: Mapped[str | None] = mapped_column(sa.String(20))
    read_plate: Mapped[str | None] = mapped_column(sa.String(20))
    read_plate_colour: Mapped[str | None] = mapped_column(sa.String(10))
    read_behaviour: Mapped[str | None] = mapped_column(sa.String(40))
    read_vehicle: Mapped[str | None] = mapped_column(sa.String(20))
    wording: Mapped[str | None] = mapped_column(sa.Text)
    reason_code: Mapped[str | None] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.Text, default="")

    second_because: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(sa.String(12), default=OPEN)
    decided_at: Mapped[datetime | None]
    decisive: Mapped[bool | None]
    blind: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    model: Mapped[str | None] = mapped_column(sa.String(200))
    seeded: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class SeededCase(Base):
    """What is known of a seeded case, and what it was copied from; of a judged case of this home there is one at most.

    kind, plate … vehicle: the right verdict. filed_by: the supervisor who chose the case; None: it was drawn.
    ended_at: when it had done its part, judged or not.
    """

    __tablename__ = "seeded_cases"

    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True)
    origin_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    plate: Mapped[str | None] = mapped_column(sa.String(20))
    plate_colour: Mapped[str | None] = mapped_column(sa.String(10))
    behaviour: Mapped[str | None] = mapped_column(sa.String(40))
    vehicle: Mapped[str | None] = mapped_column(sa.String(20))
    filed_by: Mapped[str | None] = mapped_column(sa.String(60))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ReviewLease(Base):
    """Who has a case on his screen now. Times are the machine's own; a lease that is not renewed ends by itself."""

    __tablename__ = "review_leases"

    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(60), index=True)
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class QualityHold(Base):
    """One who or what is held from issuing. kind: camera, officer or model; judged, errors: when it was held."""

    __tablename__ = "quality_holds"
    __table_args__ = (
        sa.Index(
            "uq_quality_holds_standing", "kind", "subject", unique=True, sqlite_where=STANDS, postgresql_where=STANDS
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    subject: Mapped[str] = mapped_column(sa.String(200))
    judged: Mapped[int]
    errors: Mapped[int]
    evidence: Mapped[float]
    held_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(sa.String(60))
    lift_reason: Mapped[str | None] = mapped_column(sa.Text)


class ReviewView(Base):
    """A view of the queue that a person saved. query: its filters, as they stand in the address."""

    __tablename__ = "review_views"
    __table_args__ = (sa.UniqueConstraint("person", "name"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(60))
    query: Mapped[str] = mapped_column(sa.Text)
