"""Seeded cases: cases whose right verdict is known, mixed unseen among the others, that test who judges.

One is a copy of a judged case of this home: its pictures, its reading, its vehicle, under a number of its own, as if
the drop had come in late. Nobody is ever accused by it. It lives in a table of states of its own, in which no way leads
to an owner or a paper (cases.states.SEEDED_TRANSITIONS), and the database refuses it anywhere else. To the officer it
is one of the cases that are drawn for a second verdict; some time after the first it ends, and the log names it.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role, machine
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Observation
from ticketing.cases import record
from ticketing.cases.events import CaseEvent, event_kind
from ticketing.cases.record import Facts, Opening
from ticketing.cases.states import CONFIRMED_BEFORE_NOTICE, FINAL, SEEDED_ENDS, CaseState, Refused
from ticketing.cases.tables import REAL, Case
from ticketing.evidence.log import append, events_of
from ticketing.evidence.seal import items_of
from ticketing.evidence.tables import EvidenceItem
from ticketing.kit.clock import vietnam_day
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue
from ticketing.law.penalties import row_of_facts
from ticketing.read.tables import Reading
from ticketing.review import quality_holds
from ticketing.review.policy import Kind
from ticketing.review.quality import Seeding, standard_on
from ticketing.review.tables import DECIDED, TAKEN_BACK, ReviewVerdict, SeededCase
from ticketing.review.verdict_queries import open_verdicts

SEEDING = machine("seeding")
END_TASK = "seeded_end"
WINDOW = timedelta(days=7)
FEW = 100
KNOWN_CASE = ("KNOWN_CASE", "Its right verdict was known: it tested the reviewing, and accuses nobody.")
OPENED = CaseEvent.EVIDENCE_COMPLETE  # the event by which a case comes before an officer
UPHELD = CONFIRMED_BEFORE_NOTICE | {CaseState.NOTICE_SENT}
# Why a case was rejected, where its own pictures and facts do not show it.
NOT_IN_THE_PICTURE = frozenset({"DUPLICATE", "EXEMPT"})
COPIED = (
    "unit", "plate", "plate_colour", "plate_rows", "confidence", "vehicle", "vehicle_class", "behaviour", "speed_kmh",
    "limit_kmh", "law", "seen", "registration", "certificate", "versions", "findings",
)  # fmt: skip
SIGHTED = ("plate", "plate_colour", "behaviour", "vehicle")


def top_up(session: Session, *, at: datetime) -> Case | None:
    """Open one seeded case where fewer were opened in a week than the policy's share of the verdicts given in it."""
    rule, since = standard_on(vietnam_day(at)).seeding, at - WINDOW
    opened = _count(session, SeededCase.opened_at >= since)
    judged = _count(session, ReviewVerdict.decided_at >= since, ReviewVerdict.seeded.is_(False))
    if (opened + 1) * 10_000 > judged * rule.per_ten_thousand:
        return None
    chance = random.SystemRandom()
    first = chance.choice((Kind.CONFIRM, Kind.REJECT))
    fitting = sorted(_origins(session, rule, at), key=lambda verdict: (verdict.kind != first, chance.random()))
    right = next((verdict for verdict in fitting if _came_straight(session, verdict.case_id)), None)
    return seed(session, right, at=at) if right else None


def file_known(session: Session, number: str, *, actor: Actor, at: datetime) -> Case:
    """A supervisor chooses a judged case. Raises Refused."""
    if actor.role is not Role.SUPERVISOR:
        raise Refused("Known cases are for a supervisor to file.")
    origin = session.scalar(sa.select(Case).where(Case.number == number.strip(), REAL))
    if origin is None:
        raise Refused(f"There is no case '{number.strip()}'.")
    rule = standard_on(vietnam_day(at)).seeding
    fitting = _origins(session, rule, at, case_id=origin.id, agreed=False)
    if not fitting or not _came_straight(session, origin.id):
        raise Refused(
            f"Case {origin.number} cannot be a known case: that takes one of the last {rule.max_age_days} days "
            "that was judged without a correction, whose verdict stands and follows from its pictures; and none twice."
        )
    return seed(session, fitting[0], at=at, filed_by=actor.person)


def seed(session: Session, right: ReviewVerdict, *, at: datetime, filed_by: str | None = None) -> Case:
    """Copy the case of a verdict that is known to be right, and bring the copy before whoever judges."""
    origin = session.get_one(Case, right.case_id)
    case_id = new_id()
    session.add(_observation(session.get_one(Observation, origin.id), case_id, at))
    session.flush()
    for item in _sealed_before(session, origin):
        session.add(_copy(item, subject=case_id, received_at=at))
    for reading in session.scalars(sa.select(Reading).where(Reading.observation_id == origin.id)).all():
        session.add(_copy(reading, observation_id=case_id))
    _live_again(session, origin, case_id, at)
    truth = {name: getattr(right, name) for name in SIGHTED} if right.kind == Kind.CONFIRM else {}
    session.add(
        SeededCase(
            case_id=case_id, origin_id=origin.id, kind=right.kind, filed_by=filed_by, opened_at=at, **truth
        )
    )  # fmt: skip
    session.flush()
    return session.get_one(Case, case_id)


def schedule_end(session: Session, given: ReviewVerdict, *, at: datetime) -> None:
    """After a verdict: the case ends when the time for taking it back is over."""
    minutes = standard_on(vietnam_day(at)).seeding.ends_after_minutes
    enqueue(session, END_TASK, given.case_id, key=given.id, at=at + timedelta(minutes=minutes))


def end_judged(session: Session, case_id: str, *, at: datetime) -> None:
    """Weigh the verdict on a seeded case against what is known of it, and end the case (task "seeded_end")."""
    case, known = record.locked(session, case_id), session.get_one(SeededCase, case_id)
    rows = open_verdicts(session, case_id) or _decided(session, case_id)
    if CaseState(case.state) in FINAL or not rows:
        return  # ended already, or the verdict was taken back: the next one wakes it again
    for row in rows:
        row.seeded, row.state, row.decided_at, row.decisive = True, DECIDED, at, is_right(known, row)
        row.blind = row.kind in (Kind.CONFIRM, Kind.REJECT)  # who passed it on has judged nothing
    _end(session, known, rows, at)
    session.flush()
    quality_holds.evaluate_anew(session, rows, at=at)


def end_unjudged(session: Session, *, at: datetime) -> int:
    """End seeded cases that nobody judged while they were of the age of the others. Returns how many."""
    before = at - timedelta(days=standard_on(vietnam_day(at)).seeding.max_age_days)
    old = sa.select(SeededCase).where(SeededCase.ended_at.is_(None), SeededCase.opened_at < before)
    ended = [
        known for known in session.scalars(old.order_by(SeededCase.case_id)).all() if not _verdict_on(session, known)
    ]
    for known in ended:
        _end(session, known, (), at)
    return len(ended)


def _end(session: Session, known: SeededCase, rows: Sequence[ReviewVerdict], at: datetime) -> None:
    known.ended_at = at
    if CaseState(record.locked(session, known.case_id).state) in FINAL:
        return  # the limitation of its act came first
    verdicts = [
        {"id": row.id, "by": f"{row.role}:{row.person}", "kind": row.kind, "right": row.decisive} for row in rows
    ]
    facts = Facts(reason=KNOWN_CASE, log={"origin": known.origin_id, "known": known.kind, "verdicts": verdicts})
    record.apply(session, known.case_id, SEEDED_ENDS, actor=SEEDING, at=at, facts=facts)


def is_right(known: SeededCase, row: ReviewVerdict) -> bool:
    """Whether a verdict says what is known. A rejection is right whatever its code."""
    if row.kind != known.kind:
        return row.kind not in (Kind.CONFIRM, Kind.REJECT)
    return row.kind != Kind.CONFIRM or all(getattr(row, name) == getattr(known, name) for name in SIGHTED)


@dataclass(frozen=True)
class Seeds:
    """How many seeded cases wait for a judge, and how many have ended."""

    waiting: int
    ended: int


def seeds_of(session: Session) -> Seeds:
    """For a supervisor's page."""
    return Seeds(_count(session, SeededCase.ended_at.is_(None)), _count(session, SeededCase.ended_at.is_not(None)))


def hidden_from(reader: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Cases that the queue does not offer him: seeded ones with a verdict, of a case he judged, or filed by him.

    Asked of each case that comes up, and of one in a hundred only.
    """
    given = sa.select(ReviewVerdict.id).where(
        ReviewVerdict.case_id == SeededCase.case_id, ReviewVerdict.state != TAKEN_BACK
    )
    knows = sa.select(ReviewVerdict.id).where(
        ReviewVerdict.case_id == SeededCase.origin_id, ReviewVerdict.person == reader
    )
    his = sa.or_(SeededCase.filed_by == reader, given.exists(), knows.exists())
    return sa.and_(Case.seeded, sa.select(SeededCase.case_id).where(SeededCase.case_id == Case.id, his).exists())


def _origins(
    session: Session, rule: Seeding, at: datetime, *, case_id: str | None = None, agreed: bool = True
) -> list[ReviewVerdict]:
    """The newest verdicts that stand for sure: on one of these cases one can be copied.

    agreed: two persons judged so, or a senior after them. Without it a supervisor vouches for the verdict.
    """
    row = ReviewVerdict
    as_it_was = [getattr(row, name).is_not_distinct_from(getattr(row, f"read_{name}")) for name in SIGHTED]
    upheld = sa.and_(row.kind == Kind.CONFIRM, Case.state.in_(UPHELD), *as_it_was)
    dropped = sa.and_(
        row.kind == Kind.REJECT, Case.state == CaseState.REJECTED, row.reason_code.not_in(NOT_IN_THE_PICTURE)
    )
    query = (
        sa.select(row)
        .join(Case, Case.id == row.case_id)
        .join(Observation, Observation.id == Case.id)
        .where(
            REAL,
            row.state == DECIDED,
            row.decisive.is_(True),
            row.decided_at >= at - timedelta(days=rule.max_age_days),
            Case.violated_at >= at - timedelta(days=rule.max_age_days),
            sa.cast(Case.flags, sa.String) == "[]",
            Case.id.not_in(sa.select(SeededCase.origin_id)),
            sa.or_(upheld, dropped),
        )
    )
    query = query.where(row.ordinal > 1) if agreed else query.where(row.case_id == case_id)
    return list(session.scalars(query.order_by(row.decided_at.desc(), row.id).limit(FEW)))


def _came_straight(session: Session, case_id: str) -> bool:
    """Whether a case came before an officer once, as the machine had read it."""
    kinds = [event.kind for event in events_of(session, case_id)]
    return kinds.count(OPENED) == 1 and not {
        CaseEvent.MANUAL_HANDLING_NEEDED,
        CaseEvent.BETTER_EVIDENCE_REQUESTED,
    } & set(kinds)


def _observation(origin: Observation, case_id: str, at: datetime) -> Observation:
    fresh = {"id": case_id, "drop_digest": sha256(case_id.encode()), "event_key": None}
    copy: Observation = _copy(origin, **fresh, state=ObservationState.CASE_OPENED, received_at=at, changed_at=at)
    return copy


def _sealed_before(session: Session, origin: Case) -> list[EvidenceItem]:
    """What was sealed before anybody judged: nothing that was made for a paper."""
    return [item for item in items_of(session, origin.id) if item.received_at <= origin.opened_at]


def _live_again(session: Session, origin: Case, case_id: str, at: datetime) -> None:
    """Let happen to the copy what happened to the case until it came before an officer, in the hands that did it."""
    for event in events_of(session, origin.id):
        data = json.loads(event.leaf)["data"]
        actor = Actor.of_label(event.actor)
        if event.kind == CaseEvent.VIOLATION_DETECTED:
            record.open_case(session, _opening(origin, case_id, at), actor=actor, at=at)
        elif event.kind == OPENED:
            facts = Facts(columns=_columns(origin), reason=_first_reason(origin), log=_phrase(data))
            record.apply(session, case_id, OPENED, actor=actor, at=at, facts=facts)
            return
        else:
            append(session, at=at, kind=event_kind(event.kind), subject=case_id, actor=event.actor, data=data)


def _opening(origin: Case, case_id: str, at: datetime) -> Opening:
    return Opening(
        case_id, origin.event_id, origin.camera, origin.place, origin.violated_at, at, columns={}, seeded=True
    )


def _columns(origin: Case) -> dict[str, Any]:
    columns = {name: getattr(origin, name) for name in COPIED}
    return columns | {"act_vi": row_of_facts(origin.law).act_vi if origin.law else None}


def _first_reason(origin: Case) -> tuple[str, str] | None:
    first = origin.findings[0] if origin.findings else None
    return (first["code"], first["sentence"]) if first else None


def _phrase(data: dict[str, Any]) -> dict[str, Any]:
    """What the event said besides what each event of the table says."""
    told = {"version", "from", "to", "row", "law", "rank", "because", "reason_code", "commitments", "proposed_by"}
    return {name: value for name, value in data.items() if name not in told}


def _copy(row: Any, **other: Any) -> Any:
    """The same row under another id, with other values where they are named."""
    values = {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).column_attrs}
    return type(row)(**(values | {"id": new_id()} | other))


def _decided(session: Session, case_id: str) -> Sequence[ReviewVerdict]:
    """A verdict that sent the case elsewhere was decided at once."""
    query = sa.select(ReviewVerdict).where(ReviewVerdict.case_id == case_id, ReviewVerdict.state == DECIDED)
    return session.scalars(query.order_by(ReviewVerdict.ordinal)).all()


def _verdict_on(session: Session, known: SeededCase) -> bool:
    return _count(session, ReviewVerdict.case_id == known.case_id, ReviewVerdict.state != TAKEN_BACK) > 0


def _count(session: Session, *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(*where)) or 0
