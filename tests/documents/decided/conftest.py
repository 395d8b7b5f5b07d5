"""A home with three cases that came far, and what happens to them."""

import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from documents.document_fixtures import HAN, NOW, DocumentContext, context_at, opened, walked_to_minutes
from ticketing.agency.actors import Actor, Role
from ticketing.cases.decision.decisions import Proof, ProofKind, Request, decision_of, record_delivery_proof
from ticketing.cases.tables import CaseClock
from ticketing.dispatch.consignments.decision_sending import send_decision
from ticketing.documents.drafting import orders
from ticketing.documents.drafting.manual_drafts import propose
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
    made = context_at(f"sqlite:///{folder / 'test.db'}", folder, signer_folder)
    cases = {
        "small": delivered(made), "large": delivered(made, "RED_LIGHT"),
        "minutes": walked_to_minutes(made, behaviour="RED_LIGHT"),
    }  # fmt: skip
    with made.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.database.engine.dispose()
    return folder, cases


@pytest.fixture
def context(tmp_path: Path, decided_home: tuple[Path, Cases], signer_folder: Path) -> DocumentContext:
    """A copy of that home."""
    home = shutil.copytree(decided_home[0], tmp_path / "home")
    return opened(open_database(f"sqlite:///{home / 'test.db'}"), home, signer_folder)


@pytest.fixture
def cases(decided_home: tuple[Path, Cases]) -> Cases:
    """Their ids by name."""
    return decided_home[1]


def delivered(context: DocumentContext, behaviour: str = "NO_ENTRY", **more: Any) -> str:
    """A case whose decision reached the person today."""
    case_id = walked_to_minutes(context, behaviour=behaviour, **more)
    sign(context, context.act(propose, context.keys, case_id, Request(explanation_waived=True), actor=HAN, at=NOW))
    context.act(send_decision, case_id, way="by_hand", actor=HAN, at=NOW)
    proof = Proof(ProofKind.SIGNATURE, TODAY, "ký nhận")
    context.act(record_delivery_proof, context.keys, case_id, proof, actor=HAN, at=NOW)
    return case_id


def sign(context: DocumentContext, paper: Document, at: datetime = NOW) -> Document:
    context.release(paper.id, at=at)
    assert context.press(paper.id, at), context.paper(paper.id).problem
    return context.paper(paper.id)


def defer(
    context: DocumentContext, case_id: str, until: date = date(2027, 2, 18), asked: Application = ASKED
) -> Document:
    return context.act(orders.defer, context.keys, case_id, asked, until, actor=HAN, at=NOW)


def balance(context: DocumentContext, case_id: str, on: date) -> Balance:
    with context.database.reading() as session:
        decision = decision_of(session, case_id)
        found = balance_of(session, decision.id, on) if decision else None
    assert found is not None
    return found


def clocks(context: DocumentContext, case_id: str, *codes: str) -> Sequence[tuple[str, str, date]]:
    query = (
        sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.code.in_(codes)).order_by(CaseClock.due_on)
    )
    with context.database.reading() as session:
        return [(clock.code, clock.state, clock.due_on) for clock in session.scalars(query)]


def pay(context: DocumentContext, day: date, amount_vnd: int, reference: str, number: int = 1, text: str = "") -> None:
    row = f"{day},{reference},A,{amount_vnd},{text or f'nop phat QD{number:06}26'}\n"
    at = NOW + timedelta(days=(day - TODAY).days)
    import_statement(context.database, context.keys, (HEAD + row).encode(), f"{reference}.csv", actor=FINANCE, at=at)


def words_of(context: DocumentContext, paper: Document) -> str:
    return str(opened_content(context.keys, paper)["sheets"])


def printed(context: DocumentContext, document_id: str) -> dict[str, Any]:
    """What a signed paper says."""
    with context.database.reading() as session:
        [sheet] = opened_content(context.keys, session.get_one(Document, document_id))["sheets"]
    content: dict[str, Any] = json.loads(sheet["content"])
    return content
