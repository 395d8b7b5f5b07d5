"""`ticketing doctor`: what is missing or wrong, and what to do."""

from dataclasses import asdict
from typing import Annotated

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import PROBLEM

MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def doctor(
    network: Annotated[bool, typer.Option("--network", help="Also log in at the SFTP server of bundles.")] = False,
    as_json: Json = False,
) -> None:
    """Look at everything a home needs; no other machine is asked without --network. Exit 1 where something fails.

    Example: ticketing doctor
    """
    from ticketing.flow.app_context import WrongVersion, open_app
    from ticketing.flow.doctor import examine, wrong_version
    from ticketing.settings import read_settings

    try:
        findings = examine(open_app(read_settings(), upgrade=False), network=network)
    except WrongVersion as problem:
        findings = [wrong_version(problem)]
    if as_json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            say(f"{MARKS[finding.status]} {finding.check:10} {finding.sentence}")
            if finding.do:
                say(f"             → {finding.do}")
    raise typer.Exit(PROBLEM if any(finding.status == "fail" for finding in findings) else 0)
