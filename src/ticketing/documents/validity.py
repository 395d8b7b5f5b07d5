"""Whether a file is a paper of this installation, and whether that paper still counts."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import LIFTED
from ticketing.documents.kinds import document_kind
from ticketing.documents.queries import document_of_file
from ticketing.documents.superseded import is_superseded
from ticketing.documents.tables import Document


class Gone(StrEnum):
    """Why a paper does not count any more."""

    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    LIFTED = "lifted"
    ENFORCED = "enforced"


# A case that ended like this takes back what it demanded. Minutes and evidence records stay: they say what was found.
TAKES_BACK = {
    CaseState.REJECTED: Gone.WITHDRAWN,
    CaseState.ANNULLED: Gone.CANCELLED,
    CaseState.NO_SANCTION: Gone.ENDED,
    CaseState.EXPIRED: Gone.ENDED,
}


@dataclass(frozen=True)
class Validity:
    """known: the very file was issued here, to the last byte. gone: why it does not count any more; None: it does."""

    known: bool
    gone: Gone | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether it no longer counts, for whatever reason."""
        return self.gone is not None


def validity_of(session: Session, signed_sha256: str) -> Validity:
    """What this installation knows of the file with that SHA-256."""
    document = document_of_file(session, signed_sha256)
    if document is None:
        return Validity(known=False)
    return Validity(known=True, gone=_gone(session, document))


def _gone(session: Session, document: Document) -> Gone | None:
    state = CaseState(session.get_one(Case, document.case_id).state)
    validity = document_kind(document.kind).validity
    if validity.falls_with_case and state in TAKES_BACK:
        return TAKES_BACK[state]
    if validity.over_in and _is_lifted(session, document):
        return Gone.LIFTED
    if state in validity.done_in:
        return Gone.ENFORCED
    return Gone.SUPERSEDED if is_superseded(session, document) else None


def _is_lifted(session: Session, warning: Document) -> bool:
    return any(paper.about == warning.id for paper in signed_documents(session, warning.case_id, LIFTED))
