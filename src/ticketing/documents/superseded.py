"""Which notice a paper is, follows or reminds of, and whether another one took its place since."""

from sqlalchemy.orm import Session

from ticketing.cases.states import TRANSFERRED
from ticketing.cases.tables import Case
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.document_kinds import COMMUNE_SLIP, NOT_LIABLE, TRANSFER_SLIP
from ticketing.documents.drafting.signing_day import transfer_slip_of
from ticketing.documents.tables import Document

FOLLOWS_A_NOTICE = frozenset({COMMUNE_SLIP, "withdrawal_letter"})
OF_NO_USE_AFTER_ANOTHER_NOTICE = frozenset({"notice", COMMUNE_SLIP, "reminder"})


def notice_of(session: Session, document: Document) -> Document | None:
    """The notice that a paper is, follows or reminds of; None for one of no notice, or of a decision."""
    if document.kind == "notice":
        return document
    if document.kind == NOT_LIABLE:
        return next(
            (one for one in reversed(_signed(session, document, "notice")) if one.about == document.about), None
        )
    if document.kind in FOLLOWS_A_NOTICE:
        return session.get(Document, document.about.partition(":")[0])  # of a slip its number stands behind
    if document.kind == "reminder" and not any(
        _is_before(one, document) for one in _signed(session, document, "decision")
    ):
        notices = _signed(session, document, "notice")
        return next((notice for notice in reversed(notices) if _is_before(notice, document)), None)
    return None


def is_superseded(session: Session, document: Document) -> bool:
    """Whether another notice went out since, to another owner or address, or a transfer slip's case is handled here.

    Such a paper does not set out any more, and what becomes of one that is under way says nothing of whoever is asked
    now.
    """
    if document.kind == TRANSFER_SLIP:
        return not _passes_on(session, document)
    if document.kind not in OF_NO_USE_AFTER_ANOTHER_NOTICE:
        return False
    notice, notices = notice_of(session, document), _signed(session, document, "notice")
    return notice is not None and bool(notices) and notice.id != notices[-1].id


def _passes_on(session: Session, slip: Document) -> bool:
    """Whether the other office handles the case, and by this slip; one of an earlier owner or verdict is none."""
    passing, case = transfer_slip_of(session, slip.case_id), session.get_one(Case, slip.case_id)
    return TRANSFERRED in case.flags and passing is not None and passing.id == slip.id


def _signed(session: Session, document: Document, kind: str) -> list[Document]:
    return signed_documents(session, document.case_id, kind)


def _is_before(one: Document, other: Document) -> bool:
    return one.id < other.id  # ids lie in the order in which papers were drawn up
