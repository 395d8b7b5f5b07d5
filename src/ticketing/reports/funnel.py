"""The funnel: of the acts of a month, how many were accepted, noticed, delivered, answered, decided and paid.

A cohort is all cases whose act lies in the month, whenever the later steps happen: a month's figures still grow.
Everything is counted from the evidence log, which holds what happened, and not from the present state.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CONFIRMED_BEFORE_NOTICE, TAKES_AN_ANSWER_BACK, TRANSITIONS, UNANSWERED, CaseState
from ticketing.cases.tables import REAL, Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.clock import vietnam_day
from ticketing.reports.months import Month, Period

# What brings a confirmed case back before a verdict, by whichever way.
TAKEN_BACK = tuple(
    sorted(
        {
            row.event
            for row in TRANSITIONS
            if row.target is CaseState.REVIEW_PENDING and row.source in CONFIRMED_BEFORE_NOTICE
        }
    )
)
# A step and the events that say it was reached, and those that take it back.
STEPS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "accepted": ((CaseEvent.ACT_CONFIRMED,), TAKEN_BACK),
    "noticed": ((CaseEvent.NOTICE_SENT,), ()),
    "delivered": ((LogEvent.NOTICE_DELIVERED,), ()),
    "answered": ((CaseEvent.OWNER_ANSWERED,), tuple(TAKES_AN_ANSWER_BACK[state] for state in sorted(UNANSWERED))),
    "decided": ((CaseEvent.DECISION_ISSUED,), ()),
    "paid": ((CaseEvent.FINE_PAID,), ()),
}


@dataclass(frozen=True)
class Steps:
    """How many cases reached each step.

    detected: a camera recorded an act and a case was opened. accepted: officers confirmed it, and did not take it back.
    noticed: a signed notice was issued. delivered: it was handed over, with proof. answered: the owner, or the commune
    for him, answered. decided: a decision was signed. paid: its sum came in full.
    """

    detected: int = 0
    accepted: int = 0
    noticed: int = 0
    delivered: int = 0
    answered: int = 0
    decided: int = 0
    paid: int = 0

    def __add__(self, other: "Steps") -> "Steps":
        return Steps(*(mine + theirs for mine, theirs in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> tuple[int, ...]:
        """The seven figures in their order."""
        return tuple(getattr(self, item.name) for item in fields(self))


@dataclass(frozen=True)
class Cohort:
    """The acts of one month in one commune. commune_code None: the owner's commune is not known (yet)."""

    month: Month
    commune_code: str | None
    steps: Steps


@dataclass(frozen=True)
class Funnel:
    """A period's cohorts, by month and commune."""

    period: Period
    cohorts: tuple[Cohort, ...]

    @property
    def total(self) -> Steps:
        """All cohorts together."""
        return _sum(cohort.steps for cohort in self.cohorts)

    def by_month(self) -> dict[Month, Steps]:
        """Every month of the period, months without cases too."""
        return {month: _sum(c.steps for c in self.cohorts if c.month == month) for month in self.period}

    def by_commune(self) -> dict[str | None, Steps]:
        """Communes with cases, by code; those without a known commune last."""
        codes = sorted({cohort.commune_code for cohort in self.cohorts}, key=lambda code: (code is None, code))
        return {code: _sum(c.steps for c in self.cohorts if c.commune_code == code) for code in codes}


def _sum(steps: Iterable[Steps]) -> Steps:
    return sum(steps, Steps())


def period_of_all(session: Session, today: Month) -> Period:
    """From the month of the first act to this month."""
    first = session.scalar(sa.select(sa.func.min(Case.violated_at)))
    last = session.scalar(sa.select(sa.func.max(Case.violated_at)))
    months = [Month.of(vietnam_day(moment)) for moment in (first, last) if moment]
    return Period(min([*months, today]), max([*months, today]))


def funnel(session: Session, period: Period, *, communes: Sequence[str] | None = None) -> Funnel:
    """The funnel of a period; `communes` leaves out all others (a commune clerk's page)."""
    wanted = period.contains(Case.violated_at)
    if communes is not None:
        wanted = sa.and_(wanted, Case.commune_code.in_(communes))
    case = _reached(period, wanted)
    counts = [sa.func.coalesce(sa.func.sum(sa.case((case.c[step] > 0, 1), else_=0)), 0).label(step) for step in STEPS]
    query = sa.select(case.c.month, case.c.commune_code, sa.func.count().label("detected"), *counts)
    cohorts = (
        Cohort(Month.read(row.month), row.commune_code, Steps(row.detected, *(int(row._mapping[s]) for s in STEPS)))
        for row in session.execute(query.group_by(case.c.month, case.c.commune_code))
    )
    return Funnel(period, tuple(sorted(cohorts, key=lambda c: (c.month, c.commune_code is None, c.commune_code))))


def _reached(period: Period, wanted: sa.ColumnElement[bool]) -> sa.Subquery:
    """Each wanted case once, with how often it reached each step, less how often that was taken back."""
    kinds = [kind for reaching, undoing in STEPS.values() for kind in (*reaching, *undoing)]
    steps = [_net(reaching, undoing).label(step) for step, (reaching, undoing) in STEPS.items()]
    month = period.month_of(Case.violated_at).label("month")
    told = sa.and_(EvidenceEvent.subject == Case.id, EvidenceEvent.kind.in_(kinds))
    return (
        sa.select(month, Case.commune_code, *steps)
        .join_from(Case, EvidenceEvent, told, isouter=True)
        .where(wanted, REAL)
        .group_by(Case.id, Case.violated_at, Case.commune_code)
        .subquery()
    )


def _net(reaching: Sequence[str], undoing: Sequence[str]) -> Any:
    return sa.func.sum(sa.case((EvidenceEvent.kind.in_(reaching), 1), (EvidenceEvent.kind.in_(undoing), -1), else_=0))
