"""The life of a case as a property: whatever anybody tries, in whatever order, the case is what the law notes say.

The model reads the law notes' own table (case_transitions.csv) and keeps its own list of terms; the system is
`cases.record` on SQLite. At the end of each life the evidence log is verified.
"""

import csv
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ticketing.agency.actors import Actor, Role
from ticketing.cases.proposals import SecondPersonNeeded
from ticketing.cases.record import KEPT, Facts, Opening, Stale, apply, open_case, propose
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.evidence.log import head_of, open_log
from ticketing.evidence.tables import EvidenceEvent
from ticketing.evidence.verify import verify
from ticketing.flow.schema import metadata
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import open_database
from ticketing.kit.jobs import Job
from ticketing.law.calendar import official_calendar
from ticketing.law.clocks import term

NOTES = {
    (row["from_state"], row["event"]): row
    for row in csv.DictReader((Path(__file__).parent / "case_transitions.csv").open(encoding="utf-8"))
}
# Our own proposals: who paid gets his decision all the same, and it stays paid (docs/architecture.md).
NOTES |= {
    ("PAID", event): {"from_state": "PAID", "to_state": "PAID", "actor": actor}
    for event, actor in (("decision_sent", "OFF"), ("decision_received", "SYS"))
}
EVENTS = sorted({event for _, event in NOTES} - {"violation_detected"})
ENDED = {"REJECTED", "EXPIRED", "NO_SANCTION", "CLOSED", "LAPSED", "ANNULLED"}

PEOPLE = [
    *(Actor(name, role) for role in (Role.MACHINE, Role.OFFICER, Role.SIGNER) for name in (f"{role}-1", f"{role}-2")),
    Actor("senior", Role.SENIOR), Actor("com", Role.COMMUNE_CLERK), Actor("fin", Role.FINANCE_CLERK),
    Actor("adm", Role.ADMINISTRATOR),
]  # fmt: skip
RECORDS = {
    Role.MACHINE: {"SYS"}, Role.OFFICER: {"OFF", "OWN"}, Role.SENIOR: {"OFF", "OWN"}, Role.SIGNER: {"SIGN"},
    Role.COMMUNE_CLERK: {"COM"}, Role.FINANCE_CLERK: {"TRE"}, Role.ADMINISTRATOR: {"SUP"},
}  # fmt: skip
# Parties that our own proposals add to the notes (docs/architecture.md).
PROPOSED_TOO = {
    "owner_not_found": {"SYS"}, "manual_handling_needed": {"SYS"}, "flag_HELD": {"SUP", "SYS"},
    "flag_RELEASED": {"SUP"},
}  # fmt: skip
TWO_PERSONS = {("ESCALATED", "violator_identified"): "one of each", ("", "flag_RELEASED"): "any two"}
GOES_ON_WHILE_HELD = {
    "flag_HELD", "flag_RELEASED", "limitation_passed", "enforcement_limitation_passed", "payment_term_passed",
    "decision_received", "fine_paid", "decision_annulled",
}  # fmt: skip

# A case that was passed on: what the other office does, and what brings it back (domain.md 2.2.5, 2.2.8).
OTHER_OFFICE_DOES = {"violator_identified"}
BROUGHT_BACK_BY = {"owner_answered", "slip_taken_back", "new_owner_or_address"}
# What settles an unpaid fine lets the agencies serve the vehicle again (C73 art. 24.3-4).
UNBLOCKED_BY = {"fine_paid", "fine_exempted", "decision_annulled"}

MAIN_WAY = (
    "evidence_complete", "act_confirmed", "owner_found", "notice_sent", "owner_answered", "violator_identified",
    "minutes_made", "decision_issued", "decision_sent", "decision_received", "fine_paid",
)  # fmt: skip

# Terms by the event that starts them, and by what ends them (domain.md 2.6), written down a second time on purpose.
STARTED_BY = {
    "violation_detected": {"LIMITATION", "NOTICE"},
    "notice_sent": {"ESCALATE_WARNING", "ESCALATE_COMMUNE"},
    "violator_identified": {"MINUTES"},
    "minutes_made": {"DECISION", "EXPLAIN_WRITTEN", "EXPLAIN_ORAL_REQUEST"},
    "decision_issued": {"SEND_DECISION", "ENFORCEMENT_LIMITATION"},
    "decision_received": {"PAYMENT", "COMPLAINT", "LAWSUIT"},
    "deferral_decision_issued": {"DEFERRAL_MAX"},
    "instalment_decision_issued": {"INSTALMENT_MAX"},
    "fine_paid": {"PAPERS_RETURN"},
}
ENDED_BY = {
    "LIMITATION": {"decision_issued"},
    "NOTICE": {"notice_sent"},
    "ESCALATE_WARNING": {"notice_unanswered", "owner_answered"},
    "ESCALATE_COMMUNE": {"notice_unanswered", "owner_answered"},
    "MINUTES": {"minutes_made"},
    "DECISION": {"decision_issued"},
    "EXPLAIN_WRITTEN": {"decision_issued"},
    "EXPLAIN_ORAL_REQUEST": {"decision_issued"},
    "SEND_DECISION": {"decision_sent"},
    "ENFORCEMENT_LIMITATION": {"fine_paid"},
    "PAYMENT": {"fine_paid", "payment_term_passed", "deferral_decision_issued", "instalment_decision_issued"},
    "DEFERRAL_MAX": {"fine_paid", "payment_term_passed"},
    "INSTALMENT_MAX": {"fine_paid", "payment_term_passed"},
}
RUN_ON_AFTER_THE_END = {"COMPLAINT", "LAWSUIT"}


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and an open log, to be copied for each life."""
    path = tmp_path_factory.mktemp("life") / "empty.db"
    database = open_database(f"sqlite:///{path}")
    metadata().create_all(database.engine)
    with database.writing() as session:
        open_log(session, "ticketing.24.life", "24")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return path


class Life(RuleBasedStateMachine):
    """One case and its model."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "life.db"
        shutil.copy(self.empty, path)
        self.database = open_database(f"sqlite:///{path}")
        self.state = ""

    @initialize(
        acted=st.dates(date(2025, 3, 1), date(2026, 11, 1)),
        vehicle=st.sampled_from(["car", "motorcycle"]),
        may_explain=st.booleans(),
        kept=st.booleans(),
        steps=st.integers(0, 11),
    )
    def camera_records_an_act(self, acted: date, vehicle: str, may_explain: bool, kept: bool, steps: int) -> None:
        moment = datetime(acted.year, acted.month, acted.day, 16, 59, tzinfo=UTC)
        self.opening = Opening("case-1", "E1", "BG-01", "somewhere", moment, moment, self.columns(vehicle, may_explain))
        self.now, self.vehicle, self.may_explain = moment + timedelta(hours=1), vehicle, may_explain
        self.papers_kept = kept
        self.state, self.version, self.flags, self.events = "DETECTED", 1, set[str](), 1
        self.running: dict[str, date] = {}
        self.voices: dict[tuple[str, int], Actor] = {}
        self.open()
        self.model_terms("violation_detected", acted)
        for event in MAIN_WAY[:steps]:
            self.somebody_who_may_does(event, PEOPLE)

    def somebody_who_may_does(self, event: str, people: list[Actor]) -> None:
        source = self.state
        self.do(event, next(person for person in people if self.may(person, event)))
        self.model_event(source, event)

    @staticmethod
    def columns(vehicle: str, may_explain: bool) -> Mapping[str, Any]:
        return {"vehicle_class": vehicle, "law": {"may_explain": may_explain}, "plate": "98A12345"}

    def open(self) -> None:
        with self.database.writing() as session:
            open_case(session, self.opening, actor=PEOPLE[0], at=self.now)

    @precondition(lambda self: self.state)
    @rule(days=st.integers(0, 60))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, hours=1)

    @precondition(lambda self: self.state)
    @rule()
    def the_same_drop_opens_no_second_case(self) -> None:
        self.open()

    @precondition(lambda self: self.state and self.state not in ENDED)
    @rule(data=st.data())
    def the_procedure_goes_on(self, data: st.DataObject) -> None:
        """Something happens that may happen and that does not end the case."""
        going_on = sorted(
            event
            for (state, event), row in NOTES.items()
            if state == self.state and row["to_state"] not in ENDED and self.proposal_state(event) is None
            and not self.barred(event)
        )  # fmt: skip
        event = data.draw(st.sampled_from(going_on))
        self.somebody_who_may_does(event, data.draw(st.permutations(PEOPLE)))

    @precondition(lambda self: self.state)
    @rule(data=st.data(), likely=st.integers(0, 9))
    def somebody_tries(self, data: st.DataObject, likely: int) -> None:
        """Anybody tries anything; mostly what may happen, by those who may do it."""
        possible = sorted(event for state, event in NOTES if state == self.state)
        event = data.draw(st.sampled_from(possible if possible and likely else EVENTS))
        fitting = [person for person in PEOPLE if self.may(person, event)]
        actor = data.draw(st.sampled_from(fitting if fitting and likely > 2 else PEOPLE))
        expected = self.refusal(event, actor)
        if expected is not None:
            with pytest.raises(expected):
                self.do(event, actor)
            return
        source = self.state
        self.do(event, actor)
        self.model_event(source, event)

    @precondition(lambda self: self.state)
    @rule(actor=st.sampled_from(PEOPLE), event=st.sampled_from(EVENTS))
    def somebody_proposes(self, actor: Actor, event: str) -> None:
        """The first of two voices, where two are needed."""
        taken = (event, self.version) in self.voices
        allowed = self.proposal_state(event) is not None and self.may(actor, event) and not self.barred(event)
        if taken:
            return
        if not allowed:
            with pytest.raises(Refused):
                self.give_voice(event, actor)
            return
        self.give_voice(event, actor)
        self.voices[event, self.version] = actor
        self.events += 1

    @precondition(lambda self: self.state and self.version > 1)
    @rule(actor=st.sampled_from(PEOPLE), event=st.sampled_from(EVENTS))
    def nobody_acts_on_what_he_saw_before(self, actor: Actor, event: str) -> None:
        with pytest.raises(Stale):
            self.do(event, actor, expected_version=self.version - 1)

    def do(self, event: str, actor: Actor, expected_version: int | None = None) -> None:
        facts = Facts(log={KEPT: self.papers_kept} if event == "minutes_made" else {})
        with self.database.writing() as session:
            apply(session, "case-1", event, actor=actor, at=self.now, expected_version=expected_version, facts=facts)

    def give_voice(self, event: str, actor: Actor) -> None:
        with self.database.writing() as session:
            propose(session, "case-1", event, actor=actor, at=self.now, why={"reason": "because"})

    # The model.

    def may(self, actor: Actor, event: str) -> bool:
        row = NOTES.get((self.state, event))
        if row is None:
            return False
        parties = set(row["actor"].split()) | PROPOSED_TOO.get(event, set())
        return bool(parties & RECORDS[actor.role])

    def barred(self, event: str) -> bool:
        held = "HELD" in self.flags and event not in GOES_ON_WHILE_HELD
        return held or ("TRANSFERRED" in self.flags and event in OTHER_OFFICE_DOES)

    def proposal_state(self, event: str) -> str | None:
        return TWO_PERSONS.get((self.state, event)) or TWO_PERSONS.get(("", event))

    def refusal(self, event: str, actor: Actor) -> type[Refused] | None:
        if not self.may(actor, event) or self.barred(event):
            return Refused
        how = self.proposal_state(event)
        if how is None:
            return None
        first = self.voices.get((event, self.version))
        if first is None:
            return SecondPersonNeeded
        if first.person == actor.person or (how == "one of each" and RECORDS[first.role] == RECORDS[actor.role]):
            return Refused
        return None

    def model_event(self, source: str, event: str) -> None:
        self.version += 1
        self.events += 1
        if event == "flag_RELEASED":
            self.flags.discard("HELD")
        elif event.startswith("flag_"):
            self.flags.add(event.removeprefix("flag_"))
        else:
            self.state = NOTES[source, event]["to_state"]
            if event in BROUGHT_BACK_BY:
                self.flags.discard("TRANSFERRED")
            if event in UNBLOCKED_BY:
                self.flags.discard("SERVICES_BLOCKED")
            if self.state in ENDED:
                self.flags.discard("HELD")
        self.model_terms(event, vietnam_day(self.now), source)

    def model_terms(self, event: str, day: date, source: str = "") -> None:
        for code in list(self.running):
            if event in ENDED_BY.get(code, ()) or (self.state in ENDED and code not in RUN_ON_AFTER_THE_END):
                del self.running[code]
        for code in STARTED_BY.get(event, ()):
            if code == "ESCALATE_COMMUNE" and self.vehicle != "motorcycle":
                continue
            if code == "PAPERS_RETURN" and not self.papers_kept:
                continue
            if code == "PAYMENT" and source == "PAID":
                continue
            if code.startswith("EXPLAIN") and not self.may_explain:
                continue
            self.running[code] = term(code, day, official_calendar()).due_on

    # What must hold at any time.

    @precondition(lambda self: self.state)
    @invariant()
    def the_case_is_what_the_model_says(self) -> None:
        with self.database.reading() as session:
            case = session.get_one(Case, "case-1")
            terms = {clock.code: clock.due_on for clock in running_clocks(session, "case-1")}
            events = session.scalar(sa.select(sa.func.count()).select_from(EvidenceEvent))
            jobs = session.scalar(sa.select(sa.func.count()).select_from(Job))
        assert (case.state, case.version, set(case.flags)) == (self.state, self.version, self.flags)
        assert terms == self.running
        assert (events, jobs) == (self.events, self.version - 1)

    def teardown(self) -> None:
        if self.state:
            self.the_log_is_whole_and_names_nobody()
        self.database.engine.dispose()
        self.folder.cleanup()

    def the_log_is_whole_and_names_nobody(self) -> None:
        with self.database.reading() as session:
            table = EvidenceEvent.__table__
            rows = [dict(row) for row in session.execute(sa.select(table).order_by(table.c.seq)).mappings()]
            head = head_of(session)
            report = verify(rows, {}, "", lambda name: None, (), (head.size, head.last_hash))
        assert report.faults == [] and report.events == self.events
        assert not any("98A12345" in row["leaf"] for row in rows)


def test_a_case_lives_as_the_law_notes_say(empty_home: Path) -> None:
    Life.empty = empty_home
    bounds = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    Life.TestCase.settings = bounds
    Life.TestCase("runTest").runTest()
