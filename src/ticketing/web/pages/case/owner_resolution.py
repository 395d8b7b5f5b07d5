"""Whose vehicle it was and where he lives: what officers record of owner, commune and plate.

Each function reads a form, calls the room that decides, and goes back to the case.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.addresses.commune_search import communes_like
from ticketing.agency.actors import Actor
from ticketing.cases.answers import owner_answers
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake import clone_flags
from ticketing.cases.owner import identification
from ticketing.cases.owner.persons import Person
from ticketing.cases.record import Facts, apply
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.evidence.log import head_of
from ticketing.kit.fields import FieldKeys
from ticketing.web.pages.case.one_act import do
from ticketing.web.pages.case.person_form import PersonForm, commune_written
from ticketing.web.pages.forms import Text, Version, text_or_none
from ticketing.web.render import page

router = APIRouter()
OTHER_COMMUNE = "other"


class OwnerForm(PersonForm):
    """An owner whom a person found, and where."""

    version: int
    source: str = ""


@router.post("/cases/{case_id}/address", name="case_address")
def address(
    request: Request, case_id: str, version: Version, commune_code: Text = "", other: Text = "", ground: Text = ""
) -> Response:
    """Say in which commune an ambiguous address lies: one of those that it may mean, or another by its name."""
    if text_or_none(other) and commune_code not in ("", OTHER_COMMUNE):
        raise Refused("You ticked one commune and wrote the name of another: leave one of them out.")
    if commune_code in ("", OTHER_COMMUNE):
        commune_code = commune_written(other)
    return do(
        request,
        case_id,
        "address_chosen",
        lambda session, keys, actor, at: identification.choose_commune(
            session, keys, case_id, commune_code, ground=ground, actor=actor, at=at, expected_version=version
        ),
    )


@router.post("/cases/{case_id}/owner", name="case_owner")
def enter_owner(request: Request, case_id: str, form: Annotated[OwnerForm, Form()]) -> Response:
    """Name the owner of the day of the act, found elsewhere."""
    person = _needed(form.person(form.source.strip()))
    return do(
        request,
        case_id,
        "owner_entered",
        lambda session, keys, actor, at: identification.enter_owner(
            session, keys, case_id, person, actor=actor, at=at, expected_version=form.version
        ),
    )


@router.post("/cases/{case_id}/owner/again", name="case_owner_again")
def recheck_owner(request: Request, case_id: str) -> Response:
    """Ask the register again for an owner who was not found; one outside this house before the transaction."""
    context = request.app.state.context
    identification.bring_owner(context.database, context.keys, context.register, case_id, at=context.clock.now())
    return do(
        request,
        case_id,
        "looked_again",
        lambda session, keys, actor, at: identification.identify_owner(session, keys, case_id, at=at, actor=actor),
    )


@router.post("/cases/{case_id}/doubt-plate", name="case_doubt_plate")
def doubt_plate(request: Request, case_id: str, version: Version, note: Text) -> Response:
    """No owner, because the plate may be read wrongly: back to review."""

    def doubted(session: Session, keys: FieldKeys, actor: Actor, at: datetime) -> Case:
        why = store_notes(session, keys, case_id, CaseEvent.PLATE_DOUBTED, {"note": note}, actor=actor, at=at)
        facts = Facts(personal=why, reason=("DOUBTFUL_READING", "An officer doubts the plate."))
        return apply(
            session, case_id, CaseEvent.PLATE_DOUBTED, actor=actor, at=at, expected_version=version, facts=facts
        )

    return do(request, case_id, "plate_doubted", doubted)


@router.post("/cases/{case_id}/new-owner", name="case_new_owner")
def new_owner(request: Request, case_id: str, form: Annotated[OwnerForm, Form()]) -> Response:
    """Another owner or address: a new notice follows."""
    person = _needed(form.person(form.source.strip()))
    return do(
        request,
        case_id,
        "new_owner_named",
        lambda session, keys, actor, at: owner_answers.name_new_owner(
            session, keys, case_id, person, actor=actor, at=at, expected_version=form.version
        ),
    )


@router.post("/cases/{case_id}/twin", name="case_twin")
def flag_clone(request: Request, case_id: str, reason: Text = "") -> Response:
    """Mark the plate of a case: two vehicles bear it."""
    return do(
        request,
        case_id,
        "twin_marked",
        lambda session, keys, actor, at: clone_flags.flag_clone(
            session, keys, case_id, reason=reason, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/twin-withdraw", name="case_twin_withdraw")
def withdraw_clone_flag(request: Request, case_id: str, reason: Text = "") -> Response:
    """Take the mark of a twin away again."""
    return do(
        request,
        case_id,
        "twin_mark_withdrawn",
        lambda session, keys, actor, at: clone_flags.withdraw_clone_flag(
            session, keys, case_id, reason=reason, actor=actor, at=at
        ),
    )


@router.get("/communes/like", name="communes_like")
def list_communes(request: Request, field: str = "") -> Response:
    """Communes of all provinces that fit what is typed in a field of that name, to choose from; our own come first."""
    with request.app.state.context.database.reading() as session:
        province = head_of(session).province
    typed = request.query_params.get(field, "").strip()
    return page(request, "_communes.html", communes=communes_like(typed, province), typed=typed)


def _needed(person: Person | None) -> Person:
    if person is None:
        raise Refused("Name the person: the paper goes to him.")
    return person
