"""Where each signed paper of a case is: on its way, at its receiver, back here, or here because nobody calls for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from ticketing.cases.decision.decisions import unsent_decision
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.closing import carried_with_decision
from ticketing.dispatch.delivery.queries import journeys_of
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.release_rules import overtaken
from ticketing.dispatch.signed_documents import nobody_waits_for, signed_document_of
from ticketing.dispatch.tables import GATHERING, Consignment, ConsignmentItem
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import Document


class Place(StrEnum):
    """Where a paper is. Those of a journey name its consignment."""

    GATHERS = "gathers"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    POSTED = "posted"
    CAME_BACK = "came_back"
    GIVEN_BACK = "given_back"
    TAKEN_OUT = "taken_out"
    CARRIED = "carried"
    OF_THE_FILE = "of_the_file"
    UNSENT_DECISION = "unsent_decision"
    FOLLOWS_DECISION = "follows_decision"
    NOBODY_WAITS = "nobody_waits"
    OVERTAKEN = "overtaken"
    HELD = "held"
    WAITS = "waits"


@dataclass(frozen=True)
class Tracking:
    """item, consignment: its last journey to this receiver; None where it never was in a consignment."""

    place: Place
    item: ConsignmentItem | None = None
    consignment: Consignment | None = None


def track(session: Session, case: Case) -> Mapping[str, Sequence[Tracking]]:
    """Of each signed paper of a case, by its id: where it is, once for each receiver that it goes to."""
    last = {(item.document_id, item.addressee): (item, bundle) for item, bundle in journeys_of(session, case.id)}
    travelled: dict[str, list[Tracking]] = {}
    for (document_id, _), (item, bundle) in last.items():
        travelled.setdefault(document_id, []).append(Tracking(_of_journey(item, bundle), item, bundle))
    signed = signed_documents(session, case.id)
    here = _here(session, case, [paper for paper in signed if paper.id not in travelled])
    return {paper.id: travelled.get(paper.id) or [Tracking(here[paper.id])] for paper in signed}


def _of_journey(item: ConsignmentItem, bundle: Consignment) -> Place:
    match item.outcome:
        case None:
            return Place.GATHERS if bundle.state == GATHERING else Place.UNDER_WAY
        case DeliveryResult.HANDED_OVER:
            return Place.DELIVERED
        case DeliveryResult.POSTED:
            return Place.POSTED
        case DeliveryResult.WITHDRAWN:
            return Place.TAKEN_OUT
        case DeliveryResult.GIVEN_BACK:
            return Place.GIVEN_BACK
    return Place.CAME_BACK


def _here(session: Session, case: Case, papers: Iterable[Document]) -> Mapping[str, Place]:
    """Of signed papers that never were in a consignment: why."""
    unsent, carried = unsent_decision(session, case), carried_with_decision(session, case.id)

    def place(paper: Document) -> Place:
        if not document_kind(paper.kind).is_sent:
            return Place.OF_THE_FILE
        if paper.id in carried:
            return Place.CARRIED
        if nobody_waits_for(session, signed_document_of(session, paper.id)):
            return Place.NOBODY_WAITS
        if overtaken(session, paper, CaseState(case.state)):
            return Place.OVERTAKEN
        if unsent and paper.id == unsent.document_id:
            return Place.UNSENT_DECISION
        if unsent and document_kind(paper.kind).sending.with_decision:
            return Place.FOLLOWS_DECISION
        return Place.HELD if case.on_hold else Place.WAITS

    return {paper.id: place(paper) for paper in papers}
