"""Tables of complaints and suits, and of persons who evade."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

_OPEN = sa.text("result IS NULL")


class CaseObjection(Base):
    """A complaint or a suit, and how it ended. One of a kind is open at a time.

    kind: complaint or lawsuit. last_day: of the right to lodge it, as it was on that day; None where no term ran.
    words, reason: sealed under "case_objections|<column>|<id>". result: None while nobody has decided.
    """

    __tablename__ = "case_objections"
    __table_args__ = (
        sa.Index("uq_case_objections_open", "case_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    lodged_on: Mapped[date] = mapped_column(sa.Date)
    last_day: Mapped[date | None] = mapped_column(sa.Date)
    authority: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)
    recorded_by: Mapped[str] = mapped_column(sa.String(60))
    recorded_at: Mapped[datetime]
    result: Mapped[str | None] = mapped_column(sa.String(16))
    answer_no: Mapped[str | None] = mapped_column(sa.String(60))
    answered_on: Mapped[date | None] = mapped_column(sa.Date)
    reason: Mapped[str | None] = mapped_column(sa.Text)

    @property
    def in_time(self) -> bool:
        """Whether it was lodged while the right ran."""
        return self.last_day is None or self.lodged_on <= self.last_day


class CaseObstruction(Base):
    """A time in which a person was said to evade on purpose. ended_on: None while it goes on.

    reason, ended_reason: sealed under "case_evasions|<column>|<id>".
    """

    __tablename__ = "case_obstructions"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    said_by: Mapped[str] = mapped_column(sa.String(60))
    said_at: Mapped[datetime]
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    ended_reason: Mapped[str | None] = mapped_column(sa.Text)
    ended_by: Mapped[str | None] = mapped_column(sa.String(60))
    ended_at: Mapped[datetime | None]
