"""The written legal base of a wider publication: one person files it, another approves it, either ends it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel

from ticketing.agency import legal_bases
from ticketing.agency.dual_control import ProposalRefused
from ticketing.cameras.decoder import PictureDecoder, Undecodable
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.seal import Sealed, store_blob
from ticketing.web.access.rights import NotYours, may
from ticketing.web.pages.case.evidence import blob_answer, kind_of
from ticketing.web.pages.forms import actor_of, day_of
from ticketing.web.pages.supervision.dual_control import add_pages, hands
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()
SCAN_BYTES = 10 * 1024 * 1024


class BaseForm(BaseModel):
    """What is filed. says: the words in which it allows the publication."""

    number: str = ""
    issued_on: str = ""
    issuer: str = ""
    says: str = ""
    scan: UploadFile | None = None


@router.post("/legal-bases", name="legal_base_file")
def file(request: Request, form: Annotated[BaseForm, Form()]) -> Response:
    """File a base with its scan; it allows nothing until another person approves it."""
    context = request.app.state.context
    try:
        issued_on = day_of(form.issued_on)
        if issued_on is None:
            raise ProposalRefused("Write the day of the legal base as day/month/year, like 18/11/2026.")
        scan = _scan(context.store, form.scan)
        with context.database.writing() as session:
            legal_bases.file_base(
                session, form.number, issued_on, form.issuer, form.says, scan, actor=actor_of(request, session),
                at=context.clock.now(),
            )  # fmt: skip
    except ProposalRefused as problem:
        return _page(request, problem=phrase(str(problem)), written=form, status=422)
    return see_other("/legal-bases", done="base_filed")


@router.get("/legal-bases/{base_id}/scan", name="legal_base_scan")
def scan_file(request: Request, base_id: str) -> Response:
    """The scan, hashed again; a PDF is only offered for saving, nothing here opens it."""
    context = request.app.state.context
    with context.database.reading() as session:
        digest = next((one.scan_sha256 for one in legal_bases.legal_bases(session) if one.id == base_id), None)
    if digest is None:
        raise NotYours(base_id)
    data = context.store.get(digest)
    return blob_answer(data, f"legal-base-{base_id[:8]}", download=kind_of(data) == "application/pdf")


def _page(request: Request, *, problem: str = "", written: BaseForm | None = None, status: int = 200) -> Response:
    """What was filed, what stands, what ended."""
    with request.app.state.context.database.reading() as session:
        found = legal_bases.legal_bases(session)
        names = hands(session, legal_bases.BASES, found)
    return page(
        request,
        "legal_bases.html",
        status=status,
        bases=found,
        names=names,
        problem=problem,
        written=written or BaseForm(),
        may_file=may(request.state.person, "legal_base_file"),
        may_decide=may(request.state.person, "legal_base_decide"),
    )


add_pages(router, "/legal-bases", "legal_bases", "legal_base", page=_page, decide=legal_bases.decide_base)


def _scan(store: BlobStore, file: UploadFile | None) -> Sealed:
    """A picture is opened whole, in the process that may do nothing else; a PDF is kept as it came."""
    data = file.file.read(SCAN_BYTES + 1) if file is not None and file.filename else b""
    if not data:
        raise ProposalRefused("The scan of the legal base is missing: a JPEG, PNG or PDF.")
    if len(data) > SCAN_BYTES:
        raise ProposalRefused("The scan is larger than 10 MB: scan it with less resolution.")
    if kind_of(data) != "application/pdf":
        try:
            with PictureDecoder() as decoder:
                decoder.examine(data)
        except Undecodable as problem:
            raise ProposalRefused(f"The scan cannot be kept: {problem}.") from None
    return store_blob(store, data, legal_bases.SCAN, made_by="scan of a legal base")
