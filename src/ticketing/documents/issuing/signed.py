"""What a signed paper is in its case: the event that moves it, what it orders about a decision, what is woken next.

Called by the press in the transaction that keeps the paper.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.answers.verification import VERIFIES
from ticketing.cases.decision import explanations, payment_relief
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.tables import ISSUED
from ticketing.cases.owner.identification import ADDRESSEE
from ticketing.cases.owner.persons import PersonRole, correct_person, person_of, same_person
from ticketing.cases.record import REACT, Facts
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.content.draft import Draft, Extra, thaw
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.content.orders.order_facts import CorrectionOrder, HearingCall, Refusal
from ticketing.documents.drafting.corrections import corrected_by
from ticketing.documents.drafting.redraft import write_waiting_anew
from ticketing.documents.issuing.effects import Effect, take_effect
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.signing.check_code import lookup_hash
from ticketing.documents.tables import Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys
from ticketing.kit.jobs import enqueue


def tell_case(
    session: Session,
    keys: FieldKeys,
    case: Case,
    document: Document,
    draft: Draft,
    *,
    hand: Actor,
    code: str | None,
    at: datetime,
) -> None:
    """What the signature is in the case. A paper that moves no state still wakes what comes next for it.

    hand: who signed it. code: what a notice is looked up by. Raises Refused where the case moved on.
    """
    log: dict[str, object] = {
        "document": document.id,
        "kind": document.kind,
        "no": document.no,
        "sha256": document.signed_sha256,
        "content": document.content_sha256,
    }
    kind = document_kind(document.kind)
    effect = _effect(session, case, draft)
    log |= effect.log
    if document.kind == codes.VERIFICATION_MINUTES:
        log[VERIFIES] = document.about.partition(":")[0]
    event = kind.event_in(CaseState(case.state)) if effect.moves else None
    if event is None:
        record.note(session, case, LogEvent.DOCUMENT_SIGNED, actor=hand, at=at, data=log)
        _end_term(session, case, document, draft.extra, actor=hand, at=at)
        enqueue(session, REACT, case.id, key=f"{case.id}:{document.id}", at=at)
        return
    columns = {}
    if code is not None:
        columns["lookup_code_hash"] = lookup_hash(keys.index_key, document.no or "", code)
        log[ADDRESSEE] = document.about
    if document.kind == codes.MINUTES:
        log[record.KEPT] = _names_something_kept(keys, document)
    if document.kind == codes.DECISION:
        log |= _issue(session, case, document, hand)
    because = f"{document.kind} signed by {hand.label}"
    actor = machine("press", because) if kind.signing.by_machine else hand
    started_on = effect.starts_on or document.issued_on
    mended = corrected_by(draft.extra) if isinstance(draft.extra, CorrectionOrder) else {}
    personal = {field: str(value) for field, value in mended.items()}
    roles = _corrected_roles(session, keys, case) if mended else ()
    log |= {"mended": list(roles)} if mended else {}
    facts = Facts(columns, log, personal, reason=kind.signing.reason, started_on=started_on, ends_on=effect.ends_on)
    record.apply(session, case.id, event, actor=actor, at=at, facts=facts)
    for role in roles:
        correct_person(session, keys, case.id, role, mended, source=f"correction {document.no}", at=at)
    if roles:
        write_waiting_anew(session, keys, case)


def _end_term(
    session: Session, case: Case, document: Document, extra: Extra | None, *, actor: Actor, at: datetime
) -> None:
    """A signed answer ends the term in which it was to be given; of other papers nothing follows."""
    match extra:
        case Refusal(reason=reason):
            payment_relief.refuse_application(session, case.id, reason=reason, actor=actor, at=at)
        case HearingCall():
            assert document.no and document.issued_on
            explanations.announce_hearing(
                session, case.id, number=document.no, announced_on=document.issued_on, actor=actor, at=at
            )


def _corrected_roles(session: Session, keys: FieldKeys, case: Case) -> tuple[PersonRole, ...]:
    """Who is mended by a correction: the person fined, and the owner where he is that person.

    Warnings to the agencies and what lifts them name the owner; what the register said stays as his earlier entry.
    """
    violator = person_of(session, keys, case.id, PersonRole.VIOLATOR)
    owner = person_of(session, keys, case.id, PersonRole.OWNER)
    alike = violator is not None and owner is not None and same_person(violator, owner)
    return (PersonRole.VIOLATOR, PersonRole.OWNER) if alike else (PersonRole.VIOLATOR,)


def _effect(session: Session, case: Case, draft: Draft) -> Effect:
    """What the paper orders about an issued decision; other papers order nothing."""
    decision = decision_of(session, case.id)
    if decision is None or decision.state != ISSUED:
        return Effect()
    return take_effect(decision, draft.extra, calendar_in_force(session))


def _names_something_kept(keys: FieldKeys, document: Document) -> bool:
    minutes = thaw(opened_content(keys, document)["draft"]).extra
    return isinstance(minutes, MinutesFacts) and minutes.keeps_something


def _issue(session: Session, case: Case, document: Document, hand: Actor) -> dict[str, object]:
    """The decision is issued: its figures are the ones that were printed."""
    decision = decision_of(session, case.id)
    if decision is None or decision.id != document.about:
        raise Refused("The proposal of this decision is not the one that was printed: propose it again.")
    decision.state, decision.number, decision.document_id = ISSUED, document.no, document.id
    decision.issued_on, decision.signer = document.issued_on, hand.person
    figures = {"amount_vnd": decision.amount_vnd, "points": decision.points}
    return {"decision": decision.id, **figures, record.WARNED: decision.warning}
