"""Why a case is rejected or handled by hand: coded, in both languages. The codes are data (data/reasons.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Reason:
    """A coded reason.

    camera_at_fault: the device is to blame, not what the vehicle did.
    note_required:   the officer has to add words of his own.
    """

    code: str
    name: str
    name_vi: str
    camera_at_fault: bool = False
    note_required: bool = False


class UnknownReason(ValueError):
    """A code that the list does not hold."""


@cache
def _lists() -> Any:
    return yaml.safe_load((DATA / "reasons.yaml").read_text(encoding="utf-8"))


@cache
def rejection_reasons() -> dict[str, Reason]:
    """Reasons to reject a case, by code, in the order of the list."""
    return {code: Reason(code, **row) for code, row in _lists()["reject"].items()}


@cache
def manual_reasons() -> dict[str, Reason]:
    """Reasons to send a case to the manual queue."""
    return {code: Reason(code, **row) for code, row in _lists()["manual"].items()}


def rejection_reason(code: str | None) -> Reason:
    """The reason to reject of that code. Raises UnknownReason with the codes that are possible.

    >>> rejection_reason("DUPLICATE").name_vi
    'Trùng với vụ việc khác.'
    """
    return _of(rejection_reasons(), code, "reject a case")


def manual_reason(code: str | None) -> Reason:
    """The reason of that code for the manual queue. Raises UnknownReason."""
    return _of(manual_reasons(), code, "send a case to the manual queue")


def _of(reasons: dict[str, Reason], code: str | None, what: str) -> Reason:
    if code not in reasons:
        raise UnknownReason(f"'{code or ''}' is no reason to {what}. Possible: {', '.join(reasons)}.")
    return reasons[code]
