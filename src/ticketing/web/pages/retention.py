"""Terms of keeping: what may be deleted, what is over now, and the term that one proposes and another agrees to."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency import retention
from ticketing.agency.queries import names_of
from ticketing.agency.two_persons import ProposalRefused
from ticketing.flow.retention import overdue
from ticketing.web.pages.forms import Text, actor_of
from ticketing.web.pages.two_persons import problem_with
from ticketing.web.render import page, see_other
from ticketing.web.rights import may
from ticketing.web.words import said

router = APIRouter()


@router.get("/retention", name="retention")
def show_retention(request: Request) -> Response:
    """Each kind with its term and how much of it is over."""
    return _retention_page(request)


@router.post("/retention", name="retention_propose")
def propose(request: Request, code: Text = "", days: Text = "", source: Text = "") -> Response:
    """Propose a term."""
    office = request.app.state.office
    wanted = int(days) if days.strip().isdecimal() else 0
    try:
        with office.database.writing() as session:
            actor, at = actor_of(request, session), office.clock.now()
            retention.propose_term(session, code, wanted, source, actor=actor, at=at)
    except ProposalRefused as problem:
        return _retention_page(request, problem=said(str(problem)), status=422)
    return see_other("/retention", done="retention_proposed")


@router.post("/retention/{term_id}/{voice}", name="retention_decide")
def decide(request: Request, term_id: str, voice: str, reason: Text = "") -> Response:
    """Agree (another person), refuse or withdraw."""
    if problem := problem_with(request, retention.decide_term, term_id, voice, reason):
        return _retention_page(request, problem=problem, status=409)
    return see_other("/retention", done="retention_decided")


def _retention_page(request: Request, *, problem: str = "", status: int = 200) -> Response:
    found = overdue(request.app.state.office)
    with request.app.state.office.database.reading() as session:
        terms = retention.terms(session)
        people = {who or "" for one in terms for who in (one.proposed_by, one.decided_by, one.withdrawn_by)}
        names = names_of(session, people)
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
