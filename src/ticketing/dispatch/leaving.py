"""What may leave when a consignment is closed: papers of held cases wait, those that were overtaken are taken out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.cases.states import BEFORE_NOTICE, FINAL, S
from ticketing.cases.tables import Case
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.papers import ENDS_ITS_CASE
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.lifting import LIFTED, WARNINGS, is_over
from ticketing.documents.order_facts import ENFORCEMENTS
from ticketing.documents.tables import Document

ACTOR = machine("dispatch")


def take_out(session: Session, items: Sequence[ConsignmentItem], at: datetime) -> list[ConsignmentItem]:
    """Note what no longer goes out as withdrawn. Give back what waits for another day."""
    staying = []
    for item in _open(items):
        document, case = session.get_one(Document, item.document_id), session.get_one(Case, item.case_id)
        if _overtaken(document.kind, S(case.state)) or _lifts_nothing(session, item, document):
            item.outcome, item.recorded_at, item.recorded_by = Outcome.WITHDRAWN, at, ACTOR.person
        elif "HELD" in case.flags or _before_its_warning(session, item, document):
            staying.append(item)
    session.flush()
    return staying


def _open(items: Sequence[ConsignmentItem]) -> Iterator[ConsignmentItem]:
    return (item for item in items if item.outcome is None)


def _overtaken(kind: str, state: S) -> bool:
    """Whether the case has ended, or is looked at again before any paper goes out: another owner was named, or the
    verdict was taken back. A warning is overtaken by what settles its case, an enforcement by the payment.
    """
    if kind in ENFORCEMENTS and state is not S.ENFORCEMENT:
        return True
    ended = state in FINAL and kind not in ENDS_ITS_CASE
    return ended or state in BEFORE_NOTICE or (kind in WARNINGS and is_over(kind, state))


def _lifts_nothing(session: Session, item: ConsignmentItem, document: Document) -> bool:
    """Whether what is lifted never went out."""
    warning = warning_item(session, item, document)
    return document.kind == LIFTED and (warning is None or warning.outcome == Outcome.WITHDRAWN)


def _before_its_warning(session: Session, item: ConsignmentItem, document: Document) -> bool:
    """Whether the warning that it lifts is still on this side: its mail failed, or it waits itself."""
    warning = warning_item(session, item, document)
    if warning is None or warning.outcome is not None or warning.consignment_id == item.consignment_id:
        return False
    return session.get_one(Consignment, warning.consignment_id).sent_at is None


def warning_item(session: Session, item: ConsignmentItem, lifted: Document) -> ConsignmentItem | None:
    """The last journey, to the same agency, of the warning that a paper lifts; None for any other paper."""
    if lifted.kind != LIFTED:
        return None
    query = sa.select(ConsignmentItem).where(
        ConsignmentItem.document_id == lifted.about, ConsignmentItem.addressee == item.addressee
    )
    return session.scalar(query.order_by(ConsignmentItem.journey.desc()).limit(1))
