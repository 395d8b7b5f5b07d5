"""A paper that came back and is not sent again: a person says why, and it is asked for no more.

A letter that says that a fine is gone lies here until it reaches its person, also when its case has ended. Where he
cannot be found, somebody settles it with a reason, so that the list of what lies here can become empty.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.states import UNANSWERED, CaseState
from ticketing.dispatch.consignments.closing import last_item
from ticketing.dispatch.delivery_results import TRAVELS_AGAIN, DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.documents import codes
from ticketing.documents.codes import COMMUNE_SLIP
from ticketing.documents.tables import Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys

SETTLED = LogEvent.RETURNED_DOCUMENT_CLOSED


def is_awaited(kind: str, state: CaseState) -> bool:
    """Whether the case goes on with what this paper brings, an answer or a delivery: then nobody lets it lie."""
    asks_the_owner = kind in (codes.NOTICE, COMMUNE_SLIP) and state in UNANSWERED
    return asks_the_owner or (kind == codes.DECISION and state is CaseState.DECISION_SENT)


def settle_returned(
    session: Session, keys: FieldKeys, item_id: str, *, reason: str, actor: Actor, at: datetime
) -> ConsignmentItem:
    """Note that a paper which came back is not sent again, and why. Again: nothing changes.

    Raises NotConsigned, LookupError.
    """
    found = session.get(ConsignmentItem, item_id)
    if found is None:
        raise LookupError(f"There is no paper '{item_id}' in a consignment.")
    case = record.locked(session, found.case_id)
    item = session.get_one(ConsignmentItem, item_id, with_for_update=True)
    if item.settled_at is not None:
        return item
    last = last_item(session, item.document_id, addressee=item.addressee)
    back = item.outcome is not None and DeliveryResult(item.outcome) in TRAVELS_AGAIN
    if last is None or last.id != item.id or not back:
        raise NotConsigned("Only a paper that came back and was not sent again is settled.")
    if is_awaited(session.get_one(Document, item.document_id).kind, CaseState(case.state)):
        raise NotConsigned("The case waits for what this paper brings: send it again, or record what became of it.")
    if not reason.strip():
        raise NotConsigned("Say why the paper is not sent again: the file must show it.")
    item.settled_at, item.settled_by = at, actor.person
    why = store_notes(session, keys, case.id, SETTLED, {"reason": reason}, actor=actor, at=at)
    data = {"document": item.document_id, "item": item.id, "commitments": record.commitments(case, why)}
    record.note(session, case, SETTLED, actor=actor, at=at, data=data)
    return item
