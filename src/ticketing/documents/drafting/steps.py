"""A paper's way to its signer: prepared by machine or officer, released by who signs it, or sent back with a reason.

Nothing is numbered or printed here: a paper that is sent back leaves no gap (`issuing.press` takes the number).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party, Role
from ticketing.agency.agency import NoAgency
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision.decisions import decision_of, refuse_second_fine, withdraw_proposal
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.plate_warnings import news_of
from ticketing.cases.owner.identification import forget_owner
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState, Refused, refuse_without, transition
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.codes import COMMUNE_SLIP, EVIDENCE_RECORD, REMINDER, TRANSFER_SLIP
from ticketing.documents.compose import compose
from ticketing.documents.content.draft import Draft, Extra, TransferTo, freeze, thaw
from ticketing.documents.content.facts import NO_NUMBER, LookupFacts, Mark
from ticketing.documents.content.forms import NoFormInForce
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.drafting.document_context import NOBODY_CONFIRMED, deciding_verdict, document_context
from ticketing.documents.drafting.draft_views import opened_by
from ticketing.documents.drafting.reminders import term_reminded_of
from ticketing.documents.drafting.signing_day import (
    PREPARED,
    refuse_too_late,
    refuse_wrong_signer,
    signing_day,
    transfer_slip_of,
)
from ticketing.documents.kinds import document_kind
from ticketing.documents.kinds.row import About, DocumentKind
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.tables import RELEASED, SENT_BACK, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue
from ticketing.law.jurisdiction import PoliceOffice
from ticketing.review.verdict_queries import judges_of, void_verdicts

PRESS = "press"
UNSIGNED = (WAITING, RELEASED)

_WAITING_OF = sa.select(Document).where(Document.case_id == sa.bindparam("case_id"), Document.state == WAITING)
_LIVING = sa.select(Document).where(
    Document.case_id == sa.bindparam("case_id"),
    Document.kind == sa.bindparam("kind"),
    Document.about == sa.bindparam("about"),
    Document.state.in_((*UNSIGNED, SIGNED)),
)
_CASE_OF = sa.select(Document.case_id).where(Document.id == sa.bindparam("document_id"))
_LOCKED = (
    sa.select(Document)
    .where(Document.id == sa.bindparam("document_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Released:
    """What became of one paper of a batch: refused says why it was not released."""

    document_id: str
    refused: str | None = None


def prepare(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    extra: Extra | None = None,
) -> Document:
    """Prepare a paper for its signer. The same paper about the same thing again is the one that is there.

    extra: what only this paper needs (`content.draft.Extra`): the desk of the minutes, a letter's reason, the licence.
    Raises Refused where the case is not in a state for it, or lacks what the paper is about.
    """
    case = record.locked(session, case_id)
    refuse_state(case, document_kind(kind))
    gathered = document_context(session, keys, case, kind, extra)
    found = living(session, case_id, kind, gathered.about)
    if found is not None:
        return found
    document = Document(
        id=new_id(), case_id=case_id, kind=kind, about=gathered.about, state=WAITING, content="",
        case_version=case.version, prepared_by=actor.person, prepared_at=at,
    )  # fmt: skip
    document.content = seal_content(keys, document.id, {"draft": freeze(gathered.draft)})
    document.passed_to = office_named(kind, gathered.draft)
    session.add(document)
    session.flush()
    record.note(session, case, PREPARED, actor=actor, at=at, data={"document": document.id, "kind": kind})
    return document


def office_named(kind: str, draft: Draft) -> dict[str, str] | None:
    """The police that a slip is for, so that it can be sent without its draft being opened; None for other papers."""
    if isinstance(draft.extra, TransferTo):
        return asdict(draft.extra)
    code = draft.case.owner_commune
    return {"office": PoliceOffice.COMMUNE_POLICE.value, "code": code} if kind == COMMUNE_SLIP and code else None


def prepare_evidence_record(session: Session, keys: FieldKeys, case_id: str, *, at: datetime) -> Document:
    """The record of a confirmed act, signed by the officer who confirmed it: his verdict was his signature (row 4)."""
    officer = _who_confirmed(session, case_id)
    document = prepare(session, keys, case_id, EVIDENCE_RECORD, actor=officer, at=at)
    return release(session, keys, document.id, actor=officer, at=at) if document.state == WAITING else document


def evidence_record_is_due(session: Session, case: Case) -> bool:
    """Whether the verdict by which the case went on has no record yet, or one that the press gave back.

    A confirmed case without a verdict is due too: that there can be no record of it has to be said.
    """
    verdict = deciding_verdict(session, case.id)
    if verdict is None:
        return case.state == CaseState.CONFIRMED
    record_of_it = living(session, case.id, EVIDENCE_RECORD, verdict.id)
    return record_of_it is None or record_of_it.state == WAITING


def propose_escalation(
    session: Session, keys: FieldKeys, case: Case, *, actor: Actor, at: datetime
) -> tuple[Document, ...]:
    """After the last day of waiting: the warning, and for motorcycles the slip to the commune police (C73 art. 24.5).

    The machine proposes; the case is ESCALATED when the signer has signed one of them (row 10).
    """
    kinds = (codes.WARNING, COMMUNE_SLIP) if case.vehicle_class == "motorcycle" else (codes.WARNING,)
    return tuple(prepare(session, keys, case.id, kind, actor=actor, at=at) for kind in kinds)


def release(session: Session, keys: FieldKeys, document_id: str, *, actor: Actor, at: datetime) -> Document:
    """Sign a paper: from here on the press numbers, prints and seals it with the signer's key.

    Raises Refused: another state of paper or case, held, not the one who may sign it on this day, four eyes, too late,
    an act that is fined already, or what the form lacks.
    """
    document, case = locked_with_case(session, document_id)
    if document.state != WAITING:
        raise Refused(f"This paper is {document.state}: only one that waits can be signed.")
    refuse_state(case, document_kind(document.kind))
    refuse_on_hold(case)
    _refuse_before_its_slip(session, document)
    _refuse_news_of_plate(session, keys, case, document)
    refuse_wrong_signer(session, case, document, actor, vietnam_day(at))
    refuse_too_late(session, case, document, vietnam_day(at))
    compared = refuse_second_fine(session, case) if document.kind == codes.DECISION else {}
    _refuse_unfinished(session, keys, case, document, actor, at)
    document.state, document.released_at, document.problem = RELEASED, at, None
    document.released_by, document.released_role = actor.person, actor.role
    document.released_rank, document.demo = actor.rank, actor.demo
    session.flush()
    # A paper that came back from the press is released again, perhaps at the same moment of a clock that stands still.
    enqueue(session, PRESS, document.id, key=f"{document.id}:{new_id()}", at=at)
    data = {"document": document.id, "kind": document.kind} | compared
    record.note(session, case, LogEvent.DOCUMENT_RELEASED, actor=actor, at=at, data=data)
    return document


def release_batch(
    database: Database, keys: FieldKeys, document_ids: Sequence[str], *, actor: Actor, at: datetime
) -> list[Released]:
    """Sign several papers, each in a transaction of its own: one that is refused stops no other.

    A paper whose draft the signer has not opened as it says now is refused: nobody signs by the pile.
    """
    results = []
    for document_id in _slips_first(database, document_ids):
        try:
            with database.writing() as session:
                _refuse_unopened(session, document_id, actor)
                release(session, keys, document_id, actor=actor, at=at)
        except (Refused, LookupError) as problem:
            results.append(Released(document_id, str(problem)))
        else:
            results.append(Released(document_id))
    return results


def _slips_first(database: Database, document_ids: Sequence[str]) -> list[str]:
    """The same papers, a case's transfer slip before its notice."""
    with database.reading() as session:
        query = sa.select(Document.id).where(Document.id.in_(document_ids), Document.kind == TRANSFER_SLIP)
        slips = set(session.scalars(query))
    return sorted(document_ids, key=lambda one: one not in slips)


def send_back(
    session: Session, keys: FieldKeys, document_id: str, *, reason: str, actor: Actor, at: datetime
) -> Document:
    """The signer does not sign and says why. A notice's case goes back to review, a decision to whoever proposed it.

    Raises Refused for a paper that is signed, for another role than the signer's, and without a reason.
    """
    document, case = locked_with_case(session, document_id)
    refuse_without(reason)
    if document_kind(document.kind).signing.by not in actor.parties() or Party.SIGN not in actor.parties():
        raise Refused("A paper is sent back by a signer who would sign it.")
    if document.state not in UNSIGNED:
        raise Refused(f"This paper is {document.state}: it cannot be sent back any more.")
    document.state, document.sent_back_by, document.sent_back_at = SENT_BACK, actor.person, at
    document.sent_back_because = keys.seal(f"documents|sent_back_because|{document.id}", reason)
    session.flush()
    data = {"document": document.id, "kind": document.kind}
    data_with_reason = data | {"commitments": {"reason": record.commitment(case, "reason", reason)}}
    record.note(session, case, LogEvent.DOCUMENT_SENT_BACK, actor=actor, at=at, data=data_with_reason)
    if document.kind == codes.DECISION:
        withdraw_proposal(session, case.id)
    about_the_owner = document_kind(document.kind).drafting.about is About.OWNER
    if about_the_owner and case.state == CaseState.OWNER_IDENTIFIED:
        _back_to_review(session, keys, case, "The signer sent the notice back.", reason, actor, at)
    else:
        store_notes(session, keys, case.id, LogEvent.DOCUMENT_SENT_BACK, {"reason": reason}, actor=actor, at=at)
    return document


def take_confirmation_back(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """An officer takes his confirmation back after the owner was found, until the notice is signed (row 39).

    Raises Refused where the signer has signed, for who did not judge the case (a senior may), Stale.
    """
    case = record.locked(session, case_id)
    if expected_version is not None and case.version != expected_version:
        raise record.Stale(f"Case {case.number} was changed by someone else: look at it again.")
    refuse_without(reason)
    transition(CaseState(case.state), CaseEvent.SLIP_TAKEN_BACK, actor.parties(), case.flags)
    if actor.role is not Role.SENIOR and actor.person not in judges_of(session, case_id):
        raise Refused("You did not judge this case: whoever did, or a senior, takes it back.")
    if _notice_is_released(session, case_id):
        raise Refused("The signer has signed the notice: only he can stop it now, by withdrawing the case.")
    return _back_to_review(session, keys, case, "An officer took his confirmation back.", reason, actor, at)


def withdraw_documents(session: Session, case_id: str) -> int:
    """Papers of a case that nobody has signed yet go no further. Returns how many."""
    query = sa.select(Document).where(Document.case_id == case_id, Document.state.in_(UNSIGNED))
    documents = list(session.scalars(query))
    for document in documents:
        document.state = WITHDRAWN
    session.flush()
    return len(documents)


def withdraw_useless(session: Session, case_id: str, *, actor: Actor, at: datetime) -> int:
    """Papers that wait though the case moved past them: an owner who answered needs no warning. Returns how many.

    A decision whose proposal was withdrawn is one of them, though another may be signed in the same state.
    """
    case = record.locked(session, case_id)
    useless = documents_without_use(session, case)
    for document in useless:
        document.state = WITHDRAWN
        data = {"document": document.id, "kind": document.kind, "state": case.state}
        record.note(session, case, LogEvent.DOCUMENT_PUT_AWAY, actor=actor, at=at, data=data)
    return len(useless)


def documents_without_use(session: Session, case: Case) -> list[Document]:
    """Papers that wait for their signer, and for which the case has no use any more."""
    waiting = list(session.scalars(_WAITING_OF, {"case_id": case.id}))
    proposal = decision_of(session, case.id) if any(paper.kind == codes.DECISION for paper in waiting) else None
    return [
        paper
        for paper in waiting
        if CaseState(case.state) not in document_kind(paper.kind).states
        or (paper.kind == codes.DECISION and (proposal is None or paper.about != proposal.id))
        or (paper.kind == REMINDER and term_reminded_of(session, paper) is None)
    ]


def living(session: Session, case_id: str, kind: str, about: str) -> Document | None:
    """The paper about that thing which waits, is in the press or is signed."""
    return session.scalar(_LIVING, {"case_id": case_id, "kind": kind, "about": about})


def locked_with_case(session: Session, document_id: str) -> tuple[Document, Case]:
    """A paper and its case, both held against other writers, the case first. Raises LookupError."""
    case_id = session.scalar(_CASE_OF, {"document_id": document_id})
    if case_id is None:
        raise LookupError(f"There is no paper '{document_id}'.")
    case = record.locked(session, case_id)
    return session.scalars(_LOCKED, {"document_id": document_id}).one(), case


def refuse_state(case: Case, paper: DocumentKind) -> None:
    """Raises Refused where the case is in no state for this paper."""
    if CaseState(case.state) not in paper.states:
        possible = ", ".join(sorted(paper.states))
        raise Refused(f"A '{paper.code}' belongs to a case in {possible}; case {case.number} is {case.state}.")


def draft_sheets(
    session: Session, keys: FieldKeys, case: Case, document: Document, *, person: str, at: datetime
) -> tuple[Sheet, ...]:
    """The paper as `person` would sign it now, without number and codes. Raises MissingFact, Refused, NoFormInForce."""
    lookup = LookupFacts(url=NO_NUMBER, code=NO_NUMBER, check_code=NO_NUMBER)
    mark = Mark(NO_NUMBER, vietnam_day(at))
    day = signing_day(session, keys, case, document, person=person, at=at, mark=mark, lookup=lookup)
    return compose(document.kind, thaw(opened_content(keys, document)["draft"]), day, calendar_in_force(session))


def _who_confirmed(session: Session, case_id: str) -> Actor:
    """The hand behind the confirmation, as the log names it."""
    labels = [event.actor for event in events_of(session, case_id) if event.kind == CaseEvent.ACT_CONFIRMED]
    if not labels:
        raise Refused(NOBODY_CONFIRMED)
    return Actor.of_label(labels[-1])


def _refuse_unfinished(
    session: Session, keys: FieldKeys, case: Case, document: Document, actor: Actor, at: datetime
) -> None:
    try:
        draft_sheets(session, keys, case, document, person=actor.person, at=at)
    except (MissingFact, NoFormInForce, NoAgency) as problem:
        raise Refused(f"This paper cannot be signed yet. {problem}") from None


def _refuse_unopened(session: Session, document_id: str, actor: Actor) -> None:
    document = session.get(Document, document_id)
    if document is not None and not opened_by(session, actor.person, [document]):
        raise Refused("You have not opened this paper as it says now: look at its draft, then sign it.")


def refuse_on_hold(case: Case) -> None:
    """Raises Refused while the case is held."""
    if case.on_hold:
        raise Refused(f"Case {case.number} is held: nothing of it is signed or sent until two persons release it.")


def _refuse_news_of_plate(session: Session, keys: FieldKeys, case: Case, document: Document) -> None:
    """A list that was loaded, or a twin that was proven, after the verdict: nobody has judged the case knowing it."""
    news = news_of(session, keys, case) if document.kind == codes.NOTICE else []
    if news:
        raise Refused(f"{news[0].sentence} Send the notice back: an officer judges the case again, knowing this.")


def _refuse_before_its_slip(session: Session, document: Document) -> None:
    """Row 8 comes before row 9: after the notice the case is in no state any more in which it can be passed on."""
    slip = transfer_slip_of(session, document.case_id) if document.kind == codes.NOTICE else None
    if slip is not None and slip.state == WAITING:
        raise Refused("The transfer slip of this case is signed first: the notice names the office that it goes to.")


def _notice_is_released(session: Session, case_id: str) -> bool:
    query = sa.select(Document.id).where(
        Document.case_id == case_id, Document.kind == codes.NOTICE, Document.state == RELEASED
    )
    return session.scalar(query.limit(1)) is not None


def _back_to_review(
    session: Session, keys: FieldKeys, case: Case, sentence: str, reason: str, actor: Actor, at: datetime
) -> Case:
    withdraw_documents(session, case.id)
    void_verdicts(session, case.id)
    forget_owner(session, case.id)
    why = store_notes(
        session, keys, case.id, CaseEvent.SLIP_TAKEN_BACK, {"taken_back_because": reason}, actor=actor, at=at
    )
    facts = Facts(columns={"commune_code": None}, reason=("TAKEN_BACK", sentence), personal=why)
    return record.apply(session, case.id, CaseEvent.SLIP_TAKEN_BACK, actor=actor, at=at, facts=facts)
