"""A paper that came back lies on a list until it is sent again or settled, also when its case has ended."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Papers, closed, consigned
from ticketing.agency.actors import Actor, Role
from ticketing.cases import record
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery import Report, record_outcome, take_over
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.papers import NotConsigned
from ticketing.dispatch.queries import came_back
from ticketing.dispatch.sent_again import consign_again
from ticketing.dispatch.settling import SETTLED, settle_returned
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.dispatch.unproved import Line, unproved
from ticketing.flow.office import Office
from walked import OFFICER, SIGNER, walk_to, words_in_the_file

LATER = MONDAY + timedelta(minutes=31)
TOMORROW = MONDAY + timedelta(days=1)
WHY = "Đã chuyển đi nơi khác, không rõ địa chỉ."
Clerk = Callable[[str], str]


_PLACE = sa.select(ConsignmentItem)


def taken_over(office: Office, clerk: Clerk, document: str) -> Actor:
    """The police of HOME have the paper; gives who took it over."""
    me = Actor(clerk(HOME), Role.COMMUNE_CLERK)
    with office.database.writing() as session:
        item = session.scalars(_PLACE.where(ConsignmentItem.document_id == document)).one()
        take_over(session, item.consignment_id, actor=me, at=LATER)
    return me


def returned(office: Office, clerk: Clerk, document: str, outcome: Outcome = Outcome.RETURNED) -> str:
    """The paper left for the police of HOME, and they could not hand it over; gives its place in the consignment."""
    closed(office, LATER + timedelta(hours=2))
    me = taken_over(office, clerk, document)
    with office.database.writing() as session:
        item = session.scalars(_PLACE.where(ConsignmentItem.document_id == document)).one()
        report = Report(outcome, date(2026, 11, 17), note="Vắng nhà")
        record_outcome(session, office.keys, item.id, report, actor=me, at=TOMORROW)
        return item.id


@pytest.fixture
def withdrawn(office: Office, papers: Papers, clerk: Clerk) -> tuple[str, str]:
    """A case whose notice left and was taken back by a letter, which follows it; gives case and letter."""
    case_id = walk_to(office, "notice_sent")
    consigned(office, notice := papers.of_case(case_id, "notice"))
    closed(office, LATER)
    taken_over(office, clerk, notice)
    with office.database.writing() as session:
        record.apply(session, case_id, "case_withdrawn", actor=SIGNER, at=LATER)
    consigned(office, letter := papers.of_case(case_id, "withdrawal_letter", about=notice), at=LATER)
    return case_id, letter


def lines(office: Office) -> list[Line]:
    with office.database.reading() as session:
        return unproved(session, TOMORROW)[0]


def settled(office: Office, item_id: str, reason: str = WHY) -> None:
    with office.database.writing() as session:
        settle_returned(session, office.keys, item_id, reason=reason, actor=OFFICER, at=TOMORROW)


def test_a_letter_that_says_that_nothing_is_asked_any_more_lies_on_the_list_until_it_is_sent_again(
    office: Office, clerk: Clerk, withdrawn: tuple[str, str]
) -> None:
    case_id, letter = withdrawn
    returned(office, clerk, letter, Outcome.WRONG_COMMUNE)
    [line] = [one for one in lines(office) if one.item.outcome]
    assert (line.document.id, line.case.state, line.may_be_settled) == (letter, "REJECTED", True)
    with office.database.reading() as session:
        assert session.get_one(Case, case_id).reason_code is None, "an ended case goes on showing why it has"
        assert [paper.id for _, paper in came_back(session, case_id)] == [letter]
    with office.database.writing() as session:
        consign_again(
            session, office.keys, letter, ELSEWHERE, reason="Cư trú ở đó", ground="RESIDENCE_DATA", actor=OFFICER,
            at=TOMORROW,
        )  # fmt: skip
    assert [one for one in lines(office) if one.item.outcome] == []


@pytest.mark.parametrize(
    ("kind", "event"), [("cancellation", "decision_annulled"), ("remission", "fine_exempted")], ids=str
)
def test_who_was_not_told_that_his_fine_is_gone_is_not_forgotten(
    office: Office, papers: Papers, clerk: Clerk, kind: str, event: str
) -> None:
    case_id = walk_to(office, "decision_received")
    with office.database.writing() as session:
        if kind == "remission":
            record.apply(session, case_id, "deferral_decision_issued", actor=SIGNER, at=MONDAY)
        record.apply(session, case_id, event, actor=SIGNER, at=MONDAY)
    consigned(office, paper := papers.of_case(case_id, kind))
    item = returned(office, clerk, paper)
    assert [one.document.id for one in lines(office)] == [paper]
    settled(office, item)
    assert lines(office) == []


def test_who_settles_a_paper_says_why_and_the_file_keeps_it(
    office: Office, clerk: Clerk, withdrawn: tuple[str, str]
) -> None:
    case_id, letter = withdrawn
    item = returned(office, clerk, letter)
    with pytest.raises(NotConsigned, match="Say why"):
        settled(office, item, " ")
    settled(office, item)
    settled(office, item, "noch einmal")
    assert [one for one in lines(office) if one.item.outcome] == []
    told = [text for event, text in words_in_the_file(office.database, office.keys, case_id) if event == SETTLED]
    assert told == [WHY], "once"
    with office.database.reading() as session:
        row = session.get_one(ConsignmentItem, item)
        assert (row.settled_by, row.settled_at) == (OFFICER.person, TOMORROW)
        assert [paper.id for _, paper in came_back(session, case_id)] == [letter], "it may still be sent again"


def test_what_the_case_waits_for_or_what_did_not_come_back_is_not_settled(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    case_id = walk_to(office, "notice_sent")
    consigned(office, notice := papers.of_case(case_id, "notice"), papers.reminder(case_id))
    item = returned(office, clerk, notice)
    with pytest.raises(NotConsigned, match="waits for what this paper brings"):
        settled(office, item)
    with office.database.reading() as session:
        under_way = session.scalars(sa.select(ConsignmentItem.id).where(ConsignmentItem.outcome.is_(None))).one()
    with pytest.raises(NotConsigned, match="Only a paper that came back"):
        settled(office, under_way)
    assert [one.may_be_settled for one in lines(office) if one.document.id == notice] == [False]
