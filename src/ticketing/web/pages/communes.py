"""Consignments: the commune's clerk takes papers over, prints them and records what became of each.

A clerk sees his own commune's consignments and nothing else; officers, seniors and supervisors see how they stand.
"""

import tempfile
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from ticketing.agency.actors import OFFICERS, Role
from ticketing.agency.agency import agency_on
from ticketing.agency.values import Channel, PrintLayout
from ticketing.cameras.decoder import PICTURE_BYTES, PictureDecoder, Undecodable
from ticketing.dispatch import delivery, queries
from ticketing.dispatch.bundle import REPLY_FILE
from ticketing.dispatch.delivery import NotRecorded, Report
from ticketing.dispatch.outbox import send_again
from ticketing.dispatch.outcomes import ENTERED_BY_PEOPLE, Outcome
from ticketing.dispatch.papers import file_stem
from ticketing.dispatch.print_file import Round, print_round
from ticketing.dispatch.reply import LARGEST_REPLY, enter_reply
from ticketing.dispatch.reply_slip import NotASlip, person_named
from ticketing.dispatch.route import (
    Hamlet,
    NothingLeft,
    TooManyPapers,
    days_of,
    round_of,
    route,
    to_give_back,
    what_is_left,
)
from ticketing.dispatch.tables import GATHERING, STATES, TAKEN_OVER, Consignment
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.log import append, head_of
from ticketing.evidence.seal import Sealed, store_blob
from ticketing.flow.office import Office
from ticketing.kit.clock import vietnam_day
from ticketing.kit.sheets import LoadReport, SheetFault
from ticketing.law.places import communes_of
from ticketing.web.auth import Person as AtTheScreen
from ticketing.web.pages.evidence import blob_answer
from ticketing.web.pages.forms import Text, actor_of, address, day_of, day_written, given, one_of
from ticketing.web.render import page, see_other
from ticketing.web.rights import NotYours, delivery_of_person, may, own_commune
from ticketing.web.words import said

router = APIRouter()
PAGE = 50
ALL_HAMLETS = "*"  # an address without a hamlet has the empty name


@router.get("/consignments", name="consignments")
def show_consignments(
    request: Request, state: str = "", before: str = "", commune: str = "", not_found: str = ""
) -> Response:
    """Consignments, newest first; a clerk's own commune only."""
    office, person = request.app.state.office, request.state.person
    chosen = one_of(state, STATES)
    own = own_commune(person)
    with office.database.reading() as session:
        found = queries.consignments(
            session,
            commune_code=own if own is not None else given(commune),
            states=(chosen,) if chosen else _seen_by(person),
            before=given(before),
            limit=PAGE + 1,
        )
    shown = found[:PAGE]
    following = shown[-1].consignment.id if len(found) > PAGE else ""
    return page(
        request,
        "consignments.html",
        rows=shown,
        states=_seen_by(person),
        chosen=chosen,
        not_found=bool(not_found),
        may_find=may(person, "delivery_find"),
        may_see_warnings=may(person, "warnings"),
        may_see_unproved=may(person, "unproved"),
        commune=commune,
        communes=communes_of(province_of(office)) if own is None else (),
        next_page=address("/consignments", state=chosen, commune=commune, before=following) if following else "",
    )


@router.get("/consignments/{consignment_id}", name="consignment")
def show_consignment(request: Request, consignment_id: str) -> Response:
    """One consignment with whom its papers are for. The look at the names is an event."""
    return _consignment_page(request, consignment_id)


@router.post("/consignments/{consignment_id}/take-over", name="consignment_take_over")
def take_over(request: Request, consignment_id: str) -> Response:
    """The clerk has it."""
    office = request.app.state.office
    try:
        with office.database.writing() as session:
            delivery.take_over(session, consignment_id, actor=actor_of(request, session), at=office.clock.now())
    except NotRecorded as problem:
        return _consignment_page(request, consignment_id, problem=said(str(problem)), status=409)
    except (delivery.NotYours, LookupError):
        raise NotYours(consignment_id) from None
    return see_other(f"/consignments/{consignment_id}", done="taken_over")


@router.get("/consignments/{consignment_id}/print", name="consignment_print")
def print_file(request: Request, consignment_id: str) -> Response:
    """Cover list and all papers in one PDF, but for what is stopped. Names and addresses stand in it: an event."""
    office = request.app.state.office
    with office.database.reading() as session:
        consignment = _of_person(session, request.state.person, consignment_id)
        name, number = consignment.print_sha256, consignment.number
        if name is None or not _opens(session, request, consignment):
            raise NotYours(consignment_id)
        try:
            left = what_is_left(session, office.keys, consignment)
        except NothingLeft as problem:
            return _consignment_page(request, consignment_id, problem=said(str(problem)), status=409)
    _note_look(request, consignment, shown="print_file")
    printed = office.store.get(name) if left is None else _printed(office, left)
    return blob_answer(printed, f"consignment-{file_stem(number or '')}")


def _printed(office: Office, on: Round) -> bytes:
    return print_round(office.store, on, layout=on.agency.dispatch.layout, made_at=office.clock.now())


class OutcomeForm(BaseModel):
    """What became of one paper. scanned: it was opened by its code, and goes back there."""

    outcome: str = ""
    handed_on: str = ""
    receiver: str = ""
    note: str = ""
    received_on: str = ""
    owner_words: str = ""
    other_name: str = ""
    other_birth: str = ""
    other_id: str = ""
    other_address: str = ""
    scanned: str = ""
    slip: UploadFile | None = None


@router.post("/consignments/{consignment_id}/papers/{item_id}", name="consignment_outcome")
def record_outcome(
    request: Request, consignment_id: str, item_id: str, form: Annotated[OutcomeForm, Form()]
) -> Response:
    """Record what became of one paper, with the photograph of its reply slip where there is one."""
    office = request.app.state.office
    with office.database.reading() as session:
        _of_person(session, request.state.person, consignment_id)
    back = f"/deliveries/{item_id}" if form.scanned else f"/consignments/{consignment_id}"
    shown = (
        partial(_delivery_page, request, item_id)
        if form.scanned
        else partial(_consignment_page, request, consignment_id)
    )
    if form.outcome not in ENTERED_BY_PEOPLE:
        return shown(problem=said("Choose what became of the paper."), status=422)
    today = vietnam_day(office.clock.now())
    try:
        report = Report(
            Outcome(form.outcome),
            day_written(form.handed_on, latest=today) or today,
            receiver=form.receiver,
            note=form.note,
            received_on=day_written(form.received_on, latest=today),
            owner_words=form.owner_words,
            other_person=person_named(
                form.other_name, form.other_birth, form.other_id, form.other_address, source="reply slip"
            ),
            proof=_slip(office.store, form.slip),
        )
        with office.database.writing() as session:
            actor, at = actor_of(request, session), office.clock.now()
            delivery.record_outcome(session, office.keys, item_id, report, actor=actor, at=at)
    except (NotASlip, NotRecorded) as problem:
        return shown(problem=said(str(problem)), status=409)
    except (delivery.NotYours, LookupError):
        raise NotYours(item_id) from None
    return see_other(back, done="outcome_recorded")


@router.post("/consignments/{consignment_id}/reply", name="consignment_reply")
def take_reply(request: Request, consignment_id: str, reply: UploadFile) -> Response:
    """Enter the table that a commune which is not connected sent back; lines that cannot be entered are named."""
    office = request.app.state.office
    with office.database.reading() as session:
        actor = actor_of(request, session)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / REPLY_FILE
        path.write_bytes(reply.file.read(LARGEST_REPLY + 1))
        try:
            report = enter_reply(
                office.database, office.store, office.keys, consignment_id, path, office.settings.home / "rejects",
                actor=actor, at=office.clock.now(),
            )  # fmt: skip
        except (SheetFault, NotRecorded) as problem:
            return _consignment_page(request, consignment_id, problem=said(str(problem)), status=422)
        except delivery.NotYours:
            raise NotYours(consignment_id) from None
    return _consignment_page(request, consignment_id, report=report)


@router.post("/consignments/{consignment_id}/receipt", name="consignment_receipt")
def take_receipt(request: Request, consignment_id: str, received_on: Text = "", by: Text = "") -> Response:
    """A warned agency has confirmed a whole bundle."""
    office = request.app.state.office
    today = vietnam_day(office.clock.now())
    try:
        with office.database.writing() as session:
            actor, day = actor_of(request, session), day_written(received_on, latest=today) or today
            delivery.record_receipt(session, office.keys, consignment_id, day, by, actor=actor, at=office.clock.now())
    except NotRecorded as problem:
        return _consignment_page(request, consignment_id, problem=said(str(problem)), status=409)
    except (delivery.NotYours, LookupError):
        raise NotYours(consignment_id) from None
    return see_other(f"/consignments/{consignment_id}", done="outcome_recorded")


@router.get("/route", name="route_list")
def route_list(request: Request, day: str = "") -> Response:
    """What the clerk still has to deliver, hamlet by hamlet, to be printed or followed on the telephone."""
    office, commune = request.app.state.office, request.state.person.commune_code or ""
    chosen = day_of(day)
    with office.database.reading() as session:
        hamlets = route(session, office.keys, commune, closed_on=chosen)
        days = days_of(session, commune)
    return _route_page(request, hamlets, days, chosen)


@router.get("/route/print", name="route_print")
def print_route(request: Request, day: str = "", hamlet: str = ALL_HAMLETS, layout: str = "") -> Response:
    """What is to be delivered, of all hamlets or of one, as one PDF. Names and addresses stand in it: an event."""
    office, commune = request.app.state.office, request.state.person.commune_code or ""
    chosen, at = day_of(day), office.clock.now()
    with office.database.reading() as session:
        hamlets = route(session, office.keys, commune, closed_on=chosen)
        printed = [one for one in hamlets if hamlet in (ALL_HAMLETS, one.name)]
        place = "" if hamlet == ALL_HAMLETS else hamlet
        try:
            on = round_of(session, printed, commune, place=place, at=at)
        except TooManyPapers as problem:
            return _route_page(request, hamlets, days_of(session, commune), chosen, problem=said(str(problem)))
        except LookupError:
            raise NotYours(hamlet) from None
    _note_names(request, f"commune:{commune}", papers=len(on.stops), printed=True)
    chosen_layout = PrintLayout(one_of(layout, tuple(PrintLayout)) or on.agency.dispatch.layout)
    return blob_answer(print_round(office.store, on, layout=chosen_layout, made_at=at), f"route-{on.day}")


def _route_page(
    request: Request, hamlets: Sequence[Hamlet], days: Sequence[date], chosen: date | None, *, problem: str = ""
) -> Response:
    office, commune = request.app.state.office, request.state.person.commune_code or ""
    with office.database.reading() as session:
        layout = agency_on(session, vietnam_day(office.clock.now())).dispatch.layout
        back = to_give_back(session, office.keys, commune)
    total = sum(len(hamlet.views) for hamlet in hamlets)
    if total or back:
        _note_names(request, f"commune:{commune}", papers=total + len(back))
    return page(
        request,
        "route.html",
        status=422 if problem else 200,
        problem=problem,
        layouts=tuple(PrintLayout),
        layout=layout,
        hamlets=hamlets,
        back=back,
        total=total,
        days=days,
        chosen=chosen,
        commune=commune,
        today=vietnam_day(office.clock.now()),
    )


@router.get("/deliveries", name="delivery_find")
def find_delivery(request: Request, number: str = "") -> Response:
    """The page of a paper whose number was typed; a clerk finds his own commune's alone."""
    office, person = request.app.state.office, request.state.person
    with office.database.reading() as session:
        items = queries.items_numbered(session, number, commune_code=own_commune(person)) if given(number) else []
        found = next((one.id for one in items if delivery_of_person(session, person, {"item_id": one.id})), None)
    return see_other(f"/deliveries/{found}" if found else "/consignments?not_found=1")


@router.get("/deliveries/{item_id}", name="delivery")
def show_delivery(request: Request, item_id: str) -> Response:
    """One paper, as its code on the cover list opens it. Nothing is written but that somebody looked."""
    return _delivery_page(request, item_id)


@router.get("/deliveries/{item_id}/slip", name="delivery_slip")
def show_slip(request: Request, item_id: str) -> Response:
    """The photographed reply slip, hashed again. A person stands on it: the look is an event of the case."""
    office = request.app.state.office
    with office.database.writing() as session:
        item = queries.item_of(session, item_id, commune_code=own_commune(request.state.person))
        if item is None or item.proof_sha256 is None:
            raise NotYours(item_id)
        digest, actor = item.proof_sha256, actor_of(request, session)
        append(session, at=office.clock.now(), kind="slip_opened", subject=item.case_id, actor=actor.label,
               data={"item": item.id, "sha256": digest})  # fmt: skip
    return blob_answer(office.store.get(digest), f"slip-{item_id[:8]}")


@router.post("/consignments/{consignment_id}/send-again", name="consignment_send_again")
def mail_again(request: Request, consignment_id: str) -> Response:
    """Let a mail that failed wait again."""
    office = request.app.state.office
    try:
        with office.database.writing() as session:
            send_again(session, consignment_id, actor=actor_of(request, session), at=office.clock.now())
    except ValueError as problem:
        return _consignment_page(request, consignment_id, problem=said(str(problem)), status=409)
    return see_other(f"/consignments/{consignment_id}", done="mail_again")


def _slip(store: BlobStore, file: UploadFile | None) -> Sealed | None:
    """A photograph, opened whole in the process that may do nothing else, then sealed. Raises NotRecorded."""
    data = file.file.read(PICTURE_BYTES + 1) if file is not None and file.filename else b""
    if not data:
        return None
    try:
        with PictureDecoder() as decoder:
            decoder.examine(data)
    except Undecodable as problem:
        raise NotRecorded(f"The photograph cannot be kept: {problem}.") from None
    return store_blob(store, data, "delivery_proof", made_by="photograph of the reply slip")


def _delivery_page(request: Request, item_id: str, *, problem: str = "", status: int = 200) -> Response:
    office, person = request.app.state.office, request.state.person
    with office.database.reading() as session:
        item = queries.item_of(session, item_id, commune_code=own_commune(person))
        if item is None:
            raise NotYours(item_id)
        consignment = _of_person(session, person, item.consignment_id)
        view = queries.view_of(session, office.keys, item)
    _note_look(request, consignment, papers=1)
    return page(
        request,
        "delivery.html",
        status=status,
        consignment=consignment,
        view=view,
        problem=problem,
        today=vietnam_day(office.clock.now()),
    )


def _seen_by(person: AtTheScreen) -> Sequence[str]:
    return [state for state in STATES if state != GATHERING] if person.role is Role.COMMUNE_CLERK else list(STATES)


def _of_person(session: Session, person: AtTheScreen, consignment_id: str) -> Consignment:
    found = queries.consignment_of(session, consignment_id, commune_code=own_commune(person))
    if found is None:
        raise NotYours(consignment_id)
    return found


def _consignment_page(
    request: Request, consignment_id: str, *, problem: str = "", report: LoadReport | None = None, status: int = 200
) -> Response:
    office, person = request.app.state.office, request.state.person
    with office.database.reading() as session:
        consignment = _of_person(session, person, consignment_id)
        opens = _opens(session, request, consignment)
        views = queries.items_with_receivers(session, office.keys, consignment) if opens else []
        mail = queries.message_row(session, consignment.id)
    if views:
        _note_look(request, consignment, papers=len(views))
    return page(
        request,
        "consignment.html",
        status=status,
        consignment=consignment,
        views=views,
        opens=opens,
        mail=mail,
        to_agency=consignment.channel == Channel.WARNED_AGENCY,
        problem=problem,
        report=report,
        takes_reply=opens and may(person, "consignment_reply") and consignment.print_sha256 is not None,
        today=vietnam_day(office.clock.now()),
        records=opens and consignment.state == TAKEN_OVER,
        may_send_again=may(person, "consignment_send_again"),
    )


def _opens(session: Session, request: Request, consignment: Consignment) -> bool:
    """Whether this person reads for whom the papers are: the commune's clerk, or officers where nobody takes it over
    on a page of ours."""
    role, today = request.state.person.role, vietnam_day(request.app.state.office.clock.now())
    by_officers = role in OFFICERS and delivery.entered_by_officers(session, consignment, today)
    return role is Role.COMMUNE_CLERK or by_officers


def _note_look(request: Request, consignment: Consignment, **data: object) -> None:
    _note_names(request, f"consignment:{consignment.id}", **data)


def _note_names(request: Request, subject: str, **data: object) -> None:
    """Names of receivers were shown: who read them is an event."""
    office = request.app.state.office
    with office.database.writing() as session:
        append(
            session,
            at=office.clock.now(),
            kind="receivers_opened",
            subject=subject,
            actor=actor_of(request, session).label,
            data=data,
        )


def province_of(office: Office) -> str:
    """Code of the province that this home works for."""
    with office.database.reading() as session:
        return head_of(session).province
