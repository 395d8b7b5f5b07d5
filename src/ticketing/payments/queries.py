"""What finance pages and lists read."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.decision_tables import Decision
from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.kit.fields import FieldKeys
from ticketing.payments.tables import BAD, OPEN, LedgerEntry, Statement, StatementLine

WAITING = (OPEN, BAD)

# Why a person has to look, for pages; translated there.
DOUBTS = {
    "NO_NUMBER": "The text names no decision.",
    "SEVERAL_NUMBERS": "The text names several decisions.",
    "NO_SUCH_DECISION": "No decision has the number that the text names.",
    "SEVERAL_DECISIONS": "Several decisions have this number: the text names neither year nor day.",
    "AMOUNT_DIFFERS": "The sum is not what is due on the decision, and the text names neither its year nor its day.",
    "NOTHING_DUE": "Nothing is due any more on the decision that the text names.",
    "SAME_REFERENCE": "Another payment has the same reference: it may be the same money.",
}


@dataclass(frozen=True)
class OpenLine:
    """A line that waits for a person, with its words opened."""

    id: str
    statement: str
    row: int
    value_date: date | None
    reference: str
    payer: str
    amount_vnd: int
    content: str
    doubt: str | None
    sentence: str
    candidates: tuple[str, ...]
    readable: bool


def statements(session: Session, limit: int = 50) -> list[Statement]:
    """Imported statements, newest first."""
    return list(session.scalars(sa.select(Statement).order_by(Statement.id.desc()).limit(limit)))


def open_lines(session: Session, keys: FieldKeys, *, after: str = "", limit: int = 100) -> list[OpenLine]:
    """Lines that wait for a person, oldest first; `after`: id of the last line of the page before."""
    query = (
        sa.select(StatementLine, Statement.name)
        .join(Statement, Statement.id == StatementLine.statement_id)
        .where(StatementLine.state.in_(WAITING), StatementLine.id > after)
        .order_by(StatementLine.id)
        .limit(limit)
    )
    return [_opened(session, keys, line, name) for line, name in session.execute(query)]


def count_open(session: Session) -> int:
    """How many lines wait for a person."""
    return session.scalar(sa.select(sa.func.count()).where(StatementLine.state.in_(WAITING))) or 0


def entries_of(session: Session, case_id: str) -> list[LedgerEntry]:
    """What was booked for a case, oldest first."""
    query = sa.select(LedgerEntry).where(LedgerEntry.case_id == case_id)
    return list(session.scalars(query.order_by(LedgerEntry.value_date, LedgerEntry.id)))


def overpaid(session: Session) -> list[LedgerEntry]:
    """Entries with money that has to be paid back."""
    query = sa.select(LedgerEntry).where(LedgerEntry.over_vnd > 0)
    return list(session.scalars(query.order_by(LedgerEntry.id)))


@dataclass(frozen=True)
class Refund:
    """Money that goes back: what was too much, or all that came in for a decision that was cancelled."""

    case_id: str
    decision_no: str
    vnd: int
    cancelled: bool
    paid_on: date


def refunds(session: Session) -> list[Refund]:
    """What has to be paid back, the oldest payment first."""
    cancelled = Case.state == S.ANNULLED
    query = (
        sa.select(LedgerEntry, Decision.number, cancelled)
        .join(Decision, Decision.id == LedgerEntry.decision_id)
        .join(Case, Case.id == LedgerEntry.case_id)
        .where(sa.or_(LedgerEntry.over_vnd > 0, cancelled))
        .order_by(LedgerEntry.id)
    )
    return [
        Refund(
            entry.case_id, number or "", entry.whole_vnd if undone else entry.over_vnd, bool(undone), entry.value_date
        )
        for entry, number, undone in session.execute(query)
    ]


def _opened(session: Session, keys: FieldKeys, line: StatementLine, name: str) -> OpenLine:
    def text(column: str) -> str:
        sealed = getattr(line, column)
        return keys.open(f"statement_lines|{column}|{line.id}", sealed) if sealed else ""

    numbers = session.scalars(sa.select(Decision.number).where(Decision.id.in_(line.candidates or [])))
    return OpenLine(
        id=line.id,
        statement=name,
        row=line.row,
        value_date=line.value_date,
        reference=line.reference or "",
        payer=text("payer"),
        amount_vnd=line.amount_vnd,
        content=text("content") or text("raw"),
        doubt=line.doubt,
        sentence=line.sentence or DOUBTS.get(line.doubt or "", ""),
        candidates=tuple(number for number in numbers if number),
        readable=line.state != BAD,
    )
