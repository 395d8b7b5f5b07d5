"""Proof that reports agree with each other and with the money that came in. Two reports never differ."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.payments.queries import refunds
from ticketing.payments.tables import BOOKED, LedgerEntry, StatementLine
from ticketing.reports.catalogue import reports
from ticketing.reports.collection import collection, period_of_decisions
from ticketing.reports.funnel import funnel, period_of_all
from ticketing.reports.months import Month
from ticketing.reports.report import ADD_UP
from ticketing.reports.sheets import Cell


@dataclass(frozen=True)
class Difference:
    """Two figures that must be equal and are not."""

    what: str
    left: int
    right: int

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return f"{self.what}: {self.left} and {self.right}, a difference of {self.left - self.right}."


def differences(session: Session, today: Month) -> list[Difference]:
    """Every figure that two places tell differently; empty when all is well."""
    acts = funnel(session, period_of_all(session, today))
    money = collection(session, period_of_decisions(session, today))
    sums = money.total
    checks = (
        Difference("Decided cases of the funnel and decisions of the collection", acts.total.decided, sums.decisions),
        Difference("Decisions of the collection and issued decisions", sums.decisions, _issued(session)),
        Difference("Booked statement lines and the ledger", _booked_lines(session), _ledger(session)),
        Difference(
            "The ledger and the collection",
            _ledger(session),
            sums.collected_vnd + sums.interest_vnd + sums.costs_vnd + sums.over_vnd,
        ),
        Difference(
            "What the collection and finance pay back", sums.over_vnd, sum(refund.vnd for refund in refunds(session))
        ),
        Difference("What decisions say was paid and the ledger", *_paid(session)),
        Difference("Lines that are booked and entries of the ledger", _count_booked(session), _count_entries(session)),
        *_sums_of_tables(session, today),
    )
    return [check for check in checks if check.left != check.right]


def _sums_of_tables(session: Session, today: Month) -> Iterator[Difference]:
    """Every table of every report adds up to its total, column by column."""
    for report in reports():
        figures = report.figures(session, report.whole(session, today.first_day))
        for grouping in report.groupings:
            rows = list(grouping.rows(figures).values())
            for column in (one for one in report.columns if one.kind in ADD_UP):
                name = f"{report.title.en}, {column.name.en} {grouping.title.en.lower()} and in all"
                whole = _whole(column.value(figures.total))
                yield Difference(name, sum(_whole(column.value(row)) for row in rows), whole)


def _issued(session: Session) -> int:
    fines = (Decision.state == ISSUED, Decision.warning.is_(False))
    return session.scalar(sa.select(sa.func.count()).where(*fines)) or 0


def _booked_lines(session: Session) -> int:
    query = sa.select(sa.func.sum(StatementLine.amount_vnd)).where(StatementLine.state == BOOKED)
    return int(session.scalar(query) or 0)


def _ledger(session: Session) -> int:
    return int(session.scalar(sa.select(sa.func.sum(LedgerEntry.whole_vnd))) or 0)


def _paid(session: Session) -> tuple[int, int]:
    paid = session.scalar(sa.select(sa.func.sum(Decision.paid_vnd)))
    return int(paid or 0), int(session.scalar(sa.select(sa.func.sum(LedgerEntry.principal_vnd))) or 0)


def _count_booked(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).where(StatementLine.state == BOOKED)) or 0


def _count_entries(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) or 0


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
