"""The papers of a case, for whoever draws up the next one and for everybody after him."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.documents.tables import SIGNED, Document

_ALL = sa.select(Document).where(Document.case_id == sa.bindparam("case_id")).order_by(Document.id)
_SIGNED = (
    sa.select(Document)
    .where(Document.case_id == sa.bindparam("case_id"), Document.state == SIGNED)
    .order_by(Document.signed_at, Document.id)
)
_SIGNED_OF_KIND = _SIGNED.where(Document.kind == sa.bindparam("kind"))


def documents_of(session: Session, case_id: str) -> list[Document]:
    """All papers of a case, in the order in which they were prepared."""
    return list(session.scalars(_ALL, {"case_id": case_id}))


def signed_documents(session: Session, case_id: str, kind: str | None = None) -> list[Document]:
    """Signed papers of a case, of one kind or of all, in the order in which they were signed."""
    if kind:
        return list(session.scalars(_SIGNED_OF_KIND, {"case_id": case_id, "kind": kind}))
    return list(session.scalars(_SIGNED, {"case_id": case_id}))
