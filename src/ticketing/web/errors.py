"""What a person reads when something does not go: what happened, what is possible, what to do next."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from ticketing.addresses.tables import UnknownPlace
from ticketing.cameras.quarantine import NotQuarantined
from ticketing.cases.proposals import SecondPersonNeeded
from ticketing.cases.record import Stale
from ticketing.cases.states import Refused
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.law.dated import LawError
from ticketing.registry.ports import RegisterFault
from ticketing.review.completeness import Incomplete
from ticketing.review.reasons import UnknownReason
from ticketing.web.access.auth import (
    LoginNeeded,
    NewPasswordNeeded,
    SecondStepLacks,
    Shut,
    WrongAnswer,
    WrongPassword,
    client_address,
    prove_password,
)
from ticketing.web.access.mfa import KeyCopied
from ticketing.web.access.rights import NoRight, NotYours
from ticketing.web.middleware import SAFE_METHODS, CrossSite
from ticketing.web.render import is_htmx, page, page_shown
from ticketing.web.text.i18n import N_, gettext, language
from ticketing.web.text.phrases import phrase

log = logging.getLogger(__name__)

# status: heading and sentence
_WORDS = {
    400: (N_("That could not be read"), N_("The address or the form is not complete. Go back and try again.")),
    403: (N_("Not for you"), N_("Your role has no right to this page.")),
    404: (N_("Not found"), N_("There is nothing here, or it belongs to someone else.")),
    405: (N_("Not possible this way"), N_("This address takes no such request.")),
    413: (N_("Too large"), N_("The request is larger than 12 MB. Send less at once.")),
    500: (N_("Something broke"), N_("Nothing was changed. Tell the administrator the number of this request.")),
}
_STALE = N_("Somebody else changed this case since you opened it. Look at it again, then decide.")
_SECOND = N_("This needs two persons: propose it first, then let another person agree.")
_WRONG_STEP = N_(
    "This does not fit. Wait for the next number and check the time of your telephone, or use your key again."
)
_REFUSED = N_("This is not possible in the present state of the case, or not for your role.")


def register(app: FastAPI, more: Mapping[Any, Callable[..., Any]]) -> None:
    """Answers for everything that a request may raise; `more`: those that are pages of their own."""
    handlers: dict[Any, Callable[..., Any]] = {
        LoginNeeded: to_log_in,
        NewPasswordNeeded: lambda request, _: to(request, "/password"),
        SecondStepLacks: lambda request, _: to(request, "/own-access"),
        NoRight: lambda request, _: failure(request, 403),
        NotYours: lambda request, _: failure(request, 404),
        CrossSite: cross_site,
        Shut: shut,
        Refused: refused,
        Incomplete: incomplete,
        UnknownReason: phrase_for_person,
        LawError: phrase_for_person,
        UnknownPlace: phrase_for_person,
        NotConsigned: phrase_for_person,
        NotQuarantined: phrase_for_person,
        RegisterFault: register_away,
        RequestValidationError: lambda request, _: failure(request, 400),
        HTTPException: lambda request, problem: failure(request, problem.status_code),
        **more,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def failure(
    request: Request, status: int, *, heading: str = "", sentence: str = "", possible: tuple[str, ...] = ()
) -> Response:
    """The page for a failure; JSON for a program; htmx puts it into the place for messages."""
    usual = _WORDS.get(status, _WORDS[400])
    heading, sentence = heading or gettext(usual[0]), sentence or gettext(usual[1])
    if wants_json(request):
        return JSONResponse({"error": heading, "sentence": sentence}, status)
    answer = page(
        request,
        "_error.html" if is_htmx(request) else "error.html",
        status=status,
        heading=heading,
        sentence=sentence,
        possible=possible,
        back=_back(request),
        request_id=request.state.request_id,
    )
    if is_htmx(request):
        answer.headers["HX-Retarget"] = "#messages"
        answer.headers["HX-Reswap"] = "innerHTML"
        answer.headers["HX-Reselect"] = ".said"  # the form's own hx-select would find nothing in it
        answer.headers["HX-Push-Url"] = "false"  # a form has no page to come back to
    return answer


def wants_json(request: Request) -> bool:
    """Whether a program asks."""
    return "application/json" in request.headers.get("accept", "")


def to(request: Request, address: str) -> Response:
    """Send a person elsewhere, with or without htmx."""
    if is_htmx(request):
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def to_log_in(request: Request, problem: LoginNeeded) -> Response:
    """A person is sent to log in and comes back after it, from a form to the page it stands on; a script gets 401."""
    door = "/log-in/second-step" if problem.half_way else "/log-in"
    if shown := page_shown(request):
        door += f"?next={quote(shown.partition('?')[0])}"
    if wants_json(request):
        return JSONResponse({"error": "log in first"}, 401)
    return to(request, door)


def cross_site(request: Request, problem: CrossSite) -> Response:
    """403, and the log says why."""
    log.warning("request %s refused: %s", request.state.request_id, problem)
    return failure(
        request,
        403,
        heading=gettext("The form is too old"),
        sentence=gettext("It did not come from a page of this log-in. Open the page again and repeat it."),
    )


def shut(request: Request, problem: Shut) -> Response:
    """Too many wrong answers."""
    return failure(request, 429, heading=gettext("Please wait"), sentence=shut_sentence(problem))


def shut_sentence(problem: Shut) -> str:
    """When the door opens again."""
    from ticketing.web.render import moment

    return gettext("Too many wrong answers. Try again after %(until)s.") % {"until": moment(problem.until)}


def unverified_sentence(problem: Shut | WrongAnswer) -> str:
    """Why a second proof opens nothing, and what to do."""
    match problem:
        case Shut():
            return shut_sentence(problem)
        case WrongPassword():
            return gettext("The present password is not right.")
        case KeyCopied():
            return gettext("There are two of this key: it opens nothing any more. Tell your administrator at once.")
        case _:
            return gettext(_WRONG_STEP)


def refused(request: Request, problem: Refused) -> Response:
    """The table of states says no."""
    match problem:
        case Stale():
            sentence = gettext(_STALE)
        case SecondPersonNeeded():
            sentence = gettext(_SECOND)
        case _:
            sentence = phrase(str(problem))
            if language.get() != "en" and sentence == str(problem):
                sentence = f"{gettext(_REFUSED)} ({sentence})"
    return failure(request, 409, heading=gettext("Not possible now"), sentence=sentence, possible=problem.possible)


def password_unverified(request: Request, password: str) -> str:
    """Why the person is not taken for who he is; nothing where the password is his. A wrong one counts at the door."""
    try:
        prove_password(request.app.state.context, request.state.person, password, client_address(request))
    except (Shut, WrongPassword) as problem:
        return unverified_sentence(problem)
    return ""


def incomplete(request: Request, problem: Incomplete) -> Response:
    """What the case lacks, in the language of the page."""
    vietnamese = language.get() == "vi"
    sentence = " ".join(item.sentence_vi if vietnamese else item.sentence for item in problem.missing)
    return failure(request, 422, heading=gettext("Cannot be confirmed as it is:").rstrip(":"), sentence=sentence)


def phrase_for_person(request: Request, problem: Exception) -> Response:
    """A room refuses what a form says, in a sentence for the person who sent it."""
    return failure(request, 422, heading=gettext("Not possible now"), sentence=phrase(str(problem)))


def register_away(request: Request, problem: RegisterFault) -> Response:
    """The register outside this house gave no answer that may be used; without one nothing is recorded."""
    log.warning("request %s: %s", request.state.request_id, problem)
    return failure(
        request,
        503,
        heading=gettext("The register does not answer"),
        sentence=gettext("Nothing was recorded: without its answer nobody can go on here. Try again in a few minutes."),
    )


def broken(request: Request, problem: Exception) -> Response:
    """Nobody planned this. The trace is in the log, under the number that the page shows."""
    log.error("request %s broke", request.state.request_id, exc_info=problem)
    try:
        return failure(request, 500)
    except Exception:  # the page itself needs what broke, the database for one
        return PlainTextResponse(
            f"{gettext(_WORDS[500][0])}. {gettext(_WORDS[500][1])} {request.state.request_id}", 500
        )


def _back(request: Request) -> str:
    """Where a person can go on: the page he came from, if it is ours, else the first page."""
    return request.url.path if request.method in SAFE_METHODS and request.url.path != "/" else "/"
