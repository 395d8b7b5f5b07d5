"""An answer that was recorded on the wrong case, or of the wrong person, is taken back (own rows of the table).

State, marks and terms are again what they were before it; its words stay sealed in the file. Whether anything was done
because of it, papers tell: `documents.drafting.desk.take_answer_back` asks them first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import clocks, record, terms
from ticketing.cases.answer_tables import RECORDED, WAITING, CaseAnswer, OwnerWords
from ticketing.cases.record import Facts
from ticketing.cases.states import TAKES_AN_ANSWER_BACK, Refused, S, outlives, refuse_without
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.words import kept_words
from ticketing.kit.fields import FieldKeys


def standing(session: Session, case: Case, event: str) -> dict[str, Any]:
    """What stands before an answer, and which marks and terms (by their ids) its `event` ends. `case` is locked."""
    going = {clock.code: clock.id for clock in terms.going_clocks(session, case.id)}
    return {
        "state": case.state,
        "reason": [case.reason_code, case.reason] if case.reason_code else None,
        "marks": [mark for mark in case.flags if not outlives(mark, event, S.OWNER_ANSWERED)],
        "terms": [going[code] for code in clocks.stopping(event, S.OWNER_ANSWERED, going)],
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
    event = TAKES_AN_ANSWER_BACK[S(before["state"])]
    why = kept_words(session, keys, answer.case_id, event, {"reason": reason}, actor=actor, at=at)
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
        terms.run_again(session, session.get_one(CaseClock, clock_id))
    session.execute(
        sa.update(OwnerWords)
        .where(OwnerWords.case_id == case.id, OwnerWords.state == RECORDED, OwnerWords.handled_at == answer.recorded_at)
        .values(state=WAITING, handled_by=None, handled_at=None)
    )
    return case
