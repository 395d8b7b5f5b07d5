"""A home with three cases that came far, and what happens to them."""

import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from documents.paper_office import HAN, NOW, Office, office_at, opened, walked_to_minutes
from ticketing.agency.actors import Actor, Role
from ticketing.cases.decisions import Proof, ProofKind, Request, decision_of, record_delivery_proof
from ticketing.cases.tables import CaseClock
from ticketing.dispatch.sending import send_decision
from ticketing.documents.drafting import orders
from ticketing.documents.drafting.desk import propose
from ticketing.documents.drafting.orders import Application
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import open_database
from ticketing.payments.balances import Balance, balance_of
from ticketing.payments.ledger import import_statement

FINANCE = Actor("tien", Role.FINANCE_CLERK)
TODAY = vietnam_day(NOW)
ASKED = Application(TODAY, "gặp khó khăn đặc biệt, đột xuất về kinh tế.")
Cases = dict[str, str]
HEAD = "value_date,reference,payer,amount_vnd,content\n"


@pytest.fixture(scope="session")
def decided_home(tmp_path_factory: pytest.TempPathFactory, signer_folder: Path) -> tuple[Path, Cases]:
    """A home with three cases that came far, made once: printing their papers takes longest."""
    folder = tmp_path_factory.mktemp("decided")
    made = office_at(f"sqlite:///{folder / 'test.db'}", folder, signer_folder)
    cases = {
        "small": delivered(made), "large": delivered(made, "RED_LIGHT"),
        "minutes": walked_to_minutes(made, behaviour="RED_LIGHT"),
    }  # fmt: skip
    with made.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.database.engine.dispose()
    return folder, cases


@pytest.fixture
def office(tmp_path: Path, decided_home: tuple[Path, Cases], signer_folder: Path) -> Office:
    """A copy of that home."""
    home = shutil.copytree(decided_home[0], tmp_path / "home")
    return opened(open_database(f"sqlite:///{home / 'test.db'}"), home, signer_folder)


@pytest.fixture
def cases(decided_home: tuple[Path, Cases]) -> Cases:
    """Their ids by name."""
    return decided_home[1]


def delivered(office: Office, behaviour: str = "NO_ENTRY", **more: Any) -> str:
    """A case whose decision reached the person today."""
    case_id = walked_to_minutes(office, behaviour=behaviour, **more)
    sign(office, office.act(propose, office.keys, case_id, Request(explanation_waived=True), actor=HAN, at=NOW))
    office.act(send_decision, case_id, way="by_hand", actor=HAN, at=NOW)
    proof = Proof(ProofKind.SIGNATURE, TODAY, "ký nhận")
    office.act(record_delivery_proof, office.keys, case_id, proof, actor=HAN, at=NOW)
    return case_id


def sign(office: Office, paper: Document, at: datetime = NOW) -> Document:
    office.release(paper.id, at=at)
    assert office.press(paper.id, at), office.paper(paper.id).problem
    return office.paper(paper.id)


def defer(office: Office, case_id: str, until: date = date(2027, 2, 18), asked: Application = ASKED) -> Document:
    return office.act(orders.defer, office.keys, case_id, asked, until, actor=HAN, at=NOW)


def balance(office: Office, case_id: str, on: date) -> Balance:
    with office.database.reading() as session:
        decision = decision_of(session, case_id)
        found = balance_of(session, decision.id, on) if decision else None
    assert found is not None
    return found


def clocks(office: Office, case_id: str, *codes: str) -> Sequence[tuple[str, str, date]]:
    query = (
        sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.code.in_(codes)).order_by(CaseClock.due_on)
    )
    with office.database.reading() as session:
        return [(clock.code, clock.state, clock.due_on) for clock in session.scalars(query)]


def pay(office: Office, day: date, amount_vnd: int, reference: str, number: int = 1, text: str = "") -> None:
    row = f"{day},{reference},A,{amount_vnd},{text or f'nop phat QD{number:06}26'}\n"
    at = NOW + timedelta(days=(day - TODAY).days)
    import_statement(office.database, office.keys, (HEAD + row).encode(), f"{reference}.csv", actor=FINANCE, at=at)


def words_of(office: Office, paper: Document) -> str:
    return str(opened_content(office.keys, paper)["sheets"])


def printed(office: Office, document_id: str) -> dict[str, Any]:
    """What a signed paper says."""
    with office.database.reading() as session:
        [sheet] = opened_content(office.keys, session.get_one(Document, document_id))["sheets"]
    content: dict[str, Any] = json.loads(sheet["content"])
    return content
