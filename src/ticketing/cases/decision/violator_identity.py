"""Who the violator is on paper: an officer adds what no register knows, and mends what is wrong, before the decision.

After it only a decision that corrects it changes what it says (MQĐ39).
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.cases import record
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.owner.persons import (
    Entered,
    PersonRole,
    completed,
    person_json,
    person_of,
    save_person,
)
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys

BEFORE_THE_DECISION = frozenset({CaseState.VIOLATOR_IDENTIFIED, CaseState.MINUTES_MADE, CaseState.EXPLANATION})


def may_be_corrected(session: Session, case: Case) -> bool:
    """Whether what the case knows of its violator can be written without a decision that corrects another one."""
    return (
        CaseState(case.state) in BEFORE_THE_DECISION
        and "HELD" not in case.flags
        and decision_of(session, case.id) is None
    )


def correct_violator(
    session: Session, keys: FieldKeys, case_id: str, entered: Entered, *, actor: Actor, at: datetime
) -> CasePerson:
    """Add what is not known of the violator, or write it as it is; why he is the violator stays. Raises Refused.

    A new row is kept, so that what earlier papers were made with stays; the log holds which fields were written, and a
    commitment to all.
    """
    case = record.locked(session, case_id)
    if Party.OFF not in actor.parties():
        raise Refused("What is known of the violator is entered by an officer.")
    if not may_be_corrected(session, case):
        raise Refused(
            f"The violator's data are entered before the decision is proposed; the case is {case.state}. After it they "
            "are mended by a decision that corrects it (MQĐ39)."
        )
    if not entered.filled_in:
        raise Refused("Nothing was written: fill in at least one field.")
    known = person_of(session, keys, case_id, PersonRole.VIOLATOR)
    assert known is not None  # row 12 and 13 name him
    person = replace(completed(known, entered), source=known.source)
    row = save_person(session, keys, case_id, PersonRole.VIOLATOR, person, at=at)
    told = record.commitments(case, {"violator": person_json(person)})
    data = {"person": row.id, "fields": sorted(entered.filled_in), "commitments": told}
    record.note(session, case, LogEvent.VIOLATOR_CORRECTED, actor=actor, at=at, data=data)
    return row
