"""A penalty decision: an officer proposes, a signer decides (`documents`), it is sent (`dispatch`), it is received.

Two different persons by law and by role. A case past its limitation or past the term of the decision is never fined.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeGuard

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import DROVE
from ticketing.cases.decision.additional_sanctions import Imposed, refuse_against_the_decree
from ticketing.cases.decision.decision_terms import extend_decision_term, minutes_day, refuse_term, term_that_counts
from ticketing.cases.decision.figures import ORDINARY_TERM, Figures, Grounds, work_out
from ticketing.cases.decision.tables import COUNTS, ISSUED, PROPOSED, WITHDRAWN, Decision, DeliveryProof
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.duplicate_violation import ANOTHER_ACT, Statement, cases_alike, declared_separate, recorded
from ticketing.cases.owner.persons import Person, PersonRole, person_of
from ticketing.cases.record import Facts
from ticketing.cases.states import DECISION_RECEIVED, DECISION_SENT, CaseState, Refused, events_from
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.cases.terms.clocks import EXPLANATION_TERMS
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import events_of
from ticketing.kit.clock import iso, vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.law.circumstances import Circumstances
from ticketing.law.penalties import row_of_facts


@dataclass(frozen=True)
class Request:
    """What an officer proposes.

    amount_vnd:    None: what the law gives without choice. justification: why this amount, where there is a choice.
                   of a warning: why the act was done on purpose.
    beside:        what is imposed beside the main sanction, where the decree orders anything.
    term_code:     a longer term than the one that counts, with term_reason (LHAV art. 66.1).
    explanation_waived: the violator declared in the minutes that he does not explain himself, or, where he has written,
                 that he asks for no hearing (LHAV art. 61).
    another_act:   he compared the case with those that look like its act and are fined, and says that it is another.
    """

    mitigating: Sequence[str] = ()
    aggravating: Sequence[str] = ()
    amount_vnd: int | None = None
    justification: str = ""
    beside: Imposed = field(default_factory=Imposed)
    term_code: str = ORDINARY_TERM
    term_reason: str = ""
    persons_over: int = 1
    persons_permitted: int = 0
    explanation_waived: bool = False
    another_act: bool = False


class ProofKind(StrEnum):
    """How it is proved that a decision reached the person (D118 art. 17a). What is only deemed is none (`arrival`)."""

    SIGNATURE = "signature"
    REGISTERED_POST = "registered_post"
    PORTAL = "portal"


@dataclass(frozen=True)
class Proof:
    """A proof of delivery. reference: number of the receipt, name of the receiver… blob_sha256: a sealed scan."""

    kind: ProofKind
    received_on: date
    reference: str
    blob_sha256: str | None = None


def propose_decision(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    request: Request,
    *,
    actor: Actor,
    at: datetime,
) -> Decision:
    """Work a decision out and keep it for the signer. An earlier proposal that was sent back stays as it was.

    Raises Refused: not in MINUTES_MADE or EXPLANATION, no violator, the right to explain still runs, the act is fined
    already, the amount is outside the law; NoFinePossible where no fine may be decided any more.
    """
    case = record.locked(session, case_id)
    _refuse_wrong_moment(session, case, request, actor, vietnam_day(at))
    violator = person_of(session, keys, case_id, PersonRole.VIOLATOR)
    if violator is None:
        raise Refused("The case has no violator: identify him and draw up the minutes first.")
    longer = request.term_code not in (ORDINARY_TERM, term_that_counts(session, case))
    if longer:
        refuse_term(session, case, request.term_code, request.term_reason)
    grounds = grounds_of(session, case, violator, request, vietnam_day(at))
    figures = work_out(grounds, calendar_in_force(session))
    _refuse_unjustified(request, figures)
    drove = grounds.driver_identified and not grounds.organisation
    refuse_against_the_decree(grounds.row, request.beside, drove=drove, warned=figures.warning, on=grounds.handled_on)
    said_now = Statement(actor.label, iso(at)) if request.another_act else None
    compared = refuse_second_fine(session, case, said_now)
    row = _row(keys, case, request, grounds, figures, actor, at)
    session.add(row)
    session.flush()
    if longer:
        extend_decision_term(session, keys, case_id, request.term_code, reason=request.term_reason, actor=actor, at=at)
    data = _log(row, request) | compared
    if row.justification:
        data["commitments"] = record.commitments(case, {"justification": request.justification.strip()})
    record.note(session, case, LogEvent.DECISION_PROPOSED, actor=actor, at=at, data=data)
    return row


def grounds_of(session: Session, case: Case, violator: Person, request: Request, handled_on: date) -> Grounds:
    """What the law looks at for this case. Raises Refused where the minutes or the row are missing."""
    if case.law is None:
        raise Refused("The case holds no row of fines: nothing can be decided on it.")
    minutes_on = minutes_day(session, case.id)
    if minutes_on is None:
        raise Refused("There are no minutes: no decision without them (LHAV art. 56.2).")
    limitation = newest_clock(session, case.id, "LIMITATION")
    return Grounds(
        row=row_of_facts(case.law),
        violated_on=vietnam_day(case.violated_at),
        handled_on=handled_on,
        minutes_on=minutes_on,
        organisation=violator.is_organisation,
        birth_date=violator.born_at_the_latest,
        driver_identified=violator.source == DROVE,
        circumstances=Circumstances(tuple(request.mitigating), tuple(request.aggravating)),
        amount_vnd=request.amount_vnd,
        term_code=term_that_counts(session, case) if request.term_code == ORDINARY_TERM else request.term_code,
        limited_from=limitation.started_on if limitation else None,
        rests=limitation is not None and limitation.rests,
        persons_over=request.persons_over,
        persons_permitted=request.persons_permitted,
    )


_COUNTING = sa.select(Decision).where(Decision.case_id == sa.bindparam("case_id"), COUNTS)


def decision_of(session: Session, case_id: str) -> Decision | None:
    """The decision that counts for a case: proposed or issued."""
    return session.scalar(_COUNTING, {"case_id": case_id})


def justified_decisions(session: Session, case_id: str) -> Sequence[Decision]:
    """Decisions of a case whose amount an officer chose and explained, sent back ones too, the oldest first."""
    query = sa.select(Decision).where(Decision.case_id == case_id, Decision.justification.is_not(None))
    return session.scalars(query.order_by(Decision.id)).all()


def justifications(session: Session, keys: FieldKeys, decision_ids: Iterable[str]) -> Mapping[str, str]:
    """Why these amounts, in the officers' words, by decision; none where the law left no choice.

    The caller answers for the look.
    """
    query = sa.select(Decision.id, Decision.justification).where(
        Decision.id.in_(list(decision_ids)), Decision.justification.is_not(None)
    )
    rows = session.execute(query).all()
    return {row_id: keys.open(f"decisions|justification|{row_id}", sealed) for row_id, sealed in rows if sealed}


def withdraw_proposal(session: Session, case_id: str) -> None:
    """The signer sent it back: the officer proposes again."""
    row = decision_of(session, case_id)
    if row is not None and row.state == PROPOSED:
        row.state = WITHDRAWN
        session.flush()


def refuse_second_fine(session: Session, case: Case, said_now: Statement | None = None) -> dict[str, object]:
    """Raises Refused where this act is fined in another case, or is about to be: an act is fined once.

    A case that looks like this act and that an officer compared and called another act is none; who said so and when
    is what the log keeps of it, and returned. said_now: by who proposes at this moment. Asked when a decision is
    proposed and again when it is signed: two officers may propose at the same moment. Our own cases are what can be
    asked where the national database is not connected.
    """
    compared = []
    for other in fined_alike(session, case):
        statement = declared_separate(session, case, other) or said_now
        if statement is None:
            raise Refused(
                f"This act is fined in case {other.number}: an act is fined once (LHAV art. 3.1.d), and nobody has "
                "said that he compared the two and that they are two acts. Close this case, or compare them and say so."
            )
        compared.append({"case": other.number, "said_by": statement.by, "said_at": statement.at})
    return {ANOTHER_ACT: compared} if compared else {}


def fined_alike(session: Session, case: Case) -> list[Case]:
    """Other cases that may be of this act and are fined, or are about to be; whatever anybody said of them."""
    if case.law is None:
        return []
    act = replace(recorded(case), behaviour=row_of_facts(case.law).behaviour)
    return [other for other in cases_alike(session, case.id, act) if _is_fined(session, other)]


def _is_fined(session: Session, case: Case) -> bool:
    decision = decision_of(session, case.id)
    return decision is not None and (
        decision.state == ISSUED or CaseEvent.DECISION_ISSUED in events_from(CaseState(case.state))
    )


def record_delivery_proof(
    session: Session, keys: FieldKeys, case_id: str, proof: Proof, *, actor: Actor, at: datetime
) -> Case:
    """A proof that the decision was received; from that day the ten days to pay count (row 19).

    The software states the delivery because a person recorded its proof. Raises Refused for a day that cannot be.
    """
    case = record.locked(session, case_id)
    decision = decision_under_way(session, case)
    assert decision.issued_on
    if not proof.reference.strip():
        raise Refused("A delivery without proof starts no term: name the receipt, the signature or the record.")
    if not decision.issued_on <= proof.received_on <= vietnam_day(at):
        raise Refused(
            f"The decision is of {decision.issued_on} and today is {vietnam_day(at)}: it was not received on "
            f"{proof.received_on}."
        )
    row = DeliveryProof(
        id=new_id(), case_id=case_id, decision_id=decision.id, kind=proof.kind, received_on=proof.received_on,
        reference="", blob_sha256=proof.blob_sha256, recorded_by=actor.person, recorded_at=at,
    )  # fmt: skip
    row.reference = keys.seal(f"delivery_proofs|reference|{row.id}", proof.reference)
    session.add(row)
    decision.received_on = proof.received_on
    facts = Facts(
        log={"proof": row.id, "kind": proof.kind, "received_on": proof.received_on.isoformat()},
        personal={"reference": proof.reference},
        started_on=proof.received_on,
    )
    because = f"proof of delivery by {actor.label}"
    return record.apply(
        session, case_id, DECISION_RECEIVED, actor=machine("delivery", because), at=at, facts=facts
    )  # fmt: skip


def proofs_of(session: Session, case_id: str) -> Sequence[DeliveryProof]:
    """What proves that decisions of a case were received, in the order in which it was recorded."""
    query = sa.select(DeliveryProof).where(DeliveryProof.case_id == case_id)
    return session.scalars(query.order_by(DeliveryProof.id)).all()


def unsent_decision(session: Session, case: Case) -> Decision | None:
    """The signed decision that waits to be sent (row 18), also where its fine is paid already. None: none waits."""
    decision = decision_of(session, case.id)
    if decision is None or decision.issued_on is None or DECISION_SENT not in events_from(CaseState(case.state)):
        return None
    went_out = case.state == CaseState.PAID and any(
        event.kind == DECISION_SENT for event in events_of(session, case.id)
    )
    return None if went_out else decision


def unreceived_decision(session: Session, case: Case) -> Decision | None:
    """The decision that was sent and of which no receipt is known (row 19), also where its fine is paid already.

    None: there is none.
    """
    decision = decision_of(session, case.id)
    if decision is None or decision.received_on or DECISION_RECEIVED not in events_from(CaseState(case.state)):
        return None
    return None if unsent_decision(session, case) else decision


def decision_under_way(session: Session, case: Case) -> Decision:
    """As `unreceived_decision`. Raises Refused where there is none."""
    decision = unreceived_decision(session, case)
    if decision is None:
        raise Refused(
            f"A delivery is proved of a decision that was sent and is not received yet; the case is {case.state}."
        )
    return decision


def settle(session: Session, case_id: str, *, actor: Actor, at: datetime) -> Case:
    """Close a case of which nothing is left to be done: its fine is paid, warnings lifted, papers returned (row 26), or
    its warning was received (LHAV art. 22, row 38). Raises Refused.
    """
    case = record.locked(session, case_id)
    if unsent_decision(session, case):
        raise Refused("The decision has not been sent yet: the person who paid must get it first (LHAV art. 70).")
    event = CaseEvent.WARNING_EXECUTED if warning_was_received(session, case) else CaseEvent.CASE_SETTLED
    return record.apply(session, case_id, event, actor=actor, at=at)


def warning_was_received(session: Session, case: Case) -> bool:
    """Whether the person has his decision, and it warns him: there is nothing to pay."""
    decision = decision_of(session, case.id) if case.state == CaseState.DECISION_DELIVERED else None
    return decision is not None and decision.warning


def _refuse_wrong_moment(session: Session, case: Case, request: Request, actor: Actor, today: date) -> None:
    if CaseEvent.DECISION_ISSUED not in events_from(CaseState(case.state)):
        raise Refused(f"A decision follows the minutes; the case is {case.state}. {_next_for(case)}")
    if case.on_hold:
        raise Refused("The case is held: two persons release it first.")
    if not {"OFF"} & actor.parties():
        raise Refused("A decision is proposed by an officer and signed by another person.")
    if decision_of(session, case.id) is not None:
        raise Refused("A decision is proposed already: the signer decides on it or sends it back.")
    if not request.explanation_waived:
        _refuse_unheard(session, case, today)


def _refuse_unheard(session: Session, case: Case, today: date) -> None:
    """Raises Refused while he may still explain himself, or, once he has written, ask to be heard (LHAV art. 61.2-3).

    A hearing that he asked for is itself what he says: the days for writing are waited for where he asked for more.
    """
    written, hearing = (newest_clock(session, case.id, code) for code in EXPLANATION_TERMS)
    asked_for_more = any(event.kind == LogEvent.EXPLANATION_EXTENDED for event in events_of(session, case.id))
    if _is_open(written, today) and (case.state == CaseState.MINUTES_MADE or asked_for_more):
        raise Refused(
            f"The violator may explain himself until {written.due_on} ({written.article}). Wait, or record that he "
            "declared in the minutes that he will not."
        )
    if _is_open(hearing, today):
        raise Refused(
            f"The violator may ask for a hearing until {hearing.due_on} ({hearing.article}). Wait, or record that he "
            "declared that he wants none."
        )


def _is_open(clock: CaseClock | None, today: date) -> TypeGuard[CaseClock]:
    return clock is not None and clock.state == ClockState.RUNNING and clock.due_on >= today


def _next_for(case: Case) -> str:
    return f"Possible now: {', '.join(events_from(CaseState(case.state))) or 'nothing, it has ended'}."


def _refuse_unjustified(request: Request, figures: Figures) -> None:
    if figures.warning and not request.justification.strip():
        raise Refused(
            f"A person of this age is warned, and only for an act done on purpose ({figures.fine.article}): write why "
            "it was. Where it was not, close the case without a sanction, by a closing note."
        )
    chosen = figures.fine.usual_vnd is None or figures.amount_vnd != figures.fine.usual_vnd
    if chosen and not request.justification.strip():
        raise Refused("An amount that a person chose is justified in words (Decree 118/2021/NĐ-CP art. 9.1).")


def _row(
    keys: FieldKeys, case: Case, request: Request, grounds: Grounds, figures: Figures, actor: Actor, at: datetime
) -> Decision:
    row_id = new_id()
    why = request.justification.strip()
    return Decision(
        id=row_id,
        case_id=case.id,
        state=PROPOSED,
        proposed_by=actor.person,
        proposed_at=at,
        organisation=grounds.organisation,
        driver_identified=grounds.driver_identified,
        persons_over=grounds.persons_over,
        amount_vnd=figures.amount_vnd,
        lowest_vnd=figures.fine.lowest_vnd,
        highest_vnd=figures.fine.highest_vnd,
        usual_vnd=figures.fine.usual_vnd,
        article=figures.fine.article,
        mitigating=list(grounds.circumstances.mitigating),
        aggravating=list(grounds.circumstances.aggravating),
        additional_sanctions=request.beside.sanctions_json(),
        remedies=request.beside.remedies_json(),
        warning=figures.warning,
        justification=keys.seal(f"decisions|justification|{row_id}", why) if why else None,
        points=figures.points,
        points_because=figures.points_because,
        term_code=figures.term.code,
        term_due_on=figures.term.due_on,
        pay_within_days=figures.pay_within_days,
    )


def _log(row: Decision, request: Request) -> dict[str, object]:
    return {
        "decision": row.id,
        "amount_vnd": row.amount_vnd,
        "warning": row.warning,
        "additional_sanctions": row.additional_sanctions,
        "remedies": [{"days": one["days"]} for one in row.remedies],
        "points": row.points,
        "term": row.term_code,
        "mitigating": len(row.mitigating),
        "aggravating": len(row.aggravating),
        "explanation_waived": request.explanation_waived,
    }
