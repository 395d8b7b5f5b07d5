"""What the office answers in writing: an application that it refuses, and when and where a hearing is held."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.agency.agency import agency_on
from ticketing.cases import record
from ticketing.cases.decision import explanations, payment_relief
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.states import Refused
from ticketing.documents import codes
from ticketing.documents.case_documents import documents_of
from ticketing.documents.content.orders.order_facts import HearingCall, Refusal
from ticketing.documents.drafting.manual_drafts import draw_up
from ticketing.documents.drafting.steps import UNSIGNED, refuse_state
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.payment_relief import ARTICLES


def refuse_payment_relief(
    session: Session, keys: FieldKeys, case_id: str, refusal: Refusal, *, actor: Actor, at: datetime
) -> Document:
    """A letter that refuses an application; its term ends when the signer has signed it (LHAV art. 76, 77, 79).

    An application that nobody wrote down yet is written down with it. Raises Refused.
    """
    case = record.locked(session, case_id)
    refuse_state(case, document_kind(codes.RELIEF_REFUSAL))
    _refuse_not_an_officer(actor)
    decision, today = decision_of(session, case_id), vietnam_day(at)
    if refusal.kind not in ARTICLES:
        raise Refused(f"'{refusal.kind}' cannot be applied for. Possible: {', '.join(ARTICLES)}.")
    if not refusal.reason.strip():
        raise Refused("Write the reason, as the letter prints it.")
    if decision is None or decision.issued_on is None:
        raise Refused("The case has no signed decision.")
    payment_relief.refuse_day(decision, refusal.asked_on, today)
    granted = [
        paper for paper in documents_of(session, case_id) if paper.kind == refusal.kind and paper.state in UNSIGNED
    ]
    if granted:
        raise Refused("A decision that grants this application waits for its signer: he sends it back first.")
    if not payment_relief.asked_and_open(session, case_id):
        payment_relief.note_application(session, case, refusal.kind, refusal.asked_on, {}, actor=actor, at=at)
    return draw_up(session, keys, case_id, codes.RELIEF_REFUSAL, refusal, actor=actor, at=at)


def call_hearing(
    session: Session, keys: FieldKeys, case_id: str, held_at: datetime, place: str, chair: str, *, actor: Actor,
    at: datetime,
) -> Document:  # fmt: skip
    """The paper that announces time and place of the hearing; its term ends when the signer has signed it.

    chair: log-in name of the signer who holds it. Raises Refused (LHAV art. 61.3).
    """
    refuse_state(record.locked(session, case_id), document_kind(codes.HEARING_NOTICE))
    _refuse_not_an_officer(actor)
    asked_on = explanations.hearing_asked_on(session, case_id)
    if asked_on is None:
        raise Refused("Nobody asked for a hearing in this case (LHAV art. 61.3).")
    if held_at <= at:
        raise Refused("The hearing has to be announced before it is held: name a later time.")
    if not place.strip():
        raise Refused("Write where the hearing is held.")
    agency = agency_on(session, vietnam_day(at))
    signer = agency.signer(chair)
    if signer is None:
        raise Refused("Name who holds the hearing: one of the agency's signers.")
    named = " ".join(part for part in (signer.police_rank, signer.name) if part)
    call = HearingCall(held_at, place.strip(), f"{named}, {signer.authority}", asked_on)
    return draw_up(session, keys, case_id, codes.HEARING_NOTICE, call, actor=actor, at=at)


def _refuse_not_an_officer(actor: Actor) -> None:
    if Party.OFF not in actor.parties():
        raise Refused("An answer is drawn up by an officer and signed by another person.")
