"""What pages and lists read of consignments."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.dispatch_rules import Channel
from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.enclosures import Enclosure, enclosures_of
from ticketing.dispatch.delivery.recording import statement_on
from ticketing.dispatch.delivery_results import TRAVELS_AGAIN, DeliveryResult
from ticketing.dispatch.release_rules import is_stopped, overtaken
from ticketing.dispatch.signed_documents import (
    Receiver,
    SignedDocument,
    nobody_waits_for,
    open_receiver,
    signed_document_of,
)
from ticketing.dispatch.tables import GATHERING, STATES, Consignment, ConsignmentItem, OutboxMessage
from ticketing.documents import codes
from ticketing.documents.codes import NOT_LIABLE
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import LIVING, Document
from ticketing.kit.fields import FieldKeys


@dataclass(frozen=True)
class Summary:
    """A consignment in a list. mail: state of its message; answer: what the server said last."""

    consignment: Consignment
    papers: int
    recorded: int
    mail: str | None
    answer: str | None


@dataclass(frozen=True)
class ItemView:
    """A paper of a consignment as its clerk sees it: whom it is for and what became of it; neither act nor amount.

    outcomes: what he may say of it. enclosures: what goes with it. stopped: it is not delivered but given back; nobody
    is told why.
    """

    item: ConsignmentItem
    paper: SignedDocument
    case_number: str
    receiver: str
    address: str
    signed_for_by: str
    note: str
    owner_words: str
    outcomes: tuple[DeliveryResult, ...]
    enclosures: tuple[Enclosure, ...] = ()
    stopped: bool = False

    @property
    def handed_to(self) -> Receiver:
        """Whom the clerk goes to: of a slip the person for whom the notice is that goes with it."""
        persons = (one.receiver for one in self.enclosures if one.receiver)
        return next(persons, Receiver(self.receiver, self.address))


def consignments(
    session: Session,
    *,
    commune_code: str | None = None,
    states: Sequence[str] = STATES,
    before: str | None = None,
    limit: int = 50,
) -> list[Summary]:
    """Consignments, newest first. commune_code: a clerk's own; before: id of the last one of the page before."""
    counts = (
        sa.select(
            ConsignmentItem.consignment_id,
            sa.func.count().label("papers"),
            sa.func.count(ConsignmentItem.outcome).label("recorded"),
        )
        .group_by(ConsignmentItem.consignment_id)
        .subquery()
    )
    query = (
        sa.select(Consignment, counts.c.papers, counts.c.recorded, OutboxMessage.state, OutboxMessage.last_answer)
        .join(counts, counts.c.consignment_id == Consignment.id, isouter=True)
        .join(OutboxMessage, OutboxMessage.consignment_id == Consignment.id, isouter=True)
        .where(Consignment.state.in_(states))
        .order_by(Consignment.id.desc())
        .limit(limit)
    )
    if commune_code is not None:
        query = query.where(Consignment.receiver_code == commune_code)
    if before:
        query = query.where(Consignment.id < before)
    return [Summary(row[0], row[1] or 0, row[2] or 0, row[3], row[4]) for row in session.execute(query)]


def consignment_of(session: Session, consignment_id: str, *, commune_code: str | None = None) -> Consignment | None:
    """A consignment by id or number; None where there is none, or where it is another commune's."""
    by_number = sa.select(Consignment).where(Consignment.number == consignment_id).order_by(Consignment.id.desc())
    found = session.get(Consignment, consignment_id) or session.scalar(by_number.limit(1))
    if found is None or (commune_code is not None and found.receiver_code != commune_code):
        return None
    return found


def items_numbered(session: Session, number: str, *, commune_code: str | None = None) -> list[ConsignmentItem]:
    """Papers of that number in closed consignments, newest first: what somebody types who cannot scan the code."""
    query = (
        sa.select(ConsignmentItem)
        .join(Document, Document.id == ConsignmentItem.document_id)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(Document.no == " ".join(number.split()), Consignment.state != GATHERING)
        .order_by(ConsignmentItem.id.desc())
        .limit(20)
    )
    if commune_code is not None:
        query = query.where(Consignment.receiver_code == commune_code)
    return list(session.scalars(query))


def view_of(session: Session, keys: FieldKeys, item: ConsignmentItem) -> ItemView:
    """One paper with its receiver opened. The caller answers for the purpose and writes the event."""
    return _view(session, keys, item, session.get_one(Case, item.case_id).number)


def item_of(session: Session, item_id: str, *, commune_code: str | None = None) -> ConsignmentItem | None:
    """A paper of a consignment; None where it is another commune's."""
    item = session.get(ConsignmentItem, item_id)
    if item is None or consignment_of(session, item.consignment_id, commune_code=commune_code) is None:
        return None
    return item


def items_with_receivers(session: Session, keys: FieldKeys, consignment: Consignment) -> list[ItemView]:
    """A consignment's papers with their receivers opened. The caller answers for the purpose and writes the event."""
    query = (
        sa.select(ConsignmentItem, Case.number)
        .join(Case, Case.id == ConsignmentItem.case_id)
        .where(ConsignmentItem.consignment_id == consignment.id)
        .order_by(ConsignmentItem.id)
    )
    return [_view(session, keys, item, number) for item, number in session.execute(query)]


def journeys_of(session: Session, case_id: str) -> list[tuple[ConsignmentItem, Consignment]]:
    """Where the papers of a case went, oldest first."""
    query = (
        sa.select(ConsignmentItem, Consignment)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(ConsignmentItem.case_id == case_id)
        .order_by(ConsignmentItem.id)
    )
    return [(item, consignment) for item, consignment in session.execute(query)]


def came_back(session: Session, case_id: str) -> list[tuple[ConsignmentItem, Document]]:
    """Papers that came back from their last journey and may be sent again: the newest of each kind, and its copy.

    Not a slip that a new one follows, nor what nobody needs any more. What a warned agency gives back stands with it.
    """
    papers = sa.select(Document).where(Document.case_id == case_id, Document.state.in_(LIVING)).order_by(Document.id)
    newest = {
        (paper.kind, paper.about if paper.kind == NOT_LIABLE else ""): paper for paper in session.scalars(papers)
    }  # each earlier owner has a letter of his own
    case = session.get_one(Case, case_id)
    wanted = {
        paper.id: paper
        for paper in newest.values()
        if not document_kind(paper.kind).to_agencies
        and not overtaken(session, paper, CaseState(case.state))
        and not (paper.kind == codes.DECISION and is_received(session, paper.id))
    }
    last = {(item.document_id, item.addressee): item for item, _ in journeys_of(session, case_id)}
    return [
        (item, wanted[item.document_id])
        for item in last.values()
        if item.document_id in wanted and item.outcome in TRAVELS_AGAIN
        and not nobody_waits_for(session, signed_document_of(session, item.document_id))
    ]  # fmt: skip


def is_received(session: Session, document_id: str) -> bool:
    """Whether it is proved, in whatever way, that the decision on this paper was received."""
    received = sa.select(Decision.id).where(Decision.document_id == document_id, Decision.received_on.is_not(None))
    return session.scalar(received) is not None


def message_row(session: Session, consignment_id: str) -> OutboxMessage | None:
    """The message of a closed consignment."""
    return session.scalar(sa.select(OutboxMessage).where(OutboxMessage.consignment_id == consignment_id))


def _view(session: Session, keys: FieldKeys, item: ConsignmentItem, case_number: str) -> ItemView:
    def text(column: str) -> str:
        sealed = getattr(item, column)
        return keys.open(f"consignment_items|{column}|{item.id}", sealed) if sealed else ""

    paper = signed_document_of(session, item.document_id)
    receiver = open_receiver(session, keys, paper, item.addressee)
    to_the_commune = session.get_one(Consignment, item.consignment_id).channel == Channel.COMMUNE_POLICE
    return ItemView(
        item, paper, case_number, receiver.name, receiver.address, text("receiver"), text("note"), text("owner_words"),
        statement_on(paper.kind, item.addressee),
        enclosures_of(session, keys, paper, to_the_commune=to_the_commune),
        stopped=is_stopped(session, item),
    )  # fmt: skip
