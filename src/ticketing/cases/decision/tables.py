"""Tables of decisions: what was decided on which figures, and the proof that it reached the person."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

PROPOSED, ISSUED, WITHDRAWN = "proposed", "issued", "withdrawn"
COUNTS = sa.text("state != 'withdrawn'")
"""One of a case does. As words of SQL: SQLite uses the index of these alone where a query says just that."""


class Decision(Base):
    """A penalty decision, from the officer's proposal to the signed number. Figures are frozen: whole đồng.

    state:       proposed (waits for the signer), issued, withdrawn (sent back; a new proposal follows).
    lowest_vnd, highest_vnd: what the law allowed in this case; usual_vnd: what it gives without choice, None: open.
    mitigating, aggravating: in the words that the decision prints. justification: why this amount, sealed.
    additional_sanctions, remedies: what is imposed beside the main sanction (`beside_the_fine.imposed` reads them).
    warning:     a warning is the main sanction; every amount is 0.
    points:      licence points that fall; points_because says why none do.
    term_code, term_due_on: the term in which it had to be decided.
    number:      unique; taken when it was signed. received_on: the day that the proof of delivery shows.
    changed_vnd: what is owed since an order amended or remitted the fine; amount_vnd stays what the decision says.
    paid_vnd:    what was booked of it, late interest and costs left out. pay_plan: days that an order names
                 (`pay_days`). costs_vnd: of its enforcement, as the signed order demands them beside the fine.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        sa.Index("uq_decisions_living", "case_id", unique=True, sqlite_where=COUNTS, postgresql_where=COUNTS),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(10), default=PROPOSED, index=True)
    proposed_by: Mapped[str] = mapped_column(sa.String(60))
    proposed_at: Mapped[datetime]

    organisation: Mapped[bool]
    driver_identified: Mapped[bool]
    persons_over: Mapped[int] = mapped_column(default=1)
    amount_vnd: Mapped[int]
    lowest_vnd: Mapped[int]
    highest_vnd: Mapped[int]
    usual_vnd: Mapped[int | None]
    article: Mapped[str] = mapped_column(sa.Text)
    mitigating: Mapped[list[Any]] = mapped_column(default=list)
    aggravating: Mapped[list[Any]] = mapped_column(default=list)
    additional_sanctions: Mapped[list[Any]] = mapped_column(default=list)
    remedies: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    warning: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    justification: Mapped[str | None] = mapped_column(sa.Text)
    points: Mapped[int]
    points_because: Mapped[str] = mapped_column(sa.Text, default="")
    term_code: Mapped[str] = mapped_column(sa.String(40))
    term_due_on: Mapped[date] = mapped_column(sa.Date)
    pay_within_days: Mapped[int]

    number: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    document_id: Mapped[str | None] = mapped_column(sa.String(36))
    issued_on: Mapped[date | None] = mapped_column(sa.Date)
    signer: Mapped[str | None] = mapped_column(sa.String(60))
    received_on: Mapped[date | None] = mapped_column(sa.Date)

    changed_vnd: Mapped[int | None]
    paid_vnd: Mapped[int] = mapped_column(default=0, server_default="0")
    pay_plan: Mapped[list[Any] | None]
    costs_vnd: Mapped[int] = mapped_column(default=0, server_default="0")

    @hybrid_property
    def owed_vnd(self) -> int:
        """The fine as it is owed today, whatever was paid of it."""
        return self.amount_vnd if self.changed_vnd is None else self.changed_vnd

    @owed_vnd.inplace.expression
    @classmethod
    def _owed_vnd(cls) -> sa.ColumnElement[int]:
        return sa.func.coalesce(cls.changed_vnd, cls.amount_vnd)


class DeliveryProof(Base):
    """What proves that a decision reached the person (D118 art. 17a). reference is sealed under its column's place.

    kind: signature, registered_post or portal; of one that is only deemed third_return, system_entry or posting.
    begun_on: of a deemed one, the day of that return, entry or posting; received_on stays empty until its terms ended.
    """

    __tablename__ = "delivery_proofs"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    decision_id: Mapped[str] = mapped_column(sa.ForeignKey("decisions.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    begun_on: Mapped[date | None] = mapped_column(sa.Date)
    received_on: Mapped[date | None] = mapped_column(sa.Date)
    reference: Mapped[str] = mapped_column(sa.Text)
    blob_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    recorded_by: Mapped[str] = mapped_column(sa.String(60))
    recorded_at: Mapped[datetime]
