"""The way in by the organisation's log-in: out to the provider, back from it, in."""

import logging
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from ticketing.web import auth, single_sign_on
from ticketing.web.envelope import cookie_line
from ticketing.web.errors import shut_sentence
from ticketing.web.i18n import gettext, language
from ticketing.web.oidc import ProviderAway, TokenRefused
from ticketing.web.pages.forms import Text
from ticketing.web.render import page
from ticketing.web.single_sign_on import BACK, NoAccount, NotAwaited, NoWay
from ticketing.web.step_up import Act, go_on_with

log = logging.getLogger(__name__)
router = APIRouter()


@router.post("/log-in/organisation", name="organisation")
def go_out(request: Request, next: Text = "/") -> Response:
    """Send the browser to the provider. By a page, not by a redirect: forms of ours lead to our own pages alone."""
    return sent_out(request, auth.own_path(next))


def sent_out(request: Request, next: str, act: Act | None = None) -> Response:
    """The page that sends the browser to the provider; `act` goes on after the way back."""
    office = request.app.state.office
    try:
        address = single_sign_on.go_out(office, request.state.token, next, act)
    except (NoWay, ProviderAway) as problem:
        return _failed(request, problem)
    return page(request, "organisation.html", step="out", address=address, problem="")


@router.get(BACK, name="organisation_back")
def come_back(request: Request, state: str = "", code: str = "", error: str = "", again: str = "") -> Response:
    """Where the provider sends the browser. Nothing is changed here: a form of ours takes it on.

    Our cookie does not come along from a page of somebody else (SameSite=Strict), so this page asks for itself again.
    """
    if error or not state or not code:
        return _failed(request, TokenRefused(f"no code: {error[:60]}"))
    if request.state.has_cookie:
        return page(request, "organisation.html", step="back", state=state, code=code, problem="")
    if again:
        return _failed(request, NotAwaited())
    query = urlencode({"state": state, "code": code, "again": "1"})
    return page(request, "organisation.html", step="out", address=f"{BACK}?{query}", problem="")


@router.post("/log-in/organisation/in", name="organisation_in")
def come_in(request: Request, state: Text = "", code: Text = "") -> Response:
    """Have the provider say who it is, and open his account."""
    address = auth.client_address(request)
    try:
        back = single_sign_on.come_back(
            request.app.state.office, request.state.token, state, code, address=address, person=request.state.person
        )
    except (NoWay, ProviderAway, TokenRefused, NotAwaited, NoAccount, auth.Shut) as problem:
        return _failed(request, problem)
    if back.act:
        go_on_with(request, back.token)
        return page(request, "step_up.html", act=back.act, proved=True, problem="")
    answer = RedirectResponse(f"/log-in/second-step?next={back.path}" if back.waits else back.path, 303)
    answer.headers["set-cookie"] = cookie_line(language.get(), back.token)
    return answer


def _failed(request: Request, problem: Exception) -> Response:
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
        case NoWay():
            status, sentence = 404, gettext("This office has no log-in of an organisation.")
        case _:
            status = 403
            sentence = gettext("What the organisation's log-in said cannot be believed: nobody came in. Begin again.")
    return page(request, "organisation.html", status=status, step="failed", problem=sentence)
