"""`ticketing law`: what the law says of an act, a term, a rank on a day. Needs no home and makes none."""

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, say_json
from ticketing.cli.problems import failed, read_day, refuse

law = typer.Typer(help="Ask the tables of law.", no_args_is_help=True)

Vehicle = Annotated[str, typer.Option("--vehicle", help="car, motorcycle, special or bicycle; truck and bus are cars.")]
DayOfAct = Annotated[date, typer.Option("--on", parser=read_day, metavar="DAY", help="The day of the act.")]


def _print(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say_json(answer)
        return
    width = max(map(len, answer))
    for name, value in answer.items():
        lines = [_in_words(entry) for entry in value] if isinstance(value, list) else [_in_words(value)]
        for place, line in enumerate(lines or ["-"]):
            typer.echo(f"{'' if place else name:<{width}}  {line}")


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(_in_words(inner) for inner in value.values())
    return "-" if value is None or value == "" else str(value)


class Subject(StrEnum):
    """Against whom the decision goes."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


@law.command()
def show(
    behaviour: str,
    vehicle: Vehicle,
    on: DayOfAct,
    handled_on: Annotated[
        date | None,
        typer.Option("--handled-on", parser=read_day, metavar="DAY", help="The day of signing; else that of the act."),
    ] = None,
    subject: Annotated[Subject, typer.Option(help="Who is fined; an organisation pays double.")] = Subject.INDIVIDUAL,
    persons: Annotated[int, typer.Option(help="Persons above the permitted number, for rows that count them.")] = 1,
    permitted: Annotated[
        int | None, typer.Option(min=1, help="Persons permitted: the points of such a row follow from the share.")
    ] = None,
    as_json: Json = False,
) -> None:
    """What an act is, costs and takes, and who may decide on it. Exit 2 where the law has no such act on that day.

    Example: ticketing law show RED_LIGHT --vehicle motorcycle --on 2026-11-16 --handled-on 2026-12-25
    """
    from ticketing.law.act import act_in_law
    from ticketing.law.dated import LawError
    from ticketing.law.penalties import decree_name, measures_text

    try:
        act = act_in_law(
            behaviour, vehicle, on, handled_on=handled_on, organisation=subject is Subject.ORGANISATION,
            persons_over=persons, persons_permitted=permitted,
        )  # fmt: skip
    except LawError as error:
        raise refuse(error) from None
    answer = {
        "behaviour": act.row.behaviour,
        "vehicle": str(act.row.vehicle),
        "on": act.on.isoformat(),
        "citation": act.citation,
        "decree": decree_name(act.row),
        "act_vi": act.row.act_vi,
        "min_vnd": act.min_vnd,
        "max_vnd": act.max_vnd,
        "default_vnd": act.default_vnd,
        "points": act.points,
        "additional_measures": measures_text(act.row),
        "explanation_right": act.explanation_right,
        "competent": [asdict(power) for power in act.competent],
        "not_known": list(act.not_known),
    }
    _print(answer, as_json)


@law.command()
def speed(
    vehicle: Vehicle,
    measured: Annotated[str, typer.Option(help="The shown speed in km/h.")],
    limit: Annotated[str, typer.Option(help="The permitted speed in km/h.")],
    on: DayOfAct,
    as_json: Json = False,
) -> None:
    """Which behaviour a shown speed is: one decimal, cut and never rounded up; none under 5 km/h over the limit.

    Example: ticketing law speed --vehicle car --measured 72.4 --limit 60 --on 2026-11-16
    """
    from ticketing.law.dated import LawError
    from ticketing.law.penalties import fine_row
    from ticketing.law.speed import bands_of, excess_kmh, read_kmh, speed_band
    from ticketing.law.vehicles import vehicle_class

    try:
        shown, permitted, bands = read_kmh(measured), read_kmh(limit), bands_of(vehicle, on)
    except (LawError, ValueError) as error:
        raise refuse(error) from None
    if not permitted:
        raise refuse("A limit of 0 km/h is no limit: name the permitted speed.")
    if not bands:
        raise refuse(f"The law fines no speed of a {vehicle} on {on}.")
    band = speed_band(shown, permitted, vehicle, on)
    if band and fine_row(band.behaviour, vehicle, on) is None:
        raise refuse(f"The tables hold no fine for {band.behaviour} of a {vehicle} on {on}.")
    answer = {
        "behaviour": band.behaviour if band else None,
        "over_kmh": float(excess_kmh(shown, permitted)),  # one decimal: what JSON writes is what was counted
        "vehicle": str(vehicle_class(vehicle)),
        "on": on.isoformat(),
    }
    _print(answer, as_json)


@law.command()
def deadline(
    code: str,
    started: Annotated[
        date, typer.Option("--from", parser=read_day, metavar="DAY", help="The day of the start event.")
    ],
    as_json: Json = False,
) -> None:
    """When a term ends that an event on a day has started, and which days off moved its end.

    Example: ticketing law deadline DECISION --from 2026-12-25
    """
    from ticketing.law import clocks
    from ticketing.law.calendar import official_calendar
    from ticketing.law.dated import LawError

    calendar = official_calendar()
    try:
        running = clocks.term(code, started, calendar)
        acts_from = running.acts_from
    except LawError as error:
        raise refuse(error) from None
    except (OverflowError, ValueError):  # past the year 9999
        raise refuse(f"A term from {started} on ends beyond the calendar: name an earlier day.") from None
    skipped = clocks.skipped_days(running, calendar)
    safe_on = running.safe_due_on if clocks.has_safe_day(running.code, running.starts_on) else None
    answer = {
        "code": running.code,
        "kind": str(running.kind),
        "from": running.starts_on.isoformat(),
        "due_on": running.due_on.isoformat(),
        "safe_due_on": safe_on.isoformat() if safe_on else None,
        "acts_from": acts_from.isoformat() if acts_from else None,
        "skipped": [{"day": day.isoformat(), "why": calendar.why_off(day)} for day in skipped],
        "article": running.article,
        "calendar": "provisional" if running.unconfirmed_years else "confirmed",
    }
    _print(answer, as_json)


@law.command()
def check(as_json: Json = False) -> None:
    """Load every table of law and say what is missing for papers; exit 1 where a table contradicts itself.

    Example: ticketing law check
    """
    from ticketing.law.dated import TableFault

    try:
        answer = _checked()
    except TableFault as fault:
        raise failed(fault) from None
    _print(answer, as_json)


def _checked() -> dict[str, Any]:
    # Importing a module loads and checks its tables.
    from ticketing.addresses import tables as place_tables
    from ticketing.kit.clock import vietnam_day, wall_now
    from ticketing.law import competence, speed
    from ticketing.law.calendar import official_calendar
    from ticketing.law.clocks import CODES
    from ticketing.law.dated import table_versions
    from ticketing.law.penalties import FINES, rows_without_wording
    from ticketing.plates import place_codes

    today = vietnam_day(wall_now())
    return {
        "fines": len(tuple(FINES)),
        "terms": len(CODES),
        "ranks": len(competence.RANKS),
        "speed_bands": len(speed.BANDS),
        "place_codes": len(place_codes.CODES),
        "confirmed_calendar_years": sorted(official_calendar().confirmed_years),
        "without_wording": [f"{row.behaviour} ({row.vehicle})" for row in rows_without_wording(today)],
        "tables": table_versions()
        | {place_codes.FILE.name: place_codes.version()}
        | {f"places/{name}": version for name, version in place_tables.table_versions().items()},
    }
