"""The sweep that reminds: in time, once a term, and of nothing that is settled, held or over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from ticketing.agency.actors import machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.agency.values import DispatchRules, WarningBundles
from ticketing.cases import record
from ticketing.cases.decision_tables import Decision
from ticketing.cases.holding import hold
from ticketing.cases.tables import CaseClock
from ticketing.documents.tables import WAITING, Document
from ticketing.flow.office import Office
from ticketing.flow.timers import REMIND, remind, sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock, vietnam_day
from ticketing.kit.wakeups import PENDING, Wakeup
from walked import FINANCE, OFFICER, decided, walk_to

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
