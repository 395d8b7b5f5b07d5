"""What is written of a case, sealed: opened for a purpose, a look is an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.cases import record
from ticketing.cases.answers.owner_answers import answers_of, opened_answer
from ticketing.cases.answers.owner_statements import handled_of
from ticketing.cases.answers.tables import CaseAnswer, OwnerStatement
from ticketing.cases.case_notes import notes_of
from ticketing.cases.decision.decisions import justified_decisions, proofs_of
from ticketing.cases.decision.tables import Decision, DeliveryProof
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.plate_warnings import marks_of
from ticketing.cases.objections.objections import objections_of
from ticketing.cases.objections.obstruction import evasions_of
from ticketing.cases.objections.tables import CaseObjection, CaseObstruction
from ticketing.cases.owner.persons import Person
from ticketing.cases.states import WAITING, CaseState, Refused
from ticketing.cases.tables import Case, CaseNote, ClonedPlate
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys
from ticketing.registry.access import Permit

SEALED: Mapping[type, tuple[str, tuple[str, ...]]] = {
    CaseObjection: ("case_objections", ("words", "reason")),
    CaseObstruction: ("case_evasions", ("reason", "ended_reason")),
    CaseNote: ("case_words", ("text",)),
    OwnerStatement: ("owner_words", ("statement", "other_person", "contact")),
    Decision: ("decisions", ("justification",)),
    DeliveryProof: ("delivery_proofs", ("reference",)),
    ClonedPlate: ("twin_plates", ("reason", "withdrawn_because")),
}
"""What is sealed of each kind of row, and the name it was sealed under: the first one of its table, for ever."""
OF_A_VERDICT = frozenset({CaseEvent.SLIP_TAKEN_BACK, CaseEvent.VERDICT_TAKEN_BACK, LogEvent.OPEN_VERDICT_TAKEN_BACK})
"""What is said of an earlier verdict, perhaps with its owner's name: closed while another one is awaited."""
Row = CaseObjection | CaseObstruction | CaseNote | CaseAnswer | OwnerStatement | Decision | DeliveryProof | ClonedPlate
OpenedWords = Mapping[str, Mapping[str, str | Person | None]]


@dataclass(frozen=True)
class Written:
    """What people wrote of a case, still sealed.

    steps: beside events. owner_words: as the owner wrote them on the public page, once an officer dealt with them.
    decisions: those whose amount somebody chose. marks: of the plate, whichever case proved its twin.
    """

    objections: Sequence[CaseObjection]
    evasions: Sequence[CaseObstruction]
    steps: Sequence[CaseNote]
    answers: Sequence[CaseAnswer]
    owner_words: Sequence[OwnerStatement]
    decisions: Sequence[Decision]
    proofs: Sequence[DeliveryProof]
    marks: Sequence[ClonedPlate]

    @property
    def rows(self) -> list[Row]:
        """All of it."""
        return [row for field in fields(self) for row in getattr(self, field.name)]


def written_of(session: Session, case: Case) -> Written:
    """What was written of a case, as far as whoever judges its picture may read it.

    While a verdict is awaited, what followed an earlier one is closed: it tells what that was, and whose vehicle it is.
    """
    judged = CaseState(case.state) in WAITING
    return Written(
        objections=objections_of(session, case.id),
        evasions=evasions_of(session, case.id),
        steps=readable_notes(session, case),
        answers=() if judged else answers_of(session, case.id),
        owner_words=() if judged else handled_of(session, case.id),
        decisions=() if judged else justified_decisions(session, case.id),
        proofs=() if judged else proofs_of(session, case.id),
        marks=marks_of(session, case.plate or ""),
    )


def open_notes(session: Session, keys: FieldKeys, allowed: Permit, *, at: datetime) -> OpenedWords:
    """The texts of each row by their columns ("" where none is written), after the look was written down.

    allowed: for the case (`review.blind.permit_to_read`). Of an answer `other_person` is the person whom the owner
    names. Raises Refused where there is nothing to be read.
    """
    case = record.locked(session, allowed.case_id)
    rows = written_of(session, case).rows
    if not rows:
        raise Refused("Nothing is written of complaints, suits, evasion or other steps of this case.")
    data = {"words": [row.id for row in rows], "purpose": allowed.purpose}
    record.note(session, case, LogEvent.SEALED_NOTES_OPENED, actor=allowed.actor, at=at, data=data)
    return {row.id: _opened(keys, row) for row in rows}


def readable_notes(session: Session, case: Case) -> Sequence[CaseNote]:
    """What was written beside the events of a case, as far as whoever judges its picture may read it."""
    closed = OF_A_VERDICT if CaseState(case.state) in WAITING else frozenset()
    return [words for words in notes_of(session, case.id) if words.event not in closed]


def _opened(keys: FieldKeys, row: Row) -> Mapping[str, str | Person | None]:
    if isinstance(row, CaseAnswer):
        answer = opened_answer(keys, row)
        return {"statement": answer.statement, "proof": answer.proof, "other_person": answer.other_person}
    table, columns = SEALED[type(row)]
    sealed = {column: getattr(row, column) for column in columns}
    return {column: keys.open(f"{table}|{column}|{row.id}", text) if text else "" for column, text in sealed.items()}
