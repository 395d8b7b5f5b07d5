"""The signer's page: papers that wait for him, signed singly or in a batch, or sent back with a reason.

Only a rank that is competent for act, subject and day of handling can sign; the page says why where it cannot.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.record import note
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.documents import steps
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.desk import withdraw_before_notice
from ticketing.documents.forms import NoFormInForce
from ticketing.documents.queries import SIGNERS_PAPERS, signed_file, waiting_counts, waiting_papers
from ticketing.documents.render import PaperError
from ticketing.documents.tables import Document
from ticketing.web.draft_pdf import draft_pdf
from ticketing.web.pages.evidence import blob_answer
from ticketing.web.pages.forms import Text, Texts, actor_of, address, given, one_of
from ticketing.web.render import page, see_other
from ticketing.web.rights import NotYours
from ticketing.web.words import said

router = APIRouter()
PAGE = 50


@router.get("/papers", name="papers")
def show_papers(request: Request, kind: str = "", after: str = "") -> Response:
    """Papers that wait, oldest first."""
    return _papers_page(request, kind=kind, after=after)


@router.post("/papers/sign", name="papers_sign")
def sign(request: Request, paper: Texts = []) -> Response:  # noqa: B006  FastAPI copies it for each request
    """Sign the papers that are ticked, each in a transaction of its own: one that is refused stops no other."""
    office = request.app.state.office
    with office.database.reading() as session:
        actor = actor_of(request, session)
    results = steps.release_batch(office.database, office.keys, paper, actor=actor, at=office.clock.now())
    refused = [(one.document_id, said(one.refused)) for one in results if one.refused]
    signed = len(results) - len(refused)
    return _papers_page(request, signed=signed, refused=refused, status=409 if refused and not signed else 200)


@router.post("/papers/{paper_id}/send-back", name="paper_send_back")
def send_back(request: Request, paper_id: str, reason: Text = "") -> Response:
    """Not signed, with the reason."""
    office = request.app.state.office
    with office.database.writing() as session:
        _paper(session, paper_id)
        actor, at = actor_of(request, session), office.clock.now()
        steps.send_back(session, office.keys, paper_id, reason=reason, actor=actor, at=at)
    return see_other("/papers", done="sent_back")


@router.get("/papers/{paper_id}/draft", name="paper_draft")
def draft(request: Request, paper_id: str) -> Response:
    """The paper as it would be printed now. Persons stand on it, so the look is an event."""
    office = request.app.state.office
    at = office.clock.now()
    with office.database.reading() as session:
        document = _paper(session, paper_id)
        actor = actor_of(request, session)
        try:
            pdf = draft_pdf(session, office.store, office.keys, document, person=actor.person, at=at)
        except (Refused, MissingFact, NoFormInForce, PaperError) as problem:
            return page(request, "lacks.html", status=409, sentence=said(str(problem)), case_id=document.case_id)
    _note_look(request, document.case_id, actor, "draft", document.id)
    return blob_answer(pdf, f"draft-{document.kind}")


@router.get("/cases/{case_id}/papers/{paper_id}", name="paper_file")
def signed_paper(request: Request, case_id: str, paper_id: str) -> Response:
    """A signed paper as it was issued, hashed again. The look is an event."""
    office = request.app.state.office
    with office.database.reading() as session:
        document = _paper(session, paper_id)
        actor = actor_of(request, session)
    if document.case_id != case_id or document.signed_sha256 is None:
        raise NotYours(paper_id)
    data = signed_file(office.store, document)
    _note_look(request, case_id, actor, "signed", document.id)
    return blob_answer(data, f"{document.kind}-{document.id[:8]}")


@router.post("/cases/{case_id}/withdraw", name="case_withdraw")
def withdraw(request: Request, case_id: str, reason: Text = "") -> Response:
    """End a case before any notice went out."""
    office = request.app.state.office
    with office.database.writing() as session:
        actor, at = actor_of(request, session), office.clock.now()
        withdraw_before_notice(session, case_id, reason=reason, actor=actor, at=at)
    return see_other(f"/cases/{case_id}", done="withdrawn")


def _papers_page(
    request: Request,
    *,
    kind: str = "",
    after: str = "",
    signed: int | None = None,
    refused: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    office = request.app.state.office
    chosen = one_of(kind, SIGNERS_PAPERS)
    with office.database.reading() as session:
        actor, at = actor_of(request, session), office.clock.now()
        found = waiting_papers(
            session,
            actor,
            at=at,
            kinds=(chosen,) if chosen else SIGNERS_PAPERS,
            after=given(after),
            size=PAGE + 1,
        )
        counts = waiting_counts(session)
        numbers = {one: _case_number(session, one) for one, _ in refused or ()}
    shown = found[:PAGE]
    return page(
        request,
        "papers.html",
        status=status,
        rows=shown,
        kinds=[(one, counts[one]) for one in SIGNERS_PAPERS if counts.get(one)],
        chosen=chosen,
        signed=signed,
        refused=[(numbers[one], sentence) for one, sentence in refused or ()],
        next_page=address("/papers", kind=chosen, after=shown[-1].document.id) if len(found) > PAGE else "",
    )


def _case_number(session: Session, paper_id: str) -> str:
    document = session.get(Document, paper_id)
    return session.get_one(Case, document.case_id).number if document else paper_id[:8]


def _paper(session: Session, paper_id: str) -> Document:
    document = session.get(Document, paper_id)
    if document is None:
        raise NotYours(paper_id)
    return document


def _note_look(request: Request, case_id: str, actor: Actor, what: str, document_id: str) -> None:
    office = request.app.state.office
    with office.database.writing() as session:
        case = session.get_one(Case, case_id)
        data = {"document": document_id, "shown": what}
        note(session, case, "paper_shown", actor=actor, at=office.clock.now(), data=data)
