"""How one comes in oneself: security keys with their names, the one-time password, the own password."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ticketing.agency import accounts, security_keys
from ticketing.agency.accounts import AccountRefused
from ticketing.agency.agency import log_in_rules
from ticketing.agency.security_keys import KeyRefused
from ticketing.agency.tables import Account
from ticketing.kit.clock import wall_now
from ticketing.web.access import challenges, sessions, step_up
from ticketing.web.errors import password_unverified
from ticketing.web.pages.forms import LongText, Text, actor_of
from ticketing.web.render import page, see_other
from ticketing.web.text.i18n import gettext
from ticketing.web.text.phrases import phrase

router = APIRouter()


@router.get("/own-access", name="own_access")
def account_security(request: Request) -> Response:
    """The person's own keys and second steps."""
    return _own_page(request)


@router.post("/own-access/keys/ask", name="key_ask")
def ask_key(request: Request, password: Text = "") -> Response:
    """What the browser asks a new key, for who knows the password of this account."""
    context, person = request.app.state.context, request.state.person
    if problem := password_unverified(request, password):
        return JSONResponse({"sentence": problem}, 422)
    with context.database.writing() as session:
        account = session.get_one(Account, person.account_id)
        rules = log_in_rules(session, context.clock.now())
        question = security_keys.ask_new_key(session, context.site, account, rules)
        kept = {"challenge": question.challenge}
        challenges.store(session, "key_add", person.login.token_hash, kept, wall_now())
    return Response(question.options, media_type="application/json")


@router.post("/own-access/keys", name="key_add")
def add_key(request: Request, name: Text = "", answer: LongText = "") -> Response:
    """Take the key that answered into the account."""
    context, person = request.app.state.context, request.state.person
    with context.database.writing() as session:
        asked = challenges.take(session, "key_add", person.login.token_hash, wall_now())
    if asked is None:
        return _own_page(request, gettext("This took too long, or was sent twice. Begin again."))
    try:
        with context.database.writing() as session:
            at, account = context.clock.now(), session.get_one(Account, person.account_id)
            security_keys.add_key(
                session,
                context.site,
                account,
                answer,
                challenge=asked["challenge"],
                name=name,
                rules=log_in_rules(session, at),
                actor=actor_of(request, session),
                at=at,
            )
            sessions.step_added(session, person.login.token_hash)
    except AccountRefused as refusal:
        return _own_page(request, phrase(str(refusal)))
    except KeyRefused:
        return _own_page(request, gettext("This key was not added: what it answered does not fit. Begin again."))
    return see_other("/own-access", done="key_added")


@router.post("/own-access/keys/{key_id}/remove", name="key_remove")
def remove_key(request: Request, key_id: str, password: Text = "") -> Response:
    """Take a key out of the own account."""
    context = request.app.state.context
    if problem := _unverified_now(request, password):
        return _own_page(request, problem)
    try:
        with context.database.writing() as session:
            at, account = context.clock.now(), session.get_one(Account, request.state.person.account_id)
            rules, actor = log_in_rules(session, at), actor_of(request, session)
            security_keys.remove_key(session, account, key_id, rules=rules, actor=actor, at=at)
    except AccountRefused as refusal:
        return _own_page(request, phrase(str(refusal)))
    return see_other("/own-access", done="key_removed")


@router.post("/own-access/one-time/end", name="one_time_end")
def end_one_time_passwords(request: Request, password: Text = "") -> Response:
    """From now on with a key alone."""
    context = request.app.state.context
    if problem := _unverified_now(request, password):
        return _own_page(request, problem)
    try:
        with context.database.writing() as session:
            account = session.get_one(Account, request.state.person.account_id)
            actor, at = actor_of(request, session), context.clock.now()
            security_keys.end_one_time_passwords(session, account, actor=actor, at=at)
    except AccountRefused as refusal:
        return _own_page(request, phrase(str(refusal)))
    return see_other("/own-access", done="one_time_ended")


def _unverified_now(request: Request, password: str) -> str:
    """As `password_unproved`; a fresh proof, which this request brought, takes the password's place."""
    return "" if step_up.proved_now(request) else password_unverified(request, password)


def _own_page(request: Request, problem: str = "") -> Response:
    context, person = request.app.state.context, request.state.person
    with context.database.reading() as session:
        account = session.get_one(Account, person.account_id)
        keys = security_keys.keys_of(session, account.id)
        needed = accounts.needs_mfa(person.role, log_in_rules(session, context.clock.now()))
    return page(
        request,
        "account_security.html",
        status=422 if problem else 200,
        problem=problem,
        keys=keys,
        one_time=account.totp_secret is not None,
        needed=needed,
        lacks=person.login.lacks_step,
        site=context.site.origin,
        elsewhere=request.headers.get("host") != context.site.origin.partition("://")[2],
    )
