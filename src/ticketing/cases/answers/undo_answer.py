"""An answer that was recorded on the wrong case, or of the wrong person, is taken back (own rows of the table).

State, marks and terms are again what they were before it; its words stay sealed in the file. Whether anything was done
because of it, papers tell: `documents.drafting.manual_drafts.take_answer_back` asks them first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.answers.tables import RECORDED, WAITING, CaseAnswer, OwnerStatement
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import Facts
from ticketing.cases.states import TAKES_AN_ANSWER_BACK, CaseState, Refused, outlives, refuse_without
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms import case_clocks, clocks
from ticketing.kit.fields import FieldKeys


def state_before(session: Session, case: Case, event: CaseEvent) -> dict[str, Any]:
    """What stands before an answer, and which marks and terms (by their ids) its `event` ends. `case` is locked."""
    going = {clock.code: clock.id for clock in case_clocks.going_clocks(session, case.id)}
    return {
        "state": case.state,
        "reason": [case.reason_code, case.reason] if case.reason_code else None,
        "marks": [mark for mark in case.flags if not outlives(mark, event, CaseState.OWNER_ANSWERED)],
        "terms": [going[code] for code in clocks.stopping(event, CaseState.OWNER_ANSWERED, going)],
    }


def undo_answer(
    session: Session,
    keys: FieldKeys,
    answer: CaseAnswer,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """Let an answer, the newest of its case, not have been given. What the owner wrote himself waits to be read again.

    Raises Refused: no reason, the case has gone on, or an earlier version recorded it without what stood before.
    """
    refuse_without(reason)
    if answer.before is None:
        raise Refused("An earlier version recorded this answer without what stood before it: record what is right.")
    before: Mapping[str, Any] = answer.before
    event = TAKES_AN_ANSWER_BACK[CaseState(before["state"])]
    why = store_notes(session, keys, answer.case_id, event, {"reason": reason}, actor=actor, at=at)
    facts = Facts(
        log={"answer": answer.id, "code": answer.code},
        personal=why,
        reason=tuple(before["reason"]) if before["reason"] else None,
        marks=tuple(before["marks"]),
    )
    case = record.apply(
        session, answer.case_id, event, actor=actor, at=at, expected_version=expected_version, facts=facts
    )
    answer.taken_back_at = at
    for clock_id in before["terms"]:
        case_clocks.run_again(session, session.get_one(CaseClock, clock_id))
    session.execute(
        sa.update(OwnerStatement)
        .where(
            OwnerStatement.case_id == case.id,
            OwnerStatement.state == RECORDED,
            OwnerStatement.handled_at == answer.recorded_at,
        )
        .values(state=WAITING, handled_by=None, handled_at=None)
    )
    return case
