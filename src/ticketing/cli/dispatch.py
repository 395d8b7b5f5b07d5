"""`ticketing dispatch`: consignments to communes, and the mail that carries them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import PROBLEM, refuse

dispatch = typer.Typer(no_args_is_help=True, help="Consignments to communes.")

Number = Annotated[str, typer.Argument(help="Number of a consignment, like 05/DS-CSGT, or its id.")]


@dispatch.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="gathering, closed, sent, taken_over or done.")] = None,
    commune: Annotated[str | None, typer.Option(help="Code of a commune.")] = None,
    as_json: Json = False,
) -> None:
    """List consignments, newest first: number, receiver, papers, how many are recorded, mail. Exit 1: mail has failed.

    Example: ticketing dispatch list --state sent
    """
    from ticketing.dispatch.delivery.queries import consignments
    from ticketing.dispatch.tables import FAILED, STATES
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    if state is not None and state not in STATES:
        raise refuse(f"'{state}' is no state of a consignment. Possible: {', '.join(STATES)}.")
    with open_app(read_settings()).database.reading() as session:
        found = consignments(session, states=[state] if state else STATES, commune_code=commune, limit=10_000)
    rows: list[dict[str, Any]] = [
        {
            "id": summary.consignment.id,
            "number": summary.consignment.number,
            "channel": summary.consignment.channel,
            "receiver_code": summary.consignment.receiver_code or None,
            "mailbox": summary.consignment.mailbox,
            "state": summary.consignment.state,
            "papers": summary.papers,
            "recorded": summary.recorded,
            "mail": summary.mail,
            "answer": summary.answer,
        }
        for summary in found
    ]
    if as_json:
        say_json(rows)
    for row in rows if not as_json else ():
        done = f"{row['recorded']}/{row['papers']}"
        receiver = row["receiver_code"] or row["channel"]
        mail = f"{row['mail'] or '-'} {row['answer'] or ''}"
        say(f"{row['number'] or '(gathering)':<14} {receiver:<16} {row['state']:<11} {done:>7}  {mail}")
    if any(row["mail"] == FAILED for row in rows):
        raise typer.Exit(PROBLEM)


@dispatch.command()
def close(number: Number) -> None:
    """Close a consignment that still gathers, at once: print file and mail are made, the worker sends it.

    Example: ticketing dispatch close 01a20f61-5018-74a8-8959-f487d0a30de7
    """
    from ticketing.dispatch.consignments.closing import close_consignment
    from ticketing.dispatch.delivery.queries import consignment_of
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        found = consignment_of(session, number)
    if found is None:
        raise refuse(f"There is no consignment '{number}': `ticketing dispatch list` lists them.")
    close_consignment(
        context.database, context.store, context.keys, found.id, at=context.clock.now(), now=True,
        print_bundle=context.print_bundle,
    )  # fmt: skip
    context.finish()
    with context.database.reading() as session:
        closed = consignment_of(session, found.id)
    typer.echo(f"{closed.number if closed else found.id}: {closed.state if closed else 'gone'}")


@dispatch.command("send-again")
def send_again(number: Number) -> None:
    """Let a mail that failed wait again, after the mailbox or the server was mended.

    Example: ticketing dispatch send-again 05/DS-CSGT
    """
    from ticketing.cli.who import at_the_keyboard
    from ticketing.dispatch.consignments.outbox import send_again as again
    from ticketing.dispatch.delivery.queries import consignment_of
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.writing() as session:
        found = consignment_of(session, number)
        if found is None:
            raise refuse(f"There is no consignment '{number}': `ticketing dispatch list` lists them.")
        try:
            row = again(session, found.id, actor=at_the_keyboard(), at=context.clock.now())
        except ValueError as problem:
            raise refuse(str(problem)) from None
    context.finish()
    typer.echo(f"{row.message_id} waits for the worker.")


@dispatch.command()
def export(number: Number, folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write a consignment's print file, single papers and manifest into a folder, for a medium in place of mail.

    Example: ticketing dispatch export 05/DS-CSGT /media/usb/05-DS-CSGT
    """
    from ticketing.dispatch.consignments.bundle import message_of
    from ticketing.dispatch.delivery.queries import consignment_of, message_row
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        found = consignment_of(session, number)
        row = message_row(session, found.id) if found else None
        if row is None:
            raise refuse(f"'{number}' is no consignment that was closed: `ticketing dispatch list` lists them.")
        message = message_of(session, context.store, row)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise refuse(f"{folder} is not empty: name a new folder.")
    for attachment in message.attachments:
        (folder / attachment.name).write_bytes(attachment.data)
    typer.echo(f"{len(message.attachments)} files in {folder}.")


@dispatch.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A folder with the files of a bundle.")], as_json: Json = False
) -> None:
    """Read a bundle back: is its manifest signed here, and are its files those that it names? Exit 1: it is not whole.

    Example: ticketing dispatch check /media/usb/05-DS-CSGT
    """
    from ticketing.dispatch.consignments.check_bundle import NoBundle, check_bundle
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    try:
        found = check_bundle(folder, open_app(read_settings()).signing.public_paper_keys())
    except NoBundle as problem:
        raise refuse(str(problem)) from None
    if as_json:
        data = {"consignment": found.consignment, "papers": found.papers, "signature": found.signature}
        say_json(data | {"problems": found.problems, "whole": found.whole})
    else:
        say(f"{found.consignment}: {found.papers} papers, signature of the manifest: {found.signature}.")
        for sentence in found.problems:
            say(f"  {sentence}")
    if not found.whole:
        raise typer.Exit(PROBLEM)


@dispatch.command()
def reply(
    number: Number,
    file: Annotated[Path, typer.Argument(help="The reply.csv of the bundle, filled in.")],
    account: Annotated[str, typer.Option("--as", help="Log-in name of the officer who enters it.")],
    as_json: Json = False,
) -> None:
    """Enter what a commune that is not connected writes back. Exit 1: lines were kept aside; the same again is nothing.

    Example: ticketing dispatch reply 05/DS-CSGT reply.csv --as officer1
    """
    from ticketing.agency.accounts import actor_of
    from ticketing.cli.loads import give_report
    from ticketing.cli.who import open_account
    from ticketing.dispatch.delivery.queries import consignment_of
    from ticketing.dispatch.delivery.recording import NotRecorded, NotYours
    from ticketing.dispatch.delivery.reply import enter_reply
    from ticketing.flow.app_context import open_app
    from ticketing.kit.sheets import SheetFault
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    at = context.clock.now()
    with context.database.reading() as session:
        found = consignment_of(session, number)
        if found is None:
            raise refuse(f"There is no consignment '{number}': `ticketing dispatch list` lists them.")
        actor = actor_of(session, open_account(session, account), at=at)
    if not file.is_file():
        raise refuse(f"There is no file {file}.")
    try:
        report = enter_reply(
            context.database, context.store, context.keys, found.id, file, context.settings.home / "rejects",
            actor=actor,
            at=at,
        )  # fmt: skip
    except (SheetFault, NotYours, NotRecorded) as problem:
        raise refuse(str(problem)) from None
    finally:
        context.finish()
    give_report(report, as_json)
