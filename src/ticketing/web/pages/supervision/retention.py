"""Terms of keeping: what may be deleted, what is over now, and the term that one proposes and another agrees to."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency import retention
from ticketing.flow.retention import overdue
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import Text
from ticketing.web.pages.supervision.dual_control import add_pages, hands, refusal_of
from ticketing.web.render import page, see_other

router = APIRouter()


@router.post("/retention", name="retention_propose")
def propose(request: Request, code: Text = "", days: Text = "", source: Text = "") -> Response:
    """Propose a term."""
    wanted = int(days) if days.strip().isdecimal() else 0
    if problem := refusal_of(request, retention.propose_term, code, wanted, source):
        return _retention_page(request, problem=problem, status=422)
    return see_other("/retention", done="retention_proposed")


def _retention_page(request: Request, *, problem: str = "", status: int = 200) -> Response:
    """Each kind with its term and how much of it is over."""
    found = overdue(request.app.state.context)
    with request.app.state.context.database.reading() as session:
        terms = retention.terms(session)
        names = hands(session, retention.TERMS, terms)
    return page(
        request,
        "retention.html",
        status=status,
        kinds=found,
        terms=terms,
        names=names,
        may_decide=may(request.state.person, "retention_decide"),
        problem=problem,
    )


add_pages(router, "/retention", "retention", "retention", page=_retention_page, decide=retention.decide_term)
