"""`ticketing payments`: statements and the ledger."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import PROBLEM, bytes_of, refuse

payments = typer.Typer(no_args_is_help=True, help="Statements and the ledger.")


@payments.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="value_date,reference,payer,amount_vnd,…")],
    account: Annotated[str, typer.Option("--as", help="Log-in name of the finance clerk who answers for it.")],
    as_json: Json = False,
) -> None:
    """Import a statement and book what leaves no doubt; exit 1 where lines wait for a person.

    Example: ticketing payments import november.csv --as finance
    """
    from ticketing.agency.accounts import actor_of
    from ticketing.cli.who import open_account
    from ticketing.flow.app_context import open_app
    from ticketing.payments.ledger import import_statement
    from ticketing.payments.statements.lines import StatementUnreadable
    from ticketing.settings import read_settings

    content, context = bytes_of(file, "a statement as CSV"), open_app(read_settings())
    at = context.clock.now()
    with context.database.reading() as session:
        actor = actor_of(session, open_account(session, account), at=at)
    try:
        result = import_statement(context.database, context.keys, content, file.name, actor=actor, at=at)
    except (StatementUnreadable, PermissionError) as problem:
        raise refuse(str(problem)) from None
    context.finish()
    if as_json:
        say_json(asdict(result))
    else:
        known = " (imported before)" if result.known_file else ""
        typer.echo(f"booked {result.booked}, open {result.open}, known {result.known}, unreadable {result.bad}{known}")
    if result.open or result.bad:
        raise typer.Exit(PROBLEM)


@payments.command("list")
def list_(as_json: Json = False) -> None:
    """List the lines that wait for a person: sum, day, and why. Names and texts are on the page for finance only.

    Example: ticketing payments list
    """
    from ticketing.flow.app_context import open_app
    from ticketing.payments.queries import open_lines
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        rows: list[dict[str, Any]] = [
            {
                "line": line.id,
                "statement": line.statement,
                "row": line.row,
                "value_date": line.value_date.isoformat() if line.value_date else None,
                "reference": line.reference,
                "amount_vnd": line.amount_vnd,
                "doubt": line.doubt,
                "sentence": line.sentence,
                "candidates": list(line.candidates),
            }
            for line in open_lines(session, context.keys, limit=10_000)
        ]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        say(f"{row['statement']}:{row['row']}  {row['value_date']}  {row['amount_vnd']:>14,}  {row['sentence']}")
    if not rows:
        typer.echo("No line waits.")
