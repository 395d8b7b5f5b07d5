"""The violator's right to explain himself before the decision (LHAV art. 61)."""

import json
from datetime import date, datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.decisions import newest_clock, withdraw_proposal
from ticketing.cases.record import Facts
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, ClockState
from ticketing.cases.words import kept_words
from ticketing.evidence.log import events_of
from ticketing.kit.clock import parse_moment, vietnam_day
from ticketing.kit.fields import FieldKeys

HEARING_NOTICE = "EXPLAIN_HEARING_NOTICE"


def request_explanation(
    session: Session, keys: FieldKeys, case_id: str, *, text: str, oral: bool, actor: Actor, at: datetime
) -> Case:
    """The violator explains himself in writing or asks for a hearing (row 15, LHAV art. 61). Raises Refused.

    A decision that was proposed without hearing him is withdrawn: it is proposed anew, on what he says.
    """
    case = record.locked(session, case_id)
    if not (case.law or {}).get("may_explain"):
        raise Refused("The law gives no right to explain for this act (LHAV art. 61.1).")
    code = "EXPLAIN_ORAL_REQUEST" if oral else "EXPLAIN_WRITTEN"
    clock = newest_clock(session, case_id, code)
    if clock is not None and clock.due_on < vietnam_day(at):
        raise Refused(f"The term {code} ended on {clock.due_on}: the right has lapsed (LHAV art. 61).")
    withdraw_proposal(session, case_id)
    said = kept_words(session, keys, case_id, "explanation_requested", {"explanation": text}, actor=actor, at=at)
    facts = Facts(log={"oral": oral}, personal=said)
    case = record.apply(session, case_id, "explanation_requested", actor=actor, at=at, facts=facts)
    if oral:
        record.start_clock(session, case_id, HEARING_NOTICE, vietnam_day(at))
    return case


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
        record.end_clock(clock, announced_on)
    data = {"no": number.strip()[:60], "on": announced_on.isoformat()}
    record.note(session, case, "hearing_announced", actor=actor, at=at, data=data)


def hearing_asked_on(session: Session, case_id: str) -> date | None:
    """The day on which the violator asked for a hearing; None where he did not."""
    asked = [event for event in events_of(session, case_id) if event.kind == "explanation_requested"]
    oral = [event for event in asked if json.loads(event.leaf)["data"].get("oral")]
    return vietnam_day(parse_moment(oral[-1].at)) if oral else None


def hearing_announced(session: Session, case_id: str) -> tuple[str, date] | None:
    """Number and day of the paper that announced the hearing."""
    told = [event for event in events_of(session, case_id) if event.kind == "hearing_announced"]
    if not told:
        return None
    data = json.loads(told[-1].leaf)["data"]
    return data["no"], date.fromisoformat(data["on"])
