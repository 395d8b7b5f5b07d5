"""Whether a decision arrived where nobody signed for it: deliveries that are only deemed, and the question itself.

A third return by registered post, an entry in the information system and a posting at the commune deliver nothing on
their day: the terms of D118 art. 17a run from it, and on the day after their end the decision counts as received.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision.decisions import decision_of, decision_under_way
from ticketing.cases.decision.tables import DeliveryProof
from ticketing.cases.record import Facts
from ticketing.cases.states import DECISION_RECEIVED, Refused
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.clocks import DEEMED_TERMS, DELIVERY_ASKED
from ticketing.cases.terms.internal_deadlines import start_internal_deadline
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue
from ticketing.law.calendar import ONE_DAY
from ticketing.law.clocks import has_term

POSTED = "DELIVERY_POSTING"
FOLLOWED_BY = {POSTED: "DELIVERY_DEEMED_POSTING"}
"""Seven working days of posting, then three more (D118 art. 17a)."""


class Way(StrEnum):
    """What begins a deemed delivery."""

    THIRD_RETURN = "third_return"
    SYSTEM_ENTRY = "system_entry"
    POSTING = "posting"


FIRST_TERM = {
    Way.THIRD_RETURN: "DELIVERY_DEEMED_POST",
    Way.SYSTEM_ENTRY: "DELIVERY_DEEMED_SYSTEM",
    Way.POSTING: POSTED,
}


@dataclass(frozen=True)
class Deemed:
    """It begins. on: day of the return, entry or posting. reference: the paper or record that shows it."""

    way: Way
    on: date
    reference: str


def begin(session: Session, keys: FieldKeys, case_id: str, deemed: Deemed, *, actor: Actor, at: datetime) -> CaseClock:
    """Record what begins a deemed delivery: its term runs from that day, and nobody is asked meanwhile.

    Returns the term. Raises Refused: the decision was not sent, no proof, a day that cannot be, one runs already.
    """
    case, today = record.locked(session, case_id), vietnam_day(at)
    decision = decision_under_way(session, case)
    if running := waiting(session, case_id):
        raise Refused(f"A deemed delivery runs already until {running.due_on}: break it off first, if it fails.")
    if not deemed.reference.strip():
        raise Refused("Name what shows it: the number of the letter, of the entry, or of the minutes of posting up.")
    if decision.issued_on is None or not decision.issued_on <= deemed.on <= today:
        raise Refused(f"The decision is of {decision.issued_on} and today is {today}: {deemed.on} cannot be the day.")
    code = FIRST_TERM[deemed.way]
    if not has_term(code, deemed.on):
        raise Refused(f"The law knew no deemed delivery of this kind on {deemed.on}.")
    _stop(session, case_id, (DELIVERY_ASKED,), today)
    case_clocks.start_clock(session, case_id, code, deemed.on)
    row = DeliveryProof(
        id=new_id(), case_id=case_id, decision_id=decision.id, kind=deemed.way, begun_on=deemed.on, reference="",
        recorded_by=actor.person, recorded_at=at,
    )  # fmt: skip
    row.reference = keys.seal(f"delivery_proofs|reference|{row.id}", deemed.reference.strip())
    session.add(row)
    session.flush()
    told = {"reference": deemed.reference.strip()}
    data = {
        "proof": row.id, "way": deemed.way, "on": deemed.on.isoformat(), "term": code,
        "commitments": record.commitments(case, told),
    }  # fmt: skip
    record.note(session, case, LogEvent.DEEMED_SERVICE_BEGUN, actor=actor, at=at, data=data)
    clock = waiting(session, case_id)
    assert clock is not None
    return clock


def waiting(session: Session, case_id: str) -> CaseClock | None:
    """The term of a deemed delivery that runs now."""
    return next((clock for clock in case_clocks.running_clocks(session, case_id) if clock.code in DEEMED_TERMS), None)


def end_waiting(session: Session, case: Case, clock: CaseClock, *, at: datetime) -> None:
    """A term of a deemed delivery has ended: the next one begins on its last day, or the decision counts as received
    on the day after it (row 19). `case` is locked.
    """
    if clock.code in FOLLOWED_BY:
        case_clocks.end_clock(clock, vietnam_day(at))
        case_clocks.start_clock(session, case.id, FOLLOWED_BY[clock.code], clock.due_on)
        return
    decision, proof = decision_of(session, case.id), _begun(session, case.id)
    assert decision is not None and proof is not None
    decision.received_on = proof.received_on = received_on = clock.due_on + ONE_DAY
    facts = Facts(
        log={"proof": proof.id, "kind": proof.kind, "received_on": received_on.isoformat()}, started_on=received_on
    )
    actor = machine("delivery", because=f"term {clock.code} ended on {clock.due_on}")
    record.apply_to(session, case, DECISION_RECEIVED, actor=actor, at=at, facts=facts)


def break_off(session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """A deemed delivery does not hold: the posting was taken down early, the letter was fetched. It is asked for again.

    Raises Refused: none runs, no reason.
    """
    case, today = record.locked(session, case_id), vietnam_day(at)
    if waiting(session, case_id) is None:
        raise Refused("No deemed delivery runs in this case.")
    why = _reason(session, keys, case_id, LogEvent.DEEMED_SERVICE_BROKEN_OFF, reason, actor, at)
    _stop(session, case_id, DEEMED_TERMS, today, moved=True)
    start_internal_deadline(session, case_id, DELIVERY_ASKED, today, today=today)
    record.note(session, case, LogEvent.DEEMED_SERVICE_BROKEN_OFF, actor=actor, at=at, data=_committed(case, why))


def ask_again(session: Session, case_id: str, today: date) -> None:
    """The notice or decision set out once more: what becomes of it is asked for anew. Nothing where nobody asked."""
    if _stop(session, case_id, (DELIVERY_ASKED,), today, moved=True):
        start_internal_deadline(session, case_id, DELIVERY_ASKED, today, today=today)


def stop_asking(session: Session, case_id: str, today: date) -> None:
    """It is known what became of the notice."""
    _stop(session, case_id, (DELIVERY_ASKED,), today)


def close_question(session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Nobody asks any more what became of the notice or decision that was sent. Raises Refused: nobody does, no reason.

    It proves no delivery and starts no term. A paid case may have waited for it alone: the machine looks again.
    """
    case = record.locked(session, case_id)
    if not is_asked(session, case_id):
        raise Refused("Nobody asks for a delivery in this case.")
    why = _reason(session, keys, case_id, LogEvent.DELIVERY_QUESTION_CLOSED, reason, actor, at)
    _stop(session, case_id, (DELIVERY_ASKED,), vietnam_day(at), moved=True)
    record.note(session, case, LogEvent.DELIVERY_QUESTION_CLOSED, actor=actor, at=at, data=_committed(case, why))
    enqueue(session, record.REACT, case.id, key=f"{case.id}:{case.version}:question", at=at)


def is_asked(session: Session, case_id: str) -> bool:
    """Whether the office asks what became of what it sent."""
    return any(clock.code == DELIVERY_ASKED for clock in case_clocks.running_clocks(session, case_id))


def _begun(session: Session, case_id: str) -> DeliveryProof | None:
    query = sa.select(DeliveryProof).where(DeliveryProof.case_id == case_id, DeliveryProof.received_on.is_(None))
    return session.scalar(query.order_by(DeliveryProof.id.desc()).limit(1))


def _stop(session: Session, case_id: str, codes: tuple[str, ...], today: date, *, moved: bool = False) -> bool:
    stopped = [clock for clock in case_clocks.running_clocks(session, case_id) if clock.code in codes]
    for clock in stopped:
        case_clocks.end_clock(clock, today, moved=moved)
    session.flush()
    return bool(stopped)


def _reason(
    session: Session, keys: FieldKeys, case_id: str, event: EventKind, reason: str, actor: Actor, at: datetime
) -> dict[str, str]:
    if not reason.strip():
        raise Refused("Say why: whoever looks at the case later needs to know.")
    return dict(store_notes(session, keys, case_id, event, {"reason": reason}, actor=actor, at=at))


def _committed(case: Case, why: dict[str, str]) -> dict[str, object]:
    return {"commitments": record.commitments(case, why)}
