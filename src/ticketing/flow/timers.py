"""What time alone brings: terms that ended.

`sweep_timers` only finds and wakes; what a term's end means stands in EVENTS and PROPOSED_TO_THE_SIGNER.
"""

import sqlalchemy as sa

from ticketing.agency.actors import machine
from ticketing.cases.record import apply, locked
from ticketing.cases.states import S, events_from
from ticketing.cases.tables import CaseClock
from ticketing.documents.steps import propose_escalation
from ticketing.flow.office import Office
from ticketing.kit.clock import vietnam_day
from ticketing.kit.wakeups import Wakeup, wake

CLOCK = "clock"
BATCH = 500

# What happens when a term has ended (domain.md 2.6): an event that the machine records, or papers for the signer.
EVENTS = {
    "LIMITATION": "limitation_passed",
    "ENFORCEMENT_LIMITATION": "enforcement_limitation_passed",
    "PAYMENT": "payment_term_passed",
    "DEFERRAL_MAX": "payment_term_passed",
    "INSTALMENT_MAX": "payment_term_passed",
}
PROPOSED_TO_THE_SIGNER = ("ESCALATE_WARNING",)  # the slip of ESCALATE_COMMUNE goes with it


def sweep_timers(office: Office) -> int:
    """Wake the terms that ended before today. Returns how many were woken."""
    now = office.clock.now()
    clocks = ended_clocks(office)
    for clock_id in clocks:
        with office.database.writing() as session:
            wake(session, CLOCK, clock_id, key=clock_id, at=now)
    return len(clocks)


def ended_clocks(office: Office) -> list[str]:
    """Ids of running terms that act by themselves, whose last day is over in Vietnam, and that nobody woke yet."""
    woken = sa.select(Wakeup.subject).where(Wakeup.task == CLOCK)
    query = (
        sa.select(CaseClock.id)
        .where(CaseClock.state == "running", CaseClock.due_on < vietnam_day(office.clock.now()))
        .where(CaseClock.code.in_((*EVENTS, *PROPOSED_TO_THE_SIGNER)), CaseClock.id.not_in(woken))
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(BATCH)
    )
    with office.database.reading() as session:
        return list(session.scalars(query))


def end_term(office: Office, clock_id: str) -> None:
    """What the end of a term brings (task "clock"): the event of the table, or papers that the signer has to sign."""
    now = office.clock.now()
    with office.database.writing() as session:
        clock = session.get_one(CaseClock, clock_id)
        case = locked(session, clock.case_id)
        if clock.state != "running":
            return
        actor = machine("clocks", because=f"term {clock.code} ended on {clock.due_on}")
        event = EVENTS.get(clock.code)
        if event in events_from(S(case.state)):
            apply(session, case.id, event, actor=actor, at=now)
        elif clock.code in PROPOSED_TO_THE_SIGNER and case.state == S.NOTICE_SENT:
            propose_escalation(session, office.keys, case, actor=actor, at=now)
