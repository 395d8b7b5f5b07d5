"""What every load of a table prints."""

from dataclasses import asdict

import typer

from ticketing.cli.lines import json_line, plain
from ticketing.kit.sheets import LoadReport

WARNINGS_PRINTED = 20


def print_report(report: LoadReport, as_json: bool) -> None:
    """Counts, the file of rejected rows, and the first warnings; rows by number, never by what stands in them."""
    if as_json:
        typer.echo(json_line(asdict(report)))
        return
    typer.echo(
        f"{report.rows} rows: {report.loaded} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.rejected} rejected."
    )
    if report.rejects_file:
        typer.echo(f"Rejected rows with their reasons: {plain(report.rejects_file)}")
    for warning in report.warnings[:WARNINGS_PRINTED]:
        typer.echo(f"  row {warning['row']}: {warning['sentence']}")
    if report.warned > WARNINGS_PRINTED:
        typer.echo(f"  … {report.warned} warnings in all; --json lists the first {len(report.warnings)}.")
