"""The way in by the organisation's log-in: out to the provider, back from it, in."""

import logging
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from ticketing.web.access import auth, single_sign_on
from ticketing.web.access.oidc import ProviderAway, TokenRefused
from ticketing.web.access.single_sign_on import BACK, NoAccount, NotAwaited, NoWay, SentBack
from ticketing.web.access.step_up import Act, StepUpNeeded, go_on_with, ways_of
from ticketing.web.errors import failure, shut_sentence
from ticketing.web.middleware import cookie_line
from ticketing.web.pages.access.step_up import ask, ask_again
from ticketing.web.pages.forms import LongText, Text
from ticketing.web.render import page
from ticketing.web.text.i18n import gettext, language

log = logging.getLogger(__name__)
router = APIRouter()


@router.post("/log-in/organisation", name="organisation")
def go_out(request: Request, next: Text = "/") -> Response:
    """Send the browser to the provider. By a page, not by a redirect: forms of ours lead to our own pages alone."""
    return _sent_out(request, auth.own_path(next))


@router.post("/step-up/organisation", name="step_up_go_out")
def go_out_for_an_act(request: Request, act: LongText = "") -> Response:
    """Have the organisation's log-in ask the person once more; the act waits here, sealed, for his way back."""
    try:
        begun = Act.from_json(act)
    except ValueError:
        return failure(request, 400)
    with request.app.state.context.database.reading() as session:
        ways = ways_of(session, request.state.person)
    return _sent_out(request, begun.path, begun) if ways.by_organisation else ask(request, StepUpNeeded(begun))


def _sent_out(request: Request, next: str, act: Act | None = None) -> Response:
    """The page that sends the browser to the provider; `act` goes on after the way back."""
    context = request.app.state.context
    try:
        address = single_sign_on.go_out(context, request.state.token, next, act)
    except (NoWay, ProviderAway) as problem:
        return _failed(request, problem, act)
    return page(request, "organisation.html", step="out", address=address, problem="")


@router.get(BACK, name="organisation_back")
def come_back(request: Request, state: str = "", code: str = "", error: str = "", again: str = "") -> Response:
    """Where the provider sends the browser. Nothing is changed here: a form of ours takes it on.

    Our cookie does not come along from a page of somebody else (SameSite=Strict), so this page asks for itself again.
    """
    if not state or not (code or error):
        return _failed(request, TokenRefused("neither code nor error"))
    if not request.state.has_cookie:
        if again:
            return _failed(request, NotAwaited())
        said = {"state": state, "code": code, "error": error[:60], "again": "1"}
        address = f"{BACK}?{urlencode({name: value for name, value in said.items() if value})}"
        return page(request, "organisation.html", step="out", address=address, problem="")
    if error:
        return _failed(request, SentBack(error[:60]), _waiting_act(request, state))
    return page(request, "organisation.html", step="back", state=state, code=code, problem="")


@router.post("/log-in/organisation/in", name="organisation_in")
def come_in(request: Request, state: Text = "", code: Text = "") -> Response:
    """Have the provider say who it is, and open his account."""
    address, act = auth.client_address(request), _waiting_act(request, state)
    try:
        back = single_sign_on.come_back(
            request.app.state.context, request.state.token, state, code, address=address, person=request.state.person
        )
    except (NoWay, ProviderAway, TokenRefused, NotAwaited, NoAccount, auth.Shut) as problem:
        return _failed(request, problem, act)
    if back.act:
        go_on_with(request, back.token)
        return page(request, "step_up.html", act=back.act, proved=True, problem="")
    answer = RedirectResponse(f"/log-in/second-step?next={back.path}" if back.waits else back.path, 303)
    answer.headers["set-cookie"] = cookie_line(language.get(), back.token)
    return answer


def _waiting_act(request: Request, state: str) -> Act | None:
    """What the person was about to do when he went out; nothing where his log-in has ended meanwhile."""
    state_of = request.state
    return single_sign_on.waiting_act(request.app.state.context, state_of.token, state) if state_of.person else None


def _failed(request: Request, problem: Exception, act: Act | None = None) -> Response:
    """What went wrong, in a sentence; the page that asks for a proof says it where an act goes on waiting for one."""
    log.warning("request %s: %s %r", request.state.request_id, type(problem).__name__, str(problem))
    match problem:
        case auth.Shut():
            status, sentence = 429, shut_sentence(problem)
        case ProviderAway():
            status = 503
            sentence = gettext(
                "The organisation's log-in does not answer. Try again in a few minutes; administrators come in with "
                "name and password."
            )
        case NoAccount():
            status = 403
            sentence = gettext(
                "The organisation knows you, but no open account here has your name: an administrator makes one."
            )
        case NotAwaited():
            status, sentence = 403, gettext("This took too long, or was sent twice. Begin again.")
        case SentBack():
            status = 403
            sentence = gettext(
                "The organisation's log-in sent you back: it was cancelled or refused there. Begin again."
            )
        case NoWay():
            status, sentence = 404, gettext("This office has no log-in of an organisation.")
        case _:
            status = 403
            sentence = gettext("What the organisation's log-in said cannot be believed: nobody came in. Begin again.")
    if act:
        return ask_again(request, act, problem=sentence, status=status, here="/")
    return page(request, "organisation.html", status=status, step="failed", problem=sentence)
