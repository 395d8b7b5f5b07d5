"""One paper on its way: found by its number or the code on it, and what became of it, with its reply slip.

A clerk finds his own commune's papers alone.
"""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel

from ticketing.cameras.decoder import PICTURE_BYTES, PictureDecoder, Undecodable
from ticketing.dispatch.delivery import queries, recording
from ticketing.dispatch.delivery.recording import NotRecorded, Report
from ticketing.dispatch.delivery.reply_slip import NotASlip, person_named
from ticketing.dispatch.delivery_results import ENTERED_BY_PEOPLE, DeliveryResult
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.evidence.seal import Sealed, store_blob
from ticketing.kit.clock import vietnam_day
from ticketing.web.access.rights import NotYours, delivery_of_person, own_commune
from ticketing.web.pages.case.evidence import blob_answer
from ticketing.web.pages.commune.consignments import consignment_page, note_view, of_person
from ticketing.web.pages.forms import actor_of, day_written, text_or_none
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()


class ResultForm(BaseModel):
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
def record_delivery_result(
    request: Request, consignment_id: str, item_id: str, form: Annotated[ResultForm, Form()]
) -> Response:
    """Record what became of one paper, with the photograph of its reply slip where there is one."""
    context = request.app.state.context
    with context.database.reading() as session:
        of_person(session, request.state.person, consignment_id)
    back = f"/deliveries/{item_id}" if form.scanned else f"/consignments/{consignment_id}"
    shown = (
        partial(_delivery_page, request, item_id)
        if form.scanned
        else partial(consignment_page, request, consignment_id)
    )
    if form.outcome not in ENTERED_BY_PEOPLE:
        return shown(problem=phrase("Choose what became of the paper."), status=422)
    today = vietnam_day(context.clock.now())
    try:
        report = Report(
            DeliveryResult(form.outcome),
            day_written(form.handed_on, latest=today) or today,
            receiver=form.receiver,
            note=form.note,
            received_on=day_written(form.received_on, latest=today),
            owner_words=form.owner_words,
            other_person=person_named(
                form.other_name, form.other_birth, form.other_id, form.other_address, source="reply slip"
            ),
            proof=_slip(context.store, form.slip),
        )
        with context.database.writing() as session:
            actor, at = actor_of(request, session), context.clock.now()
            recording.record_result(session, context.keys, item_id, report, actor=actor, at=at)
    except (NotASlip, NotRecorded) as problem:
        return shown(problem=phrase(str(problem)), status=409)
    except (recording.NotYours, LookupError):
        raise NotYours(item_id) from None
    return see_other(back, done="outcome_recorded")


@router.get("/deliveries", name="delivery_find")
def find_delivery(request: Request, number: str = "") -> Response:
    """The page of a paper whose number was typed; a clerk finds his own commune's alone."""
    context, person = request.app.state.context, request.state.person
    with context.database.reading() as session:
        items = (
            queries.items_numbered(session, number, commune_code=own_commune(person)) if text_or_none(number) else []
        )
        found = next((one.id for one in items if delivery_of_person(session, person, {"item_id": one.id})), None)
    return see_other(f"/deliveries/{found}" if found else "/consignments?not_found=1")


@router.get("/deliveries/{item_id}", name="delivery")
def show_delivery(request: Request, item_id: str) -> Response:
    """One paper, as its code on the cover list opens it. Nothing is written but that somebody looked."""
    return _delivery_page(request, item_id)


@router.get("/deliveries/{item_id}/slip", name="delivery_slip")
def show_slip(request: Request, item_id: str) -> Response:
    """The photographed reply slip, hashed again. A person stands on it: the look is an event of the case."""
    context = request.app.state.context
    with context.database.writing() as session:
        item = queries.item_of(session, item_id, commune_code=own_commune(request.state.person))
        if item is None or item.proof_sha256 is None:
            raise NotYours(item_id)
        digest, actor = item.proof_sha256, actor_of(request, session)
        data = {"item": item.id, "sha256": digest}
        kind = LogEvent.REPLY_SLIP_OPENED
        append(session, at=context.clock.now(), kind=kind, subject=item.case_id, actor=actor.label, data=data)
    return blob_answer(context.store.get(digest), f"slip-{item_id[:8]}")


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
    return store_blob(store, data, recording.PROOF_ROLE, made_by="photograph of the reply slip")


def _delivery_page(request: Request, item_id: str, *, problem: str = "", status: int = 200) -> Response:
    context, person = request.app.state.context, request.state.person
    with context.database.reading() as session:
        item = queries.item_of(session, item_id, commune_code=own_commune(person))
        if item is None:
            raise NotYours(item_id)
        consignment = of_person(session, person, item.consignment_id)
        view = queries.view_of(session, context.keys, item)
    note_view(request, consignment, papers=1)
    return page(
        request,
        "delivery.html",
        status=status,
        consignment=consignment,
        view=view,
        problem=problem,
        today=vietnam_day(context.clock.now()),
    )
