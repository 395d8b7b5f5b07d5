"""Papers that wait for their signer say what the case says now: a name that was mended, an address elsewhere."""

from sqlalchemy.orm import Session

from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.documents.content.draft import freeze, thaw
from ticketing.documents.drafting.gather import gather
from ticketing.documents.drafting.steps import office_named
from ticketing.documents.of_a_case import papers_of
from ticketing.documents.papers import paper_kind
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import WAITING
from ticketing.kit.fields import FieldKeys


def write_waiting_anew(session: Session, keys: FieldKeys, case: Case) -> None:
    """Fill every paper of the case that waits, and whose state it still fits, with the facts of today."""
    for waiting in papers_of(session, case.id):
        if waiting.state == WAITING and S(case.state) in paper_kind(waiting.kind).states:
            content = opened_content(keys, waiting)
            gathered = gather(session, keys, case, waiting.kind, thaw(content["draft"]).extra)
            waiting.content = seal_content(keys, waiting.id, content | {"draft": freeze(gathered.draft)})
            waiting.passed_to = office_named(waiting.kind, gathered.draft)
    session.flush()
