"""Booking: a statement's lines meet decisions, each in a transaction of its own with its case.

A crash in the middle leaves lines that were not looked at; importing the same file again goes on with them, and books
nothing twice: a line has one ledger entry at most. What is unclear stays open for a person, never lost.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.cases import record
from ticketing.cases.decision.payment_relief import follow_payment
from ticketing.cases.decision.tables import Decision
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import Facts
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, head_of
from ticketing.kit.db import Database
from ticketing.kit.digest import sha256
from ticketing.kit.failpoints import failpoint
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.payments.balances import Balance, balance_of, balances_named
from ticketing.payments.match import Doubt, Kind, match, mentions
from ticketing.payments.split import Split, split
from ticketing.payments.statements.lines import BadRow, PaymentLine, StatementContent, StatementFile
from ticketing.payments.statements.reading import read_statement
from ticketing.payments.tables import BAD, BOOKED, DISMISSED, KNOWN, NEW, OPEN, LedgerEntry, Statement, StatementLine

SAME_REFERENCE = "SAME_REFERENCE"
NOT_BOOKED_YET = (NEW, OPEN)


class NotBooked(ValueError):
    """This line cannot be booked like that; the sentence says why and what is possible."""


@dataclass(frozen=True)
class Imported:
    """What became of a statement. known_file: the same bytes were imported before."""

    statement_id: str
    known_file: bool
    booked: int
    open: int
    known: int
    bad: int


def import_statement(
    database: Database, keys: FieldKeys, data: bytes, name: str, *, actor: Actor, at: datetime
) -> Imported:
    """Import a statement and book what leaves no doubt. The same file again goes on where it stopped.

    Raises StatementUnreadable, PermissionError for a person who is not of finance.
    """
    _refuse_others(actor)
    content = read_statement(StatementFile(name, data))
    digest = sha256(data)
    with database.writing() as session:
        head_of(session, lock=True)  # two clerks with one file: the second waits here and then finds it
        found = session.scalar(sa.select(Statement).where(Statement.sha256 == digest))
        statement = found or _store(session, keys, content, digest, name, actor, at)
    with database.reading() as session:
        fresh = _lines_in(session, statement.id, NEW)
    for line_id in fresh:
        with database.writing() as session:
            _look_at(session, keys, line_id, actor, at)
    with database.reading() as session:
        counts = counts_of(session, statement.id)
    return Imported(statement.id, found is not None, *(counts.get(state, 0) for state in (BOOKED, OPEN, KNOWN, BAD)))


def assign(
    session: Session, keys: FieldKeys, line_id: str, decision_id: str, *, reason: str, actor: Actor, at: datetime
) -> LedgerEntry:
    """Book an open line on the decision that a person of finance found for it; what is too much is to be paid back.

    Raises NotBooked, PermissionError.
    """
    _refuse_others(actor)
    if not reason.strip():
        raise NotBooked("Say how you know that the money is for this decision: the file must show it.")
    case_id = session.scalar(sa.select(Decision.case_id).where(Decision.id == decision_id))
    if case_id is None:
        raise NotBooked("There is no such decision: search it by its number.")
    record.locked(session, case_id)
    line = _locked_line(session, line_id)
    if line.state not in NOT_BOOKED_YET:
        raise NotBooked(f"This line is {line.state} already.")
    assert line.value_date
    balance = balance_of(session, decision_id, line.value_date)
    if balance is None:
        raise NotBooked("This decision was not signed: nothing is booked on it.")
    return _book(session, keys, line, balance, actor, at, reason=reason)


def dismiss(session: Session, keys: FieldKeys, line_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Say that an open or unreadable line is no payment of a fine of ours. Raises NotBooked, PermissionError."""
    _refuse_others(actor)
    if not reason.strip():
        raise NotBooked("Say why the money is none of ours.")
    line = _locked_line(session, line_id)
    if line.state not in (OPEN, BAD):
        raise NotBooked(f"This line is {line.state} already.")
    line.state, line.reason = DISMISSED, keys.seal(_place("reason", line), reason)
    session.flush()
    data = {"amount_vnd": line.amount_vnd, "commitments": {"reason": keys.commitment(line.id, reason)}}
    append(session, at=at, kind=LogEvent.PAYMENT_DISMISSED, subject=f"payment:{line.id}", actor=actor.label, data=data)


def counts_of(session: Session, statement_id: str) -> dict[str, int]:
    """How many lines of a statement are in each state."""
    query = sa.select(StatementLine.state, sa.func.count()).where(StatementLine.statement_id == statement_id)
    return {row[0]: row[1] for row in session.execute(query.group_by(StatementLine.state))}


def _refuse_others(actor: Actor) -> None:
    if Party.TRE not in actor.parties():
        raise PermissionError("Statements are imported and booked by a finance clerk.")


def _store(
    session: Session,
    keys: FieldKeys,
    content: StatementContent,
    digest: str,
    name: str,
    actor: Actor,
    at: datetime,
) -> Statement:
    """Write the statement down with all its lines, before any is booked."""
    statement = Statement(
        id=new_id(), sha256=digest, name=name[:200], format=content.format, imported_at=at, imported_by=actor.person
    )
    session.add(statement)
    session.flush()
    for line in content.lines:
        _store_line(session, keys, statement, line)
    for bad in content.bad_rows:
        _store_bad(session, keys, statement, bad)
    session.flush()
    data = {"sha256": digest, "lines": len(content.lines), "bad": len(content.bad_rows)}
    subject = f"statement:{statement.id}"
    append(session, at=at, kind=LogEvent.STATEMENT_IMPORTED, subject=subject, actor=actor.label, data=data)
    return statement


def _store_line(session: Session, keys: FieldKeys, statement: Statement, line: PaymentLine) -> None:
    row = StatementLine(
        id=new_id(), statement_id=statement.id, row=line.row, value_date=line.value_date, reference=line.reference,
        amount_vnd=line.amount_vnd, state=NEW, candidates=[],
    )  # fmt: skip
    row.identity = keys.index(
        "payment", line.value_date.isoformat(), line.reference, str(line.amount_vnd), line.payer, line.content
    )
    row.payer = keys.seal(_place("payer", row), line.payer)
    row.content = keys.seal(_place("content", row), line.content)
    session.add(row)


def _store_bad(session: Session, keys: FieldKeys, statement: Statement, bad: BadRow) -> None:
    row = StatementLine(id=new_id(), statement_id=statement.id, row=bad.row, state=BAD, candidates=[])
    row.raw = keys.seal(_place("raw", row), bad.text)
    row.sentence = bad.said
    session.add(row)


def _lines_in(session: Session, statement_id: str, state: str) -> list[str]:
    query = sa.select(StatementLine.id).where(StatementLine.statement_id == statement_id, StatementLine.state == state)
    return list(session.scalars(query.order_by(StatementLine.row)))


def _locked_line(session: Session, line_id: str) -> StatementLine:
    line = session.get(StatementLine, line_id, with_for_update=True)
    if line is None:
        raise LookupError(f"There is no statement line '{line_id}'.")
    return line


def _look_at(session: Session, keys: FieldKeys, line_id: str, actor: Actor, at: datetime) -> None:
    """Book one fresh line, or keep it open with its doubt."""
    line = session.get_one(StatementLine, line_id)
    assert line.value_date
    value_date, text = line.value_date, keys.open(_place("content", line), line.content or "")
    balances = balances_named(session, mentions(text), value_date)
    found = match(text, line.amount_vnd, [balance.as_payable() for balance in balances])
    if found.decision_id:
        record.locked(session, next(b.case_id for b in balances if b.decision_id == found.decision_id))
    line = _locked_line(session, line_id)
    if line.state != NEW or _came_before(session, line):
        return
    line.kind, line.candidates = found.kind, list(dict.fromkeys(found.candidates))
    if found.decision_id is None:
        line.state, line.doubt = OPEN, found.doubt
        session.flush()
        return
    balance = balance_of(session, found.decision_id, value_date)
    if balance is None or balance.due_vnd <= 0:  # somebody was faster
        line.state, line.doubt = OPEN, Doubt.NOTHING_DUE
        session.flush()
        return
    _book(session, keys, line, balance, actor, at)


def _came_before(session: Session, line: StatementLine) -> bool:
    """Mark a payment that an earlier statement brought, and one whose reference another payment bears."""
    others = sa.select(StatementLine).where(StatementLine.id != line.id, StatementLine.state.not_in((NEW, KNOWN, BAD)))
    same = session.scalar(others.where(StatementLine.identity == line.identity).limit(1))
    if same is not None and same.statement_id != line.statement_id and line.reference:
        line.state = KNOWN
        session.flush()
        return True
    twin = session.scalar(others.where(StatementLine.reference == line.reference).limit(1)) if line.reference else None
    if same is None and twin is None:
        return False
    line.state, line.doubt = OPEN, SAME_REFERENCE
    session.flush()
    return True


def _book(
    session: Session,
    keys: FieldKeys,
    line: StatementLine,
    balance: Balance,
    actor: Actor,
    at: datetime,
    *,
    reason: str = "",
) -> LedgerEntry:
    """Write the entry; a fine that is paid in full moves its case. The case is locked already."""
    assert line.value_date
    due = balance.due_vnd
    parts = split(line.amount_vnd, due, *balance.beside_vnd)
    entry = LedgerEntry(
        id=new_id(), line_id=line.id, decision_id=balance.decision_id, case_id=balance.case_id,
        value_date=line.value_date, booked_at=at, by=actor.person, **asdict(parts),
    )  # fmt: skip
    entry.reason = keys.seal(f"ledger_entries|reason|{entry.id}", reason) if reason else None
    session.add(entry)
    decision = session.get_one(Decision, balance.decision_id)
    decision.paid_vnd += parts.principal_vnd
    line.kind = Kind.OVER if parts.over_vnd else Kind.PARTIAL if parts.principal_vnd < due else Kind.EXACT
    line.state, line.doubt = BOOKED, None
    session.flush()
    log, said = _log(line, entry, balance, parts), {"reason": reason} if reason else {}
    if due and parts.principal_vnd == due:
        facts = Facts(log=log, personal=said, started_on=line.value_date)
        record.apply(session, balance.case_id, CaseEvent.FINE_PAID, actor=actor, at=at, facts=facts)
    else:
        case = session.get_one(Case, balance.case_id)
        data = log | ({"commitments": record.commitments(case, said)} if said else {})
        record.note(session, case, LogEvent.PAYMENT_BOOKED, actor=actor, at=at, data=data)
        follow_payment(session, case, decision, _paid(session, decision.id), actor=actor, at=at)
    failpoint("statement_line_before_commit")
    return entry


def _paid(session: Session, decision_id: str) -> list[tuple[date, int]]:
    """Days of payment of a decision, with what was booked on its fine."""
    query = sa.select(LedgerEntry.value_date, LedgerEntry.principal_vnd).where(LedgerEntry.decision_id == decision_id)
    return [(day, vnd) for day, vnd in session.execute(query)]


def _log(line: StatementLine, entry: LedgerEntry, balance: Balance, parts: Split) -> dict[str, object]:
    assert line.value_date
    return {
        "entry": entry.id,
        "line": line.id,
        "kind": str(line.kind),
        "amount_vnd": line.amount_vnd,
        **asdict(parts),
        "left_vnd": balance.due_vnd - parts.principal_vnd,
        "interest_for_information_vnd": balance.interest_vnd,
        "paid_on": line.value_date.isoformat(),
    }


def _place(column: str, row: StatementLine) -> str:
    return f"statement_lines|{column}|{row.id}"
