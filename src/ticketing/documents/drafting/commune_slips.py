"""The slip Mẫu số 04 names the police of the commune in which the owner lives: for another commune it is another slip.

C73 art. 24.5.b. One that is signed never goes to police that it does not name.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.owner.persons import PersonRole, person_row
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import COMMUNE_SLIP
from ticketing.documents.content.draft import thaw
from ticketing.documents.drafting.steps import prepare
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import RELEASED, Document
from ticketing.kit.fields import FieldKeys


def commune_named(keys: FieldKeys, slip: Document) -> str:
    """Code of the commune whose police a slip is addressed to."""
    return thaw(opened_content(keys, slip)["draft"]).case.owner_commune or ""


def slip_is_of_use(case: Case) -> bool:
    """Whether the case still waits for an answer that the police of a commune could bring."""
    return CaseState(case.state) in document_kind(COMMUNE_SLIP).states


def renew_slip(session: Session, keys: FieldKeys, case: Case, *, actor: Actor, at: datetime) -> Document | None:
    """A slip to the police where the owner lives now waits for its signer, where the last one is signed for others.

    None where none was signed, the last one names them, or it is of no use any more. Raises Refused while one is
    printed.
    """
    _refuse_while_printed(session, case)
    slips, owner = _of_the_last_notice(session, case), person_row(session, case.id, PersonRole.OWNER)
    if not slips or owner is None or not slip_is_of_use(case) or commune_named(keys, slips[-1]) == owner.commune_code:
        return None
    return prepare(session, keys, case.id, COMMUNE_SLIP, actor=actor, at=at)


def _of_the_last_notice(session: Session, case: Case) -> list[Document]:
    notices = [paper.id for paper in signed_documents(session, case.id, codes.NOTICE)]
    slips = signed_documents(session, case.id, COMMUNE_SLIP)
    return [slip for slip in slips if notices and slip.about.partition(":")[0] == notices[-1]]


def _refuse_while_printed(session: Session, case: Case) -> None:
    query = sa.select(Document.id).where(
        Document.case_id == case.id, Document.kind == COMMUNE_SLIP, Document.state == RELEASED
    )
    if session.scalar(query.limit(1)):
        raise Refused("The slip to the police of the commune is being printed: try again in a minute.")
