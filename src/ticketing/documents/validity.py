"""Whether a file is a paper of this installation, and whether that paper still counts."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.content.order_facts import ENFORCEMENTS, ORDERS
from ticketing.documents.document_kinds import COMMUNE_SLIP, TRANSFER_SLIP
from ticketing.documents.drafting.lifting import LIFTED, WARNINGS
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
DEMANDS = frozenset({"notice", TRANSFER_SLIP, *WARNINGS, COMMUNE_SLIP, "reminder", "decision", "points_notice"})
# What a decision was changed by falls with it; what cancels it does not.
OF_A_DECISION = frozenset(ORDERS) - {"cancellation"}
ENFORCEMENT_IS_OVER = frozenset({CaseState.PAID, CaseState.CLOSED, CaseState.LAPSED})


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
    if document.kind in DEMANDS | OF_A_DECISION and state in TAKES_BACK:
        return TAKES_BACK[state]
    if document.kind in WARNINGS and _is_lifted(session, document):
        return Gone.LIFTED
    if document.kind in ENFORCEMENTS and state in ENFORCEMENT_IS_OVER:
        return Gone.ENFORCED
    return Gone.SUPERSEDED if is_superseded(session, document) else None


def _is_lifted(session: Session, warning: Document) -> bool:
    return any(paper.about == warning.id for paper in signed_documents(session, warning.case_id, LIFTED))
