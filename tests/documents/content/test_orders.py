"""Decisions about a decision: what contradicts itself on the paper is refused before anybody signs it."""

from datetime import date

import pytest

from ticketing.documents.content.facts import Mark, Remitted
from ticketing.documents.content.orders.orders import (
    Change,
    OrderFacts,
    build_amendment,
    build_cancellation,
    build_correction,
    build_deferral,
    build_instalments,
    build_remission,
)
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.samples.cases import FULL, WORLDS

WORLD = WORLDS[FULL]()
MARK = Mark("02/QĐ-HTHPT", date(2026, 11, 24))
ORDER = OrderFacts(WORLD.owner, Mark("17/QĐ-XPHC", date(2026, 10, 26)), "Kho bạc Nhà nước Khu vực VI", "Đội CSGT số 1")
HEAD = (WORLD.agency, WORLD.signer, MARK, ORDER)
FIRST, LAST = date(2026, 12, 15), date(2027, 2, 26)


def test_a_deferral_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(MissingFact, match="later last day"):
        build_deferral(*HEAD, fine_vnd=5_000_000, reason="x", deferred_from=LAST, deferred_until=FIRST)


@pytest.mark.parametrize(
    ("remitted", "remitted_vnd", "left_vnd"),
    [
        (Remitted.REDUCTION, 5_000_000, 0),
        (Remitted.REDUCTION, 3_000_000, 3_000_000),
        (Remitted.REST, 5_000_000, 0),
        (Remitted.REST, 2_000_000, 1),
        (Remitted.REST, 2_000_000, 0),
        (Remitted.WHOLE, 4_000_000, 0),
        (Remitted.REDUCTION, 0, 5_000_000),
        (Remitted.REDUCTION, -1, 4_000_000),
    ],
)
def test_a_remission_whose_sums_do_not_belong_together_is_refused(remitted, remitted_vnd: int, left_vnd: int) -> None:
    with pytest.raises(MissingFact, match="does not add up"):
        build_remission(
            *HEAD, fine_vnd=5_000_000, reason="x", remitted=remitted, remitted_vnd=remitted_vnd, left_vnd=left_vnd
        )


def test_each_kind_of_remission_says_what_is_left() -> None:
    left = {
        (Remitted.REDUCTION, 2_000_000, 3_000_000, 0, 0): "3.000.000 đồng (Bằng chữ: Ba triệu đồng)",
        (Remitted.REDUCTION, 2_000_000, 1_000_000, 500_000, 1_500_000): "1.000.000 đồng (Bằng chữ: Một triệu đồng)",
        (Remitted.REST, 2_000_000, 0, 3_000_000, 0): "",
        (Remitted.REST, 2_000_000, 0, 0, 3_000_000): "",
        (Remitted.WHOLE, 5_000_000, 0, 0, 0): "",
    }
    for (remitted, sum_vnd, left_vnd, before_vnd, paid_vnd), words in left.items():
        made = build_remission(
            *HEAD, fine_vnd=5_000_000, reason="x", remitted=remitted, remitted_vnd=sum_vnd, left_vnd=left_vnd,
            remitted_before_vnd=before_vnd, paid_vnd=paid_vnd,
        )  # fmt: skip
        assert made.left == words and made.fine.startswith("5.000.000 đồng")


@pytest.mark.parametrize(
    "payments",
    [
        [(5_000_000, FIRST)],
        [(2_000_000, FIRST), (2_000_000, LAST)],
        [(3_000_000, LAST), (2_000_000, FIRST)],
        [(3_000_000, LAST), (2_000_000, LAST)],
    ],
    ids=["one", "too little", "backwards", "one day"],
)
def test_payments_that_are_no_plan_are_refused(payments: list[tuple[int, date]]) -> None:
    with pytest.raises(MissingFact, match="do not pay"):
        build_instalments(*HEAD, fine_vnd=5_000_000, reason="x", payments=payments)


def test_a_change_names_what_changes_and_a_correction_adds_and_cancels_nothing() -> None:
    same, added = Change("Điều 1", "a", "a"), Change("Điều 1", "", "b")
    for changes in ([], [same]):
        with pytest.raises(MissingFact, match="what changes there"):
            build_amendment(*HEAD, reason="x", changes=changes)
    with pytest.raises(MissingFact, match="amend instead"):
        build_correction(*HEAD, reason="x", changes=[added])
    assert build_amendment(*HEAD, reason="x", changes=[added]).changes == (added,)


def test_an_order_without_reason_is_refused() -> None:
    with pytest.raises(MissingFact, match="'reason'"):
        build_cancellation(*HEAD, reason=" ", consequences=[])
