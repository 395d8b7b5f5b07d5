"""Coming in by the organisation's log-in: out to its provider and back, to an account that is here already.

The provider says who it is; what he may do here stands in our table of accounts. It makes no account, gives no role and
opens no door that is shut here. Where it did not see two steps and the account has a second one, that follows.
Who came in by it and has no second step proves himself by it once more before an act of weight (`step_up`): the act
waits here, sealed, for his way back, and is shown to him again where he comes back unproved.
"""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency import accounts
from ticketing.agency.agency import single_sign_on
from ticketing.agency.queries import account_named
from ticketing.evidence.event_kinds import LogEvent
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import wall_now
from ticketing.kit.digest import sha256
from ticketing.web.access import auth, challenges, login_throttle, step_up
from ticketing.web.access.auth import Person, Shut
from ticketing.web.access.oidc import Provider, TokenRefused, provider_of
from ticketing.web.access.step_up import Act
from ticketing.web.middleware import token_for_forms

BACK = "/log-in/organisation/back"
SECRET = "oidc-secret"  # noqa: S105  the name of the file

log = logging.getLogger(__name__)


class NoWay(LookupError):
    """The agency has no such log-in."""


class NotAwaited(PermissionError):
    """Nobody at this browser went out with that state: too late, twice, or sent by somebody else."""


class SentBack(PermissionError):
    """The provider sent the person back without a code: he cancelled there, or it refused him."""


class NoAccount(PermissionError):
    """The provider knows the person; no open account here has that name."""


def provider_on(context: AppContext) -> Provider:
    """The provider of today. Raises NoWay."""
    with context.database.reading() as session:
        rules = single_sign_on(session, context.clock.now())
    if rules is None:
        raise NoWay
    return provider_of(rules)


@dataclass(frozen=True)
class CameBack:
    """Who came back: his fresh token, whether our second step is still to come, where he goes on, or with which act."""

    token: str
    waits: bool
    path: str
    act: Act | None = None


def go_out(context: AppContext, token: str, next: str, act: Act | None = None) -> str:
    """The address that the browser goes to. act: for whose sake a person proves himself. Raises NoWay, ProviderAway."""
    journey = provider_on(context).begin(context.site.origin + BACK, anew=act is not None)
    kept = {"nonce": journey.nonce, "verifier": journey.verifier, "browser": _browser(token), "next": next}
    if act:
        kept["act"] = context.keys.seal(_place(journey.state), act.to_json())
        kept["asked_at"] = str(int(wall_now().timestamp()))
    with context.database.writing() as session:
        challenges.store(session, "single_sign_on", journey.state, kept, wall_now())
    return journey.address


def come_back(
    context: AppContext, token: str, state: str, code: str, *, address: str, person: Person | None = None
) -> CameBack:
    """Who came back from the provider. person: who is logged in at this browser already.

    Raises NotAwaited, NoAccount, Shut, NoWay, ProviderAway, TokenRefused.
    """
    provider, now = provider_on(context), wall_now()
    with context.database.writing() as session:
        kept = challenges.take(session, "single_sign_on", state, now)
    if kept is None or kept["browser"] != _browser(token):
        raise NotAwaited
    secret = context.settings.keys / SECRET
    claims = provider.claims(
        code,
        back=context.site.origin + BACK,
        verifier=kept["verifier"],
        nonce=kept["nonce"],
        secret=secret.read_text().strip() if secret.exists() else "",
        now=int(now.timestamp()),
    )
    name = claims.get(provider.rules.claim)
    if not isinstance(name, str) or not name.strip():
        raise TokenRefused(f"no claim '{provider.rules.claim}'")
    if sealed := kept.get("act"):
        if not provider.asked_since(claims, int(kept["asked_at"])):
            raise TokenRefused("auth_time is missing or old: it did not ask the person anew")
        fresh = _proved(context, person, name.strip())
        return CameBack(fresh, False, kept["next"], _unsealed(context, state, sealed))
    with context.database.writing() as session:
        opened, waits = _opened(session, context, provider, claims, name.strip(), address)
    if opened is None:
        raise NoAccount
    return CameBack(opened, waits, kept["next"])


def waiting_act(context: AppContext, token: str, state: str) -> Act | None:
    """The act for whose sake the person at this browser went out with that state, as long as he is awaited."""
    with context.database.reading() as session:
        kept = challenges.look(session, "single_sign_on", state, wall_now())
    if kept is None or kept["browser"] != _browser(token) or "act" not in kept:
        return None
    return _unsealed(context, state, kept["act"])


def _unsealed(context: AppContext, state: str, sealed: str) -> Act:
    return Act.from_json(context.keys.open(_place(state), sealed))


def _browser(token: str) -> str:
    """Which browser went out: by what stays of its token where a proof in another tab renews it."""
    return sha256(token_for_forms(token).encode())


def _place(state: str) -> str:
    return f"web_challenges|act|{sha256(state.encode())}"


def _proved(context: AppContext, person: Person | None, name: str) -> str:
    """A fresh token for the person at this browser, where it is he who went out and came back."""
    with context.database.writing() as session:
        account = account_named(session, name)
        if person is None or account is None or account.id != person.account_id:
            raise TokenRefused("another person than the one at this browser")
        if not step_up.ways_of(session, person).by_organisation:
            raise TokenRefused("this account proves itself by a step of its own")
        return auth.renew(session, context, person, by="organisation")


def _opened(
    session: Session, context: AppContext, provider: Provider, claims: dict[str, Any], name: str, address: str
) -> tuple[str | None, bool]:
    key = login_throttle.throttle_key(context.keys, login_throttle.LOG_IN, name.casefold(), address)
    if until := login_throttle.shut_now(session, login_throttle.LOG_IN, key, wall_now()):
        raise Shut(until)
    account = account_named(session, name)
    if account is None or account.disabled_at is not None:
        log.warning("the organisation's log-in named %s", "a closed account" if account else "no account of this house")
        if account:
            auth.note(session, context, LogEvent.LOG_IN_FAILED, account.id)
        return None, False
    waits = accounts.has_mfa(session, account) and not provider.counts_twice(claims)
    return auth.begin(session, context, account, passed=not waits, by_provider=True), waits
