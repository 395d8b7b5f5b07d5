"""`ticketing ingest`: take in a folder of drops."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ticketing.cli.problems import refuse


def ingest(
    folder: Annotated[Path, typer.Argument(help="Folder with NAME.json beside the files each names; also below it.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a drop and line.")] = False,
) -> None:
    """Seal every drop of a folder as evidence and send it down the street. Files are read, never moved or changed.

    Exit 1: at least one drop was quarantined or is in conflict with an earlier one.

    Example: ticketing ingest sample_media/drops
    """
    from ticketing.cameras.inbox import ingest_folder
    from ticketing.cameras.observation import Result
    from ticketing.cli.lines import at_the_keyboard, json_line, plain
    from ticketing.flow.office import open_office
    from ticketing.settings import read_settings

    office = open_office(read_settings())
    counts: Counter[Result] = Counter()
    try:
        for answer in ingest_folder(
            office.database,
            office.store,
            folder,
            office.settings.quarantine,
            at=office.clock.now(),
            actor=at_the_keyboard(),
        ):
            counts[answer.result] += 1
            line = f"{plain(answer.drop)}: {answer.result}" + (f" ({plain(answer.reason)})" if answer.reason else "")
            typer.echo(json_line(answer.as_json()) if as_json else line)
    except NotADirectoryError as problem:
        raise refuse(problem) from None
    except OSError as problem:
        typer.echo(f"Stopped after {counts.total()} drops: {problem}. Mend it and ingest the folder again.", err=True)
        raise typer.Exit(1) from None
    finally:
        office.finish()
    if not as_json:
        typer.echo(", ".join(f"{counts[result]} {result}" for result in Result))
    raise typer.Exit(1 if counts[Result.QUARANTINED] or counts[Result.CONFLICT] else 0)
