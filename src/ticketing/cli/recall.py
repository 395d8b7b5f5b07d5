"""`ticketing recall`: hold every case that one fault touches."""

from datetime import date, datetime, time
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, say_json
from ticketing.cli.problems import refuse

Moment = Annotated[str, typer.Option("--from", metavar="TIME", help="First moment of capture; a day is its midnight.")]
Until = Annotated[str, typer.Option("--to", metavar="TIME", help="The first moment of capture that does not count.")]


def recall(
    since: Moment,
    until: Until,
    reason: Annotated[str, typer.Option(help="Why. It stands in the recall, for whoever looks at a case later.")],
    camera: Annotated[str | None, typer.Option(help="Code of a camera.")] = None,
    model: Annotated[str | None, typer.Option(help="Version of the networks, as a case keeps it.")] = None,
    load: Annotated[str | None, typer.Option(help="Id of a load of the registry.")] = None,
    law: Annotated[str | None, typer.Option(help="Version of a table of the law, eight characters or more.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be held.")] = False,
    as_json: Json = False,
) -> None:
    """Hold every case that one fault touches, at whatever state that is not final; two persons release them.

    Several faults together: cases that rest on all of them. A drop that comes in later and falls under the recall is
    held too.

    Example: ticketing recall --camera BG-01 --from 2026-11-01 --to 2026-11-08 --reason "limit sign hidden by a tree"
    """
    from ticketing.cases.recall.recalls import NothingNamed, Scope, touched
    from ticketing.cases.recall.recalls import recall as hold
    from ticketing.cases.states import Refused
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    try:
        scope = Scope(_moment(since), _moment(until), camera, model, load, law)
    except (NothingNamed, ValueError) as problem:
        raise refuse(problem) from None
    context = open_app(read_settings())
    if dry_run:
        with context.database.reading() as session:
            found = touched(session, scope)
        _give(None, [{"case_id": case_id, "state": state} for case_id, state in found], 0, as_json)
        return
    try:
        recall_id = hold(context.database, scope, reason, actor=at_the_keyboard(), at=context.clock.now())
    except Refused as problem:
        raise refuse(problem) from None
    context.finish()
    _give(recall_id, *_on_hold(context, recall_id), as_json)


def _moment(text: str) -> datetime:
    """A moment with its offset, or a day of Vietnam."""
    from ticketing.kit.clock import VIETNAM, parse_moment

    try:
        day = date.fromisoformat(text)
    except ValueError:
        return parse_moment(text)
    return datetime.combine(day, time.min, VIETNAM)


def _on_hold(context: Any, recall_id: str) -> tuple[list[dict[str, str]], int]:
    from ticketing.cases.recall.recalls import recalled_cases
    from ticketing.cases.recall.tables import HELD_NOW

    with context.database.reading() as session:
        rows = recalled_cases(session, recall_id)
    return [{"case_id": case_id, "state": state} for case_id, state, _ in rows], sum(
        one == HELD_NOW for *_, one in rows
    )


def _give(recall_id: str | None, cases: list[dict[str, str]], held: int, as_json: bool) -> None:
    if as_json:
        say_json({"recall_id": recall_id, "touched": len(cases), "held": held, "cases": cases})
        return
    typer.echo(f"{len(cases)} cases touched, {held} held now." + (f" Recall {recall_id}." if recall_id else ""))
    for case in cases:
        typer.echo(f"  {case['case_id']}  {case['state']}")
