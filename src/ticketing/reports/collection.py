"""Collection: what signed decisions demand, what came in on them, what is outstanding; to the đồng.

A decision counts in the month in which it was signed, and money on it counts there too, whenever it came: so each
month adds up by itself. Decisions that were annulled demand nothing; money that came on them is to be paid back. A
warning is none of them: nothing is to be paid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.payments.tables import BAD, NEW, OPEN, LedgerEntry, StatementLine
from ticketing.reports.months import Month, Period


@dataclass(frozen=True)
class Sums:
    """Figures of some decisions; amounts in đồng.

    decisions: signed; annulled: of them, set aside later. payable_vnd: fines of those that stand.
    collected_vnd: what came in on these fines. paid: decisions paid in full.
    interest_vnd: late interest that came with it; costs_vnd: costs of enforcement. over_vnd: too much, or on what was
    annulled; to be paid back.
    """

    decisions: int = 0
    annulled: int = 0
    paid: int = 0
    payable_vnd: int = 0
    collected_vnd: int = 0
    interest_vnd: int = 0
    costs_vnd: int = 0
    over_vnd: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(self)))

    @property
    def outstanding_vnd(self) -> int:
        """What is still to come in: payable less collected."""
        return self.payable_vnd - self.collected_vnd

    @property
    def share_percent(self) -> Decimal | None:
        """Collected of payable in per cent with one decimal; None where nothing is payable."""
        return share(self.collected_vnd, self.payable_vnd)


def share(part: int, whole: int) -> Decimal | None:
    """Per cent with one decimal, half up.

    >>> share(1, 3), share(0, 0), share(5_000_000, 5_000_000)
    (Decimal('33.3'), None, Decimal('100.0'))
    """
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class CollectionLine:
    """Decisions of one month whose owners live in one commune."""

    month: Month
    commune_code: str | None
    sums: Sums


@dataclass(frozen=True)
class Collection:
    """Decisions signed in a period, by month and commune. unassigned_vnd: came in and waits for a person of finance."""

    period: Period
    lines: tuple[CollectionLine, ...]
    unassigned_vnd: int

    @property
    def total(self) -> Sums:
        """All decisions of the period."""
        return _sum(line.sums for line in self.lines)

    def by_month(self) -> dict[Month, Sums]:
        """Every month of the period, months without decisions too."""
        return {month: _sum(line.sums for line in self.lines if line.month == month) for month in self.period}

    def by_commune(self) -> dict[str | None, Sums]:
        """Communes with decisions, by code; those without a known commune last."""
        codes = sorted({line.commune_code for line in self.lines}, key=lambda code: (code is None, code))
        return {code: _sum(line.sums for line in self.lines if line.commune_code == code) for code in codes}


def _sum(sums: Iterable[Sums]) -> Sums:
    return sum(sums, Sums())


def collection(session: Session, period: Period, *, communes: Sequence[str] | None = None) -> Collection:
    """Collection of the decisions signed in a period; `communes` leaves out all others."""
    booked = _booked()
    stands = Case.state != CaseState.ANNULLED
    principal, interest, costs, over, whole = (sa.func.coalesce(part, 0) for part in list(booked.c)[1:])
    month = period.month_of_day(Decision.issued_on).label("month")
    query = (
        sa.select(
            month,
            Case.commune_code,
            sa.func.count(),
            _total(sa.case((stands, 0), else_=1)),
            _total(sa.case((sa.and_(stands, principal >= Decision.owed_vnd), 1), else_=0)),
            _total(sa.case((stands, Decision.owed_vnd), else_=0)),
            _total(sa.case((stands, principal), else_=0)),
            _total(sa.case((stands, interest), else_=0)),
            _total(sa.case((stands, costs), else_=0)),
            _total(sa.case((stands, over), else_=whole)),
        )
        .select_from(Decision)
        .join(Case, Case.id == Decision.case_id)
        .join(booked, booked.c.decision_id == Decision.id, isouter=True)
        .where(Decision.state == ISSUED, Decision.warning.is_(False), period.contains_day(Decision.issued_on))
        .group_by(month, Case.commune_code)
    )
    if communes is not None:
        query = query.where(Case.commune_code.in_(communes))
    lines = (
        CollectionLine(Month.read(found[0]), found[1], Sums(*(int(figure) for figure in found[2:])))
        for found in session.execute(query)
    )
    ordered = sorted(lines, key=lambda line: (line.month, line.commune_code is None, line.commune_code))
    return Collection(period, tuple(ordered), unassigned_vnd(session))


def unassigned_vnd(session: Session) -> int:
    """Money that came in and was not booked on a decision yet."""
    query = sa.select(_total(StatementLine.amount_vnd)).where(StatementLine.state.in_((NEW, OPEN, BAD)))
    return int(session.scalar(query) or 0)


def _booked() -> sa.Subquery:
    return (
        sa.select(
            LedgerEntry.decision_id,
            sa.func.sum(LedgerEntry.principal_vnd).label("principal"),
            sa.func.sum(LedgerEntry.interest_vnd).label("interest"),
            sa.func.sum(LedgerEntry.costs_vnd).label("costs"),
            sa.func.sum(LedgerEntry.over_vnd).label("over"),
            sa.func.sum(LedgerEntry.whole_vnd).label("whole"),
        )
        .group_by(LedgerEntry.decision_id)
        .subquery()
    )


def _total(column: Any) -> Any:
    # A sum of big numbers is a Decimal on PostgreSQL; whole đồng either way.
    return sa.func.coalesce(sa.func.sum(column), 0)


def period_of_decisions(session: Session, today: Month) -> Period:
    """From the month of the first decision to this month."""
    first, last = session.execute(
        sa.select(sa.func.min(Decision.issued_on), sa.func.max(Decision.issued_on)).where(Decision.state == ISSUED)
    ).one()
    months = [Month.of(day) for day in (first, last) if day]
    return Period(min([*months, today]), max([*months, today]))
