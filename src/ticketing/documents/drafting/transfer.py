"""Who handles a case whose owner is known, and the slip Mẫu số 03/73 where that is another office (C73 art. 24.1.b).

The slip goes out beside the notice, never in its place: the notice still goes to the owner and names both offices.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import commune
from ticketing.agency.actors import Actor
from ticketing.agency.agency import agency_on
from ticketing.cases import record
from ticketing.cases.owner.persons import PersonRole, person_row
from ticketing.cases.owner.transfers import start_transfer
from ticketing.cases.tables import Case
from ticketing.documents.codes import EVIDENCE_RECORD, TRANSFER_SLIP
from ticketing.documents.content.draft import TransferTo
from ticketing.documents.content.police import commune_police, traffic_division
from ticketing.documents.drafting.signing_day import matter_of, transfer_slip_of
from ticketing.documents.drafting.steps import prepare
from ticketing.documents.tables import RELEASED, Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.jurisdiction import Handling, Place, PoliceOffice, handling


def handling_of(session: Session, case: Case, on: date) -> Handling | None:
    """Who handles a case on the day `on`; None where the owner's commune is not known.

    The traffic police division of our own province is we ourselves: nothing is passed on to it.
    """
    owner = person_row(session, case.id, PersonRole.OWNER)
    code = owner.commune_code if owner else None
    if code is None:
        return None
    agency = agency_on(session, on)
    unit = agency.unit(case.unit)
    here = Place(agency.province_code, unit.commune_code if unit else None)
    there = Place(commune(code, on).province.code, code)
    connected = code in agency.connected_communes
    found = handling(
        here, there, matter_of(session, case, TRANSFER_SLIP), on, area=agency.area, commune_police_connected=connected
    )
    if found.office is PoliceOffice.TRAFFIC_DIVISION and there.province_code == here.province_code:
        return Handling(PoliceOffice.DETECTING_UNIT, here, False, found.article, found.reason, found.reason_vi)
    return found


def pass_on_where_due(
    session: Session, keys: FieldKeys, case_id: str, *, actor: Actor, at: datetime
) -> Document | None:
    """Draft the slip beside the notice where another office handles the case; None where this one does.

    Again: the slip that is there. Raises Refused.
    """
    case, on = record.locked(session, case_id), vietnam_day(at)
    if there := transfer_slip_of(session, case_id):
        return there
    found = handling_of(session, case, on)
    if found is None or not found.transferred:
        return None
    start_transfer(session, case)
    return prepare(session, keys, case_id, TRANSFER_SLIP, actor=actor, at=at, extra=transfer_to(found, on))


def record_is_in_the_press(session: Session, case_id: str, on: date) -> bool:
    """Whether a slip is due that names the record of the act, and that is not printed yet."""
    query = sa.select(Document.id).where(
        Document.case_id == case_id, Document.kind == EVIDENCE_RECORD, Document.state == RELEASED
    )
    if session.scalar(query.limit(1)) is None:
        return False
    found = handling_of(session, session.get_one(Case, case_id), on)
    return found is not None and found.transferred


def transfer_to(found: Handling, on: date) -> TransferTo:
    """The police of a handling, as papers address it."""
    if found.office is PoliceOffice.COMMUNE_POLICE:
        code = found.place.commune_code or ""
        police = commune_police(code, on)
    else:
        code = found.place.province_code
        police = traffic_division(code, on)
    return TransferTo(police, found.office.value, code, found.article, found.reason, found.reason_vi)
