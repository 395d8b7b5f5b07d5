"""`ticketing review`: how good the reviewing is."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ticketing.cli.lines import Json, say_json
from ticketing.cli.problems import refuse, write

review = typer.Typer(no_args_is_help=True, help="How good the reviewing is.")


@review.callback()
def _noun() -> None:
    """How good the reviewing is."""


@review.command()
def stats(
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day on which verdicts were decided.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day; it counts.")],
    as_json: Json = False,
) -> None:
    """Errors found by blind judgement, by camera, officer, behaviour and model, and the agreement of each two officers.

    judged: cases, for an officer verdicts, that two persons judged without seeing each other. low, high: Wilson 95 %.

    Example: ticketing review stats --from 2026-10-01 --to 2026-12-31 --json
    """
    from ticketing.flow.app_context import open_app
    from ticketing.reports.quality import quality
    from ticketing.settings import read_settings

    begin, end = _day("--from", first), _day("--to", last)
    if end < begin:
        raise refuse(f"The time ends before it begins: --from {first} --to {last}.")
    try:
        with open_app(read_settings()).database.reading() as session:
            found = quality(session, begin, end)
    except LookupError as problem:
        raise refuse(problem) from None
    if as_json:
        say_json(found.as_json())
    else:
        _print(found)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(f"{option} '{text}' is no day: write it like 2026-11-18.") from None


def _print(found: Any) -> None:
    typer.echo(f"{found.judged.judged} cases judged blind, {found.judged.errors} first verdicts wrong.")
    for kind, lines in found.by.items():
        typer.echo(f"\n{kind:<40} judged  errors    rate  interval")
        for line in lines:
            typer.echo(f"  {line.id:<38} {line.share.judged:>6} {line.share.errors:>7} {_shares(line)}")
    typer.echo("")
    for pair in found.pairs:
        agreement = "not defined" if pair.kappa is None else f"kappa {pair.kappa:.2f}"
        typer.echo(f"  {pair.a} and {pair.b}: {pair.n} cases, {agreement}")


def _shares(line: Any) -> str:
    if line.share.interval is None:
        return "      -"
    low, high = line.share.interval
    return f"{line.share.rate:>7.1%}  {low:.1%} - {high:.1%}" + ("  HELD" if line.held else "")


@review.command()
def report(
    month: Annotated[str, typer.Option(help="A month that is over, like 2026-10.")],
    account: Annotated[str, typer.Option("--as", help="Log-in name of the signer.")],
    out: Annotated[Path, typer.Option(help="Folder for the two files.")] = Path(),
) -> None:
    """Make the monthly report on the reviewing as signed PDF and as JSON: fit to publish, without persons.

    Example: ticketing review report --month 2026-10 --as signer --out reports
    """
    from ticketing.agency.accounts import actor_of
    from ticketing.agency.agency import NoAgency, NotASigner
    from ticketing.cli.who import open_account
    from ticketing.documents.signing.sign import SigningRefused, StampServerAway
    from ticketing.flow.app_context import open_app
    from ticketing.reports.months import Month
    from ticketing.reports.quality_report import MonthRuns, note_report, quality_report
    from ticketing.settings import read_settings
    from ticketing.web.text.i18n import language
    from ticketing.web.text.phrases import behaviour

    context = open_app(read_settings())
    at = context.clock.now()
    language.set("vi")
    try:
        chosen = Month.read(month)
        with context.database.reading() as session:
            found = open_account(session, account)
            actor = actor_of(session, found, at=at)
            made = quality_report(
                session, context.signing, chosen, actor=actor, account_name=found.name, name_of=behaviour, at=at,
                own_templates=context.settings.templates,
            )  # fmt: skip
    except (ValueError, LookupError, MonthRuns, NotASigner, NoAgency, SigningRefused, StampServerAway) as problem:
        raise refuse(problem) from None
    out.mkdir(parents=True, exist_ok=True)
    for name, data in ((f"quality-{month}.pdf", made.pdf), (f"quality-{month}.json", made.figures)):
        write(out / name, data)
        typer.echo(str(out / name))
    with context.database.writing() as session:
        note_report(session, chosen, made, actor=actor, at=at)
    context.finish()
