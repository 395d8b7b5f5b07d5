"""What waits for a person before the notice, by what has to be done about it: how many, how long, and each of them.

The queue of the desk (review.queue) is for judging; this is for everything that the machine would not guess.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cameras.tables import Observation
from ticketing.cases.intake.sorting import EXEMPT_VEHICLE, STOLEN_VEHICLE, TWIN_PROVEN
from ticketing.cases.owner.identification import ADDRESS_AMBIGUOUS
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.kit.clock import vietnam_day
from ticketing.kit.jobs import PENDING, Job
from ticketing.registry.match import TWIN, VEHICLE_DIFFERS
from ticketing.registry.ports import RegisterFault

PAGE = 50


class Queue(StrEnum):
    """By what a person has to do."""

    OWNER = "owner"
    ADDRESS = "address"
    DIFFERS = "differs"
    TWIN = "twin"
    LISTED = "listed"
    SPECIAL = "special"
    REGISTER = "register"
    OTHER = "other"


WAITING_STATES = (CaseState.MANUAL_QUEUE, CaseState.CONFIRMED, CaseState.OWNER_UNKNOWN)
_BY_CODE = {
    VEHICLE_DIFFERS: Queue.DIFFERS,
    TWIN: Queue.TWIN,
    TWIN_PROVEN: Queue.TWIN,
    STOLEN_VEHICLE: Queue.LISTED,
    EXEMPT_VEHICLE: Queue.LISTED,
    "SPECIAL_PLATE": Queue.SPECIAL,
    ADDRESS_AMBIGUOUS: Queue.ADDRESS,
}
_BY_STATE = {CaseState.OWNER_UNKNOWN: Queue.OWNER, CaseState.MANUAL_QUEUE: Queue.OTHER}
_REGISTER_FAULTS = {fault.__name__: fault.code for fault in RegisterFault.__subclasses__()}


@dataclass(frozen=True)
class Group:
    """Cases of one state and reason that wait in a queue. since: the day since when the oldest one waits."""

    queue: Queue
    state: str
    code: str | None
    count: int
    since: date


@dataclass(frozen=True)
class WaitingLine:
    """One that waits. case: None for a drop that is no case yet. since: day since when; days_left: to the notice."""

    drop: Observation
    case: Case | None
    code: str | None
    reason: str
    since: date
    days_left: int | None


def queue_of(state: str, code: str | None) -> Queue | None:
    """In which queue a case waits; None: it waits for no person here.

    >>> queue_of("CONFIRMED", "ADDRESS_AMBIGUOUS"), queue_of("CONFIRMED", None), queue_of("MANUAL_QUEUE", "UNREADABLE")
    (<Queue.ADDRESS: 'address'>, None, <Queue.OTHER: 'other'>)
    """
    if state not in WAITING_STATES:
        return None
    return _BY_CODE.get(code or "") or _BY_STATE.get(CaseState(state))


def groups(session: Session) -> list[Group]:
    """What waits, by queue and reason."""
    query = (
        sa.select(Case.state, Case.reason_code, sa.func.count(), sa.func.min(Case.changed_at))
        .where(Case.state.in_(WAITING_STATES))
        .group_by(Case.state, Case.reason_code)
    )
    found = [
        Group(queue, state, code, count, vietnam_day(since))
        for state, code, count, since in session.execute(query)
        if (queue := queue_of(state, code))
    ]
    return sorted([*found, *_waiting_for_register(session)], key=lambda one: (-one.count, one.code or ""))


def lines(
    session: Session, queue: Queue, code: str | None, *, today: date, after: str = "", size: int = PAGE
) -> tuple[list[WaitingLine], str | None]:
    """One page of a queue, the oldest act first, and the id behind which the next page begins.

    code: only of this reason; None: of all. after: the id that the last page ended with.
    """
    if queue is Queue.REGISTER:
        return _lines_of_register(session, code, today, after, size)
    query = _in_queue(queue, code)
    if last := session.get(Case, after) if after else None:
        place = sa.tuple_(Case.violated_at, Case.id)
        query = query.where(place > sa.tuple_(sa.literal(last.violated_at, Case.violated_at.type), last.id))
    rows = [(row[0], row[1]) for row in session.execute(query.order_by(Case.violated_at, Case.id).limit(size + 1))]
    left = _days_left(session, [case.id for _, case in rows], today)
    shown = [
        WaitingLine(drop, case, case.reason_code, case.reason or "", vietnam_day(case.changed_at), left.get(case.id))
        for drop, case in rows[:size]
    ]
    return shown, rows[size - 1][1].id if len(rows) > size else None


def _in_queue(queue: Queue, code: str | None) -> "sa.Select[Observation, Case]":
    query = sa.select(Observation, Case).join(Case, Case.id == Observation.id)
    codes = [one for one, of_code in _BY_CODE.items() if of_code is queue]
    if codes:
        query = query.where(Case.state.in_(WAITING_STATES), Case.reason_code.in_(codes))
    else:
        state = next(one for one, of_state in _BY_STATE.items() if of_state is queue)
        ours = sa.or_(Case.reason_code.is_(None), Case.reason_code.not_in(_BY_CODE))
        query = query.where(Case.state == state, ours)
    return query.where(Case.reason_code == code) if code else query


def _stuck() -> "sa.ColumnElement[bool]":
    """Jobs that wait for a register outside this house; the engine writes the name of the fault before it."""
    faults = [Job.problem.startswith(f"{name}:", autoescape=True) for name in _REGISTER_FAULTS]
    return sa.and_(Job.state == PENDING, sa.or_(*faults))


def _code_of(problem: str) -> str:
    return _REGISTER_FAULTS[problem.partition(":")[0]]


def _waiting_for_register(session: Session) -> Iterable[Group]:
    query = sa.select(Job.problem, Observation.received_at).join(Observation, Observation.id == Job.subject)
    by_code: dict[str, list[datetime]] = {}
    for problem, received_at in session.execute(query.where(_stuck())):
        by_code.setdefault(_code_of(problem or ""), []).append(received_at)
    return [
        Group(Queue.REGISTER, CaseState.CONFIRMED, code, len(moments), vietnam_day(min(moments)))
        for code, moments in by_code.items()
    ]


def _lines_of_register(
    session: Session, code: str | None, today: date, after: str, size: int
) -> tuple[list[WaitingLine], str | None]:
    query = (
        sa.select(Observation, Case, Job)
        .join(Job, Job.subject == Observation.id)
        .outerjoin(Case, Case.id == Observation.id)
        .where(_stuck(), Observation.id > after)
        .order_by(Observation.id)
        .limit(size + 1)
    )
    rows: Sequence[Any] = session.execute(query).all()
    left = _days_left(session, [case.id for _, case, _ in rows if case], today)
    shown = [
        WaitingLine(drop, case, of_code, sentence, vietnam_day(drop.received_at), left.get(drop.id))
        for drop, case, job in rows[:size]
        for of_code, sentence in ((_code_of(job.problem), job.problem.partition(": ")[2]),)
        if code in (None, of_code)
    ]
    return shown, rows[size - 1][0].id if len(rows) > size else None


def _days_left(session: Session, case_ids: Sequence[str], today: date) -> Mapping[str, int]:
    query = sa.select(CaseClock.case_id, CaseClock.due_on).where(
        CaseClock.case_id.in_(case_ids), CaseClock.code == "NOTICE", CaseClock.state == ClockState.RUNNING
    )
    return {case_id: (due_on - today).days for case_id, due_on in session.execute(query)}
