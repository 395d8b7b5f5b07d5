"""A rejection that blames the device opens a work order for it; the next one joins the order."""

import pytest

from review.conftest import HAN, LAN, NOW, Reviewing
from ticketing.agency.actors import Actor, Role
from ticketing.cameras.work_orders import NoSuchOrder, close_order, open_orders
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.verdicts import give_verdict

ADMIN = Actor("tuan", Role.ADMINISTRATOR)


def reject(reviewing: Reviewing, code: str) -> str:
    case_id = reviewing.case()
    reviewing.do(give_verdict, reviewing.keys, case_id, Verdict(Kind.REJECT, reason_code=code), actor=HAN, at=NOW)
    return case_id


def waiting(reviewing: Reviewing) -> list[tuple[str, list[str]]]:
    with reviewing.database.reading() as session:
        return [(order.reason_code, order.case_ids) for order in open_orders(session)]


def test_the_cases_of_one_fault_are_one_order(reviewing: Reviewing) -> None:
    reviewing.tried(HAN, LAN)
    first, second = reject(reviewing, "CLOCK_FAULT"), reject(reviewing, "CLOCK_FAULT")
    other = reject(reviewing, "SIGNAL_FAULT")
    assert waiting(reviewing) == [("CLOCK_FAULT", [first, second]), ("SIGNAL_FAULT", [other])]


def test_a_rejection_that_blames_no_device_opens_none(reviewing: Reviewing) -> None:
    reviewing.tried(HAN, LAN)
    reject(reviewing, "NOT_A_VIOLATION")
    assert waiting(reviewing) == []


def test_a_fault_after_the_repair_is_a_new_order(reviewing: Reviewing) -> None:
    reviewing.tried(HAN, LAN)
    reject(reviewing, "CLOCK_FAULT")
    with reviewing.database.reading() as session:
        order_id = open_orders(session)[0].id
    with pytest.raises(ValueError, match="Say what was done"):
        reviewing.do(close_order, order_id, done=" ", actor=ADMIN, at=NOW)
    reviewing.do(close_order, order_id, done="Đã chỉnh lại đồng hồ", actor=ADMIN, at=NOW)
    with pytest.raises(NoSuchOrder):
        reviewing.do(close_order, order_id, done="x", actor=ADMIN, at=NOW)
    again = reject(reviewing, "CLOCK_FAULT")
    assert waiting(reviewing) == [("CLOCK_FAULT", [again])]
