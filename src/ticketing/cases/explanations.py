"""The violator's right to explain himself before the decision (LHAV art. 61)."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.decisions import newest_clock, withdraw_proposal
from ticketing.cases.record import Facts
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.kit.clock import vietnam_day


def request_explanation(session: Session, case_id: str, *, text: str, oral: bool, actor: Actor, at: datetime) -> Case:
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
    facts = Facts(log={"oral": oral}, personal={"explanation": text})
    return record.apply(session, case_id, "explanation_requested", actor=actor, at=at, facts=facts)
