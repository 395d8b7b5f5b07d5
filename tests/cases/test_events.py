"""Kinds of events: one name each, its stored name, and words in both languages."""

import pytest

from ticketing.cases.events import CaseEvent, event_kind
from ticketing.cases.states import MARKS, SEEDED_TRANSITIONS, TRANSITIONS
from ticketing.evidence.event_kinds import LogEvent
from ticketing.web.text.names.events import CASE_EVENTS, LOG_EVENTS


def test_the_table_of_states_has_every_event_of_a_case_and_no_other() -> None:
    assert {row.event for row in (*TRANSITIONS, *MARKS, *SEEDED_TRANSITIONS)} == set(CaseEvent)


def test_what_moves_a_case_is_never_called_like_what_moves_none() -> None:
    assert not {event.value for event in CaseEvent} & {event.value for event in LogEvent}


def test_every_kind_of_event_has_its_words() -> None:
    assert set(CASE_EVENTS) == set(CaseEvent)
    assert set(LOG_EVENTS) == set(LogEvent)


@pytest.mark.parametrize(
    ("event", "mark"),
    [(CaseEvent.HELD, "HELD"), (CaseEvent.COMPLAINT_LODGED, "COMPLAINT"), (CaseEvent.NOTICE_SENT, None)],
)
def test_a_mark_stands_beside_the_state(event: CaseEvent, mark: str | None) -> None:
    assert event.mark == mark


def test_a_stored_name_is_read_back_as_its_kind() -> None:
    assert event_kind("owner_wrote") is LogEvent.OWNER_STATEMENT_RECEIVED
    assert event_kind("new_owner_or_address") is CaseEvent.OWNER_OR_ADDRESS_CHANGED


def test_a_name_that_no_kind_has_is_refused() -> None:
    with pytest.raises(ValueError, match="case_confirmed"):
        event_kind("case_confirmed")
