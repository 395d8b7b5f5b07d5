"""Holding a case at once, and releasing it by two persons. While it is held no paper is signed or sent and no verdict
taken; the clocks run on (domain.md 2.1, flag HELD)."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.proposals import open_proposal
from ticketing.cases.record import Facts
from ticketing.cases.states import Refused, refuse_without
from ticketing.cases.tables import Case, CaseProposal
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys


def hold(session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Hold a case: one officer or signer is enough. Raises Refused without a reason, or when it is held already."""
    refuse_without(reason)
    case = record.locked(session, case_id)
    if case.on_hold:
        raise Refused(f"Case {case.number} is held already. Two persons release it.")
    why = store_notes(session, keys, case_id, CaseEvent.HELD, {"held_because": reason}, actor=actor, at=at)
    return record.apply(session, case_id, CaseEvent.HELD, actor=actor, at=at, facts=Facts(personal=why))


def propose_release(
    session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime
) -> Case:
    """The first of two voices for the release. Raises Refused when the case is not held or was proposed already."""
    refuse_without(reason)
    case = _locked_on_hold(session, case_id)
    if release_proposal(session, case) is not None:
        raise Refused("The release is proposed already: another person agrees to it.")
    why = store_notes(session, keys, case_id, LogEvent.RELEASE_PROPOSED, {"reason": reason}, actor=actor, at=at)
    return record.propose(session, case_id, CaseEvent.RELEASED, actor=actor, at=at, why=why)


def release(session: Session, case_id: str, *, actor: Actor, at: datetime) -> Case:
    """The second voice. Raises SecondPersonNeeded before the first, Refused for the person who gave it."""
    _locked_on_hold(session, case_id)
    return record.apply(session, case_id, CaseEvent.RELEASED, actor=actor, at=at)


def release_proposal(session: Session, case: Case) -> CaseProposal | None:
    """Who proposed the release that now waits for a second person."""
    return open_proposal(session, case, CaseEvent.RELEASED)


def _locked_on_hold(session: Session, case_id: str) -> Case:
    case = record.locked(session, case_id)
    if not case.on_hold:
        raise Refused(f"Case {case.number} is not held: there is nothing to release.")
    return case
