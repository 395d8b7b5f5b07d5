"""Tables of the machine: what this installation is, and which workers are alive."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base


class Installation(Base):
    """The one row that says what this database belongs to.

    made_by: init or demo. clock_shift_s: how far the procedure's clock stands from the machine's (demo only).
    scenario: which play a demo home holds. acts_played: how many of its acts are over; scenario_done: all of them.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_by: Mapped[str] = mapped_column(sa.String(10))
    made_at: Mapped[datetime]
    clock_shift_s: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    scenario: Mapped[str | None] = mapped_column(sa.String(20))
    acts_played: Mapped[int] = mapped_column(default=0)
    scenario_done: Mapped[bool] = mapped_column(default=False)


class Worker(Base):
    """A worker process and when it was last heard of (wall time)."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle: Mapped[bool] = mapped_column(default=False)
