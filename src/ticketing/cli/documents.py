"""`ticketing documents`: whether a PDF is genuine, templates print, papers come out as they were; the offline check."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ticketing.cli.lines import Json, say, say_json
from ticketing.cli.problems import PROBLEM, bytes_of, failed, read_day, refuse, write

if TYPE_CHECKING:  # imported inside the commands, so that help is quick
    from sqlalchemy.orm import Session

    from ticketing.documents.signing.verify import Verification
    from ticketing.documents.tables import Document
    from ticketing.documents.validity import Validity
    from ticketing.flow.app_context import AppContext
    from ticketing.settings import Settings

documents = typer.Typer(help="Check templates, verify a signed PDF, make a paper again.", no_args_is_help=True)


@documents.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The PDF.")],
    trust: Annotated[
        list[Path] | None, typer.Option(help="Root certificate to trust (PEM or DER); repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the signature of a PDF: valid, whole, and by somebody we trust. Exit 0 only when all three hold.

    Where there is a home it also says whether the paper was issued here and still holds (--json: null without a home,
    or where its database cannot be read).
    Without --trust the roots of this installation count: trust/*.pem and keys/signers/root.pem.
    Example: ticketing documents verify 05-TB-CSGT.pdf
    """
    from ticketing.documents.signing.verify import load_roots, verify_pdf
    from ticketing.settings import read_settings

    settings = read_settings()
    home = settings.home
    roots = trust or [*sorted(home.glob("trust/*.pem")), *home.glob("keys/signers/root.pem")]
    pdf, trusted = bytes_of(file, "a PDF"), []
    for path in roots:
        bytes_of(path, "a certificate (PEM or DER)")
        try:
            trusted += load_roots([path])
        except ValueError:
            raise refuse(f"'{path}' holds no certificate: give one as PEM or DER.") from None
    found, here = verify_pdf(pdf, trusted), _validity(pdf, settings)
    if as_json:
        say_json(_for_machines(found, here))
    else:
        for line in _for_people(found, here):
            say(line)
    if not found.genuine:
        raise typer.Exit(PROBLEM)


def _validity(pdf: bytes, settings: "Settings") -> "Validity | None":
    """What the home of this machine knows of the file; None where there is no home that can be asked."""
    import sqlalchemy as sa

    from ticketing.documents.validity import validity_of
    from ticketing.flow.app_context import NoHome, open_app
    from ticketing.kit.digest import sha256

    try:
        context = open_app(settings, upgrade=False)
        with context.database.reading() as session:
            return validity_of(session, sha256(pdf))
    except (NoHome, OSError, sa.exc.SQLAlchemyError):
        return None


def _for_machines(found: "Verification", here: "Validity | None") -> dict[str, Any]:
    last = found.signatures[-1] if found.signatures else None
    return {
        "signature": found.signature,
        "covers_whole_file": found.covers_whole_file,
        "trusted": found.trusted,
        "signer": (last.signer or None) if last else None,
        "signed_at": last.signed_at.isoformat() if last and last.signed_at else None,
        "document_no": found.document_no,
        "known_here": here.known if here else None,
        "withdrawn": here.withdrawn if here else None,
    }


def _for_people(found: "Verification", here: "Validity | None") -> Iterator[str]:
    for remark in found.remarks:
        yield from (remark.vietnamese, remark.english)
    if here and here.gone:
        yield from _GONE[here.gone]
    elif here and here.known:
        yield "Văn bản do hệ thống này phát hành."
        yield "It was issued here."


_GONE = {
    "withdrawn": (
        "Cơ quan ban hành đã rút văn bản này: văn bản không còn giá trị.",
        "It was withdrawn: it no longer holds.",
    ),
    "cancelled": (
        "Quyết định xử phạt của vụ việc đã bị hủy bỏ: văn bản này không còn giá trị.",
        "The penalty decision of its case was cancelled: this paper no longer holds.",
    ),
    "ended": (
        "Vụ việc đã kết thúc, không ra quyết định xử phạt: không ai phải thực hiện văn bản này nữa.",
        "Its case ended without a sanction: nobody has to do what it asks any more.",
    ),
    "superseded": (
        "Văn bản này đã được thay bằng văn bản khác gửi chủ phương tiện hoặc cơ quan khác: không còn giá trị.",
        "Another paper, to another owner, address or office, took its place: this one no longer holds.",
    ),
    "lifted": (
        "Cảnh báo nêu trong văn bản này đã được gỡ.",
        "The warning was lifted.",
    ),
    "enforced": (
        "Việc cưỡng chế theo văn bản này đã kết thúc; nếu còn chi phí cưỡng chế, hỏi cơ quan ban hành.",
        "This enforcement is over; ask the agency whether costs of it are still to be paid.",
    ),
}
"""What is said of a paper that no longer counts (documents.standing.Gone), in both languages."""


@documents.command()
def check(
    templates: Annotated[
        Path | None,
        typer.Option(
            help="An agency's own templates, taken before the shipped ones; not given: `templates` in the home."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print every form from an ordinary and from the longest sample case; exit 1 if anything is missing.

    Example: ticketing documents check --templates /srv/our-templates
    """
    from ticketing.demo.template_check import check_forms
    from ticketing.settings import read_settings

    if templates is not None and not templates.is_dir():
        raise refuse(f"'{templates}' is no folder: give the folder that holds the changed templates.")
    all_well = True
    for result in check_forms(templates or read_settings().templates):
        all_well = all_well and result.ok
        form = result.form
        if as_json:
            line = {
                "template": form.template,
                "form": form.form,
                "valid_from": form.valid_from.isoformat(),
                "ok": result.ok,
                "missing": list(result.missing),
                "pages": result.pages,
                "pdfa": result.pdfa,
            }
            say_json(line)
        else:
            typer.echo(f"{'ok  ' if result.ok else 'FAIL'} {form.form:<22} {result.pages} p.  {form.template}")
            for sentence in result.missing:
                say(f"     {sentence}")
    if not all_well:
        raise typer.Exit(PROBLEM)


@documents.command()
def press(
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that lay papers out; one a core if not given, eight at most."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Number, print and sign all papers that their signers released, several at a time; a worker does the same.

    Every paper is kept for itself: after a kill the same command goes on, no number is used twice and none skipped.
    back: to their signers, who read why. Exit 1: papers are left, and the sentence says what stops them.

    Example: ticketing documents press --processes 4
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    from ticketing.documents.issuing import batch
    from ticketing.documents.issuing.press import press as press_one
    from ticketing.documents.issuing.printing import PdfPrinter
    from ticketing.documents.layout.render_pool import RenderPool
    from ticketing.flow.app_context import open_app
    from ticketing.flow.worker import printers
    from ticketing.settings import read_settings

    context, console = open_app(read_settings()), Console(stderr=True)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    context.checkpoint()  # what the check codes of these papers name is signed before they are
    with context.database.reading() as session:
        waiting = len(batch.released_documents(session))
    with (
        RenderPool(processes or printers()) as pool,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        printer = PdfPrinter(context.signing, pool.render, context.settings.templates)
        task = progress.add_task("papers", total=waiting)
        pressed = batch.press_all(
            context.database,
            lambda one: press_one(
                context.database,
                context.store,
                context.keys,
                context.signing,
                one,
                at=context.clock.now(),
                printer=printer,
            ),
            at_once=pool.processes + 1,
            advance=lambda: progress.advance(task),
        )
    context.finish()
    with context.database.reading() as session:
        found = {"signed": pressed.signed, "back": pressed.back, "left": len(batch.released_documents(session))}
    if as_json:
        say_json(found)
    else:
        for name, number in found.items():
            typer.echo(f"{name:8} {number}")
    if found["left"]:
        problem = pressed.problems[-1] if pressed.problems else "they were signed meanwhile; run the command again."
        raise failed(f"Papers are left: {problem}")


@documents.command()
def again(
    number: Annotated[str, typer.Argument(help="The paper's number, like 05/TB-CSGT.")],
    kind: Annotated[str | None, typer.Option(help="Which kind, where several papers bear the number.")] = None,
    on: Annotated[
        date | None, typer.Option(parser=read_day, metavar="DAY", help="Its day, where several years have the number.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write it there where it is the same; a look in the log.")] = None,
    as_json: Json = False,
) -> None:
    """Make a signed paper again, without its signature, and compare it with the hash that was kept; exit 1: it differs.

    The signed file itself is never made again: the case keeps it as evidence.

    Example: ticketing documents again 05/TB-CSGT --out again.pdf
    """
    from ticketing.documents.issuing.reprint import make_again
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        paper = _one_paper(session, number, kind, on)
        made = make_again(context.store, context.keys, paper, own_templates=context.settings.templates)
    if out is not None and made.pdf is not None and made.why is None:
        _note_view(context, paper)
        write(out, made.pdf)
    if as_json:
        say_json(
            {
                "number": paper.no,
                "kind": paper.kind,
                "signed_on": paper.issued_on and paper.issued_on.isoformat(),
                "same": made.why is None,
                "why": made.why,
                "kept_sha256": paper.unsigned_sha256,
                "made_sha256": made.sha256,
                "fingerprint": paper.fingerprint,
            }
        )
    else:
        say(f"{paper.no} {paper.kind} {paper.issued_on}: {made.why or 'the same bytes, ' + str(made.sha256)}")
    if made.why is not None:
        raise typer.Exit(PROBLEM)


def _one_paper(session: "Session", number: str, kind: str | None, on: date | None) -> "Document":
    """The signed paper that is meant. Where none or several are, one sentence and exit code 2."""
    from ticketing.documents.queries import documents_numbered

    bearing = documents_numbered(session, number)
    found = [one for one in bearing if kind in (None, one.kind) and on in (None, one.issued_on)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{one.kind} of {one.issued_on}" for one in found or bearing)
    if not listed:
        raise refuse(f"No signed paper bears '{number}': `ticketing case show` lists the papers of a case.")
    raise refuse(f"'{number}' stands on {listed}: name one by --kind and --on.")


def _note_view(context: "AppContext", paper: "Document") -> None:
    """Persons stand on a paper: who has it made is an event of its case."""
    from ticketing.cases.states import Refused
    from ticketing.cli.who import at_the_keyboard
    from ticketing.documents.drafting import draft_views
    from ticketing.kit.clock import wall_now

    actor, at = at_the_keyboard(), context.clock.now()
    try:
        with context.database.writing() as session:
            draft_views.note_view(
                session, context.keys, paper, draft_views.MADE_AGAIN, actor=actor, at=at, wall=wall_now()
            )
    except Refused as problem:
        raise refuse(problem) from None
    context.finish()


@documents.command()
def page(
    file: Annotated[Path, typer.Argument(help="Where the page goes, like kiem-tra.html.")],
) -> None:
    """Write the page that checks the QR code of an annex without network: one file, with this home's keys in it.

    Example: ticketing documents page kiem-tra.html
    """
    from ticketing.agency.agency import NoAgency, agency_on
    from ticketing.documents.signing.check_page import check_page
    from ticketing.flow.app_context import open_app
    from ticketing.kit.clock import vietnam_day
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    with context.database.reading() as session:
        try:
            issuer = agency_on(session, vietnam_day(context.clock.now())).full_name
        except NoAgency as problem:
            raise refuse(problem) from None
    write(file, check_page(context.signing.public_paper_keys(), issuer).html.encode())
    typer.echo(f"{file}: open it in a browser, or hand it out; it needs no network and sends nothing.")
