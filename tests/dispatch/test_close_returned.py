"""A paper that came back lies on a list until it is sent again or settled, also when its case has ended."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Issuer, closed, consigned
from ticketing.agency.actors import Actor, Role
from ticketing.cases import record
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.resend import consign_again
from ticketing.dispatch.delivery.close_returned import SETTLED, settle_returned
from ticketing.dispatch.delivery.queries import came_back
from ticketing.dispatch.delivery.recording import Report, record_result, take_over
from ticketing.dispatch.delivery.undelivered import UndeliveredLine, undelivered
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.flow.app_context import AppContext
from walked import OFFICER, SIGNER, walk_to, words_in_the_file

LATER = MONDAY + timedelta(minutes=31)
TOMORROW = MONDAY + timedelta(days=1)
WHY = "Đã chuyển đi nơi khác, không rõ địa chỉ."
Clerk = Callable[[str], str]


_PLACE = sa.select(ConsignmentItem)


def taken_over(context: AppContext, clerk: Clerk, document: str) -> Actor:
    """The police of HOME have the paper; gives who took it over."""
    me = Actor(clerk(HOME), Role.COMMUNE_CLERK)
    with context.database.writing() as session:
        item = session.scalars(_PLACE.where(ConsignmentItem.document_id == document)).one()
        take_over(session, item.consignment_id, actor=me, at=LATER)
    return me


def returned(
    context: AppContext, clerk: Clerk, document: str, outcome: DeliveryResult = DeliveryResult.RETURNED
) -> str:
    """The paper left for the police of HOME, and they could not hand it over; gives its place in the consignment."""
    closed(context, LATER + timedelta(hours=2))
    me = taken_over(context, clerk, document)
    with context.database.writing() as session:
        item = session.scalars(_PLACE.where(ConsignmentItem.document_id == document)).one()
        report = Report(outcome, date(2026, 11, 17), note="Vắng nhà")
        record_result(session, context.keys, item.id, report, actor=me, at=TOMORROW)
        return item.id


@pytest.fixture
def withdrawn(context: AppContext, issuer: Issuer, clerk: Clerk) -> tuple[str, str]:
    """A case whose notice left and was taken back by a letter, which follows it; gives case and letter."""
    case_id = walk_to(context, "notice_sent")
    consigned(context, notice := issuer.of_case(case_id, "notice"))
    closed(context, LATER)
    taken_over(context, clerk, notice)
    with context.database.writing() as session:
        record.apply(session, case_id, "case_withdrawn", actor=SIGNER, at=LATER)
    consigned(context, letter := issuer.of_case(case_id, "withdrawal_letter", about=notice), at=LATER)
    return case_id, letter


def lines(context: AppContext) -> list[UndeliveredLine]:
    with context.database.reading() as session:
        return undelivered(session, TOMORROW)[0]


def settled(context: AppContext, item_id: str, reason: str = WHY) -> None:
    with context.database.writing() as session:
        settle_returned(session, context.keys, item_id, reason=reason, actor=OFFICER, at=TOMORROW)


def test_a_letter_that_says_that_nothing_is_asked_any_more_lies_on_the_list_until_it_is_sent_again(
    context: AppContext, clerk: Clerk, withdrawn: tuple[str, str]
) -> None:
    case_id, letter = withdrawn
    returned(context, clerk, letter, DeliveryResult.WRONG_COMMUNE)
    [line] = [one for one in lines(context) if one.item.outcome]
    assert (line.document.id, line.case.state, line.may_be_settled) == (letter, "REJECTED", True)
    with context.database.reading() as session:
        assert session.get_one(Case, case_id).reason_code is None, "an ended case goes on showing why it has"
        assert [paper.id for _, paper in came_back(session, case_id)] == [letter]
    with context.database.writing() as session:
        consign_again(
            session, context.keys, letter, ELSEWHERE, reason="Cư trú ở đó", ground="RESIDENCE_DATA", actor=OFFICER,
            at=TOMORROW,
        )  # fmt: skip
    assert [one for one in lines(context) if one.item.outcome] == []


@pytest.mark.parametrize(
    ("kind", "event"), [("cancellation", "decision_annulled"), ("remission", "fine_exempted")], ids=str
)
def test_who_was_not_told_that_his_fine_is_gone_is_not_forgotten(
    context: AppContext, issuer: Issuer, clerk: Clerk, kind: str, event: str
) -> None:
    case_id = walk_to(context, "decision_received")
    with context.database.writing() as session:
        if kind == "remission":
            record.apply(session, case_id, "deferral_decision_issued", actor=SIGNER, at=MONDAY)
        record.apply(session, case_id, event, actor=SIGNER, at=MONDAY)
    consigned(context, paper := issuer.of_case(case_id, kind))
    item = returned(context, clerk, paper)
    assert [one.document.id for one in lines(context)] == [paper]
    settled(context, item)
    assert lines(context) == []


def test_who_settles_a_paper_says_why_and_the_file_keeps_it(
    context: AppContext, clerk: Clerk, withdrawn: tuple[str, str]
) -> None:
    case_id, letter = withdrawn
    item = returned(context, clerk, letter)
    with pytest.raises(NotConsigned, match="Say why"):
        settled(context, item, " ")
    settled(context, item)
    settled(context, item, "noch einmal")
    assert [one for one in lines(context) if one.item.outcome] == []
    told = [text for event, text in words_in_the_file(context.database, context.keys, case_id) if event == SETTLED]
    assert told == [WHY], "once"
    with context.database.reading() as session:
        row = session.get_one(ConsignmentItem, item)
        assert (row.settled_by, row.settled_at) == (OFFICER.person, TOMORROW)
        assert [paper.id for _, paper in came_back(session, case_id)] == [letter], "it may still be sent again"


def test_what_the_case_waits_for_or_what_did_not_come_back_is_not_settled(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    case_id = walk_to(context, "notice_sent")
    consigned(context, notice := issuer.of_case(case_id, "notice"), issuer.reminder(case_id))
    item = returned(context, clerk, notice)
    with pytest.raises(NotConsigned, match="waits for what this paper brings"):
        settled(context, item)
    with context.database.reading() as session:
        under_way = session.scalars(sa.select(ConsignmentItem.id).where(ConsignmentItem.outcome.is_(None))).one()
    with pytest.raises(NotConsigned, match="Only a paper that came back"):
        settled(context, under_way)
    assert [one.may_be_settled for one in lines(context) if one.document.id == notice] == [False]
