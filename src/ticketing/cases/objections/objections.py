"""Complaints and suits against what was done (LHAV art. 15).

A complaint or a suit stops nothing: it is a mark with clocks of its own. The law says how long a complaint may be
lodged; how long its answer may take is the agency's setting, empty until its legal officer fills it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.events import CaseEvent
from ticketing.cases.objections.tables import CaseObjection
from ticketing.cases.record import Facts
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.cases.terms.clocks import ANSWER_TERM
from ticketing.cases.terms.internal_deadlines import start_internal_deadline
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id


class Kind(StrEnum):
    """What somebody objects by."""

    COMPLAINT = "complaint"
    LAWSUIT = "lawsuit"


class Result(StrEnum):
    """What came of it."""

    UPHELD = "upheld"
    UPHELD_IN_PART = "upheld_in_part"
    REJECTED = "rejected"
    NOT_ADMITTED = "not_admitted"
    TAKEN_BACK = "taken_back"


TERMS = {Kind.COMPLAINT: "COMPLAINT", Kind.LAWSUIT: "LAWSUIT"}
BEGINS = {Kind.COMPLAINT: CaseEvent.COMPLAINT_LODGED, Kind.LAWSUIT: CaseEvent.LAWSUIT_FILED}
ENDS = {Kind.COMPLAINT: CaseEvent.COMPLAINT_ANSWERED, Kind.LAWSUIT: CaseEvent.LAWSUIT_ENDED}


@dataclass(frozen=True)
class Lodged:
    """What came in. lodged_on: the day on which it was handed in or posted. authority: who decides on it."""

    kind: Kind
    lodged_on: date
    authority: str
    words: str


@dataclass(frozen=True)
class Answered:
    """How it ended: by which paper of whom, on which day."""

    result: Result
    number: str
    on: date
    reason: str


def lodge(
    session: Session, keys: FieldKeys, case_id: str, lodged: Lodged, *, actor: Actor, at: datetime
) -> CaseObjection:
    """Record a complaint or a suit. One that comes too late is recorded too: whoever decides on it says so.

    Raises Refused: nothing was sent yet, one of the kind is open, a day that cannot be, no words or authority.
    """
    case, today = record.locked(session, case_id), vietnam_day(at)
    if not lodged.words.strip() or not lodged.authority.strip():
        raise Refused("Write what is objected to, and who decides on it.")
    acted_on = vietnam_day(case.violated_at)
    if not acted_on <= lodged.lodged_on <= today:
        raise Refused(f"The act was on {acted_on} and today is {today}: {lodged.lodged_on} cannot be.")
    if open_objection(session, case_id, lodged.kind) is not None:
        raise Refused("One of this kind is open already: record its end first.")
    row = CaseObjection(
        id=new_id(), case_id=case_id, kind=lodged.kind, lodged_on=lodged.lodged_on, words="",
        authority=lodged.authority.strip(), last_day=_last_day(session, case, lodged.kind),
        recorded_by=actor.person, recorded_at=at,
    )  # fmt: skip
    row.words = keys.seal(f"case_objections|words|{row.id}", lodged.words.strip())
    session.add(row)
    facts = Facts(
        log={"objection": row.id, "on": lodged.lodged_on.isoformat(), "in_time": row.in_time},
        personal={"words": lodged.words.strip()},
    )
    record.apply(session, case_id, BEGINS[lodged.kind], actor=actor, at=at, facts=facts)
    if lodged.kind is Kind.COMPLAINT:
        start_internal_deadline(session, case_id, ANSWER_TERM, lodged.lodged_on, today=today)
    return row


def end(
    session: Session, keys: FieldKeys, case_id: str, kind: Kind, answered: Answered, *, actor: Actor, at: datetime
) -> CaseObjection:
    """Record how a complaint or a suit ended, whatever became of its case. What is upheld is carried out by cancelling
    or amending the decision, before or after.

    Raises Refused: none is open, no paper is named, a day that cannot be.
    """
    record.locked(session, case_id)
    row, today = open_objection(session, case_id, kind), vietnam_day(at)
    if row is None:
        raise Refused("Nothing of this kind is open in this case.")
    if not answered.number.strip() or not answered.reason.strip():
        raise Refused("Name the paper that decided on it, and its reason.")
    if not row.lodged_on <= answered.on <= today:
        raise Refused(f"It was lodged on {row.lodged_on} and today is {today}: it was not decided on {answered.on}.")
    row.result, row.answer_no, row.answered_on = answered.result, answered.number.strip(), answered.on
    row.reason = keys.seal(f"case_objections|reason|{row.id}", answered.reason.strip())
    if kind is Kind.COMPLAINT:
        for clock in _answer_terms(session, case_id):
            case_clocks.end_clock(clock, answered.on)
    facts = Facts(
        log={"objection": row.id, "result": row.result, "no": row.answer_no, "on": answered.on.isoformat()},
        personal={"reason": answered.reason.strip()},
    )
    record.apply(session, case_id, ENDS[kind], actor=actor, at=at, facts=facts)
    return row


def objections_of(session: Session, case_id: str) -> Sequence[CaseObjection]:
    """All complaints and suits of a case, in the order in which they were recorded."""
    query = sa.select(CaseObjection).where(CaseObjection.case_id == case_id)
    return session.scalars(query.order_by(CaseObjection.id)).all()


def open_objection(session: Session, case_id: str, kind: Kind) -> CaseObjection | None:
    """The one of this kind that nobody has decided on."""
    query = sa.select(CaseObjection).where(
        CaseObjection.case_id == case_id, CaseObjection.kind == kind, CaseObjection.result.is_(None)
    )
    return session.scalar(query)


def _last_day(session: Session, case: Case, kind: Kind) -> date | None:
    """The last day of the right, where a term of it has begun; against a notice the notes name none."""
    clock = newest_clock(session, case.id, TERMS[kind])
    return clock.due_on if clock else None


def _answer_terms(session: Session, case_id: str) -> list[CaseClock]:
    return [clock for clock in case_clocks.running_clocks(session, case_id) if clock.code == ANSWER_TERM]
