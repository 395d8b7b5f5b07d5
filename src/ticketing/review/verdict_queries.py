"""Verdicts as they were given: which wait for agreement, whose the case went by, which no longer count."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.review.policy import Kind
from ticketing.review.tables import DECIDED, OPEN, TAKEN_BACK, ReviewVerdict

_OF_CASES = (
    sa.select(ReviewVerdict)
    .where(ReviewVerdict.case_id.in_(sa.bindparam("case_ids", expanding=True)), ReviewVerdict.state != TAKEN_BACK)
    .order_by(ReviewVerdict.ordinal)
)


def verdicts_of(session: Session, case_ids: Iterable[str]) -> dict[str, list[ReviewVerdict]]:
    """Verdicts that were not taken back, by their case, in the order in which they were given."""
    found: dict[str, list[ReviewVerdict]] = {case_id: [] for case_id in case_ids}
    for row in session.scalars(_OF_CASES, {"case_ids": list(found)}):
        found[row.case_id].append(row)
    return found


def open_verdicts(session: Session, case_id: str) -> list[ReviewVerdict]:
    """Verdicts that wait for agreement, in the order in which they were given."""
    return open_among(verdicts_of(session, [case_id])[case_id])


def open_among(verdicts: Iterable[ReviewVerdict]) -> list[ReviewVerdict]:
    """Those that wait for agreement."""
    return [row for row in verdicts if row.state == OPEN]


def last_confirmation(verdicts: Iterable[ReviewVerdict]) -> ReviewVerdict | None:
    """The newest confirmation that moved the case on, also where the register spoke against it."""
    confirmed = (row for row in verdicts if row.kind == Kind.CONFIRM and row.state == DECIDED)
    return max(confirmed, key=lambda row: (row.given_at, row.id), default=None)


def judges_of(session: Session, case_id: str) -> frozenset[str]:
    """Persons whose verdict the case went by."""
    return frozenset(row.person for row in verdicts_of(session, [case_id])[case_id] if row.decisive)


def void_verdicts(session: Session, case_id: str) -> None:
    """The case goes back to review: what was judged before no longer counts, and everybody may judge again."""
    for row in verdicts_of(session, [case_id])[case_id]:
        row.state = TAKEN_BACK


def pass_over(session: Session, case_id: str, at: datetime) -> None:
    """The case moved on by something else than its open verdicts: they are kept, and none decided."""
    for row in open_verdicts(session, case_id):
        row.state, row.decided_at, row.decisive = DECIDED, at, False
