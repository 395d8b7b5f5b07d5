"""The one door through which a case changes: what moves it (`apply`), and what it says without moving (`amend`).

In one transaction: lock the row, check the version, ask the table, write case and clocks, the job that lets the
machine react, and last the event in the evidence log. A crash before the commit: nothing happened.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.gazetteer import gazetteer
from ticketing.agency.actors import Actor
from ticketing.cases.events import CaseEvent
from ticketing.cases.proposals import answered_proposal
from ticketing.cases.states import DECISION_RECEIVED, FINAL, HELD, LIFTS, CaseState, Refused, Row, outlives, transition
from ticketing.cases.tables import Case, CasePerson, CaseProposal, ClockState
from ticketing.cases.terms import clocks
from ticketing.cases.terms.case_clocks import end_clock, going_clocks, rest_clock, start_clock
from ticketing.cases.terms.internal_deadlines import start_internal_deadline
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import Happening, append, append_all, events_of, head_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import is_one_of
from ticketing.kit.digest import canonical_json, keyed_hash
from ticketing.kit.failpoints import failpoint
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue
from ticketing.kit.numbers import next_number

REACT = "react"
HELD_NOW, WAS_HELD, HAD_ENDED = "held", "was_held", "had_ended"
WARNED = "warning"  # what the event of the decision says: a warning is the main sanction, nothing is paid
KEPT = "papers_kept"  # what the event of the minutes says: something was kept that is given back after payment

# Columns that tell of a person: the log holds a commitment of them, never their text.
PERSONAL_COLUMNS = frozenset({"plate", "plate_rows", "registration"})
WRITTEN_ELSEWHERE = frozenset(
    {"id", "number", "state", "version", "flags", "salt", "changed_at", "log_id", "province", "seeded"}
)

AMENDED = frozenset({"reason_code", "reason", "findings", "commune_code", "salt"})
"""What changes without an event of the table: what a person is to look at, where the owner lives, what erasing ends."""

_LOCKED = (
    sa.select(Case)
    .where(Case.id == sa.bindparam("case_id"))
    .with_for_update()
    .execution_options(populate_existing=True)  # what was read before the lock may be old
)


class Stale(Refused):
    """The case changed since the person looked at it."""


@dataclass(frozen=True)
class Facts:
    """What comes with an event.

    columns:    columns of the case that it sets.
    log:        what the event says in clear; no personal data, no floats.
    personal:   texts of which the event holds a commitment only.
    reason:     code and sentence that the case shows from now on; None clears it.
    started_on: the day from which the terms count that this event starts (default: today in Vietnam).
    ends_on:    the last day that an order names for the term which this event starts; it lies inside the law's.
    marks:      marks that stand again, because what ended them is undone.
    """

    columns: Mapping[str, Any] = field(default_factory=dict)
    log: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    reason: tuple[str, str] | None = None
    started_on: date | None = None
    ends_on: date | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opening:
    """A case about to begin. `case_id` is the observation's id: one drop is at most one case."""

    case_id: str
    event_id: str
    camera: str
    place: str
    violated_at: datetime
    received_at: datetime
    columns: Mapping[str, Any] = field(default_factory=dict)
    seeded: bool = False


def open_case(session: Session, opening: Opening, *, actor: Actor, at: datetime) -> Case:
    """Begin a case in DETECTED (row 1). The limitation and the ten days count from the day of the act.

    Opening the same observation again returns the case that is there.
    """
    found = session.get(Case, opening.case_id)
    if found:
        return found
    row = transition(None, CaseEvent.VIOLATION_DETECTED, actor.parties())
    head = head_of(session)
    year = vietnam_day(at).year
    case = Case(
        id=opening.case_id,
        number=f"VP-{year}-{next_number(session, f'case|{year}'):06d}",
        province=head.province,
        log_id=head.log_id,
        salt=secrets.token_hex(16),
        version=1,
        state=row.target,
        event_id=opening.event_id,
        camera=opening.camera,
        place=opening.place,
        violated_at=opening.violated_at,
        received_at=opening.received_at,
        opened_at=at,
        changed_at=at,
        seeded=opening.seeded,
        **opening.columns,
    )
    case.flags = []
    session.add(case)
    session.flush()
    facts = Facts(columns=opening.columns, log={"number": case.number}, started_on=vietnam_day(opening.violated_at))
    _move_clocks(session, case, row, facts, at)
    _append(session, case, row, None, facts, actor, at)
    failpoint("case_opened_before_commit")
    return case


def apply(
    session: Session,
    case_id: str,
    event: CaseEvent,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
    facts: Facts | None = None,
) -> Case:
    """Let `event` happen to a case and return it.

    Raises Refused (what is possible now), Stale (somebody was faster), SecondPersonNeeded (nobody has
    proposed it yet), LookupError (no such case).
    """
    case = locked(session, case_id)
    if expected_version is not None and case.version != expected_version:
        raise Stale(
            f"Case {case.number} was changed by someone else (it is {case.state} now, version {case.version}; you saw "
            f"version {expected_version}). Look at it again, then decide."
        )
    return apply_to(session, case, event, actor=actor, at=at, facts=facts)


def apply_to(
    session: Session, case: Case, event: CaseEvent, *, actor: Actor, at: datetime, facts: Facts | None = None
) -> Case:
    """As `apply`, for a case that this transaction has `locked`. Raises Refused, SecondPersonNeeded."""
    facts = facts or Facts()
    source = CaseState(case.state)
    row = transition(source, event, actor.parties(), case.flags, seeded=case.seeded)
    proposed = answered_proposal(session, case, row, actor)
    _set_columns(case, facts)
    _set_state(case, row, facts, at)
    _move_clocks(session, case, row, facts, at)
    enqueue(session, REACT, case.id, key=f"{case.id}:{case.version}", at=at)
    _append(session, case, row, source, facts, actor, at, proposed)
    return case


def hold_all(
    session: Session, case_ids: Sequence[str], *, reason: str, log: Mapping[str, Any], actor: Actor, at: datetime
) -> dict[str, list[str]]:
    """Let flag_HELD happen to many cases at once, some dozen times as fast as one by one; nothing else changes.

    log: what each event says in clear. Returns the ids by what became of them: HELD_NOW, WAS_HELD, HAD_ENDED.
    Nobody is woken: the machine lets a held case be.
    """
    query = sa.select(Case.id, Case.state, Case.version, Case.flags, Case.salt, Case.number)
    rows = session.execute(query.where(is_one_of(session, Case.id, case_ids)).order_by(Case.id).with_for_update()).all()
    became: dict[str, list[str]] = {HELD_NOW: [], WAS_HELD: [], HAD_ENDED: []}
    changes, happenings = [], []
    for case in rows:
        source = CaseState(case.state)
        if source in FINAL or HELD in case.flags:
            became[HAD_ENDED if source in FINAL else WAS_HELD].append(case.id)
            continue
        row = transition(source, CaseEvent.HELD, actor.parties(), case.flags)
        version = case.version + 1
        changes.append({"id": case.id, "version": version, "flags": [*case.flags, HELD], "changed_at": at})
        data = {**_log_payload(row, source, source, version, actor), **log}
        data["commitments"] = {"held_because": _committed(case.salt, case.number, "held_because", reason)}
        happenings.append(Happening(row.event, case.id, data))
        became[HELD_NOW].append(case.id)
    if changes:
        session.execute(sa.update(Case), changes)
        append_all(session, happenings, at=at, actor=actor.label)
    return became


def locked(session: Session, case_id: str) -> Case:
    """The case, held against other writers until the transaction ends. Raises LookupError."""
    case = session.scalar(_LOCKED, {"case_id": case_id})
    if case is None:
        raise LookupError(f"There is no case '{case_id}'.")
    return case


def amend(
    session: Session,
    case: Case,
    kind: EventKind,
    columns: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> Case:
    """Set AMENDED columns of a case that this transaction has `locked`, and note why; state and clocks stay.

    kind, data: of the event, which says the new version too. Nobody is woken.
    """
    for name, value in columns.items():
        if name not in AMENDED:
            raise ValueError(f"'{name}' is set by an event of the table alone.")
        setattr(case, name, value)
    _next_version(case, at)
    note(session, case, kind, actor=actor, at=at, data={"version": case.version, **(data or {})})
    return case


def note(
    session: Session, case: Case, kind: EventKind, *, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """Append an event to a case's history that moves nothing: a first verdict, a view of the owner, a delivery."""
    append(session, at=at, kind=kind, subject=case.id, actor=actor.label, data=data)


def _set_columns(case: Case, facts: Facts) -> None:
    for name, value in facts.columns.items():
        if name in WRITTEN_ELSEWHERE or name not in Case.__table__.columns:
            raise ValueError(f"'{name}' is not set by an event's facts.")
        setattr(case, name, value)


def _next_version(case: Case, at: datetime) -> None:
    case.version += 1
    case.changed_at = at


def _set_state(case: Case, row: Row, facts: Facts, at: datetime) -> None:
    _next_version(case, at)
    if (mark := row.event.mark) is None:
        case.state = row.target
        stay = [flag for flag in case.flags if outlives(flag, row.event, row.target)]
        case.flags = [*stay, *(mark for mark in facts.marks if mark not in stay)]
        case.reason_code, case.reason = facts.reason or (None, None)
        return
    if lifted := LIFTS.get(row.event):
        case.flags = [f for f in case.flags if f != lifted]
    elif mark not in case.flags:
        case.flags = [*case.flags, mark]


def propose(
    session: Session, case_id: str, event: CaseEvent, *, actor: Actor, at: datetime, why: Mapping[str, str]
) -> Case:
    """Give the first of two voices for an event that needs two persons. Raises Refused.

    why: what was written for the file (words.kept_words), for the commitments of the log.
    """
    case = locked(session, case_id)
    row = transition(CaseState(case.state), event, actor.parties(), case.flags, seeded=case.seeded)
    if not row.two_persons:
        raise Refused(f"'{event}' needs one person only: record it directly.")
    voice = CaseProposal(
        id=new_id(), case_id=case.id, event=event, version=case.version, person=actor.person, role=actor.role, at=at,
        reason="",
    )  # fmt: skip
    session.add(voice)
    session.flush()
    data = {"version": case.version, "commitments": commitments(case, why)}
    note(session, case, LogEvent(f"proposed_{event}"), actor=actor, at=at, data=data)
    return case


def _move_clocks(session: Session, case: Case, row: Row, facts: Facts, at: datetime) -> None:
    today = vietnam_day(at)
    going = {clock.code: clock for clock in going_clocks(session, case.id)}
    for code in clocks.stopping(row.event, row.target, going):
        end_clock(going[code], today, moved=code in clocks.MOVES.get(row.event, ()))
    in_time = [code for code, clock in going.items() if clock.state == ClockState.RUNNING and not clock.is_over(today)]
    for code in clocks.resting(row.event, in_time):  # what is said after the last day revives nothing
        rest_clock(going[code], today)
    rest = [code for code, clock in going.items() if clock.rests]
    for code in clocks.beginning_anew(row.event, rest):
        end_clock(going[code], today, moved=True)
        # Who evaded before the decision may have ended that before it too: its year counts from the decision.
        start_clock(session, case.id, code, max(facts.started_on or today, going[code].started_on))
    may_explain = bool((case.law or {}).get("may_explain"))
    kept = "PAPERS_RETURN" in clocks.STARTS.get(row.event, ()) and papers_were_kept(session, case.id)
    remote = row.event == CaseEvent.DECISION_ISSUED and _fined_lives_elsewhere(session, case)
    warned = row.event == DECISION_RECEIVED and _event_says(session, case.id, CaseEvent.DECISION_ISSUED, WARNED)
    paid = row.source is CaseState.PAID
    circumstance = clocks.Circumstance(case.vehicle_class, may_explain, kept, remote, warned, paid)
    for code in clocks.starting(row.event, circumstance):
        started = start_clock(session, case.id, code, facts.started_on or today, ends_on=facts.ends_on)
        if started and clocks.rests_from_its_start(code, case.flags):
            rest_clock(started, started.started_on)
    if row.event in clocks.ASKS_FOR_DELIVERY:
        start_internal_deadline(session, case.id, clocks.DELIVERY_ASKED, today, today=today)


def _fined_lives_elsewhere(session: Session, case: Case) -> bool:
    """Whether the violator is known to live in another province."""
    query = sa.select(CasePerson.commune_code).where(CasePerson.case_id == case.id, CasePerson.role == "violator")
    commune = gazetteer().communes.get(session.scalar(query.order_by(CasePerson.ordinal.desc()).limit(1)) or "")
    return commune is not None and commune.province.code != case.province


def papers_were_kept(session: Session, case_id: str) -> bool:
    """Whether the minutes named something that was kept; what it was stands on the paper only."""
    return _event_says(session, case_id, CaseEvent.MINUTES_MADE, KEPT)


def _event_says(session: Session, case_id: str, kind: EventKind, mark: str) -> bool:
    """Whether an event of this kind says so of the case."""
    told = [event for event in events_of(session, case_id) if event.kind == kind]
    return any(json.loads(event.leaf)["data"].get(mark) for event in told)


def commitment(case: Case, name: str, value: Any) -> str:
    """What the log may hold of personal data: checkable with the case's salt, unreadable without.

    Raises Refused where the persons of the case were erased.
    """
    return _committed(case.salt, case.number, name, value)


def commitments(case: Case, texts: Mapping[str, str]) -> dict[str, str]:
    """The commitment of each text under its name; empty ones have none. Raises Refused like `commitment`."""
    return {name: commitment(case, name, text) for name, text in texts.items() if text}


def _committed(salt: str | None, number: str, name: str, value: Any) -> str:
    if salt is None:
        raise Refused(f"Case {number} was anonymised: nothing can be committed for it any more.")
    return keyed_hash(bytes.fromhex(salt), name, canonical_json(value).decode())


def _append(
    session: Session,
    case: Case,
    row: Row,
    source: CaseState | None,
    facts: Facts,
    actor: Actor,
    at: datetime,
    proposed: CaseProposal | None = None,
) -> None:
    """Write the event. Its law is frozen as text, so that a later change of the table does not change history."""
    personal = {name: value for name, value in facts.columns.items() if name in PERSONAL_COLUMNS and value is not None}
    personal |= facts.personal
    data = {**_log_payload(row, source, case.state, case.version, actor), **facts.log}
    if facts.reason:
        data["reason_code"] = facts.reason[0]
    if proposed:
        data["proposed_by"] = f"{proposed.role}:{proposed.person}"
    if personal:
        data["commitments"] = {name: commitment(case, name, value) for name, value in sorted(personal.items())}
    append(session, at=at, kind=row.event, subject=case.id, actor=actor.label, data=data)


def _log_payload(row: Row, source: CaseState | None, target: str, version: int, actor: Actor) -> dict[str, Any]:
    """What every event of the table says."""
    data: dict[str, Any] = {"version": version, "from": source, "to": target, "row": row.number, "law": row.law}
    if actor.rank:
        data["rank"] = actor.rank
    if actor.because:
        data["because"] = actor.because
    return data
