"""Days off: two persons agree to the list of a year, terms that run are counted again, nobody's term ends earlier."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from ticketing.agency import days_off
from ticketing.agency.days_off import calendar_in_force
from ticketing.agency.dual_control import Approval, ProposalRefused
from ticketing.agency.tables import DaysOffList
from ticketing.cases.tables import CaseClock
from ticketing.cases.terms.case_clocks import start_clock
from ticketing.evidence.log import events_of
from ticketing.law.calendar import DayKind, official_calendar
from web.town import Town, town_in
from web.visits import Browser

Days = Sequence[tuple[date, DayKind, str]]


@pytest.fixture
def own_town(tmp_path: Path, built_town: Path) -> Iterator[Town]:
    """A town of its own: here terms move."""
    with town_in(tmp_path, built_town) as made:
        yield made


def listed(year: int) -> list[tuple[date, DayKind, str]]:
    """The days of a year as the product brings them."""
    return [(one.day, one.kind, one.name) for one in official_calendar().days.values() if one.day.year == year]


def later_tet() -> Days:
    """2027 with the days of Tết from 10 to 12 February, instead of those that are known."""
    others = [row for row in listed(2027) if row[0].month != 2]
    return [*others, *((date(2027, 2, day), DayKind.HOLIDAY, "Tết Nguyên đán") for day in (10, 11, 12))]


def agreed(town: Town, days: Days, source: str = "Thông báo số 1/TB-BNV") -> str:
    proposed: DaysOffList = town.do(days_off.propose_list, 2027, days, source, final=True, by="administrator")
    town.do(days_off.decide_list, proposed.id, Approval.AGREE, "", by="supervisor")
    town.works()
    return proposed.id


def last_days(town: Town, case_id: str) -> dict[str, tuple[date, str | None]]:
    """Last day and warning of each term that runs."""
    with town.context.database.reading() as session:
        query = sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.state == "running")
        return {clock.code: (clock.due_on, clock.warning) for clock in session.scalars(query)}


@pytest.fixture
def running(own_town: Town) -> str:
    """A case with terms through Tết 2027: of the office, of the person, and one of waiting."""
    case_id = own_town.cases["open0"]
    with own_town.context.database.writing() as session:
        start_clock(session, case_id, "DECISION", date(2027, 1, 28))
        start_clock(session, case_id, "EXPLAIN_WRITTEN", date(2027, 1, 29))
        start_clock(session, case_id, "PAYMENT", date(2027, 2, 1))
        start_clock(session, case_id, "ESCALATE_WARNING", date(2027, 1, 20))
    return case_id


def test_a_list_that_two_agreed_to_moves_the_offices_term_and_shortens_nobody_elses(
    own_town: Town, running: str
) -> None:
    before = last_days(own_town, running)
    assert before["DECISION"][0] == date(2027, 2, 11)
    assert before["EXPLAIN_WRITTEN"][0] == before["ESCALATE_WARNING"][0] == date(2027, 2, 10)
    assert before["DECISION"][1] and "2027" in before["DECISION"][1]
    list_id = agreed(own_town, later_tet())
    after = last_days(own_town, running)
    assert after["DECISION"] == (date(2027, 2, 8), None), "the office has to be earlier, and nothing is doubtful now"
    told = {code: after[code][0] for code in ("EXPLAIN_WRITTEN", "PAYMENT", "ESCALATE_WARNING")}
    assert set(told.values()) == {date(2027, 2, 15)}, "named days that are off now end on the next working day"
    with own_town.context.database.reading() as session:
        events = [json.loads(event.leaf) for event in events_of(session, running) if event.kind == "term_moved"]
    said = {event["data"]["code"]: event["data"] for event in events}
    moved = {"from": "2027-02-11", "to": "2027-02-08", "law": "Labour Code art. 111-112"}
    assert said["DECISION"] == {"code": "DECISION"} | moved
    own_town.do(days_off.decide_list, list_id, Approval.WITHDRAW, "Thông báo bị thay thế", by="supervisor")
    own_town.works()
    back = last_days(own_town, running)
    assert (back["DECISION"], back["PAYMENT"][0]) == (before["DECISION"], date(2027, 2, 15)), "he was told 15/2"


def test_a_later_list_takes_the_place_of_the_one_before(own_town: Town) -> None:
    first = agreed(own_town, later_tet())
    second = agreed(own_town, listed(2027), "Thông báo số 2/TB-BNV")
    with own_town.context.database.reading() as session:
        states = {one.id: one.state for one in days_off.lists(session)}
        assert calendar_in_force(session).is_working_day(date(2027, 2, 10))
    assert states == {first: "withdrawn", second: "agreed"}


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ([(date(2026, 12, 31), DayKind.HOLIDAY, "Nghỉ")], "another year"),
        ([(date(2027, 2, 6), DayKind.HOLIDAY, "Tết")], "Saturday or Sunday"),
        ([(date(2027, 2, 8), DayKind.SWAPPED_WORK, "Làm bù")], "Monday to Friday"),
        ([(date(2027, 2, 8), DayKind.HOLIDAY, "Tết")] * 2, "stands twice"),
        ([(date(2027, 2, 8), DayKind.HOLIDAY, " ")], "needs its name"),
    ],
)
def test_a_list_with_a_wrong_day_is_refused_with_the_day(days: Days, says: str, town: Town) -> None:
    with pytest.raises(ProposalRefused, match=says):
        town.do(days_off.propose_list, 2027, days, "Thông báo số 1/TB-BNV", final=True, by="administrator")


def test_the_page_begins_with_the_days_that_hold_and_takes_two_persons(town: Town, people: dict[str, Browser]) -> None:
    administrator, supervisor = people["administrator"], people["supervisor"]
    shown = administrator.get("/days-off?year=2027").text
    assert "05/02/2027" in shown and "Thứ Sáu" in shown and "chưa chính thức" in shown
    form = {
        "year": "2027", "source": "Thông báo số 1/TB-BNV", "final": "yes", "day": ["08/02/2027", ""],
        "kind": ["holiday", "holiday"], "name": ["Tết Nguyên đán", ""],
    }  # fmt: skip
    wrong = administrator.post("/days-off", {**form, "day": ["8 tháng 2", ""]})
    assert wrong.status_code == 422 and "8 tháng 2" in wrong.text, "what was written is not lost"
    assert administrator.post("/days-off", form).status_code == 303
    with town.context.database.reading() as session:
        list_id = session.scalar(sa.select(DaysOffList.id))
    assert administrator.post(f"/days-off/{list_id}/agree").status_code == 409
    supervisor.get("/days-off")
    assert supervisor.post(f"/days-off/{list_id}/agree").status_code == 303
    assert "Thông báo số 1/TB-BNV" in people["auditor"].get("/days-off").text
    assert supervisor.post(f"/days-off/{list_id}/withdraw", {"reason": "Nhập nhầm"}).status_code == 303
