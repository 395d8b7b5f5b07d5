"""For auditors: the log as it was written, whether it is whole, and one case with its proof."""

import io
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from ticketing.agency.queries import names_of
from ticketing.cases import record
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.evidence.checkpoint import verify_log
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.proof import NoCheckpoint, proof_of, write_proof
from ticketing.evidence.queries import checkpoints_of, kinds_of, log_page
from ticketing.flow.app_context import AppContext
from ticketing.web.access.rights import NotYours
from ticketing.web.case_history import history_of, persons_in
from ticketing.web.pages.forms import Text, actor_of, text_or_none
from ticketing.web.render import page
from ticketing.web.text.phrases import named

router = APIRouter()
PAGE = 100


@router.get("/log", name="log")
def show_log(request: Request, before: int = 0, subject: str = "", kind: str = "") -> Response:
    """Events, the newest first; `before`: the number from which the page goes back."""
    context = request.app.state.context
    with context.database.reading() as session:
        events, size = log_page(
            session, before=before, subject=text_or_none(subject), kind=text_or_none(kind), limit=PAGE
        )
        lines = history_of(session, list(reversed(events)))
        names = names_of(session, persons_in(event.actor for event in events))
        kinds = sorted(kinds_of(session), key=lambda one: named(one, "event"))
    leaves = {event.seq: json.dumps(json.loads(event.leaf), ensure_ascii=False, indent=1) for event in events}
    return page(
        request,
        "log.html",
        lines=lines,
        events={event.seq: event for event in events},
        leaves=leaves,
        names=names,
        size=size,
        subject=subject,
        kind=kind,
        kinds=kinds,
        older=events[-1].seq if len(events) == PAGE else 0,
        checkpoints=checkpoints_of(context.settings.checkpoints),
    )


@router.post("/log/verify", name="log_verify")
def verify(request: Request) -> Response:
    """Verify log, blobs and checkpoints as `ticketing evidence verify` does. It reads everything and takes a while."""
    context = request.app.state.context
    vkey = (context.settings.keys / "log.vkey").read_text()
    report = verify_log(context.database, context.store, context.settings.checkpoints, vkey)
    return page(request, "verified.html", report=report)


@router.get("/cases/{case_id}/proof", name="case_proof")
def show_proof(request: Request, case_id: str) -> Response:
    """The history of a case with its proof, which the browser checks by itself."""
    context = request.app.state.context
    with context.database.reading() as session:
        case = session.get_one(Case, case_id)
        try:
            proof, problem = _proof(context, session, case_id), ""
        except NoCheckpoint as lacking:
            proof, problem = None, str(lacking)
    events = [(event, json.loads(event["leaf"])) for event in proof["events"]] if proof else []
    return page(request, "proof.html", case=case, proof=proof, events=events, problem=problem)


@router.get("/cases/{case_id}/proof.json", name="case_proof_data")
def proof_data(request: Request, case_id: str) -> Response:
    """The proof as the browser checks it."""
    context = request.app.state.context
    with context.database.reading() as session:
        try:
            return JSONResponse(_proof(context, session, case_id))
        except NoCheckpoint as lacking:
            raise NotYours(str(lacking)) from None


@router.post("/cases/{case_id}/proof.zip", name="case_proof_export")
def export(request: Request, case_id: str, purpose: Text = "") -> Response:
    """One case with its proof and all that is sealed in it, for a court. Logged with the purpose."""
    context = request.app.state.context
    if not text_or_none(purpose):
        raise Refused("An export needs a purpose: say in a few words what it is for.")
    with context.database.writing() as session:
        case, actor = session.get_one(Case, case_id), actor_of(request, session)
        data = {"purpose": purpose.strip()}
        record.note(session, case, LogEvent.CASE_EXPORTED, actor=actor, at=context.clock.now(), data=data)
    context.checkpoint()
    file = io.BytesIO()
    with context.database.reading() as session:
        write_proof(session, context.store, _proof(context, session, case_id), file)
    headers = {"content-disposition": f'attachment; filename="{case.number}.zip"'}
    return Response(file.getvalue(), media_type="application/zip", headers=headers)


def _proof(context: AppContext, session: Session, case_id: str) -> dict[str, Any]:
    settings = context.settings
    return proof_of(session, case_id, settings.checkpoints, (settings.keys / "log.vkey").read_text())
