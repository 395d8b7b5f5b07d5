"""Papers that an officer or a signer starts by hand: minutes, decision, licence points, slips and letters."""

from dataclasses import asdict, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import last_answer
from ticketing.cases.answers.tables import CaseAnswer
from ticketing.cases.answers.undo_answer import undo_answer
from ticketing.cases.answers.verification import name_owner, name_person
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision.deadline_recalculation import count_again
from ticketing.cases.decision.decisions import Request, decision_of, propose_decision, unsent_decision
from ticketing.cases.decision.deemed_service import is_asked, waiting
from ticketing.cases.decision.explanations import hearing_asked_on
from ticketing.cases.events import CaseEvent
from ticketing.cases.owner.persons import Entered, Person, opened
from ticketing.cases.owner.transfers import start_transfer
from ticketing.cases.record import Facts
from ticketing.cases.states import WITHDRAWN_WITHOUT_LETTER, CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import TRANSFER_SLIP
from ticketing.documents.content.draft import Extra, LetterFacts, TransferTo, freeze, thaw
from ticketing.documents.content.facts import LICENCE_PARTS, LicenceFacts
from ticketing.documents.content.minutes.hearing import HearingFacts
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.drafting.document_context import about_debt, party_facts, refuse_unidentified
from ticketing.documents.drafting.signing_day import REDRAWN
from ticketing.documents.drafting.steps import (
    UNSIGNED,
    locked_with_case,
    prepare,
    propose_escalation,
    refuse_state,
    release,
    withdraw_documents,
)
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import SIGNED, WAITING, WITHDRAWN, Document
from ticketing.kit.fields import FieldKeys


def make_minutes(
    session: Session, keys: FieldKeys, case_id: str, desk: MinutesFacts, *, actor: Actor, at: datetime
) -> Document:
    """Minutes of the violation, drawn up and signed by one officer (MBB01); the case moves when they are pressed.

    Raises Refused.
    """
    return _drafted_and_signed(session, keys, case_id, codes.MINUTES, desk, actor, at)


def make_verification_minutes(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    found: VerificationFacts,
    *,
    about: Person | Entered | None = None,
    actor: Actor,
    at: datetime,
) -> Document:
    """Minutes of what was verified, above all who drove (MBB05).

    about: another person than the owner, or what was entered of the owner beside what the register knows of him.
    Each person has minutes of his own, and further ones where more is said. Raises Refused.
    """
    case = record.locked(session, case_id)
    refuse_state(case, document_kind(codes.VERIFICATION_MINUTES))
    if about is not None:
        row = (
            name_owner(session, keys, case, about, actor=actor, at=at)
            if isinstance(about, Entered)
            else name_person(session, keys, case, about, actor=actor, at=at)
        )
        found = replace(found, about=row.id, person=party_facts(opened(keys, row)))
    document = _drafted_and_signed(session, keys, case_id, codes.VERIFICATION_MINUTES, found, actor, at)
    if thaw(opened_content(keys, document)["draft"]).extra != found:
        raise Refused("Minutes of verification about this person are being printed: wait until they are signed.")
    return document


def make_hearing_minutes(
    session: Session, keys: FieldKeys, case_id: str, hearing: HearingFacts, *, actor: Actor, at: datetime
) -> Document:
    """Minutes of the hearing of an explanation, signed by the officer who kept them (MBB03). Raises Refused."""
    if hearing_asked_on(session, case_id) is None:
        raise Refused("Nobody asked for a hearing in this case (LHAV art. 61.3).")
    return _drafted_and_signed(session, keys, case_id, codes.HEARING_MINUTES, hearing, actor, at)


def propose(
    session: Session, keys: FieldKeys, case_id: str, request: Request, *, actor: Actor, at: datetime
) -> Document:
    """An officer's proposal with its paper, which waits for the signer. Raises Refused, NoFinePossible."""
    if hearing_asked_on(session, case_id) and not signed_documents(session, case_id, codes.HEARING_MINUTES):
        raise Refused("The violator asked for a hearing: its minutes come before the decision (LHAV art. 61.3).")
    refuse_unidentified(session, keys, case_id)
    propose_decision(session, keys, case_id, request, actor=actor, at=at)
    return prepare(session, keys, case_id, codes.DECISION, actor=actor, at=at)


def take_answer_back(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """Take back the newest answer of an owner, which was recorded on the wrong case or of the wrong person.

    A paper of the warning that waited for its signer, and that the answer put away, waits again. Raises Refused: nobody
    answered, no reason, minutes were drawn up since, the case has gone on.
    """
    record.locked(session, case_id)
    answer = last_answer(session, case_id)
    if answer is None:
        raise Refused("The owner has not answered: there is nothing to take back.")
    if drafted_since(session, case_id, answer):
        raise Refused("Minutes of verification were drawn up on this answer: record what is right as another one.")
    case = undo_answer(session, keys, answer, reason=reason, actor=actor, at=at, expected_version=expected_version)
    count_again(session, case_id, actor=actor, at=at)  # the days off may have changed meanwhile
    if case.state == CaseState.ESCALATED:
        propose_escalation(session, keys, case, actor=actor, at=at)
    return case


def drafted_since(session: Session, case_id: str, answer: CaseAnswer) -> bool:
    """Whether minutes of verification were drawn up after an answer."""
    query = sa.select(Document.id).where(
        Document.case_id == case_id,
        Document.kind == codes.VERIFICATION_MINUTES,
        Document.state != WITHDRAWN,
        Document.prepared_at >= answer.recorded_at,
    )
    return session.scalar(query.limit(1)) is not None


def takes_points(session: Session, case_id: str) -> bool:
    """Whether the decision of a case takes licence points."""
    decision = decision_of(session, case_id)
    return decision is not None and decision.points > 0


def points_notice_is_due(session: Session, case_id: str) -> bool:
    """Whether the points notice of a decision was never prepared; one that was sent back waits for the officer."""
    query = sa.select(Document.id).where(
        Document.case_id == case_id, Document.kind == codes.POINTS_NOTICE, Document.state != WITHDRAWN
    )
    return takes_points(session, case_id) and session.scalar(query.limit(1)) is None


def nothing_is_left(session: Session, case: Case) -> bool:
    """Whether nobody waits for anything of a case whose fine is paid or whose warning was received: nothing was kept,
    its decision was sent and nobody asks any more whether it arrived, it orders nothing beside the main sanction, its
    points are told, no paper waits to be signed.
    """
    decision = decision_of(session, case.id)
    if decision and (decision.additional_sanctions or decision.remedies):
        return False
    if unsent_decision(session, case) or is_asked(session, case.id) or waiting(session, case.id):
        return False
    told = not takes_points(session, case.id) or signed_documents(session, case.id, codes.POINTS_NOTICE)
    unsigned = sa.select(Document.id).where(Document.case_id == case.id, Document.state.in_(UNSIGNED))
    return bool(told) and not record.papers_were_kept(session, case.id) and not session.scalar(unsigned.limit(1))


def services_warning_is_due(session: Session, case_id: str) -> bool:
    """Whether the agencies were never warned of the default in which the case is; a warning sent back stays away.

    After an earlier default that turned out to be none a warning is due again: what was warned of then is over.
    """
    about = about_debt(session, session.get_one(Case, case_id))
    query = sa.select(Document.id).where(
        Document.case_id == case_id,
        Document.kind == codes.OF_DEBT,
        Document.about == about,
        Document.state != WITHDRAWN,
    )
    return session.scalar(query.limit(1)) is None


def enter_licence(
    session: Session, keys: FieldKeys, case_id: str, licence: LicenceFacts, *, actor: Actor, at: datetime
) -> Document:
    """The licence from which the points of the decision are taken; the points notice then waits for its signer.

    Raises Refused where the decision takes none, or takes another number, and for a licence of neither kind.
    """
    record.locked(session, case_id)
    decision = decision_of(session, case_id)
    if decision is None or decision.points == 0:
        raise Refused("The decision of this case takes no licence points.")
    if licence.part not in LICENCE_PARTS:
        raise Refused("Say from which licence the points fall: of motorcycles, or of cars (D168 art. 50.1.d).")
    if licence.points_deducted != decision.points:
        raise Refused(f"The decision takes {decision.points} points, not {licence.points_deducted}.")
    if Party.OFF not in actor.parties():
        raise Refused("The licence is entered by an officer.")
    return draw_up(session, keys, case_id, codes.POINTS_NOTICE, licence, actor=actor, at=at)


def draw_up(
    session: Session, keys: FieldKeys, case_id: str, kind: str, extra: Extra, *, actor: Actor, at: datetime
) -> Document:
    """A paper that waits for its signer, and says this; one that waited already says it now.

    Raises Refused where it is signed or being printed.
    """
    document = prepare(session, keys, case_id, kind, actor=actor, at=at, extra=extra)
    if document.state == SIGNED:
        raise Refused(f"This paper is signed already, under number {document.no}.")
    return replace_extra(session, keys, document.id, extra, actor=actor, at=at)


def replace_extra(
    session: Session, keys: FieldKeys, document_id: str, extra: Extra, *, actor: Actor, at: datetime
) -> Document:
    """Fill in what a paper that still waits needs: what it says is then `actor`'s. Raises Refused once it is released.

    Who wrote it before is in the log and signs it as little as he does.
    """
    document, case = locked_with_case(session, document_id)
    if document.state != WAITING:
        raise Refused(f"This paper is {document.state}: what it says cannot be changed any more.")
    content = opened_content(keys, document)
    written = freeze(replace(thaw(content["draft"]), extra=extra))
    if written == content["draft"]:
        return document
    document.content = seal_content(keys, document.id, content | {"draft": written})
    document.prepared_by, document.prepared_at = actor.person, at
    session.flush()
    data = {"document": document.id, "kind": document.kind}
    record.note(session, case, REDRAWN, actor=actor, at=at, data=data)
    return document


def pass_on(session: Session, keys: FieldKeys, case_id: str, *, police: str, actor: Actor, at: datetime) -> Document:
    """Transfer slip Mẫu số 03/73 to the police that an officer names; it waits for the signer. Raises Refused.

    A slip that the machine drafted and nobody has signed goes where the officer says. Its term is that of row 8.
    """
    if not police.strip():
        raise Refused("Name the police that the case is passed on to.")
    named, case = TransferTo(police.strip()), record.locked(session, case_id)
    document = prepare(session, keys, case_id, TRANSFER_SLIP, actor=actor, at=at, extra=named)
    if document.state == WAITING:
        start_transfer(session, case)
    if document.passed_to != asdict(named):
        replace_extra(session, keys, document.id, named, actor=actor, at=at)
        document.passed_to = asdict(named)
    return document


def close_without_sanction(
    session: Session, keys: FieldKeys, case_id: str, letter: LetterFacts, *, actor: Actor, at: datetime
) -> Document:
    """Closing note of a case that has minutes and gets no fine (row 17, LHAV art. 65); waits for the signer."""
    refuse_empty(letter)
    return prepare(session, keys, case_id, codes.CLOSING_NOTE, actor=actor, at=at, extra=letter)


def withdraw_after_notice(
    session: Session, keys: FieldKeys, case_id: str, letter: LetterFacts, *, actor: Actor, at: datetime
) -> Document:
    """Letter that takes a notice back (row 41); an officer prepares it, the signer signs it. Raises Refused."""
    refuse_empty(letter)
    return prepare(session, keys, case_id, codes.WITHDRAWAL_LETTER, actor=actor, at=at, extra=letter)


def withdraw_before_notice(
    session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime
) -> Case:
    """The signer ends a case before any notice went out (row 41): nothing is to be taken back. Raises Refused."""
    case = record.locked(session, case_id)
    if CaseState(case.state) not in WITHDRAWN_WITHOUT_LETTER:
        raise Refused("The notice went out: a case is withdrawn by a letter to its receiver.")
    if not reason.strip():
        raise Refused("Say why the case is withdrawn.")
    withdraw_documents(session, case_id)
    why = store_notes(session, keys, case_id, CaseEvent.CASE_WITHDRAWN, {"because": reason}, actor=actor, at=at)
    facts = Facts(reason=("WITHDRAWN", "The case was withdrawn before the notice."), personal=why)
    return record.apply(session, case_id, CaseEvent.CASE_WITHDRAWN, actor=actor, at=at, facts=facts)


def _drafted_and_signed(
    session: Session, keys: FieldKeys, case_id: str, kind: str, extra: Extra, actor: Actor, at: datetime
) -> Document:
    document = prepare(session, keys, case_id, kind, actor=actor, at=at, extra=extra)
    if document.state != WAITING:
        return document
    replace_extra(session, keys, document.id, extra, actor=actor, at=at)
    return release(session, keys, document.id, actor=actor, at=at)


def refuse_empty(letter: LetterFacts) -> None:
    if not letter.reason.strip() or not letter.law.strip():
        raise Refused("The letter needs its reason and the article it rests on.")
