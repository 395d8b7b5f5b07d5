"""Sealed bytes, by their hash, to those who may see the case; hashed again before they leave."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.evidence.blobs import BlobMissing
from ticketing.evidence.seal import items_of
from ticketing.web.names import PICTURE_ROLES
from ticketing.web.rights import NotYours

router = APIRouter()
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What a browser may show, by the first bytes: the name and the role that somebody gave it are not believed.
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))
PLAIN = "application/octet-stream"


@router.get("/cases/{case_id}/evidence/{sha256}", name="evidence")
def evidence(request: Request, case_id: str, sha256: str) -> Response:
    """What a camera sent or was cut from it. A damaged blob is not given out: `BlobDamaged` is a fault.

    Papers and proofs name persons: they have pages of their own, which write down who looked.
    """
    office = request.app.state.office
    if not _SHA256.fullmatch(sha256):
        raise NotYours(sha256)
    with office.database.reading() as session:
        if sha256 not in {item.sha256 for item in items_of(session, case_id) if item.role in PICTURE_ROLES}:
            raise NotYours(sha256)
    try:
        return blob_answer(office.store.get(sha256), sha256)
    except BlobMissing:
        raise NotYours(sha256) from None


def kind_of(data: bytes) -> str:
    """The media type that the bytes themselves show."""
    return next((kind for magic, kind in _KINDS if data.startswith(magic)), PLAIN)


def blob_answer(data: bytes, name: str, *, download: bool = False) -> Response:
    """Bytes as a browser may show them; what it does not know is only offered for saving."""
    kind = kind_of(data)
    how = "attachment" if download or kind == PLAIN else "inline"
    ending = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}.get(kind, ".bin")
    return Response(data, media_type=kind, headers={"content-disposition": f'{how}; filename="{name[:60]}{ending}"'})
