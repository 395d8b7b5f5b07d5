"""Papers that wait for their signer say what the case says now: a name that was mended, an address elsewhere."""

from sqlalchemy.orm import Session

from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.case_documents import documents_of
from ticketing.documents.content.draft import freeze, thaw
from ticketing.documents.drafting.document_context import document_context
from ticketing.documents.drafting.steps import office_named
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import WAITING
from ticketing.kit.fields import FieldKeys


def write_waiting_anew(session: Session, keys: FieldKeys, case: Case) -> None:
    """Fill every paper of the case that waits, and whose state it still fits, with the facts of today."""
    for waiting in documents_of(session, case.id):
        if waiting.state == WAITING and CaseState(case.state) in document_kind(waiting.kind).states:
            content = opened_content(keys, waiting)
            gathered = document_context(session, keys, case, waiting.kind, thaw(content["draft"]).extra)
            waiting.content = seal_content(keys, waiting.id, content | {"draft": freeze(gathered.draft)})
            waiting.passed_to = office_named(waiting.kind, gathered.draft)
    session.flush()
