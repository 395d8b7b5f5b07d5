"""The violator's right to explain himself before the decision (LHAV art. 61).

The day on which he explained himself or asked counts, by hand or by post, not the day on which an officer enters it.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases import record
from ticketing.cases.case_flags import flag_case
from ticketing.cases.case_notes import store_notes
from ticketing.cases.decision.decision_terms import AFTER_EXPLANATION, lengthen, minutes_day, term_that_counts
from ticketing.cases.decision.decisions import withdraw_proposal
from ticketing.cases.decision.figures import ORDINARY_TERM
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import Facts
from ticketing.cases.states import FINAL, CaseState, Refused, events_from
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import events_of
from ticketing.kit.clock import parse_moment, vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.clocks import term

WRITTEN, HEARING_REQUEST, HEARING_NOTICE = "EXPLAIN_WRITTEN", "EXPLAIN_ORAL_REQUEST", "EXPLAIN_HEARING_NOTICE"
FIRST, AGAIN, OVERTAKEN = (
    CaseEvent.EXPLANATION_REQUESTED,
    CaseEvent.EXPLANATION_SUPPLEMENTED,
    LogEvent.EXPLANATION_OVERTAKEN,
)
UNHEARD = (
    "UNHEARD",
    "The violator explained himself in time, and the decision was signed without it: look whether it is to be "
    "cancelled or amended.",
)


@dataclass(frozen=True)
class Explanation:
    """What the violator says for himself, or that he wants to be heard (oral).

    made_on:     the day on which it was handed in or posted: whether it is in time. received_on: the day on which the
                 office had it, from which a hearing is to be announced. None: today; the day on which it was made.
    """

    text: str
    oral: bool = False
    made_on: date | None = None
    received_on: date | None = None


def request_explanation(
    session: Session, keys: FieldKeys, case_id: str, explanation: Explanation, *, actor: Actor, at: datetime
) -> Case:
    """The violator explains himself in writing or asks for a hearing, one after the other too (row 15, LHAV art. 61).

    From now on the decision has the term of art. 66.1.b. One that was proposed without hearing him is withdrawn: it is
    proposed anew, on what he says. Raises Refused.
    """
    case, today = record.locked(session, case_id), vietnam_day(at)
    event = AGAIN if case.state == CaseState.EXPLANATION else FIRST
    made_on, received_on, clock = _in_time(session, case, explanation, today)
    if explanation.oral and (asked_on := hearing_asked_on(session, case_id)):
        raise Refused(f"A hearing was asked for on {asked_on} already: what else he says is recorded as written.")
    withdraw_proposal(session, case_id)
    facts = _log_payload(session, keys, case_id, event, explanation, made_on, received_on, actor, at)
    longer = term_that_counts(session, case) == ORDINARY_TERM
    case = record.apply(session, case_id, event, actor=actor, at=at, facts=facts)
    if longer:
        lengthen(session, case, AFTER_EXPLANATION, today)
    if clock is not None and clock.state == ClockState.RUNNING:
        case_clocks.end_clock(clock, made_on)
    if explanation.oral:
        case_clocks.start_clock(session, case_id, HEARING_NOTICE, received_on)
    return case


def record_overtaken(
    session: Session, keys: FieldKeys, case_id: str, explanation: Explanation, *, actor: Actor, at: datetime
) -> Case:
    """What was said or asked for in time, and comes to the office after its decision was signed, stands in the file.

    It moves nothing: where the case shows no other reason, one asks whether the decision is to be cancelled or amended
    (D118 art. 13), until its next event. Raises Refused as `request_explanation`, and where no decision stands.
    """
    case, today = record.locked(session, case_id), vietnam_day(at)
    if not may_be_overtaken(case) or Party.OWN not in actor.parties():
        raise Refused("An officer records what came too late for a decision while that decision stands.")
    made_on, received_on, _ = _in_time(session, case, explanation, today)
    told = _log_payload(session, keys, case_id, OVERTAKEN, explanation, made_on, received_on, actor, at)
    data = {**told.log, "commitments": record.commitments(case, told.personal)}
    record.note(session, case, OVERTAKEN, actor=actor, at=at, data=data)
    if (
        CaseState(case.state) not in FINAL and case.reason_code is None
    ):  # what somebody else has to mend stays on the case
        flag_case(session, case_id, UNHEARD, actor=actor, at=at)
    return case


def may_be_overtaken(case: Case) -> bool:
    """Whether a decision stands that was made without what he may have said in time."""
    return bool((case.law or {}).get("may_explain")) and CaseEvent.DECISION_ANNULLED in events_from(
        CaseState(case.state)
    )


def extend_explanation(
    session: Session, keys: FieldKeys, case_id: str, *, asked_on: date, reason: str, actor: Actor, at: datetime
) -> CaseClock:
    """The one extension of the written explanation, at the violator's request (LHAV art. 61.2): as long again as the
    term itself. Whoever asks for it is going to explain himself: the decision has the term of art. 66.1.b.

    Raises Refused: another state, extended before, asked for too late, no reason.
    """
    case, today = record.locked(session, case_id), vietnam_day(at)
    clock = newest_clock(session, case_id, WRITTEN)
    if not _may_still_write(case, clock) or Party.OFF not in actor.parties() or clock is None:
        raise Refused("The term of a written explanation is extended by an officer, while it may still be used.")
    if _last_of(session, case_id, LogEvent.EXPLANATION_EXTENDED):
        raise Refused("The term was extended before: the law gives one extension (LHAV art. 61.2).")
    if not reason.strip():
        raise Refused("Write the reason that he gives.")
    _refuse_day(session, case_id, asked_on, today)
    if asked_on > clock.due_on:
        raise Refused(f"The term ended on {clock.due_on}: it is extended at a request that was made before.")
    why = store_notes(session, keys, case_id, LogEvent.EXPLANATION_EXTENDED, {"reason": reason}, actor=actor, at=at)
    ends_on = term(WRITTEN, clock.due_on, calendar_in_force(session)).due_on
    case_clocks.end_clock(clock, today, moved=True)
    case_clocks.start_clock(session, case_id, WRITTEN, clock.started_on, ends_on=ends_on)
    if term_that_counts(session, case) == ORDINARY_TERM:
        lengthen(session, case, AFTER_EXPLANATION, today)
    data = {"asked_on": asked_on.isoformat(), "due_on": ends_on.isoformat(), "law": clock.article}
    record.note(
        session, case, LogEvent.EXPLANATION_EXTENDED, actor=actor, at=at,
        data=data | {"commitments": record.commitments(case, why)},
    )  # fmt: skip
    moved = newest_clock(session, case_id, WRITTEN)
    assert moved is not None
    return moved


def may_extend(session: Session, case: Case) -> bool:
    """Whether the one extension of the written explanation is still there to be given."""
    clock = newest_clock(session, case.id, WRITTEN)
    return _may_still_write(case, clock) and not _last_of(session, case.id, LogEvent.EXPLANATION_EXTENDED)


def _may_still_write(case: Case, clock: CaseClock | None) -> bool:
    """Whether the right to explain himself in writing is not used yet; who asked for a hearing may write, too."""
    return clock is not None and (
        case.state == CaseState.MINUTES_MADE
        or (case.state == CaseState.EXPLANATION and clock.state == ClockState.RUNNING)
    )


def announce_hearing(
    session: Session, case_id: str, *, number: str, announced_on: date, actor: Actor, at: datetime
) -> None:
    """Time and place of the hearing were announced by that paper (LHAV art. 61.3). Raises Refused."""
    case = record.locked(session, case_id)
    asked_on = hearing_asked_on(session, case_id)
    if asked_on is None:
        raise Refused("Nobody asked for a hearing in this case (LHAV art. 61.3).")
    if not asked_on <= announced_on <= vietnam_day(at):
        raise Refused(f"The hearing was asked for on {asked_on}: it was not announced on {announced_on}.")
    if not number.strip():
        raise Refused("Name the paper that announced the hearing, by its number.")
    clock = newest_clock(session, case_id, HEARING_NOTICE)
    if clock is not None and clock.state == ClockState.RUNNING:
        case_clocks.end_clock(clock, announced_on)
    data = {"no": number.strip()[:60], "on": announced_on.isoformat()}
    record.note(session, case, LogEvent.HEARING_ANNOUNCED, actor=actor, at=at, data=data)


def hearing_asked_on(session: Session, case_id: str) -> date | None:
    """The day on which the violator asked for a hearing; None where he did not."""
    asked = [event for event in events_of(session, case_id) if event.kind in (FIRST, AGAIN)]
    oral = [(event, data) for event in asked if (data := json.loads(event.leaf)["data"]).get("oral")]
    if not oral:
        return None
    event, data = oral[-1]
    return date.fromisoformat(data["made_on"]) if "made_on" in data else vietnam_day(parse_moment(event.at))


def hearing_announced(session: Session, case_id: str) -> tuple[str, date] | None:
    """Number and day of the paper that announced the hearing."""
    told = _last_of(session, case_id, LogEvent.HEARING_ANNOUNCED)
    return (told["no"], date.fromisoformat(told["on"])) if told else None


def _last_of(session: Session, case_id: str, kind: EventKind) -> dict[str, Any] | None:
    """What the newest event of this kind says."""
    events = [event for event in events_of(session, case_id) if event.kind == kind]
    data: dict[str, Any] | None = json.loads(events[-1].leaf)["data"] if events else None
    return data


def _in_time(
    session: Session, case: Case, explanation: Explanation, today: date
) -> tuple[date, date, CaseClock | None]:
    """On which day it was made, since when the office has it, and the term in which it was made. Raises Refused."""
    if not (case.law or {}).get("may_explain"):
        raise Refused("The law gives no right to explain for this act (LHAV art. 61.1).")
    made_on = explanation.made_on or today
    received_on = explanation.received_on or made_on
    _refuse_day(session, case.id, made_on, today)
    if not made_on <= received_on <= today:
        raise Refused(f"It was made on {made_on} and today is {today}: the office did not have it on {received_on}.")
    clock = newest_clock(session, case.id, HEARING_REQUEST if explanation.oral else WRITTEN)
    if clock is not None and clock.due_on < made_on:
        raise Refused(f"The term {clock.code} ended on {clock.due_on}: the right has lapsed (LHAV art. 61).")
    return made_on, received_on, clock


def _log_payload(
    session: Session, keys: FieldKeys, case_id: str, event: EventKind, explanation: Explanation, made_on: date,
    received_on: date, actor: Actor, at: datetime,
) -> Facts:  # fmt: skip
    """What the event says of it; the words themselves are kept sealed."""
    said = store_notes(session, keys, case_id, event, {"explanation": explanation.text}, actor=actor, at=at)
    days = {"made_on": made_on.isoformat(), "received_on": received_on.isoformat()}
    return Facts(log={"oral": explanation.oral, **days}, personal=said)


def _refuse_day(session: Session, case_id: str, day: date, today: date) -> None:
    minutes_on = minutes_day(session, case_id)
    if (minutes_on and day < minutes_on) or day > today:
        raise Refused(f"The minutes are of {minutes_on} and today is {today}: it was not made on {day}.")
