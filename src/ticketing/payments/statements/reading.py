"""Who reads a statement: the format that is surest of it, and what is refused in which words."""

from functools import cache
from typing import Protocol

from ticketing.kit.first_look import encoding_of, first_line
from ticketing.kit.registry import Entry, NotOne, Score, best_of, discover
from ticketing.payments.statements.lines import StatementContent, StatementFile, StatementUnreadable

HEAD = 4096


class StatementFormat(Entry, Protocol):
    """A form in which banks or the Treasury send statements: one module of `formats`, which ends with FORMAT.

    name:   stored with each statement, at most 20 characters. words: what it understands, for refusals.
    accept: what a browser's file chooser offers for it (MIME types or endings, with commas between them).
    """

    accept: str

    def score(self, file: StatementFile) -> Score:
        """How sure the format is that the file is its own. It must not raise, whatever the bytes."""
        ...

    def read(self, file: StatementFile) -> StatementContent:
        """Read the file; what cannot be read of it becomes a BadRow. Raises StatementUnreadable for the whole file."""
        ...

    def sample(self) -> StatementFile:
        """A small statement with made-up people, which this format alone claims and reads without a fault."""
        ...


@cache
def statement_formats() -> tuple[StatementFormat, ...]:
    """All formats, by name. Raises IncompleteEntry."""
    from ticketing.payments.statements import formats

    return discover(formats, StatementFormat)  # type: ignore[type-abstract]


def read_statement(file: StatementFile) -> StatementContent:
    """Read a statement in whichever form it came. Raises StatementUnreadable with what was seen and what to do."""
    try:
        chosen = best_of(statement_formats(), lambda entry: entry.score(file))
    except NotOne as problem:
        raise StatementUnreadable(_refusal(file, problem)) from None
    content = chosen.read(file)
    if fault := control_fault(content):
        raise StatementUnreadable(fault)
    return content


def control_fault(content: StatementContent) -> str | None:
    """What a statement says of itself against what was read of it; None where both agree or it says nothing.

    Sums are compared where every line could be read.
    """
    totals = content.totals
    if totals is None:
        return None
    read = len(content.lines) + len(content.bad_rows) + content.outgoing
    if totals.entries not in (None, read):
        return f"The statement counts {totals.entries} entries, {read} were read: ask for it again, it is not whole."
    credits = sum(line.amount_vnd for line in content.lines)
    if not content.bad_rows and totals.credits_vnd not in (None, credits):
        return f"The statement sums up {totals.credits_vnd} đồng of credits, its lines {credits}: ask for it again."
    return _balance_fault(totals.opening_vnd, totals.credits_vnd, totals.debits_vnd, totals.closing_vnd)


def _balance_fault(opening: int | None, credits: int | None, debits: int | None, closing: int | None) -> str | None:
    if opening is None or credits is None or debits is None or closing is None or opening + credits - debits == closing:
        return None
    balance = opening + credits - debits
    return f"The statement ends with {closing} đồng, its own sums with {balance}: ask the bank which of them holds."


def _refusal(file: StatementFile, problem: "NotOne[StatementFormat]") -> str:
    if problem.tied:
        names = ", ".join(entry.name for entry in problem.tied)
        return f"The file may be read as {names}, all equally sure: nothing was booked. Tell your administrator."
    encoding, line = encoding_of(file.data[:HEAD]), first_line(file.data[:HEAD])
    understood = "; ".join(entry.words for entry in statement_formats())
    return (
        f"The file is no statement that is known here. It seems to be {encoding} and begins with '{line}'. "
        f"Understood are: {understood}. Save it in one of these forms and import it again."
    )
