"""`ticketing doctor`: what is missing or wrong, and what to do."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def doctor(
    network: Annotated[bool, typer.Option("--network", help="Also log in at the SFTP server of bundles.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list.")] = False,
) -> None:
    """Look at everything a home needs; no other machine is asked without --network. Exit 1 where something fails.

    Example: ticketing doctor
    """
    from ticketing.flow.doctor import examine, wrong_version
    from ticketing.flow.office import WrongVersion, open_office
    from ticketing.settings import read_settings

    try:
        findings = examine(open_office(read_settings(), upgrade=False), network=network)
    except WrongVersion as problem:
        findings = [wrong_version(problem)]
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{MARKS[finding.status]} {finding.check:10} {finding.sentence}")
            if finding.do:
                typer.echo(f"             → {finding.do}")
    raise typer.Exit(1 if any(finding.status == "fail" for finding in findings) else 0)
