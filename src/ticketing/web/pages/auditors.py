"""For auditors: the log as it was written, and whether it is whole."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency.queries import names_of
from ticketing.evidence.checkpoint import verify_log
from ticketing.web.log_page import checkpoints_of, kinds_of, log_page
from ticketing.web.pages.forms import given
from ticketing.web.render import page
from ticketing.web.trail import persons_in, trail_of
from ticketing.web.words import named

router = APIRouter()
PAGE = 100


@router.get("/log", name="log")
def show_log(request: Request, before: int = 0, subject: str = "", kind: str = "") -> Response:
    """Events, the newest first; `before`: the number from which the page goes back."""
    office = request.app.state.office
    with office.database.reading() as session:
        events, size = log_page(session, before=before, subject=given(subject), kind=given(kind), limit=PAGE)
        lines = trail_of(session, list(reversed(events)))
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
        checkpoints=checkpoints_of(office.settings.checkpoints),
    )


@router.post("/log/verify", name="log_verify")
def verify(request: Request) -> Response:
    """Verify log, blobs and checkpoints as `ticketing evidence verify` does. It reads everything and takes a while."""
    office = request.app.state.office
    vkey = (office.settings.keys / "log.vkey").read_text()
    report = verify_log(office.database, office.store, office.settings.checkpoints, vkey)
    return page(request, "verified.html", report=report)
