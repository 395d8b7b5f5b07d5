"""The employer or the bank that carries an enforcement out: once the fine is paid it has to know what is left of it.

Late interest and costs may still be due then: whether anything is deducted for them is for the officer to say.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_flags import flag_case
from ticketing.cases.states import CaseState
from ticketing.dispatch.consignments.closing import last_item
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.signed_documents import HOLDER, enforcement_of
from ticketing.dispatch.tables import GATHERING, Consignment
from ticketing.evidence.log import events_of

PAID_WHILE_DEDUCTED = (
    "PAID_WHILE_DEDUCTED",
    "The fine is paid: tell the employer or the bank in writing, and whether interest or costs are still deducted.",
)


def ask_to_inform_garnishee(session: Session, case_id: str, *, actor: Actor, at: datetime) -> bool:
    """Remark, once, on a paid case that employer or bank has its order. False where nobody has to be told.

    A copy that has not left by then never does (`leaving`).
    """
    case = record.locked(session, case_id)
    if (
        case.state != CaseState.PAID
        or garnishee_is_informed_by_hand(session, case_id)
        or not _has_its_order(session, case_id)
    ):
        return False
    flag_case(session, case_id, PAID_WHILE_DEDUCTED, actor=actor, at=at)
    return True


def garnishee_is_informed_by_hand(session: Session, case_id: str) -> bool:
    """Whether an officer was asked to write to employer or bank: he closes the case when he has."""
    return any(PAID_WHILE_DEDUCTED[0] in event.leaf for event in events_of(session, case_id))


def _has_its_order(session: Session, case_id: str) -> bool:
    enforcement = enforcement_of(session, case_id)
    copy = last_item(session, enforcement.document_id, addressee=HOLDER) if enforcement else None
    if copy is None or copy.outcome in (DeliveryResult.WITHDRAWN, DeliveryResult.RETURNED):
        return False
    return session.get_one(Consignment, copy.consignment_id).state != GATHERING
