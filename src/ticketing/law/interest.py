"""Late interest on a fine, for information: the collector computes the binding sum (D118 art. 20.3)."""

from datetime import date

from ticketing.law.parameters import parameter


def days_late(payment_due_on: date, paid_on: date) -> int:
    """Calendar days from the day after the term to the day of payment; 0 in time.

    >>> days_late(date(2027, 1, 22), date(2027, 1, 22)), days_late(date(2027, 1, 22), date(2027, 1, 23))
    (0, 1)
    """
    return max(0, (paid_on - payment_due_on).days)


def late_interest_vnd(unpaid_vnd: int, payment_due_on: date, paid_on: date) -> int:
    """0.05 % of the unpaid sum for each day late (LHAV art. 78.1), in whole đồng, cut (no rounding is laid down).

    Deferral and instalments by decision stop the lateness: give their last day as `payment_due_on`.

    >>> late_interest_vnd(5_000_000, date(2027, 1, 1), date(2027, 1, 31))
    75000
    """
    rate = parameter("late_interest_per_ten_thousand_a_day", payment_due_on).value
    return unpaid_vnd * rate * days_late(payment_due_on, paid_on) // 10_000
