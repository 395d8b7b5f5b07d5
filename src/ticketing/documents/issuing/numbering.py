"""Number of a paper (D30 Annex I): "05/TB-CSGT". The counter is `kit.numbers.next_number`, the symbol the agency's.

Numbers run per unit, symbol and year from 01 on 1 January; a number is taken when the paper is signed, in the same
transaction, so that a paper that is sent back leaves no gap.
"""

from datetime import date

from ticketing.agency.values import Agency
from ticketing.cases.states import Refused
from ticketing.documents.kinds import document_kind


def number_text(number: int, symbol: str) -> str:
    """The number as the paper and every reference to it print it. Raises ValueError for no number or no symbol.

    >>> number_text(5, "TB-CSGT"), number_text(123, "QĐ-XPHC")
    ('05/TB-CSGT', '123/QĐ-XPHC')
    """
    if number < 1:
        raise ValueError(f"{number} is no document number: numbers run from 1.")
    if not symbol.strip():
        raise ValueError("The paper has no symbol: enter it under `symbols` of the agency.")
    return f"{number:02}/{symbol.strip()}"


def series_key(unit: str, symbol: str, day: date) -> str:
    """The key of the counter: one run per unit, symbol and year of signing.

    By symbol and not by kind of paper, so that two kinds which share a symbol never bear the same number.

    >>> series_key("PC08", "TB-CSGT", date(2026, 11, 24))
    'PC08/TB-CSGT/2026'
    """
    return f"{unit}/{symbol}/{day.year}"


def number_symbol(agency: Agency, kind: str) -> str | None:
    """What stands behind the number of a paper; None: the paper bears the case's number and takes none of its own.

    Raises Refused where the agency has entered no symbol.
    """
    series = document_kind(kind).numbering
    if not series:
        return None
    if series not in agency.symbols:
        raise Refused(f"The agency has no symbol for '{series}': an administrator enters it under `symbols`.")
    return agency.symbols[series]
