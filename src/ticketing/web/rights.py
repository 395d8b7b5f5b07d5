"""Who may open what: one table, a row a route. A route without a row does not start; nothing else grants anything.

The object rule looks at the object that the address names, before the page's own code runs. An object of someone else
and an object that does not exist are answered alike.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.routing import Route

from ticketing.agency.actors import Role
from ticketing.kit.clock import wall_now
from ticketing.web import sessions
from ticketing.web.auth import LoginNeeded, NewPasswordNeeded, Person, person_of

ObjectRule = Callable[[Session, Person, Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Right:
    """roles: who may. public: everybody, without a log-in. rule: which objects."""

    roles: frozenset[Role] = frozenset()
    public: bool = False
    rule: ObjectRule | None = None


class NoRight(PermissionError):
    """The role has no right to this route."""


class NotYours(LookupError):
    """The object does not exist, or belongs to someone else: the answer is the same."""


class RouteWithoutRight(RuntimeError):
    """A route stands in no row of the table, or a row names no route."""


def _for(*roles: Role, rule: ObjectRule | None = None) -> Right:
    return Right(frozenset(roles), rule=rule)


PUBLIC = Right(public=True)
OFFICERS = (Role.OFFICER, Role.SENIOR)
READERS = (*OFFICERS, Role.SIGNER, Role.SUPERVISOR, Role.AUDITOR)
ALL = frozenset(Role) - {Role.MACHINE}
ANYBODY = Right(ALL)

RIGHTS: Mapping[str, Right] = {
    # the door
    "health": PUBLIC,
    "static": PUBLIC,
    "source": PUBLIC,
    "log_in": PUBLIC,
    "log_in_try": PUBLIC,
    "second_step": PUBLIC,
    "second_step_try": PUBLIC,
    "language": PUBLIC,
    "home": ANYBODY,
    "log_out": ANYBODY,
    "password": ANYBODY,
    "password_change": ANYBODY,
    # the review desk
    "queue": _for(*OFFICERS),
    "next_case": _for(*OFFICERS),
    "desk": _for(*OFFICERS),
    "lease": _for(*OFFICERS),
    "lease_end": _for(*OFFICERS),
    "verdict": _for(*OFFICERS),
    "take_back": _for(*OFFICERS),
    "hand_reading": _for(*OFFICERS),
    "hand_over": _for(*OFFICERS),
    # evidence
    "evidence": _for(*READERS),
}

BEFORE_A_NEW_PASSWORD = frozenset({"password", "password_change", "log_out"})


def check_table(routes: Iterable[Any]) -> None:
    """Raises RouteWithoutRight unless routes and rows are the same."""
    names = {route.name for route in routes}
    without_row = sorted(names - RIGHTS.keys())
    without_route = sorted(RIGHTS.keys() - names)
    if without_row or without_route:
        raise RouteWithoutRight(
            f"Routes without a row in web/rights.py: {', '.join(without_row) or 'none'}. "
            f"Rows without a route: {', '.join(without_route) or 'none'}."
        )


def gate(request: Request) -> None:
    """Stand before every route. Raises LoginNeeded, NoRight or NotYours; leaves the person in `request.state`."""
    route: Route = request.scope["route"]
    right = RIGHTS[route.name]
    office = request.app.state.office
    with office.database.reading() as session:
        person = person_of(session, request)
        passed = person if person and person.login.passed else None
        request.state.person, request.state.half_way = passed, person if passed is None else None
        if right.public:
            return
        if passed is None:
            raise LoginNeeded(half_way=person is not None)
        if passed.must_change_password and route.name not in BEFORE_A_NEW_PASSWORD:
            raise NewPasswordNeeded
        if passed.role not in right.roles:
            raise NoRight(route.name)
        if right.rule and not right.rule(session, passed, request.path_params):
            raise NotYours(route.name)
        old = sessions.seen_long_ago(session, passed.login.token_hash, wall_now())
    if old:
        with office.database.writing() as session:
            sessions.touch(session, passed.login.token_hash, wall_now())


def may(person: Person | None, route_name: str) -> bool:
    """Whether a page shows this person a way to the route; the gate decides again."""
    right = RIGHTS[route_name]
    return right.public or (person is not None and person.role in right.roles)
