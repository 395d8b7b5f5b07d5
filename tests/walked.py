"""Cases walked to a state through `cases.record` alone: for tests of rooms that need a case and not its story."""

import json
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from conftest import MONDAY
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cases import record
from ticketing.cases.case_notes import notes_of
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, save_person
from ticketing.cases.record import Facts, Opening
from ticketing.cases.tables import Case
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.law.penalties import fine_row

MACHINE = machine("test")
OFFICER = Actor("officer-1", Role.OFFICER)
SIGNER = Actor("signer-1", Role.SIGNER, rank="traffic_division_head")
FINANCE = Actor("finance-1", Role.FINANCE_CLERK)

WALK = (
    ("evidence_complete", MACHINE),
    ("act_confirmed", OFFICER),
    ("owner_found", MACHINE),
    ("notice_sent", SIGNER),
    ("owner_answered", OFFICER),
    ("violator_identified", OFFICER),
    ("minutes_made", OFFICER),
    ("decision_issued", SIGNER),
    ("decision_sent", OFFICER),
    ("decision_received", MACHINE),
)


def open_one(session: Session, *, violated_at: datetime = MONDAY, at: datetime = MONDAY) -> Case:
    """A case in DETECTED: a motorcycle that ran a red light."""
    row = fine_row("RED_LIGHT", "motorcycle", vietnam_day(violated_at))
    assert row
    columns = {
        "behaviour": "RED_LIGHT", "vehicle": "motorcycle", "vehicle_class": "motorcycle", "plate": "98B112345",
        "plate_colour": "white", "act_vi": row.act_vi, "law": row.as_facts() | {"may_explain": False}, "versions": {},
    }  # fmt: skip
    opening = Opening(new_id(), new_id(), "CAM1", "Ngã tư Trình Diễn", violated_at, violated_at, columns)
    return record.open_case(session, opening, actor=MACHINE, at=at)


def walk_to(
    context: AppContext,
    event: str | None,
    *,
    commune: str = "07210",
    violated_at: datetime = MONDAY,
    at: datetime = MONDAY,
    owner: str = "Nguyễn Văn Thử",
) -> str:
    """Walk a fresh case up to and including `event` (None: it stays DETECTED); gives its id."""
    events = [name for name, _ in WALK]
    steps = WALK[: events.index(event) + 1] if event else ()
    with context.database.writing() as session:
        case = open_one(session, violated_at=violated_at, at=at)
        for name, actor in steps:
            if name == "owner_found":
                person = Person(
                    PersonKind.INDIVIDUAL, owner, birth_date=date(1985, 2, 3), address="Số 3, đường Trình Diễn",
                    commune_code=commune,
                )  # fmt: skip
                save_person(session, context.keys, case.id, PersonRole.OWNER, person, at=at)
            columns = {"commune_code": commune} if name == "owner_found" else {}
            record.apply(session, case.id, name, actor=actor, at=at, facts=Facts(columns=columns))
        return case.id


def words_in_the_file(database: Database, keys: FieldKeys, case_id: str) -> list[tuple[str, str]]:
    """What was written of a case, with the event that it was written of; the log proves each text, or this fails."""
    with database.reading() as session:
        case = session.get_one(Case, case_id)
        events = [(event.kind, json.loads(event.leaf)["data"]) for event in events_of(session, case_id)]
        told = [(words, keys.open(f"case_words|text|{words.id}", words.text)) for words in notes_of(session, case_id)]
        for words, text in told:
            committed = [data.get("commitments", {}).get(words.name) for kind, data in events if kind == words.event]
            assert record.commitment(case, words.name, text) in committed, words.event
    return [(words.event, text) for words, text in told]


def decided(
    context: AppContext,
    number: str,
    *,
    amount_vnd: int = 5_000_000,
    event: str = "decision_received",
    at: datetime = MONDAY,
    violated_at: datetime | None = None,
    commune: str = "07210",
) -> str:
    """A case with an issued decision of that number; gives the decision's id."""
    case_id = walk_to(context, event, at=at, violated_at=violated_at or at - timedelta(days=30), commune=commune)
    day: date = vietnam_day(at)
    with context.database.writing() as session:
        decision = Decision(
            id=new_id(), case_id=case_id, state=ISSUED, proposed_by="officer-1", proposed_at=at, organisation=False,
            driver_identified=True, persons_over=1, amount_vnd=amount_vnd, lowest_vnd=4_000_000, highest_vnd=6_000_000,
            usual_vnd=5_000_000, article="điểm c khoản 7 Điều 7", mitigating=[], aggravating=[], points=4,
            term_code="DECISION", term_due_on=day, pay_within_days=10, number=number, issued_on=day, signer="signer-1",
            received_on=day if event == "decision_received" else None,
        )  # fmt: skip
        session.add(decision)
        session.flush()
        return decision.id
