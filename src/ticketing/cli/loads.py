"""What every load of a table prints."""

import typer

from ticketing.cli.lines import plain, say, say_json
from ticketing.cli.problems import PROBLEM
from ticketing.kit.sheets import LoadReport

PRINTED = 20
IN_JSON = ("rows", "loaded", "unchanged", "changed", "rejected", "rejects_file")


def give_report(report: LoadReport, as_json: bool) -> None:
    """Print what a load did, rows by number and never by what stands in them. Exits with 1 where one was rejected."""
    if as_json:
        say_json({name: getattr(report, name) for name in IN_JSON})
    else:
        _print(report)
    if report.rejected:
        raise typer.Exit(PROBLEM)


def _print(report: LoadReport) -> None:
    typer.echo(
        f"{report.rows} rows: {report.loaded} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.rejected} rejected."
    )
    for rejection in report.rejections[:PRINTED]:
        say(f"  row {rejection['row']} rejected: {rejection['reason']}")
    if report.rejected > PRINTED:
        typer.echo(f"  … {report.rejected} rejected in all.")
    if report.rejects_file:
        typer.echo(f"  The others are loaded. Correct these in their file and load it: {plain(report.rejects_file)}")
    for warning in report.warnings[:PRINTED]:
        say(f"  row {warning['row']}: {warning['sentence']}")
    if report.warned > PRINTED:
        typer.echo(f"  … {report.warned} warnings in all.")
