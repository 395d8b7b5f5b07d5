"""How a sum is divided: the fine first, late interest, costs of the enforcement, and what is too much. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Split:
    """A payment's parts, whole đồng; together they are the payment."""

    principal_vnd: int
    interest_vnd: int
    costs_vnd: int
    over_vnd: int


def split(amount_vnd: int, unpaid_vnd: int, interest_vnd: int, costs_vnd: int = 0) -> Split:
    """Divide a payment between what is unpaid of the fine, the interest by its day, unpaid costs, and the rest.

    Interest is ours for information and the collector's to compute (D118 art. 20.3): it never holds a case open, and
    neither do the costs that an enforcement decision demands beside the fine.

    >>> split(3_000_000, 5_000_000, 75_000)
    Split(principal_vnd=3000000, interest_vnd=0, costs_vnd=0, over_vnd=0)
    >>> split(6_000_000, 5_000_000, 75_000, 300_000)
    Split(principal_vnd=5000000, interest_vnd=75000, costs_vnd=300000, over_vnd=625000)
    """
    principal = min(amount_vnd, unpaid_vnd)
    interest = min(amount_vnd - principal, interest_vnd)
    costs = min(amount_vnd - principal - interest, costs_vnd)
    return Split(principal, interest, costs, amount_vnd - principal - interest - costs)
