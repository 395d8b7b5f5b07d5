"""What may leave when a consignment is closed: papers of held cases wait, those that were overtaken are taken out.

What has left is stopped for the same reasons while it is in people's hands: it is given back, not delivered. A release
sends it on again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.agency.dispatch_rules import Channel
from ticketing.cases.states import BEFORE_NOTICE, FINAL, CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery_results import STAYED_HERE, DeliveryResult
from ticketing.dispatch.signed_documents import (
    HOLDER,
    destination_of,
    enforcement_of,
    nobody_waits_for,
    notice_of,
    receiver_commune,
    signed_document_of,
)
from ticketing.dispatch.tables import DONE, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents import codes
from ticketing.documents.codes import COMMUNE_SLIP, LIFTED, REMINDER
from ticketing.documents.drafting.lifting import is_over
from ticketing.documents.drafting.reminders import term_reminded_of
from ticketing.documents.kinds import ENFORCEMENTS, WARNINGS, document_kind
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day

ACTOR = machine("dispatch")


def take_out(session: Session, items: Sequence[ConsignmentItem], at: datetime) -> list[ConsignmentItem]:
    """Note what no longer goes out as withdrawn. Give back what waits for another day."""
    staying = []
    for item in _open(items):
        document, case = session.get_one(Document, item.document_id), session.get_one(Case, item.case_id)
        if _is_of_no_use(session, item) or _comes_too_late(session, document, vietnam_day(at)):
            item.outcome, item.recorded_at, item.recorded_by = DeliveryResult.WITHDRAWN, at, ACTOR.person
        elif case.on_hold or _before_its_forerunner(session, item, document):
            staying.append(item)
    session.flush()
    return staying


def is_stopped(session: Session, item: ConsignmentItem) -> bool:
    """Whether a paper that people still have in their hands is not delivered: its case is held, or nobody needs it."""
    if item.outcome is not None:
        return False
    channel = session.get_one(Consignment, item.consignment_id).channel
    in_hands = channel in (Channel.COMMUNE_POLICE, Channel.POST)
    return in_hands and (session.get_one(Case, item.case_id).on_hold or _is_of_no_use(session, item))


def handed_back(session: Session, case_id: str) -> list[ConsignmentItem]:
    """Papers of a case that were given back and are needed after all; and a slip Mẫu số 04 that stayed here because the
    owner had answered, where that answer was taken back and he still lives with the police whom it names.
    """
    query = sa.select(ConsignmentItem).where(ConsignmentItem.case_id == case_id).order_by(ConsignmentItem.journey)
    last = {(item.document_id, item.addressee): item for item in session.scalars(query)}
    back = (item for item in last.values() if item.outcome == DeliveryResult.GIVEN_BACK or _is_due_again(session, item))
    return [item for item in back if not _is_of_no_use(session, item)]


def _is_due_again(session: Session, item: ConsignmentItem) -> bool:
    if item.outcome != DeliveryResult.WITHDRAWN:
        return False
    paper = signed_document_of(session, item.document_id)
    return paper.kind == COMMUNE_SLIP and destination_of(session, paper) == receiver_commune(session, paper)


def _is_of_no_use(session: Session, item: ConsignmentItem) -> bool:
    """Whether it was overtaken, or what it follows never went out."""
    document, case = session.get_one(Document, item.document_id), session.get_one(Case, item.case_id)
    if overtaken(session, document, CaseState(case.state)) or nobody_waits_for(
        session, signed_document_of(session, document.id)
    ):
        return True
    return _follows_nothing(session, item, document)


def _comes_too_late(session: Session, document: Document, today: date) -> bool:
    """Whether a reminder would leave when the day that it names is over, before the clocks saw that."""
    clock = term_reminded_of(session, document) if document.kind == REMINDER else None
    return clock is not None and clock.due_on < today


def _open(items: Sequence[ConsignmentItem]) -> Iterator[ConsignmentItem]:
    return (item for item in items if item.outcome is None)


def must_be_informed(session: Session, document: Document, state: CaseState) -> bool:
    """Whether a paper that asks its person nothing still has to reach him in this state: what is decided, what changes
    it, the points that fall with it. When it comes back the case shows it; one that has ended goes on showing why it
    has, and its papers stand on the list of those that lie here (`unproved`).

    The decision itself is asked for until it is received; once its fine is paid it belongs here.
    """
    row = document_kind(document.kind)
    if state in FINAL or not row.reaches_the_violator:
        return False
    if state is CaseState.PAID:
        return row.sending.after_payment
    if row.code in (codes.DECISION, codes.HEARING_NOTICE):
        return row.code == codes.HEARING_NOTICE and state is CaseState.EXPLANATION
    return not overtaken(session, document, state)


def overtaken(session: Session, document: Document, state: CaseState) -> bool:
    """Whether the case has ended, or is looked at again before any paper goes out: another owner was named, or the
    verdict was taken back. A warning is overtaken by what settles its case, an enforcement by the payment, a reminder
    by the end of its term; the slip Mẫu số 04, which names a person to the police, by his coming (C73 art. 24.5.b).
    What was decided reaches its person also where he has paid and the case is closed.
    """
    kind, sending = document.kind, document_kind(document.kind).sending
    if sending.only_in and state not in sending.only_in:
        return True
    if kind == REMINDER and term_reminded_of(session, document) is None:
        return True
    if sending.takes_notice_back:  # what becomes of the case after it is no matter for whom it is for
        return False
    told = sending.after_end or (state is CaseState.CLOSED and sending.after_payment)
    ended = state in FINAL and not told
    return ended or state in BEFORE_NOTICE or (kind in WARNINGS and is_over(kind, state))


def _follows_nothing(session: Session, item: ConsignmentItem, document: Document) -> bool:
    """Whether what it lifts, changes, cancels or takes back never went out to this receiver."""
    if not (followed := _followed(session, item, document)):
        return False
    earlier = _last_journey(session, followed, item.addressee)
    return earlier is None or earlier.outcome in STAYED_HERE


def _before_its_forerunner(session: Session, item: ConsignmentItem, document: Document) -> bool:
    """Whether what it follows is still on this side: its mail failed, or it waits itself."""
    followed = _followed(session, item, document)
    earlier = _last_journey(session, followed, item.addressee) if followed else None
    if earlier is None or earlier.outcome is not None or earlier.consignment_id == item.consignment_id:
        return False
    consignment = session.get_one(Consignment, earlier.consignment_id)
    return consignment.sent_at is None and consignment.state not in (TAKEN_OVER, DONE)


def _followed(session: Session, item: ConsignmentItem, document: Document) -> str:
    """The paper to the same receiver that has to be there before: the warning that is lifted, the notice that a letter
    takes back; for the employer or the bank the enforcement decision. Empty for any other paper.
    """
    if document.kind == LIFTED:
        return document.about
    if document_kind(document.kind).sending.takes_notice_back:
        notice = notice_of(session, signed_document_of(session, document.id))
        return notice.id if notice else ""
    enforcement = enforcement_of(session, item.case_id) if item.addressee == HOLDER else None
    return enforcement.document_id if enforcement and document.kind not in ENFORCEMENTS else ""


def _last_journey(session: Session, document_id: str, addressee: str) -> ConsignmentItem | None:
    query = sa.select(ConsignmentItem).where(
        ConsignmentItem.document_id == document_id, ConsignmentItem.addressee == addressee
    )
    return session.scalar(query.order_by(ConsignmentItem.journey.desc()).limit(1))
