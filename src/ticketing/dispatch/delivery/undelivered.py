"""Papers that left and whose delivery is not proved: nobody said what became of them, or they came back and lie here
until they are sent again or settled. What says that a case has ended lies here also when it has.

Warned agencies are asked for on the list of warnings (`warning_list`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from ticketing.agency.agency import NoAgency, agency_on
from ticketing.agency.dispatch_rules import Channel
from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import FINAL, UNANSWERED, CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery.close_returned import is_awaited
from ticketing.dispatch.delivery_results import TRAVELS_AGAIN
from ticketing.dispatch.signed_documents import nobody_waits_for, signed_document_of
from ticketing.dispatch.tables import CLOSED, SENT, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents import codes
from ticketing.documents.kinds import kinds_where
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day

PAGE = 50


@dataclass(frozen=True)
class UndeliveredLine:
    """One paper. days: since its bundle was closed. Its item's outcome is empty, or says how it came back.

    may_be_settled: it came back, and its case does not wait for what it brings.
    """

    item: ConsignmentItem
    consignment: Consignment
    document: Document
    case: Case
    days: int

    @property
    def may_be_settled(self) -> bool:
        return self.item.outcome is not None and not is_awaited(self.document.kind, CaseState(self.case.state))


def undelivered(
    session: Session, at: datetime, *, commune_code: str | None = None, after: str = "", size: int = PAGE
) -> tuple[list[UndeliveredLine], str]:
    """One page, the longest under way first; and behind what the next one begins, or nothing."""
    query = (
        sa.select(ConsignmentItem, Consignment, Document, Case)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .join(Document, Document.id == ConsignmentItem.document_id)
        .join(Case, Case.id == ConsignmentItem.case_id)
        .where(sa.or_(_silent(asked_before(session, at)), _lies_here()), ConsignmentItem.id > after)
        .order_by(ConsignmentItem.id)
        .limit(size + 1)
    )
    if commune_code is not None:
        query = query.where(Consignment.receiver_code == commune_code)
    rows = [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
    today = vietnam_day(at)
    shown = [
        UndeliveredLine(item, consignment, document, case, _days(consignment, today))
        for item, consignment, document, case in rows[:size]
        if item.outcome is None or not nobody_waits_for(session, signed_document_of(session, document.id))
    ]
    return shown, rows[size - 1][0].id if len(rows) > size else ""


def silent_consignments(session: Session, at: datetime) -> Sequence[tuple[str, int]]:
    """Numbers of bundles with papers of which nobody said anything for too long, the oldest first, and how many."""
    query = (
        sa.select(Consignment.number, sa.func.count())
        .join(ConsignmentItem, ConsignmentItem.consignment_id == Consignment.id)
        .where(_silent(asked_before(session, at)))
        .group_by(Consignment.id, Consignment.number)
        .order_by(Consignment.id)
    )
    return [(number or "", count) for number, count in session.execute(query)]


def asked_before(session: Session, at: datetime) -> datetime:
    """What left before this moment and of which nothing was said is asked for; the agency says after how many days."""
    try:
        days = agency_on(session, vietnam_day(at)).dispatch.delivery_asked_days
    except NoAgency:
        days = 0
    return at - timedelta(days=days)


def _silent(before: datetime) -> "sa.ColumnElement[bool]":
    return sa.and_(
        ConsignmentItem.outcome.is_(None),
        Consignment.state.in_((CLOSED, SENT, TAKEN_OVER)),
        Consignment.channel != Channel.WARNED_AGENCY,
        Consignment.closed_at < before,
    )


def _lies_here() -> "sa.ColumnElement[bool]":
    """It came back from its last journey, nobody settled it, and its person still has to get it."""
    later = aliased(ConsignmentItem)
    again = sa.select(later.id).where(
        later.document_id == ConsignmentItem.document_id, later.addressee == ConsignmentItem.addressee,
        later.journey > ConsignmentItem.journey,
    )  # fmt: skip
    received = sa.select(Decision.id).where(Decision.document_id == Document.id, Decision.received_on.is_not(None))
    of_the_notice = Document.kind.in_(kinds_where(lambda kind: kind.validity.one_notice))
    waits = sa.or_(
        sa.and_(of_the_notice, Case.state.in_(UNANSWERED)),
        sa.and_(Document.kind == codes.DECISION, Case.state == CaseState.DECISION_SENT),
        sa.and_(
            Document.kind.in_(kinds_where(lambda kind: kind.sending.after_payment)),
            Case.state.in_((CaseState.PAID, CaseState.CLOSED)),
            ~received.exists(),
        ),
        sa.and_(~of_the_notice, Document.kind != codes.DECISION, Case.state.not_in(FINAL)),
        Document.kind.in_(kinds_where(lambda kind: kind.sending.after_end)),
    )
    return sa.and_(
        ConsignmentItem.outcome.in_(TRAVELS_AGAIN), ConsignmentItem.settled_at.is_(None),
        Consignment.channel != Channel.WARNED_AGENCY, ~again.exists(), waits,
    )  # fmt: skip


def _days(consignment: Consignment, today: date) -> int:
    return (today - vietnam_day(consignment.closed_at)).days if consignment.closed_at else 0
