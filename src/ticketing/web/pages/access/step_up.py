"""The page that asks a person to prove himself once more, and carries what he was about to do."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ticketing.agency.agency import log_in_rules, single_sign_on
from ticketing.agency.security_keys import KeyRefused
from ticketing.web.access import mfa, step_up
from ticketing.web.access.auth import Shut
from ticketing.web.access.step_up import Act, StepUpNeeded
from ticketing.web.errors import unverified_sentence, wants_json
from ticketing.web.render import page
from ticketing.web.text.i18n import gettext

router = APIRouter()


def ask(request: Request, needed: StepUpNeeded) -> Response:
    """The answer to an act of weight whose person proved himself too long ago."""
    if wants_json(request):
        sentence = gettext("Prove yourself first: log out and in again, then repeat this.")
        return JSONResponse({"error": "step up", "sentence": sentence}, 403)
    problem = unverified_sentence(needed.problem) if needed.problem else ""
    return ask_again(request, needed.act, problem=problem, status=429 if isinstance(needed.problem, Shut) else 403)


def ask_again(request: Request, act: Act, *, problem: str, status: int, **shown: Any) -> Response:
    """The page that carries an act and asks for a proof, under what was wrong with the last one."""
    context = request.app.state.context
    with context.database.reading() as session:
        at = context.clock.now()
        ways = step_up.ways_of(session, request.state.person)
        minutes = log_in_rules(session, at).step_up_minutes
        organisation = single_sign_on(session, at)
    return page(
        request,
        "step_up.html",
        status=status,
        act=act,
        ways=ways,
        minutes=minutes,
        organisation=organisation,
        problem=problem,
        proved=False,
        **shown,
    )


@router.post("/step-up/key/ask", name="step_up_key_ask")
def ask_key(request: Request) -> Response:
    """What the browser asks a key of the account."""
    try:
        options = mfa.ask_key(request.app.state.context, request.state.person)
    except KeyRefused:
        return JSONResponse({"sentence": gettext("This account has no key that opens it.")}, 422)
    return Response(options, media_type="application/json")
