"""`ticketing law`: what the law says of an act, a term, a rank on a day. Needs no home and makes none."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from ticketing.cli.problems import read_day, refuse

law = typer.Typer(help="Ask the tables of law.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]


def _print(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    width = max(map(len, answer))
    for name, value in answer.items():
        typer.echo(f"{name:<{width}}  {'-' if value is None else value}")


@law.command()
def fine(
    behaviour: str,
    on: Annotated[date, typer.Option("--on", parser=read_day, metavar="DAY", help="The day of the act.")],
    vehicle: Annotated[str, typer.Option(help="car, motorcycle, truck, bus, special or bicycle.")] = "car",
    organisation: Annotated[bool, typer.Option("--organisation", help="The fine of an organisation.")] = False,
    as_json: Json = False,
) -> None:
    """What a behaviour costs on the day of the act.

    Example: ticketing law fine RED_LIGHT --vehicle motorcycle --on 2026-11-16
    """
    from ticketing.kit.money import words_vnd
    from ticketing.law.dated import LawError, table_version
    from ticketing.law.penalties import article_text, fine_row

    try:
        row = fine_row(behaviour, vehicle, on)
    except LawError as error:
        raise refuse(str(error)) from None
    if row is None:
        raise refuse(f"{behaviour} of a {vehicle} has no row on {on}: the law had none, or the table does not reach.")
    times = row.organisation_multiplier if organisation else 1
    answer = {
        "behaviour": row.behaviour,
        "vehicle": str(row.vehicle),
        "act_vi": row.act_vi,
        "officer_confirms_wording": row.several_acts,
        "article": article_text(row, on),
        "min_vnd": row.min_vnd * times,
        "max_vnd": row.max_vnd * times,
        "middle_vnd": row.middle_vnd * times,
        "middle_in_words": words_vnd(row.middle_vnd * times),
        "per_person": row.per_person,
        "points": row.points,
        "withdrawal_months": "-".join(map(str, row.withdrawal_months)) if row.withdrawal_months else None,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "confidence": row.confidence,
        "source": row.act_vi_source,
        "table": table_version("fines"),
    }
    _print(answer, as_json)


@law.command()
def term(
    code: str,
    started: Annotated[
        date, typer.Option("--from", parser=read_day, metavar="DAY", help="The day of the start event.")
    ],
    as_json: Json = False,
) -> None:
    """When a term ends that an event on a day has started.

    Example: ticketing law term DECISION --from 2026-12-25
    """
    from ticketing.law import clocks
    from ticketing.law.calendar import official_calendar
    from ticketing.law.dated import LawError, table_version

    try:
        running = clocks.term(code, started, official_calendar())
    except LawError as error:
        raise refuse(error) from None
    except OverflowError:
        raise refuse(f"A term from {started} on ends beyond the calendar: name an earlier day.") from None
    answer = {
        "code": running.code,
        "starts_on": running.starts_on.isoformat(),
        "due_on": running.due_on.isoformat(),
        "safe_due_on": running.safe_due_on.isoformat(),
        "effect_from": running.effect_from.isoformat(),
        "kind": str(running.kind),
        "article": running.article,
        "effect": running.effect,
        "unconfirmed_years": list(running.unconfirmed_years),
        "tables": {"terms": table_version("terms"), "holidays": table_version("holidays")},
    }
    _print(answer, as_json)


@law.command()
def signer(
    behaviour: str,
    on: Annotated[date, typer.Option("--on", parser=read_day, metavar="DAY", help="The day on which it is signed.")],
    violated_on: Annotated[
        date, typer.Option("--violated-on", parser=read_day, metavar="DAY", help="The day of the act.")
    ],
    vehicle: Annotated[str, typer.Option(help="car, motorcycle, truck, bus, special or bicycle.")] = "car",
    as_json: Json = False,
) -> None:
    """The smallest rank of the traffic police that may decide on an act.

    Example: ticketing law signer RED_LIGHT --vehicle car --violated-on 2026-11-16 --on 2026-12-25
    """
    from ticketing.law.competence import Competent, Matter, smallest_competent_rank
    from ticketing.law.dated import LawError
    from ticketing.law.penalties import fine_row

    try:
        row = fine_row(behaviour, vehicle, violated_on)
    except LawError as error:
        raise refuse(str(error)) from None
    if row is None:
        raise refuse(f"{behaviour} of a {vehicle} has no row on {violated_on}.")
    answer = smallest_competent_rank([Matter(row)], on)
    if not isinstance(answer, Competent):
        raise refuse(answer.sentence)
    found = {"rank": answer.rank, "title": answer.title_vi, "limit_vnd": answer.limit_vnd, "source": answer.source}
    _print(found, as_json)


@law.command()
def check(as_json: Json = False) -> None:
    """Load every table of law and say what is missing for papers; exit 1 where a table contradicts itself.

    Example: ticketing law check
    """
    from ticketing.law.dated import TableFault

    try:
        answer = _checked()
    except TableFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    _print(answer, as_json)


def _checked() -> dict[str, Any]:
    # Importing a module loads and checks its tables.
    from ticketing.kit.clock import vietnam_day, wall_now
    from ticketing.law import competence, place_codes, speed
    from ticketing.law.calendar import official_calendar
    from ticketing.law.clocks import CODES
    from ticketing.law.dated import table_versions
    from ticketing.law.penalties import FINES, rows_without_wording

    today = vietnam_day(wall_now())
    return {
        "fines": len(tuple(FINES)),
        "terms": len(CODES),
        "ranks": len(competence.RANKS),
        "speed_bands": len(speed.BANDS),
        "place_codes": len(place_codes.CODES),
        "confirmed_calendar_years": sorted(official_calendar().confirmed_years),
        "without_wording": [f"{row.behaviour} ({row.vehicle})" for row in rows_without_wording(today)],
        "tables": table_versions(),
    }
