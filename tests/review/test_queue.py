"""The order of the queue, its pages, and the lease on a case."""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.review.conftest import HAN, LAN, NOW, Reviewing

from ticketing.cases import holding
from ticketing.cases.states import CaseState
from ticketing.kit.clock import monotonic, wall_now
from ticketing.review import lease, queue
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.queue import Filters, Position, Reader
from ticketing.review.verdicts import give_verdict

A_COUNT_TAKES_S = 5.0
DOUBTFUL = ("DOUBTFUL_READING", "One character is doubtful.")
HANS = Reader("han")


def act(day: int, hour: int = 3) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def listed(reviewing: Reviewing, filters: Filters | None = None, reader: Reader = HANS, size: int = 50) -> list[str]:
    """All pages, one after the other."""
    found: list[str] = []
    after = None
    with reviewing.database.reading() as session:
        while True:
            page = queue.page(session, filters or Filters(), reader, at=NOW, wall=NOW, after=after, size=size)
            found += [row.case.id for row in page.rows]
            if page.after is None:
                return found
            after = Position.of_text(page.after.as_text())


def of_days(reviewing: Reviewing, days: Sequence[int]) -> list[str]:
    return [reviewing.case(acted=act(day)) for day in days]


def test_the_oldest_day_comes_first_and_inside_a_day_the_doubtful_cases(reviewing: Reviewing) -> None:
    young = reviewing.case(acted=act(16))
    sure = reviewing.case(acted=act(10, 1), confidence=0.99)
    less_sure = reviewing.case(acted=act(10, 2), confidence=0.93)
    doubtful = reviewing.case(acted=act(10, 9), reason=DOUBTFUL, confidence=0.95)
    assert listed(reviewing) == [doubtful, less_sure, sure, young]


def test_the_day_is_that_of_vietnam(reviewing: Reviewing) -> None:
    before_midnight = reviewing.case(acted=datetime(2026, 11, 10, 16, 59, tzinfo=UTC), confidence=0.99)
    after_midnight = reviewing.case(acted=datetime(2026, 11, 10, 17, 0, tzinfo=UTC), reason=DOUBTFUL)
    assert listed(reviewing) == [before_midnight, after_midnight]


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_leave_nothing_out_and_show_nothing_twice(reviewing: Reviewing, size: int) -> None:
    ids = of_days(reviewing, [10, 10, 10, 12, 16, 16])
    assert listed(reviewing, size=size) == listed(reviewing)
    assert sorted(listed(reviewing, size=size)) == sorted(ids)


def test_a_line_shows_the_days_left_of_each_term(reviewing: Reviewing) -> None:
    reviewing.case(acted=act(16))
    with reviewing.database.reading() as session:
        row = queue.page(session, Filters(), HANS, at=NOW, wall=NOW).rows[0]
    assert row.days_left == {"NOTICE": 8, "LIMITATION": 363}


def test_filters_narrow_the_queue(reviewing: Reviewing) -> None:
    camera = reviewing.case(camera="BN-002")
    doubtful = reviewing.case(reason=DOUBTFUL)
    red = reviewing.case(behaviour="RED_LIGHT")
    old = reviewing.case(acted=act(2))
    manual = reviewing.case(state="manual_handling_needed")
    assert listed(reviewing, Filters(camera="BN-002")) == [camera]
    assert listed(reviewing, Filters(reason="DOUBTFUL_READING")) == [doubtful]
    assert doubtful not in listed(reviewing, Filters(reason=""))
    assert listed(reviewing, Filters(behaviour="RED_LIGHT")) == [red]
    assert listed(reviewing, Filters(acted_to=date(2026, 11, 2))) == [old]
    assert old not in listed(reviewing, Filters(acted_from=date(2026, 11, 3)))
    assert listed(reviewing, Filters(state=CaseState.MANUAL_QUEUE)) == [manual]


def test_what_a_person_has_judged_and_what_is_held_is_not_shown_to_him(reviewing: Reviewing) -> None:
    judged, held, other = reviewing.case(), reviewing.case(), reviewing.case()
    with reviewing.database.writing() as session:
        give_verdict(session, reviewing.keys, judged, Verdict(Kind.CONFIRM), actor=HAN, at=NOW)
        holding.hold(session, reviewing.keys, held, reason="camera under repair", actor=LAN, at=NOW)
    assert listed(reviewing) == [other]
    assert set(listed(reviewing, reader=Reader("lan"))) == {judged, other}


def test_what_two_differ_on_is_shown_to_seniors_only(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    with reviewing.database.writing() as session:
        give_verdict(session, reviewing.keys, case_id, Verdict(Kind.CONFIRM), actor=HAN, at=NOW)
        reject = Verdict(Kind.REJECT, reason_code="NOT_A_VIOLATION")
        give_verdict(session, reviewing.keys, case_id, reject, actor=LAN, at=NOW)
    assert listed(reviewing, reader=Reader("mai")) == []
    assert listed(reviewing, Filters(disagreed=True), Reader("son", senior=True)) == [case_id]


def test_a_case_that_waits_no_more_when_its_lease_is_taken_is_passed_over(
    reviewing: Reviewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, waits = of_days(reviewing, (10, 11))
    taking = lease.take

    def late(session: Session, case_id: str, person: str, now: datetime) -> bool:
        if case_id == held:
            holding.hold(session, reviewing.keys, case_id, reason="camera under repair", actor=LAN, at=NOW)
        return taking(session, case_id, person, now)

    monkeypatch.setattr(lease, "take", late)
    with reviewing.database.writing() as session:
        case = queue.next_case(session, Filters(), HANS, wall=NOW)
        assert case is not None and case.id == waits
        assert lease.lessee(session, held, NOW) is None


def test_two_who_ask_for_the_next_case_get_two_cases(reviewing: Reviewing) -> None:
    first, second = reviewing.case(acted=act(9)), reviewing.case(acted=act(10))
    with reviewing.database.writing() as session:
        one = queue.next_case(session, Filters(), HANS, wall=NOW)
    with reviewing.database.writing() as session:
        other = queue.next_case(session, Filters(), Reader("lan"), wall=NOW)
        nothing = queue.next_case(session, Filters(), Reader("mai"), wall=NOW)
    assert one is not None and other is not None and (one.id, other.id) == (first, second) and nothing is None


def test_a_lease_ends_by_itself_and_a_heartbeat_keeps_it(reviewing: Reviewing) -> None:
    case_id, later = reviewing.case(), NOW + lease.LASTS
    with reviewing.database.writing() as session:
        assert lease.take(session, case_id, "han", NOW)
        assert not lease.take(session, case_id, "lan", NOW)
        assert lease.take(session, case_id, "han", NOW + timedelta(seconds=60))
        assert not lease.take(session, case_id, "lan", later)
        assert lease.take(session, case_id, "lan", later + timedelta(seconds=60))
        assert not lease.take(session, case_id, "han", later + timedelta(seconds=60))
        lease.let_go(session, case_id, "lan")
        assert lease.lessee(session, case_id, NOW) is None


def test_a_heartbeat_that_comes_late_hides_no_case_from_the_second_officer(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    with reviewing.database.writing() as session:
        assert queue.renew(session, case_id, HAN.person, wall=NOW)
        give_verdict(session, reviewing.keys, case_id, Verdict(Kind.CONFIRM), actor=HAN, at=NOW)
        assert not queue.renew(session, case_id, HAN.person, wall=NOW)
        assert lease.lessee(session, case_id, NOW) is None
        second = queue.next_case(session, Filters(), Reader(LAN.person), wall=NOW)
        assert second and second.id == case_id
        assert not queue.renew(session, case_id, HAN.person, wall=NOW) and queue.renew(
            session, case_id, "lan", wall=NOW
        )


def test_a_renewed_lease_remembers_when_the_case_was_opened(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    with reviewing.database.writing() as session:
        lease.take(session, case_id, "han", NOW)
        lease.take(session, case_id, "han", NOW + timedelta(seconds=20))
        held = lease.lessee(session, case_id, NOW + timedelta(seconds=21))
        assert held is not None and held.taken_at == NOW
        lease.take(session, case_id, "han", NOW + timedelta(hours=1))
        held = lease.lessee(session, case_id, NOW + timedelta(hours=1))
        assert held is not None and held.taken_at == NOW + timedelta(hours=1)


def test_many_who_take_one_case_have_one_holder(reviewing: Reviewing) -> None:
    case_id, won, start = reviewing.case(), [], threading.Barrier(6)

    def race(person: str) -> None:
        start.wait()
        with reviewing.database.writing() as session:
            if lease.take(session, case_id, person, wall_now()):
                won.append(person)

    threads = [threading.Thread(target=race, args=(f"p{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_position_that_nobody_gave_out_is_refused_with_a_sentence() -> None:
    for text in ("", "a~b", "2026-11-10~0~x~2026-11-10T00:00:00+00:00~id", "2026-11-10~0~0x1p0~2026-11-10T00:00:00~id"):
        with pytest.raises(ValueError, match="position"):
            Position.of_text(text)


def test_counts_say_how_much_waits(reviewing: Reviewing) -> None:
    reviewing.case()
    reviewing.case(reason=DOUBTFUL)
    with reviewing.database.reading() as session:
        assert queue.counts(session) == {("REVIEW_PENDING", None): 1, ("REVIEW_PENDING", "DOUBTFUL_READING"): 1}


def test_the_queue_finds_its_day_by_the_index(reviewing: Reviewing) -> None:
    with reviewing.database.reading() as session:
        plan = session.execute(
            sa.text("EXPLAIN QUERY PLAN SELECT min(violated_at) FROM cases WHERE state = 'REVIEW_PENDING'")
        ).all()
    assert "ix_cases_queue" in str(plan)


def test_what_waits_is_counted_without_reading_a_case(reviewing: Reviewing) -> None:
    asked: list[tuple[str, Any]] = []
    sa.event.listen(reviewing.database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with reviewing.database.reading() as session:
        queue.counts(session)
        statement, said = asked[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", said).all()
    assert "COVERING INDEX ix_cases_waiting" in str(plan)


def test_what_waits_is_counted_anew_behind_the_back_of_who_asks(
    reviewing: Reviewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_days(reviewing, [1, 2])
    counts = queue.LiveCounts(reviewing.database)
    assert counts.of(CaseState.REVIEW_PENDING) == 2
    of_days(reviewing, [3])
    assert counts.of(CaseState.REVIEW_PENDING) == 2, "nobody counts 100,000 cases for each page"
    monkeypatch.setattr(queue, "COUNT_EVERY_S", 0.0)
    counts.of(CaseState.REVIEW_PENDING)
    until = monotonic() + A_COUNT_TAKES_S
    while counts.of(CaseState.REVIEW_PENDING) != 3:
        assert monotonic() < until
