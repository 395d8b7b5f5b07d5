"""The signer's page: papers that wait for him, opened one by one, then signed together, or sent back with a reason.

Only a rank that is competent for act, subject and day of handling can sign; the page says why where it cannot. What is
ticked is read once more before it is signed: for whom, for which act, how much in all. Nothing unopened is signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.decision.decisions import justifications
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.content.forms import NoFormInForce
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.drafting import draft_views, steps
from ticketing.documents.drafting.brief import Brief, in_brief
from ticketing.documents.drafting.manual_drafts import withdraw_before_notice
from ticketing.documents.issuing.batch import Progress, progress_of
from ticketing.documents.layout.render import PaperError
from ticketing.documents.queries import SIGNERS_PAPERS, WaitingDocument, signed_file, waiting_counts, waiting_documents
from ticketing.documents.tables import Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import VIETNAM, vietnam_day, wall_now
from ticketing.kit.fields import FieldKeys
from ticketing.web.access.rights import NotYours
from ticketing.web.draft_pdf import draft_pdf
from ticketing.web.pages.case.evidence import blob_answer
from ticketing.web.pages.forms import Text, Texts, actor_of, address, one_of, text_or_none
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()
PAGE = 50
ASKS_BY_ITSELF = 60
"""A page that asked for ever would keep the log-in of a person who went home; so many times are five minutes."""


@dataclass(frozen=True)
class Listed:
    """A waiting paper as the signer reads it before he signs.

    opened: by him, as it says now. why: this amount, in the words of the officer who chose it; empty where the law left
    no choice. It stands beside the draft, for the form of a decision has no place for it.
    """

    paper: WaitingDocument
    brief: Brief
    opened: bool
    why: str


@router.get("/papers", name="papers")
def show_documents(request: Request, kind: str = "", after: str = "") -> Response:
    """Papers that wait, oldest first."""
    return _documents_page(request, kind=kind, after=after)


@router.get("/papers/confirm", name="papers_confirm")
def confirm(request: Request, paper: Annotated[list[str], Query(max_length=PAGE)] = []) -> Response:  # noqa: B006
    """What is ticked, once more before it is signed: each paper, how many, how much in all, and what is unopened."""
    context = request.app.state.context
    with context.database.reading() as session:
        actor, at = actor_of(request, session), context.clock.now()
        found = waiting_documents(session, actor, at=at, ids=paper, size=PAGE)
        listed = _listed(session, context.keys, found, actor)
    _note_list(request, listed)
    possible = [one for one in listed if not one.paper.refused]
    to_sign = [one for one in possible if one.opened]
    return page(
        request,
        "waiting_documents_confirm.html",
        to_sign=to_sign,
        unopened=[one for one in possible if not one.opened],
        refused=[one for one in listed if one.paper.refused],
        total_vnd=sum(one.brief.amount_vnd or 0 for one in to_sign),
        gone=len(set(paper)) - len(found),
    )


@router.get("/papers/press", name="papers_press")
def show_press(request: Request, asked: Annotated[int, Query(ge=0)] = 0) -> Response:
    """How far the press is with what he signed today: a part of the page of papers, which asks for it again."""
    context = request.app.state.context
    with context.database.reading() as session:
        progress = _progress(session, actor_of(request, session), context.clock.now())
    return page(request, "_press.html", progress=progress, asked=asked + 1, by_itself=asked < ASKS_BY_ITSELF)


@router.post("/papers/sign", name="papers_sign")
def sign(request: Request, paper: Texts = []) -> Response:  # noqa: B006  FastAPI copies it for each request
    """Sign the papers that are ticked, each in a transaction of its own: one that is refused stops no other."""
    context = request.app.state.context
    with context.database.reading() as session:
        actor = actor_of(request, session)
    results = steps.release_batch(context.database, context.keys, paper, actor=actor, at=context.clock.now())
    refused = [(one.document_id, phrase(one.refused)) for one in results if one.refused]
    signed = len(results) - len(refused)
    return _documents_page(request, signed=signed, refused=refused, status=409 if refused and not signed else 200)


@router.post("/papers/{paper_id}/send-back", name="paper_send_back")
def send_back(request: Request, paper_id: str, reason: Text = "") -> Response:
    """Not signed, with the reason."""
    context = request.app.state.context
    with context.database.writing() as session:
        _document(session, paper_id)
        actor, at = actor_of(request, session), context.clock.now()
        steps.send_back(session, context.keys, paper_id, reason=reason, actor=actor, at=at)
    return see_other("/papers", done="sent_back")


@router.get("/papers/{paper_id}/draft", name="paper_draft")
def draft(request: Request, paper_id: str) -> Response:
    """The paper as it would be printed now. Persons stand on it, so the look is an event."""
    context = request.app.state.context
    at = context.clock.now()
    with context.database.reading() as session:
        document = _document(session, paper_id)
        actor = actor_of(request, session)
        try:
            pdf = draft_pdf(
                session, context.store, context.keys, document, person=actor.person, at=at,
                own_templates=context.settings.templates,
            )  # fmt: skip
        except (Refused, MissingFact, NoFormInForce, PaperError) as problem:
            return page(request, "lacks.html", status=409, sentence=phrase(str(problem)), case_id=document.case_id)
    _note_view(request, document, actor, draft_views.DRAFT)
    return blob_answer(pdf, f"draft-{document.kind}")


@router.get("/cases/{case_id}/papers/{paper_id}", name="paper_file")
def signed_document(request: Request, case_id: str, paper_id: str) -> Response:
    """A signed paper as it was issued, hashed again. The look is an event."""
    context = request.app.state.context
    with context.database.reading() as session:
        document = _document(session, paper_id)
        actor = actor_of(request, session)
    if document.case_id != case_id or document.signed_sha256 is None:
        raise NotYours(paper_id)
    data = signed_file(context.store, document)
    _note_view(request, document, actor, draft_views.SIGNED_FILE)
    return blob_answer(data, f"{document.kind}-{document.id[:8]}")


@router.post("/cases/{case_id}/withdraw", name="case_withdraw")
def withdraw(request: Request, case_id: str, reason: Text = "") -> Response:
    """End a case before any notice went out."""
    context = request.app.state.context
    with context.database.writing() as session:
        actor, at = actor_of(request, session), context.clock.now()
        withdraw_before_notice(session, context.keys, case_id, reason=reason, actor=actor, at=at)
    return see_other(f"/cases/{case_id}", done="withdrawn")


def _documents_page(
    request: Request,
    *,
    kind: str = "",
    after: str = "",
    signed: int | None = None,
    refused: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    context = request.app.state.context
    chosen = one_of(kind, SIGNERS_PAPERS)
    with context.database.reading() as session:
        actor, at = actor_of(request, session), context.clock.now()
        found = waiting_documents(
            session,
            actor,
            at=at,
            kinds=(chosen,) if chosen else SIGNERS_PAPERS,
            after=text_or_none(after),
            size=PAGE + 1,
        )
        counts = waiting_counts(session)
        numbers = {one: _case_number(session, one) for one, _ in refused or ()}
        shown = _listed(session, context.keys, found[:PAGE], actor)
        progress = _progress(session, actor, at)
    _note_list(request, shown)
    return page(
        request,
        "waiting_documents.html",
        status=status,
        progress=progress,
        asked=0,
        by_itself=True,
        rows=shown,
        kinds=[(one, counts[one]) for one in SIGNERS_PAPERS if counts.get(one)],
        chosen=chosen,
        signed=signed,
        refused=[(numbers[one], sentence) for one, sentence in refused or ()],
        next_page=address("/papers", kind=chosen, after=shown[-1].paper.document.id) if len(found) > PAGE else "",
    )


def _progress(session: Session, actor: Actor, at: datetime) -> Progress:
    """What he signed since midnight in Vietnam."""
    midnight = datetime.combine(vietnam_day(at), time(), VIETNAM)
    return progress_of(session, actor.person, midnight)


def _case_number(session: Session, paper_id: str) -> str:
    document = session.get(Document, paper_id)
    return session.get_one(Case, document.case_id).number if document else paper_id[:8]


def _document(session: Session, paper_id: str) -> Document:
    document = session.get(Document, paper_id)
    if document is None:
        raise NotYours(paper_id)
    return document


def _listed(session: Session, keys: FieldKeys, found: Sequence[WaitingDocument], actor: Actor) -> list[Listed]:
    documents = [paper.document for paper in found]
    opened = draft_views.opened_by(session, actor.person, documents)
    whys = justifications(session, keys, [one.about for one in documents if one.kind == codes.DECISION])
    return [
        Listed(paper, in_brief(keys, paper.document), paper.document.id in opened, whys.get(paper.document.about, ""))
        for paper in found
    ]


def _note_list(request: Request, listed: Sequence[Listed]) -> None:
    """Names and reasons stand in the list: who read them is an event, one for the whole list."""
    if not listed:
        return
    context = request.app.state.context
    with context.database.writing() as session:
        append(
            session,
            at=context.clock.now(),
            kind=LogEvent.DOCUMENTS_LISTED,
            subject="papers",
            actor=actor_of(request, session).label,
            data={"documents": [one.paper.document.id for one in listed]},
        )


def _note_view(request: Request, document: Document, actor: Actor, what: str) -> None:
    context = request.app.state.context
    with context.database.writing() as session:
        at = context.clock.now()
        draft_views.note_view(session, context.keys, document, what, actor=actor, at=at, wall=wall_now())
