"""What pages and other rooms read of papers: the list of a signer, a number, a file (`of_a_case`: those of a case)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.cases.states import Refused
from ticketing.cases.tables import NOT_HELD, Case, CaseClock, ClockState
from ticketing.documents.drafting.signing_day import refuse_too_late, refuse_wrong_signer
from ticketing.documents.kinds import document_kind, kinds_where
from ticketing.documents.tables import SIGNED, WAITING, Document
from ticketing.evidence.blobs import BlobStore
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.clocks import TermKind

PAGE = 100
SIGNERS_PAPERS = kinds_where(lambda kind: kind.signing.by is Party.SIGN)


@dataclass(frozen=True)
class WaitingDocument:
    """A paper on the signer's page. refused: why this person may not sign it now; due_in_days: of the nearest term."""

    document: Document
    case: Case
    refused: str | None
    due_in_days: int | None


def documents_numbered(session: Session, no: str) -> list[Document]:
    """Signed papers of that number, the newest first; several where years share it, or papers bear their case's."""
    query = sa.select(Document).where(Document.no == no, Document.state == SIGNED)
    return list(session.scalars(query.order_by(Document.signed_at.desc())))


def document_of_file(session: Session, signed_sha256: str) -> Document | None:
    """The paper whose signed file has this hash: whether a file is known here."""
    return session.scalar(sa.select(Document).where(Document.signed_sha256 == signed_sha256))


def waiting_documents(
    session: Session,
    actor: Actor,
    *,
    at: datetime,
    kinds: Sequence[str] = SIGNERS_PAPERS,
    ids: Sequence[str] | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> list[WaitingDocument]:
    """Papers that wait to be signed, oldest first; `ids`: only these; `after`: the last one of the page before.

    Papers of cases that are held, or have moved on, are not shown.
    """
    query = (
        sa.select(Document, Case)
        .join(Case, Case.id == Document.case_id)
        .where(Document.state == WAITING, Document.kind.in_(kinds))
        .where(NOT_HELD)
        .order_by(Document.id)
    )
    fits = sa.or_(*(sa.and_(Document.kind == kind, Case.state.in_(document_kind(kind).states)) for kind in kinds))
    query = query.where(fits, Document.id > after) if after else query.where(fits)
    query = query.where(Document.id.in_(ids)) if ids is not None else query
    rows = list(session.execute(query.limit(size)))
    days = _due_in(session, [case.id for _, case in rows], at)
    return [WaitingDocument(document, case, _refused(session, case, document, actor, at), days.get(case.id))
            for document, case in rows]  # fmt: skip


def waiting_counts(session: Session) -> dict[str, int]:
    """How many papers wait, by kind."""
    query = sa.select(Document.kind, sa.func.count()).where(Document.state == WAITING).group_by(Document.kind)
    return {row[0]: row[1] for row in session.execute(query)}


def sent_back_because(keys: FieldKeys, document: Document) -> str:
    """Why a signer sent a paper back, in his words."""
    sealed = document.sent_back_because
    return keys.open(f"documents|sent_back_because|{document.id}", sealed) if sealed else ""


def lookup_code_of(keys: FieldKeys, document: Document) -> str | None:
    """The code that the annex of a notice prints, for who hands it out again."""
    return keys.open(f"documents|lookup_code|{document.id}", document.lookup_code) if document.lookup_code else None


def signed_file(store: BlobStore, document: Document) -> bytes:
    """The signed PDF as it was issued. Raises LookupError where it is not signed."""
    if document.signed_sha256 is None:
        raise LookupError(f"This paper is {document.state}: there is no signed file.")
    return store.get(document.signed_sha256)


def _refused(session: Session, case: Case, document: Document, actor: Actor, at: datetime) -> str | None:
    try:
        refuse_wrong_signer(session, case, document, actor, vietnam_day(at))
        refuse_too_late(session, case, document, vietnam_day(at))
    except (Refused, LookupError) as problem:
        return str(problem)
    return None


def _due_in(session: Session, case_ids: Sequence[str], at: datetime) -> dict[str, int]:
    """Days to the end of the nearest term in which the office has to act."""
    query = sa.select(CaseClock.case_id, sa.func.min(CaseClock.due_on)).where(
        CaseClock.case_id.in_(case_ids), CaseClock.state == ClockState.RUNNING, CaseClock.kind == TermKind.ACT_BY
    )
    today = vietnam_day(at)
    return {case_id: (due_on - today).days for case_id, due_on in session.execute(query.group_by(CaseClock.case_id))}
