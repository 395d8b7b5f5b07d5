"""Issuer of held and ended cases that are in the commune's hands already: not listed, not printed, given back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import HOME, Issuer, closed, consigned
from ticketing.agency.actors import Actor, Role
from ticketing.cases import holding, record
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.resend import consign_again
from ticketing.dispatch.delivery.queries import came_back
from ticketing.dispatch.delivery.recording import NotRecorded, Report, record_result, take_over
from ticketing.dispatch.delivery.route import NothingLeft, days_of, route, to_give_back, what_is_left
from ticketing.dispatch.delivery.undelivered import silent_consignments, undelivered
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.tables import DONE, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.reactions import react
from walked import OFFICER, SIGNER

LATER = MONDAY + timedelta(minutes=31)
DAY = date(2026, 11, 17)
TOMORROW = MONDAY + timedelta(days=1)
Clerk = Callable[[str], str]


@pytest.fixture
def me(clerk: Clerk) -> Actor:
    return Actor(clerk(HOME), Role.COMMUNE_CLERK)


def in_hands(context: AppContext, me: Actor, *notices: str) -> Consignment:
    """Those papers were taken over by the clerk."""
    consigned(context, *notices)
    closed(context, LATER)
    with context.database.writing() as session:
        consignment = session.scalars(sa.select(Consignment)).one()
        return take_over(session, consignment.id, actor=me, at=LATER)


def case_of(context: AppContext, document: str) -> str:
    with context.database.reading() as session:
        return session.get_one(Document, document).case_id


def put_on_hold(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        holding.hold(session, context.keys, case_id, reason="Xem lại.", actor=OFFICER, at=LATER)


def released(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        holding.propose_release(session, context.keys, case_id, reason="Đúng.", actor=OFFICER, at=LATER)
        holding.release(session, case_id, actor=SIGNER, at=LATER)


def ended(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        record.apply(session, case_id, "case_withdrawn", actor=SIGNER, at=LATER)


def numbers(context: AppContext) -> tuple[list[str], list[str]]:
    """What the clerk's route lists, and what it tells him to give back."""
    with context.database.reading() as session:
        listed = [view.paper.number for hamlet in route(session, context.keys, HOME) for view in hamlet.views]
        return listed, [view.paper.number for view in to_give_back(session, context.keys, HOME)]


def gave_back(context: AppContext, document: str, me: Actor) -> None:
    with context.database.writing() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.document_id == document)).one()
        record_result(session, context.keys, item.id, Report(DeliveryResult.GIVEN_BACK, DAY), actor=me, at=TOMORROW)


@pytest.mark.parametrize("stop", [put_on_hold, ended])
def test_papers_of_held_and_ended_cases_are_not_listed_nor_printed_but_given_back(
    context: AppContext, issuer: Issuer, me: Actor, stop: Callable[[AppContext, str], None]
) -> None:
    goes, stays = issuer.notice(), issuer.notice()
    consignment = in_hands(context, me, goes, stays)
    assert numbers(context) == (["01/TB-CSGT", "02/TB-CSGT"], [])
    with context.database.reading() as session:
        assert what_is_left(session, context.keys, consignment) is None, "its sealed file holds all of it"
    stop(context, case_of(context, stays))
    assert numbers(context) == (["01/TB-CSGT"], ["02/TB-CSGT"])
    for _ in range(2):
        with context.database.reading() as session:
            left = what_is_left(session, context.keys, consignment)
            assert left is not None and [one.paper.number for one in left.stops] == ["01/TB-CSGT"]
        if not numbers(context)[1]:
            break
        gave_back(context, stays, me)
    assert numbers(context) == (["01/TB-CSGT"], [])
    stop(context, case_of(context, goes))
    with context.database.reading() as session:
        assert days_of(session, HOME) == []
        with pytest.raises(NothingLeft, match="give its papers back"):
            what_is_left(session, context.keys, consignment)


def test_what_was_given_back_says_nothing_of_its_receiver_and_sets_out_again_after_the_release(
    context: AppContext, issuer: Issuer, me: Actor
) -> None:
    notice = issuer.notice()
    case_id = case_of(context, notice)
    consignment = in_hands(context, me, notice)
    with pytest.raises(NotRecorded, match="Possible are"):
        gave_back(context, notice, me)
    put_on_hold(context, case_id)
    gave_back(context, notice, me)
    react(context, case_id)
    with context.database.reading() as session:
        case = session.get_one(Case, case_id)
        assert (case.state, case.reason_code) == ("NOTICE_SENT", None) and came_back(session, case_id) == []
        assert session.get_one(Consignment, consignment.id).state == DONE
        assert events_of(session, case_id)[-1].kind == "notice_given_back"
        assert session.scalar(sa.select(sa.func.count()).select_from(ConsignmentItem)) == 1, "it is held"
    released(context, case_id)
    for _ in range(2):
        react(context, case_id)
        with context.database.reading() as session:
            _, again = session.scalars(sa.select(ConsignmentItem).order_by(ConsignmentItem.journey)).all()
            assert (again.journey, again.outcome) == (2, None)
            assert session.get_one(Consignment, again.consignment_id).receiver_code == HOME


def test_a_paper_that_was_kept_is_on_the_route_again_after_the_release(
    context: AppContext, issuer: Issuer, me: Actor
) -> None:
    notice = issuer.notice()
    in_hands(context, me, notice)
    put_on_hold(context, case_of(context, notice))
    released(context, case_of(context, notice))
    react(context, case_of(context, notice))
    assert numbers(context) == (["01/TB-CSGT"], [])


@pytest.mark.parametrize(
    ("left", "outcome", "goes"), [(False, None, False), (True, None, True), (True, "given_back", False)]
)
def test_a_letter_that_takes_a_notice_back_goes_only_to_whom_the_notice_went(
    context: AppContext, issuer: Issuer, me: Actor, left: bool, outcome: str | None, goes: bool
) -> None:
    notice = issuer.notice()
    case_id = case_of(context, notice)
    if left:
        in_hands(context, me, notice)
    else:
        consigned(context, notice)
    ended(context, case_id)
    if outcome:
        gave_back(context, notice, me)
    letter = issuer.of_case(case_id, "withdrawal_letter", about=notice)
    consigned(context, letter)
    closed(context, LATER + timedelta(hours=2))
    with context.database.reading() as session:
        query = sa.select(ConsignmentItem).where(ConsignmentItem.document_id == letter)
        item = session.scalars(query).one()
        assert item.outcome == (None if goes else DeliveryResult.WITHDRAWN)
        assert (session.get_one(Consignment, item.consignment_id).number is not None) == goes
        first = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.document_id == notice)).one()
        assert first.outcome == (outcome or (None if left else DeliveryResult.WITHDRAWN))
        if left and not outcome:
            assert session.get_one(Consignment, first.consignment_id).state == TAKEN_OVER


def listed(context: AppContext, days: int, **chosen: str) -> list[str | None]:
    with context.database.reading() as session:
        lines, _ = undelivered(session, LATER + timedelta(days=days), **chosen)
        return [line.document.no for line in lines]


def test_papers_of_which_nobody_says_anything_are_asked_for_and_those_that_came_back_at_once(
    context: AppContext, issuer: Issuer, me: Actor
) -> None:
    silent, back = issuer.notice(), issuer.notice()
    in_hands(context, me, silent, back)
    with context.database.writing() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.document_id == back)).one()
        report = Report(DeliveryResult.RETURNED, DAY, note="Nhà khóa cửa.")
        record_result(session, context.keys, item.id, report, actor=me, at=TOMORROW)
    assert listed(context, 10) == ["02/TB-CSGT"]
    assert listed(context, 11) == ["01/TB-CSGT", "02/TB-CSGT"]
    assert listed(context, 11, commune_code=HOME) == ["01/TB-CSGT", "02/TB-CSGT"] and not listed(context, 11, after="z")
    with context.database.reading() as session:
        assert [count for _, count in silent_consignments(session, LATER + timedelta(days=11))] == [1]
        assert silent_consignments(session, LATER) == []
    with context.database.writing() as session:
        consign_again(session, context.keys, back, HOME, reason="Đã hẹn giờ.", actor=OFFICER, at=TOMORROW)
    assert listed(context, 10) == [], "it gathers"
