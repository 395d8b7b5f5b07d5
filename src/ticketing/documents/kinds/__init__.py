"""Kinds of paper: one row a kind, and nothing else in the program lists them.

A module of this package is a family of papers with its rows (`ROWS`), found by looking into the package; `place` is the
order among all, that of the procedure. A row (`row.DocumentKind`) says what the paper is called, which class its
template is filled with and what fills it (for a case: `drafting.compose`; for the check of templates: `sample`), who
signs it in which states and what that is in the case (`signing`), in which series it takes its number, how and to whom
it leaves (`sending`), and until when it counts (`validity`). Its forms by date stand in templates/notices/forms.yaml,
under the row's code. What a kind needs from tables it names as a value (`About`, `Receiver`, `Tie`), which the room
concerned (drafting, dispatch) turns into queries: rows stay pure.

Whoever asks "is this a kind that ..." asks the row, or `kinds_where` for all such codes; whoever means one certain
paper names it by `documents.codes`. An incomplete row stops the program at its start (`completeness.IncompleteKind`).
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module

from ticketing.cases.states import Refused
from ticketing.documents.kinds import completeness
from ticketing.documents.kinds.row import DocumentKind


def _rows() -> tuple[DocumentKind, ...]:
    """Every row in its place. Raises IncompleteKind."""
    families = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    rows = sorted((row for family in families for row in getattr(family, "ROWS", ())), key=lambda row: row.place)
    completeness.refuse_alike(rows)
    for row in rows:
        completeness.refuse_incomplete(row)
    completeness.refuse_forms_of_nothing([row.code for row in rows])
    return tuple(rows)


KINDS = {row.code: row for row in _rows()}
"""Every kind by its code, in the order of the procedure; what belongs to no case comes last."""


def kinds_where(asked: Callable[[DocumentKind], bool]) -> tuple[str, ...]:
    """Codes of the kinds of which this is true, in their order."""
    return tuple(code for code, row in KINDS.items() if asked(row))


OF_A_CASE = kinds_where(lambda row: row.of_a_case)
WARNINGS = kinds_where(lambda row: row.is_warning)
ORDERS = kinds_where(lambda row: row.signing.of_debt)
"""Decisions about an issued penalty decision."""
ENFORCEMENTS = kinds_where(lambda row: row.signing.enforces)
"""Deduction from an income, and from an account: the measures of LHAV art. 86 that a camera fine is enforced by."""


def document_kind(code: str) -> DocumentKind:
    """The row of a paper of a case. Raises Refused with what there is."""
    if code not in OF_A_CASE:
        raise Refused(f"'{code}' is no paper of a case. Possible: {', '.join(OF_A_CASE)}.")
    return KINDS[code]
