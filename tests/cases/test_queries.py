"""What lists and `case show` say: the keys and words of the issue, one entry a drop, whatever became of it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cameras.camera_drops import drop, picture, take_in, write_drop
from cases.walked_cases import HAN, confirm, filled, reading, receive, walk
from ticketing.agency.actors import machine
from ticketing.cameras.ingest import leave_street
from ticketing.cameras.observation import ObservationState
from ticketing.cases.owner.identification import identify_owner
from ticketing.cases.queries import SeveralFound, UnknownState, case_list, case_page, case_show, find
from ticketing.cases.record import apply
from ticketing.cases.terms.case_clocks import start_clock
from ticketing.flow.app_context import AppContext
from ticketing.kit.jobs import Job
from ticketing.read.readings import Verdict

KEYS = [
    "case_id", "case_no", "event_id", "camera", "state", "reason", "plate", "plate_colour", "confidence", "behaviour",
    "vehicle", "violated_at", "commune_code", "clocks",
]  # fmt: skip


@pytest.fixture
def home(context: AppContext, tmp_path: Path) -> AppContext:
    return filled(context, tmp_path)


def entries(context: AppContext, state: str | None = None) -> list[dict[str, Any]]:
    with context.database.reading() as session:
        return list(case_list(session, state))


def test_an_ordinary_case_is_listed_as_the_issue_says(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    (entry,) = entries(home)
    assert list(entry) == KEYS
    assert entry == {
        "case_id": case.id, "case_no": "VP-2026-000001", "event_id": "d1", "camera": "BG-01", "state": "REVIEW_PENDING",
        "reason": None, "plate": "98A12345", "plate_colour": "white", "confidence": 0.98, "behaviour": "RED_LIGHT",
        "vehicle": "car", "violated_at": "2026-11-16T07:30:00.000+07:00", "commune_code": None,
        "clocks": [{"code": "NOTICE", "due_on": "2026-11-26"}, {"code": "LIMITATION", "due_on": "2027-11-16"}],
    }  # fmt: skip


def test_a_drop_that_never_became_a_case_has_its_entry_too(home: AppContext, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    waiting = receive(home, inbox, "d1")
    gone = receive(home, inbox, "d2")
    with home.database.writing() as session:
        leave_street(session, gone, ObservationState.NO_PLATE, actor=machine("t"), at=home.clock.now())
    receive(home, inbox, "d3", camera="XX")
    write_drop(inbox, "d4", {"b.jpg": b""}, event_id="d4", pictures=[{**drop()["pictures"][0], "file": "b.jpg"}])
    write_drop(inbox, "d5", event_id="d1", place="elsewhere")
    take_in(home, inbox)
    listed = entries(home)
    assert [entry["state"] for entry in listed] == ["DETECTED", "NO_PLATE", "CAMERA_UNKNOWN", "CORRUPT", "CONFLICT"]
    assert all(list(entry) == KEYS for entry in listed)
    assert [entry["case_no"] for entry in listed] == [None] * 5
    assert listed[0]["reason"] is None and listed[0]["case_id"] == waiting
    with home.database.writing() as session:
        session.scalars(sa.select(Job).where(Job.subject == waiting)).one().problem = "Unreachable: It is away."
    assert entries(home)[0]["reason"] == "WAITS: Unreachable: It is away."
    for entry in listed[1:]:
        code, _, sentence = entry["reason"].partition(": ")
        assert code == entry["state"] and sentence
    json.dumps(listed)


def test_the_reason_of_a_case_is_code_and_sentence(home: AppContext, tmp_path: Path) -> None:
    walk(home, receive(home, tmp_path / "inbox", "d1"), reading(verdict=Verdict.DOUBTFUL))
    (entry,) = entries(home, "REVIEW_PENDING")
    assert entry["reason"].startswith("DOUBTFUL_READING: ")


def test_a_final_state_shows_no_term(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    with home.database.writing() as session:
        start_clock(session, case.id, "COMPLAINT", date(2026, 11, 16))
        apply(session, case.id, "act_rejected", actor=HAN, at=home.clock.now())
    (entry,) = entries(home)
    assert (entry["state"], entry["clocks"]) == ("REJECTED", [])


def test_a_state_filters_and_a_strange_one_is_refused(home: AppContext, tmp_path: Path) -> None:
    walk(home, receive(home, tmp_path / "inbox", "d1"))
    receive(home, tmp_path / "inbox", "d2")
    assert [entry["event_id"] for entry in entries(home, "DETECTED")] == ["d2"]
    assert [entry["event_id"] for entry in entries(home, "REVIEW_PENDING")] == ["d1"]
    assert entries(home, "PAID") == entries(home, "CORRUPT") == []
    with pytest.raises(UnknownState, match="Possible: DETECTED, REVIEW_PENDING"):
        entries(home, "OPEN")


def test_pages_follow_each_other_without_gap_or_double(home: AppContext, tmp_path: Path) -> None:
    for number in range(7):
        receive(home, tmp_path / "inbox", f"d{number}")
    seen: list[str] = []
    after: str | None = ""
    with home.database.reading() as session:
        while after is not None:
            page, after = case_page(session, after=after, size=3)
            seen += [entry["event_id"] for entry in page]
    assert seen == [f"d{number}" for number in range(7)]


def test_a_case_is_found_by_id_number_or_event_id(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    with home.database.reading() as session:
        assert {find(session, name)[0].id for name in (case.id, case.number, "d1")} == {case.id}
        with pytest.raises(LookupError, match="Nothing is called"):
            find(session, "d9")


def test_an_event_id_means_the_drop_that_was_taken_first(home: AppContext, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    first = receive(home, inbox, "d1")
    write_drop(inbox, "d2", event_id="d1", place="elsewhere")
    take_in(home, inbox)
    receive(home, inbox, "d3", event_id="E", camera="BG-01")
    receive(home, inbox, "d4", event_id="E", camera="BG-03")
    with home.database.reading() as session:
        assert find(session, "d1")[0].id == first
        with pytest.raises(SeveralFound, match="names 2 entries"):
            find(session, "E")


def test_show_tells_everything_but_the_person(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    confirm(home, case.id)
    with home.database.writing() as session:
        identify_owner(session, home.keys, case.id, at=home.clock.now(), actor=machine("reactions"))
    with home.database.reading() as session:
        shown = case_show(session, "d1", documents=lambda session, case_id: [{"no": "1/TB"}])
    assert list(shown)[: len(KEYS)] == KEYS
    assert (shown["state"], shown["commune_code"]) == ("OWNER_IDENTIFIED", "07228")
    assert shown["registry"]["make"] == "Toyota" and shown["readings"][-1]["text"] == "98A12345"
    assert [set(item) for item in shown["evidence"]] == [{"sha256", "role", "captured_at", "received_at"}] * 2
    assert [set(event) for event in shown["events"]] == [{"seq", "at", "actor", "event"}] * len(shown["events"])
    assert shown["documents"] == [{"no": "1/TB"}]
    text = json.dumps(shown, ensure_ascii=False)
    assert "Nguyễn" not in text and "024190012345" not in text and "Quế Nham" not in text


def test_show_works_for_a_drop_without_a_case(home: AppContext, tmp_path: Path) -> None:
    write_drop(tmp_path, "d1", {"a.jpg": picture()[:50]})
    (tmp_path / "only").mkdir()
    write_drop(tmp_path / "only", "d1", {"a.jpg": picture()[:50]}, event_id="bad")
    take_in(home, tmp_path / "only")
    with home.database.reading() as session:
        shown = case_show(session, "bad")
    assert (shown["state"], shown["registry"], shown["readings"]) == ("CORRUPT", None, [])
    assert [item["role"] for item in shown["evidence"]] == ["drop", "overview"]
