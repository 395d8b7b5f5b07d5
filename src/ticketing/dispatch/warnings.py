"""Warnings go to the agencies of inspection and of registration, and what lifts them after them (C73 art. 24.3-5).

Each agency that is entered gets every one of them, in the day's or the week's bundle; for the others they wait. A
warning that is over before it leaves stays here, and so does what would have lifted it.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import agency_on, version_on
from ticketing.agency.dispatch_rules import WarnedAgency
from ticketing.cases import record
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.closing import add_item, last_item
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned, signed_document_of
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.documents.codes import LIFTED
from ticketing.documents.drafting.lifting import is_over
from ticketing.documents.kinds import document_kind, kinds_where
from ticketing.documents.tables import SIGNED, Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.jobs import Job

TELL_TASK = "tell_agency"
BATCH = 200
_TO_AGENCIES = kinds_where(lambda kind: kind.to_agencies)


def tell_agencies(session: Session, document_id: str, *, at: datetime) -> list[ConsignmentItem]:
    """Put a signed warning, or what lifts one, with the bundle of each agency that is entered. Again: nothing new."""
    document = session.get_one(Document, document_id)
    if not document_kind(document.kind).to_agencies or not document.signed:
        return []
    agencies = agency_on(session, vietnam_day(at)).warnings
    told = (_tell(session, document, code, at) for code in WarnedAgency if agencies.warned_office(code))
    return [item for item in told if item is not None]


def tell_again(session: Session, item_id: str, *, actor: Actor, at: datetime) -> ConsignmentItem:
    """Send what an agency gave back once more, after a person settled with it why. Raises NotConsigned."""
    item = session.get_one(ConsignmentItem, item_id)
    last = last_item(session, item.document_id, addressee=item.addressee)
    if last is None or last.id != item_id or last.outcome != DeliveryResult.RETURNED:
        raise NotConsigned("Only a paper that came back is sent again.")
    case = record.locked(session, item.case_id)
    again = add_item(
        session, signed_document_of(session, item.document_id), item.addressee, addressee=item.addressee,
        journey=item.journey + 1, at=at,
    )  # fmt: skip
    data = {"document": item.document_id, "agency": item.addressee}
    record.note(session, case, LogEvent.RESENT, actor=actor, at=at, data=data)
    return again


def tell_agency(database: Database, code: str, *, at: datetime) -> None:
    """Put what waited for an agency with its bundle, now that it is entered (task "tell_agency")."""
    after = ""
    while batch := _never_informed(database, code, after):
        for document_id in batch:
            with database.writing() as session:
                _tell(session, session.get_one(Document, document_id), code, at)
        after = batch[-1]


def newly_entered(session: Session, *, at: datetime) -> list[tuple[str, str]]:
    """Agencies for which nobody woke `tell_agency` under the agency's present version: code and key.

    By version and not by what it says of them: who is entered again as he was has papers that waited meanwhile.
    """
    today = vietnam_day(at)
    version = version_on(session, today)
    if version is None:
        return []
    offices = agency_on(session, today).warnings.offices()
    asked = [(code, f"{code}:{version.id}") for code, office in offices.items() if office.entered]
    known = set(session.scalars(sa.select(Job.key).where(Job.task == TELL_TASK)))
    return [(code, key) for code, key in asked if key not in known]


def _never_informed(database: Database, code: str, after: str) -> list[str]:
    """Signed papers for agencies that never lay in a bundle of this one, in the order in which they were prepared."""
    told = sa.select(ConsignmentItem.id).where(
        ConsignmentItem.document_id == Document.id, ConsignmentItem.addressee == code
    )
    query = (
        sa.select(Document.id)
        .where(
            Document.state == SIGNED,
            Document.kind.in_(_TO_AGENCIES),
            Document.id > after,
            ~told.exists(),
        )
        .order_by(Document.id)
        .limit(BATCH)
    )
    with database.reading() as session:
        return list(session.scalars(query))


def _tell(session: Session, document: Document, code: str, at: datetime) -> ConsignmentItem | None:
    """None: it is not told. A warning that is over; what lifts one that this agency never had."""
    found = last_item(session, document.id, addressee=code)
    if found is not None:
        return found
    if document.kind == LIFTED:
        warning = last_item(session, document.about, addressee=code)
        if warning is None or warning.outcome == DeliveryResult.WITHDRAWN:
            return None
    elif is_over(document.kind, CaseState(session.get_one(Case, document.case_id).state)):
        return None
    return add_item(session, signed_document_of(session, document.id), code, addressee=code, journey=1, at=at)
