"""The one place that knows what time it is.

Law and people live in Vietnam time, tables in UTC. Everything else takes a moment as an argument.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """What the procedure calls now. In a demo home it stands at the story's date and runs on from there."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


def wall_now() -> datetime:
    """The machine's own time. For sessions, one-time passwords and heartbeats, never for law."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never go back; for measuring how long something took."""
    return time.monotonic()


@dataclass(frozen=True)
class SystemClock:
    """The machine's time, moved by a fixed span (zero in a real home)."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The machine's time plus the shift."""
        return wall_now() + self.shift


@dataclass
class SettableClock:
    """A clock that stands still until it is told to move: for tests and for the demo's story."""

    moment: datetime = field(default_factory=wall_now)

    def now(self) -> datetime:
        """The moment that was set last."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Move to `moment`. Raises ValueError for a moment without an offset or one that goes back."""
        if moment.tzinfo is None:
            raise ValueError(f"'{moment}' has no offset: write it like 2026-11-18T09:00:00+07:00.")
        if moment < self.moment:
            raise ValueError(f"'{moment}' lies before {self.moment}: a clock does not go back.")
        self.moment = moment.astimezone(UTC)


def vietnam_day(moment: datetime) -> date:
    """The day that `moment` has in Vietnam, the day that counts for every term.

    >>> vietnam_day(datetime(2024, 12, 31, 17, 30, tzinfo=UTC))
    datetime.date(2025, 1, 1)
    """
    return moment.astimezone(VIETNAM).date()


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 moment with an offset; the answer is in UTC. Raises ValueError with a sentence."""
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise ValueError(
            f"'{text}' is no moment: write date, time and offset, like 2026-11-18T09:00:00+07:00."
        ) from None
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' has no offset: add the zone, in Vietnam +07:00.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"'{text}' lies outside the calendar.") from None


def iso(moment: datetime) -> str:
    """`moment` in UTC to the millisecond, the form that goes into the evidence log and into JSON."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_vietnam(moment: datetime) -> str:
    """`moment` in Vietnam time with its offset, for JSON that people read."""
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds")
