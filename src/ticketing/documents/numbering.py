"""Number and symbol of a paper (D30 Annex I): "05/TB-CSGT". The counter itself is `kit.numbers.next_number`.

Numbers run per unit, series and year from 01 on 1 January; a number is taken when the paper is signed, in the same
transaction, so that a paper that is sent back leaves no gap.
"""

from datetime import date

# D30 appendix III abbreviates the kinds of papers; the forms of D118 fix their symbol whole.
SYMBOLS = {
    "TB": "TB-{symbol}",
    "PC": "PC-{symbol}",
    "PG": "PG-{symbol}",
    "BC": "BC-{symbol}",
    "CV": "{symbol}",
    "BB-VPHC": "BB-VPHC",
    "BB-XM": "BB-XM",
    "QĐ-XPHC": "QĐ-XPHC",
}


def number_text(number: int, series: str, symbol: str) -> str:
    """The number as the paper and every reference to it print it. Raises ValueError for no number or no series.

    >>> number_text(5, "TB", "CSGT"), number_text(123, "QĐ-XPHC", "CSGT"), number_text(7, "CV", "CSGT")
    ('05/TB-CSGT', '123/QĐ-XPHC', '07/CSGT')
    """
    if number < 1:
        raise ValueError(f"{number} is no document number: numbers run from 1.")
    if series not in SYMBOLS:
        raise ValueError(f"'{series}' is no series of papers. Possible: {', '.join(SYMBOLS)}.")
    if not symbol.strip() and "{symbol}" in SYMBOLS[series]:
        raise ValueError(f"The series '{series}' needs the agency's symbol: enter it on the agency's page.")
    return f"{number:02}/{SYMBOLS[series].format(symbol=symbol.strip())}"


def series_key(unit: str, series: str, day: date) -> str:
    """The key of the counter: one run per unit, series and year of signing.

    >>> series_key("PC08", "TB", date(2026, 11, 24))
    'PC08/TB/2026'
    """
    return f"{unit}/{series}/{day.year}"
