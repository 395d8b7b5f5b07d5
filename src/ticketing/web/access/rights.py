"""Who may open what: one table, a row a route. A route without a row does not start.

Where a room says itself who may do a thing (MAY_…), its row here takes the room's set. Nothing else grants anything,
and the room behind a route decides again: it may refuse more, never allow more.

The object rule looks at the object that the address names, before the page's own code runs. An object of someone else
and an object that does not exist are answered alike.

A row also says what its route is: a page (`_for`), an act (`_act`), or an act of weight (`_weighty`), before which the
person has proved himself within the minutes that the agency sets (`step_up`). Of weight is what takes two persons, and
what weighs as much: whose the vehicle is, an end without a fine, money, accounts, the agency's own rules.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.routing import Route

from ticketing.agency.actors import OFFICERS, Role
from ticketing.agency.agency import log_in_rules
from ticketing.agency.days_off import MAY_LIST
from ticketing.agency.dispatch_rules import Channel, WarnedAgency
from ticketing.agency.legal_bases import MAY_DECIDE, MAY_FILE
from ticketing.agency.retention import MAY_SET
from ticketing.agency.tables import SecurityKey
from ticketing.agency.wordings import MAY_WORD
from ticketing.cameras.tables import Observation
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.outbox import MAY_SEND_AGAIN
from ticketing.dispatch.delivery import queries
from ticketing.dispatch.tables import GATHERING
from ticketing.kit.clock import wall_now
from ticketing.reports.catalogue import reports
from ticketing.web.access import sessions, step_up
from ticketing.web.access.auth import LoginNeeded, NewPasswordNeeded, Person, SecondStepLacks, person_of
from ticketing.web.middleware import SAFE_METHODS

ObjectRule = Callable[[Session, Person, Mapping[str, Any]], bool]


class Weight(StrEnum):
    """How fresh a proof of the person an act asks for: the log-in's own, or one of the last minutes."""

    LIGHT = "light"
    WEIGHTY = "weighty"


@dataclass(frozen=True)
class Right:
    """roles: who may. public: everybody, without a log-in. rule: which objects. weight: None for a page."""

    roles: frozenset[Role] = frozenset()
    public: bool = False
    rule: ObjectRule | None = None
    weight: Weight | None = None


class NoRight(PermissionError):
    """The role has no right to this route."""


class NotYours(LookupError):
    """The object does not exist, or belongs to someone else: the answer is the same."""


class RouteWithoutRight(RuntimeError):
    """A route stands in no row of the table, or a row names no route."""


def _for(*roles: Role, rule: ObjectRule | None = None) -> Right:
    """A page: it is read, and changes nothing."""
    return Right(frozenset(roles), rule=rule)


def _act(*roles: Role, rule: ObjectRule | None = None) -> Right:
    """An act of one person."""
    return Right(frozenset(roles), rule=rule, weight=Weight.LIGHT)


def _weighty(*roles: Role, rule: ObjectRule | None = None) -> Right:
    """An act before which the person has lately proved himself."""
    return Right(frozenset(roles), rule=rule, weight=Weight.WEIGHTY)


def own_commune(person: Person) -> str | None:
    """The commune to which a clerk is bound; None for roles that see all."""
    return (person.commune_code or "") if person.role is Role.COMMUNE_CLERK else None


OF_REPORTS = frozenset().union(*(report.roles for report in reports()))
_KNOWN_CASE = sa.select(Case.id).where(Case.id == sa.bindparam("case_id"))


def known_case(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The case exists."""
    return session.scalar(_KNOWN_CASE, {"case_id": path["case_id"]}) is not None


def known_drop(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The drop exists."""
    return session.get(Observation, path["drop_id"]) is not None


def consignment_of_person(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """A clerk sees his own commune's consignments, once they are closed."""
    found = queries.consignment_of(session, path["consignment_id"], commune_code=own_commune(person))
    return found is not None and (found.state != GATHERING or person.role is not Role.COMMUNE_CLERK)


def item_of_person(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The paper lies in the consignment that the address names, and that is the person's own."""
    item = queries.item_of(session, path["item_id"], commune_code=own_commune(person))
    return item is not None and item.consignment_id == path["consignment_id"]


def delivery_of_person(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The paper lies in a closed consignment of the clerk's own commune, or in one that the office sends itself."""
    item = queries.item_of(session, path["item_id"], commune_code=own_commune(person))
    found = queries.consignment_of(session, item.consignment_id) if item else None
    return (
        found is not None
        and found.state != GATHERING
        and (person.role is Role.COMMUNE_CLERK or found.channel != Channel.COMMUNE_POLICE)
    )


def item_to_agency(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The paper lies in a bundle for a warned agency."""
    item = queries.item_of(session, path["item_id"], commune_code=own_commune(person))
    return item is not None and item.addressee in set(WarnedAgency)


def known_item(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The paper was put into a consignment."""
    return queries.item_of(session, path["item_id"], commune_code=own_commune(person)) is not None


def slip_of_person(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The photographed slip: for the commune's clerk, and for the office that works with the answer."""
    return known_item(session, person, path)


def own_key(session: Session, person: Person, path: Mapping[str, Any]) -> bool:
    """The security key is the person's own."""
    key = session.get(SecurityKey, path["key_id"])
    return key is not None and key.account_id == person.account_id


PUBLIC = Right(public=True)
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
    "second_step_key_ask": PUBLIC,
    "second_step_key": PUBLIC,
    "organisation": PUBLIC,
    "organisation_back": PUBLIC,
    "organisation_in": PUBLIC,
    "language": PUBLIC,
    "look_up": PUBLIC,
    "look_up_answer": PUBLIC,
    "look_up_words": PUBLIC,
    "look_up_picture": PUBLIC,
    "check_code": PUBLIC,
    "published": PUBLIC,
    "published_plate": PUBLIC,
    "published_feed": PUBLIC,
    "published_csv": PUBLIC,
    "home": ANYBODY,
    "password": ANYBODY,
    "own_access": ANYBODY,
    **dict.fromkeys(("log_out", "password_change", "key_add", "step_up_key_ask", "step_up_go_out"), _act(*ALL)),
    # who has the password alone neither adds a second step nor takes one away
    **dict.fromkeys(("key_ask", "one_time_end"), _weighty(*ALL)),
    "key_remove": _weighty(*ALL, rule=own_key),
    # the review desk
    "queue": _for(*OFFICERS),
    "next_case": _act(*OFFICERS),
    "view_save": _act(*OFFICERS),
    "view_delete": _act(*OFFICERS),
    "desk": _for(*OFFICERS, rule=known_case),
    "desk_act": _act(*OFFICERS, rule=known_case),
    "desk_alternatives": _act(*OFFICERS, rule=known_case),
    "lease": _act(*OFFICERS, rule=known_case),
    "lease_end": _act(*OFFICERS, rule=known_case),
    "verdict": _act(*OFFICERS, rule=known_case),
    "take_back": _act(*OFFICERS, rule=known_case),
    "hand_reading": _act(*OFFICERS, rule=known_case),
    "hand_over": _act(*OFFICERS, rule=known_case),
    # what the machine would not guess
    "queues": _for(*READERS),
    "owner_words": _for(*OFFICERS),
    "commune_choices": _for(*READERS),
    "communes_like": _for(*OFFICERS),
    "commune_choice_withdraw": _act(*OFFICERS, Role.SUPERVISOR),
    # the registry: files are opened for a purpose, an owner's for a confirmed act only
    "vehicles": _for(*READERS),
    "vehicle_file": _act(*READERS),
    "owner_file": _act(*READERS, rule=known_case),
    "registry_loads": _for(Role.ADMINISTRATOR, Role.AUDITOR),
    **dict.fromkeys(("registry_load", "registry_columns", "registry_mapping"), _act(Role.ADMINISTRATOR)),
    "registry_rejects": _act(Role.ADMINISTRATOR),
    # what was held before it became a case
    "held": _for(*OFFICERS, Role.SUPERVISOR),
    **{name: _act(*OFFICERS, rule=known_drop) for name in ("held_again", "held_open", "held_dismiss")},
    # cases
    "cases": _for(*READERS),
    "deadlines": _for(*READERS),
    "case": _for(*READERS),
    "case_persons": _act(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_hold": _act(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_release": _weighty(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_twin": _act(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_twin_withdraw": _weighty(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_liable": _weighty(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_liable_agree": _weighty(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_objection": _act(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_objection_words": _act(*OFFICERS, Role.SIGNER, rule=known_case),
    "case_objection_ended": _act(*OFFICERS, Role.SIGNER, rule=known_case),
    **{
        name: _act(*OFFICERS, rule=known_case)
        for name in (
            "case_address",
            "case_owner_again",
            "case_doubt_plate",
            "case_answer",
            "case_answer_back",
            "case_words",
            "case_words_aside",
            "case_violator",
            "case_identity",
            "case_explanation",
            "case_explanation_extended",
            "case_explanation_overtaken",
            "case_decision_term",
            "case_evading",
            "case_evading_ended",
            "case_sent",
            "case_delivered",
            "case_deemed",
            "case_deemed_broken_off",
            "case_delivery_question",
            "case_send_again",
            "case_settle",
            "case_minutes",
            "case_verification",
            "case_decision",
            "case_licence",
            "case_transfer",
            "case_not_liable",
            "case_deferral",
            "case_instalments",
            "case_application_refused",
            "case_hearing_announced",
            "case_hearing_notice",
            "case_hearing",
        )
    },
    # another owner, an end without a fine, a change of what was decided, its enforcement
    **{
        name: _weighty(*OFFICERS, rule=known_case)
        for name in (
            "case_owner",
            "case_new_owner",
            "case_excuse",
            "case_settled_elsewhere",
            "case_no_sanction",
            "case_withdrawal",
            "case_remission",
            "case_salary_enforcement",
            "case_account_enforcement",
            "case_amendment",
            "case_correction",
            "case_cancellation",
        )
    },
    # signers
    "papers": _for(Role.SIGNER),
    "papers_confirm": _for(Role.SIGNER),
    "papers_press": _for(Role.SIGNER),
    "papers_sign": _weighty(Role.SIGNER),
    "paper_send_back": _act(Role.SIGNER),
    "paper_draft": _for(Role.SIGNER),
    "paper_file": _for(*OFFICERS, Role.SIGNER, Role.AUDITOR, rule=known_case),
    "case_withdraw": _weighty(Role.SIGNER, rule=known_case),
    # consignments: a clerk's own commune only
    "consignments": _for(Role.COMMUNE_CLERK, *OFFICERS, Role.SUPERVISOR, Role.ADMINISTRATOR),
    "consignment": _for(Role.COMMUNE_CLERK, *OFFICERS, Role.SUPERVISOR, Role.ADMINISTRATOR, rule=consignment_of_person),
    "consignment_print": _for(Role.COMMUNE_CLERK, *OFFICERS, rule=consignment_of_person),
    "consignment_take_over": _act(Role.COMMUNE_CLERK, *OFFICERS, rule=consignment_of_person),
    "consignment_outcome": _act(Role.COMMUNE_CLERK, *OFFICERS, rule=item_of_person),
    "consignment_reply": _act(*OFFICERS, rule=consignment_of_person),
    "consignment_receipt": _act(*OFFICERS, rule=consignment_of_person),
    # what the agencies of inspection and registration are told
    "unproved": _for(*OFFICERS, Role.SUPERVISOR),
    "unproved_settle": _act(*OFFICERS, rule=known_item),
    "warnings": _for(*READERS, Role.ADMINISTRATOR),
    "warning_again": _act(*OFFICERS, rule=item_to_agency),
    "route_list": _for(Role.COMMUNE_CLERK),
    "route_print": _for(Role.COMMUNE_CLERK),
    "bulletin_wide": _act(Role.COMMUNE_CLERK, *OFFICERS, Role.SUPERVISOR),
    "bulletin": _for(Role.COMMUNE_CLERK, *OFFICERS, Role.SUPERVISOR),
    "delivery_find": _for(Role.COMMUNE_CLERK, *OFFICERS),
    "delivery": _for(Role.COMMUNE_CLERK, *OFFICERS, rule=delivery_of_person),
    "delivery_slip": _for(Role.COMMUNE_CLERK, *OFFICERS, Role.SIGNER, rule=slip_of_person),
    "consignment_send_again": _act(*MAY_SEND_AGAIN),
    # finance
    "payments": _for(Role.FINANCE_CLERK),
    "statement": _for(Role.FINANCE_CLERK),
    "statement_import": _act(Role.FINANCE_CLERK),
    "line_assign": _weighty(Role.FINANCE_CLERK),
    "line_dismiss": _weighty(Role.FINANCE_CLERK),
    # reports
    **dict.fromkeys(("reports", "report", "report_file"), _for(*OF_REPORTS)),  # each report names its own again
    "delivery_report": _for(Role.SUPERVISOR, Role.AUDITOR),
    # how good the reviewing is
    "quality": _for(Role.SUPERVISOR, Role.AUDITOR),
    "quality_lift": _weighty(Role.SUPERVISOR),
    "quality_known": _act(Role.SUPERVISOR),
    # recalls: one holds, two release
    "recalls": _for(Role.SUPERVISOR, Role.SENIOR, Role.SIGNER, Role.AUDITOR),
    "recall": _for(Role.SUPERVISOR, Role.SENIOR, Role.SIGNER, Role.AUDITOR),
    "recall_hold": _act(Role.SUPERVISOR),
    "recall_end": _weighty(Role.SUPERVISOR, Role.SENIOR, Role.SIGNER),
    # wordings, cameras, log
    "wordings": _for(*MAY_WORD),
    "wording_propose": _act(*MAY_WORD),
    "wording_decide": _weighty(*MAY_WORD),
    "legal_bases": _for(*MAY_DECIDE, Role.AUDITOR),
    "legal_base_file": _act(*MAY_FILE),
    "legal_base_decide": _weighty(*MAY_DECIDE),
    "legal_base_scan": _for(*MAY_DECIDE, Role.AUDITOR),
    "days_off": _for(*MAY_LIST, Role.SENIOR, Role.SIGNER, Role.AUDITOR),
    "days_off_propose": _act(*MAY_LIST),
    "days_off_decide": _weighty(*MAY_LIST),
    "retention": _for(*MAY_SET, Role.AUDITOR),
    "retention_propose": _act(*MAY_SET),
    "retention_decide": _weighty(*MAY_SET),
    "cameras": _for(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, *OFFICERS),
    "cameras_load": _act(Role.ADMINISTRATOR),
    "work_order_close": _act(Role.ADMINISTRATOR, Role.SUPERVISOR),
    "log": _for(Role.AUDITOR),
    **dict.fromkeys(("case_proof", "case_proof_data"), _for(Role.AUDITOR, rule=known_case)),
    "case_proof_export": _act(Role.AUDITOR, rule=known_case),
    "log_verify": _act(Role.AUDITOR),
    # accounts, agency, health
    **dict.fromkeys(("accounts", "account_new", "account", "agency", "system"), _for(Role.ADMINISTRATOR)),
    **dict.fromkeys(
        (
            "account_create",
            "account_change",
            "account_disable",
            "account_enable",
            "account_reset",
            "account_open_door",
            "account_key_remove",
            "agency_save",
            "agency_weekly",
            "agency_warnings",
        ),
        _weighty(Role.ADMINISTRATOR),
    ),
    # evidence
    "evidence": _for(*READERS),
}

BEFORE_A_NEW_PASSWORD = frozenset({"password", "password_change", "log_out"})
BEFORE_A_SECOND_STEP = frozenset({*BEFORE_A_NEW_PASSWORD, "own_access", "key_ask", "key_add"})


def check_table(routes: Iterable[Any]) -> None:
    """Raises RouteWithoutRight unless routes and rows are the same, and acts are rows of acts, pages rows of pages."""
    found = {route.name: route for route in routes}
    without_row = sorted(found.keys() - RIGHTS.keys())
    without_route = sorted(RIGHTS.keys() - found.keys())
    if without_row or without_route:
        raise RouteWithoutRight(
            f"Routes without a row in web/access/rights.py: {', '.join(without_row) or 'none'}. "
            f"Rows without a route: {', '.join(without_route) or 'none'}."
        )
    wrong = sorted(
        name for name, right in RIGHTS.items() if not right.public and _changes(found[name]) != bool(right.weight)
    )
    if wrong:
        raise RouteWithoutRight(
            f"Say in web/access/rights.py whether this is a page or an act, and of which weight: {', '.join(wrong)}."
        )


def _changes(route: Any) -> bool:
    """Whether a request by this route may change something."""
    return not (route.methods or SAFE_METHODS) <= SAFE_METHODS


def gate(request: Request) -> None:
    """Stand before every route; leaves the person in `request.state`, and whether he has to prove himself once more.

    Raises LoginNeeded, NewPasswordNeeded, SecondStepLacks, NoRight or NotYours.
    """
    route: Route = request.scope["route"]
    right = RIGHTS[route.name]
    context = request.app.state.context
    with context.database.reading() as session:
        person = person_of(session, request)
        passed = person if person and person.login.passed else None
        request.state.person, request.state.half_way = passed, person if passed is None else None
        request.state.step_up_wanted = False
        if right.public:
            return
        if passed is None:
            raise LoginNeeded(half_way=person is not None)
        if passed.must_change_password and not passed.login.by_provider and route.name not in BEFORE_A_NEW_PASSWORD:
            raise NewPasswordNeeded
        if passed.login.lacks_step and route.name not in BEFORE_A_SECOND_STEP:
            raise SecondStepLacks
        if passed.role not in right.roles:
            raise NoRight(route.name)
        if right.rule and not right.rule(session, passed, request.path_params):
            raise NotYours(route.name)
        if right.weight is Weight.WEIGHTY:
            rules = log_in_rules(session, context.clock.now())
            request.state.step_up_wanted = not step_up.recent(passed.login, rules, wall_now())
    if sessions.seen_long_ago(passed.login, wall_now()):
        with context.database.writing() as session:
            sessions.touch(session, passed.login.token_hash, wall_now())


def may(person: Person | None, route_name: str) -> bool:
    """Whether a page shows this person a way to the route; the gate decides again."""
    right = RIGHTS[route_name]
    return right.public or (person is not None and person.role in right.roles)
