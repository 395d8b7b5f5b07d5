"""`ticketing demo`: everything in one command, on sample data."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ticketing.cli.problems import PROBLEM, failed

if TYPE_CHECKING:
    from rich.console import Console

    from ticketing.demo.demo_home import Demo


def demo(
    serve: Annotated[bool, typer.Option(help="Serve the pages afterwards.")] = True,
    story: Annotated[bool, typer.Option(help="Play the story; without it stop after the pipeline.")] = True,
    port: Annotated[int, typer.Option(help="Port of the pages on 127.0.0.1.")] = 8000,
) -> None:
    """Make a demo home, play the story through the real pipeline, show what became of each frame, serve the pages.

    Example: ticketing demo --no-serve
    """
    from rich.console import Console

    from ticketing.demo.demo_home import open_demo
    from ticketing.demo.mail_server import demo_mail_server
    from ticketing.demo.scenario import ScenarioFault
    from ticketing.settings import read_settings

    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160)
    opened = open_demo(read_settings(), story=story)
    # The mail of what people sign after the story needs its server as well.
    with demo_mail_server(opened.context.settings.mailboxes, port=opened.mail_port):
        try:
            if not opened.done:
                _play(opened, console)
        except ScenarioFault as problem:
            raise failed(problem) from None
        strange = _show(opened, console)
        opened.context.database.engine.dispose()
        if serve:
            from ticketing.cli.serve import serve as serve_pages

            serve_pages(port=port)
    if strange and not serve:
        raise typer.Exit(PROBLEM)


def _play(opened: "Demo", console: "Console") -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ticketing.kit.clock import VIETNAM

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("demo", total=len(opened.acts))
        for act in opened.play():
            when = f"{act.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
            progress.update(task, advance=1, description=f"{when}  {act.do:18}")


def _show(opened: "Demo", console: "Console") -> int:
    """Print the table of drops and the accounts; returns how many drops are not as expected.yaml says."""
    from rich.table import Table

    from ticketing.demo.demo_home import ACCOUNTS_FILE, drop_outcomes

    table = Table("drop", "plate", "state", "why", title="What became of each frame", title_justify="left")
    strange = 0
    for outcome in drop_outcomes(opened):
        mark = "" if outcome.as_expected else f"  [red](expected {outcome.expected})[/red]"
        strange += not outcome.as_expected
        table.add_row(outcome.drop, outcome.plate or "", outcome.state, (outcome.reason or "") + mark)
    console.print(table)
    path = opened.context.settings.home / ACCOUNTS_FILE
    console.print(f"\nAccounts with passwords and one-time secrets: {path}")
    for account in opened.accounts():
        secret = f"   one-time secret {account['totp_secret']}" if account["totp_secret"] else ""
        console.print(f"  {account['name']:14} {account['password']}{secret}", highlight=False)
    return strange
