"""The page that asks a person to prove himself once more, and carries what he was about to do."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ticketing.agency.agency import log_in_rules, single_sign_on
from ticketing.agency.security_keys import KeyRefused
from ticketing.web import second_step, step_up
from ticketing.web.auth import Shut, WrongAnswer
from ticketing.web.errors import failure, unproved_sentence, wants_json
from ticketing.web.i18n import gettext
from ticketing.web.pages.forms import LongText
from ticketing.web.pages.organisation import sent_out
from ticketing.web.render import page
from ticketing.web.step_up import Act, StepUpNeeded

router = APIRouter()


def ask(request: Request, needed: StepUpNeeded) -> Response:
    """The answer to an act of weight whose person proved himself too long ago."""
    if wants_json(request):
        sentence = gettext("Prove yourself first: log out and in again, then repeat this.")
        return JSONResponse({"error": "step up", "sentence": sentence}, 403)
    office = request.app.state.office
    with office.database.reading() as session:
        at = office.clock.now()
        ways = step_up.ways_of(session, request.state.person)
        minutes = log_in_rules(session, at).step_up_minutes
        organisation = single_sign_on(session, at)
    problem = unproved_sentence(needed.problem) if needed.problem else ""
    if ways.by_password and isinstance(needed.problem, WrongAnswer):
        problem = gettext("The present password is not right.")
    return page(
        request,
        "step_up.html",
        status=429 if isinstance(needed.problem, Shut) else 403,
        act=needed.act,
        ways=ways,
        minutes=minutes,
        organisation=organisation,
        problem=problem,
        proved=False,
    )


@router.post("/step-up/key/ask", name="step_up_key_ask")
def ask_key(request: Request) -> Response:
    """What the browser asks a key of the account."""
    try:
        options = second_step.ask_key(request.app.state.office, request.state.person)
    except KeyRefused:
        return JSONResponse({"sentence": gettext("This account has no key that opens it.")}, 422)
    return Response(options, media_type="application/json")


@router.post("/step-up/organisation", name="step_up_go_out")
def go_out(request: Request, act: LongText = "") -> Response:
    """Have the organisation's log-in ask the person once more; the act waits here, sealed, for his way back."""
    try:
        begun = Act.from_json(act)
    except ValueError:
        return failure(request, 400)
    with request.app.state.office.database.reading() as session:
        ways = step_up.ways_of(session, request.state.person)
    return sent_out(request, begun.path, begun) if ways.by_organisation else ask(request, StepUpNeeded(begun))
