"""What finance pages and lists read."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import CaseState
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


def entries_of(session: Session, decision_id: str) -> list[tuple[LedgerEntry, StatementLine]]:
    """What was booked on a decision, each with the line that brought it, the oldest payment first."""
    query = (
        sa.select(LedgerEntry, StatementLine)
        .join(StatementLine, StatementLine.id == LedgerEntry.line_id)
        .where(LedgerEntry.decision_id == decision_id)
        .order_by(LedgerEntry.value_date, LedgerEntry.id)
    )
    return list(session.execute(query).tuples())


@dataclass(frozen=True)
class ReadLine:
    """A line of a statement as a person of finance reads it later: what came, and what became of it.

    entry, decision_no: what it was booked as, and on which decision; None where it was not. by: account that booked it.
    reason: why it was booked there or is none of ours, in the words of whoever said so; empty where the text said it.
    """

    line: OpenLine
    state: str
    entry: LedgerEntry | None
    decision_no: str | None
    reason: str


def lines_of(
    session: Session, keys: FieldKeys, statement: Statement, *, after: int = 0, limit: int = 50
) -> list[ReadLine]:
    """Lines of a statement with their words opened, behind a row. The caller answers for the look."""
    query = (
        sa.select(StatementLine, LedgerEntry, Decision.number)
        .outerjoin(LedgerEntry, LedgerEntry.line_id == StatementLine.id)
        .outerjoin(Decision, Decision.id == LedgerEntry.decision_id)
        .where(StatementLine.statement_id == statement.id, StatementLine.row > after)
        .order_by(StatementLine.row)
        .limit(limit)
    )
    return [
        ReadLine(_opened(session, keys, line, statement.name), line.state, entry, number, _reason(keys, line, entry))
        for line, entry, number in session.execute(query).tuples()
    ]


def _reason(keys: FieldKeys, line: StatementLine, entry: LedgerEntry | None) -> str:
    if entry is not None:
        return keys.open(f"ledger_entries|reason|{entry.id}", entry.reason) if entry.reason else ""
    return keys.open(f"statement_lines|reason|{line.id}", line.reason) if line.reason else ""


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
    cancelled = Case.state == CaseState.ANNULLED
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
