"""`ticketing work`: a worker process."""

from typing import Annotated

import typer


def work(
    until_idle: Annotated[bool, typer.Option(help="Stop when nothing that is due waits.")] = False,
) -> None:
    """Detect, read, match, press papers, send mail and keep every clock, until told to stop.

    Example: ticketing work --until-idle
    """
    from ticketing.flow.office import open_office
    from ticketing.flow.worker import work as run
    from ticketing.settings import read_settings

    run(open_office(read_settings()), until_idle=until_idle)
