"""`ticketing evidence`: prove that history is whole."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import PROBLEM, refuse
from ticketing.evidence.event_kinds import LogEvent

evidence = typer.Typer(no_args_is_help=True, help="Verify the log, the blobs and the checkpoints.")


@evidence.callback()
def _noun() -> None:
    """Verify the log, the blobs and the checkpoints."""


@evidence.command()
def verify(
    witness: Annotated[list[Path] | None, typer.Option(help="A checkpoint that was kept elsewhere.")] = None,
    as_json: Json = False,
) -> None:
    """Check every event, blob and checkpoint. Exit 0: whole; 1: faults, each with its place.

    Example: ticketing evidence verify --witness /media/usb/000000000412
    """
    from ticketing.evidence.checkpoint import verify_log
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    vkey = (context.settings.keys / "log.vkey").read_text()
    for path in witness or []:
        if not path.is_file():
            raise refuse(f"'{path}' is no file: give a checkpoint that was kept outside this home.")
    report = verify_log(context.database, context.store, context.settings.checkpoints, vkey, witness)
    if as_json:
        say_json(asdict(report))
    else:
        for fault in report.faults:
            say(f"{fault.where}: {fault.sentence}")
        typer.echo(
            f"{report.events} events, {report.blobs} blobs, {report.checkpoints} checkpoints, "
            f"{report.uncovered} events not yet covered: {len(report.faults) or 'no'} faults."
        )
    raise typer.Exit(PROBLEM if report.faults else 0)


@evidence.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new folder; with --case a new ZIP file.")],
    purpose: Annotated[str, typer.Option(help="What for. It stands in the log with your name.")],
    case: Annotated[str | None, typer.Option(help="One case alone, with its proof: id, number or event id.")] = None,
) -> None:
    """Copy all events, blobs and checkpoints for somebody who verifies them without us: python verify.py FOLDER.

    With --case a ZIP of one case: its events and their paths to a signed checkpoint, pictures, papers, verify.py.
    The copy holds papers and pictures of people: keep it like the home itself.

    Example: ticketing evidence export /media/usb/audit --purpose "inspection of 20 November"
    """
    from ticketing.cli.who import at_the_keyboard
    from ticketing.evidence.export import ExportRefused, export_history
    from ticketing.evidence.log import append
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    if not purpose.strip():
        raise refuse("An export needs a purpose: say in a few words what it is for.")
    context = open_app(read_settings())
    subject = "log" if case is None else _case_id(context, case)
    with context.database.writing() as session:
        append(
            session,
            at=context.clock.now(),
            kind=LogEvent.EVIDENCE_EXPORTED,
            subject=subject,
            actor=at_the_keyboard().label,
            data={"purpose": purpose.strip()},
        )
    context.finish()
    if case is not None:
        _export_case(context, subject, folder)
        return
    settings = context.settings
    try:
        count = export_history(
            context.database, context.store, settings.checkpoints, settings.keys / "log.vkey", folder
        )
    except ExportRefused as problem:
        raise refuse(problem) from None
    typer.echo(f"{count} events in {folder}. Anybody verifies it with: python {folder / 'verify.py'} {folder}")


def _case_id(context: Any, name: str) -> str:
    from ticketing.cases.queries import find

    with context.database.reading() as session:
        try:
            observation, _ = find(session, name)
        except LookupError as problem:
            raise refuse(problem) from None
    return str(observation.id)


def _export_case(context: Any, subject: str, path: Path) -> None:
    from ticketing.evidence.proof import NoCheckpoint, export_proof, proof_of

    settings = context.settings
    try:
        with context.database.reading() as session:
            proof = proof_of(session, subject, settings.checkpoints, (settings.keys / "log.vkey").read_text())
            export_proof(session, context.store, proof, path)
    except (NoCheckpoint, FileExistsError, FileNotFoundError) as problem:
        raise refuse(
            problem if isinstance(problem, NoCheckpoint) else f"{path} is no new file: name another."
        ) from None
    typer.echo(
        f"{len(proof['events'])} events in {path}. Unpack it; anybody verifies it with: python verify.py proof.json"
    )
