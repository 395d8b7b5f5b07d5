"""`ticketing init`, `backup` and `restore`: the life of a home."""

from pathlib import Path
from typing import Annotated

import typer

from ticketing.cli.problems import failed, refuse, text_of


def init(
    admin: Annotated[str, typer.Option(help="Name of the first administrator, as papers would print it.")],
    agency: Annotated[Path | None, typer.Option(help="agency.yaml; without it a page asks for it later.")] = None,
) -> None:
    """Begin a real home in TICKETING_HOME and print the first administrator's password and one-time secret, once.

    Example: ticketing init --admin "Nguyễn Văn A" --agency agency.yaml
    """
    from ticketing.agency.accounts import AccountRefused, account_name, create_account
    from ticketing.agency.actors import Role, machine
    from ticketing.agency.agency import AgencyFault, read_agency, save_agency
    from ticketing.agency.queries import accounts
    from ticketing.flow.app_context import make_home
    from ticketing.kit.clock import wall_now
    from ticketing.settings import read_settings

    try:  # all that was given is looked at before anything is made
        admin = account_name(admin)
        text = text_of(agency, "an agency.yaml, or leave it out") if agency else None
        if text is not None:
            read_agency(text)
    except AccountRefused as problem:
        raise refuse(f"--admin: {problem}") from None
    except AgencyFault as problem:
        raise refuse(f"{agency} cannot be taken over, so nothing was made. {problem}") from None
    context = make_home(read_settings(), "init", at=wall_now())
    now, actor = context.clock.now(), machine("init")
    with context.database.reading() as session:
        if accounts(session):
            raise refuse(f"{context.settings.home} has its administrator already: log in, or restore another home.")
    with context.database.writing() as session:
        made = create_account(session, context.keys, name=admin, role=Role.ADMINISTRATOR, actor=actor, at=now)
        if text is not None:
            save_agency(session, text, actor=actor, at=now)
    context.finish()
    typer.echo(f"Home:            {context.settings.home}")
    typer.echo(f"Log in as:       {made.account.name}")
    typer.echo(f"Password:        {made.password}   (shown only now; you change it at the first log-in)")
    typer.echo(f"One-time secret: {made.totp_secret}   (put it into an authenticator app now)")
    typer.echo("Next:            ticketing doctor")


def backup(target: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Copy the home while it runs: database, evidence, keys, checkpoints. Keep the copy like the home itself.

    Exit 1 where nothing was copied, and where everything was but the log is not what its checkpoint says.

    Example: ticketing backup /media/backup/2026-11-24
    """
    from ticketing.flow.app_context import open_app
    from ticketing.flow.backup import BackupRefused
    from ticketing.flow.backup import backup as copy
    from ticketing.settings import read_settings

    try:
        copied = copy(open_app(read_settings()), target)
    except BackupRefused as problem:
        raise failed(problem) from None
    typer.echo(f"{copied.files} files in {target}. Try it: TICKETING_HOME=/tmp/try ticketing restore {target}")
    if copied.problem:
        raise failed(f"Everything was copied, but: {copied.problem}")


def restore(source: Annotated[Path, typer.Argument(help="A folder that `ticketing backup` made.")]) -> None:
    """Bring a copy back into an empty TICKETING_HOME; the log records it. Verify afterwards.

    Example: TICKETING_HOME=/srv/ticketing ticketing restore /media/backup/2026-11-24
    """
    from ticketing.flow.backup import BackupRefused
    from ticketing.flow.backup import restore as bring_back
    from ticketing.settings import read_settings

    try:
        context = bring_back(read_settings(), source)
    except BackupRefused as problem:
        raise failed(problem) from None
    typer.echo(f"{context.settings.home} is back. Now: ticketing evidence verify")
