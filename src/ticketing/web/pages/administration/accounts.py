"""Pages for administrators: accounts, and the health of the system."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from ticketing.agency import accounts, security_keys
from ticketing.agency.accounts import AccountRefused, NewAccount
from ticketing.agency.accounts import Person as AccountPerson
from ticketing.agency.actors import Role
from ticketing.agency.agency import NoAgency, agency_on, log_in_rules
from ticketing.agency.queries import accounts as account_list
from ticketing.agency.tables import Account
from ticketing.documents.layout.qr import qr_svg
from ticketing.evidence.log import events_of
from ticketing.flow.doctor import examine
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.law.competence import RANKS
from ticketing.web.access import login_throttle, sessions
from ticketing.web.access.rights import ALL, NotYours
from ticketing.web.case_history import history_of
from ticketing.web.pages.administration.agency import communes_of_province
from ticketing.web.pages.forms import Text, actor_of, one_of, text_or_none
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()


@router.get("/accounts", name="accounts")
def show_accounts(request: Request, role: str = "") -> Response:
    """All accounts, and which of them is shut from some address."""
    context = request.app.state.context
    chosen = one_of(role, ALL)
    with context.database.reading() as session:
        found = account_list(session, role=Role(chosen) if chosen else None)
        shut = login_throttle.shut_accounts(session, wall_now())
        with_keys = security_keys.accounts_with_keys(session)
        copied = security_keys.accounts_with_copied_keys(session)
        places = _places(context, session)
    return page(
        request,
        "accounts.html",
        accounts=found,
        shut=shut,
        with_keys=with_keys,
        copied=copied,
        roles=_roles(),
        role=chosen,
        **places,
    )


@router.get("/accounts/new", name="account_new")
def new_account(request: Request) -> Response:
    """The form for a new account."""
    return _new_form(request)


@router.post("/accounts", name="account_create")
def create_account(
    request: Request,
    name: Text,
    role: Text,
    full_name: Text = "",
    post: Text = "",
    police_rank: Text = "",
    unit: Text = "",
    commune_code: Text = "",
    rank: Text = "",
) -> Response:
    """Make the account; its first password and second step are shown once, here."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            made = accounts.create_account(
                session,
                context.keys,
                name=name,
                role=role,
                actor=actor_of(request, session),
                at=context.clock.now(),
                full_name=full_name,
                post=post,
                police_rank=police_rank,
                unit=text_or_none(unit),
                commune_code=text_or_none(commune_code),
                rank=text_or_none(rank),
            )
    except AccountRefused as problem:
        return _new_form(request, problem=phrase(str(problem)), status=422)
    return _handed_out(request, made)


@router.get("/accounts/{account_id}", name="account")
def show_account(request: Request, account_id: str) -> Response:
    """One account: who it is, what was done with it."""
    return _account_page(request, account_id)


@router.post("/accounts/{account_id}", name="account_change")
def change_account(
    request: Request,
    account_id: str,
    role: Text,
    full_name: Text = "",
    post: Text = "",
    police_rank: Text = "",
    unit: Text = "",
    commune_code: Text = "",
    rank: Text = "",
) -> Response:
    """Another role, unit, commune or rank. Open log-ins of the account end: they were of another role."""
    context = request.app.state.context
    if role not in ALL:
        return _account_page(request, account_id, problem=phrase(f"'{role}' is no role of a person."), status=422)
    person = AccountPerson(
        Role(role), full_name, post, police_rank, text_or_none(unit), text_or_none(commune_code), text_or_none(rank)
    )
    try:
        with context.database.writing() as session:
            account = _account(session, account_id)
            actor, at = actor_of(request, session), context.clock.now()
            secret = accounts.change_role(session, context.keys, account_id, person, actor=actor, at=at)
            sessions.end_all(session, account_id, wall_now())
    except AccountRefused as problem:
        return _account_page(request, account_id, problem=phrase(str(problem)), status=422)
    if secret:
        return _handed_out(request, NewAccount(account, "", secret))
    return see_other(f"/accounts/{account_id}", done="account_changed")


@router.post("/accounts/{account_id}/disable", name="account_disable")
def disable_account(request: Request, account_id: str) -> Response:
    """Close an account and end its log-ins."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            _account(session, account_id)
            accounts.disable(session, account_id, actor=actor_of(request, session), at=context.clock.now())
            sessions.end_all(session, account_id, wall_now())
    except AccountRefused as problem:
        return _account_page(request, account_id, problem=phrase(str(problem)), status=422)
    return see_other(f"/accounts/{account_id}", done="account_disabled")


@router.post("/accounts/{account_id}/enable", name="account_enable")
def enable_account(request: Request, account_id: str) -> Response:
    """Open a closed account again."""
    context = request.app.state.context
    with context.database.writing() as session:
        _account(session, account_id)
        accounts.enable(session, account_id, actor=actor_of(request, session), at=context.clock.now())
    return see_other(f"/accounts/{account_id}", done="account_enabled")


@router.post("/accounts/{account_id}/reset", name="account_reset")
def reset_account(request: Request, account_id: str) -> Response:
    """New password and second step, shown once, here."""
    context = request.app.state.context
    with context.database.writing() as session:
        _account(session, account_id)
        actor, at = actor_of(request, session), context.clock.now()
        made = accounts.reset(session, context.keys, account_id, actor=actor, at=at)
        sessions.end_all(session, account_id, wall_now())
    return _handed_out(request, made)


@router.post("/accounts/{account_id}/keys/{key_id}/remove", name="account_key_remove")
def remove_key(request: Request, account_id: str, key_id: str) -> Response:
    """Take a lost or copied key out of an account, and end what it may have opened."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            account, at = _account(session, account_id), context.clock.now()
            rules, actor = log_in_rules(session, at), actor_of(request, session)
            security_keys.remove_key(session, account, key_id, rules=rules, actor=actor, at=at)
            sessions.end_all(session, account_id, wall_now())
    except AccountRefused as problem:
        return _account_page(request, account_id, problem=phrase(str(problem)), status=422)
    except LookupError:
        raise NotYours(key_id) from None
    return see_other(f"/accounts/{account_id}", done="key_removed")


@router.post("/accounts/{account_id}/open-door", name="account_open_door")
def open_door(request: Request, account_id: str) -> Response:
    """Lift a lock that wrong answers closed."""
    context = request.app.state.context
    with context.database.writing() as session:
        _account(session, account_id)
        login_throttle.forget_failures(session, login_throttle.LOG_IN, account_id=account_id)
    return see_other(f"/accounts/{account_id}", done="door_opened")


@router.get("/system", name="system")
def system(request: Request) -> Response:
    """What `ticketing doctor` finds."""
    findings = examine(request.app.state.context)
    return page(request, "system.html", findings=findings)


def _new_form(request: Request, *, problem: str = "", status: int = 200) -> Response:
    context = request.app.state.context
    with context.database.reading() as session:
        places = _places(context, session)
    return page(request, "account_new.html", status=status, problem=problem, roles=_roles(), ranks=RANKS, **places)


def _account_page(request: Request, account_id: str, *, problem: str = "", status: int = 200) -> Response:
    context = request.app.state.context
    with context.database.reading() as session:
        account = _account(session, account_id)
        shut = login_throttle.shut_accounts(session, wall_now()).get(account_id)
        keys = security_keys.keys_of(session, account_id)
        trail = history_of(session, events_of(session, f"account:{account_id}")[-50:])
        places = _places(context, session)
    return page(
        request,
        "account.html",
        status=status,
        account=account,
        keys=keys,
        shut=shut,
        trail=trail,
        roles=_roles(),
        ranks=RANKS,
        problem=problem,
        **places,
    )


def _handed_out(request: Request, made: NewAccount) -> Response:
    """Password and second step of an account, shown once: they are kept as hash and sealed."""
    context = request.app.state.context
    issuer = request.app.state.office_name() or "ticketing"
    address = accounts.totp_address(context.keys, made.account, issuer) if made.totp_secret else None
    picture = Markup(qr_svg(address).decode()) if address else ""  # noqa: S704  drawn by segno, not written by anybody
    return page(request, "account_secrets.html", made=made, qr=picture)


def _account(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotYours(account_id)
    return account


def _places(context, session: Session) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    try:
        agency = agency_on(session, vietnam_day(context.clock.now()))
    except NoAgency:
        return {"units": (), "communes": {}}
    return {"units": agency.units, "communes": communes_of_province(agency.province_code)}


def _roles() -> list[Role]:
    return [role for role in Role if role in ALL]
