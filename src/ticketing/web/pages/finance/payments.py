"""Finance: statements come in, lines that leave no doubt are booked, the others wait here for a person."""

from typing import Annotated

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ticketing.agency.queries import names_of
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import vietnam_day
from ticketing.payments import ledger, queries
from ticketing.payments.balances import decision_named, search_balances
from ticketing.payments.ledger import NotBooked, counts_of
from ticketing.payments.statements.lines import StatementUnreadable
from ticketing.payments.statements.reading import statement_formats
from ticketing.payments.tables import Statement
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.forms import Text, actor_of, address
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()
PAGE = 50
LARGEST = 10 * 1024 * 1024
LONGEST_STATEMENT = LARGEST
"""A file of that size has fewer rows than bytes."""


@router.get("/payments", name="payments")
def payments(request: Request, after: str = "", find: str = "") -> Response:
    """Statements, and the lines that wait; `find`: a part of a decision's number or of the plate."""
    return _payments_page(request, after=after, find=find.strip())


@router.get("/payments/statements/{statement_id}", name="statement")
def statement(
    request: Request, statement_id: str, after: Annotated[int, Query(ge=0, le=LONGEST_STATEMENT)] = 0
) -> Response:
    """What came with a statement, what became of each line, and why in the words of who decided it; a logged look."""
    context = request.app.state.context
    with context.database.writing() as session:
        found = session.get(Statement, statement_id)
        if found is None:
            raise NotYours(statement_id)
        lines = queries.lines_of(session, context.keys, found, after=after, limit=PAGE + 1)
        shown = lines[:PAGE]
        names = names_of(session, {one.entry.by for one in shown if one.entry})
        append(
            session,
            at=context.clock.now(),
            kind=LogEvent.STATEMENT_OPENED,
            subject=f"statement:{found.id}",
            actor=actor_of(request, session).label,
            data={"rows": [one.line.row for one in shown]},
        )
    return page(
        request,
        "statement.html",
        statement=found,
        lines=shown,
        names=names,
        next_page=address(f"/payments/statements/{statement_id}", after=shown[-1].line.row)
        if len(lines) > PAGE
        else "",
    )


@router.post("/payments/statements", name="statement_import")
async def import_statement(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """Import a statement; the same file again books nothing twice."""
    data = await file.read(LARGEST + 1)
    return await run_in_threadpool(_import, request, data, file.filename or "statement.csv")


@router.post("/payments/lines/{line_id}", name="line_assign")
def assign(request: Request, line_id: str, number: Text, reason: Text = "") -> Response:
    """Book a waiting line on the decision that a person found."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            actor, at = actor_of(request, session), context.clock.now()
            decision = decision_named(session, number, vietnam_day(at))
            ledger.assign(session, context.keys, line_id, decision.decision_id, reason=reason, actor=actor, at=at)
    except (NotBooked, LookupError) as problem:
        return _payments_page(request, problem=phrase(str(problem)), status=409)
    return see_other("/payments", done="line_booked")


@router.post("/payments/lines/{line_id}/dismiss", name="line_dismiss")
def dismiss(request: Request, line_id: str, reason: Text = "") -> Response:
    """Say that a line is no payment of ours."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            actor, at = actor_of(request, session), context.clock.now()
            ledger.dismiss(session, context.keys, line_id, reason=reason, actor=actor, at=at)
    except (NotBooked, LookupError) as problem:
        return _payments_page(request, problem=phrase(str(problem)), status=409)
    return see_other("/payments", done="line_dismissed")


def _import(request: Request, data: bytes, name: str) -> Response:
    context = request.app.state.context
    if len(data) > LARGEST:
        return _payments_page(request, problem=phrase("The file is larger than 10 MB: split it."), status=413)
    if b"{decision_no" in data:
        template = phrase(
            "This file is a template: places in braces stand for numbers of decisions. Take a real statement."
        )
        return _payments_page(request, problem=template, status=422)
    with context.database.reading() as session:
        actor = actor_of(request, session)
    try:
        result = ledger.import_statement(
            context.database, context.keys, data, name, actor=actor, at=context.clock.now()
        )
    except StatementUnreadable as problem:
        return _payments_page(request, problem=phrase(str(problem)), status=422)
    return _payments_page(request, imported=result)


def _payments_page(
    request: Request,
    *,
    after: str = "",
    find: str = "",
    problem: str = "",
    imported: ledger.Imported | None = None,
    status: int = 200,
) -> Response:
    context = request.app.state.context
    with context.database.reading() as session:
        lines = queries.open_lines(session, context.keys, after=after, limit=PAGE + 1)
        statements = [(one, counts_of(session, one.id)) for one in queries.statements(session, 20)]
        waiting = queries.count_open(session)
        refunds = queries.refunds(session)
        found = [
            (balance, queries.entries_of(session, balance.decision_id))
            for balance in search_balances(session, find, vietnam_day(context.clock.now()))
        ]
    shown = lines[:PAGE]
    return page(
        request,
        "payments.html",
        status=status,
        lines=shown,
        waiting=waiting,
        statements=statements,
        refunds=refunds,
        find=find,
        found=found,
        problem=problem,
        imported=imported,
        accept=",".join(entry.accept for entry in statement_formats()),
        next_page=address("/payments", after=shown[-1].id) if len(lines) > PAGE else "",
    )
