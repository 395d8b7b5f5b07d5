"""One thing that a person may do with a case: who sees its form, when, and what the form shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ticketing.web.actions.facts import CaseFacts
from ticketing.web.actions.view import CaseView

Shown = dict[str, Any]
Guard = Callable[[CaseFacts], bool]


def _nothing(_view: CaseView) -> Shown:
    return {}


@dataclass(frozen=True)
class Action:
    """A form on the page of a case.

    name:   its code, and its template `acts/NAME.html`.
    place:  where it stands among the others, in the order of the procedure; no two share one.
    rights: names of the rows of `access/rights.py` for what the form sends.
    guard:  whether it is open, from the facts alone: no clock, no database.
    shows:  what the template needs beside what every page of a case has; asked for where the guard says yes.
    """

    name: str
    place: int
    rights: tuple[str, ...]
    guard: Guard
    shows: Callable[[CaseView], Shown] = _nothing
