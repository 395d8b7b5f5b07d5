"""`ticketing registry`: vehicles and their owners."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ticketing.cli.problems import read_day, refuse

registry = typer.Typer(no_args_is_help=True, help="Vehicles and owners.")
load = typer.Typer(no_args_is_help=True, help="Load tables of the registry.")
registry.add_typer(load, name="load")

File = Annotated[Path, typer.Argument(help="A CSV table, UTF-8.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@registry.callback()
def _noun() -> None:
    """Vehicles and owners."""


@load.command()
def vehicles(file: File, as_json: Json = False) -> None:
    """Load vehicles with their ownership periods.

    Columns: plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to. `valid_to` is the first day that no
    longer counts; empty cells are unknown. Exit 1: rows were rejected; the others are loaded.

    Example: ticketing registry load vehicles sample_media/vehicles.csv
    """
    from ticketing.registry.load import load_vehicles

    _load(load_vehicles, file, as_json)


@load.command()
def residents(file: File, as_json: Json = False) -> None:
    """Load the persons and organisations that own vehicles.

    Columns: owner_id,owner_kind,name,personal_id,birth_date,address,phone. `owner_kind` is individual or organisation.
    Exit 1: rows were rejected; the others are loaded.

    Example: ticketing registry load residents sample_media/residents.csv
    """
    from ticketing.registry.load import load_residents

    _load(load_residents, file, as_json)


def _load(load_table: Callable[..., Any], file: Path, as_json: bool) -> None:
    from ticketing.cli.lines import at_the_keyboard
    from ticketing.cli.loads import give_report
    from ticketing.flow.office import open_office
    from ticketing.kit.sheets import SheetFault
    from ticketing.settings import read_settings

    office = open_office(read_settings())
    rejects = office.settings.home / "rejects"
    try:
        report = load_table(office.database, office.keys, file, rejects, at=office.clock.now(), actor=at_the_keyboard())
    except SheetFault as problem:
        raise refuse(problem) from None
    finally:
        office.finish()
    give_report(report, as_json)


@registry.command()
def owner(
    plate: Annotated[str, typer.Argument(help="The plate in any usual writing.")],
    on: Annotated[date, typer.Option(parser=read_day, metavar="DAY", help="The day of the act.")],
    purpose: Annotated[str, typer.Option(help="What for. It stands in the log with your name.")],
    colour: Annotated[str | None, typer.Option(help="Colour of the plate, where it is known.")] = None,
    as_json: Json = False,
) -> None:
    """Open the owner of a plate on a day, with today's commune. Every look is an event of the log.

    Exit 1: there is no owner, or not exactly one.

    Example: ticketing registry owner "98A-123.45" --on 2026-11-16 --purpose "question of the inspection of 20 November"
    """
    from ticketing.cli.lines import at_the_keyboard, json_line, plain
    from ticketing.flow.office import open_office
    from ticketing.registry.access import Permit, open_owner
    from ticketing.settings import read_settings

    office = open_office(read_settings())
    now, permit = office.clock.now(), Permit("registry", purpose, at_the_keyboard())
    try:
        with office.database.writing() as session:
            found = open_owner(session, office.keys, permit, plate=plate, plate_colour=colour, on=on, at=now)
    except ValueError as problem:
        raise refuse(problem) from None
    office.finish()
    answer = _answer(plate, on, found)
    if as_json:
        typer.echo(json_line(answer))
    else:
        for name, value in {**(answer["owner"] or {}), **answer, "owner": answer["found"]}.items():
            typer.echo(f"{name:13} {plain(value)}")
    raise typer.Exit(0 if answer["found"] else 1)


def _answer(plate: str, on: date, found: Any) -> dict[str, Any]:
    from dataclasses import asdict

    from ticketing.law.places import commune
    from ticketing.registry.address_book import whereabouts

    if found.owner is None:
        reason = f"{found.missing}: {found.sentence}"
        return {"plate": plate, "on": on.isoformat(), "found": False, "owner": None, "reason": reason, "commune": None}
    place = whereabouts(found.owner.address)
    return {
        "plate": plate,
        "on": on.isoformat(),
        "found": True,
        "owner": asdict(found.owner),
        "reason": f"ADDRESS_AMBIGUOUS: {place.sentence}" if place.sentence else None,
        "commune": {"code": place.commune_code, "name": commune(place.commune_code).full_name}
        if place.commune_code
        else None,
        "candidates": list(place.candidates),
    }
