"""Reports: the funnel and the collection, as page with charts, as XLSX and as CSV, each from one function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from ticketing.kit.clock import vietnam_day
from ticketing.reports import collection, deliveries, funnel
from ticketing.reports.export import to_csv, to_xlsx
from ticketing.reports.months import Month, Period
from ticketing.reports.pictures import collection_svg, funnel_svg
from ticketing.reports.sheets import (
    TOTAL_VI,
    UNKNOWN_COMMUNE_VI,
    Cell,
    Sheet,
    Workbook,
    collection_workbook,
    funnel_workbook,
)
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.forms import one_of
from ticketing.web.render import page
from ticketing.web.text.i18n import N_, gettext
from ticketing.web.text.phrases import commune_name, counted

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_MONTHS = 60
STEPS = {
    "detected": N_("Detected"),
    "accepted": N_("Accepted"),
    "noticed": N_("Noticed"),
    "delivered": N_("Notice delivered"),
    "answered": N_("Answered"),
    "decided": N_("Decided"),
    "paid": N_("Paid"),
}


# Heads of the tables on the page; files keep their Vietnamese heads whatever the language of the page is.
SUM_HEADS = (
    N_("Decisions"), N_("Of these annulled"), N_("Paid in full"), N_("Payable (đồng)"), N_("Collected (đồng)"),
    N_("Outstanding (đồng)"), N_("Share collected (%)"), N_("Late payment (đồng)"),
    N_("Costs of the enforcement (đồng)"), N_("Paid too much, to be paid back (đồng)"),
)  # fmt: skip
FIRST_HEADS = {"month": (N_("Month"),), "commune": (N_("Code"), N_("Commune"))}
TITLES = {"month": N_("By month"), "commune": N_("By commune")}


@dataclass(frozen=True)
class Table:
    """A table of a report as the page shows it, in its language; the last row is the total."""

    title: str
    heads: Sequence[str]
    figures: int
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Report:
    """One report, ready for page and file. figures: what stands large on top, name and value."""

    name: str
    period: Period
    workbook: Workbook
    chart: Markup
    figures: tuple[tuple[str, str], ...]

    def tables(self) -> list[Table]:
        """The tables of the workbook with the heads of the page."""
        heads = tuple(STEPS.values()) if self.name == "funnel" else SUM_HEADS
        return [
            Table(
                gettext(TITLES[by]), [gettext(head) for head in (*FIRST_HEADS[by], *heads)], len(heads), _phrase(sheet)
            )
            for by, sheet in zip(TITLES, self.workbook.sheets, strict=True)
        ]


@router.get("/reports", name="reports")
def reports(request: Request) -> Response:
    """Both reports on one page."""
    period = request.query_params
    found = [_report(request, name, period.get("from"), period.get("to")) for name in REPORTS]
    return page(request, "reports.html", reports=found, first=period.get("from", ""), last=period.get("to", ""))


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


@router.get("/reports/{name}.xlsx", name="report_xlsx")
def as_xlsx(request: Request, name: str) -> Response:
    """A report as workbook."""
    report = _report(request, name, request.query_params.get("from"), request.query_params.get("to"))
    return _file(to_xlsx(report.workbook), f"{report.workbook.file_stem}.xlsx", XLSX)


@router.get("/reports/{name}.csv", name="report_csv")
def as_csv(request: Request, name: str) -> Response:
    """A report's table as CSV; `by=commune` gives the second table."""
    report = _report(request, name, request.query_params.get("from"), request.query_params.get("to"))
    by = one_of(request.query_params.get("by"), ("month", "commune")) or "month"
    sheet = report.workbook.sheets[("month", "commune").index(by)]
    return _file(to_csv(sheet), f"{report.workbook.file_stem}-{by}.csv", "text/csv; charset=utf-8")


def _report(request: Request, name: str, first: str | None, last: str | None) -> Report:
    context = request.app.state.context
    if name not in REPORTS:
        raise NotYours(name)
    with context.database.reading() as session:
        return REPORTS[name](session, Month.of(vietnam_day(context.clock.now())), first, last)


def _funnel(session: Session, today: Month, first: str | None, last: str | None) -> Report:
    period = _period(funnel.period_of_all(session, today), first, last)
    found = funnel.funnel(session, period)
    names = {step: gettext(name) for step, name in STEPS.items()}
    drawn = Markup(funnel_svg(found, names=names, title=gettext("From act to payment")))  # noqa: S704  drawn, escaped
    figures = tuple((gettext(STEPS[step]), counted(getattr(found.total, step))) for step in STEPS)
    return Report("funnel", period, funnel_workbook(found, commune_name), drawn, figures)


def _collection(session: Session, today: Month, first: str | None, last: str | None) -> Report:
    period = _period(collection.period_of_decisions(session, today), first, last)
    found = collection.collection(session, period)
    drawn = collection_svg(
        found,
        title=gettext("Fines by month of the decision"),
        payable=gettext("Payable"),
        collected=gettext("Collected"),
        unit=gettext("million đồng"),
    )
    total = found.total
    share = "–" if total.share is None else f"{total.share} %".replace(".", ",")
    figures = (
        (gettext("Decisions"), counted(total.decisions)),
        (gettext("Payable (đồng)"), counted(total.payable_vnd)),
        (gettext("Collected (đồng)"), counted(total.collected_vnd)),
        (gettext("Outstanding (đồng)"), counted(total.outstanding_vnd)),
        (gettext("Share collected"), share),
    )
    return Report(
        "collection",
        period,
        collection_workbook(found, commune_name),
        Markup(drawn),  # noqa: S704  drawn by charts.py, which escapes
        figures,
    )


REPORTS: dict[str, Callable[[Session, Month, str | None, str | None], Report]] = {
    "funnel": _funnel,
    "collection": _collection,
}


def _period(whole: Period, first: str | None, last: str | None) -> Period:
    """The months that the address asks for; nonsense and too long a time show the whole, at most five years of it."""
    try:
        asked = Period(Month.read(first) if first else whole.first, Month.read(last) if last else whole.last)
    except ValueError:
        asked = whole
    months = list(asked) if asked.last.year - asked.first.year < 10 else list(whole)
    return Period(months[max(0, len(months) - MOST_MONTHS)], months[-1])


def _phrase(sheet: Sheet) -> list[list[Cell]]:
    """The rows of a sheet with the two words that stand in them in the language of the page."""
    words: dict[Cell, str] = {TOTAL_VI: gettext("In all"), UNKNOWN_COMMUNE_VI: gettext("Not known")}
    return [[words.get(cell, cell) for cell in row] for row in sheet.rows]


def _file(data: bytes, name: str, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
