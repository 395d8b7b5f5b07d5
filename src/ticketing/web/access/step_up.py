"""Step-up: before an act of weight a person has proved himself within the last minutes, or does so once more.

Which acts those are stands in rights.py, how many minutes in `log_in.step_up_minutes` of agency.yaml. A proof begins
the minutes anew, an act does not: else an open screen or a stolen log-in would stay good for as long as it is used.
What was typed is not kept here: the page that asks carries the act's own form, and sends both to the act's own address.
A proof gives the log-in a fresh token, so that nobody who has a copy of the old one profits from it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ticketing.agency import accounts
from ticketing.agency.log_in_rules import LogInRules
from ticketing.agency.tables import Account
from ticketing.flow.app_context import AppContext
from ticketing.web.access import auth, mfa
from ticketing.web.access.auth import Person, Shut, WrongAnswer
from ticketing.web.access.sessions import Login
from ticketing.web.middleware import FORM_FIELD

CODE, KEY_ANSWER, PASSWORD = "step_up_code", "step_up_answer", "step_up_password"
_OURS = frozenset({CODE, KEY_ANSWER, PASSWORD, FORM_FIELD})
_NOT_CARRIED = _OURS | {"password"}
"""A password is never written into a page: an act that asks for one takes the proof in its place (`proved_now`)."""


@dataclass(frozen=True)
class Act:
    """What a person had begun: the address of the act, and what its form says."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def to_json(self) -> str:
        """As one field of a form."""
        return json.dumps({"path": self.path, "fields": self.fields}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Act":
        """Out of a form of ours. Raises ValueError."""
        try:
            said = json.loads(text)
            return cls(auth.own_path(said["path"]), tuple((str(name), str(value)) for name, value in said["fields"]))
        except (KeyError, TypeError, RecursionError) as problem:
            raise ValueError(f"no act: {type(problem).__name__}") from None


@dataclass(frozen=True)
class Ways:
    """How a person can prove himself: with his second step, else as he came in."""

    by_code: bool = False
    by_key: bool = False
    by_password: bool = False
    by_organisation: bool = False


class StepUpNeeded(PermissionError):
    """The last proof is too old, or the one that came does not fit (`problem`); the act is still to be done."""

    def __init__(self, act: Act, problem: Shut | WrongAnswer | None = None) -> None:
        """`act`: carried by the page that asks."""
        super().__init__("prove yourself once more")
        self.act = act
        self.problem = problem


def recent(login: Login, rules: LogInRules, now: datetime) -> bool:
    """Whether the last proof is fresh enough for an act of weight; no minutes: it always is."""
    return rules.step_up_minutes == 0 or now - login.confirmed_at <= timedelta(minutes=rules.step_up_minutes)


def ways_of(session: Session, person: Person) -> Ways:
    """What this person may be asked for."""
    account = session.get_one(Account, person.account_id)
    if accounts.has_mfa(session, account):
        return Ways(*mfa.ways_of(session, person))
    return Ways(by_password=not person.login.by_provider, by_organisation=person.login.by_provider)


async def check_step_up(request: Request) -> None:
    """Stand behind the gate and the form's token: an act that needs a fresh proof has one. Raises StepUpNeeded."""
    if request.state.step_up_wanted:
        form = await request.form()
        texts = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str))
        await run_in_threadpool(_check, request, texts)


def proved_now(request: Request) -> bool:
    """Whether this very request needed a fresh proof and brought it."""
    return bool(request.state.step_up_wanted)


def _check(request: Request, texts: tuple[tuple[str, str], ...]) -> None:
    act = Act(quote(request.scope["path"]), tuple(field for field in texts if field[0] not in _NOT_CARRIED))
    given = {name: value for name, value in texts if name in _OURS and value}
    try:
        token = _prove(request.app.state.context, request.state.person, given, auth.client_address(request))
    except (Shut, WrongAnswer) as problem:
        raise StepUpNeeded(act, problem) from None
    if token is None:
        raise StepUpNeeded(act)
    go_on_with(request, token)


def go_on_with(request: Request, token: str) -> None:
    """The rest of this request, its answer and what follows belong to the fresh token."""
    request.state.token, request.state.token_renewed = token, True
    with request.app.state.context.database.reading() as session:
        request.state.person = auth.person_of(session, request)


def _prove(context: AppContext, person: Person, given: Mapping[str, Any], address: str) -> str | None:
    """A fresh token for a proof that fits; None where none came. Raises Shut, WrongAnswer."""
    if KEY_ANSWER in given:
        return mfa.pass_key(context, person, given[KEY_ANSWER], address)
    if CODE in given:
        return mfa.pass_code(context, person, given[CODE], address)
    if PASSWORD in given:
        return _pass_password(context, person, given[PASSWORD], address)
    return None


def _pass_password(context: AppContext, person: Person, password: str, address: str) -> str:
    with context.database.reading() as session:
        if not ways_of(session, person).by_password:
            raise WrongAnswer
    auth.prove_password(context, person, password, address)
    with context.database.writing() as session:
        return auth.renew(session, context, person, by="password")
