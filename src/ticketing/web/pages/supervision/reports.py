"""Reports: each of the catalogue as page with chart, as XLSX, CSV and JSON, from one object."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from ticketing.kit.clock import vietnam_day
from ticketing.kit.digest import canonical_json
from ticketing.reports import deliveries
from ticketing.reports.catalogue import report_of, reports
from ticketing.reports.export import to_csv, to_xlsx
from ticketing.reports.months import Month, Period
from ticketing.reports.report import Column, Kind, Report
from ticketing.reports.sheets import Sheet
from ticketing.web.access.rights import NotYours, may
from ticketing.web.pages.forms import one_of
from ticketing.web.render import page
from ticketing.web.text.i18n import language
from ticketing.web.text.phrases import cell, commune_name

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_MONTHS = 60


@dataclass(frozen=True)
class Shown:
    """One report with its figures, as the page shows it in its language."""

    report: Report
    figures: Any

    @property
    def period(self) -> Period:
        """Its months."""
        return self.figures.period  # type: ignore[no-any-return]

    @property
    def title(self) -> str:
        """Its title."""
        return self.report.title.in_language(language.get())

    @property
    def explanation(self) -> str:
        """What its months mean."""
        months = {"first": self.period.first.label, "last": self.period.last.label}
        return self.report.explanation.in_language(language.get()).format(**months)

    @property
    def chart(self) -> Markup | None:
        """Its chart."""
        if self.report.chart is None:
            return None
        return Markup(self.report.chart(self.figures, language.get()))  # noqa: S704  drawn by charts.py, which escapes

    @property
    def headlines(self) -> list[tuple[str, str]]:
        """What stands large on top: name and value."""
        return [_headline(column, self.figures.total) for column in self.report.shown if column.headline]

    @property
    def tables(self) -> Sequence[Sheet]:
        """Its tables."""
        return self.report.tables(self.figures, language.get(), commune_name)


@router.get("/reports", name="reports")
def show_reports(request: Request) -> Response:
    """The reports of the common page in full, and the ways to the others."""
    mine = [report for report in reports() if request.state.person.role in report.roles]
    query = request.query_params
    return page(
        request,
        "reports.html",
        alone=None,
        may_deliveries=may(request.state.person, "delivery_report"),
        reports=[_shown(request, report) for report in mine if report.overview],
        others=[(report.code, report.title.in_language(language.get())) for report in mine if not report.overview],
        first=query.get("from", ""),
        last=query.get("to", ""),
    )


@router.get("/reports/deliveries", name="delivery_report")
def delivery_report(request: Request) -> Response:
    """Hit rate and turn-round by commune."""
    context, asked = request.app.state.context, request.query_params
    today = vietnam_day(context.clock.now())
    with context.database.reading() as session:
        whole = deliveries.period_of_consignments(session, today)
        report = deliveries.deliveries(session, _period(whole, asked.get("from"), asked.get("to")))
    return page(
        request,
        "delivery_report.html",
        report=report,
        outcomes=deliveries.SAID,
        first=asked.get("from", ""),
        last=asked.get("to", ""),
    )


@router.get("/reports/{code}.{form}", name="report_file")
def as_file(request: Request, code: str, form: str) -> Response:
    """A report as XLSX, JSON or CSV; `by=commune` gives the second table as CSV."""
    shown = _shown(request, _asked(request, code))
    book = shown.report.workbook(shown.figures, commune_name)
    match form:
        case "xlsx":
            return _file(to_xlsx(book), f"{book.file_stem}.xlsx", XLSX)
        case "json":
            return _file(
                canonical_json(shown.report.as_json(shown.figures)), f"{book.file_stem}.json", "application/json"
            )
        case "csv":
            codes = [one.code for one in shown.report.groupings]
            by = one_of(request.query_params.get("by"), codes) or codes[0]
            return _file(to_csv(book.sheets[codes.index(by)]), f"{book.file_stem}-{by}.csv", "text/csv; charset=utf-8")
    raise NotYours(form)


@router.get("/reports/{code}", name="report")
def show_report(request: Request, code: str) -> Response:
    """One report on a page of its own, with what each of its figures counts."""
    shown, query = _shown(request, _asked(request, code)), request.query_params
    return page(
        request,
        "reports.html",
        alone=shown,
        reports=[shown],
        others=[],
        may_deliveries=False,
        first=query.get("from", ""),
        last=query.get("to", ""),
    )


def _asked(request: Request, code: str) -> Report:
    """The report of the address. Raises NotYours for one that is not there or not this person's."""
    report = report_of(code)
    if report is None or request.state.person.role not in report.roles:
        raise NotYours(code)
    return report


def _shown(request: Request, report: Report) -> Shown:
    context, query = request.app.state.context, request.query_params
    with context.database.reading() as session:
        whole = report.whole(session, vietnam_day(context.clock.now()))
        return Shown(report, report.figures(session, _period(whole, query.get("from"), query.get("to"))))


def _headline(column: Column, total: Any) -> tuple[str, str]:
    """A figure of the whole; a share carries its sign with it instead of in its name."""
    value = column.value(total)
    if column.kind is Kind.PERCENT and isinstance(value, Decimal | None):
        return column.name.in_language(language.get()), "–" if value is None else f"{cell(value)} %"
    return column.head(language.get()), cell(value)


def _period(whole: Period, first: str | None, last: str | None) -> Period:
    """The months that the address asks for; nonsense and too long a time show the whole, at most five years of it."""
    try:
        asked = Period(Month.read(first) if first else whole.first, Month.read(last) if last else whole.last)
    except ValueError:
        asked = whole
    months = list(asked) if asked.last.year - asked.first.year < 10 else list(whole)
    return Period(months[max(0, len(months) - MOST_MONTHS)], months[-1])


def _file(data: bytes, name: str, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
