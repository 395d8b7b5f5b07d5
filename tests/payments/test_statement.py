"""Statements as CSV: what is read, what is refused, and with which words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.payments.statements.formats.csv_statement import read_amount, read_csv_statement
from ticketing.payments.statements.lines import StatementUnreadable

HEAD = "value_date,reference,payer,amount_vnd,content\n"


def test_a_statement_is_read_line_by_line() -> None:
    content = read_csv_statement((HEAD + '2026-11-30,FT1,Nguyễn Văn A,5000000,"nộp phạt, QĐ 07"\n').encode("utf-8-sig"))
    [line] = content.lines
    assert (line.row, line.value_date, line.amount_vnd) == (2, date(2026, 11, 30), 5_000_000)
    assert line.content == "nộp phạt, QĐ 07"
    assert content.bad_rows == ()


def test_semicolons_and_another_order_of_columns_are_read_too() -> None:
    text = "content;amount_vnd;payer;reference;value_date\nQD 07;5.000.000;A;FT1;30/11/2026\n\n;;;;\n"
    [line] = read_csv_statement(text.encode()).lines
    assert (line.amount_vnd, line.value_date, line.reference) == (5_000_000, date(2026, 11, 30), "FT1")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("soon,FT1,A,5000000,x", "value_date 'soon' is no day"),
        ("2026-11-30,FT1,A,-5000000,x", "amount_vnd '-5000000' is no amount of incoming money"),
        ("2026-11-30,FT1,A,5.50,x", "is no amount"),
        ("2026-11-30,FT1,A,0,x", "outside 1 to"),
        ("2026-11-30,FT1,A,9999999999999999,x", "outside 1 to"),
        ("2026-11-30,FT1,A,1.000.00,x", "is no amount"),
        ("2026-11-30,FT1,A,5000000", "4 cells where the first line names 5"),
        ("2026-11-30,FT1,A,٥٠٠٠٠٠٠,x", "is no amount"),
    ],
)
def test_a_bad_row_is_kept_aside_and_the_others_are_read(row: str, sentence: str) -> None:
    content = read_csv_statement(f"{HEAD}{row}\n2026-11-30,FT2,B,1000000,y\n".encode())
    assert [line.reference for line in content.lines] == ["FT2"]
    [bad] = content.bad_rows
    assert bad.row == 2 and sentence in bad.sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "value_date, reference, payer, amount_vnd, content is missing"),
        (b"date,amount\n", "is missing there"),
        (b"\xff\xfe\x00", "no UTF-8 text"),
        (HEAD.encode() + b"a\0b", "binary data"),
        (HEAD.encode() + b'2026-11-30,FT1,"A,1,x\n', "no CSV"),
        (b"PK\x03\x04\x14\x00", "binary data"),
    ],
)
def test_what_is_no_statement_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(StatementUnreadable, match=sentence):
        read_csv_statement(data)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    try:
        read_csv_statement(HEAD.encode() + data)
    except StatementUnreadable as problem:
        assert str(problem)


@given(st.integers(1, 10**12))
def test_an_amount_is_read_in_every_writing(amount: int) -> None:
    dots = f"{amount:,}".replace(",", ".")
    assert {read_amount(text) for text in (str(amount), dots, f"{amount:,}", f"{dots} đ", f"{amount} VND")} == {amount}
