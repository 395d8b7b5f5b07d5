"""Who may open what: every route, every role, own and foreign objects, tried one by one."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from ticketing.agency.actors import Role
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.evidence.seal import items_of
from ticketing.web.access.rights import RIGHTS, RouteWithoutRight, Weight, check_table
from ticketing.web.app import create_app
from web.town import COMMUNE, OTHER_COMMUNE, ROLES, Town
from web.visits import Browser

OPEN_PATHS = ("/log-in", "/tra-cuu", "/kiem-tra", "/cong-bo", "/health", "/static", "/language")
IDS = (
    "case_id", "recall_id", "hold_id", "words_id", "ticket", "view_id", "order_id", "drop_id", "paper_id",
    "account_id", "key_id", "consignment_id", "item_id", "line_id", "wording_id", "choice_id", "load_id", "base_id",
    "term_id", "statement_id", "list_id",
)  # fmt: skip
MISSING = {**dict.fromkeys(IDS, "none"), "sha256": "0" * 64, "voice": "agree", "code": "funnel", "form": "csv"}


def routes(app: Any, ids: Mapping[str, str] = MISSING) -> Iterator[tuple[str, str, str]]:
    """Name, method and an address of every route."""
    for route in app.routes:
        if isinstance(route, Mount):
            continue
        path = route.path
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", value)
        for method in route.methods - {"HEAD"}:
            yield route.name, method, path


def test_every_route_has_a_row_and_every_row_a_route(client: TestClient) -> None:
    check_table(client.app.routes)  # type: ignore[attr-defined]


def test_an_application_with_a_route_that_stands_in_no_row_does_not_start(town: Town) -> None:
    app = create_app(town.context)
    app.router.add_api_route("/secret", lambda: "", name="secret")
    with pytest.raises(RouteWithoutRight, match="secret"):
        check_table(app.routes)


FOUR_EYES = (
    "release_batch(", "holding.release(", "propose_owner_liable(", "declare_owner_liable(", "withdraw_clone_flag(",
    "Matter.decide(", "decide_base(", "decide_term(", "decide_list(", "propose_end(", "agree_to_end(",
    "withdraw_before_notice(",
    "accounts.create_account(", "accounts.change_role(", "accounts.reset(", "save_agency(",
)  # fmt: skip
"""What rooms do that takes two persons, or weighs as much (ASVS 5.0, 2.3.5 and 7.5.3)."""


def written(endpoint: Callable[..., object]) -> str:
    """What an endpoint is written as, with the names of what it was given to do (`pages.two_persons`)."""
    given = inspect.getclosurevars(endpoint).nonlocals.values()
    return "\n".join([inspect.getsource(endpoint), *(f"{one.__qualname__}(" for one in given if callable(one))])


def test_every_act_of_four_eyes_asks_for_a_fresh_proof_and_can_carry_its_form(client: TestClient) -> None:
    tried = set()
    for route in client.app.routes:  # type: ignore[attr-defined]
        right, source = RIGHTS[route.name], "" if isinstance(route, Mount) else written(route.endpoint)
        found = {act for act in FOUR_EYES if act in source}
        tried |= found
        assert not found or right.weight is Weight.WEIGHTY, f"{route.name} takes two persons"
        assert right.weight is not Weight.WEIGHTY or "UploadFile" not in source, f"{route.name}: a file is not carried"
    assert tried == set(FOUR_EYES)


def test_an_act_that_does_not_say_its_weight_does_not_start(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHTS, "recall_end", replace(RIGHTS["recall_end"], weight=None))  # type: ignore[arg-type]
    with pytest.raises(RouteWithoutRight, match="recall_end"):
        create_app(town.context)


def test_without_a_log_in_only_the_door_is_open(client: TestClient, town: Town, visitor: Browser) -> None:
    visitor.get("/log-in")
    for name, method, path in routes(client.app, of_the_other_commune(town)):
        answer = client.request(method, path, headers={"cookie": f"__Host-sid={visitor.cookie}"})
        if path.startswith(OPEN_PATHS):
            continue
        to_the_door = answer.status_code == 303 and answer.headers["location"].startswith("/log-in")
        assert to_the_door or answer.status_code in (401, 403), f"{name}: {answer.status_code}"


def test_without_a_log_in_a_program_and_htmx_get_401(visitor: Browser) -> None:
    assert visitor.get("/queue", headers={"accept": "application/json"}).status_code == 401
    answer = visitor.get("/queue", headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/log-in")


@pytest.mark.parametrize("person", [name for name, _, _ in ROLES])
def test_a_role_gets_to_its_own_routes_and_to_no_other(
    person: str, client: TestClient, people: dict[str, Browser]
) -> None:
    role = {name: one for name, one, _ in ROLES}[person]
    browser = people[person]
    for name, method, path in routes(client.app):
        right = RIGHTS[name]
        if right.public or name in ("log_out", "password_change", "home"):
            continue
        send = browser.get if method == "GET" else browser.post
        status = send(path).status_code
        if role in right.roles:
            assert status != 403, f"{person} is kept from {name}"
            assert status < 500, f"{person}, {name}: {status}"
        else:
            assert status == 403, f"{person} gets to {name}: {status}"


def test_every_role_but_the_machine_is_in_the_town() -> None:
    assert {role for _, role, _ in ROLES} == set(Role) - {Role.MACHINE}


def consignments_of(town: Town, commune: str) -> list[Consignment]:
    with town.context.database.reading() as session:
        query = sa.select(Consignment).where(
            Consignment.receiver_code == commune, Consignment.print_sha256.is_not(None)
        )
        return list(session.scalars(query))


def test_a_clerk_sees_his_own_commune_and_no_other_by_any_address(town: Town, people: dict[str, Browser]) -> None:
    own, foreign = consignments_of(town, COMMUNE), consignments_of(town, OTHER_COMMUNE)
    assert own and foreign
    clerk = people["clerk"]
    listed = clerk.get("/consignments").text
    assert own[0].number in listed
    assert all(one.number not in listed for one in foreign if one.number)
    assert foreign[0].number not in clerk.get(f"/consignments?commune={OTHER_COMMUNE}").text
    assert clerk.get(f"/consignments/{own[0].id}").status_code == 200
    assert clerk.get(f"/consignments/{own[0].id}/print").status_code == 200
    for path in (f"/consignments/{foreign[0].id}", f"/consignments/{foreign[0].id}/print"):
        assert clerk.get(path).status_code == 404
    assert clerk.post(f"/consignments/{foreign[0].id}/take-over").status_code == 404


def test_a_clerk_reaches_no_paper_of_another_commune_through_his_own_consignment(
    town: Town, people: dict[str, Browser]
) -> None:
    own, foreign = consignments_of(town, COMMUNE)[0], consignments_of(town, OTHER_COMMUNE)[0]
    with town.context.database.reading() as session:
        item = session.scalar(sa.select(ConsignmentItem.id).where(ConsignmentItem.consignment_id == foreign.id))
    answer = people["clerk"].post(f"/consignments/{own.id}/papers/{item}", {"outcome": "handed_over", "receiver": "x"})
    assert answer.status_code == 404


def of_the_other_commune(town: Town) -> dict[str, str]:
    """Ids of one consignment of the other commune, a paper in it, its case and a picture of that."""
    foreign = consignments_of(town, OTHER_COMMUNE)[0]
    with town.context.database.reading() as session:
        query = sa.select(ConsignmentItem).where(ConsignmentItem.consignment_id == foreign.id)
        item = session.scalars(query).first()
        assert item is not None
        picture = next(one for one in items_of(session, item.case_id) if one.role == "overview")
    return MISSING | {
        "consignment_id": foreign.id, "item_id": item.id, "case_id": item.case_id, "drop_id": item.case_id,
        "paper_id": item.document_id, "sha256": picture.sha256,
    }  # fmt: skip


def test_a_clerk_gets_to_nothing_of_another_commune_on_any_route(
    client: TestClient, town: Town, people: dict[str, Browser]
) -> None:
    clerk, foreign = people["clerk"], of_the_other_commune(town)
    of_an_object = {name for name, _, path in routes(client.app, {}) if "{" in path}
    tried = [(name, method, path) for name, method, path in routes(client.app, foreign) if name in of_an_object]
    assert len(tried) > 40
    for name, method, path in tried:
        answer = clerk.get(path) if method == "GET" else clerk.post(path)
        assert answer.status_code in (403, 404), f"{name}: {answer.status_code}"


def test_a_clerk_sees_no_case_picture_or_paper(town: Town, people: dict[str, Browser]) -> None:
    case_id = town.cases["noticed"]
    paper = town.documents(case_id, "notice")[0]
    for path in (f"/cases/{case_id}", f"/desk/{case_id}", f"/cases/{case_id}/papers/{paper.id}", "/cases", "/queue"):
        assert people["clerk"].get(path).status_code == 403


def test_an_unknown_object_and_one_of_another_are_answered_alike(people: dict[str, Browser]) -> None:
    unknown, nonsense = people["officer1"].get("/cases/none"), people["officer1"].get("/desk/none")
    assert unknown.status_code == nonsense.status_code == 404


def test_the_application_of_the_pages_is_one_flat_list_of_routes(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    assert all(hasattr(route, "name") for route in app.routes)
