"""How papers fare in the communes: how many were handed over, and how many days it took until somebody said so.

A paper counts in the month in which its consignment was closed; what became of it may be known later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.dispatch_rules import Channel
from ticketing.dispatch.delivery_results import SAID_BY_PEOPLE, STAYED_HERE, DeliveryResult
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.kit.clock import vietnam_day
from ticketing.reports.months import Month, Period

SAID = (*SAID_BY_PEOPLE, DeliveryResult.POSTED)


@dataclass(frozen=True)
class Delivered:
    """The papers of one commune, or of all. outcomes: how many by what became of them. days: until it was recorded."""

    papers: int
    outcomes: Mapping[DeliveryResult, int]
    days: Decimal | None

    @property
    def recorded(self) -> int:
        """Papers of which somebody said what became of them."""
        return sum(self.outcomes.values())

    @property
    def open(self) -> int:
        """Papers of which nobody has said anything yet."""
        return self.papers - self.recorded

    @property
    def hit_rate(self) -> Decimal | None:
        """Handed over, of a hundred that were sent; one decimal."""
        return _share(self.outcomes.get(DeliveryResult.HANDED_OVER, 0), self.papers)

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "papers": self.papers,
            "recorded": self.recorded,
            "open": self.open,
            **{outcome.value: self.outcomes.get(outcome, 0) for outcome in SAID},
            "hit_rate": None if self.hit_rate is None else float(self.hit_rate),
            "median_days": None if self.days is None else float(self.days),
        }


@dataclass(frozen=True)
class Deliveries:
    """The figures by code of the commune, and of all together."""

    period: Period
    by_commune: Mapping[str, Delivered]
    total: Delivered

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "from": str(self.period.first),
            "to": str(self.period.last),
            "total": self.total.as_json(),
            "by_commune": [{"commune_code": code, **one.as_json()} for code, one in self.by_commune.items()],
        }


def deliveries(session: Session, period: Period) -> Deliveries:
    """Papers that went through the police of communes in consignments closed in the period."""
    query = (
        sa.select(
            Consignment.receiver_code, Consignment.closed_at, ConsignmentItem.outcome, ConsignmentItem.recorded_at
        )
        .join(ConsignmentItem, ConsignmentItem.consignment_id == Consignment.id)
        .where(Consignment.channel == Channel.COMMUNE_POLICE, Consignment.closed_at.is_not(None))
        .where(period.contains(Consignment.closed_at))
        .where(sa.or_(ConsignmentItem.outcome.is_(None), ConsignmentItem.outcome.not_in(STAYED_HERE)))
    )
    rows: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
    for code, closed_at, outcome, recorded_at in session.execute(query):
        days = (vietnam_day(recorded_at) - vietnam_day(closed_at)).days if closed_at and recorded_at else 0
        rows[code].append((outcome, days))
    by_commune = {code: _delivered(rows[code]) for code in sorted(rows)}
    return Deliveries(period, by_commune, _delivered([row for found in rows.values() for row in found]))


def period_of_consignments(session: Session, today: date) -> Period:
    """From the month of the first closed consignment to this month."""
    first = session.scalar(sa.select(sa.func.min(Consignment.closed_at)))
    return Period(Month.of(vietnam_day(first)) if first else Month.of(today), Month.of(today))


def _delivered(rows: Iterable[tuple[str | None, int]]) -> Delivered:
    found = list(rows)
    outcomes: dict[DeliveryResult, int] = defaultdict(int)
    for outcome, _ in found:
        if outcome:
            outcomes[DeliveryResult(outcome)] += 1
    days = [taken for outcome, taken in found if outcome]
    middle = Decimal(str(median(days))).quantize(Decimal("0.1"), ROUND_HALF_UP) if days else None
    return Delivered(len(found), dict(outcomes), middle)


def _share(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
