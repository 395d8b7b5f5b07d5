"""Signed papers of cases, and a real mail server that can misbehave."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Any

import pikepdf
import pytest
from aiosmtpd.controller import Controller

from conftest import MONDAY
from ticketing.agency.actors import Role, machine
from ticketing.agency.agency import Agency, save_agency
from ticketing.agency.form import demo_agency
from ticketing.agency.tables import Account
from ticketing.cases.decision.tables import Decision
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.dispatch.consignments.closing import close_due, consign
from ticketing.documents.tables import SIGNED, Document
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.kit.ids import new_id
from walked import decided, walk_to

HOME, ELSEWHERE = "07210", "07228"


@pytest.fixture
def agency(context: AppContext) -> Agency:
    """The demo's agency, saved in the home."""
    agency = demo_agency()
    with context.database.writing() as session:
        save_agency(session, agency, actor=machine("init"), at=MONDAY)
    return agency


def a_pdf(pages: int = 2) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.docinfo["/Producer"] = new_id()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@dataclass
class Issuer:
    """Makes signed papers of cases."""

    context: AppContext
    made: int = 0

    def notice(self, commune: str = HOME, *, owner: str = "Nguyễn Văn Thử", at: datetime = MONDAY) -> str:
        """A case in NOTICE_SENT and its signed notice; gives the document's id."""
        return self.of_case(walk_to(self.context, "notice_sent", commune=commune, owner=owner, at=at), "notice", at=at)

    def decision(self, commune: str = HOME, *, at: datetime = MONDAY) -> str:
        """A case in DECISION_ISSUED and its signed decision; gives the case's id."""
        row_id = decided(self.context, f"{self.made + 1:02}/QĐ-XPHC", event="decision_issued", commune=commune, at=at)
        with self.context.database.reading() as session:
            case_id = session.get_one(Decision, row_id).case_id
        document_id = self.of_case(case_id, "decision", at=at)
        with self.context.database.writing() as session:
            session.get_one(Decision, row_id).document_id = document_id
        return case_id

    def of_case(
        self, case_id: str, kind: str, *, about: str = "owner", at: datetime = MONDAY, size: int | None = None
    ) -> str:
        """A signed paper of a case."""
        self.made += 1
        data = a_pdf()
        symbol = {"notice": "TB-CSGT", "decision": "QĐ-XPHC"}.get(kind, "PG-CSGT")
        with self.context.database.writing() as session:
            document = Document(
                id=new_id(), case_id=case_id, kind=kind, about=about, state=SIGNED, content="", case_version=1,
                prepared_by="officer-1", prepared_at=at, no=f"{self.made:02}/{symbol}", issued_on=vietnam_day(at),
                signed_at=at, signed_sha256=self.context.store.add(data), size=size or len(data), pages=2,
            )  # fmt: skip
            session.add(document)
            session.flush()
            return document.id

    def reminder(self, case_id: str, term: str = "ESCALATE_WARNING", *, at: datetime = MONDAY) -> str:
        """A signed letter that reminds of the last day of a term."""
        with self.context.database.reading() as session:
            clock = newest_clock(session, case_id, term)
            assert clock
        return self.of_case(case_id, "reminder", about=clock.id, at=at)


@pytest.fixture
def issuer(context: AppContext, agency: Agency) -> Issuer:
    """A maker of signed papers in a home with an agency."""
    return Issuer(context)


@pytest.fixture
def clerk(context: AppContext) -> Callable[[str], str]:
    """Makes the account of a commune's clerk; gives its id."""

    def make(commune: str) -> str:
        with context.database.writing() as session:
            account = Account(
                id=new_id(), name=f"clerk-{new_id()}", role=Role.COMMUNE_CLERK, commune_code=commune, password_hash="-",
                created_at=MONDAY, changed_at=MONDAY,
            )  # fmt: skip
            session.add(account)
            session.flush()
            return account.id

    return make


def consigned(context: AppContext, *documents: str, at: datetime = MONDAY) -> None:
    """Put papers into their consignments."""
    for document in documents:
        with context.database.writing() as session:
            consign(session, document, at=at)


def closed(context: AppContext, at: datetime) -> None:
    """Close what is due."""
    close_due(context.database, context.store, context.keys, at=at)


@dataclass
class Received:
    """aiosmtpd's handler: answers with `answers` in turn (the last for ever), keeps what it accepted.

    "drop" closes the connection in place of an answer.
    """

    answers: list[str] = field(default_factory=lambda: ["250 OK"])
    mails: list[Message] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    tried: int = 0

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        answer = self.answers[min(self.tried, len(self.answers) - 1)]
        self.tried += 1
        if answer == "drop":
            server.transport.close()
            return "250 never seen"
        if answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content))
            self.raw.append(envelope.content)
        return answer


class _Anywhere(Controller):
    """A controller on a free port."""

    def factory(self) -> Any:
        self.SMTP_kwargs["data_size_limit"] = 60 * 1024 * 1024
        return super().factory()

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(handler: Received, **options: Any) -> Iterator[int]:
    """A real SMTP server on this machine; gives its port."""
    controller = _Anywhere(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
