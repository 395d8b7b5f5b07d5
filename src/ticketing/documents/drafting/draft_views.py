"""Who has looked at a draft: each look is an event of the case, and nobody signs in a batch what he has not opened."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, person_of_label
from ticketing.cases import record
from ticketing.cases.tables import Case
from ticketing.documents.codes import EVIDENCE_RECORD
from ticketing.documents.tables import Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.digest import sha256
from ticketing.kit.fields import FieldKeys
from ticketing.review.blind import refuse_to_show

SHOWN = LogEvent.DOCUMENT_SHOWN
DRAFT, SIGNED_FILE, MADE_AGAIN = "draft", "signed", "made_again"


def note_view(
    session: Session, keys: FieldKeys, document: Document, what: str, *, actor: Actor, at: datetime, wall: datetime
) -> None:
    """Someone is about to be shown a paper: as a draft, signed, or made again. The look is an event.

    Persons stand on papers, but for the record of the act: raises Refused as for them (`review.blind`).
    """
    case = session.get_one(Case, document.case_id)
    if document.kind != EVIDENCE_RECORD:
        refuse_to_show(session, keys, case, actor.person, wall)
    data = {"document": document.id, "shown": what, "content": _content(document)}
    record.note(session, case, SHOWN, actor=actor, at=at, data=data)


def opened_by(session: Session, person: str, documents: Sequence[Document]) -> set[str]:
    """Ids of the papers whose draft this person has opened, as it says now: a look at older facts does not count."""
    query = sa.select(EvidenceEvent.actor, EvidenceEvent.leaf).where(
        EvidenceEvent.kind == SHOWN, EvidenceEvent.subject.in_({document.case_id for document in documents})
    )
    rows = session.execute(query)
    looks = [json.loads(leaf)["data"] for label, leaf in rows if person_of_label(label) == person]
    seen = {(look["document"], look["content"]) for look in looks if look["shown"] == DRAFT and "content" in look}
    return {document.id for document in documents if (document.id, _content(document)) in seen}


def _content(document: Document) -> str:
    """Stands for what the paper says, without saying it: the sealed bytes change with the facts."""
    return sha256(document.content.encode())
