"""Consignments: the commune's clerk takes papers over and prints them; how each stands, and its table of replies.

A clerk sees his own commune's consignments and nothing else; officers, seniors and supervisors see how they stand.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import communes_of
from ticketing.agency.actors import OFFICERS, Role
from ticketing.agency.dispatch_rules import Channel
from ticketing.dispatch.consignments.bundle import REPLY_FILE
from ticketing.dispatch.consignments.outbox import send_again
from ticketing.dispatch.consignments.print_file import Round, print_round
from ticketing.dispatch.delivery import queries, recording
from ticketing.dispatch.delivery.recording import NotRecorded
from ticketing.dispatch.delivery.reply import LARGEST_REPLY, enter_reply
from ticketing.dispatch.delivery.route import NothingLeft, what_is_left
from ticketing.dispatch.signed_documents import file_stem
from ticketing.dispatch.tables import GATHERING, STATES, TAKEN_OVER, Consignment
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, head_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.kit.sheets import LoadReport, SheetFault
from ticketing.web.access.auth import Person as AtTheScreen
from ticketing.web.access.rights import NotYours, may, own_commune
from ticketing.web.pages.case.evidence import blob_answer
from ticketing.web.pages.forms import Text, actor_of, address, day_written, one_of, text_or_none
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()
PAGE = 50


@router.get("/consignments", name="consignments")
def show_consignments(
    request: Request, state: str = "", before: str = "", commune: str = "", not_found: str = ""
) -> Response:
    """Consignments, newest first; a clerk's own commune only."""
    context, person = request.app.state.context, request.state.person
    chosen = one_of(state, STATES)
    own = own_commune(person)
    with context.database.reading() as session:
        found = queries.consignments(
            session,
            commune_code=own if own is not None else text_or_none(commune),
            states=(chosen,) if chosen else _seen_by(person),
            before=text_or_none(before),
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
        communes=communes_of(province_of(context)) if own is None else (),
        next_page=address("/consignments", state=chosen, commune=commune, before=following) if following else "",
    )


@router.get("/consignments/{consignment_id}", name="consignment")
def show_consignment(request: Request, consignment_id: str) -> Response:
    """One consignment with whom its papers are for. The look at the names is an event."""
    return consignment_page(request, consignment_id)


@router.post("/consignments/{consignment_id}/take-over", name="consignment_take_over")
def take_over(request: Request, consignment_id: str) -> Response:
    """The clerk has it."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            recording.take_over(session, consignment_id, actor=actor_of(request, session), at=context.clock.now())
    except NotRecorded as problem:
        return consignment_page(request, consignment_id, problem=phrase(str(problem)), status=409)
    except (recording.NotYours, LookupError):
        raise NotYours(consignment_id) from None
    return see_other(f"/consignments/{consignment_id}", done="taken_over")


@router.get("/consignments/{consignment_id}/print", name="consignment_print")
def print_file(request: Request, consignment_id: str) -> Response:
    """Cover list and all papers in one PDF, but for what is stopped. Names and addresses stand in it: an event."""
    context = request.app.state.context
    with context.database.reading() as session:
        consignment = of_person(session, request.state.person, consignment_id)
        name, number = consignment.print_sha256, consignment.number
        if name is None or not _opens(session, request, consignment):
            raise NotYours(consignment_id)
        try:
            left = what_is_left(session, context.keys, consignment)
        except NothingLeft as problem:
            return consignment_page(request, consignment_id, problem=phrase(str(problem)), status=409)
    note_view(request, consignment, shown="print_file")
    printed = context.store.get(name) if left is None else _printed(context, left)
    return blob_answer(printed, f"consignment-{file_stem(number or '')}")


def _printed(context: AppContext, on: Round) -> bytes:
    return print_round(
        context.store,
        on,
        layout=on.agency.dispatch.layout,
        made_at=context.clock.now(),
        own_templates=context.settings.templates,
    )


@router.post("/consignments/{consignment_id}/reply", name="consignment_reply")
def take_reply(request: Request, consignment_id: str, reply: UploadFile) -> Response:
    """Enter the table that a commune which is not connected sent back; lines that cannot be entered are named."""
    context = request.app.state.context
    with context.database.reading() as session:
        actor = actor_of(request, session)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / REPLY_FILE
        path.write_bytes(reply.file.read(LARGEST_REPLY + 1))
        try:
            report = enter_reply(
                context.database, context.store, context.keys, consignment_id, path, context.settings.home / "rejects",
                actor=actor, at=context.clock.now(),
            )  # fmt: skip
        except (SheetFault, NotRecorded) as problem:
            return consignment_page(request, consignment_id, problem=phrase(str(problem)), status=422)
        except recording.NotYours:
            raise NotYours(consignment_id) from None
    return consignment_page(request, consignment_id, report=report)


@router.post("/consignments/{consignment_id}/receipt", name="consignment_receipt")
def take_receipt(request: Request, consignment_id: str, received_on: Text = "", by: Text = "") -> Response:
    """A warned agency has confirmed a whole bundle."""
    context = request.app.state.context
    today = vietnam_day(context.clock.now())
    try:
        with context.database.writing() as session:
            actor, day = actor_of(request, session), day_written(received_on, latest=today) or today
            recording.record_receipt(
                session, context.keys, consignment_id, day, by, actor=actor, at=context.clock.now()
            )
    except NotRecorded as problem:
        return consignment_page(request, consignment_id, problem=phrase(str(problem)), status=409)
    except (recording.NotYours, LookupError):
        raise NotYours(consignment_id) from None
    return see_other(f"/consignments/{consignment_id}", done="outcome_recorded")


@router.post("/consignments/{consignment_id}/send-again", name="consignment_send_again")
def mail_again(request: Request, consignment_id: str) -> Response:
    """Let a mail that failed wait again."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            send_again(session, consignment_id, actor=actor_of(request, session), at=context.clock.now())
    except ValueError as problem:
        return consignment_page(request, consignment_id, problem=phrase(str(problem)), status=409)
    return see_other(f"/consignments/{consignment_id}", done="mail_again")


def consignment_page(
    request: Request, consignment_id: str, *, problem: str = "", report: LoadReport | None = None, status: int = 200
) -> Response:
    """The page of a consignment; where this person reads for whom its papers are, the look is an event."""
    context, person = request.app.state.context, request.state.person
    with context.database.reading() as session:
        consignment = of_person(session, person, consignment_id)
        opens = _opens(session, request, consignment)
        views = queries.items_with_receivers(session, context.keys, consignment) if opens else []
        mail = queries.message_row(session, consignment.id)
    if views:
        note_view(request, consignment, papers=len(views))
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
        today=vietnam_day(context.clock.now()),
        records=opens and consignment.state == TAKEN_OVER,
        may_send_again=may(person, "consignment_send_again"),
    )


def _seen_by(person: AtTheScreen) -> Sequence[str]:
    return [state for state in STATES if state != GATHERING] if person.role is Role.COMMUNE_CLERK else list(STATES)


def of_person(session: Session, person: AtTheScreen, consignment_id: str) -> Consignment:
    """The consignment where this person may see it. Raises NotYours."""
    found = queries.consignment_of(session, consignment_id, commune_code=own_commune(person))
    if found is None:
        raise NotYours(consignment_id)
    return found


def _opens(session: Session, request: Request, consignment: Consignment) -> bool:
    """Whether this person reads for whom the papers are: the commune's clerk, or officers where nobody takes it over
    on a page of ours."""
    role, today = request.state.person.role, vietnam_day(request.app.state.context.clock.now())
    by_officers = role in OFFICERS and recording.entered_by_officers(session, consignment, today)
    return role is Role.COMMUNE_CLERK or by_officers


def note_view(request: Request, consignment: Consignment, **data: object) -> None:
    """Somebody read for whom the papers of a consignment are."""
    note_names(request, f"consignment:{consignment.id}", **data)


def note_names(request: Request, subject: str, **data: object) -> None:
    """Names of receivers were shown: who read them is an event."""
    context = request.app.state.context
    with context.database.writing() as session:
        append(
            session,
            at=context.clock.now(),
            kind=LogEvent.RECEIVERS_OPENED,
            subject=subject,
            actor=actor_of(request, session).label,
            data=data,
        )


def province_of(context: AppContext) -> str:
    """Code of the province that this home works for."""
    with context.database.reading() as session:
        return head_of(session).province
