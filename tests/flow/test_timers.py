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
from ticketing.agency.form import demo_agency
from ticketing.agency.values import DispatchRules, WarningBundles
from ticketing.cases import evasion, record
from ticketing.cases.decision_tables import Decision
from ticketing.cases.holding import hold
from ticketing.cases.record import Facts
from ticketing.cases.states import S
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms import running_clocks
from ticketing.documents.tables import WAITING, Document
from ticketing.evidence.log import events_of
from ticketing.flow.office import Office
from ticketing.flow.timers import CLOCK, REMIND, end_term, remind, sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock, vietnam_day
from ticketing.kit.wakeups import PENDING, Wakeup
from walked import FINANCE, OFFICER, SIGNER, decided, walk_to

DUE = date(2026, 11, 26)  # ten days after the decision was received, on MONDAY the 16th
Days = dict[str, int]


@pytest.fixture
def home(office: Office) -> Callable[[Days], Office]:
    """A home whose agency reminds so many days before."""

    def make(days: Days) -> Office:
        rules = DispatchRules(**{f"remind_{name}_days": count for name, count in days.items()})
        nobody = WarningBundles()
        agency = replace(demo_agency(), dispatch=rules, warnings=nobody, valid_from=vietnam_day(MONDAY))
        with office.database.writing() as session:
            save_agency(session, agency, actor=machine("init"), at=MONDAY)
        return office

    return make


def on(office: Office, day: date) -> None:
    office.clock = SettableClock(datetime.combine(day, time(9), VIETNAM))


def swept(office: Office) -> list[str]:
    """Sweep, do what the sweep asked for, and give the terms of which somebody is reminded now."""
    sweep_timers(office)
    with office.database.reading() as session:
        query = sa.select(Wakeup.subject).where(Wakeup.task == REMIND, Wakeup.state == PENDING)
        woken = list(session.scalars(query))
    for clock_id in woken:
        remind(office, clock_id)
    with office.database.reading() as session:
        letters = sa.select(Document.about).where(Document.kind == "reminder", Document.state == WAITING)
        return [session.get_one(CaseClock, about).code for about in session.scalars(letters.order_by(Document.id))]


def test_a_payment_is_reminded_of_from_the_day_the_agency_set_and_once(home: Callable[[Days], Office]) -> None:
    office = home({"payment": 3})
    decided(office, "07/QĐ-XPHC")
    for day, terms in ((22, []), (23, ["PAYMENT"]), (24, ["PAYMENT"]), (26, ["PAYMENT"])):
        on(office, date(2026, 11, day))
        assert swept(office) == terms, day


def test_a_notice_is_reminded_of_before_its_twenty_days_end_and_only_where_the_agency_wants_it(
    home: Callable[[Days], Office],
) -> None:
    office = home({"notice": 0})
    walk_to(office, "notice_sent")
    on(office, date(2026, 12, 5))  # the twenty days end on Sunday the 6th: Monday the 7th
    assert swept(office) == []
    office = home({"notice": 2})
    assert swept(office) == ["ESCALATE_WARNING"]


def paid(office: Office, case_id: str) -> None:
    with office.database.writing() as session:
        record.apply(session, case_id, "fine_paid", actor=FINANCE, at=MONDAY)


def held(office: Office, case_id: str) -> None:
    with office.database.writing() as session:
        hold(session, office.keys, case_id, reason="x", actor=OFFICER, at=MONDAY)


def late(office: Office, _: str) -> None:
    on(office, DUE + timedelta(days=1))


@pytest.mark.parametrize("meanwhile", [paid, held, late])
def test_between_sweep_and_letter_a_case_may_be_paid_held_or_late_and_then_nobody_is_reminded(
    meanwhile: Callable[[Office, str], None], home: Callable[[Days], Office]
) -> None:
    office = home({"payment": 3})
    decision = decided(office, "07/QĐ-XPHC")
    on(office, DUE)
    assert sweep_timers(office) == 1
    with office.database.reading() as session:
        clock_id = session.scalars(sa.select(Wakeup.subject).where(Wakeup.task == REMIND)).one()
        case_id = session.get_one(Decision, decision).case_id
    meanwhile(office, case_id)
    remind(office, clock_id)
    with office.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0


A_YEAR = date(2027, 11, 16)  # the last day of what began on MONDAY


def state_after(office: Office, case_id: str, day: date) -> str:
    """What becomes of a case when that day comes and the machine does what the ends of terms ask for."""
    on(office, day)
    sweep_timers(office)
    with office.database.reading() as session:
        query = sa.select(Wakeup.subject).where(Wakeup.task == CLOCK, Wakeup.state == PENDING)
        woken = list(session.scalars(query.order_by(Wakeup.id)))
    for clock_id in woken:
        end_term(office, clock_id)
    with office.database.reading() as session:
        return session.get_one(Case, case_id).state


def does(office: Office, case_id: str, event: str, at: datetime = MONDAY, ends_on: date | None = None) -> None:
    with office.database.writing() as session:
        actor = SIGNER if event.endswith("decision_issued") else OFFICER
        record.apply(session, case_id, event, actor=actor, at=at, facts=Facts(ends_on=ends_on))


def test_the_decision_about_somebody_who_evades_does_not_lapse_until_a_year_after_that_ended(office: Office) -> None:
    evades, case_id = walk_to(office, "minutes_made"), walk_to(office, "minutes_made")
    with office.database.writing() as session:
        evasion.say_evading(session, office.keys, evades, reason="Trốn.", actor=OFFICER, at=MONDAY)
    for one in (evades, case_id):
        does(office, one, "decision_issued")
    assert state_after(office, case_id, A_YEAR) == S.DECISION_ISSUED
    assert state_after(office, case_id, A_YEAR + timedelta(days=1)) == S.LAPSED
    assert state_after(office, evades, A_YEAR + timedelta(days=1)) == S.DECISION_ISSUED
    ended = date(2027, 12, 1)
    with office.database.writing() as session:
        evasion.say_evading_ended(
            session, office.keys, evades, ended_on=ended, reason="Đã về.", actor=OFFICER,
            at=datetime.combine(ended, time(9), VIETNAM),
        )  # fmt: skip
    assert state_after(office, evades, date(2028, 12, 1)) == S.DECISION_ISSUED
    assert state_after(office, evades, date(2028, 12, 2)) == S.LAPSED


@pytest.mark.parametrize("how", ["deferral", "instalment"])
def test_a_fine_whose_year_ended_while_it_was_deferred_lapses_when_the_deferral_failed(
    home: Callable[[Days], Office], how: str
) -> None:
    office = home({})
    case_id = walk_to(office, "decision_received")
    until, state = A_YEAR + timedelta(days=35), {"deferral": S.DEFERRED, "instalment": S.INSTALMENTS}[how]  # a Tuesday
    does(office, case_id, f"{how}_decision_issued", ends_on=until)
    assert state_after(office, case_id, A_YEAR + timedelta(days=1)) == state, "he may still pay"
    assert state_after(office, case_id, until) == state
    assert state_after(office, case_id, until + timedelta(days=1)) == S.LAPSED
    with office.database.reading() as session:
        assert {event.kind for event in events_of(session, case_id)} >= {
            "payment_term_passed", "enforcement_limitation_passed",
        }  # fmt: skip


def test_who_evades_and_does_not_keep_his_deferral_is_overdue_and_no_more(office: Office) -> None:
    case_id = walk_to(office, "decision_received")
    until = A_YEAR + timedelta(days=35)
    does(office, case_id, "deferral_decision_issued", ends_on=until)
    with office.database.writing() as session:
        evasion.say_evading(session, office.keys, case_id, reason="Trốn.", actor=OFFICER, at=MONDAY)
    assert state_after(office, case_id, until + timedelta(days=1)) == S.OVERDUE


@pytest.mark.parametrize("office_on_both", ["postgresql"], indirect=True)
def test_a_deferral_that_is_signed_while_the_machine_ends_the_ten_days_counts(office_on_both: Office) -> None:
    office = office_on_both
    case_id = walk_to(office, "decision_received")
    on(office, DUE + timedelta(days=1))
    with office.database.reading() as session:
        payment = next(clock for clock in running_clocks(session, case_id) if clock.code == "PAYMENT")
    with office.database.writing() as session:
        record.locked(session, case_id)
        ends = threading.Thread(target=end_term, args=(office, payment.id))
        ends.start()
        until_somebody_waits(office)
        record.apply(session, case_id, "deferral_decision_issued", actor=SIGNER, at=office.clock.now())
    ends.join()
    with office.database.reading() as session:
        assert session.get_one(Case, case_id).state == S.DEFERRED
        assert session.get_one(CaseClock, payment.id).state == ClockState.MOVED
