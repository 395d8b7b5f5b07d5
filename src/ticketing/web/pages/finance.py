"""Finance: statements come in, lines that leave no doubt are booked, the others wait here for a person."""

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ticketing.kit.clock import vietnam_day
from ticketing.payments import ledger, queries
from ticketing.payments.balances import decision_named
from ticketing.payments.ledger import NotBooked, counts_of
from ticketing.payments.statements.lines import StatementUnreadable
from ticketing.web.pages.forms import Text, actor_of, address
from ticketing.web.render import page, see_other
from ticketing.web.words import said

router = APIRouter()
PAGE = 50
LARGEST = 10 * 1024 * 1024


@router.get("/payments", name="payments")
def payments(request: Request, after: str = "") -> Response:
    """Statements, and the lines that wait."""
    return _payments_page(request, after=after)


@router.post("/payments/statements", name="statement_import")
async def import_statement(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """Import a statement; the same file again books nothing twice."""
    data = await file.read(LARGEST + 1)
    return await run_in_threadpool(_import, request, data, file.filename or "statement.csv")


@router.post("/payments/lines/{line_id}", name="line_assign")
def assign(request: Request, line_id: str, number: Text, reason: Text = "") -> Response:
    """Book a waiting line on the decision that a person found."""
    office = request.app.state.office
    try:
        with office.database.writing() as session:
            actor, at = actor_of(request, session), office.clock.now()
            decision = decision_named(session, number, vietnam_day(at))
            ledger.assign(session, office.keys, line_id, decision.decision_id, reason=reason, actor=actor, at=at)
    except (NotBooked, LookupError) as problem:
        return _payments_page(request, problem=said(str(problem)), status=409)
    return see_other("/payments", done="line_booked")


@router.post("/payments/lines/{line_id}/dismiss", name="line_dismiss")
def dismiss(request: Request, line_id: str, reason: Text = "") -> Response:
    """Say that a line is no payment of ours."""
    office = request.app.state.office
    try:
        with office.database.writing() as session:
            actor, at = actor_of(request, session), office.clock.now()
            ledger.dismiss(session, office.keys, line_id, reason=reason, actor=actor, at=at)
    except (NotBooked, LookupError) as problem:
        return _payments_page(request, problem=said(str(problem)), status=409)
    return see_other("/payments", done="line_dismissed")


def _import(request: Request, data: bytes, name: str) -> Response:
    office = request.app.state.office
    if len(data) > LARGEST:
        return _payments_page(request, problem=said("The file is larger than 10 MB: split it."), status=413)
    if b"{decision_no" in data:
        template = said(
            "This file is a template: places in braces stand for numbers of decisions. Take a real statement."
        )
        return _payments_page(request, problem=template, status=422)
    with office.database.reading() as session:
        actor = actor_of(request, session)
    try:
        result = ledger.import_statement(office.database, office.keys, data, name, actor=actor, at=office.clock.now())
    except StatementUnreadable as problem:
        return _payments_page(request, problem=said(str(problem)), status=422)
    return _payments_page(request, imported=result)


def _payments_page(
    request: Request,
    *,
    after: str = "",
    problem: str = "",
    imported: ledger.Imported | None = None,
    status: int = 200,
) -> Response:
    office = request.app.state.office
    with office.database.reading() as session:
        lines = queries.open_lines(session, office.keys, after=after, limit=PAGE + 1)
        statements = [(one, counts_of(session, one.id)) for one in queries.statements(session, 20)]
        waiting = queries.count_open(session)
        refunds = queries.refunds(session)
    shown = lines[:PAGE]
    return page(
        request,
        "payments.html",
        status=status,
        lines=shown,
        waiting=waiting,
        statements=statements,
        refunds=refunds,
        problem=problem,
        imported=imported,
        next_page=address("/payments", after=shown[-1].id) if len(lines) > PAGE else "",
    )
