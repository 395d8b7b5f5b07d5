"""Tables of dispatch: consignments, their papers, and the mail that carries each."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

GATHERING, CLOSED, SENT, TAKEN_OVER, DONE = "gathering", "closed", "sent", "taken_over", "done"
STATES = (GATHERING, CLOSED, SENT, TAKEN_OVER, DONE)
WAITING, FAILED = "waiting", "failed"

_IS_GATHERING = sa.text("state = 'gathering'")


class Consignment(Base):
    """Papers for one receiver that travel together: the police of a commune, a warned agency, or the post.

    channel:   a value of agency.values.Channel.
    receiver_code: the commune whose police take it over; of a traffic police division its province; of a warned agency
               its name in agency.yaml (agency.values.WarnedAgency); empty for the post and the electronic way.
    number:    taken when it is closed, before that there is none; numbers begin again each year.
    close_at:  when it stops gathering.
    print_sha256: cover list and all papers in one file; manifest_sha256: the manifest as JSON.
    """

    __tablename__ = "consignments"
    __table_args__ = (
        sa.Index("uq_consignments_gathering", "channel", "receiver_code", unique=True, sqlite_where=_IS_GATHERING,
                 postgresql_where=_IS_GATHERING),
        sa.Index("ix_consignments_receiver", "receiver_code", "state", "id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    number: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    channel: Mapped[str] = mapped_column(sa.String(20))
    receiver_code: Mapped[str] = mapped_column(sa.String(20))
    mailbox: Mapped[str | None] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(12), default=GATHERING, index=True)
    opened_at: Mapped[datetime]
    close_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    print_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    manifest_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    sent_at: Mapped[datetime | None]
    taken_over_at: Mapped[datetime | None]
    taken_over_by: Mapped[str | None] = mapped_column(sa.String(60))
    done_at: Mapped[datetime | None]


class ConsignmentItem(Base):
    """One paper of a consignment and what became of it.

    journey:  1, or more when the paper came back and was sent again.
    addressee: of a paper that goes to several receivers at once, to which; empty: to the one whom it is for.
    handed_on: the day that the receiver signed for. received_on: the day on which the police of the commune had it.
    receiver, note, owner_words: personal, sealed under "consignment_items|<column>|<id>"; the last are the owner's own.
    proof_sha256: the scan of the receiver's signature, or of the reply slip.
    settled_at, settled_by: of a paper that came back: who said, with a reason, that it is not sent again (`settling`).
    """

    __tablename__ = "consignment_items"
    __table_args__ = (sa.UniqueConstraint("document_id", "addressee", "journey"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    consignment_id: Mapped[str] = mapped_column(sa.ForeignKey("consignments.id"), index=True)
    document_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    journey: Mapped[int] = mapped_column(default=1)
    addressee: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    size: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(sa.String(20))
    handed_on: Mapped[date | None] = mapped_column(sa.Date)
    received_on: Mapped[date | None] = mapped_column(sa.Date)
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[str | None] = mapped_column(sa.String(60))
    receiver: Mapped[str | None] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    owner_words: Mapped[str | None] = mapped_column(sa.Text)
    proof_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(sa.String(60))


class OutboxMessage(Base):
    """The one message that carries a consignment. Its Message-ID is made with the row and never changes.

    state: waiting, sent or failed. last_answer: what the server said last; attempts: how often it was tried.
    tries_since: from when three days of patience are counted; a person who sends again begins them anew.
    """

    __tablename__ = "outbox_messages"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    consignment_id: Mapped[str] = mapped_column(sa.ForeignKey("consignments.id"), unique=True)
    channel: Mapped[str] = mapped_column(sa.String(20))
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    recipient: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(10), default=WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    tries_since: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_answer: Mapped[str | None] = mapped_column(sa.Text)
