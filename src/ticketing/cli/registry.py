"""`ticketing registry`: vehicles and their owners."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, plain, say_json
from ticketing.cli.problems import PROBLEM, read_day, refuse

registry = typer.Typer(no_args_is_help=True, help="Vehicles and owners.")
load = typer.Typer(no_args_is_help=True, help="Load tables of the registry.")
registry.add_typer(load, name="load")

File = Annotated[Path, typer.Argument(help="A table: CSV in UTF-8, XLSX or Parquet.")]
Mapping = Annotated[
    Path | None, typer.Option(help="A YAML file with a line `our_name: their column` for columns of another name.")
]
COLOURS = ("white", "yellow", "blue", "red")


@registry.callback()
def _noun() -> None:
    """Vehicles and owners."""


@load.command()
def vehicles(file: File, mapping: Mapping = None, as_json: Json = False) -> None:
    """Load vehicles with their ownership periods.

    Columns: plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to. `valid_to` is the first day that no
    longer counts; empty cells are unknown. The same file again changes nothing, and finishes a load that broke off.
    Exit 1: rows were rejected; the others are loaded.

    Example: ticketing registry load vehicles sample_media/registry/vehicles.csv
    """
    from ticketing.registry.load import VEHICLES

    _load(VEHICLES, file, mapping, as_json)


@load.command()
def residents(file: File, mapping: Mapping = None, as_json: Json = False) -> None:
    """Load the persons and organisations that own vehicles.

    Columns: owner_id,owner_kind,name,personal_id,birth_date,address,phone. `owner_kind` is individual or organisation.
    Exit 1: rows were rejected; the others are loaded.

    Example: ticketing registry load residents sample_media/registry/residents.csv
    """
    from ticketing.registry.load import RESIDENTS

    _load(RESIDENTS, file, mapping, as_json)


@load.command()
def stolen(file: File, mapping: Mapping = None, as_json: Json = False) -> None:
    """Load plates of vehicles that were reported stolen: their cases wait in the manual queue (STOLEN_VEHICLE).

    Columns: plate,valid_from,valid_to,source,note. The list holds for acts from `valid_from` until the day before
    `valid_to`; a vehicle that was found again gets its `valid_to` by loading its row anew. `note` names no person.
    Exit 1: rows were rejected; the others are loaded.

    Example: ticketing registry load stolen stolen.csv
    """
    from ticketing.registry.load import STOLEN

    _load(STOLEN, file, mapping, as_json)


@load.command()
def exempt(file: File, mapping: Mapping = None, as_json: Json = False) -> None:
    """Load plates of vehicles that may be exempt, such as priority vehicles (EXEMPT_VEHICLE); an officer decides.

    Columns: plate,valid_from,valid_to,source,note, as for `stolen`. Nothing is dropped by itself: the case waits in
    the manual queue, and an officer says whether the vehicle was on duty.
    Exit 1: rows were rejected; the others are loaded.

    Example: ticketing registry load exempt exempt.csv
    """
    from ticketing.registry.load import EXEMPT

    _load(EXEMPT, file, mapping, as_json)


def _load(what: Any, file: Path, mapping: Path | None, as_json: bool) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from ticketing.cli.loads import give_report
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.kit.sheet_files import count_rows, read_names
    from ticketing.kit.sheets import SheetFault
    from ticketing.registry.load import load_table
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    console = Console(stderr=True)
    try:
        names = read_names(mapping) if mapping else None
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task(what.name, total=count_rows(file) if console.is_terminal else None)
            report = load_table(
                context.database, context.keys, what, file, context.settings.home / "rejects",
                at=context.clock.now(), actor=at_the_keyboard(), names=names,
                advance=lambda rows: progress.advance(task, rows),
            )  # fmt: skip
    except SheetFault as problem:
        raise refuse(problem) from None
    finally:
        context.finish()
    give_report(report, as_json)


@registry.command()
def resolve(as_json: Json = False) -> None:
    """Find for every resident the commune of today that his address names; some minutes for a million.

    Takes only addresses that are new, have changed, or were resolved with other tables of places; after a kill the same
    command goes on. That addresses are opened is one event of the log. resolved: one commune; ambiguous, unknown: a
    person chooses when a case comes to it; waiting: not reached, because somebody loaded meanwhile.

    Example: ticketing registry resolve
    """
    from rich.console import Console
    from rich.progress import Progress

    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.registry.resolving import count_waiting, counts, resolve_residents
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    console = Console(stderr=True)
    with context.database.reading() as session:
        waiting = count_waiting(session)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("addresses", total=waiting)
        done = resolve_residents(
            context.database, context.keys, at=context.clock.now(), actor=at_the_keyboard(),
            advance=lambda residents: progress.advance(task, residents),
        )  # fmt: skip
    with context.database.reading() as session:
        found = {"done": done, **counts(session)}
    context.finish()
    if as_json:
        say_json(found)
    else:
        for name, number in found.items():
            typer.echo(f"{name:10} {number}")


@registry.command()
def owner(
    plate: Annotated[str, typer.Argument(help="The plate in any usual writing.")],
    on: Annotated[date, typer.Option(parser=read_day, metavar="DAY", help="The day of the act.")],
    purpose: Annotated[str, typer.Option(help="What for. It stands in the log with your name.")],
    colour: Annotated[str | None, typer.Option(help="Colour of the plate, where it is known.")] = None,
    as_json: Json = False,
) -> None:
    """Open the owner of a plate on a day, with today's commune. Every look is an event of the log.

    status: found; none; ambiguous, several owners or vehicles; special, a plate of the army, a foreign or a
    temporary one, which is not of this register. Exit 1: not found.

    Example: ticketing registry owner "98A-123.45" --on 2026-11-16 --purpose "question of the inspection of 20 November"
    """
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.registry.access import outside_a_case
    from ticketing.registry.lookup import look_up_owner
    from ticketing.settings import read_settings

    if colour is not None and colour not in COLOURS:
        raise refuse(f"--colour is one of {', '.join(COLOURS)}.")
    context = open_app(read_settings())
    if context.register is not None:
        raise refuse(
            "The register of this home lies outside and is asked for a case only; what it said of one is no answer "
            "for another day. Use `ticketing case show ID --purpose TEXT`."
        )
    try:
        permit = outside_a_case(purpose, at_the_keyboard())
        with context.database.writing() as session:
            found = look_up_owner(
                session, context.keys, permit, plate=plate, colour=colour, on=on, at=context.clock.now()
            )
    except ValueError as problem:
        raise refuse(problem) from None
    context.finish()
    if as_json:
        say_json(found.as_facts())
    else:
        for name, value in found.as_facts().items():
            for part, inner in value.items() if isinstance(value, dict) else ((name, value),):
                typer.echo(f"{part:13} {plain(inner)}")
        typer.echo(f"{'reason':13} {plain(found.reason)}")
    raise typer.Exit(0 if found.status == "found" else PROBLEM)
