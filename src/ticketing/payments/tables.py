"""Tables of payments: statements as they came, their lines, and what was booked of each."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

NEW, BOOKED, OPEN, KNOWN, BAD, DISMISSED = "new", "booked", "open", "known", "bad", "dismissed"


class Statement(Base):
    """A file that was imported; the same bytes are imported once."""

    __tablename__ = "statements"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    format: Mapped[str] = mapped_column(sa.String(20))
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(sa.String(60))


class StatementLine(Base):
    """One row of a statement.

    state:   new (not looked at yet), booked, open (a person has to look), known (the same payment came in an earlier
             statement), bad (unreadable), dismissed (a person found that it is none of ours).
    doubt:   why a person has to look, a code of match.Doubt or ledger. candidates: decisions that it may be for.
    payer, content, raw, reason: sealed under "statement_lines|<column>|<id>".
    identity: keyed hash of day, reference, sum, payer and content: the same payment again is known.
    """

    __tablename__ = "statement_lines"
    __table_args__ = (
        sa.UniqueConstraint("statement_id", "row"),
        sa.Index("ix_statement_lines_state", "state", "id"),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    statement_id: Mapped[str] = mapped_column(sa.ForeignKey("statements.id"))
    row: Mapped[int]
    value_date: Mapped[date | None] = mapped_column(sa.Date)
    reference: Mapped[str | None] = mapped_column(sa.String(100), index=True)
    amount_vnd: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    payer: Mapped[str | None] = mapped_column(sa.Text)
    content: Mapped[str | None] = mapped_column(sa.Text)
    raw: Mapped[str | None] = mapped_column(sa.Text)
    identity: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    state: Mapped[str] = mapped_column(sa.String(10), default=NEW)
    kind: Mapped[str | None] = mapped_column(sa.String(10))
    doubt: Mapped[str | None] = mapped_column(sa.String(30))
    sentence: Mapped[str | None] = mapped_column(sa.Text)
    candidates: Mapped[list[str]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(sa.Text)


class LedgerEntry(Base):
    """Money on a decision. A line is booked once: principal + interest + costs + over is its whole sum, to the đồng.

    principal_vnd: part of the fine. interest_vnd: late interest that came with it. costs_vnd: of the enforcement.
    over_vnd: too much, to be paid back.
    by: account that booked it. reason: sealed under "ledger_entries|reason|<id>"; None where the text said it.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        sa.CheckConstraint(
            "principal_vnd >= 0 AND interest_vnd >= 0 AND over_vnd >= 0 AND costs_vnd >= 0", name="no_minus"
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    line_id: Mapped[str] = mapped_column(sa.ForeignKey("statement_lines.id"), unique=True)
    decision_id: Mapped[str] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    value_date: Mapped[date] = mapped_column(sa.Date, index=True)
    principal_vnd: Mapped[int] = mapped_column(sa.BigInteger)
    interest_vnd: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    costs_vnd: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    over_vnd: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    booked_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(60))
    reason: Mapped[str | None] = mapped_column(sa.Text)

    @hybrid_property
    def whole_vnd(self) -> int:
        """All its parts together: the line that was booked."""
        return self.principal_vnd + self.interest_vnd + self.costs_vnd + self.over_vnd
