"""The one door: what it writes, what it refuses, and that nothing is half done."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import ticketing
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cases.proposals import SecondPersonNeeded
from ticketing.cases.record import (
    Facts,
    Opening,
    Stale,
    amend,
    apply,
    commitment,
    locked,
    open_case,
    propose,
)
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.evidence.log import events_of, open_log
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.schema import metadata
from ticketing.kit.clock import parse_moment
from ticketing.kit.db import Database, open_database
from ticketing.kit.jobs import Job

ACTED = parse_moment("2026-11-16T07:30:00+07:00")
NOW = ACTED + timedelta(hours=2)
SYS, OFF, SIGN = machine("test"), Actor("han", Role.OFFICER), Actor("sang", Role.SIGNER, rank="team_head")
WHO = {
    "evidence_complete": SYS, "act_confirmed": OFF, "owner_found": SYS, "notice_sent": SIGN, "owner_answered": OFF,
    "new_owner_or_address": OFF,
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'test.db'}")
    metadata().create_all(opened.engine)
    with opened.writing() as session:
        open_log(session, "ticketing.24.test", "24")
        columns = {"plate": "98A12345", "plate_rows": ["98A12345"], "vehicle_class": "motorcycle"}
        open_case(session, Opening("c1", "E1", "BG-01", "somewhere", ACTED, NOW, columns), actor=SYS, at=NOW)
    yield opened
    opened.engine.dispose()


def do(database: Database, event: str, at: Any = NOW, actor: Actor | None = None, **more: Any) -> Case:
    with database.writing() as session:
        return apply(session, "c1", event, actor=actor or WHO[event], at=at, **more)


def events(database: Database) -> list[EvidenceEvent]:
    with database.reading() as session:
        return events_of(session, "c1")


def test_an_event_moves_the_case_and_is_logged_with_its_law_actor_and_version(database: Database) -> None:
    do(database, "evidence_complete", facts=Facts(reason=("DOUBTFUL_READING", "Look at it.")))
    case = do(database, "act_confirmed")
    assert (case.state, case.version, case.reason_code) == ("CONFIRMED", 3, None)
    last = events(database)[-1]
    assert (last.kind, last.actor) == ("act_confirmed", "officer:han")
    assert '"law":"Decree 61/2026/NĐ-CP art. 14.2"' in last.leaf and '"from":"REVIEW_PENDING"' in last.leaf


def test_case_numbers_of_a_year_have_no_gap(database: Database) -> None:
    with database.writing() as session:
        numbers = [
            open_case(session, Opening(f"c{n}", "E", "C", "x", ACTED, NOW), actor=SYS, at=NOW).number for n in (2, 3)
        ]
    assert numbers == ["VP-2026-000002", "VP-2026-000003"]


def test_what_is_refused_leaves_nothing(database: Database) -> None:
    before = len(events(database))
    with pytest.raises(Refused):
        do(database, "notice_sent")
    with pytest.raises(Refused, match="not for you"):
        do(database, "evidence_complete", actor=OFF)
    with pytest.raises(ValueError, match="not set by an event"):
        do(database, "evidence_complete", facts=Facts(columns={"state": "PAID"}))
    with pytest.raises(LookupError), database.writing() as session:
        apply(session, "nobody", "evidence_complete", actor=SYS, at=NOW)
    assert len(events(database)) == before
    with database.reading() as session:
        assert session.get_one(Case, "c1").state == "DETECTED"
        assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_who_saw_an_older_version_is_told(database: Database) -> None:
    do(database, "evidence_complete", expected_version=1)
    with pytest.raises(Stale, match="version 2; you saw version 1"):
        do(database, "act_confirmed", expected_version=1)


def test_a_crash_before_the_commit_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKETING_FAILPOINT", "event_appended_before_commit:raise")
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    with pytest.raises(RuntimeError):
        do(database, "evidence_complete")
    monkeypatch.delenv("TICKETING_FAILPOINT")
    with database.reading() as session:
        assert session.get_one(Case, "c1").version == 1
    assert do(database, "evidence_complete").version == 2


def test_the_log_commits_to_personal_data_and_holds_none(database: Database) -> None:
    do(database, "evidence_complete", facts=Facts(personal={"note": "a word about Mr A"}))
    opened, moved = events(database)
    assert "98A12345" not in opened.leaf + moved.leaf and "Mr A" not in moved.leaf
    with database.reading() as session:
        case = session.get_one(Case, "c1")
    assert commitment(case, "plate", "98A12345") in opened.leaf
    assert commitment(case, "note", "a word about Mr A") in moved.leaf
    assert commitment(case, "note", "a word about Mr B") not in moved.leaf


def test_the_year_and_the_ten_days_run_from_the_act(database: Database) -> None:
    with database.reading() as session:
        terms = {clock.code: (clock.started_on, clock.due_on) for clock in running_clocks(session, "c1")}
    assert terms == {
        "LIMITATION": (date(2026, 11, 16), date(2027, 11, 16)),
        "NOTICE": (date(2026, 11, 16), date(2026, 11, 26)),
    }


def test_a_second_notice_of_the_same_day_waits_its_own_twenty_days(database: Database) -> None:
    for event in ("evidence_complete", "act_confirmed", "owner_found", "notice_sent", "owner_answered",
                  "new_owner_or_address", "notice_sent"):  # fmt: skip
        do(database, event)
    with database.reading() as session:
        assert {clock.code for clock in running_clocks(session, "c1")} == {
            "LIMITATION", "ESCALATE_WARNING", "ESCALATE_COMMUNE",
        }  # fmt: skip


def test_a_release_needs_two_different_persons(database: Database) -> None:
    do(database, "flag_HELD", actor=OFF)
    with pytest.raises(SecondPersonNeeded):
        do(database, "flag_RELEASED", actor=SIGN)
    with database.writing() as session:
        propose(session, "c1", "flag_RELEASED", actor=OFF, at=NOW, why={"reason": "looked into"})
    with pytest.raises(Refused, match="another person"):
        do(database, "flag_RELEASED", actor=OFF)
    case = do(database, "flag_RELEASED", actor=SIGN)
    assert case.flags == [] and '"proposed_by":"officer:han"' in events(database)[-1].leaf


def test_a_case_that_ends_while_it_is_held_is_held_no_more_and_the_machine_looks_at_it(database: Database) -> None:
    do(database, "flag_HELD", actor=OFF)
    case = do(database, "limitation_passed", at=ACTED + timedelta(days=366), actor=SYS)
    assert (case.state, case.flags) == ("EXPIRED", [])
    with database.reading() as session:
        assert session.scalar(sa.select(Job.subject).where(Job.key == f"c1:{case.version}")) == "c1"


def test_opening_again_returns_what_is_there(database: Database) -> None:
    with database.writing() as session:
        case = open_case(session, Opening("c1", "other", "X", "y", NOW, NOW), actor=SYS, at=NOW)
    assert (case.event_id, case.number) == ("E1", "VP-2026-000001")
    assert len(events(database)) == 1


def test_what_a_case_says_is_amended_under_a_new_version_and_an_event(database: Database) -> None:
    with database.writing() as session:
        case = amend(session, locked(session, "c1"), "noted", {"reason": "Look."}, actor=OFF, at=NOW, data={"why": "x"})
        assert (case.reason, case.version, case.changed_at) == ("Look.", 2, NOW)
        with pytest.raises(ValueError, match="'state' is set by an event of the table alone"):
            amend(session, case, "noted", {"state": "CLOSED"}, actor=OFF, at=NOW)
    assert events(database)[-1].kind == "noted" and '"data":{"version":2,"why":"x"}' in events(database)[-1].leaf


def test_nobody_but_the_record_writes_a_case(database: Database) -> None:
    """tests/conftest.py holds every module to it while it runs: here, that one which does not is found."""
    another = {"__name__": "ticketing.review.verdicts", "case": do(database, "evidence_complete")}
    with pytest.raises(AssertionError, match=r"ticketing\.review\.verdicts sets 'state' of a case"):
        exec("case.state = 'CLOSED'", another)
    program = Path(ticketing.__file__).parent
    at_once = [
        path.name
        for path in program.rglob("*.py")
        if re.search(r"(update|delete|insert)\(Case\b", path.read_text("utf-8"))
    ]
    assert at_once == ["record.py"]
