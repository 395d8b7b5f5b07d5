"""How a sum is divided: the fine first, then late interest, and what is too much. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Split:
    """A payment's parts, whole đồng; together they are the payment."""

    principal_vnd: int
    interest_vnd: int
    over_vnd: int


def split(amount_vnd: int, unpaid_vnd: int, interest_vnd: int) -> Split:
    """Divide a payment between what is unpaid of the fine, the interest by its day, and the rest.

    Interest is ours for information and the collector's to compute (D118 art. 20.3): it never holds a case open.

    >>> split(3_000_000, 5_000_000, 75_000)
    Split(principal_vnd=3000000, interest_vnd=0, over_vnd=0)
    >>> split(6_000_000, 5_000_000, 75_000)
    Split(principal_vnd=5000000, interest_vnd=75000, over_vnd=925000)
    """
    principal = min(amount_vnd, unpaid_vnd)
    interest = min(amount_vnd - principal, interest_vnd)
    return Split(principal, interest, amount_vnd - principal - interest)
