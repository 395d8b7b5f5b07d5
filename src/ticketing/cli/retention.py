"""`ticketing retention`: what is over its term."""

from typing import Annotated

import typer

from ticketing.cli.lines import Json, say_json


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be deleted.")] = False,
    as_json: Json = False,
) -> None:
    """Delete what is over the terms that two persons agreed to; a worker does the same every hour.

    A kind without an agreed term shows what would go after the usual one, and is not touched.

    Example: ticketing retention --dry-run
    """
    from ticketing.flow.app_context import open_app
    from ticketing.flow.retention import overdue, sweep_retention
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    found = overdue(context)
    gone = {} if dry_run else sweep_retention(context)
    context.finish()
    rows = [
        {"code": one.rule.code, "days": one.days, "agreed": one.term is not None, "over": len(one.items),
         "deleted": gone.get(one.rule.code, 0), "items": list(one.items)}
        for one in found
    ]  # fmt: skip
    if as_json:
        say_json({"kinds": rows})
        return
    for row in rows:
        said = (
            f"{row['deleted']} deleted" if row["agreed"] and not dry_run else "agreed" if row["agreed"] else "no term"
        )
        typer.echo(f"{row['code']:<20} {row['days']:>6} days  {row['over']:>6} over  {said}")
