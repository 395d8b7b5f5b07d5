"""A reminder is of one term and names its last day: it counts while that term runs, whatever the case's state allows.

A fine that is deferred, or whose next part is due, has another term; the reminder of the earlier one names a wrong day.
"""

from sqlalchemy.orm import Session

from ticketing.cases.tables import CaseClock, ClockState
from ticketing.documents.tables import Document


def term_reminded_of(session: Session, reminder: Document) -> CaseClock | None:
    """The running term whose last day a reminder names; None: it was met, is over, or ends on another day by now."""
    clock = session.get(CaseClock, reminder.about)
    return clock if clock is not None and clock.state == ClockState.RUNNING else None
