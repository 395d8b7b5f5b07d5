"""`ticketing ingest`: take in a folder of drops."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from ticketing.cli.lines import plain, say_json
from ticketing.cli.problems import PROBLEM, failed, refuse


def ingest(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder with NAME.json beside the files each names; also below it."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a drop and line.")] = False,
    settled_after: Annotated[
        int, typer.Option(min=0, help="Minutes after which a file that belongs to no drop is put into quarantine.")
    ] = 30,
) -> None:
    """Seal every drop of a folder as evidence and have it processed. Files are read, never moved or changed.

    A file that belongs to no drop waits, then goes into quarantine too.

    Exit 1: at least one drop was quarantined or is in conflict with an earlier one.

    Example: ticketing ingest sample_media/drops
    """
    from ticketing.cameras.inbox import ingest_folder
    from ticketing.cameras.observation import Result
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    counts: Counter[Result] = Counter()
    try:
        for answer in ingest_folder(
            context.database,
            context.store,
            folder,
            context.settings.quarantine,
            at=context.clock.now(),
            actor=at_the_keyboard(),
            settled_after=timedelta(minutes=settled_after),
        ):
            counts[answer.result] += 1
            if as_json:
                say_json(answer.as_json())
                continue
            why = f" ({plain(answer.reason)})" if answer.reason else ""
            typer.echo(f"{plain(answer.drop)}: {answer.result}{why}")
    except NotADirectoryError as problem:
        raise refuse(problem) from None
    except OSError as problem:
        stopped = f"Stopped after {counts.total()} drops: {problem}."
        raise failed(f"{stopped} Mend it and ingest the folder again.") from None
    finally:
        context.finish()
    if not as_json:
        typer.echo(
            ", ".join(
                f"{counts[result]} {result}" for result in Result if counts[result] or result is not Result.WAITING
            )
        )
    raise typer.Exit(PROBLEM if counts[Result.QUARANTINED] or counts[Result.CONFLICT] else 0)
