"""A paper as it would be printed now, for the eyes of who signs it: same sheets and same printer as the press."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ticketing.cases.tables import Case
from ticketing.documents.content.draft import thaw
from ticketing.documents.drafting.steps import draft_sheets
from ticketing.documents.layout.render import render
from ticketing.documents.pictures import pictures_of
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.evidence.blobs import BlobStore
from ticketing.kit.fields import FieldKeys


def draft_pdf(
    session: Session,
    store: BlobStore,
    keys: FieldKeys,
    document: Document,
    *,
    person: str,
    at: datetime,
    own_templates: Path | None,
) -> bytes:
    """The unsigned paper, without number and codes.

    own_templates: the agency's folder, as the press takes it. Raises MissingFact, Refused, NoFormInForce, PaperError.
    """
    case = session.get_one(Case, document.case_id)
    sheets = draft_sheets(session, keys, case, document, person=person, at=at)
    pictures = pictures_of(store, document.kind, thaw(opened_content(keys, document)["draft"]))
    return render(sheets, pictures, made_at=at, own_templates=own_templates)
