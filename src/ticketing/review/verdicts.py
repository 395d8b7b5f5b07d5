"""A person's verdict on a case, and what becomes of the case by it.

One verdict is enough, or the policy asks for a second, blind one; two that differ go to a senior with both. Whoever has
judged a case does not judge it again, until the verdict was taken back. All of it is one transaction with the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.cameras.work_orders import report_fault
from ticketing.cases import record
from ticketing.cases.case_notes import store_notes
from ticketing.cases.events import CaseEvent
from ticketing.cases.owner.identification import forget_owner
from ticketing.cases.record import Stale
from ticketing.cases.states import CaseState, Refused, transition
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.kit.failpoints import failpoint
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.review import lease, quality_holds, seeded
from ticketing.review.case_file import CaseFile
from ticketing.review.evaluate import EVENTS, Verdict, VerdictOutcome, evaluate
from ticketing.review.policy import (
    BY_HAND,
    UNBIASED,
    Judgement,
    Kind,
    Policy,
    Situation,
    agree,
    draw,
    policy_on,
    second_verdict_because,
)
from ticketing.review.proposal import seen_by_machine
from ticketing.review.reasons import rejection_reason
from ticketing.review.registry_recheck import RegistryRecheck, recheck
from ticketing.review.tables import DECIDED, OPEN, TAKEN_BACK, ReviewLease, ReviewVerdict
from ticketing.review.verdict_queries import judges_of, open_verdicts, void_verdicts

DRAWN = "sample"
# Verdicts on a seeded case that wait, as for a second person, until it ends.
WAITS = frozenset({EVENTS[Kind.CONFIRM], EVENTS[Kind.REJECT]})
# Reasons with which the machine itself doubts the plate.
DOUBTS = frozenset({"DOUBTFUL_READING"})


class Step(StrEnum):
    """What a verdict led to."""

    DECIDED = "decided"
    SECOND_NEEDED = "second_needed"
    SENIOR_NEEDED = "senior_needed"


@dataclass(frozen=True)
class Outcome:
    """What became of the case. `because`: rules of the policy that ask for a second verdict."""

    case: Case
    step: Step
    because: tuple[str, ...] = ()


def give_verdict(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    verdict: Verdict,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
    relook: RegistryRecheck = recheck,
) -> Outcome:
    """Give a verdict on a case in REVIEW_PENDING; a rejection also on one in MANUAL_QUEUE.

    relook: how the register is asked again after a correction.
    Raises Refused (judged already, on another's screen, two differ and you are no senior), Stale, Incomplete (what is
    missing for a confirmation), UnknownReason, UnknownCode.
    """
    case = record.locked(session, case_id)
    _refuse_stale(case, expected_version)
    transition(CaseState(case.state), EVENTS[verdict.kind], actor.parties(), case.flags)
    earlier, wall = open_verdicts(session, case_id), wall_now()
    held = lease.lessee(session, case_id, wall)
    _refuse_wrong_person(case, earlier, held, actor)
    weighed = evaluate(CaseFile(session, case), keys, verdict, relook)
    because = () if earlier else _second_because(session, keys, case, verdict, weighed, actor, at)
    if case.seeded and weighed.event in WAITS and not because:
        because = (DRAWN,)  # it looks like one that was drawn
    step = _next_step(weighed, earlier, because)
    given = _recorded(case, verdict, weighed, earlier, because, actor, at)
    given.looked_s = int((wall - held.taken_at).total_seconds()) if held else None
    session.add(given)
    if step is Step.DECIDED:
        case = _decide(session, case, weighed, [*earlier, given], actor, at)
    else:
        record.note(session, case, LogEvent.VERDICT_GIVEN, actor=actor, at=at, data=_committed(case, given))
    if case.seeded:
        seeded.schedule_end(session, given, at=at)
    lease.let_go(session, case_id, actor.person)
    session.flush()
    failpoint("verdict_saved_before_commit")
    return Outcome(case, step, because)


def take_back(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Case:
    """Undo: one's own verdict while it waits for another person, or a confirmation before the owner was found.

    Only who gave it, a senior or the signer may. A rejection cannot be taken back: the law knows no way out of it.
    Raises Refused, Stale.
    """
    case = record.locked(session, case_id)
    _refuse_stale(case, expected_version)
    if not reason.strip():
        raise Refused("Say why the verdict is taken back: the file must show it.")
    because = {"taken_back_because": reason}
    own = next((row for row in open_verdicts(session, case_id) if row.person == actor.person), None)
    if own is not None:
        own.state = TAKEN_BACK
        why = store_notes(session, keys, case_id, LogEvent.OPEN_VERDICT_TAKEN_BACK, because, actor=actor, at=at)
        data = {"verdict": own.id, "commitments": record.commitments(case, why)}
        record.note(session, case, LogEvent.OPEN_VERDICT_TAKEN_BACK, actor=actor, at=at, data=data)
        return case
    transition(CaseState(case.state), CaseEvent.VERDICT_TAKEN_BACK, actor.parties(), case.flags)
    if actor.role not in (Role.SENIOR, Role.SIGNER) and actor.person not in judges_of(session, case_id):
        raise Refused("You did not judge this case: whoever did, a senior or the signer takes the verdict back.")
    void_verdicts(session, case_id)
    forget_owner(session, case_id)  # an address that names no single commune leaves the case CONFIRMED
    why = store_notes(session, keys, case_id, CaseEvent.VERDICT_TAKEN_BACK, because, actor=actor, at=at)
    facts = record.Facts(personal=why, reason=("TAKEN_BACK", "The verdict was taken back."))
    return record.apply(session, case_id, CaseEvent.VERDICT_TAKEN_BACK, actor=actor, at=at, facts=facts)


def _refuse_stale(case: Case, expected_version: int | None) -> None:
    if expected_version is not None and case.version != expected_version:
        raise Stale(
            f"Case {case.number} was changed by someone else (it is {case.state} now). Look at it again, then decide."
        )


def _refuse_wrong_person(case: Case, earlier: Sequence[ReviewVerdict], held: ReviewLease | None, actor: Actor) -> None:
    if case.seeded and earlier and all(row.person != actor.person for row in earlier):
        raise Refused("Another person has this case on his screen: take the next one.")
    if any(row.person == actor.person for row in earlier):
        raise Refused("You have judged this case: another person gives the next verdict. You can take yours back.")
    if len(earlier) > 1 and actor.role is not Role.SENIOR:
        raise Refused("Two persons differ on this case: a senior who has not judged it decides.")
    if held is not None and held.person != actor.person:
        raise Refused("Another person has this case on his screen: take the next one.")


def _second_because(
    session: Session, keys: FieldKeys, case: Case, verdict: Verdict, weighed: VerdictOutcome, actor: Actor, at: datetime
) -> tuple[str, ...]:
    policy, model = policy_on(vietnam_day(at)), case.versions.get("networks")
    of_officer, of_camera, of_model = _decided_so_far(session, policy, actor.person, case.camera, model)
    situation = Situation(
        doubted=_doubted(case),
        confidence=case.confidence,
        read_by_hand=case.versions.get("read") == BY_HAND,
        corrected=weighed.corrected,
        highest_fine_vnd=weighed.highest_fine_vnd,
        officer_verdicts=of_officer,
        camera_cases=of_camera,
        model_cases=of_model if model else None,
        draw=draw(keys.index_key, case.id),
    )
    return second_verdict_because(policy, verdict.kind, situation)


def _doubted(case: Case) -> bool:
    """Whether the machine doubted its reading, now or when the case was opened."""
    codes = {case.reason_code, *(finding["code"] for finding in case.findings or [])}
    return bool(codes & DOUBTS)


def _enough(policy: Policy, rule: str) -> int:
    return int(policy.rules.get(rule, {}).get("first_verdicts", 0))


def _decided_so_far(
    session: Session, policy: Policy, person: str, camera: str, model: str | None
) -> tuple[int, int, int]:
    """Verdicts decided so far of an officer, a camera and a model, counted no further than the policy asks."""
    enough = {f"enough_of_{whose}": _enough(policy, f"new_{whose}") for whose in ("officer", "camera", "model")}
    said = {"officer": person, "camera": camera, "model": model}
    of_officer, of_camera, of_model = session.execute(_DECIDED_SO_FAR, said | enough).one()
    return of_officer, of_camera, of_model


def _counted(column: sa.SQLColumnExpression[Any], whose: str) -> sa.ScalarSelect[int]:
    real = ReviewVerdict.state == DECIDED, ReviewVerdict.seeded.is_(False)
    rows = sa.select(ReviewVerdict.id).where(column == sa.bindparam(whose), *real)
    # A camera may have a million.
    few = rows.limit(sa.bindparam(f"enough_of_{whose}", type_=sa.Integer)).subquery()
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()


_DECIDED_SO_FAR = sa.select(
    _counted(ReviewVerdict.person, "officer"),
    _counted(ReviewVerdict.camera, "camera"),
    _counted(ReviewVerdict.model, "model"),
)


def _next_step(weighed: VerdictOutcome, earlier: Sequence[ReviewVerdict], because: Sequence[str]) -> Step:
    if weighed.settles or len(earlier) > 1:
        return Step.DECIDED
    if earlier:
        return Step.DECIDED if agree(_judgement_of(earlier[0]), weighed.judgement) else Step.SENIOR_NEEDED
    return Step.SECOND_NEEDED if because else Step.DECIDED


def _judgement_of(row: ReviewVerdict) -> Judgement:
    return Judgement(row.kind, row.plate, row.plate_colour, row.behaviour, row.vehicle, row.wording)


def _recorded(
    case: Case,
    verdict: Verdict,
    weighed: VerdictOutcome,
    earlier: Sequence[ReviewVerdict],
    because: tuple[str, ...],
    actor: Actor,
    at: datetime,
) -> ReviewVerdict:
    read, judged = seen_by_machine(case), weighed.judgement
    return ReviewVerdict(
        id=new_id(),
        case_id=case.id,
        camera=case.camera,
        case_version=case.version,
        ordinal=len(earlier) + 1,
        person=actor.person,
        role=actor.role,
        given_at=at,
        kind=verdict.kind,
        plate=judged.plate,
        plate_colour=judged.plate_colour,
        behaviour=judged.behaviour,
        vehicle=judged.vehicle,
        read_plate=read.plate,
        read_plate_colour=read.plate_colour,
        read_behaviour=read.behaviour,
        read_vehicle=read.vehicle,
        wording=judged.wording,
        reason_code=verdict.reason_code,
        note=verdict.note.strip(),
        second_because=list(because),
        state=OPEN,
        model=case.versions.get("networks"),
    )


def _decide(
    session: Session, case: Case, weighed: VerdictOutcome, rows: Sequence[ReviewVerdict], actor: Actor, at: datetime
) -> Case:
    """Let the last verdict happen to the case; the event names every person who judged."""
    blind = len(rows) > 1 and bool(UNBIASED & set(rows[0].second_because))
    for row in rows:
        row.state, row.decided_at = DECIDED, at
        row.decisive = row is rows[-1] or agree(_judgement_of(row), weighed.judgement)
        row.blind = blind and row.ordinal <= 2  # a senior sees both verdicts before his own
    log: dict[str, Any] = {
        **weighed.facts.log,
        "verdicts": [{"id": row.id, "by": f"{row.role}:{row.person}", "kind": row.kind} for row in rows],
    }
    if because := sorted({rule for row in rows for rule in row.second_because}):
        log["second_because"] = because
    facts = replace(weighed.facts, log=log)
    case = record.apply_to(session, case, weighed.event, actor=actor, at=at, facts=facts)
    quality_holds.evaluate_anew(session, rows, at=at)
    code = rows[-1].reason_code
    if case.state == CaseState.REJECTED and rejection_reason(code).camera_at_fault:
        report_fault(session, case.camera, code or "", case.id, actor=actor, at=at)
    return (
        quality_holds.hold_what_they_confirm(session, case, rows, at=at) if case.state == CaseState.CONFIRMED else case
    )


def _committed(case: Case, row: ReviewVerdict) -> dict[str, Any]:
    """What the log may show while a second, blind verdict is awaited: that there is one, not which."""
    said = [row.kind, row.plate, row.plate_colour, row.behaviour, row.vehicle, row.wording, row.reason_code]
    return {"verdict": row.id, "commitments": {"verdict": record.commitment(case, f"verdict {row.id}", said)}}
