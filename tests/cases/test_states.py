"""The table of states against the law notes' own table, and what must hold of any such table."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from ticketing.agency.actors import Party
from ticketing.cases.states import (
    ALLOWED_WHILE_HELD,
    FINAL,
    LIFTS,
    MARKS,
    SEEDED_ENDS,
    SEEDED_STATES,
    SEEDED_TRANSITIONS,
    TRANSITIONS,
    CaseState,
    Refused,
    events_from,
    possible_events,
    transition,
)
from ticketing.web.text.names.cases import FLAGS as NAMED_FLAGS

NOTES = list(csv.DictReader((Path(__file__).parent / "case_transitions.csv").open(encoding="utf-8")))


OUR_OWN = {
    ("OVERDUE", "part_paid_in_time", "INSTALMENTS"),
    ("PAID", "decision_sent", "PAID"),
    ("PAID", "decision_received", "PAID"),
    ("OWNER_ANSWERED", "owner_answered_again", "OWNER_ANSWERED"),
    ("OWNER_ANSWERED", "answer_taken_back", "NOTICE_SENT"),
    ("OWNER_ANSWERED", "answer_taken_back_after_warning", "ESCALATED"),
    ("OWNER_ANSWERED", "further_answer_taken_back", "OWNER_ANSWERED"),
    ("EXPLANATION", "explained_again", "EXPLANATION"),
}
"""Proposals (docs/architecture.md): what was paid in time and came in late on a statement was never late; who paid
before his decision was sent or received gets it; an owner may say more, or something else than was written down; an
answer recorded on the wrong case is taken back; who wrote may ask for a hearing too, and the other way round."""


def transition_row(source: str | None, event: str, target: str) -> tuple[str, str, str]:
    return (source or "", event, target)


def test_every_transition_of_the_law_notes_stands_in_the_table_and_no_other() -> None:
    ours = {transition_row(row.source, row.event, row.target) for row in TRANSITIONS}
    assert ours == {transition_row(row["from_state"], row["event"], row["to_state"]) for row in NOTES} | OUR_OWN


def test_actors_terms_and_articles_are_those_of_the_notes() -> None:
    ours = {transition_row(row.source, row.event, row.target): row for row in TRANSITIONS}
    for noted in NOTES:
        row = ours[transition_row(noted["from_state"], noted["event"], noted["to_state"])]
        number = 0 if noted["row"] == "flag" else int(noted["row"])
        parties = {Party(word) for word in noted["actor"].split()}
        if row.number == 7:  # a proposal: the machine may record that nobody was found
            parties |= {Party.SYS}
        if row.number == 40 and noted["event"] == "manual_handling_needed":  # a twin of its plate came up meanwhile
            parties |= {Party.SYS}
        if noted["event"] == "flag_HELD":  # proposals: a supervisor's recall, and what falls under it later
            parties |= {Party.SUP, Party.SYS}
        if noted["event"] == "flag_RELEASED":
            parties |= {Party.SUP}
        assert row.by == parties, noted
        assert (row.number, row.law, row.terms) == (number, noted["article"], noted["term_code"]), noted
        assert row.confidence == noted["confidence"], noted


def test_no_event_leads_from_one_state_to_two() -> None:
    targets = defaultdict(set)
    for row in TRANSITIONS:
        targets[row.source, row.event].add(row.target)
    assert all(len(found) == 1 for found in targets.values())


def reached_from(start: CaseState | None) -> set[CaseState]:
    found: set[CaseState] = set()
    edge: list[CaseState | None] = [start]
    while edge:
        state = edge.pop()
        for row in TRANSITIONS:
            if row.source == state and row.target not in found:
                found.add(row.target)
                edge.append(row.target)
    return found


def test_every_state_is_reached_from_the_first() -> None:
    assert reached_from(None) == set(CaseState)


@pytest.mark.parametrize("state", [state for state in CaseState if state not in FINAL])
def test_a_state_that_is_not_final_leads_to_an_end(state: CaseState) -> None:
    assert reached_from(state) & FINAL


@pytest.mark.parametrize("state", sorted(FINAL))
def test_a_final_state_is_left_only_by_a_closed_case_that_is_annulled(state: CaseState) -> None:
    assert events_from(state) == (("decision_annulled",) if state == CaseState.CLOSED else ())


@pytest.mark.parametrize("state", [state for state in CaseState if state not in FINAL])
def test_a_held_case_takes_no_verdict_and_sends_nothing(state: CaseState) -> None:
    everybody = frozenset(Party)
    free, held = possible_events(state, everybody), possible_events(state, everybody, ["HELD"])
    assert set(held) == set(free) & ALLOWED_WHILE_HELD
    assert {"flag_HELD", "flag_RELEASED"} <= set(held)
    for event in set(free) - set(held):
        with pytest.raises(Refused, match="held"):
            transition(state, event, everybody, ["HELD"])


def test_a_mark_moves_no_case_and_each_has_its_name_on_the_pages() -> None:
    rows = [row for row in (*TRANSITIONS, *MARKS) if row.event.startswith("flag_")]
    assert all(row.source == row.target for row in rows)
    set_by = {row.event for row in rows} - LIFTS.keys()
    assert {event.removeprefix("flag_") for event in set_by} == NAMED_FLAGS.keys()


def test_a_refusal_says_what_is_possible() -> None:
    with pytest.raises(Refused, match=r"'fine_paid' is not possible while the case is NOTICE_SENT") as caught:
        transition(CaseState.NOTICE_SENT, "fine_paid", frozenset(Party))
    assert "owner_answered" in caught.value.possible
    with pytest.raises(Refused, match="is for SIGN to record"):
        transition(CaseState.MINUTES_MADE, "decision_issued", frozenset({Party.OFF}))
    with pytest.raises(Refused, match="it has ended"):
        transition(CaseState.REJECTED, "act_confirmed", frozenset(Party))


def test_no_way_of_a_seeded_case_leads_behind_a_verdict() -> None:
    assert {row.target for row in SEEDED_TRANSITIONS} == SEEDED_STATES
    assert {
        CaseState.DETECTED,
        CaseState.REVIEW_PENDING,
        CaseState.MANUAL_QUEUE,
        CaseState.CLOSED,
        CaseState.EXPIRED,
    } == SEEDED_STATES
    with pytest.raises(Refused, match="not possible"):
        transition(CaseState.REVIEW_PENDING, "act_confirmed", frozenset(Party), seeded=True)
    assert possible_events(CaseState.CLOSED, frozenset(Party), seeded=True) == ()
    with pytest.raises(Refused, match="not possible"):
        transition(CaseState.REVIEW_PENDING, SEEDED_ENDS, frozenset(Party))
