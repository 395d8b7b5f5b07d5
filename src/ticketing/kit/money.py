"""Money is a whole number of đồng, never a float."""


def format_vnd(amount: int) -> str:
    """The amount as Vietnamese papers print it.

    >>> format_vnd(19_000_000)
    '19.000.000 đồng'
    """
    return f"{amount:,}".replace(",", ".") + " đồng"
