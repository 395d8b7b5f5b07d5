"""What is written of complaints, suits, evasion and other steps, sealed: opened for a purpose, a look is an event."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.evasion import evasions_of
from ticketing.cases.objection_tables import CaseEvasion, CaseObjection
from ticketing.cases.objections import objections_of
from ticketing.cases.states import Refused
from ticketing.cases.tables import CaseWords
from ticketing.cases.words import words_of
from ticketing.kit.fields import FieldKeys

SEALED: Mapping[str, tuple[str, ...]] = {
    "case_objections": ("words", "reason"),
    "case_evasions": ("reason", "ended_reason"),
    "case_words": ("text",),
}
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
        *objections_of(session, case_id), *evasions_of(session, case_id), *words_of(session, case_id),
    ]  # fmt: skip
    if not rows:
        raise Refused("Nothing is written of complaints, suits, evasion or other steps of this case.")
    data = {"words": [row.id for row in rows], "purpose": purpose.strip()}
    record.note(session, case, "objection_words_opened", actor=actor, at=at, data=data)
    return {row.id: _opened(keys, row) for row in rows}


def _opened(keys: FieldKeys, row: Written) -> Mapping[str, str]:
    table = row.__tablename__
    sealed = {column: getattr(row, column) for column in SEALED[table]}
    return {column: keys.open(f"{table}|{column}|{row.id}", text) if text else "" for column, text in sealed.items()}
