"""The door: log in, second step, own password, language, log out, and the first page of each role."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from ticketing.agency import accounts
from ticketing.agency.actors import Role
from ticketing.agency.agency import single_sign_on
from ticketing.agency.log_in_rules import SingleSignOn
from ticketing.agency.security_keys import KeyRefused
from ticketing.kit.clock import wall_now
from ticketing.web.access import auth, mfa, sessions
from ticketing.web.errors import password_unverified, shut_sentence, unverified_sentence
from ticketing.web.middleware import cookie_line, new_token
from ticketing.web.render import page, see_other
from ticketing.web.text.i18n import DEFAULT, LANGUAGES, gettext, language
from ticketing.web.text.phrases import phrase

router = APIRouter()

FIRST_PAGES = {
    Role.OFFICER: "/queue",
    Role.SENIOR: "/queue",
    Role.SIGNER: "/papers",
    Role.SUPERVISOR: "/reports",
    Role.COMMUNE_CLERK: "/consignments",
    Role.FINANCE_CLERK: "/payments",
    Role.ADMINISTRATOR: "/accounts",
    Role.AUDITOR: "/log",
}
Text = Annotated[str, Form()]
LongText = Annotated[str, Form(max_length=400_000)]


@router.get("/", name="home")
def home(request: Request) -> Response:
    """The first page of the person's role."""
    return RedirectResponse(FIRST_PAGES[request.state.person.role], 303)


@router.get("/log-in", name="log_in")
def log_in(request: Request, next: str = "/") -> Response:
    """The form. A visitor gets his cookie here, so that the form is his."""
    if request.state.person:
        return RedirectResponse(auth.own_path(next), 303)
    return _with_cookie(request, _form(request, "password", next=auth.own_path(next)))


@router.post("/log-in", name="log_in_try")
def log_in_try(request: Request, name: Text = "", password: Text = "", next: Text = "/") -> Response:
    """Name and password. A new token at every log-in: an old one is worth nothing."""
    try:
        token, mfa = auth.log_in(request.app.state.context, name, password, auth.client_address(request))
    except auth.Shut as problem:
        return _form(request, "password", name=name, next=next, status=429, problem=shut_sentence(problem))
    except auth.WrongAnswer:
        problem_text = gettext("Name and password do not fit together, or the account is closed.")
        return _form(request, "password", name=name, next=next, status=403, problem=problem_text)
    path = auth.own_path(next)
    answer = RedirectResponse(f"/log-in/second-step?next={path}" if mfa else path, 303)
    answer.headers["set-cookie"] = cookie_line(language.get(), token)
    return answer


@router.get("/log-in/second-step", name="second_step")
def show_mfa(request: Request, next: str = "/") -> Response:
    """The form for the one-time password, the button for a security key."""
    if request.state.half_way is None:
        return RedirectResponse("/log-in", 303)
    return _second_form(request, next)


@router.post("/log-in/second-step", name="second_step_try")
def mfa_code(request: Request, code: Text = "", next: Text = "/") -> Response:
    """The one-time password."""
    return _mfa(request, next, partial(mfa.pass_code, code=code))


@router.post("/log-in/second-step/key/ask", name="second_step_key_ask")
def ask_key(request: Request) -> Response:
    """What the browser asks a key of the account."""
    if request.state.half_way is None:
        return JSONResponse({"error": "log in first"}, 401)
    try:
        options = mfa.ask_key(request.app.state.context, request.state.half_way)
    except KeyRefused:
        return JSONResponse({"sentence": gettext("This account has no key that opens it.")}, 403)
    return Response(options, media_type="application/json")


@router.post("/log-in/second-step/key", name="second_step_key")
def mfa_key(request: Request, answer: LongText = "", next: Text = "/") -> Response:
    """What the key answered."""
    return _mfa(request, next, partial(mfa.pass_key, answer=answer))


@router.post("/log-out", name="log_out")
def log_out(request: Request) -> Response:
    """End the log-in, here and in the table."""
    auth.log_out(request.app.state.context, request.state.person)
    answer = RedirectResponse("/log-in", 303)
    answer.headers["set-cookie"] = cookie_line(language.get(), new_token())
    return answer


@router.get("/password", name="password")
def password(request: Request) -> Response:
    """The form for one's own password."""
    return page(request, "password.html", problem="", first=request.state.person.must_change_password)


@router.post("/password", name="password_change")
def password_change(request: Request, old: Text = "", new: Text = "", again: Text = "") -> Response:
    """Set one's own password; all other log-ins of the account end."""
    context, person = request.app.state.context, request.state.person
    problem = (
        password_unverified(request, old)
        if new == again
        else gettext("The new password was not written the same way twice.")
    )
    if problem:
        return page(request, "password.html", status=422, problem=problem, first=person.must_change_password)
    token = new_token()
    with context.database.writing() as session:
        at = context.clock.now()
        actor = auth.acting(session, person, at)
        try:
            accounts.change_password(
                session, person.account_id, new, actor=actor, at=at, breaches=context.settings.breached_passwords
            )
        except accounts.AccountRefused as refusal:
            problem = phrase(str(refusal))
        else:
            sessions.end_all(session, person.account_id, wall_now())
            # A password is no proof of an account with a second step: the last one keeps its moment.
            sessions.begin(
                session,
                token,
                person.account_id,
                wall_now(),
                passed=True,
                by_provider=person.login.by_provider,
                lacks_step=person.login.lacks_step,
                confirmed_at=person.login.confirmed_at,
            )
    if problem:
        return page(request, "password.html", status=422, problem=problem, first=person.must_change_password)
    answer = see_other("/", done="password_changed")
    answer.headers["set-cookie"] = cookie_line(language.get(), token)
    return answer


@router.post("/language", name="language")
def change_language(request: Request, language: Text = DEFAULT, back: Text = "/") -> Response:
    """The same token in another language."""
    chosen = language if language in LANGUAGES else DEFAULT
    answer = RedirectResponse(_page_of(back), 303)
    answer.headers["set-cookie"] = cookie_line(chosen, request.state.token)
    return answer


def _page_of(address: str) -> str:
    """The page that the switch stood on, with its filters; the door itself is one of them."""
    path, _, query = address.partition("?")
    shown = path if path in ("/log-in", "/log-in/second-step") else auth.own_path(path)
    return f"{shown}?{query}" if query and shown == path else shown


def _form(
    request: Request,
    step: str,
    *,
    status: int = 200,
    problem: str = "",
    name: str = "",
    next: str = "/",
    by_code: bool = False,
    by_key: bool = False,
) -> Response:
    return page(
        request,
        "log_in.html",
        status=status,
        step=step,
        problem=problem,
        name=name,
        organisation=_organisation(request) if step == "password" else None,
        next=auth.own_path(next),
        by_code=by_code,
        by_key=by_key,
    )


def _mfa(request: Request, next: str, check: Callable[..., str]) -> Response:
    person = request.state.half_way
    if person is None:
        return RedirectResponse("/log-in", 303)
    try:
        token = check(request.app.state.context, person, address=auth.client_address(request))
    except (auth.Shut, auth.WrongAnswer) as problem:
        status = 429 if isinstance(problem, auth.Shut) else 403
        return _second_form(request, next, status=status, problem=unverified_sentence(problem))
    answer = RedirectResponse(auth.own_path(next), 303)
    answer.headers["set-cookie"] = cookie_line(language.get(), token)
    return answer


def _second_form(request: Request, next: str, *, status: int = 200, problem: str = "") -> Response:
    with request.app.state.context.database.reading() as session:
        by_code, by_key = mfa.ways_of(session, request.state.half_way)
    return _form(request, "second", status=status, problem=problem, next=next, by_code=by_code, by_key=by_key)


def _organisation(request: Request) -> SingleSignOn | None:
    context = request.app.state.context
    with context.database.reading() as session:
        return single_sign_on(session, context.clock.now())


def _with_cookie(request: Request, answer: Response) -> Response:
    """Give a visitor without a cookie the one whose token his form was made for."""
    if not request.state.has_cookie:
        answer.headers["set-cookie"] = cookie_line(language.get(), request.state.token)
    return answer
