"""`ticketing agency`: what papers say of the agency, and its accounts."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import failed, read_day, refuse, text_of

agency = typer.Typer(no_args_is_help=True, help="What papers say of the agency; accounts.")

YAML = "an agency.yaml as `ticketing agency example` prints it"
File = Annotated[Path, typer.Argument(help="agency.yaml")]
Day = Annotated[date | None, typer.Option("--on", parser=read_day, metavar="DAY", help="A day; today if left out.")]


@agency.command()
def example() -> None:
    """Print a complete agency.yaml with remarks, of an invented agency: change every value of it.

    Example: ticketing agency example > agency.yaml
    """
    from ticketing.agency.form import DEMO_FILE

    typer.echo(DEMO_FILE.read_text(encoding="utf-8"), nl=False)


@agency.command()
def check(file: File) -> None:
    """Say what is wrong in agency.yaml (exit 1) and what it lacks for papers, payment and mail. Needs no home.

    Example: ticketing agency check agency.yaml
    """
    from ticketing.agency.agency import AgencyFault, read_agency, what_is_missing
    from ticketing.kit.clock import vietnam_day, wall_now

    try:
        read = read_agency(text_of(file, YAML))
    except AgencyFault as fault:
        raise failed(fault) from None
    for sentence in what_is_missing(read, max(read.valid_from, vietnam_day(wall_now()))) or ("Nothing is missing.",):
        say(sentence)


@agency.command()
def load(file: File) -> None:
    """Take agency.yaml over: it holds from its valid_from on. The change is an event of the log.

    Example: ticketing agency load agency.yaml
    """
    from ticketing.agency.agency import save_agency
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    text, context = text_of(file, YAML), open_app(read_settings())
    try:
        with context.database.writing() as session:
            version = save_agency(session, text, actor=at_the_keyboard(), at=context.clock.now())
    except ValueError as fault:
        raise failed(fault) from None
    context.finish()
    typer.echo(f"Holds from {version.valid_from} on ({version.sha256[:12]}). Now: ticketing doctor")


@agency.command()
def show(on: Day = None, as_json: Json = False) -> None:
    """Print the agency as papers of a day name it.

    Example: ticketing agency show --on 2026-11-24
    """
    from ticketing.agency.agency import NoAgency, agency_on, write_agency
    from ticketing.agency.form import agency_data
    from ticketing.flow.app_context import open_app
    from ticketing.kit.clock import vietnam_day
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    try:
        with context.database.reading() as session:
            found = agency_on(session, on or vietnam_day(context.clock.now()))
    except NoAgency as problem:
        raise refuse(problem) from None
    if as_json:
        say_json(agency_data(found))
    else:
        typer.echo(write_agency(found), nl=False)


@agency.command()
def accounts(as_json: Json = False) -> None:
    """List the accounts: name, role, unit or commune, open or closed.

    Example: ticketing agency accounts
    """
    from ticketing.agency.queries import accounts as listed
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    with open_app(read_settings()).database.reading() as session:
        rows = [
            {
                "name": account.name,
                "role": account.role,
                "unit": account.unit,
                "commune_code": account.commune_code,
                "rank": account.rank,
                "disabled": account.disabled_at is not None,
            }
            for account in listed(session)
        ]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        state = "closed" if row["disabled"] else "open"
        say(f"{row['name']:<30} {row['role']:<14} {row['commune_code'] or row['unit'] or '-':<10} {state}")


@agency.command()
def reset(name: Annotated[str, typer.Argument(help="Log-in name.")]) -> None:
    """Give an account a new password (and one-time secret), for when no administrator can log in any more.

    Example: ticketing agency reset "Nguyễn Văn A"
    """
    from ticketing.agency.accounts import reset as give_new
    from ticketing.agency.queries import account_named
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.writing() as session:
        account = account_named(session, name)
        if account is None:
            raise refuse(f"There is no account '{name}': `ticketing agency accounts` lists them.")
        fresh = give_new(session, context.keys, account.id, actor=at_the_keyboard(), at=context.clock.now())
    context.finish()
    typer.echo(f"Password:        {fresh.password}")
    if fresh.totp_secret:
        typer.echo(f"One-time secret: {fresh.totp_secret}")
