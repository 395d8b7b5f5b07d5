"""Warnings to the agencies of inspection and registration: which stand open, and what each agency has of them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency.agency import NoAgency, agency_on
from ticketing.agency.dispatch_rules import WarningBundles
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.warning_list import agency_stands, warning_lines
from ticketing.dispatch.warnings import tell_again
from ticketing.kit.clock import vietnam_day
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import actor_of, address
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()
PAGE = 50
OPEN, ALL = "open", "all"


@router.get("/warnings", name="warnings")
def show_warnings(request: Request, show: str = OPEN, before: str = "") -> Response:
    """Open warnings, or all, the newest first."""
    return _warnings_page(request, show, before)


@router.post("/warnings/{item_id}/again", name="warning_again")
def send_again(request: Request, item_id: str) -> Response:
    """Send what an agency gave back once more."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            tell_again(session, item_id, actor=actor_of(request, session), at=context.clock.now())
    except NotConsigned as problem:
        return _warnings_page(request, OPEN, problem=phrase(str(problem)), status=409)
    return see_other("/warnings", done="paper_again")


def _warnings_page(request: Request, show: str, before: str = "", *, problem: str = "", status: int = 200) -> Response:
    context = request.app.state.context
    now = context.clock.now()
    with context.database.reading() as session:
        try:
            bundles = agency_on(session, vietnam_day(now)).warnings
        except NoAgency:
            bundles = WarningBundles()
        agencies = agency_stands(session, bundles, now)
        found = warning_lines(session, bundles, now, open_only=show != ALL, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    following = shown[-1].warning.id if len(found) > PAGE else ""
    return page(
        request,
        "warnings.html",
        status=status,
        problem=problem,
        agencies=agencies,
        receipt_days=bundles.receipt_days,
        lines=shown,
        show=ALL if show == ALL else OPEN,
        may_send_again=may(request.state.person, "warning_again"),
        next_page=address("/warnings", show=show, before=following) if following else "",
        first_page=address("/warnings", show=show) if before else "",
    )
