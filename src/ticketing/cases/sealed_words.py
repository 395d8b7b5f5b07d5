"""What is written of complaints, suits, evasion and other steps, sealed: opened for a purpose, a look is an event."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.evasion import evasions_of
from ticketing.cases.objection_tables import CaseEvasion, CaseObjection
from ticketing.cases.objections import objections_of
from ticketing.cases.states import WAITING, Refused, S
from ticketing.cases.tables import Case, CaseWords
from ticketing.cases.words import words_of
from ticketing.kit.fields import FieldKeys

SEALED: Mapping[str, tuple[str, ...]] = {
    "case_objections": ("words", "reason"),
    "case_evasions": ("reason", "ended_reason"),
    "case_words": ("text",),
}
OF_A_VERDICT = frozenset({"slip_taken_back", "verdict_taken_back", "open_verdict_taken_back"})
"""What is said of an earlier verdict, perhaps with its owner's name: closed while another one is awaited."""
Written = CaseObjection | CaseEvasion | CaseWords
OpenedWords = Mapping[str, Mapping[str, str]]


def open_words(
    session: Session, keys: FieldKeys, case_id: str, *, purpose: str, actor: Actor, at: datetime
) -> OpenedWords:
    """The texts of each row by their columns ("" where none is written), after the look was written down.

    Raises Refused without a purpose, and where there is nothing to be read.
    """
    if not purpose.strip():
        raise Refused("Say what you need the data for.")
    case = record.locked(session, case_id)
    rows: list[Written] = [
        *objections_of(session, case_id), *evasions_of(session, case_id), *readable_words(session, case),
    ]  # fmt: skip
    if not rows:
        raise Refused("Nothing is written of complaints, suits, evasion or other steps of this case.")
    data = {"words": [row.id for row in rows], "purpose": purpose.strip()}
    record.note(session, case, "objection_words_opened", actor=actor, at=at, data=data)
    return {row.id: _opened(keys, row) for row in rows}


def readable_words(session: Session, case: Case) -> Sequence[CaseWords]:
    """What was written of a case, as far as whoever judges its picture may read it."""
    closed = OF_A_VERDICT if S(case.state) in WAITING else frozenset()
    return [words for words in words_of(session, case.id) if words.event not in closed]


def _opened(keys: FieldKeys, row: Written) -> Mapping[str, str]:
    table = row.__tablename__
    sealed = {column: getattr(row, column) for column in SEALED[table]}
    return {column: keys.open(f"{table}|{column}|{row.id}", text) if text else "" for column, text in sealed.items()}
