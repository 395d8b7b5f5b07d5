"""Late interest on what is unpaid, day by day; for information: the collector computes it (D118 art. 20.3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.law.interest import late_interest_vnd


@dataclass(frozen=True)
class Part:
    """A part of the fine that was paid on a day."""

    paid_on: date
    principal_vnd: int


def interest_until(fine_vnd: int, parts: Iterable[Part], due_on: date | None, on: date) -> int:
    """Interest by `on` on a fine that was paid in parts. Without a term (not delivered yet) there is none.

    Each part stops the interest on itself on the day on which it was paid; what is left runs on.

    >>> interest_until(5_000_000, [], date(2027, 1, 1), date(2027, 1, 31))
    75000
    >>> interest_until(5_000_000, [Part(date(2027, 1, 11), 3_000_000)], date(2027, 1, 1), date(2027, 1, 31))
    45000
    """
    if due_on is None:
        return 0
    before = [part for part in parts if part.paid_on <= on]
    left = fine_vnd - sum(part.principal_vnd for part in before)
    on_parts = sum(late_interest_vnd(part.principal_vnd, due_on, part.paid_on) for part in before)
    return on_parts + late_interest_vnd(max(left, 0), due_on, on)


def interest_by_plan(plan: Iterable[DuePart], parts: Iterable[Part], on: date) -> int:
    """Interest by `on` where an order names the days: each part is late by itself, and what came first pays the first.

    >>> plan = [DuePart(3_000_000, date(2027, 1, 1)), DuePart(2_000_000, date(2027, 3, 1))]
    >>> interest_by_plan(plan, [Part(date(2027, 1, 11), 3_000_000)], date(2027, 1, 31))
    15000
    """
    waiting = sorted(parts, key=lambda part: part.paid_on)
    interest = 0
    for due in plan:
        mine: list[Part] = []
        left = due.vnd
        while left and waiting:
            first = waiting.pop(0)
            taken = min(left, first.principal_vnd)
            mine.append(Part(first.paid_on, taken))
            left -= taken
            if first.principal_vnd > taken:
                waiting.insert(0, Part(first.paid_on, first.principal_vnd - taken))
        interest += interest_until(due.vnd, mine, due.until, on)
    return interest
