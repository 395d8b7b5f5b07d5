"""What an officer writes about the violator, and the papers that wait with his name on them."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.decision import violator_identity
from ticketing.cases.owner.persons import Entered
from ticketing.cases.tables import Case, CasePerson
from ticketing.documents import codes
from ticketing.documents.case_documents import documents_of
from ticketing.documents.drafting.redraft import write_waiting_anew
from ticketing.documents.tables import WAITING, WITHDRAWN
from ticketing.kit.fields import FieldKeys


def correct_violator_and_redraft(
    session: Session, keys: FieldKeys, case_id: str, entered: Entered, *, actor: Actor, at: datetime
) -> CasePerson:
    """Write what is known of the violator (`cases.decision.violator_identity`); papers that wait say it,
    minutes that wait are made anew.

    Raises Refused.
    """
    row = violator_identity.correct_violator(session, keys, case_id, entered, actor=actor, at=at)
    for waiting in documents_of(session, case_id):
        if waiting.kind == codes.MINUTES and waiting.state == WAITING:
            waiting.state = WITHDRAWN
    write_waiting_anew(session, keys, session.get_one(Case, case_id))
    return row
