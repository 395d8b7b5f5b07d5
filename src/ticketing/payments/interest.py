"""Late interest on what is unpaid, day by day; for information: the collector computes it (D118 art. 20.3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
