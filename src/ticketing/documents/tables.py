"""Table of papers: from the draft that waits for its signer to the signed file in the evidence store."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

WAITING, RELEASED, SIGNED, SENT_BACK, WITHDRAWN = "waiting", "released", "signed", "sent_back", "withdrawn"
LIVING = (WAITING, RELEASED, SIGNED)
_LIVES = sa.text("state IN ('waiting', 'released', 'signed')")


class Document(Base):
    """One paper of a case.

    state:    waiting (for its signer), released (he signed; the press has it), signed, sent_back, withdrawn.
    about:    what this paper is about (the owner's snapshot, a decision …): the same paper about the same thing is
              made once.
    content:  sealed under "documents|content|<id>": the facts it is made of and, once signed, every string of it.
    series, number, symbol: the run of numbers, the number taken in it, and what stands behind it; no: as it is printed.
    prepared_by, prepared_at: who wrote what it says now; the log names everybody who wrote it before.
    case_version: the case's version when it was first prepared.
    form, template, form_from: the form in force on the day of signing. fingerprint: what else makes its bytes.
    content_sha256: hash of the strings; unsigned_sha256: of the PDF before the signature (it can be made again);
              signed_sha256: name of the signed file in the evidence store.
    check_code: size and root of the log at issue, as the annex prints it.
    lookup_code: sealed under "documents|lookup_code|<id>". sent_back_because: sealed like it.
    passed_to: of a slip: the office that it goes to and its code, of a transfer slip its police by name as well
              (content.draft.TransferTo), for who sends it.
    problem:  why the press could not make it, for people to see.
    """

    __tablename__ = "documents"
    __table_args__ = (
        sa.Index("uq_documents_about", "case_id", "kind", "about", unique=True, sqlite_where=_LIVES,
                 postgresql_where=_LIVES),
        sa.Index("ix_documents_case", "case_id", "state", "kind"),
        sa.Index("ix_documents_waiting", "state", "kind", "id"),
        sa.Index("ix_documents_released", "released_by", "released_at"),
        sa.UniqueConstraint("series", "number"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    about: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(10), default=WAITING)
    content: Mapped[str] = mapped_column(sa.Text)
    case_version: Mapped[int]
    prepared_by: Mapped[str] = mapped_column(sa.String(60))
    prepared_at: Mapped[datetime]

    released_by: Mapped[str | None] = mapped_column(sa.String(60))
    released_role: Mapped[str | None] = mapped_column(sa.String(20))
    released_rank: Mapped[str | None] = mapped_column(sa.String(40))
    released_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)
    sent_back_by: Mapped[str | None] = mapped_column(sa.String(60))
    sent_back_at: Mapped[datetime | None]
    sent_back_because: Mapped[str | None] = mapped_column(sa.Text)
    passed_to: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None] = mapped_column(sa.Text)

    series: Mapped[str | None] = mapped_column(sa.String(120))
    number: Mapped[int | None]
    symbol: Mapped[str | None] = mapped_column(sa.String(60))
    no: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    signed_at: Mapped[datetime | None]
    issued_on: Mapped[date | None] = mapped_column(sa.Date)
    signer_name: Mapped[str | None] = mapped_column(sa.Text)
    form: Mapped[str | None] = mapped_column(sa.String(60))
    template: Mapped[str | None] = mapped_column(sa.String(120))
    form_from: Mapped[date | None] = mapped_column(sa.Date)
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    content_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    unsigned_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    signed_sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    size: Mapped[int | None]
    pages: Mapped[int | None]
    check_code: Mapped[str | None] = mapped_column(sa.String(60))
    lookup_code: Mapped[str | None] = mapped_column(sa.Text)

    @property
    def signed(self) -> bool:
        """Whether it went out of the press."""
        return self.state == SIGNED
