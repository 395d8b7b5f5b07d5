"""The outbox: each consignment's message is sent at least once, always under the one Message-ID of its row.

The row is written with the consignment's closing; a job carries it. A crash between the server's 250 and the mark
sends the same message again, and its receiver sees that it is the same. 4xx: tried again after a growing delay;
5xx: failed, and shown to a person, who sends it again after mending what was wrong.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import OFFICERS, Actor, Role, machine
from ticketing.dispatch.channels.ports import Answer, Channel, Verdict
from ticketing.dispatch.consignments.bundle import message_of
from ticketing.dispatch.tables import CLOSED, FAILED, SENT, WAITING, Consignment, OutboxMessage
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import iso
from ticketing.kit.db import Database
from ticketing.kit.failpoints import failpoint
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue

SEND_TASK = "send_mail"
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
ACTOR = machine("outbox")
MAY_SEND_AGAIN = OFFICERS | {Role.ADMINISTRATOR}
GIVE_UP_AFTER = timedelta(days=3)


def next_try(attempts: int, tries_since: datetime, now: datetime) -> datetime | None:
    """When to try again after `attempts` that were put off; None: three days are over, a person has to look.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    >>> next_try(1, noon, noon) - noon, next_try(9, noon, noon) - noon
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=14400))
    >>> next_try(20, noon, noon + timedelta(days=3)) is None
    True
    """
    if now - tries_since >= GIVE_UP_AFTER:
        return None
    return now + DELAYS[min(attempts, len(DELAYS)) - 1]


def post(
    session: Session, consignment: Consignment, recipient: str, domain: str, *, at: datetime, channel: str | None = None
) -> OutboxMessage:
    """Write the message of a consignment; its Message-ID is fixed from here on. Once a consignment.

    channel: which way out it takes; None: the one that is called like the consignment's.
    """
    row_id = new_id()
    row = OutboxMessage(
        id=row_id, consignment_id=consignment.id, channel=channel or consignment.channel,
        message_id=f"<outbox-{row_id}@{domain}>",
        recipient=recipient, state=WAITING, attempts=0, created_at=at, tries_since=at, next_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _enqueue(session, row)
    return row


def send_message(
    database: Database, store: BlobStore, channels: Mapping[str, Channel], row_id: str, *, at: datetime
) -> Answer | None:
    """Send one message if it waits and is due (task "send_mail"); None where there is nothing to do.

    One worker at a time sends a row: the engine sees to that.
    """
    with database.reading() as session:
        row = session.get(OutboxMessage, row_id)
        if row is None or row.state != WAITING or row.next_at > at:
            return None
        message = message_of(session, store, row)
    answer = channels[row.channel].send(message)
    if answer.verdict is Verdict.ACCEPTED:
        failpoint("mail_accepted_before_mark")
    with database.writing() as session:
        _mark(session, row_id, answer, at)
    return answer


def send_due(database: Database, store: BlobStore, channels: Mapping[str, Channel], *, at: datetime) -> list[Answer]:
    """Send everything that is due, here and now: for a process that is alone with its home."""
    query = sa.select(OutboxMessage.id).where(OutboxMessage.state == WAITING, OutboxMessage.next_at <= at)
    with database.reading() as session:
        due = list(session.scalars(query.order_by(OutboxMessage.id)))
    answers = [send_message(database, store, channels, row_id, at=at) for row_id in due]
    return [answer for answer in answers if answer]


def send_again(session: Session, consignment_id: str, *, actor: Actor, at: datetime) -> OutboxMessage:
    """Let a failed message wait again, after a person mended what was wrong. Raises ValueError, PermissionError."""
    if actor.role not in MAY_SEND_AGAIN:
        raise PermissionError(f"Sending again is for {', '.join(sorted(MAY_SEND_AGAIN))}, not for role {actor.role}.")
    query = sa.select(OutboxMessage).where(OutboxMessage.consignment_id == consignment_id).with_for_update()
    row = session.scalar(query)
    if row is None or row.state != FAILED:
        raise ValueError("Only a message that failed can be sent again; this one has not.")
    row.state, row.next_at, row.tries_since = WAITING, at, at
    _enqueue(session, row)
    _log(session, row, LogEvent.MAIL_REQUESTED_AGAIN, actor, at)
    return row


def _mark(session: Session, row_id: str, answer: Answer, at: datetime) -> None:
    row = session.get_one(OutboxMessage, row_id, with_for_update=True)
    if row.state != WAITING:
        return
    row.attempts += 1
    row.last_answer = answer.text[:1000]
    later = next_try(row.attempts, row.tries_since, at) if answer.verdict is Verdict.LATER else None
    if answer.verdict is Verdict.ACCEPTED:
        _sent(session, row, at)
    elif later:
        row.next_at = later
        _enqueue(session, row)
    else:
        row.state = FAILED
        _log(session, row, LogEvent.MAIL_FAILED, ACTOR, at)


def _sent(session: Session, row: OutboxMessage, at: datetime) -> None:
    row.state, row.sent_at = SENT, at
    consignment = session.get_one(Consignment, row.consignment_id, with_for_update=True)
    consignment.sent_at = at
    if consignment.state == CLOSED:  # its clerk may have taken it over on his page already
        consignment.state = SENT
    _log(session, row, LogEvent.MAIL_SENT, ACTOR, at)


def _enqueue(session: Session, row: OutboxMessage) -> None:
    enqueue(session, SEND_TASK, row.id, key=f"{row.id}:{iso(row.next_at)}", at=row.next_at)


def _log(session: Session, row: OutboxMessage, kind: EventKind, actor: Actor, at: datetime) -> None:
    data = {"message_id": row.message_id, "attempts": row.attempts}
    append(session, at=at, kind=kind, subject=f"consignment:{row.consignment_id}", actor=actor.label, data=data)
