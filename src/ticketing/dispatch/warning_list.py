"""What lists and the doctor say of warnings to agencies: which stand open, how far each has come at each agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from ticketing.agency.dispatch_rules import WarnedAgency, WarnedOffice, WarningBundles
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.tables import CLOSED, FAILED, GATHERING, SENT, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.dispatch.tables import OutboxMessage as Message
from ticketing.documents.codes import LIFTED
from ticketing.documents.drafting.lifting import is_over
from ticketing.documents.kinds import WARNINGS
from ticketing.documents.kinds.states import SETTLED
from ticketing.documents.tables import LIVING, SIGNED, Document
from ticketing.kit.clock import vietnam_day


class Stand(StrEnum):
    """How far a paper has come at one agency."""

    NOT_ENTERED = "not_entered"
    NOT_SENT = "not_sent"
    GATHERING = "gathering"
    LEAVING = "leaving"
    FAILED = "failed"
    SENT = "sent"
    OVERDUE = "overdue"
    RECEIVED = "received"
    REFUSED = "refused"


@dataclass(frozen=True)
class Leg:
    """A paper's way to one agency. item, consignment: where it lies; None while it has none."""

    stand: Stand
    item: ConsignmentItem | None = None
    consignment: Consignment | None = None


@dataclass(frozen=True)
class WarningLine:
    """A signed warning, what lifts it, and how both stand at each agency.

    lifted: None where nothing does yet. waits: what will lift it is drawn up, and its signer has it before him.
    """

    warning: Document
    case: Case
    lifted: Document | None
    waits: bool
    warned: Mapping[str, Leg]
    unwarned: Mapping[str, Leg]


@dataclass(frozen=True)
class AgencyStand:
    """An agency in figures. waiting: warnings of open cases that wait until it is entered.

    overdue: bundles whose receipt is asked for, the oldest first.
    """

    code: str
    office: WarnedOffice
    waiting: int
    gathering: int
    overdue: Sequence[Consignment]


def stand_of(item: ConsignmentItem | None, consignment: Consignment | None, mail: str | None, *, asked: bool) -> Stand:
    """How far a paper has come that lies in a consignment. asked: its receipt is overdue."""
    if item is None or consignment is None or item.outcome == DeliveryResult.WITHDRAWN:
        return Stand.NOT_SENT
    if item.outcome is not None:
        return Stand.RECEIVED if item.outcome == DeliveryResult.HANDED_OVER else Stand.REFUSED
    if consignment.state == GATHERING:
        return Stand.GATHERING
    if consignment.sent_at is None and consignment.state == CLOSED:
        return Stand.FAILED if mail == FAILED else Stand.LEAVING
    return Stand.OVERDUE if asked else Stand.SENT


def agency_stands(session: Session, bundles: WarningBundles, at: datetime) -> list[AgencyStand]:
    """Both agencies."""
    return [_stand(session, bundles, code, office, at) for code, office in bundles.offices().items()]


def warning_lines(
    session: Session, bundles: WarningBundles, at: datetime, *, open_only: bool, before: str = "", limit: int = 50
) -> list[WarningLine]:
    """Signed warnings, the newest first. open_only: see `_is_open`; before: id of the last one shown."""
    query = (
        sa.select(Document, Case)
        .join(Case, Case.id == Document.case_id)
        .where(Document.state == SIGNED, Document.kind.in_(WARNINGS))
        .order_by(Document.id.desc())
        .limit(limit)
    )
    if open_only:
        query = query.where(_is_open())
    if before:
        query = query.where(Document.id < before)
    rows = [(row[0], row[1]) for row in session.execute(query)]
    lifting = _lifting(session, [warning.id for warning, _ in rows])
    lifted = {about: paper for about, paper in lifting.items() if paper.state == SIGNED}
    legs = _legs(session, [warning.id for warning, _ in rows] + [paper.id for paper in lifted.values()])

    def ways(paper: Document | None, state: CaseState) -> dict[str, Leg]:
        if paper is None:
            return {}
        return {code: legs.get((paper.id, code), _Way()).leg(paper, state, bundles, code, at) for code in WarnedAgency}

    return [
        WarningLine(
            warning, case, lifted.get(warning.id), warning.id in lifting.keys() - lifted.keys(),
            ways(warning, CaseState(case.state)), ways(lifted.get(warning.id), CaseState(case.state)),
        )
        for warning, case in rows
    ]  # fmt: skip


def _is_open() -> "sa.ColumnElement[bool]":
    """Nothing signed lifts the warning yet, or an agency gave back what does: it still refuses its service."""
    lifting, item, later = aliased(Document), aliased(ConsignmentItem), aliased(ConsignmentItem)
    sent_again = sa.select(later.id).where(
        later.document_id == item.document_id, later.addressee == item.addressee, later.journey > item.journey
    )
    given_back = sa.select(item.id).where(
        item.document_id == lifting.id, item.outcome == DeliveryResult.RETURNED, ~sent_again.exists()
    )
    lifts_it = sa.select(lifting.id).where(
        lifting.case_id == Document.case_id, lifting.kind == LIFTED, lifting.state == SIGNED,
        lifting.about == Document.id, ~given_back.exists(),
    )  # fmt: skip
    return ~lifts_it.exists()


def receipt_asked_before(bundles: WarningBundles, today: date) -> date:
    """What went out before this day and was not confirmed is overdue."""
    return today - timedelta(days=bundles.receipt_days)


@dataclass(frozen=True)
class _Way:
    item: ConsignmentItem | None = None
    consignment: Consignment | None = None
    mail: str | None = None

    def leg(self, paper: Document, state: CaseState, bundles: WarningBundles, code: str, at: datetime) -> Leg:
        over = paper.kind == LIFTED or is_over(paper.kind, state)
        if self.item is None and not over:
            return Leg(Stand.NOT_ENTERED if bundles.warned_office(code) is None else Stand.LEAVING)
        sent = self.consignment.sent_at if self.consignment else None
        asked = sent is not None and vietnam_day(sent) < receipt_asked_before(bundles, vietnam_day(at))
        stand = stand_of(self.item, self.consignment, self.mail, asked=asked)
        return Leg(stand, self.item, self.consignment)


def _lifting(session: Session, warnings: Sequence[str]) -> dict[str | None, Document]:
    """What lifts each of these warnings, signed or on its way to that."""
    living = Document.kind == LIFTED, Document.state.in_(LIVING), Document.about.in_(warnings)
    return {paper.about: paper for paper in session.scalars(sa.select(Document).where(*living))}


def _legs(session: Session, documents: Sequence[str]) -> dict[tuple[str, str], _Way]:
    """The last journey of each paper to each agency."""
    query = (
        sa.select(ConsignmentItem, Consignment, Message.state)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .join(Message, Message.consignment_id == Consignment.id, isouter=True)
        .where(ConsignmentItem.document_id.in_(documents), ConsignmentItem.addressee != "")
        .order_by(ConsignmentItem.journey)
    )
    return {(row[0].document_id, row[0].addressee): _Way(*row) for row in session.execute(query)}


def _stand(session: Session, bundles: WarningBundles, code: str, office: WarnedOffice, at: datetime) -> AgencyStand:
    count = sa.select(sa.func.count()).select_from(ConsignmentItem)
    gathering = count.join(Consignment, Consignment.id == ConsignmentItem.consignment_id).where(
        Consignment.receiver_code == code, Consignment.state == GATHERING, ConsignmentItem.outcome.is_(None)
    )
    asked = receipt_asked_before(bundles, vietnam_day(at))
    sent = sa.select(Consignment).where(
        Consignment.receiver_code == code, Consignment.state.in_((SENT, TAKEN_OVER)), Consignment.sent_at.is_not(None)
    )
    overdue = [one for one in session.scalars(sent.order_by(Consignment.id)) if one.sent_at
               and vietnam_day(one.sent_at) < asked]  # fmt: skip
    waiting = 0 if office.entered else session.scalar(_waiting(code)) or 0
    return AgencyStand(code, office, waiting, session.scalar(gathering) or 0, overdue)


def _waiting(code: str) -> "sa.Select[int]":
    """Warnings of open cases that never lay in a bundle for an agency."""
    told = sa.select(ConsignmentItem.id).where(
        ConsignmentItem.document_id == Document.id, ConsignmentItem.addressee == code
    )
    return (
        sa.select(sa.func.count())
        .select_from(Document)
        .join(Case, Case.id == Document.case_id)
        .where(Document.state == SIGNED, Document.kind.in_(WARNINGS), Case.state.not_in(SETTLED), ~told.exists())
    )
