"""Where each signed paper of a case is: on its way, at its receiver, back here, or here because nobody calls for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from ticketing.cases.decisions import unsent_decision
from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments import carried_with_decision
from ticketing.dispatch.leaving import overtaken
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.papers import KINDS_VI, nobody_waits_for, paper_of
from ticketing.dispatch.queries import journeys_of
from ticketing.dispatch.sending import FOLLOWS_A_DECISION
from ticketing.dispatch.tables import GATHERING, Consignment, ConsignmentItem
from ticketing.documents.of_a_case import signed_papers
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
class Whereabouts:
    """item, consignment: its last journey to this receiver; None where it never was in a consignment."""

    place: Place
    item: ConsignmentItem | None = None
    consignment: Consignment | None = None


def whereabouts(session: Session, case: Case) -> Mapping[str, Sequence[Whereabouts]]:
    """Of each signed paper of a case, by its id: where it is, once for each receiver that it goes to."""
    last = {(item.document_id, item.addressee): (item, bundle) for item, bundle in journeys_of(session, case.id)}
    travelled: dict[str, list[Whereabouts]] = {}
    for (document_id, _), (item, bundle) in last.items():
        travelled.setdefault(document_id, []).append(Whereabouts(_of_journey(item, bundle), item, bundle))
    signed = signed_papers(session, case.id)
    here = _here(session, case, [paper for paper in signed if paper.id not in travelled])
    return {paper.id: travelled.get(paper.id) or [Whereabouts(here[paper.id])] for paper in signed}


def _of_journey(item: ConsignmentItem, bundle: Consignment) -> Place:
    match item.outcome:
        case None:
            return Place.GATHERS if bundle.state == GATHERING else Place.UNDER_WAY
        case Outcome.HANDED_OVER:
            return Place.DELIVERED
        case Outcome.POSTED:
            return Place.POSTED
        case Outcome.WITHDRAWN:
            return Place.TAKEN_OUT
        case Outcome.GIVEN_BACK:
            return Place.GIVEN_BACK
    return Place.CAME_BACK


def _here(session: Session, case: Case, papers: Iterable[Document]) -> Mapping[str, Place]:
    """Of signed papers that never were in a consignment: why."""
    unsent, carried = unsent_decision(session, case), carried_with_decision(session, case.id)

    def place(paper: Document) -> Place:
        if paper.kind not in KINDS_VI:
            return Place.OF_THE_FILE
        if paper.id in carried:
            return Place.CARRIED
        if nobody_waits_for(session, paper_of(session, paper.id)):
            return Place.NOBODY_WAITS
        if overtaken(session, paper, S(case.state)):
            return Place.OVERTAKEN
        if unsent and paper.id == unsent.document_id:
            return Place.UNSENT_DECISION
        if unsent and paper.kind in FOLLOWS_A_DECISION:
            return Place.FOLLOWS_DECISION
        return Place.HELD if case.held else Place.WAITS

    return {paper.id: place(paper) for paper in papers}
