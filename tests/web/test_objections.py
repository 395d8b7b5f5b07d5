"""Complaint, suit and evasion through the forms of the case's page: what each marks and which clocks it moves."""

import contextlib

import pytest

from ticketing.cases import record
from ticketing.cases.objections.objections import Kind
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import resting_clocks, running_clocks
from ticketing.evidence.log import events_of
from ticketing.web.actions.page import shown_of_actions
from ticketing.web.actions.view import CaseView
from walked import OFFICER, SIGNER
from web.town import STRANGE, Town
from web.visits import Browser

TODAY = "18/11/2026"


class NotKept(Exception):
    """What a test wrote to look at it is not to stay."""


@pytest.fixture
def page(town: Town) -> str:
    """A case whose decision its violator has in hands."""
    return f"/cases/{town.cases['objected']}"


def marks(town: Town) -> list[str]:
    with town.context.database.reading() as session:
        case = session.get_one(Case, town.cases["objected"])
        assert case.state == CaseState.DECISION_DELIVERED
        return case.flags


def clocks(town: Town) -> tuple[set[str], set[str]]:
    """Terms that run, and terms that rest."""
    with town.context.database.reading() as session:
        going = running_clocks(session, town.cases["objected"]), resting_clocks(session, town.cases["objected"])
    running, resting = ({clock.code for clock in some} for some in going)
    return running, resting


def lodge(browser: Browser, page: str, kind: str, words: str) -> int:
    said = {"kind": kind, "lodged_on": TODAY, "authority": "Trưởng phòng", "words": words}
    return browser.submit(page, f"{page}/objection", said).status_code


def end(browser: Browser, page: str) -> int:
    said = {"result": "rejected", "on": TODAY, "number": "12/QĐ-GQKN", "reason": "Không có căn cứ"}
    return browser.submit(page, f"{page}/objection-ended", said).status_code


def test_a_complaint_stops_no_term_starts_that_of_its_answer_and_ends_with_a_paper(
    town: Town, people: dict[str, Browser], page: str
) -> None:
    officer, signer, before = people["officer1"], people["signer"], clocks(town)
    assert lodge(officer, page, "complaint", STRANGE) == 303
    assert marks(town) == ["COMPLAINT"]
    assert clocks(town) == (before[0] | {"COMPLAINT_ANSWER"}, before[1])
    assert officer.post(f"{page}/objection", {"kind": "complaint", "lodged_on": TODAY}).status_code == 409
    assert end(signer, page) == 303
    assert (marks(town), clocks(town)) == ([], before)


def test_a_suit_is_a_mark_without_a_term_of_its_own(town: Town, people: dict[str, Browser], page: str) -> None:
    before = clocks(town)
    assert lodge(people["officer1"], page, "lawsuit", "Xin xử lại") == 303
    assert (marks(town), clocks(town)) == (["LAWSUIT"], before)
    assert end(people["officer1"], page) == 303
    assert marks(town) == []


def test_the_limitations_rest_while_a_person_evades(town: Town, people: dict[str, Browser], page: str) -> None:
    officer, (running, resting) = people["officer1"], clocks(town)
    assert "ENFORCEMENT_LIMITATION" in running
    assert officer.submit(page, f"{page}/evading", {"reason": "Trốn khỏi nơi cư trú"}).status_code == 303
    assert marks(town) == ["EVADING"]
    assert clocks(town) == (running - {"ENFORCEMENT_LIMITATION"}, {"ENFORCEMENT_LIMITATION"})
    assert f"{page}/evading" not in people["signer"].get(page).text, "an officer alone says so"
    ended = {"ended_on": TODAY, "reason": "Đã trình diện"}
    assert officer.submit(page, f"{page}/evading-ended", ended).status_code == 303
    assert (marks(town), clocks(town)) == ([], (running, resting))


def test_what_is_objected_to_is_opened_by_who_answers_and_by_nobody_without_a_duty(
    town: Town, people: dict[str, Browser], page: str
) -> None:
    lodge(people["officer1"], page, "complaint", STRANGE)
    signer, words = people["signer"], "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert words not in signer.get(page).text, "closed until it is opened"
    assert signer.submit(page, f"{page}/objection-words", {"purpose": " "}).status_code == 409
    opened = signer.submit(page, f"{page}/objection-words", {"purpose": "Trả lời khiếu nại"}).text
    assert words in opened and f"Tôi lái xe. {words}" in opened and "ký nhận" in opened
    with town.context.database.reading() as session:
        look = events_of(session, town.cases["objected"])[-1]
    assert (look.kind, look.actor.split(":")[0]) == ("objection_words_opened", "signer")
    for name in ("auditor", "supervisor"):
        assert f"{page}/objection-words" not in people[name].get(page).text
        assert people[name].post(f"{page}/objection-words", {"purpose": "x"}).status_code == 403
    end(signer, page)


def test_the_form_of_an_answer_stays_on_the_page_when_the_decision_was_annulled(
    town: Town, people: dict[str, Browser], page: str
) -> None:
    officer = people["officer1"]
    lodge(officer, page, "complaint", "Xin xem lại")
    case_id, context = town.cases["objected"], town.context
    with contextlib.suppress(NotKept), context.database.writing() as session:  # the town is everybody's
        case = record.apply(session, case_id, "decision_annulled", actor=SIGNER, at=context.clock.now())
        shown = shown_of_actions(CaseView(session, context.keys, case, OFFICER, context.clock.now()))
        raise NotKept
    assert "objections" in shown["acts"]
    assert (shown["open_objections"], shown["objection_kinds"]) == ([Kind.COMPLAINT], [])
    assert end(officer, page) == 303
