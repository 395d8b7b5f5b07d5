"""By which days a fine is paid where an order names them: a deferral's one day, or those of the parts. Pure.

Without an order the ten days of the law count, as the clock PAYMENT has them (LHAV art. 73, 76, 78, 79).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ticketing.cases.states import Refused
from ticketing.law.calendar import Calendar
from ticketing.law.payment_relief import NotAllowed

Plan = tuple["DuePart", ...]


@dataclass(frozen=True)
class DuePart:
    """A sum in đồng and the last day on which it is paid in time.

    The parts of a plan make up the whole fine: what was paid of it before the order counts for the earliest ones.
    """

    vnd: int
    until: date


def as_json(plan: Iterable[DuePart]) -> list[list[object]]:
    """The plan as a decision's row holds it."""
    return [[part.vnd, part.until.isoformat()] for part in plan]


def read_plan(was_kept_to: Sequence[Sequence[object]] | None) -> Plan:
    """What `as_json` wrote; empty where no order names a day.

    >>> read_plan([[5000000, "2027-02-24"]])
    (DuePart(vnd=5000000, until=datetime.date(2027, 2, 24)),)
    """
    return tuple(DuePart(int(str(vnd)), date.fromisoformat(str(until))) for vnd, until in was_kept_to or ())


def first_unpaid(plan: Plan, paid_vnd: int) -> DuePart | None:
    """The part that is due next when so much was paid; the earliest is paid first. None: the plan is fulfilled.

    >>> plan = read_plan([[8, "2026-12-15"], [6, "2027-02-26"]])
    >>> [part and part.until.month for part in (first_unpaid(plan, paid) for paid in (0, 7, 8, 14))]
    [12, 12, 2, None]
    """
    for part in plan:
        if paid_vnd < part.vnd:
            return part
        paid_vnd -= part.vnd
    return None


def still_due(plan: Plan, paid_vnd: int) -> Plan:
    """What is still to be paid of a plan when so much was paid; the earliest part is paid first.

    >>> plan = read_plan([[8, "2026-12-15"], [6, "2027-02-26"]])
    >>> [[part.vnd for part in still_due(plan, paid)] for paid in (0, 7, 8, 10, 14)]
    [[8, 6], [1, 6], [6], [4], []]
    """
    parts: list[DuePart] = []
    for part in plan:
        taken = min(part.vnd, paid_vnd)
        paid_vnd -= taken
        if taken < part.vnd:
            parts.append(DuePart(part.vnd - taken, part.until))
    return tuple(parts)


def extended(plan: Plan, calendar: Calendar, *, paid_vnd: int = 0) -> Plan:
    """The plan with its days extended over days off, like the end of any term (Civil Code 2015 art. 148).

    Days of parts that are paid already stay as they are: whether those were late is settled.
    """
    due = first_unpaid(plan, paid_vnd)
    return tuple(
        replace(part, until=calendar.next_working_day(part.until)) if due and part.until >= due.until else part
        for part in plan
    )


def was_kept_to(plan: Plan, paid: Iterable[tuple[date, int]], today: date) -> bool:
    """Whether each part that was due before today was paid by its day. paid: days of payment with their sums.

    >>> plan = read_plan([[8, "2026-12-15"], [6, "2027-02-26"]])
    >>> [kept(plan, [(date(2026, 12, day), 8)], date(2026, 12, 20)) for day in (15, 16)]
    [True, False]
    """
    payments = list(paid)
    owed = 0
    for part in plan:
        if part.until >= today:
            break
        owed += part.vnd
        if sum(vnd for day, vnd in payments if day <= part.until) < owed:
            return False
    return True


def fitted(plan: Plan, owed_vnd: int) -> Plan:
    """The plan after what is owed has changed: the last parts are smaller or fall away, or the last one is larger.

    >>> plan = read_plan([[8, "2026-12-15"], [6, "2027-02-26"]])
    >>> [[part.vnd for part in fitted(plan, owed)] for owed in (16, 14, 10, 8, 5)]
    [[8, 8], [8, 6], [8, 2], [8], [5]]
    """
    parts: list[DuePart] = []
    for part in plan:
        left = owed_vnd - sum(one.vnd for one in parts)
        if left > 0:
            parts.append(DuePart(min(part.vnd, left), part.until))
    more = owed_vnd - sum(part.vnd for part in parts)
    if parts and more > 0:
        parts[-1] = DuePart(parts[-1].vnd + more, parts[-1].until)
    return tuple(parts)


def refuse_forbidden(found: NotAllowed | None) -> None:
    """Raises Refused with the sentence of what the law does not allow of a deferral or parts (LHAV art. 76, 79)."""
    if found is not None:
        raise Refused(found.sentence)
