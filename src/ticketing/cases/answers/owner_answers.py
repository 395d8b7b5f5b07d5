"""The owner's answer, and what an officer makes of it: a violator, a new notice, or the end of the case.

The owner is not automatically the violator (domain.md 0.3). Only an officer turns an answer into one; where the owner
stays silent an officer proposes and a signer agrees that he is liable (D168 art. 47.8.b), never the software.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.cases import record
from ticketing.cases.answers.tables import RECORDED, WAITING, CaseAnswer, OwnerStatement
from ticketing.cases.answers.undo_answer import state_before
from ticketing.cases.answers.verification import owner_as_verified, refuse_unverified
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.owner.identification import forget_owner
from ticketing.cases.owner.persons import Person, PersonRole, person_json, save_person
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms.clocks import ANSWER_FOLLOW_UP
from ticketing.cases.terms.internal_deadlines import start_internal_deadline
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id

DATA = Path(__file__).parent / "data" / "answers.yaml"
DROVE, OWNER_LIABLE = "drove", "owner_liable"
ADMITS = "DROVE_MYSELF"


class Channel(StrEnum):
    """How an answer came."""

    OFFICE = "office"
    WRITING = "writing"
    ONLINE = "online"
    COMMUNE = "commune"


@dataclass(frozen=True)
class AnswerKind:
    """A code of domain.md 2.5. leads_to: violator, new_notice, reject. needs: statement, proof, other_person.

    excuse: it speaks against any sanction; whoever goes on to a violator says why it is not accepted.
    """

    code: str
    name: str
    name_vi: str
    needs: tuple[str, ...]
    leads_to: tuple[str, ...]
    law: str
    by_commune: bool = False
    excuse: bool = False


@dataclass(frozen=True)
class Answer:
    """What came in. other_person: the driver, buyer or lessee whom the owner names."""

    code: str
    received_on: date
    channel: Channel = Channel.OFFICE
    statement: str = ""
    proof: str = ""
    other_person: Person | None = None


@dataclass(frozen=True)
class Violator:
    """Whom an officer identified. person None: the owner himself, with what minutes of verification know of him.

    drove: it is established that this person drove; False: liable as owner without it (D168 art. 47.8.b), and then no
    licence points fall (domain.md 2.5, unconfirmed: the cautious reading).
    not_accepted: why an answer that excuses is not accepted.
    """

    person: Person | None = None
    drove: bool = True
    not_accepted: str = ""


@cache
def answer_kinds() -> Mapping[str, AnswerKind]:
    """All codes, in the order of the law notes."""
    rows: dict[str, dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {
        code: AnswerKind(code, **row | {"needs": tuple(row["needs"]), "leads_to": tuple(row["leads_to"])})
        for code, row in rows.items()
    }


def answer_kind(code: str) -> AnswerKind:
    """The code's entry. Raises Refused with what is possible."""
    if code not in answer_kinds():
        raise Refused(f"'{code}' is no answer of an owner. Possible: {', '.join(answer_kinds())}.")
    return answer_kinds()[code]


def record_answer(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    answer: Answer,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> CaseAnswer:
    """Record that the owner came or answered, or what the commune's reply slip says (row 11).

    A further answer of the owner is recorded as well, and so is one that was written down wrongly: the newest leads.
    Raises Refused where the answer lacks what its code needs, lies in the future, or is none that a commune reports.
    """
    kind = answer_kind(answer.code)
    _refuse_incomplete(kind, answer, actor, vietnam_day(at))
    case = record.locked(session, case_id)
    row = CaseAnswer(
        id=new_id(), case_id=case.id, code=kind.code, channel=answer.channel, received_on=answer.received_on,
        recorded_by=actor.person, recorded_at=at,
    )  # fmt: skip
    texts = {"statement": answer.statement, "proof": answer.proof, "other_person": person_json(answer.other_person)}
    for column, text in texts.items():
        setattr(row, column, keys.seal(f"case_answers|{column}|{row.id}", text) if text else None)
    session.add(row)
    session.execute(  # an officer has read what the owner wrote himself, and says here what his answer is
        sa.update(OwnerStatement)
        .where(OwnerStatement.case_id == case.id, OwnerStatement.state == WAITING)
        .values(state=RECORDED, handled_by=actor.person, handled_at=at)
    )
    event = CaseEvent.OWNER_ANSWERED_AGAIN if case.state == CaseState.OWNER_ANSWERED else CaseEvent.OWNER_ANSWERED
    row.before = state_before(session, case, event)
    facts = Facts(
        log={"answer": row.id, "code": kind.code, "channel": answer.channel, "on": answer.received_on.isoformat()},
        personal={name: text for name, text in texts.items() if text},
        reason=(kind.code, f"{kind.name}."),
    )
    record.apply(session, case_id, event, actor=actor, at=at, expected_version=expected_version, facts=facts)
    start_internal_deadline(session, case_id, ANSWER_FOLLOW_UP, vietnam_day(at), today=vietnam_day(at))
    return row


def last_answer(session: Session, case_id: str) -> CaseAnswer | None:
    """The newest answer of a case that was not taken back."""
    query = sa.select(CaseAnswer).where(CaseAnswer.case_id == case_id, CaseAnswer.taken_back_at.is_(None))
    return session.scalar(query.order_by(CaseAnswer.id.desc()).limit(1))


def answers_of(session: Session, case_id: str) -> Sequence[CaseAnswer]:
    """All answers of a case, those that were taken back too, the oldest first."""
    query = sa.select(CaseAnswer).where(CaseAnswer.case_id == case_id)
    return session.scalars(query.order_by(CaseAnswer.id)).all()


def opened_answer(keys: FieldKeys, row: CaseAnswer) -> Answer:
    """An answer with its sealed words. The caller answers for the purpose."""
    texts = {
        column: keys.open(f"case_answers|{column}|{row.id}", sealed) if (sealed := getattr(row, column)) else ""
        for column in ("statement", "proof", "other_person")
    }
    return Answer(
        code=row.code,
        received_on=row.received_on,
        channel=Channel(row.channel),
        statement=texts["statement"],
        proof=texts["proof"],
        other_person=_of_json(texts["other_person"]),
    )


def identify_violator(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    violator: Violator,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """Say who is the violator, after the owner has answered (row 12); the minutes are due in five working days.

    Raises Refused where the answer does not lead to a violator, an excuse is passed over without a reason, nothing was
    verified of him by signed minutes, an organisation is said to have driven, or the case has no owner.
    """
    kind = _answer_leading_to(session, case_id, "violator")
    if kind.excuse and not violator.not_accepted.strip():
        raise Refused(f"The answer {kind.code} excuses the owner: say why it is not accepted.")
    refuse_unverified(session, keys, case_id, violator.person, admitted=kind.code == ADMITS)
    why = {"not_accepted": violator.not_accepted}
    written = store_notes(session, keys, case_id, CaseEvent.VIOLATOR_IDENTIFIED, why, actor=actor, at=at)
    return _identified(session, keys, case_id, violator, actor, at, expected_version, written)


def propose_owner_liable(
    session: Session, keys: FieldKeys, case_id: str, *, delivery_proof: str, reason: str, actor: Actor, at: datetime
) -> Case:
    """First voice that a silent owner is liable (row 13, D168 art. 47.8.b): an officer or a signer, never the machine.

    delivery_proof: what proves that the notice reached him. Raises Refused without it.
    """
    if not delivery_proof.strip():
        raise Refused("A silent owner is liable only when it is proved that the notice reached him: name the proof.")
    case = record.locked(session, case_id)
    named = store_notes(
        session, keys, case_id, LogEvent.DELIVERY_PROOF_RELIED_ON, {"proof": delivery_proof}, actor=actor, at=at
    )
    data = {"commitments": record.commitments(case, named)}
    record.note(session, case, LogEvent.DELIVERY_PROOF_RELIED_ON, actor=actor, at=at, data=data)
    why = store_notes(session, keys, case_id, LogEvent.LIABILITY_PROPOSED, {"reason": reason}, actor=actor, at=at)
    return record.propose(session, case_id, CaseEvent.VIOLATOR_IDENTIFIED, actor=actor, at=at, why=why)


def declare_owner_liable(session: Session, keys: FieldKeys, case_id: str, *, actor: Actor, at: datetime) -> Case:
    """Second voice, of the other party than the first (officer and signer). Raises Refused, SecondPersonNeeded."""
    if record.locked(session, case_id).state != CaseState.ESCALATED:
        raise Refused("Only an owner who stays silent after the warning is declared liable; this one has answered.")
    return _identified(session, keys, case_id, Violator(drove=False), actor, at, None, {})


def accept_excuse(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    *,
    note: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """End a case because the owner's answer excuses him (row 34). Raises Refused where the answer is no excuse."""
    kind = _answer_leading_to(session, case_id, "reject")
    if not note.strip():
        raise Refused("Say what proves the excuse: the file must show it.")
    proved = store_notes(session, keys, case_id, CaseEvent.ACT_REJECTED, {"note": note}, actor=actor, at=at)
    facts = Facts(log={"basis": kind.law}, personal=proved, reason=(kind.code, f"{kind.name}."))
    return record.apply(
        session, case_id, CaseEvent.ACT_REJECTED, actor=actor, at=at, expected_version=expected_version, facts=facts
    )


def name_new_owner(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    owner: Person,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """Another person counts as owner on the day of the act, or he lives elsewhere: a new notice follows (row 33).

    The law names no second run of the ten days (unconfirmed); the old term stays what it was.
    Raises Refused where the answer does not lead there, or the commune is not known.
    """
    kind = _answer_leading_to(session, case_id, "new_notice")
    if not owner.commune_code or not owner.address.strip():
        raise Refused("A new notice needs the address and today's commune of its receiver.")
    forget_owner(session, case_id)
    row = save_person(session, keys, case_id, PersonRole.OWNER, replace(owner, source=f"answer {kind.code}"), at=at)
    facts = Facts(
        columns={"commune_code": owner.commune_code},
        log={"because": kind.code, "person": row.id},
        personal={"owner": person_json(owner)},
    )
    return record.apply(
        session,
        case_id,
        CaseEvent.OWNER_OR_ADDRESS_CHANGED,
        actor=actor,
        at=at,
        expected_version=expected_version,
        facts=facts,
    )


def _identified(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    violator: Violator,
    actor: Actor,
    at: datetime,
    expected_version: int | None,
    written: Mapping[str, str],
) -> Case:
    person = violator.person or owner_as_verified(session, keys, case_id)
    if person is None:
        raise Refused("The case has no owner to be the violator: identify the owner first, or name the driver.")
    if violator.drove and person.is_organisation:
        raise Refused("An organisation does not drive: name the driver, or hold the organisation liable as owner.")
    source = DROVE if violator.drove else OWNER_LIABLE
    row = save_person(session, keys, case_id, PersonRole.VIOLATOR, replace(person, source=source), at=at)
    facts = Facts(log={"person": row.id, "ground": source}, personal={"violator": person_json(person), **written})
    return record.apply(
        session,
        case_id,
        CaseEvent.VIOLATOR_IDENTIFIED,
        actor=actor,
        at=at,
        expected_version=expected_version,
        facts=facts,
    )


def _answer_leading_to(session: Session, case_id: str, where: str) -> AnswerKind:
    record.locked(session, case_id)
    row = last_answer(session, case_id)
    if row is None:
        raise Refused("The owner has not answered: record his answer first.")
    kind = answer_kind(row.code)
    if where not in kind.leads_to:
        raise Refused(f"The answer {kind.code} leads to {' or '.join(kind.leads_to)}, not to {where} ({kind.law}).")
    return kind


def _refuse_incomplete(kind: AnswerKind, answer: Answer, actor: Actor, today: date) -> None:
    missing = [need for need in kind.needs if not getattr(answer, need)]
    # The reply slip of the commune has boxes, no room for proofs: the officer asks for them afterwards. So it has where
    # an officer enters it for police that are not connected.
    from_commune = Party.COM in actor.parties() or answer.channel is Channel.COMMUNE
    if missing and not from_commune:
        raise Refused(f"{kind.code} needs {' and '.join(missing)}: ask the owner for it, then record the answer.")
    if answer.received_on > today:
        raise Refused(f"The answer is said to have come on {answer.received_on}: that day has not come yet.")
    if from_commune and not kind.by_commune:
        possible = ", ".join(kind.code for kind in answer_kinds().values() if kind.by_commune)
        raise Refused(f"The reply slip of a commune has no answer {kind.code}. Possible: {possible}.")


def _of_json(text: str) -> Person | None:
    if not text:
        return None
    facts = json.loads(text)
    facts["birth_date"] = date.fromisoformat(facts["birth_date"]) if facts["birth_date"] else None
    return Person(**facts)
