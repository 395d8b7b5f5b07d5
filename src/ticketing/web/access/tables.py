"""Tables of the way in: who is logged in, and which attempts failed (log-in, second step, public look-up).

All moments here are wall time: a session belongs to the machine's clock, not to the procedure's.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base


class WebSession(Base):
    """A log-in. The browser holds the token; only its hash is here.

    passed: whether the second step is done (or not needed). confirmed_at: when the person last proved himself.
    ended_at: logged out, or put out by an administrator. by_provider: the organisation's log-in opened it, no password.
    lacks_step: the agency wants a second step of this role, and the account has none yet.
    """

    __tablename__ = "web_sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.String(60), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime]
    passed: Mapped[bool] = mapped_column(default=False)
    by_provider: Mapped[bool] = mapped_column(default=False)
    lacks_step: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]


class LoginFailure(Base):
    """One wrong answer where strangers may try: log-in, second step, public look-up. `key` is a keyed hash of what was
    tried and from where."""

    __tablename__ = "web_login_failures"
    __table_args__ = (sa.Index("ix_web_login_failures_key", "throttle", "key", "at"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    throttle: Mapped[str] = mapped_column(sa.String(20))
    key: Mapped[str] = mapped_column(sa.String(64))
    account_id: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    address: Mapped[str] = mapped_column(sa.String(45))
    at: Mapped[datetime]


class UsedStep(Base):
    """A one-time password that was used: the same one does not open twice."""

    __tablename__ = "web_used_steps"

    account_id: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    step: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)


class Challenge(Base):
    """What we asked a security key or the organisation's log-in and wait to have answered; an answer takes it away.

    key: hash of what the answer must come with (the log-in's token, the state). data: what the answer must fit.
    """

    __tablename__ = "web_challenges"

    purpose: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(index=True)
