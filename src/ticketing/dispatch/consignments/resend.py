"""A paper that came back goes on its way again; where its person lives elsewhere, his other papers go with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_flags import flag_case
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision.deemed_service import ask_again
from ticketing.cases.owner.residence import move_to_commune
from ticketing.cases.states import CaseState, events_from
from ticketing.cases.tables import Case, CasePerson
from ticketing.dispatch.consignments.closing import NOBODY, add_item, last_item, leave_by, move_item
from ticketing.dispatch.delivery_results import REMARKS, TRAVELS_AGAIN, DeliveryResult
from ticketing.dispatch.release_rules import ACTOR, overtaken
from ticketing.dispatch.signed_documents import (
    HOLDER,
    NotConsigned,
    SignedDocument,
    nobody_waits_for,
    passed_to,
    receiver_commune,
    receiver_row,
    signed_document_of,
)
from ticketing.dispatch.tables import GATHERING, Consignment, ConsignmentItem
from ticketing.documents.codes import COMMUNE_SLIP, TRANSFER_SLIP
from ticketing.documents.drafting.commune_slips import commune_named, renew_slip
from ticketing.documents.drafting.redraft import write_waiting_anew
from ticketing.documents.tables import Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys


def consign_again(
    session: Session,
    keys: FieldKeys,
    document_id: str,
    commune_code: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    ground: str = "",
) -> ConsignmentItem | None:
    """Send a paper that came back on its way again, to the commune that an officer names. Raises NotConsigned.

    Where the police of a commune said that the address is not theirs, its person lives where the paper goes now, and
    the case follows its owner (cases.residence); ground: how the officer knows, a code of its KNOWN_BY. After another
    outcome the paper alone goes elsewhere: a new address comes with the answer, and brings a new notice (row 33).
    None: the slip Mẫu số 04 names its police, and one for the others waits for the signer in its place.
    """
    last, case = _to_send_again(session, document_id, reason)
    paper = signed_document_of(session, document_id)
    if paper.row.between_offices:
        raise NotConsigned("This paper goes to the office that it names: no commune is chosen for it.")
    person = receiver_row(session, paper) if last.outcome == DeliveryResult.WRONG_COMMUNE else None
    was = receiver_commune(session, paper)
    if person is not None and was != commune_code:
        moved = move_to_commune(session, keys, case, person, commune_code, ground=ground, actor=actor, at=at)
        write_waiting_anew(session, keys, case)
        _take_along(session, case, was, moved, at)
    if last.outcome == DeliveryResult.WRONG_COMMUNE:
        renew_slip(session, keys, case, actor=actor, at=at)
    item = None
    if not _names_others(session, keys, paper, commune_code):
        item = _on_its_way_again(session, paper, commune_code, last, at)
        if paper.row.sending.asks in events_from(CaseState(case.state)):
            ask_again(session, case.id, vietnam_day(at))
    elif last.outcome != DeliveryResult.WRONG_COMMUNE:
        raise NotConsigned("This slip names the police of another commune: it is sent to nobody else.")
    _note(session, keys, case, {"document": document_id, "commune": commune_code}, reason, actor, at)
    return item


def consign_unchanged(
    session: Session, keys: FieldKeys, document_id: str, addressee: str = "", *, reason: str, actor: Actor, at: datetime
) -> ConsignmentItem:
    """Send again to the same receiver what goes to one alone: a transfer slip to the police that it names, and the
    copy for the employer or the bank (addressee HOLDER) by post. Raises NotConsigned.
    """
    last, case = _to_send_again(session, document_id, reason, addressee)
    paper = signed_document_of(session, document_id)
    if addressee != HOLDER and paper.kind != TRANSFER_SLIP:
        raise NotConsigned("Neither a transfer slip nor a copy for an employer or a bank: it does not go this way.")
    code = NOBODY if addressee == HOLDER else passed_to(session, paper).get("code", NOBODY)
    item = _on_its_way_again(session, paper, code, last, at)
    _note(session, keys, case, {"document": document_id, "addressee": addressee}, reason, actor, at)
    return item


def _on_its_way_again(
    session: Session, paper: SignedDocument, receiver_code: str, last: ConsignmentItem, at: datetime
) -> ConsignmentItem:
    """Its next journey. It leaves on the same day: the term for sending it (of a decision LHAV art. 70, of a notice C73
    art. 24.1.c) began before the first one, and has no second week to lie in a bundle.
    """
    item = add_item(session, paper, receiver_code, addressee=last.addressee, journey=last.journey + 1, at=at)
    leave_by(session, item, vietnam_day(at), at=at)
    return item


def _to_send_again(
    session: Session, document_id: str, reason: str, addressee: str = ""
) -> tuple[ConsignmentItem, Case]:
    """The journey from which a paper came back, and its case. Raises NotConsigned."""
    last = last_item(session, document_id, addressee=addressee)
    if last is None or last.outcome is None or DeliveryResult(last.outcome) not in TRAVELS_AGAIN:
        raise NotConsigned("Only a paper that came back, or was in the wrong commune, is sent again.")
    if not reason.strip():
        raise NotConsigned("Say why the paper goes there now: the file must show it.")
    case = record.locked(session, last.case_id)
    paper = signed_document_of(session, document_id)
    if case.on_hold or overtaken(session, session.get_one(Document, document_id), CaseState(case.state)):
        raise NotConsigned(f"Case {case.number} is {case.state}{' and held' if case.on_hold else ''}.")
    if nobody_waits_for(session, paper):
        raise NotConsigned(
            "Nobody waits for this paper any more: another notice went out since, or the case is handled here."
        )
    return last, case


def _note(
    session: Session, keys: FieldKeys, case: Case, data: dict[str, Any], reason: str, actor: Actor, at: datetime
) -> None:
    why = store_notes(session, keys, case.id, LogEvent.RESENT, {"reason": reason}, actor=actor, at=at)
    data |= {"commitments": record.commitments(case, why)}
    record.note(session, case, LogEvent.RESENT, actor=actor, at=at, data=data)
    if case.reason_code in {code for code, _ in REMARKS.values()}:
        flag_case(session, case.id, None, actor=actor, at=at)


def _names_others(session: Session, keys: FieldKeys, paper: SignedDocument, commune_code: str) -> bool:
    """Whether it is a slip to the police of another commune than this one."""
    if paper.kind != COMMUNE_SLIP:
        return False
    return commune_named(keys, session.get_one(Document, paper.document_id)) != commune_code


def _take_along(session: Session, case: Case, was: str, moved: Sequence[CasePerson], at: datetime) -> None:
    """What still gathers for these persons in the commune where they do not live goes with them.

    What an officer sent somewhere else on purpose stays on its way. A slip that names the police there goes to nobody.
    """
    query = (
        sa.select(ConsignmentItem)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(ConsignmentItem.case_id == case.id, ConsignmentItem.outcome.is_(None), ConsignmentItem.addressee == "")
        .where(Consignment.state == GATHERING, Consignment.receiver_code == was)
    )
    for item in session.scalars(query).all():
        paper = signed_document_of(session, item.document_id)
        if paper.row.between_offices or receiver_row(session, paper) not in moved:
            continue
        if paper.kind == COMMUNE_SLIP:
            item.outcome, item.recorded_at, item.recorded_by = DeliveryResult.WITHDRAWN, at, ACTOR.person
        else:
            move_item(session, item, at)
    session.flush()
