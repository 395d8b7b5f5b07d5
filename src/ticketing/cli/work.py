"""`ticketing work`: a worker process."""

from typing import TYPE_CHECKING, Annotated

import typer

from ticketing.cli.lines import plain
from ticketing.cli.problems import PROBLEM, refuse

if TYPE_CHECKING:
    from ticketing.flow.app_context import AppContext


def work(
    until_idle: Annotated[bool, typer.Option(help="Stop when nothing that is due waits.")] = False,
    again: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Do what was given up once more and stop: an id that doctor names, a case id, or all."
        ),
    ] = None,
) -> None:
    """Detect, read, match, press papers, send mail and keep every clock, until told to stop.

    Exit 1: with --again, something failed again.

    Example: ticketing work --until-idle
    """
    from ticketing.flow.app_context import open_app
    from ticketing.flow.worker import work as run
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    if again is None:
        run(context, until_idle=until_idle)
    else:
        _do_again(context, again)


def _do_again(context: "AppContext", name: str) -> None:
    import logging

    from ticketing.flow import engine
    from ticketing.flow.reactions import TASKS
    from ticketing.kit.jobs import DONE

    found = engine.given_up(context, name)
    if not found:
        raise refuse(f"Nothing that was given up is named '{plain(name)}': `ticketing doctor` lists what was.")
    engine.log.setLevel(logging.CRITICAL)  # the problem is printed below as one sentence
    failed = 0
    try:
        for job_id in found:
            job = engine.do_again(context, TASKS, job_id)
            failed += job.state != DONE
            outcome = "done" if job.state == DONE else f"failed again: {plain(job.problem)}"
            typer.echo(f"'{job.task}' on {plain(job.subject)}: {outcome}")
    finally:
        context.finish()
    raise typer.Exit(PROBLEM if failed else 0)
