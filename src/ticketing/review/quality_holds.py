"""Who or what is held from issuing, because blind judgements show it worse than its budget.

Each time two persons have judged a case blind, its camera, its networks and both persons are weighed anew (quality.py).
What is held issues nothing: a case that would go on is held at once, as by a person, and two persons release it. A
supervisor lifts the hold with a reason; from then on it is counted from nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.cases import record
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import VIETNAM, vietnam_day
from ticketing.kit.db import as_one_who_writes, in_turn, insert_of, table_of
from ticketing.kit.ids import new_id
from ticketing.review.quality import Share, evidence, is_held, standard_on
from ticketing.review.tables import DECIDED, IS_BLIND, STANDS, QualityHold, ReviewVerdict

QUALITY = machine("quality")
COLUMN = {"camera": ReviewVerdict.camera, "officer": ReviewVerdict.person, "model": ReviewVerdict.model}


def evaluate_anew(session: Session, rows: Sequence[ReviewVerdict], *, at: datetime) -> None:
    """After blind verdicts were decided: hold what they show to be worse than its budget.

    One after the other, or two errors that come at once would not see each other.
    """
    blind = [row for row in rows if row.blind]
    if blind:
        in_turn(session, table_of(QualityHold))
    for kind, subject in _watched(blind):
        if kind != "officer" and all(row.seeded for row in blind):
            continue
        if holds_of(session, [(kind, subject)]):
            continue
        share, standard = judged_so_far(session, kind, subject, at=at), standard_on(vietnam_day(at))
        if is_held(share, standard.budget[kind], standard.chance):
            _hold(session, kind, subject, share, evidence(share.errors, share.judged, standard.budget[kind]), at)


def hold_what_they_confirm(session: Session, case: Case, rows: Sequence[ReviewVerdict], *, at: datetime) -> Case:
    """Hold a case that was just confirmed where its camera, its networks or one who confirmed it is held.

    Who holds them at this very moment is waited for: nothing behind a hold goes on.
    """
    as_one_who_writes(session, table_of(QualityHold))
    holding = holds_of(session, _watched([row for row in rows if row.decisive]))
    if not holding:
        return case
    log = {"quality_holds": [hold.id for hold in holding]}
    return record.apply(session, case.id, CaseEvent.HELD, actor=QUALITY, at=at, facts=record.Facts(log=log))


def holds_of(session: Session, watched: Iterable[tuple[str, str]]) -> list[QualityHold]:
    """Holds that stand on any of these (kind, subject)."""
    named = sa.or_(sa.false(), *(sa.and_(QualityHold.kind == k, QualityHold.subject == s) for k, s in watched))
    return list(session.scalars(sa.select(QualityHold).where(QualityHold.lifted_at.is_(None), named)))


def all_holds(session: Session) -> list[QualityHold]:
    """Every hold that there was, the newest first."""
    return list(session.scalars(sa.select(QualityHold).order_by(QualityHold.held_at.desc())))


def judged_so_far(session: Session, kind: str, subject: str, *, at: datetime) -> Share:
    """Blind judgements on one camera, officer or model in this year, since a hold on it was last lifted.

    A person's judgement is wrong where the case went against it; a camera's or a model's case counts once, wrong where
    the first verdict, which would have stood alone, was.
    """
    year = datetime(vietnam_day(at).year, 1, 1, tzinfo=VIETNAM)
    lifted = session.scalar(
        sa.select(sa.func.max(QualityHold.lifted_at)).where(QualityHold.kind == kind, QualityHold.subject == subject)
    )
    query = sa.select(sa.func.count(), sa.func.count().filter(ReviewVerdict.decisive.is_(False))).where(
        COLUMN[kind] == subject,
        ReviewVerdict.state == DECIDED,
        IS_BLIND,
        ReviewVerdict.decided_at >= year,
    )
    if lifted is not None:
        query = query.where(ReviewVerdict.decided_at > lifted)
    if kind != "officer":
        # A seeded case is picked for what it shows, and says nothing of its camera and its networks.
        query = query.where(ReviewVerdict.ordinal == 1, ReviewVerdict.seeded.is_(False))
    judged, errors = session.execute(query).one()
    return Share(judged, errors)


def lift(session: Session, hold_id: str, *, reason: str, actor: Actor, at: datetime) -> QualityHold:
    """A supervisor lets it issue again. Cases that were held meanwhile are released one by one. Raises Refused."""
    hold = session.get(QualityHold, hold_id, with_for_update=True)
    if hold is None or hold.lifted_at is not None:
        raise Refused("This hold stands no more: look again.")
    if hold.kind == "officer" and hold.subject == actor.person:
        raise Refused("Nobody lifts a hold on himself: another supervisor does.")
    if not reason.strip():
        raise Refused("Say why it may issue again: retrained, repaired, or what was found.")
    hold.lifted_at, hold.lifted_by, hold.lift_reason = at, actor.person, reason.strip()
    append(
        session,
        at=at,
        kind=LogEvent.QUALITY_HOLD_LIFTED,
        subject=_subject(hold.kind, hold.subject),
        actor=actor.label,
        data={"hold": hold.id},
    )
    return hold


def _watched(rows: Iterable[ReviewVerdict]) -> set[tuple[str, str]]:
    return {
        (kind, subject)
        for row in rows
        for kind, subject in (("camera", row.camera), ("officer", row.person), ("model", row.model))
        if subject
    }


def _hold(session: Session, kind: str, subject: str, share: Share, strength: float, at: datetime) -> None:
    hold = {"id": new_id(), "kind": kind, "subject": subject, "judged": share.judged, "errors": share.errors}
    fresh = insert_of(session, QualityHold).values(**hold, evidence=strength, held_at=at)
    one_stands = {"index_elements": ["kind", "subject"], "index_where": STANDS}
    if session.scalar(fresh.on_conflict_do_nothing(**one_stands).returning(QualityHold.id)) is None:
        return  # another decision held it at this very moment
    data = {"hold": hold["id"], "judged": share.judged, "errors": share.errors}
    append(session, at=at, kind=LogEvent.QUALITY_HOLD, subject=_subject(kind, subject), actor=QUALITY.label, data=data)


def _subject(kind: str, subject: str) -> str:
    return f"{kind} {subject}"[:100]
