"""Terms that no law sets: the agency's own, so that nothing waits for an answer that nobody asks for.

How long the answer to a complaint may take, in what time an officer acts on an owner's answer, and when the office asks
what became of a notice or a decision that it sent: their days are settings of the agency.
"""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from ticketing.agency.agency import Agency, NoAgency, agency_on
from ticketing.agency.days_off import calendar_in_force
from ticketing.cases.terms.case_clocks import write_clock
from ticketing.cases.terms.clocks import ANSWER_FOLLOW_UP, ANSWER_TERM, DELIVERY_ASKED
from ticketing.law.clocks import TermKind

OWN_TERMS = (ANSWER_TERM, ANSWER_FOLLOW_UP, DELIVERY_ASKED)

SET_BY = {
    ANSWER_TERM: "Set by the agency (complaint_answer_days).",
    ANSWER_FOLLOW_UP: "Set by the agency (answer_follow_up_days).",
    DELIVERY_ASKED: "Set by the agency (dispatch.delivery_asked_days).",
}


def start_internal_deadline(session: Session, case_id: str, code: str, started_on: date, *, today: date) -> None:
    """Start a term of the agency's own. None begins where no agency is entered, or where it sets no days."""
    try:
        days = _days(agency_on(session, today), code)
    except NoAgency:
        return
    if not days:
        return
    due_on = calendar_in_force(session).next_working_day(started_on + timedelta(days=days))
    write_clock(session, case_id, code, TermKind.ACT_BY, started_on, due_on, SET_BY[code])


def _days(agency: Agency, code: str) -> int:
    days = {
        ANSWER_TERM: agency.complaint_answer_days,
        ANSWER_FOLLOW_UP: agency.answer_follow_up_days,
        DELIVERY_ASKED: agency.dispatch.delivery_asked_days,
    }
    return days[code]
