"""What owners wrote on the public page: the list of what waits, and reading it in its case."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.cases.answers.owner_answers import answer_kinds
from ticketing.cases.answers.owner_statements import all_waiting, open_statements, set_aside
from ticketing.kit.clock import wall_now
from ticketing.review.blind import permit_to_read
from ticketing.web.pages.case.cases import case_of, dossier
from ticketing.web.pages.forms import Text, actor_of
from ticketing.web.render import page, see_other

router = APIRouter()


@router.get("/owner-words", name="owner_words")
def show_waiting(request: Request) -> Response:
    """What waits for an officer, the oldest first; the words themselves are opened in the case."""
    with request.app.state.context.database.reading() as session:
        return page(request, "owner_statements.html", waiting=all_waiting(session), kinds=answer_kinds())


@router.post("/cases/{case_id}/words", name="case_words")
def read(request: Request, case_id: str, purpose: Text = "") -> Response:
    """Open what the owner wrote, for a purpose; the look is an event."""
    context = request.app.state.context
    with context.database.writing() as session:
        case, actor = case_of(session, case_id), actor_of(request, session)
        allowed = permit_to_read(session, context.keys, case, purpose, actor=actor, wall=wall_now())
        words = open_statements(session, context.keys, allowed, at=context.clock.now())
    return dossier(request, case_id, words=words)


@router.post("/cases/{case_id}/words/{words_id}/aside", name="case_words_aside")
def aside(request: Request, case_id: str, words_id: str, reason: Text = "") -> Response:
    """These words change nothing."""
    context = request.app.state.context
    with context.database.writing() as session:
        set_aside(session, case_id, words_id, reason=reason, actor=actor_of(request, session), at=context.clock.now())
    return see_other(f"/cases/{case_id}", done="words_aside")
