"""What eases the payment of a fine, and from which fine on: deferral, remission, parts (LHAV art. 76, 77, 79).

The numbers are read on the day on which the order is signed. Whether the reasons are enough is for the signer.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ticketing.kit.money import format_vnd
from ticketing.law.calendar import Calendar
from ticketing.law.clocks import unextended_end
from ticketing.law.parameters import parameter

ARTICLES = {"deferral": "76", "instalments": "79", "remission": "77"}
"""What may be applied for, and the article of LHAV that the answer rests on."""


@dataclass(frozen=True)
class NotAllowed:
    """What the law does not allow, and why. `code`: FINE, DAY, COUNT, FIRST, SUM."""

    code: str
    sentence: str


def why_not_deferred(
    fine_vnd: int, until: date, *, organisation: bool, ordered_on: date, calendar: Calendar
) -> NotAllowed | None:
    """Why a fine may not be deferred to `until` by an order of that day; None: the law allows it (LHAV art. 76).

    >>> from ticketing.law.calendar import official_calendar
    >>> order = {"organisation": False, "ordered_on": date(2026, 11, 24), "calendar": official_calendar()}
    >>> why_not_deferred(5_000_000, date(2027, 2, 24), **order)
    >>> why_not_deferred(1_900_000, date(2027, 2, 24), **order).code
    'FINE'
    """
    last = unextended_end("DEFERRAL_MAX", ordered_on, calendar)
    return _too_small("deferral_from", fine_vnd, organisation, ordered_on) or _too_late(until, ordered_on, last)


def why_not_remitted(fine_vnd: int, *, organisation: bool, ordered_on: date) -> NotAllowed | None:
    """Why nothing of a fine may be remitted by an order of that day; None: the law allows it (LHAV art. 77).

    fine_vnd: of the decision, whatever is paid or remitted of it by then.
    """
    return _too_small("remission_from", fine_vnd, organisation, ordered_on)


def why_not_in_parts_at_all(fine_vnd: int, *, organisation: bool, ordered_on: date) -> NotAllowed | None:
    """Why this fine may not be paid in parts, whatever the plan; None: with a fitting plan it may (LHAV art. 79)."""
    return _too_small("instalments_from", fine_vnd, organisation, ordered_on)


def why_not_in_parts(
    fine_vnd: int,
    payments: Sequence[tuple[int, date]],
    *,
    organisation: bool,
    in_force_on: date,
    ordered_on: date,
    calendar: Calendar,
) -> NotAllowed | None:
    """Why a fine may not be paid like this, sum and last day of each payment; None: the law allows it (LHAV art. 79).

    in_force_on: the first day of the penalty decision, from which the months are counted.
    """
    small = why_not_in_parts_at_all(fine_vnd, organisation=organisation, ordered_on=ordered_on)
    return small or _no_plan(fine_vnd, payments, in_force_on, ordered_on, calendar)


def _no_plan(
    fine_vnd: int, payments: Sequence[tuple[int, date]], in_force_on: date, ordered_on: date, calendar: Calendar
) -> NotAllowed | None:
    most = parameter("instalments_most", ordered_on).value
    if not 2 <= len(payments) <= most:
        return NotAllowed(
            "COUNT",
            f"{len(payments)} payments: the law allows 2 to {most} (LHAV art. 79).",
        )
    first, share = payments[0][0], parameter("instalments_first_percent", ordered_on).value
    if first * 100 < fine_vnd * share:
        return NotAllowed(
            "FIRST",
            f"The first payment is at least {share} % of the fine, and {format_vnd(first)} is less (LHAV art. 79).",
        )
    if sum(amount for amount, _ in payments) != fine_vnd or min(amount for amount, _ in payments) <= 0:
        return NotAllowed(
            "SUM",
            f"The payments do not make up the fine of {format_vnd(fine_vnd)}: correct the sums.",
        )
    last = unextended_end("INSTALMENT_MAX", in_force_on, calendar)
    days = [ordered_on, *(day for _, day in payments)]
    refusals = (_too_late(day, before, last) for before, day in itertools.pairwise(days))
    return next(filter(None, refusals), None)


def _too_small(name: str, fine_vnd: int, organisation: bool, on: date) -> NotAllowed | None:
    least = parameter(f"{name}_{'organisation_' if organisation else ''}vnd", on)
    if fine_vnd >= least.value:
        return None
    return NotAllowed(
        "FINE",
        f"The law allows it from a fine of {format_vnd(least.value)} on ({least.article}); this one is "
        f"{format_vnd(fine_vnd)}.",
    )


def _too_late(until: date, after: date, last: date) -> NotAllowed | None:
    if after < until <= last:
        return None
    return NotAllowed(
        "DAY",
        f"{until} does not lie after {after} and up to {last}, the last day that the law allows.",
    )
