"""Table of what owners answered."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base


class CaseAnswer(Base):
    """An answer of the owner, or what the commune police reports of him.

    statement, proof, other_person (JSON of `persons.Person`) are sealed under "case_answers|<column>|<id>".
    channel: office, writing, online or commune. before: what stood before it and ended with it, so that it can be taken
    back (`answer_back.Before`); None of what an earlier version recorded.
    """

    __tablename__ = "case_answers"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20))
    channel: Mapped[str] = mapped_column(sa.String(10))
    received_on: Mapped[date] = mapped_column(sa.Date)
    statement: Mapped[str | None] = mapped_column(sa.Text)
    proof: Mapped[str | None] = mapped_column(sa.Text)
    other_person: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[str] = mapped_column(sa.String(60))
    recorded_at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    taken_back_at: Mapped[datetime | None]


WAITING, RECORDED, ASIDE = "waiting", "recorded", "aside"
_WAITS = sa.text("state = 'waiting'")


class OwnerStatement(Base):
    """What an owner wrote on the public page. Texts are sealed under "owner_words|<column>|<id>".

    code: what he says, of domain.md 2.5. state: waiting, recorded (an officer recorded the owner's answer), aside.
    """

    __tablename__ = "owner_statements"
    __table_args__ = (
        sa.Index("ix_owner_statements_waiting", "received_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    received_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(sa.String(20))
    statement: Mapped[str] = mapped_column(sa.Text)
    other_person: Mapped[str | None] = mapped_column(sa.Text)
    contact: Mapped[str | None] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(10))
    handled_by: Mapped[str | None] = mapped_column(sa.String(60))
    handled_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(sa.Text)
