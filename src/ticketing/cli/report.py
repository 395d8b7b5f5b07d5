"""`ticketing report`: each report of the catalogue as text, JSON, XLSX or CSV, and what is no table."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import PROBLEM, refuse, write
from ticketing.reports.catalogue import reports

if TYPE_CHECKING:
    from ticketing.reports.months import Month, Period
    from ticketing.reports.report import Report
    from ticketing.reports.sheets import Workbook

report = typer.Typer(no_args_is_help=True, help="Funnel, collection, deliveries, the bulletin of a commune.")

Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook for Excel.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the table by month as CSV.")]
Since = Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month, like 2026-11.")]
Until = Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month, like 2026-11.")]


def _command_of(found: "Report") -> Callable[..., None]:
    """The command of a report of the catalogue."""

    def command(
        first: Since = None, last: Until = None, as_json: Json = False, xlsx: Xlsx = None, csv: Csv = None
    ) -> None:
        from ticketing.flow.app_context import open_app
        from ticketing.kit.clock import vietnam_day
        from ticketing.settings import read_settings

        context = open_app(read_settings())
        with context.database.reading() as session:
            whole = found.whole(session, vietnam_day(context.clock.now()))
            figures = found.figures(session, _period(whole, first, last))
        _give(found.as_json(figures), found.workbook(figures, _commune_name), as_json, xlsx, csv)

    command.__doc__ = (
        f"{found.summary.en}\n\nExample: ticketing report {found.code} --from 2026-10 --xlsx {found.code}.xlsx"
    )
    return command


for _report in reports():
    report.command(_report.code)(_command_of(_report))


@report.command()
def deliveries(first: Since = None, last: Until = None, as_json: Json = False) -> None:
    """Of the papers that the police of each commune took: handed over, returned, open, and after how many days.

    Example: ticketing report deliveries --json
    """
    from ticketing.flow.app_context import open_app
    from ticketing.kit.clock import vietnam_day
    from ticketing.reports.deliveries import deliveries as figures
    from ticketing.reports.deliveries import period_of_consignments
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        whole = period_of_consignments(session, vietnam_day(context.clock.now()))
        found = figures(session, _period(whole, first, last))
    if as_json:
        say_json(found.as_json())
        return
    for code, one in (*found.by_commune.items(), ("", found.total)):
        share = "-" if one.hit_rate is None else f"{one.hit_rate} %"
        days = "-" if one.days is None else f"{one.days} days"
        typer.echo(
            f"{_commune_name(code) if code else 'Total':40}  {one.papers:6}  {one.recorded:6}  {share:>7}  {days}"
        )


@report.command()
def bulletin(commune: str, as_json: Json = False) -> None:
    """What the loudspeakers of a commune may say today: totals, where to look and go; no name, plate or address.

    Example: ticketing report bulletin 07774
    """
    from ticketing.addresses.tables import UnknownPlace
    from ticketing.flow.app_context import open_app
    from ticketing.reports.bulletin import bulletin as written
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    try:
        with context.database.reading() as session:
            found = written(session, commune, at=context.clock.now())
    except UnknownPlace as problem:
        raise refuse(str(problem)) from None
    if as_json:
        data = {"commune": commune, "on": found.on.isoformat(), "text": found.text, **found.totals.as_json()}
        say_json(data)
    else:
        for line in found.text.splitlines():
            say(line)


@report.command()
def reconcile() -> None:
    """Check that reports agree with each other and with the money that came in; exit 1 where they do not.

    Example: ticketing report reconcile
    """
    from ticketing.flow.app_context import open_app
    from ticketing.reports.reconcile import differences
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        found = differences(session, _this_month(context))
    for difference in found:
        say(difference.sentence)
    if found:
        raise typer.Exit(PROBLEM)
    typer.echo("All reports agree.")


def _this_month(context: Any) -> "Month":
    from ticketing.kit.clock import vietnam_day
    from ticketing.reports.months import Month

    return Month.of(vietnam_day(context.clock.now()))


def _period(whole: "Period", first: str | None, last: str | None) -> "Period":
    from ticketing.reports.months import Month, Period

    try:
        since = Month.read(first) if first else min(whole.first, Month.read(last)) if last else whole.first
        return Period(since, Month.read(last) if last else max(whole.last, since))
    except ValueError as problem:
        raise refuse(str(problem)) from None


def _commune_name(code: str | None) -> str:
    from ticketing.addresses.resolution import commune
    from ticketing.addresses.tables import UnknownPlace

    try:
        found = commune(code or "")
    except UnknownPlace:
        return code or ""
    return f"{found.type} {found.name}"


def _give(as_data: dict[str, Any], workbook: "Workbook", as_json: bool, xlsx: Path | None, csv: Path | None) -> None:
    """Write the files that were asked for; print JSON or the table by month."""
    from ticketing.reports.export import to_csv, to_xlsx

    if xlsx:
        write(xlsx, to_xlsx(workbook))
    if csv:
        write(csv, to_csv(workbook.sheets[0]))
    if as_json:
        say_json(as_data)
    elif not (xlsx or csv):
        _print(workbook)


def _print(workbook: "Workbook") -> None:
    from rich.console import Console
    from rich.table import Table

    for sheet in workbook.sheets:
        table = Table(title=f"{workbook.title} · {sheet.title}")
        for number, head in enumerate(sheet.heads):
            table.add_column(head, justify="left" if isinstance(sheet.rows[0][number], str) else "right")
        for row in sheet.rows:
            table.add_row(*map(_shown, row))
        Console().print(table)


def _shown(cell: Any) -> str:
    if isinstance(cell, int):
        return f"{cell:,}".replace(",", ".")
    return "" if cell is None else str(cell)
