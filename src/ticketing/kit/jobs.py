"""The outbox that wakes the machine: written in the transaction of a change, done once after it.

A job says "look at this subject for this task". The engine (flow) hands it to a worker; a crash before
the commit leaves no job, a crash after it leaves one that is still due.
"""

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from ticketing.kit.db import Base, insert_for, table_of
from ticketing.kit.ids import new_id

PENDING, DONE, FAILED = "pending", "done", "failed"


class TryLater(RuntimeError):
    """What a task needs from outside this house is not to be had now. It is tried again until it is, however long."""


class Job(Base):
    """One thing the machine has to do. (task, key) is unique: asking twice wakes once."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.UniqueConstraint("task", "key"),
        sa.Index(
            "ix_jobs_pending",
            "due_at",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    task: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(100), index=True)
    key: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(10), default=PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(sa.Text)


def enqueue(session: Session, task: str, subject: str, *, key: str, at: datetime) -> str:
    """Ask for `task` on `subject`, not before `at`. The same (task, key) again is the same job.

    Returns the job's id.
    """
    job = {"id": new_id(), "task": task, "subject": subject, "key": key, "due_at": at}
    fresh = session.scalar(_asking(session.get_bind().dialect.name), job)
    if fresh is not None:
        return str(fresh)
    return session.scalars(sa.select(Job.id).where(Job.task == task, Job.key == key)).one()


@cache
def _asking(dialect: str) -> Any:
    fresh = insert_for(dialect, Job).values(state=PENDING, attempts=0)
    return fresh.on_conflict_do_nothing(index_elements=["task", "key"]).returning(table_of(Job).c.id)
