"""What an owner writes on the public page: kept as it came, and read by an officer. It moves nothing by itself.

Whoever holds the notice can write; that he is the owner is for the officer to find out. He records it as the owner's
answer (`answers.record_answer`), or puts it aside with a reason. The day named on the notice stays what it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import answer_kind
from ticketing.cases.answers.tables import ASIDE, WAITING, OwnerStatement
from ticketing.cases.states import UNANSWERED, CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.registry.access import Permit

MOST_WAITING = 3
"""So many may wait in one case: who holds a notice cannot fill the office's desk with one."""
LONGEST, LONGEST_SHORT = 4000, 300
PUBLIC = machine("public page")
SEALED = ("statement", "other_person", "contact")


@dataclass(frozen=True)
class Statement:
    """What the owner wrote. code: of domain.md 2.5. other_person: whom he names, in his own words."""

    code: str
    statement: str
    other_person: str = ""
    contact: str = ""


def may_write(session: Session, case: Case) -> bool:
    """Whether the page offers the form."""
    return CaseState(case.state) in UNANSWERED and len(waiting_of(session, case.id)) < MOST_WAITING


def receive(session: Session, keys: FieldKeys, case_id: str, words: Statement, *, at: datetime) -> OwnerStatement:
    """Keep what was written, sealed; the log holds commitments. Raises Refused."""
    answer_kind(words.code)
    if not words.statement.strip():
        raise Refused("Write in your own words what you want to say.")
    case = record.locked(session, case_id)
    if CaseState(case.state) not in UNANSWERED:
        raise Refused("This case is past the answer to the notice: come to the office that the page names.")
    if len(waiting_of(session, case_id)) >= MOST_WAITING:
        raise Refused("The office has not read your last answers yet: it will, or come there yourself.")
    row = OwnerStatement(id=new_id(), case_id=case_id, received_at=at, code=words.code, state=WAITING)
    said = {
        "statement": words.statement.strip()[:LONGEST],
        "other_person": words.other_person.strip()[:LONGEST_SHORT],
        "contact": words.contact.strip()[:LONGEST_SHORT],
    }
    for column, text in said.items():
        setattr(row, column, keys.seal(f"owner_words|{column}|{row.id}", text) if text else None)
    session.add(row)
    session.flush()
    commitments = record.commitments(case, said)
    data = {"words": row.id, "code": words.code, "commitments": commitments}
    record.note(session, case, LogEvent.OWNER_STATEMENT_RECEIVED, actor=PUBLIC, at=at, data=data)
    return row


def waiting_of(session: Session, case_id: str) -> Sequence[OwnerStatement]:
    """What waits in one case, the oldest first."""
    query = sa.select(OwnerStatement).where(OwnerStatement.case_id == case_id, OwnerStatement.state == WAITING)
    return session.scalars(query.order_by(OwnerStatement.id)).all()


def handled_of(session: Session, case_id: str) -> Sequence[OwnerStatement]:
    """What an officer has dealt with, the oldest first."""
    query = sa.select(OwnerStatement).where(OwnerStatement.case_id == case_id, OwnerStatement.state != WAITING)
    return session.scalars(query.order_by(OwnerStatement.id)).all()


def all_waiting(session: Session, limit: int = 200) -> list[tuple[OwnerStatement, Case]]:
    """What waits in the house, the oldest first."""
    query = (
        sa.select(OwnerStatement, Case)
        .join(Case, Case.id == OwnerStatement.case_id)
        .where(OwnerStatement.state == WAITING)
    )
    return [
        (row, case) for row, case in session.execute(query.order_by(OwnerStatement.received_at).limit(limit)).tuples()
    ]


def count_waiting(session: Session) -> int:
    """How many wait in the house."""
    query = sa.select(sa.func.count()).select_from(OwnerStatement).where(OwnerStatement.state == WAITING)
    return session.scalar(query) or 0


def open_statements(
    session: Session, keys: FieldKeys, allowed: Permit, *, at: datetime
) -> list[tuple[OwnerStatement, Statement]]:
    """What waits in a case, in clear, after the look was written down. allowed: `review.blind.permit_to_read`."""
    case = record.locked(session, allowed.case_id)
    rows = waiting_of(session, case.id)
    data = {"words": [row.id for row in rows], "purpose": allowed.purpose}
    record.note(session, case, LogEvent.OWNER_STATEMENT_OPENED, actor=allowed.actor, at=at, data=data)
    return [(row, _opened(keys, row)) for row in rows]


def set_aside(
    session: Session, case_id: str, words_id: str, *, reason: str, actor: Actor, at: datetime
) -> OwnerStatement:
    """These words are no answer of the owner, or change nothing. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused("Say why this is put aside: whoever wrote it may ask.")
    case = record.locked(session, case_id)
    row = session.get(OwnerStatement, words_id)
    if row is None or row.case_id != case_id or row.state != WAITING:
        raise Refused("These words were dealt with already: look again.")
    row.state, row.handled_by, row.handled_at, row.note = ASIDE, actor.person, at, reason.strip()
    record.note(session, case, LogEvent.OWNER_STATEMENT_PUT_ASIDE, actor=actor, at=at, data={"words": row.id})
    return row


def _opened(keys: FieldKeys, row: OwnerStatement) -> Statement:
    clear = {
        column: keys.open(f"owner_words|{column}|{row.id}", sealed) if (sealed := getattr(row, column)) else ""
        for column in SEALED
    }
    return Statement(row.code, **clear)
