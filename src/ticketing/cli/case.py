"""`ticketing case`: what became of each drop."""

from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, json_line, plain, say_json
from ticketing.cli.problems import refuse

case = typer.Typer(no_args_is_help=True, help="Cases: list, show.")

COLUMNS = ("case_no", "event_id", "state", "reason", "plate", "behaviour", "violated_at")


@case.callback()
def _noun() -> None:
    """Cases: list, show."""


@case.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="Only this state, a name of the law notes or NO_PLATE …")] = None,
    as_json: Json = False,
) -> None:
    """One entry a drop, those that never became a case too, in the order in which they came.

    Example: ticketing case list --state REVIEW_PENDING
    """
    from ticketing.cases.queries import UnknownState, case_list
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        try:
            entries = case_list(session, state)
        except UnknownState as problem:
            raise refuse(problem) from None
        if not as_json:
            _print_table(entries)
            return
        lines = (json_line(entry) for entry in entries)
        typer.echo("[" + next(lines, ""), nl=False)
        for line in lines:
            typer.echo(",\n" + line, nl=False)
        typer.echo("]")


def _print_table(entries: Any) -> None:
    widths = (14, 26, 18, 24, 11, 22, 16)
    typer.echo("  ".join(f"{name:{width}}" for name, width in zip(COLUMNS, widths, strict=True)).rstrip())
    for entry in entries:
        code, moment = (entry["reason"] or "").partition(":")[0] or None, (entry["violated_at"] or "")[:16] or None
        shown = {**entry, "reason": code, "violated_at": moment}
        cells = (f"{plain(shown[name])[:width]:{width}}" for name, width in zip(COLUMNS, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


@case.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Case id, case number or event id.")],
    purpose: Annotated[
        str | None, typer.Option(help="Show owner and violator too; purpose and your name go into the log.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Everything that a case rests on: readings, register, evidence, papers, history.

    Persons are shown to nobody while no verdict stands.

    Example: ticketing case show VP-2026-000012 --json
    """
    from ticketing.cases.queries import case_show
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    try:
        with context.database.reading() as session:
            shown = case_show(session, name, documents=_documents)
        if purpose is not None:
            shown["persons"] = _persons(context, shown["case_id"], purpose)
    except (LookupError, ValueError) as problem:
        raise refuse(problem) from None
    if as_json:
        say_json(shown)
    else:
        _print(shown)


def _documents(session: Any, case_id: str) -> list[dict[str, Any]]:
    """Papers of a case that count or will: signed ones by their number, with where they are, others waiting for it."""
    from ticketing.cases.tables import Case
    from ticketing.dispatch.delivery.tracking import track
    from ticketing.documents.case_documents import documents_of
    from ticketing.documents.tables import SENT_BACK, WITHDRAWN

    case = session.get(Case, case_id)
    stands = track(session, case) if case else {}
    return [
        {
            "no": paper.no,
            "kind": paper.kind,
            "sha256": paper.signed_sha256,
            "signed": paper.signed,
            "where": [one.place for one in stands.get(paper.id, ())],
        }
        for paper in documents_of(session, case_id)
        if paper.state not in (SENT_BACK, WITHDRAWN)
    ]


def _persons(context: Any, case_id: str, purpose: str) -> list[dict[str, Any]]:
    """Owner and violator of a case in clear, after the look was written down."""
    from dataclasses import asdict

    from ticketing.cases.owner.identification import view_persons
    from ticketing.cases.tables import Case
    from ticketing.cli.who import at_the_keyboard
    from ticketing.kit.clock import wall_now
    from ticketing.review.blind import permit_to_view

    with context.database.writing() as session:
        found = session.get(Case, case_id)
        if found is None:
            raise LookupError("This drop never became a case: nobody's data were opened for it.")
        allowed = permit_to_view(session, context.keys, found, purpose, actor=at_the_keyboard(), wall=wall_now())
        seen = view_persons(session, context.keys, allowed, at=context.clock.now())
    context.finish()
    return [
        {"role": role.value, **asdict(person), "birth_date": person.birth_date and person.birth_date.isoformat()}
        for role, person in seen
    ]


def _print(shown: dict[str, Any]) -> None:
    for name, value in shown.items():
        if isinstance(value, list) and value:
            typer.echo(f"{name}:")
            for item in value:
                typer.echo(f"  {plain(json_line(item) if isinstance(item, dict) else item)}")
        else:
            typer.echo(f"{name}: {plain(json_line(value) if isinstance(value, dict | list) else value)}")
