"""Every report of the house: one module each, found by being here. One that is incomplete stops the program."""

import importlib
import pkgutil
from functools import cache

from ticketing.reports.report import IncompleteReport, Report, check


@cache
def reports() -> tuple[Report, ...]:
    """All reports in their order. Raises IncompleteReport."""
    return check(_report_in(one.name) for one in pkgutil.iter_modules(__path__))


def report_of(code: str) -> Report | None:
    """The report of a code, or None."""
    return next((report for report in reports() if report.code == code), None)


def _report_in(module: str) -> Report:
    found = getattr(importlib.import_module(f"{__name__}.{module}"), "REPORT", None)
    if not isinstance(found, Report):
        raise IncompleteReport(f"reports/catalogue/{module}.py holds no REPORT: write one, or take the file away.")
    return found
