"""Verdicts as they were given: which wait for agreement, whose the case went by, which no longer count."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.review.policy import Kind
from ticketing.review.tables import DECIDED, OPEN, TAKEN_BACK, ReviewVerdict


def open_verdicts(session: Session, case_id: str) -> list[ReviewVerdict]:
    """Verdicts that wait for agreement, in the order in which they were given."""
    return _verdicts(session, case_id, OPEN)


def last_confirmation(session: Session, case_id: str) -> ReviewVerdict | None:
    """The newest confirmation that moved the case on, also where the register spoke against it."""
    query = sa.select(ReviewVerdict).where(
        ReviewVerdict.case_id == case_id, ReviewVerdict.kind == Kind.CONFIRM, ReviewVerdict.state == DECIDED
    )
    return session.scalar(query.order_by(ReviewVerdict.given_at.desc(), ReviewVerdict.id.desc()).limit(1))


def judges_of(session: Session, case_id: str) -> frozenset[str]:
    """Persons whose verdict the case went by."""
    return frozenset(row.person for row in _verdicts(session, case_id, DECIDED) if row.decisive)


def void_verdicts(session: Session, case_id: str) -> None:
    """The case goes back to review: what was judged before no longer counts, and everybody may judge again."""
    for row in _verdicts(session, case_id, OPEN) + _verdicts(session, case_id, DECIDED):
        row.state = TAKEN_BACK


def pass_over(session: Session, case_id: str, at: datetime) -> None:
    """The case moved on by something else than its open verdicts: they are kept, and none decided."""
    for row in open_verdicts(session, case_id):
        row.state, row.decided_at, row.decisive = DECIDED, at, False


def _verdicts(session: Session, case_id: str, state: str) -> list[ReviewVerdict]:
    query = sa.select(ReviewVerdict).where(ReviewVerdict.case_id == case_id, ReviewVerdict.state == state)
    return list(session.scalars(query.order_by(ReviewVerdict.ordinal)))
