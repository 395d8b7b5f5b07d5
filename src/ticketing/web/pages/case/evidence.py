"""Sealed bytes, by their hash, to those who may see the case; hashed again before they leave."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.documents.drafting.document_context import REDACTED
from ticketing.evidence.blobs import BlobMissing
from ticketing.evidence.seal import items_of
from ticketing.kit.clock import wall_now
from ticketing.review.originals import is_news, note_original
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.forms import actor_of
from ticketing.web.text.names.pictures import PICTURE_ROLES

router = APIRouter()
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What a browser may show, by the first bytes: the name and the role that somebody gave it are not believed.
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))
PLAIN = "application/octet-stream"


@router.get("/cases/{case_id}/evidence/{sha256}", name="evidence")
def evidence(request: Request, case_id: str, sha256: str) -> Response:
    """What a camera sent or was cut from it. A damaged blob is not given out: `BlobDamaged` is a fault.

    Others than the violator stand on it, so a look that is no judging is an event of the case. Papers and proofs name
    persons: they have pages of their own, which write down who looked.
    """
    context = request.app.state.context
    if not _SHA256.fullmatch(sha256):
        raise NotYours(sha256)
    at, wall = context.clock.now(), wall_now()
    with context.database.reading() as session:
        roles = {item.role for item in items_of(session, case_id) if item.sha256 == sha256} & PICTURE_ROLES.keys()
        if not roles:
            raise NotYours(sha256)
        actor = actor_of(request, session)
        news = roles != {REDACTED} and is_news(session, case_id, actor, at=at, wall=wall)
    try:
        answer = blob_answer(context.store.get(sha256), sha256)
    except BlobMissing:
        raise NotYours(sha256) from None
    if news:
        with context.database.writing() as session:
            note_original(session, case_id, actor=actor, at=at, wall=wall)
    return answer


def kind_of(data: bytes) -> str:
    """The media type that the bytes themselves show."""
    return next((kind for magic, kind in _KINDS if data.startswith(magic)), PLAIN)


def blob_answer(data: bytes, name: str, *, download: bool = False) -> Response:
    """Bytes as a browser may show them; what it does not know is only offered for saving."""
    kind = kind_of(data)
    how = "attachment" if download or kind == PLAIN else "inline"
    ending = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}.get(kind, ".bin")
    return Response(data, media_type=kind, headers={"content-disposition": f'{how}; filename="{name[:60]}{ending}"'})
