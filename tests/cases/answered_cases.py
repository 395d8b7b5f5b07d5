"""Cases whose notice was sent, that were answered, that have their minutes, and what is then done with them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.review.conftest import HAN, LAN, NOW, SIGNER, Reviewing

from ticketing.agency.actors import Actor, Role, machine
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import Answer, Violator, identify_violator, record_answer
from ticketing.cases.answers.verification import VERIFIES
from ticketing.cases.decision.decisions import Request, propose_decision
from ticketing.cases.decision.explanations import Explanation, request_explanation
from ticketing.cases.intake.duplicate_violation import ANOTHER_ACT
from ticketing.cases.owner.identification import ADDRESSEE
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, person_row, save_person
from ticketing.cases.record import Facts
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks

CLERK = Actor("kim", Role.COMMUNE_CLERK)
OWNER = Person(PersonKind.INDIVIDUAL, "Nguyễn Thị Hoa", "024190000001", date(1990, 5, 1), "Thôn Hạ, xã Tân Yên")
DRIVER = Person(PersonKind.INDIVIDUAL, "Trần Văn Bình", "024190000002", date(1995, 5, 1), "Thôn Thượng, xã Tân Yên")
COMPANY = Person(PersonKind.ORGANISATION, "Công ty TNHH Vận tải Sông Thương", "2400123456", None, "Phường Bắc Giang")
TODAY = date(2026, 11, 18)
MINUTES_AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
A_WEEK = timedelta(days=7)
AFTER_EXPLANATION = datetime(2026, 11, 30, 2, tzinfo=UTC)


def noticed(
    reviewing: Reviewing,
    owner: Person = OWNER,
    *,
    compared_with: Sequence[str] = (),
    elsewhere: bool = False,
    **columns: Any,
) -> str:
    """A case whose notice was sent. compared_with: cases that its officer has named as other acts. elsewhere: another
    office handles it.
    """
    case_id, said = reviewing.case(**columns), {ANOTHER_ACT: list(compared_with)}
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "act_confirmed", actor=HAN, at=NOW, facts=Facts(log=said))
        row = save_person(session, reviewing.keys, case_id, PersonRole.OWNER, owner, at=NOW)
        record.apply(session, case_id, "owner_found", actor=machine("owner"), at=NOW)
        if elsewhere:
            record.apply(session, case_id, "flag_TRANSFERRED", actor=SIGNER, at=NOW)
        record.apply(session, case_id, "notice_sent", actor=SIGNER, at=NOW, facts=Facts(log={ADDRESSEE: row.id}))
    return case_id


def answered(reviewing: Reviewing, code: str = "DROVE_MYSELF", *, owner: Person = OWNER, **columns: Any) -> str:
    case_id = noticed(reviewing, owner, **columns)
    answer = Answer(code, TODAY, statement="Tôi lái xe.", proof="Giấy tờ kèm theo", other_person=DRIVER)
    with reviewing.database.writing() as session:
        record_answer(session, reviewing.keys, case_id, answer, actor=HAN, at=NOW)
    return case_id


def verify(reviewing: Reviewing, case_id: str, person: Person | None = None) -> None:
    """Signed minutes of verification about the owner or another, as the press tells of them."""
    with reviewing.database.writing() as session:
        row = person_row(session, case_id, PersonRole.OWNER)
        if person is not None:
            row = save_person(session, reviewing.keys, case_id, PersonRole.NAMED, person, at=NOW)
        assert row is not None
        case = record.locked(session, case_id)
        record.note(session, case, "paper_signed", actor=HAN, at=NOW, data={VERIFIES: row.id})


def minuted(reviewing: Reviewing, violator: Violator | None = None, **columns: Any) -> str:
    case_id = answered(reviewing, **columns)
    if violator and violator.person:
        verify(reviewing, case_id, violator.person)
    with reviewing.database.writing() as session:
        identify_violator(session, reviewing.keys, case_id, violator or Violator(), actor=HAN, at=NOW)
        record.apply(session, case_id, "minutes_made", actor=HAN, at=MINUTES_AT)
    return case_id


def propose(
    reviewing: Reviewing, case_id: str, request: Request | None = None, at: datetime = MINUTES_AT, **more: Any
) -> Any:
    with reviewing.database.writing() as session:
        return propose_decision(
            session, reviewing.keys, case_id, request or Request(), actor=more.get("actor", LAN), at=at
        )  # fmt: skip


def issue(session: Any, row: Any) -> None:
    """As the press does it."""
    stored = session.get_one(type(row), row.id)
    stored.state, stored.issued_on, stored.number = "issued", date(2026, 11, 20), "01/QĐ-XPHC"
    facts = Facts(log={record.WARNED: row.warning})
    record.apply(session, row.case_id, "decision_issued", actor=SIGNER, at=MINUTES_AT, facts=facts)


def explain(reviewing: Reviewing, case_id: str, said: Explanation, at: datetime = MINUTES_AT) -> Case:
    with reviewing.database.writing() as session:
        return request_explanation(session, reviewing.keys, case_id, said, actor=HAN, at=at)


def clocks_of(reviewing: Reviewing, case_id: str) -> dict[str, date]:
    with reviewing.database.reading() as session:
        return {clock.code: clock.due_on for clock in running_clocks(session, case_id)}
