"""Many officers at one moment, on both databases: one winner, nothing lost, nobody holds what another holds."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.review.conftest import HAN, LAN, MAI, NOW, SENIOR, Reviewing

from ticketing.agency.actors import Actor
from ticketing.cameras.work_orders import open_orders
from ticketing.cases.record import Stale
from ticketing.cases.states import CaseState, Refused
from ticketing.kit.clock import wall_now
from ticketing.review import lease, queue
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.queue import Filters, Reader
from ticketing.review.verdicts import Step, give_verdict

CONFIRM = Verdict(Kind.CONFIRM)
ROUNDS = 8


def all_at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run actions in threads that start together; what each gave, or the error that it raised."""
    results: list[Any] = []
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> None:
        start.wait()
        try:
            results.append(action())
        except (Stale, Refused) as problem:
            results.append(type(problem).__name__)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def judge(
    reviewing: Reviewing, case_id: str, actor: Actor, verdict: Verdict = CONFIRM, version: int | None = 2
) -> Step:
    with reviewing.database.writing() as session:
        outcome = give_verdict(
            session, reviewing.keys, case_id, verdict, actor=actor, at=NOW, expected_version=version
        )  # fmt: skip
        return outcome.step


def test_of_many_who_confirm_one_case_one_wins(reviewing_on_both: Reviewing) -> None:
    reviewing = reviewing_on_both
    reviewing.tried(HAN, LAN, MAI, SENIOR)
    for _ in range(ROUNDS):
        case_id = reviewing.case()
        found = all_at_once(*(partial(judge, reviewing, case_id, actor) for actor in (HAN, LAN, MAI, SENIOR)))
        assert Counter(found) == {Step.DECIDED: 1, "Stale": 3}
        assert reviewing.read(case_id).state == CaseState.CONFIRMED


def test_one_person_who_clicks_twice_has_judged_once(reviewing_on_both: Reviewing) -> None:
    reviewing = reviewing_on_both
    for _ in range(ROUNDS):
        case_id = reviewing.case()
        found = all_at_once(*[partial(judge, reviewing, case_id, HAN)] * 3)
        assert Counter(found) == {Step.SECOND_NEEDED: 1, "Refused": 2}


def test_many_who_ask_for_the_next_case_get_each_another_one(reviewing_on_both: Reviewing) -> None:
    reviewing = reviewing_on_both
    cases = {reviewing.case() for _ in range(6)}

    def take(person: str) -> str | None:
        with reviewing.database.writing() as session:
            case = queue.next_case(session, Filters(), Reader(person), wall=wall_now())
            return case.id if case else None

    found = all_at_once(*(partial(take, f"p{n}") for n in range(7)))
    assert {one for one in found if one} == cases and found.count(None) == 1


def test_a_lease_has_one_holder(reviewing_on_both: Reviewing) -> None:
    reviewing = reviewing_on_both
    case_id = reviewing.case()

    def take(person: str) -> bool:
        with reviewing.database.writing() as session:
            return lease.take(session, case_id, person, wall_now())

    assert all_at_once(*(partial(take, f"p{n}") for n in range(6))).count(True) == 1


def test_the_queue_pages_through_everything(reviewing_on_both: Reviewing) -> None:
    reviewing = reviewing_on_both
    cases = {reviewing.case(reason=("DOUBTFUL_READING", "Doubtful.") if n % 2 else None) for n in range(5)}
    seen: list[str] = []
    after = None
    with reviewing.database.reading() as session:
        while True:
            page = queue.page(session, Filters(), Reader("han"), at=NOW, wall=NOW, after=after, size=2)
            seen += [row.case.id for row in page.rows]
            after = page.after
            if after is None:
                break
    assert len(seen) == 5 and set(seen) == cases


def test_officers_who_blame_one_camera_at_once_open_one_work_order(reviewing_on_both: Reviewing) -> None:
    reviewing = reviewing_on_both
    reviewing.tried(HAN, LAN, MAI, SENIOR)
    faulty = Verdict(Kind.REJECT, reason_code="CLOCK_FAULT")
    cases = {reviewing.case(): actor for actor in (HAN, LAN, MAI, SENIOR)}
    found = all_at_once(*(partial(judge, reviewing, case_id, actor, faulty) for case_id, actor in cases.items()))
    assert found == [Step.DECIDED] * 4
    with reviewing.database.reading() as session:
        (order,) = open_orders(session)
    assert set(order.case_ids) == set(cases)
