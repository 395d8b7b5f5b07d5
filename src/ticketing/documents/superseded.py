"""Which notice a paper is, follows or reminds of, and whether another one took its place since."""

from sqlalchemy.orm import Session

from ticketing.cases.states import TRANSFERRED
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import TRANSFER_SLIP
from ticketing.documents.drafting.signing_day import transfer_slip_of
from ticketing.documents.kinds import document_kind
from ticketing.documents.kinds.row import Tie
from ticketing.documents.tables import Document


def notice_of(session: Session, document: Document) -> Document | None:
    """The notice that a paper is, follows or reminds of; None for one of no notice, or of a decision."""
    tie = document_kind(document.kind).validity.tie
    if tie is Tie.IS_ONE:
        return document
    if tie is Tie.SAME_PERSON:
        return next(
            (one for one in reversed(_signed(session, document, codes.NOTICE)) if one.about == document.about), None
        )
    if tie is Tie.NAMES_IT:
        return session.get(Document, document.about.partition(":")[0])  # of a slip its number stands behind
    if tie is Tie.REMINDS and not any(_is_before(one, document) for one in _signed(session, document, codes.DECISION)):
        notices = _signed(session, document, codes.NOTICE)
        return next((notice for notice in reversed(notices) if _is_before(notice, document)), None)
    return None


def is_superseded(session: Session, document: Document) -> bool:
    """Whether another notice went out since, to another owner or address, or a transfer slip's case is handled here.

    Such a paper does not set out any more, and what becomes of one that is under way says nothing of whoever is asked
    now.
    """
    if document.kind == TRANSFER_SLIP:
        return not _passes_on(session, document)
    if not document_kind(document.kind).validity.one_notice:
        return False
    notice, notices = notice_of(session, document), _signed(session, document, codes.NOTICE)
    return notice is not None and bool(notices) and notice.id != notices[-1].id


def _passes_on(session: Session, slip: Document) -> bool:
    """Whether the other office handles the case, and by this slip; one of an earlier owner or verdict is none."""
    passing, case = transfer_slip_of(session, slip.case_id), session.get_one(Case, slip.case_id)
    return TRANSFERRED in case.flags and passing is not None and passing.id == slip.id


def _signed(session: Session, document: Document, kind: str) -> list[Document]:
    return signed_documents(session, document.case_id, kind)


def _is_before(one: Document, other: Document) -> bool:
    return one.id < other.id  # ids lie in the order in which papers were drawn up
