"""What became of the papers: a clerk takes a consignment over and records each paper; the case learns what it must.

A commune's consignment is that commune's clerk's alone, whatever address he types. Officers record what goes by post or
to a division, and what a commune that is not connected writes back.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import OFFICERS, Actor, Role
from ticketing.agency.agency import agency_on
from ticketing.agency.dispatch_rules import Channel
from ticketing.agency.tables import Account
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import Answer, record_answer
from ticketing.cases.answers.owner_answers import Channel as AnswerChannel
from ticketing.cases.case_flags import flag_case
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision import deemed_service
from ticketing.cases.decision.decisions import Proof, ProofKind, record_delivery_proof, unreceived_decision
from ticketing.cases.decision.deemed_service import Deemed, Way
from ticketing.cases.owner.persons import Person
from ticketing.cases.states import DECISION_RECEIVED, UNDECIDED, CaseState, events_from
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery.reply_slip import in_words
from ticketing.dispatch.delivery_results import (
    SAID_BY_PEOPLE,
    SAID_OF_A_DECISION,
    SAID_OF_OFFICES,
    SAID_OF_OTHERS,
    DeliveryResult,
    Meaning,
    meaning,
    meaning_of_copy,
)
from ticketing.dispatch.release_rules import is_stopped, must_be_informed
from ticketing.dispatch.signed_documents import (
    HOLDER,
    SignedDocument,
    nobody_waits_for,
    signed_document_of,
)
from ticketing.dispatch.tables import CLOSED, DONE, SENT, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents import codes
from ticketing.documents.codes import COMMUNE_SLIP
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.evidence.seal import Sealed, record_sealed
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.registry.commune_choices import doubt

PROOF_ROLE = "delivery_proof"
SEALED = ("receiver", "note", "owner_words")
"""What a report says of people, sealed with its paper."""


class NotYours(PermissionError):
    """The consignment belongs to another commune, or to another hand."""


class NotRecorded(ValueError):
    """This cannot be recorded; the sentence says why and what is possible."""


@dataclass(frozen=True)
class Report:
    """What became of one paper.

    handed_on:    the day on which the receiver signed, or on which the clerk learned the other outcome.
    received_on:  the day on which the police of the commune had the paper; None: that of the take-over on our pages.
    receiver:     who signed for it, with his relation where it is another person.
    note:         why not, or where the owner went; free text.
    owner_words:  what the owner says, in his own words (Phiếu báo).
    other_person: whom the owner sold, gave, lent or leased the vehicle to (Phiếu báo). Where no answer comes of it, he
                  is kept behind the note.
    proof:        scan of the signature or the reply slip; its bytes lie in the evidence store already.
    """

    outcome: DeliveryResult
    handed_on: date
    receiver: str = ""
    note: str = ""
    received_on: date | None = None
    owner_words: str = ""
    other_person: Person | None = None
    proof: Sealed | None = None


def take_over(session: Session, consignment_id: str, *, actor: Actor, at: datetime) -> Consignment:
    """The receiver has it: he prints it and begins to deliver. Again: nothing changes. Raises NotYours, NotRecorded."""
    consignment = _locked(session, consignment_id)
    _refuse_others(session, consignment, actor, vietnam_day(at))
    if consignment.state in (TAKEN_OVER, DONE):
        return consignment
    if consignment.state not in (CLOSED, SENT) or consignment.print_sha256 is None:
        raise NotRecorded("This consignment is still open: it can be taken over once it is closed and printed.")
    consignment.state, consignment.taken_over_at, consignment.taken_over_by = TAKEN_OVER, at, actor.person
    session.flush()
    subject = f"consignment:{consignment.id}"
    append(session, at=at, kind=LogEvent.CONSIGNMENT_TAKEN_OVER, subject=subject, actor=actor.label)
    return consignment


def record_result(
    session: Session, keys: FieldKeys, item_id: str, report: Report, *, actor: Actor, at: datetime
) -> ConsignmentItem:
    """Record what became of a paper, and let the case know (row 11 for the reply slip's boxes, row 19 for a decision).

    Raises NotYours, NotRecorded, LookupError, and what the case refuses (cases.states.Refused).
    """
    query = sa.select(ConsignmentItem.case_id, ConsignmentItem.consignment_id).where(ConsignmentItem.id == item_id)
    place = session.execute(query).one_or_none()
    if place is None:
        raise LookupError(f"There is no paper '{item_id}' in a consignment.")
    case = record.locked(session, place.case_id)
    consignment = _locked(session, place.consignment_id)
    # What was read before the locks may be old: somebody may have recorded this paper meanwhile.
    item = session.get_one(ConsignmentItem, item_id, with_for_update=True, populate_existing=True)
    paper = signed_document_of(session, item.document_id)
    _refuse_others(session, consignment, actor, vietnam_day(at))
    report = _with_the_take_over(consignment, report, actor)
    _refuse_impossible(consignment, item, paper, report, vietnam_day(at), stopped=is_stopped(session, item))
    meant = _meaning(session, case, item, paper, report.outcome)
    if not meant.answer:
        report = _with_other_person_noted(report)
    _write(keys, item, report, actor, at)
    if report.proof:
        record_sealed(session, case.id, [report.proof], at=at, actor=actor.label)
    _note(session, case, item, paper, meant, consignment, report, actor, at)
    _tell_the_case(session, keys, case, paper, meant, consignment, report, actor, at)
    store_notes(session, keys, case.id, meant.note, _for_the_file(meant, report), actor=actor, at=at)
    if report.outcome is DeliveryResult.WRONG_COMMUNE and not paper.row.between_offices and consignment.closed_at:
        doubt(session, case.id, consignment.receiver_code or "", sent_at=consignment.closed_at, actor=actor, at=at)
    _end_when_complete(session, consignment, at)
    return item


def _meaning(
    session: Session, case: Case, item: ConsignmentItem, paper: SignedDocument, outcome: DeliveryResult
) -> Meaning:
    possible, earlier = frozenset(events_from(CaseState(case.state))), nobody_waits_for(session, paper)
    if unreceived_decision(session, case) is None:
        possible -= {DECISION_RECEIVED}
    if item.addressee == HOLDER:
        return meaning_of_copy(outcome, possible)
    document = session.get_one(Document, paper.document_id)
    return meaning(
        outcome, paper.kind, possible, held=case.on_hold, between_offices=paper.row.between_offices,
        to_agency=paper.row.to_agencies, earlier=earlier or paper.row.sending.takes_notice_back,
        undecided=CaseState(case.state) in UNDECIDED, told=not earlier and must_be_informed(session, document,
            CaseState(case.state)),
    )  # fmt: skip


def _with_other_person_noted(report: Report) -> Report:
    """What the case does not take as an answer is kept with its paper."""
    said = (report.note.strip(), in_words(report.other_person) if report.other_person else "")
    return replace(report, note=", ".join(part for part in said if part))


def _with_the_take_over(consignment: Consignment, report: Report, actor: Actor) -> Report:
    """A clerk had the paper when he took it over; when another office had one, only its reply can say."""
    if report.received_on or actor.role is not Role.COMMUNE_CLERK or consignment.taken_over_at is None:
        return report
    return replace(report, received_on=vietnam_day(consignment.taken_over_at))


def _for_the_file(meant: Meaning, report: Report) -> dict[str, str]:
    """What the officer of the case cannot read with the commune: the note, and the owner's words where no answer of his
    holds them.
    """
    if meant.answer:
        return {"note": report.note} if report.owner_words.strip() else {}
    return {"note": report.note if meant.remark else "", "owner_words": report.owner_words}


def record_receipt(
    session: Session, keys: FieldKeys, consignment_id: str, received_on: date, by: str, *, actor: Actor, at: datetime
) -> int:
    """A warned agency says that it has a whole bundle: what is still open of it was handed over on that day.

    by: who confirmed it, with the number of the confirmation if it has one. Returns how many papers.
    Raises NotYours, NotRecorded, LookupError.
    """
    of_it = sa.select(ConsignmentItem.case_id).where(ConsignmentItem.consignment_id == consignment_id)
    for case_id in session.scalars(of_it.distinct().order_by(ConsignmentItem.case_id)).all():
        record.locked(session, case_id)  # cases before their consignment, as whoever records a single paper does
    consignment = take_over(session, consignment_id, actor=actor, at=at)
    if consignment.channel != Channel.WARNED_AGENCY:
        raise NotRecorded("Only a warned agency confirms a whole bundle: other papers are recorded one by one.")
    query = sa.select(ConsignmentItem.id).where(
        ConsignmentItem.consignment_id == consignment_id, ConsignmentItem.outcome.is_(None)
    )
    report = Report(DeliveryResult.HANDED_OVER, received_on, receiver=by)
    open_items = list(session.scalars(query.order_by(ConsignmentItem.case_id, ConsignmentItem.id)))
    for item_id in open_items:
        record_result(session, keys, item_id, report, actor=actor, at=at)
    return len(open_items)


def statement_on(kind: str, addressee: str) -> tuple[DeliveryResult, ...]:
    """What a person may say became of a paper of this kind, or of its copy for that addressee: between offices, and of
    a copy, only that it is there or that it came back; of what asks the owner nothing, nothing of the vehicle;
    of a decision that it was posted up at the commune (D118 art. 17a).
    """
    row = document_kind(kind)
    if row.between_offices or addressee == HOLDER:
        return SAID_OF_OFFICES
    if kind == codes.DECISION:
        return SAID_OF_A_DECISION
    return SAID_BY_PEOPLE if row.validity.one_notice else SAID_OF_OTHERS


def entered_by_officers(session: Session, consignment: Consignment, on: date) -> bool:
    """Whether officers record it: nobody who works here takes it over."""
    if consignment.channel != Channel.COMMUNE_POLICE:
        return True
    return agency_on(session, on).weekly.way(consignment.receiver_code) is not None


def _refuse_others(session: Session, consignment: Consignment, actor: Actor, on: date) -> None:
    if entered_by_officers(session, consignment, on):
        if actor.role not in OFFICERS:
            raise NotYours(
                "What goes by post, electronically, to another agency or to a commune that is not connected is "
                "recorded by an officer."
            )
        return
    commune = session.scalar(sa.select(Account.commune_code).where(Account.id == actor.person))
    if actor.role is not Role.COMMUNE_CLERK or commune != consignment.receiver_code:
        raise NotYours("This consignment is recorded by the clerk of its own commune's police, and by nobody else.")


def _refuse_impossible(
    consignment: Consignment,
    item: ConsignmentItem,
    paper: SignedDocument,
    report: Report,
    today: date,
    *,
    stopped: bool,
) -> None:
    if consignment.state != TAKEN_OVER:
        raise NotRecorded("Take the consignment over first.")
    if item.outcome is not None:
        raise NotRecorded(f"This paper is recorded as {item.outcome.replace('_', ' ')} already.")
    possible = (*statement_on(paper.kind, item.addressee), *((DeliveryResult.GIVEN_BACK,) if stopped else ()))
    if report.outcome not in possible:
        raise NotRecorded(f"Possible are: {', '.join(possible)}.")
    if not paper.day <= report.handed_on <= today:
        raise NotRecorded(f"The paper is of {paper.day} and today is {today}: {report.handed_on} cannot be the day.")
    if report.received_on and not paper.day <= report.received_on <= report.handed_on:
        raise NotRecorded(
            f"The paper is of {paper.day} and {report.handed_on} is what became of it: it was not received on "
            f"{report.received_on}."
        )
    if report.outcome is DeliveryResult.HANDED_OVER and not report.receiver.strip():
        raise NotRecorded("Name who signed for the paper.")
    if report.outcome is DeliveryResult.POSTED and not report.note.strip():
        raise NotRecorded("Name the minutes of posting up in the note.")
    if report.outcome is DeliveryResult.RETURNED and not report.note.strip():
        raise NotRecorded("Say why the paper was not handed over.")


def _write(keys: FieldKeys, item: ConsignmentItem, report: Report, actor: Actor, at: datetime) -> None:
    item.outcome, item.handed_on, item.received_on = report.outcome, report.handed_on, report.received_on
    item.recorded_at, item.recorded_by = at, actor.person
    item.proof_sha256 = report.proof.sha256 if report.proof else None
    for column in SEALED:
        text = getattr(report, column).strip()
        setattr(item, column, keys.seal(f"consignment_items|{column}|{item.id}", text) if text else None)


def _note(
    session: Session,
    case: Case,
    item: ConsignmentItem,
    paper: SignedDocument,
    meant: Meaning,
    consignment: Consignment,
    report: Report,
    actor: Actor,
    at: datetime,
) -> None:
    """The proof of delivery: who says what of which file, in the log, under the checkpoints' signature."""
    texts = {column: getattr(report, column).strip() for column in SEALED}
    data = {
        "item": item.id,
        "consignment": consignment.number,
        "paper": paper.number,
        "sha256": paper.sha256,
        "on": report.handed_on.isoformat(),
        "received_on": report.received_on.isoformat() if report.received_on else None,
        "commitments": record.commitments(case, texts),
    }
    if report.proof:
        data["proof"] = report.proof.sha256
    record.note(session, case, meant.note, actor=actor, at=at, data=data)


def _tell_the_case(
    session: Session,
    keys: FieldKeys,
    case: Case,
    paper: SignedDocument,
    meant: Meaning,
    consignment: Consignment,
    report: Report,
    actor: Actor,
    at: datetime,
) -> None:
    if meant.proves_decision:
        kind = ProofKind.SIGNATURE if consignment.receiver_code else ProofKind.REGISTERED_POST
        sha256 = report.proof.sha256 if report.proof else None
        proof = Proof(kind, report.handed_on, f"{consignment.number}: {report.receiver}", sha256)
        record_delivery_proof(session, keys, case.id, proof, actor=actor, at=at)
    elif meant.answer:
        from_commune = consignment.receiver_code or paper.kind == COMMUNE_SLIP
        channel = AnswerChannel.COMMUNE if from_commune else AnswerChannel.WRITING
        answer = Answer(
            meant.answer,
            received_on=vietnam_day(at),
            channel=channel,
            statement=report.owner_words.strip() or report.note.strip(),
            proof=f"reply slip of consignment {consignment.number}",
            other_person=report.other_person,
        )
        record_answer(session, keys, case.id, answer, actor=actor, at=at)
    elif meant.remark:
        flag_case(session, case.id, meant.remark, actor=actor, at=at)
    elif meant.begins_posting:
        posted = Deemed(Way.POSTING, report.handed_on, f"{consignment.number}: {report.note}")
        deemed_service.begin(session, keys, case.id, posted, actor=actor, at=at)
    elif meant.ends_question:
        deemed_service.stop_asking(session, case.id, vietnam_day(at))


def _end_when_complete(session: Session, consignment: Consignment, at: datetime) -> None:
    open_items = sa.select(ConsignmentItem.id).where(
        ConsignmentItem.consignment_id == consignment.id, ConsignmentItem.outcome.is_(None)
    )
    if session.scalar(open_items.limit(1)) is None:
        consignment.state, consignment.done_at = DONE, at
        session.flush()


def _locked(session: Session, consignment_id: str) -> Consignment:
    consignment = session.get(Consignment, consignment_id, with_for_update=True, populate_existing=True)
    if consignment is None:
        raise LookupError(f"There is no consignment '{consignment_id}'.")
    return consignment
