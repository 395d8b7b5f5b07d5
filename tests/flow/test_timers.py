"""What time alone brings: reminders, in time and once a term, and the ends of limitations, whatever came before."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from second_connection import until_somebody_waits
from ticketing.agency.actors import machine
from ticketing.agency.agency import save_agency
from ticketing.agency.dispatch_rules import DispatchRules, WarningBundles
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.decision.tables import Decision
from ticketing.cases.holding import hold
from ticketing.cases.objections import obstruction
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.documents.tables import WAITING, Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.timers import CLOCK, REMIND, end_term, remind, sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock, vietnam_day
from ticketing.kit.jobs import PENDING, Job
from walked import FINANCE, OFFICER, SIGNER, decided, walk_to

DUE = date(2026, 11, 26)  # ten days after the decision was received, on MONDAY the 16th
Days = dict[str, int]


@pytest.fixture
def home(context: AppContext) -> Callable[[Days], AppContext]:
    """A home whose agency reminds so many days before."""

    def make(days: Days) -> AppContext:
        rules = DispatchRules(**{f"remind_{name}_days": count for name, count in days.items()})
        nobody = WarningBundles()
        agency = replace(demo_agency(), dispatch=rules, warnings=nobody, valid_from=vietnam_day(MONDAY))
        with context.database.writing() as session:
            save_agency(session, agency, actor=machine("init"), at=MONDAY)
        return context

    return make


def on(context: AppContext, day: date) -> None:
    context.clock = SettableClock(datetime.combine(day, time(9), VIETNAM))


def swept(context: AppContext) -> list[str]:
    """Sweep, do what the sweep asked for, and give the terms of which somebody is reminded now."""
    sweep_timers(context)
    with context.database.reading() as session:
        query = sa.select(Job.subject).where(Job.task == REMIND, Job.state == PENDING)
        woken = list(session.scalars(query))
    for clock_id in woken:
        remind(context, clock_id)
    with context.database.reading() as session:
        letters = sa.select(Document.about).where(Document.kind == "reminder", Document.state == WAITING)
        return [session.get_one(CaseClock, about).code for about in session.scalars(letters.order_by(Document.id))]


def test_a_payment_is_reminded_of_from_the_day_the_agency_set_and_once(home: Callable[[Days], AppContext]) -> None:
    context = home({"payment": 3})
    decided(context, "07/QĐ-XPHC")
    for day, terms in ((22, []), (23, ["PAYMENT"]), (24, ["PAYMENT"]), (26, ["PAYMENT"])):
        on(context, date(2026, 11, day))
        assert swept(context) == terms, day


def test_a_notice_is_reminded_of_before_its_twenty_days_end_and_only_where_the_agency_wants_it(
    home: Callable[[Days], AppContext],
) -> None:
    context = home({"notice": 0})
    walk_to(context, "notice_sent")
    on(context, date(2026, 12, 5))  # the twenty days end on Sunday the 6th: Monday the 7th
    assert swept(context) == []
    context = home({"notice": 2})
    assert swept(context) == ["ESCALATE_WARNING"]


def paid(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        record.apply(session, case_id, "fine_paid", actor=FINANCE, at=MONDAY)


def put_on_hold(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        hold(session, context.keys, case_id, reason="x", actor=OFFICER, at=MONDAY)


def late(context: AppContext, _: str) -> None:
    on(context, DUE + timedelta(days=1))


@pytest.mark.parametrize("meanwhile", [paid, put_on_hold, late])
def test_between_sweep_and_letter_a_case_may_be_paid_held_or_late_and_then_nobody_is_reminded(
    meanwhile: Callable[[AppContext, str], None], home: Callable[[Days], AppContext]
) -> None:
    context = home({"payment": 3})
    decision = decided(context, "07/QĐ-XPHC")
    on(context, DUE)
    assert sweep_timers(context) == 1
    with context.database.reading() as session:
        clock_id = session.scalars(sa.select(Job.subject).where(Job.task == REMIND)).one()
        case_id = session.get_one(Decision, decision).case_id
    meanwhile(context, case_id)
    remind(context, clock_id)
    with context.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0


A_YEAR = date(2027, 11, 16)  # the last day of what began on MONDAY


def state_after(context: AppContext, case_id: str, day: date) -> str:
    """What becomes of a case when that day comes and the machine does what the ends of terms ask for."""
    on(context, day)
    sweep_timers(context)
    with context.database.reading() as session:
        query = sa.select(Job.subject).where(Job.task == CLOCK, Job.state == PENDING)
        woken = list(session.scalars(query.order_by(Job.id)))
    for clock_id in woken:
        end_term(context, clock_id)
    with context.database.reading() as session:
        return session.get_one(Case, case_id).state


def does(context: AppContext, case_id: str, event: str, at: datetime = MONDAY, ends_on: date | None = None) -> None:
    with context.database.writing() as session:
        actor = SIGNER if event.endswith("decision_issued") else OFFICER
        record.apply(session, case_id, event, actor=actor, at=at, facts=Facts(ends_on=ends_on))


def test_the_decision_about_somebody_who_evades_does_not_lapse_until_a_year_after_that_ended(
    context: AppContext,
) -> None:
    evades, case_id = walk_to(context, "minutes_made"), walk_to(context, "minutes_made")
    with context.database.writing() as session:
        obstruction.record_obstruction(session, context.keys, evades, reason="Trốn.", actor=OFFICER, at=MONDAY)
    for one in (evades, case_id):
        does(context, one, "decision_issued")
    assert state_after(context, case_id, A_YEAR) == CaseState.DECISION_ISSUED
    assert state_after(context, case_id, A_YEAR + timedelta(days=1)) == CaseState.LAPSED
    assert state_after(context, evades, A_YEAR + timedelta(days=1)) == CaseState.DECISION_ISSUED
    ended = date(2027, 12, 1)
    with context.database.writing() as session:
        obstruction.end_obstruction(
            session, context.keys, evades, ended_on=ended, reason="Đã về.", actor=OFFICER,
            at=datetime.combine(ended, time(9), VIETNAM),
        )  # fmt: skip
    assert state_after(context, evades, date(2028, 12, 1)) == CaseState.DECISION_ISSUED
    assert state_after(context, evades, date(2028, 12, 2)) == CaseState.LAPSED


@pytest.mark.parametrize("how", ["deferral", "instalment"])
def test_a_fine_whose_year_ended_while_it_was_deferred_lapses_when_the_deferral_failed(
    home: Callable[[Days], AppContext], how: str
) -> None:
    context = home({})
    case_id = walk_to(context, "decision_received")
    until, state = (
        A_YEAR + timedelta(days=35),
        {"deferral": CaseState.DEFERRED, "instalment": CaseState.INSTALMENTS}[how],
    )  # a Tuesday
    does(context, case_id, f"{how}_decision_issued", ends_on=until)
    assert state_after(context, case_id, A_YEAR + timedelta(days=1)) == state, "he may still pay"
    assert state_after(context, case_id, until) == state
    assert state_after(context, case_id, until + timedelta(days=1)) == CaseState.LAPSED
    with context.database.reading() as session:
        assert {event.kind for event in events_of(session, case_id)} >= {
            "payment_term_passed", "enforcement_limitation_passed",
        }  # fmt: skip


def test_who_evades_and_does_not_keep_his_deferral_is_overdue_and_no_more(context: AppContext) -> None:
    case_id = walk_to(context, "decision_received")
    until = A_YEAR + timedelta(days=35)
    does(context, case_id, "deferral_decision_issued", ends_on=until)
    with context.database.writing() as session:
        obstruction.record_obstruction(session, context.keys, case_id, reason="Trốn.", actor=OFFICER, at=MONDAY)
    assert state_after(context, case_id, until + timedelta(days=1)) == CaseState.OVERDUE


@pytest.mark.parametrize("context_on_both", ["postgresql"], indirect=True)
def test_a_deferral_that_is_signed_while_the_machine_ends_the_ten_days_counts(context_on_both: AppContext) -> None:
    context = context_on_both
    case_id = walk_to(context, "decision_received")
    on(context, DUE + timedelta(days=1))
    with context.database.reading() as session:
        payment = next(clock for clock in running_clocks(session, case_id) if clock.code == "PAYMENT")
    with context.database.writing() as session:
        record.locked(session, case_id)
        ends = threading.Thread(target=end_term, args=(context, payment.id))
        ends.start()
        until_somebody_waits(context)
        record.apply(session, case_id, "deferral_decision_issued", actor=SIGNER, at=context.clock.now())
    ends.join()
    with context.database.reading() as session:
        assert session.get_one(Case, case_id).state == CaseState.DEFERRED
        assert session.get_one(CaseClock, payment.id).state == ClockState.MOVED
