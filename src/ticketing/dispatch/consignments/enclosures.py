"""What a slip says goes with it goes with it: with Mẫu số 04 the notice, with Mẫu số 03/73 the record of the act.

C73 art. 24.1.b, 24.5.b; domain.md 2.3, 8. The record shows all pictures of the act.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ticketing.cases.owner.persons import opened
from ticketing.dispatch.signed_documents import (
    Receiver,
    SignedDocument,
    as_signed_document,
    notice_of,
    receiver_row,
)
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import COMMUNE_SLIP, EVIDENCE_RECORD, TRANSFER_SLIP
from ticketing.documents.tables import SIGNED, Document
from ticketing.kit.fields import FieldKeys


@dataclass(frozen=True)
class Enclosure:
    """A signed file that goes with a slip. receiver: whom the police hand it to; None where it is theirs to keep."""

    paper: SignedDocument
    receiver: Receiver | None = None


def enclosed_with(session: Session, paper: SignedDocument) -> tuple[SignedDocument, ...]:
    """The signed papers that go with a slip; of any other paper none."""
    document = _enclosed(session, paper)
    return (as_signed_document(document),) if document else ()


def _enclosed(session: Session, paper: SignedDocument) -> Document | None:
    if paper.kind == COMMUNE_SLIP:
        notice = notice_of(session, paper)
        return notice if notice is not None and notice.state == SIGNED else None
    if paper.kind == TRANSFER_SLIP:
        records = [
            one for one in signed_documents(session, paper.case_id, EVIDENCE_RECORD) if one.id < paper.document_id
        ]
        return records[-1] if records else None
    return None


def enclosures_of(
    session: Session, keys: FieldKeys, paper: SignedDocument, *, to_the_commune: bool
) -> tuple[Enclosure, ...]:
    """What goes with a paper, and to whom it is handed on.

    to_the_commune: it is given to the police of a commune, who see on their list whom the notice is for. The post
    carries it in the envelope of the slip: nobody is opened for its list.
    """
    handed_on = paper.kind == COMMUNE_SLIP and to_the_commune
    receiver = _person(session, keys, paper) if handed_on else None
    return tuple(Enclosure(enclosed, receiver) for enclosed in enclosed_with(session, paper))


def _person(session: Session, keys: FieldKeys, paper: SignedDocument) -> Receiver | None:
    row = receiver_row(session, paper)
    if row is None:
        return None
    person = opened(keys, row)
    return Receiver(person.name, person.address_on_papers)
