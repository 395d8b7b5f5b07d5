"""What people write for the file is kept sealed: read for a purpose, proved by the log, gone with the persons."""

import json

import pytest
from tests.cases.test_answers import MINUTES_AT, minuted
from tests.review.conftest import HAN, NOW, SIGNER, Desk, desk

from ticketing.cases.erasure import erase_persons
from ticketing.cases.evasion import evasions_of, say_evading
from ticketing.cases.explanations import request_explanation
from ticketing.cases.holding import hold
from ticketing.cases.record import commitment
from ticketing.cases.sealed_words import open_words
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.cases.words import words_of
from ticketing.evidence.log import events_of

__all__ = ["desk"]

EXPLAINED = "Biển báo bị cây che khuất."


@pytest.fixture
def explained(desk: Desk) -> str:
    """A case whose violator has explained himself in writing."""
    case_id = minuted(desk, behaviour="RED_LIGHT")
    with desk.database.writing() as session:
        request_explanation(session, desk.keys, case_id, text=EXPLAINED, oral=False, actor=HAN, at=MINUTES_AT)
    return case_id


def test_whoever_decides_reads_what_the_violator_says(desk: Desk, explained: str) -> None:
    with desk.database.writing() as session:
        [said] = words_of(session, explained)
        opened = open_words(session, desk.keys, explained, purpose="Ra quyết định", actor=SIGNER, at=MINUTES_AT)
        assert opened == {said.id: {"text": EXPLAINED}}
        assert (said.event, said.said_by) == ("explanation_requested", HAN.person)
        assert EXPLAINED not in said.text


def test_the_log_proves_the_words_and_holds_none_of_them(desk: Desk, explained: str) -> None:
    with desk.database.reading() as session:
        [event] = [one for one in events_of(session, explained) if one.kind == "explanation_requested"]
        case = session.get_one(Case, explained)
        proved = commitment(case, "explanation", EXPLAINED)
    assert json.loads(event.leaf)["data"]["commitments"]["explanation"] == proved
    assert EXPLAINED not in event.leaf


def test_why_a_case_is_held_is_kept_and_goes_with_its_persons(desk: Desk) -> None:
    case_id = desk.case()
    with desk.database.writing() as session:
        hold(session, desk.keys, case_id, reason="Nghi biển số giả", actor=HAN, at=NOW)
        say_evading(session, desk.keys, case_id, reason="Trốn khỏi nơi cư trú", actor=HAN, at=NOW)
        [held] = words_of(session, case_id)
        assert (held.event, held.name) == ("flag_HELD", "held_because")
        erase_persons(session, case_id, because={"retention": "owners_of_rejected"}, actor=HAN, at=NOW)
        assert words_of(session, case_id) == evasions_of(session, case_id) == []
        with pytest.raises(Refused, match="Nothing is written"):
            open_words(session, desk.keys, case_id, purpose="Xem", actor=SIGNER, at=NOW)
