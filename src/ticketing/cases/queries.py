"""What lists and pages read of cases, and of drops that never became one: one entry a drop, newest last.

The same entries for `ticketing case list`, pages and tests. Keyed by id (UUIDv7: the order in which drops came), so
that the thousandth page costs what the first does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Observation
from ticketing.cases.states import FINAL, CaseState
from ticketing.cases.tables import REAL, Case, CaseClock, ClockState
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of
from ticketing.kit.clock import iso_vietnam
from ticketing.kit.db import is_one_of
from ticketing.kit.jobs import DONE, FAILED, PENDING, Job
from ticketing.read.tables import Reading

PAGE = 500
BEFORE_A_CASE = frozenset(ObservationState) - {ObservationState.RECEIVED, ObservationState.CASE_OPENED}
STATES = (*(state.value for state in CaseState), *sorted(state.value for state in BEFORE_A_CASE))

Documents = Callable[[Session, str], list[dict[str, Any]]]


class UnknownState(ValueError):
    """No case and no drop can be in a state of that name."""


class SeveralFound(LookupError):
    """A name that is not of one case alone; `ids` says which it may mean."""

    def __init__(self, name: str, ids: Sequence[str]) -> None:
        """`ids`: of the cases and drops that bear the name."""
        super().__init__(f"'{name}' names {len(ids)} entries: give one of the ids {', '.join(ids)}.")
        self.ids = tuple(ids)


def case_list(session: Session, state: str | None = None) -> Iterator[dict[str, Any]]:
    """Every entry, or those in one state (STATES), read page by page. Raises UnknownState before the first."""
    if state is not None and state not in STATES:
        raise UnknownState(f"'{state}' is no state. Possible: {', '.join(STATES)}.")

    def entries() -> Iterator[dict[str, Any]]:
        after: str | None = ""
        while after is not None:
            page, after = case_page(session, state, after=after)
            yield from page

    return entries()


def case_page(
    session: Session, state: str | None = None, *, after: str = "", size: int = PAGE
) -> tuple[list[dict[str, Any]], str | None]:
    """The entries behind the id `after`, and the id behind which the next page begins (None: this was the last)."""
    query = _in_state(state).where(Observation.id > after).order_by(Observation.id).limit(size + 1)
    rows: list[tuple[Observation, Case | None]] = [(row[0], row[1]) for row in session.execute(query)]
    shown = rows[:size]
    clocks = _clocks(session, [case.id for _, case in shown if case is not None])
    stuck = _stuck(session, [drop.id for drop, case in shown if case is None])
    entries = [list_entry(drop, case, clocks.get(drop.id, ()), stuck.get(drop.id)) for drop, case in shown]
    return entries, shown[-1][0].id if len(rows) > size else None


def _in_state(state: str | None) -> "sa.Select[Observation, Case]":
    query = sa.select(Observation, Case).outerjoin(Case, Case.id == Observation.id)
    if state is None:
        return query
    if state in BEFORE_A_CASE:
        return query.where(Observation.state == state)
    if state == CaseState.DETECTED:
        # A drop on its way to the networks is an act that a device has recorded: row 1 of the table.
        on_its_way = sa.and_(Case.id.is_(None), Observation.state == ObservationState.RECEIVED)
        return query.where(sa.or_(Case.state == state, on_its_way))
    return sa.select(Observation, Case).join(Case, Case.id == Observation.id).where(Case.state == state)


def newest_of_plates(session: Session, plates: Sequence[str], limit: int) -> list[Case]:
    """The newest cases of these plates that accuse somebody."""
    query = sa.select(Case).where(Case.plate.in_(plates), REAL).order_by(Case.violated_at.desc(), Case.id.desc())
    return list(session.scalars(query.limit(limit)))


def numbers_of(session: Session, case_ids: Iterable[str]) -> dict[str, str]:
    """Numbers of cases by their ids; an id of no case has none."""
    query = sa.select(Case.id, Case.number).where(is_one_of(session, Case.__table__.c.id, sorted(set(case_ids))))
    return {row[0]: row[1] for row in session.execute(query)}


def _clocks(session: Session, case_ids: Sequence[str]) -> dict[str, list[CaseClock]]:
    query = sa.select(CaseClock).where(CaseClock.case_id.in_(case_ids), CaseClock.state == ClockState.RUNNING)
    clocks: dict[str, list[CaseClock]] = {}
    for clock in session.scalars(query.order_by(CaseClock.due_on, CaseClock.code)):
        clocks.setdefault(clock.case_id, []).append(clock)
    return clocks


def _stuck(session: Session, drop_ids: Sequence[str]) -> dict[str, str]:
    """Why drops do not come on: what the machine met when it tried."""
    query = sa.select(Job).where(Job.subject.in_(drop_ids), Job.problem.is_not(None), Job.state != DONE)
    said = {PENDING: "WAITS", FAILED: "GIVEN_UP"}
    return {job.subject: f"{said[job.state]}: {job.problem}" for job in session.scalars(query)}


def list_entry(
    observation: Observation, case: Case | None, clocks: Iterable[CaseClock] = (), stuck: str | None = None
) -> dict[str, Any]:
    """One drop as lists show it; missing values are None. Times are Vietnam's, days ISO.

    stuck: why a drop that is no case yet does not come on.
    """
    return _entry_of_case(case, clocks) if case is not None else _entry_of_drop(observation, stuck)


def _entry_of_case(case: Case, clocks: Iterable[CaseClock]) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "case_no": case.number,
        "event_id": case.event_id,
        "camera": case.camera,
        "state": case.state,
        "reason": f"{case.reason_code}: {case.reason}" if case.reason_code else None,
        "plate": case.plate,
        "plate_colour": case.plate_colour,
        "confidence": case.confidence,
        "behaviour": case.behaviour,
        "vehicle": case.vehicle,
        "violated_at": iso_vietnam(case.violated_at),
        "commune_code": case.commune_code,
        "clocks": [{"code": clock.code, "due_on": clock.due_on.isoformat()} for clock in shown_clocks(case, clocks)],
    }


def shown_clocks(case: Case, clocks: Iterable[CaseClock]) -> list[CaseClock]:
    """Running terms as lists show them: none in a final state (domain.md 2.1), though a right to sue may run on."""
    return [] if case.state in FINAL else list(clocks)


def _entry_of_drop(drop: Observation, stuck: str | None) -> dict[str, Any]:
    on_its_way = drop.state in (ObservationState.RECEIVED, ObservationState.CASE_OPENED)
    return {
        "case_id": drop.id,
        "case_no": None,
        "event_id": drop.event_id,
        "camera": drop.camera,
        "state": CaseState.DETECTED.value if on_its_way else drop.state,
        "reason": f"{drop.state}: {drop.reason}" if drop.reason else stuck,
        "plate": None,
        "plate_colour": None,
        "confidence": None,
        "behaviour": drop.behaviour,
        "vehicle": drop.vehicle,
        "violated_at": iso_vietnam(drop.captured_at) if drop.captured_at else None,
        "commune_code": None,
        "clocks": [],
    }


def find(session: Session, name: str) -> tuple[Observation, Case | None]:
    """The drop and its case by case id, case number or event id. Raises LookupError, SeveralFound."""
    by_number = sa.select(Case.id).where(Case.number == name)
    query = sa.select(Observation).where(
        sa.or_(
            Observation.id == name,
            Observation.id.in_(by_number),
            sa.and_(Observation.event_id == name, Observation.id.not_in(sa.select(Case.id).where(Case.seeded))),
        )
    )
    found = list(session.scalars(query.order_by(Observation.id)))
    exact = [one for one in found if one.id == name] or _first_of_an_event(found)
    if not exact:
        raise LookupError(f"Nothing is called '{name}': give a case id, a case number or an event id (case list).")
    if len(exact) > 1:
        raise SeveralFound(name, [one.id for one in exact])
    return exact[0], session.get(Case, exact[0].id)


def _first_of_an_event(found: Sequence[Observation]) -> Sequence[Observation]:
    """An event id means the drop that was taken first under it, not what came later in conflict or in pieces."""
    taken = [one for one in found if one.state not in (ObservationState.CONFLICT, ObservationState.CORRUPT)]
    return taken or found


def case_show(session: Session, name: str, *, documents: Documents | None = None) -> dict[str, Any]:
    """One entry with readings, registry, evidence, documents and history, without anything of a person.

    documents: lists the papers of a case; the room that makes them lies behind this one. Raises as `find`.
    """
    observation, case = find(session, name)
    clocks = _clocks(session, [case.id]).get(case.id, []) if case else []
    return list_entry(observation, case, clocks) | {
        "drop": observation.drop,
        "place": case.place if case else observation.place,
        "flags": list(case.flags) if case else [],
        "findings": list(case.findings) if case else [],
        "speed_kmh": observation.speed_kmh,
        "limit_kmh": observation.limit_kmh,
        "law": case.law if case else None,
        "certificate": case.certificate if case else None,
        "versions": case.versions if case else {},
        "readings": [_reading(reading) for reading in readings_of(session, observation.id)],
        "registry": case.registration if case else None,
        "evidence": _evidence(session, observation.id),
        "documents": documents(session, case.id) if documents and case else [],
        "events": _events(session, observation.id),
    }


def readings_of(session: Session, observation_id: str) -> list[Reading]:
    """What the machine read: one row a look, the vote over all of them last."""
    query = sa.select(Reading).where(Reading.observation_id == observation_id)
    return list(session.scalars(query.order_by(Reading.id)))


def _reading(reading: Reading) -> dict[str, Any]:
    about = {
        "picture": reading.picture,
        "role": reading.role,
        "box": reading.box,
        "vehicle": reading.vehicle,
        "networks": reading.networks,
    }
    return about | reading.data


def _evidence(session: Session, subject: str) -> list[dict[str, Any]]:
    return [
        {
            "sha256": item.sha256,
            "role": item.role,
            "captured_at": iso_vietnam(item.captured_at) if item.captured_at else None,
            "received_at": iso_vietnam(item.received_at),
        }
        for item in items_of(session, subject)
    ]


def _events(session: Session, subject: str) -> list[dict[str, Any]]:
    return [
        {"seq": event.seq, "at": event.at, "actor": event.actor, "event": event.kind}
        for event in events_of(session, subject)
    ]
