"""The agency's own wordings for acts whose point names several: proposed by one person, agreed by another."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency import wordings
from ticketing.agency.wordings import WORDINGS
from ticketing.kit.clock import vietnam_day
from ticketing.law.behaviours import CAMERA_BEHAVIOURS
from ticketing.law.penalties import FineRow, clause_text, fine_row
from ticketing.law.vehicles import VehicleClass
from ticketing.web.pages.forms import Text
from ticketing.web.pages.supervision.dual_control import add_pages, hands, refusal_of
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()


@router.post("/wordings", name="wording_propose")
def propose(request: Request, act: Text, act_vi: Text = "", source: Text = "") -> Response:
    """Propose a wording for the row of an act."""
    row = next((one for one in _rows(request) if _key(one) == act), None)
    if row is None:
        return _wordings_page(request, problem=phrase("Choose the act that the wording is for."), status=422)
    if problem := refusal_of(request, wordings.propose_wording, row, act_vi, source):
        return _wordings_page(request, problem=problem, status=422)
    return see_other("/wordings", done="wording_proposed")


def _wordings_page(request: Request, *, problem: str = "", status: int = 200) -> Response:
    """Wordings that wait, hold or ended, and the acts that could need one."""
    context = request.app.state.context
    with context.database.reading() as session:
        found = wordings.wordings(session)
        names = hands(session, WORDINGS, found)
    return page(
        request,
        "wordings.html",
        status=status,
        wordings=found,
        names=names,
        rows=[(_key(row), row, clause_text(row.clause)) for row in _rows(request)],
        problem=problem,
    )


add_pages(router, "/wordings", "wordings", "wording", page=_wordings_page, decide=WORDINGS.decide)


def _rows(request: Request) -> Sequence[FineRow]:
    """Rows of today whose point names several acts, or that have no words at all."""
    today = vietnam_day(request.app.state.context.clock.now())
    rows = (fine_row(code, kind, today) for code in sorted(CAMERA_BEHAVIOURS) for kind in VehicleClass)
    return [row for row in rows if row and (row.several_acts or row.act_vi is None)]


def _key(row: FineRow) -> str:
    return f"{row.behaviour}|{row.vehicle}|{row.clause}"
