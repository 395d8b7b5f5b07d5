"""Statements in any form: each format knows its own sample alone, and what none knows is refused in words."""

from datetime import date

import pytest

from ticketing.payments.statements.lines import (
    BadRow,
    ControlTotals,
    PaymentLine,
    StatementContent,
    StatementFile,
    StatementUnreadable,
)
from ticketing.payments.statements.reading import control_fault, read_statement, statement_formats


@pytest.mark.parametrize("form", statement_formats(), ids=lambda one: one.name)
def test_each_sample_is_read_by_its_own_format(form: object) -> None:
    content = read_statement(form.sample())  # type: ignore[attr-defined]
    assert content.format == form.name and content.lines and not content.bad_rows  # type: ignore[attr-defined]
    assert len(content.format) <= 20


@pytest.mark.parametrize(
    ("data", "words"),
    [(b":20:STATEMENT\n", "UTF-8 and begins with ':20:STATEMENT'"), (b"PK\3\4\0", "binary data"), (b"", "known here")],
)
def test_an_unknown_statement_is_refused_with_what_was_seen_and_is_understood(data: bytes, words: str) -> None:
    with pytest.raises(StatementUnreadable, match=words) as refused:
        read_statement(StatementFile("x.sta", data))
    assert "CSV with the columns value_date" in str(refused.value)


LINE = PaymentLine(1, date(2026, 11, 30), "FT1", "A", 100, "x")


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        (None, None),
        (ControlTotals(), None),
        (ControlTotals(10, 90, 100, 20, 2), None),
        (ControlTotals(entries=3), "counts 3 entries, 2 were read"),
        (ControlTotals(credits_vnd=99), "sums up 99"),
        (ControlTotals(10, 91, 100, 20, 2), "ends with 91"),
    ],
)
def test_what_a_statement_says_of_itself_is_held_against_its_lines(
    totals: ControlTotals | None, words: str | None
) -> None:
    fault = control_fault(StatementContent("x", (LINE,), (), totals, outgoing=1))
    assert fault is None if words is None else fault and words in fault


def test_a_bad_row_says_where_it_stands() -> None:
    assert BadRow(7, "x", "No day.", "sheet 'Thu', D7").said == "sheet 'Thu', D7: No day."
