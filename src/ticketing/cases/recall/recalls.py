"""Recall: every case that one fault touches is held in one action, at whatever state; two persons end it.

A fault is a camera, a version of the networks, a load of the registry or a version of a table of the law, within a time
of capture. First the list of touched cases is written, then they are held in chunks: a crash in between leaves a list
that the worker goes on with. A drop that comes in later and falls under an open recall is held when its case opens.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party, Role, machine
from ticketing.cases import record
from ticketing.cases.events import CaseEvent
from ticketing.cases.recall.tables import (
    ENDED,
    ENDING,
    FREE,
    HELD,
    HELD_BEFORE,
    HELD_NOW,
    HOLDING,
    LEFT,
    OVER,
    TAKEN_BACK,
    TO_HOLD,
    WITHDRAW,
    Recall,
    RecalledCase,
)
from ticketing.cases.states import FINAL, CaseState, Refused, refuse_without
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import iso, parse_moment
from ticketing.kit.db import Database, as_one_who_writes, in_turn, is_one_of, table_of
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue

CHUNK = 1_000
HOLD_TASK, END_TASK = "recall_hold", "recall_end"
LEAST_OF_A_VERSION = 8
"""So many first characters name a version of a table of the law: whoever types one does not type 64."""


class NothingNamed(ValueError):
    """The scope names no fault."""


@dataclass(frozen=True)
class Scope:
    """What a recall is about. since inclusive, until exclusive: the time of capture.

    model: the networks' version as cases keep it, or one word of it. load: id of a load of the registry.
    law: version of a table of the law (SHA-256, or its first eight characters and more).
    """

    since: datetime
    until: datetime
    camera: str | None = None
    model: str | None = None
    load: str | None = None
    law: str | None = None

    def __post_init__(self) -> None:
        """Raises NothingNamed."""
        if self.until <= self.since:
            raise NothingNamed("The time ends before it begins: `from` counts, `to` is the first moment that does not.")
        if not (self.camera or self.model or self.load or self.law):
            raise NothingNamed("Name the fault: a camera, a model, a load of the registry or a version of the law.")
        if self.law and len(self.law) < LEAST_OF_A_VERSION:
            raise NothingNamed(
                f"'{self.law}' is too short for a version: give at least {LEAST_OF_A_VERSION} characters."
            )

    def covers(self, camera: str, captured_at: datetime, versions: Mapping[str, Any]) -> bool:
        """Whether a case of this camera, this moment and these versions is touched."""
        networks = str(versions.get("networks") or "")
        return (
            self.since <= captured_at < self.until
            and self.camera in (None, camera)
            and (self.model is None or self.model in (networks, *networks.split()))
            and (self.load is None or self.load == versions.get("registry"))
            and (self.law is None or any(_is_law(name, version, self.law) for name, version in versions.items()))
        )

    def as_json(self) -> dict[str, Any]:
        """The scope as the table and the log keep it."""
        named = {"camera": self.camera, "model": self.model, "load": self.load, "law": self.law}
        return {"from": iso(self.since), "to": iso(self.until), **{name: one for name, one in named.items() if one}}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Scope":
        """Read `as_json`."""
        named = {name: kept.get(name) for name in ("camera", "model", "load", "law")}
        return cls(parse_moment(kept["from"]), parse_moment(kept["to"]), **named)


def _is_law(name: str, version: Any, asked: str) -> bool:
    return name.endswith(".csv") and str(version).startswith(asked)


def touched(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Id and state of each case under the scope that has not ended, in the order in which they came."""
    query = sa.select(Case.id, Case.state, Case.camera, Case.violated_at, Case.versions).where(
        Case.state.not_in(FINAL), Case.violated_at >= scope.since, Case.violated_at < scope.until
    )
    if scope.camera is not None:
        query = query.where(Case.camera == scope.camera)
    rows = session.execute(query.order_by(Case.id))
    return [(id_, state) for id_, state, camera, moment, versions in rows if scope.covers(camera, moment, versions)]


def recall(database: Database, scope: Scope, reason: str, *, actor: Actor, at: datetime) -> str:
    """Hold every case under the scope, and return the recall's id. One person is enough. Raises Refused.

    A case that opens at this very moment is waited for, or waits and is held as it opens.
    """
    refuse_without(reason)
    with database.writing() as session:
        in_turn(session, table_of(Recall))
        found = touched(session, scope)
        begun = Recall(
            id=new_id(), scope=scope.as_json(), reason=reason.strip(), person=actor.person, role=actor.role, at=at
        )
        session.add(begun)
        session.flush()
        if found:
            rows = [{"recall_id": begun.id, "case_id": case_id, "state": TO_HOLD} for case_id, _ in found]
            session.execute(sa.insert(RecalledCase), rows)
        enqueue(session, HOLD_TASK, begun.id, key=begun.id, at=at)
        _tell(session, begun, LogEvent.RECALL_BEGUN, actor.label, at, {**begun.scope, "touched": len(found)})
    hold_touched(database, begun.id, at=at, actor=actor)
    return begun.id


def hold_touched(database: Database, recall_id: str, *, at: datetime, actor: Actor | None = None) -> None:
    """Hold what is still to be held (task "recall_hold"): at once by who recalled, after a crash by the worker."""
    while True:
        with database.writing() as session:
            found = session.get_one(Recall, recall_id, with_for_update=True)
            hand = actor or machine("recall", because=f"recall {recall_id} by {found.role}:{found.person}")
            waiting = _cases(session, recall_id, TO_HOLD, CHUNK)
            if waiting:
                _hold(session, found, waiting, hand, at)
            elif found.state == HOLDING:
                found.state = HELD
                held = _count(session, recall_id, HELD_NOW)
                _tell(session, found, LogEvent.RECALL_CASES_HELD, hand.label, at, {"held": held})
        if not waiting:
            return


def _hold(session: Session, found: Recall, case_ids: Sequence[str], actor: Actor, at: datetime) -> None:
    became = record.hold_all(session, case_ids, reason=found.reason, log={"recall": found.id}, actor=actor, at=at)
    for state, ids in became.items():
        rows = is_one_of(session, RecalledCase.case_id, ids)
        session.execute(
            sa.update(RecalledCase).where(RecalledCase.recall_id == found.id, rows).values(state=AFTER_HOLD[state]),
            execution_options={"synchronize_session": False},
        )


AFTER_HOLD = {record.HELD_NOW: HELD_NOW, record.WAS_HELD: HELD_BEFORE, record.HAD_ENDED: ENDED}


def hold_if_recalled(session: Session, case: Case, *, at: datetime) -> None:
    """Hold a case that has just opened and falls under an open recall."""
    as_one_who_writes(session, table_of(Recall))
    query = sa.select(Recall).where(Recall.state.in_((HOLDING, HELD)))
    for found in session.scalars(query).all():
        if Scope.of_json(found.scope).covers(case.camera, case.violated_at, case.versions):
            session.add(RecalledCase(recall_id=found.id, case_id=case.id, state=TO_HOLD))
            session.flush()
            hand = machine("recall", because=f"recall {found.id} by {found.role}:{found.person}")
            _hold(session, found, [case.id], hand, at)


def propose_end(
    session: Session, recall_id: str, ending: str, *, reason: str, actor: Actor, at: datetime, law: str = ""
) -> None:
    """The first of two voices for releasing or for withdrawing all cases of a recall. Raises Refused.

    law: the article that the letters of a withdrawal name.
    """
    found = _open(session, recall_id)
    refuse_without(reason)
    if ending == WITHDRAW and not law.strip():
        raise Refused("Name the article: the letters that take notices back print it.")
    if found.ending is not None:
        raise Refused("An end of this recall is proposed already: another person agrees to it.")
    found.ending, found.release_reason, found.law = ending, reason.strip(), law.strip() or None
    found.proposed_by, found.proposed_role, found.proposed_at = actor.person, actor.role, at
    _tell(session, found, LogEvent.RECALL_END_PROPOSED, actor.label, at, {"ending": ending})


def agree_to_end(session: Session, recall_id: str, *, actor: Actor, at: datetime) -> None:
    """The second voice; the worker then goes on case by case. Raises Refused."""
    found = _open(session, recall_id)
    if found.ending is None:
        raise Refused("Two persons end a recall: propose it first, with the reason.")
    if found.proposed_by == actor.person:
        raise Refused("You have proposed this: another person has to agree.")
    if found.ending == WITHDRAW and Party.SIGN not in actor.parties():
        raise Refused("The signer agrees to a withdrawal: it is he who ends these cases.")
    found.state, found.released_by, found.released_role, found.released_at = ENDING, actor.person, actor.role, at
    enqueue(session, END_TASK, recall_id, key=recall_id, at=at)
    data = {"proposed_by": f"{found.proposed_role}:{found.proposed_by}", "ending": found.ending}
    _tell(session, found, LogEvent.RECALL_END_AGREED, actor.label, at, data)


@dataclass(frozen=True)
class Withdrawal:
    """How a case is ended once it is held no more: in which states, and by (session, case id, reason, law, signer)."""

    states: frozenset[CaseState]
    withdraw: Callable[[Session, str, str, str, Actor], object]


def end_touched(database: Database, recall_id: str, withdrawal: Withdrawal, *, at: datetime) -> None:
    """Release, or release and withdraw, what this recall alone holds (task "recall_end"), by those who said so."""
    with database.reading() as session:
        found = session.get_one(Recall, recall_id)
        case_ids = _cases(session, recall_id, HELD_NOW, None)
    for case_id in case_ids:
        with database.writing() as session:
            _end_one(session, found, case_id, withdrawal, at)
    with database.writing() as session:
        found = session.get_one(Recall, recall_id, with_for_update=True)
        if found.state == ENDING:
            found.state = OVER
            ended = {state: _count(session, recall_id, state) for state in (FREE, TAKEN_BACK, LEFT)}
            _tell(session, found, LogEvent.RECALL_ENDED, machine("recall").label, at, ended)


def _end_one(session: Session, found: Recall, case_id: str, withdrawal: Withdrawal, at: datetime) -> None:
    case = record.locked(session, case_id)
    row = session.get_one(RecalledCase, (found.id, case_id))
    if row.state != HELD_NOW:
        return
    withdraws = found.ending == WITHDRAW and case.state not in FINAL
    if withdraws and CaseState(case.state) not in withdrawal.states:
        row.state = LEFT  # at the desk it is rejected, after the decision that is cancelled: on the case's own page
        return
    if other := _other_recall(session, found, case_id):
        if not withdraws:
            other.state = HELD_NOW  # what holds it from now on
            row.state = FREE
            return
        other.state = ENDED
    if case.on_hold and case.state not in FINAL:
        _release(session, found, case_id, at)
    if withdraws:
        signer = Actor(found.released_by or "", Role(found.released_role or ""))
        withdrawal.withdraw(session, case_id, found.release_reason or "", found.law or "", signer)
    row.state = TAKEN_BACK if withdraws else FREE


def _other_recall(session: Session, found: Recall, case_id: str) -> RecalledCase | None:
    """The case in another recall that still holds it."""
    query = sa.select(RecalledCase).join(Recall, Recall.id == RecalledCase.recall_id)
    return session.scalar(
        query.where(
            RecalledCase.case_id == case_id, Recall.id != found.id, Recall.state.in_((HOLDING, HELD)),
            RecalledCase.state.in_((HELD_BEFORE, HELD_NOW)),
        ).limit(1)
    )  # fmt: skip


def _release(session: Session, found: Recall, case_id: str, at: datetime) -> None:
    first = Actor(found.proposed_by or "", Role(found.proposed_role or ""))
    second = Actor(found.released_by or "", Role(found.released_role or ""))
    why = {"reason": found.release_reason} if found.release_reason else {}  # it stands with the recall
    record.propose(session, case_id, CaseEvent.RELEASED, actor=first, at=at, why=why)
    record.apply(
        session, case_id, CaseEvent.RELEASED, actor=second, at=at, facts=record.Facts(log={"recall": found.id})
    )


def recalls(session: Session) -> list[tuple[Recall, dict[str, int]]]:
    """All recalls, the newest first, each with its number of cases by their state in it."""
    query = sa.select(RecalledCase.recall_id, RecalledCase.state, sa.func.count()).group_by(
        RecalledCase.recall_id, RecalledCase.state
    )
    counts: dict[str, dict[str, int]] = {}
    for recall_id, state, count in session.execute(query):
        counts.setdefault(recall_id, {})[state] = count
    return [(one, counts.get(one.id, {})) for one in session.scalars(sa.select(Recall).order_by(Recall.at.desc()))]


def recalled_cases(session: Session, recall_id: str) -> list[tuple[str, str, str]]:
    """Id and state of each case of a recall, and its state in the recall, in the order in which they came."""
    query = sa.select(Case.id, Case.state, RecalledCase.state).join(RecalledCase, RecalledCase.case_id == Case.id)
    rows = session.execute(query.where(RecalledCase.recall_id == recall_id).order_by(Case.id))
    return [(case_id, state, in_recall) for case_id, state, in_recall in rows]


def numbers_of(session: Session, case_ids: Sequence[str]) -> dict[str, str]:
    """The numbers of cases by their ids."""
    query = sa.select(Case.id, Case.number).where(is_one_of(session, Case.id, case_ids))
    return dict(session.execute(query).tuples().all())


def _open(session: Session, recall_id: str) -> Recall:
    found = session.get(Recall, recall_id, with_for_update=True)
    if found is None:
        raise LookupError(f"There is no recall '{recall_id}'.")
    if found.state != HELD:
        raise Refused("These cases are being held right now, or the recall is over: look again in a moment.")
    return found


def _cases(session: Session, recall_id: str, state: str, most: int | None) -> list[str]:
    query = sa.select(RecalledCase.case_id).where(RecalledCase.recall_id == recall_id, RecalledCase.state == state)
    return list(session.scalars(query.order_by(RecalledCase.case_id).limit(most)))


def _count(session: Session, recall_id: str, state: str) -> int:
    query = sa.select(sa.func.count()).where(RecalledCase.recall_id == recall_id, RecalledCase.state == state)
    return session.scalar(query) or 0


def _tell(
    session: Session, found: Recall, kind: EventKind, actor: str, at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    append(session, at=at, kind=kind, subject=f"recall {found.id}", actor=actor, data=data)
