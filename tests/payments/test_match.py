"""Decision numbers in the words of payers, and what a sum is to a decision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.payments.match import Doubt, Kind, Match, Mention, Order, Payable, match, mentions

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "content",
    [
        "QD00000726",
        "NOP PHAT QD 00000726 NGUYEN VAN A",
        "PHAT VPHC QD00000726",
        "MBVCB.123456789.nop phat QD00000726.CT tu 0011001234567",
    ],
)
def test_the_reference_of_the_decision_is_found_with_its_year(content: str) -> None:
    assert mentions(content) == (Mention(7, year=2026),)


@pytest.mark.parametrize(
    "content",
    [
        "07/QĐ-XPHC",
        "Nộp phạt theo Quyết định số 07/QĐ-XPHC",
        "nop phat qd so 7/qd-xphc",
        "QD SO 07",
        "QD XPHC SO 07",
        "NOP PHAT 07 QD XPHC",
        "NOP PHAT 07QDXPHC",
        "07/QD-XPVPHC",
        "Quyet dinh xu phat vi pham hanh chinh so 007",
        "QDXP 07",
        "NOP TIEN QD.07",
    ],
)
def test_usual_writings_of_the_number_are_found(content: str) -> None:
    assert mentions(content) == (Mention(7),)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("Khau tru luong theo QD so 01/QD-CCXP", [Mention(1, symbol="CCXP")]),
        ("QĐ số 01/QĐ-CCXP ngày 20/11/2026", [Mention(1, day=DAY, symbol="CCXP")]),
        ("QD SO 01 QD CCXP", [Mention(1, symbol="CCXP")]),
        ("01QDCCXP", [Mention(1, symbol="CCXP")]),
        ("Quyet dinh so 01/CCXP", [Mention(1, symbol="CCXP")]),
        ("QD SO 07/QD-SDXPHC", [Mention(7, symbol="SDXPHC")]),
        ("QD 07/QD-XP NGAY 20/11/2026", [Mention(7, day=DAY)]),
        ("QD SO 07/QD NGAY 20/11/2026", [Mention(7, day=DAY)]),
        ("KHAU TRU TK theo QD 01/QD-CCXP, QDXP 07/QD-XPHC", [Mention(1, symbol="CCXP"), Mention(7)]),
        ("Khau tru luong theo QD so 01", []),
        ("Quyet dinh cuong che thi hanh quyet dinh xu phat so 01", []),
    ],
)
def test_the_number_of_another_decision_is_no_penalty_decisions(content: str, named: list[Mention]) -> None:
    assert mentions(content) == tuple(named)


@pytest.mark.parametrize(
    ("content", "day"),
    [
        ("QĐ số 07/QĐ-XPHC ngày 20/11/2026", DAY),
        ("07/QD-XPHC NGAY 20-11-2026", DAY),
        ("07/QD-XPHC 20.11.26", DAY),
        ("07/QD-XPHC ngay 31/02/2026", None),
        ("07/QD-XPHC ngay 20/11/2026 hen 25/11/2026", None),
    ],
)
def test_the_day_beside_the_number_is_read(content: str, day: date | None) -> None:
    assert mentions(content) == (Mention(7, day=day),)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "nop phat nguoi xe 98A-123.45",
        "TB 07/TB-CSGT",
        "chuyen tien ngay 20/11/2026",
        "FT26324123456789",
        "QD NGAY 20/11/2026",
        "QD 123456789012",
        "00/QD-XPHC",
        "so 7",
    ],
)
def test_other_numbers_are_no_decision(content: str) -> None:
    assert mentions(content) == ()


def test_two_numbers_are_both_found_and_a_day_belongs_to_neither() -> None:
    assert mentions("QD 07/QD-XPHC va 09/QD-XPHC ngay 20/11/2026") == (Mention(7), Mention(9))


SEVEN = Payable("d7", "07/QĐ-XPHC", DAY, 5_000_000)
OLD_SEVEN = Payable("d7-2025", "07/QĐ-XPHC", date(2025, 11, 20), 5_000_000)
LATE_SEVEN = Payable("d7", "07/QĐ-XPHC", DAY, 5_000_000, interest_vnd=75_000)
PAID_SEVEN = Payable("d7", "07/QĐ-XPHC", DAY, 0, open=False)


@pytest.mark.parametrize(
    ("amount", "kind"), [(5_000_000, Kind.EXACT), (4_999_999, Kind.PARTIAL), (5_000_001, Kind.OVER), (1, Kind.PARTIAL)]
)
def test_a_sure_mention_books_any_sum(amount: int, kind: Kind) -> None:
    assert match("QD00000726", amount, [SEVEN, OLD_SEVEN]) == Match(kind, "d7", candidates=("d7",))


@pytest.mark.parametrize(("amount", "kind"), [(5_075_000, Kind.EXACT), (5_000_000, Kind.EXACT), (5_075_001, Kind.OVER)])
def test_a_late_payment_with_its_interest_is_exact(amount: int, kind: Kind) -> None:
    assert match("QD00000726", amount, [LATE_SEVEN]).kind is kind


@pytest.mark.parametrize(
    ("content", "amount", "payables", "doubt"),
    [
        ("nop phat", 5_000_000, [SEVEN], Doubt.NO_NUMBER),
        ("07/QD-XPHC va 08/QD-XPHC", 10_000_000, [SEVEN], Doubt.SEVERAL_NUMBERS),
        ("08/QD-XPHC", 5_000_000, [SEVEN], Doubt.NO_SUCH_DECISION),
        ("QD00000725", 5_000_000, [SEVEN], Doubt.NO_SUCH_DECISION),
        ("07/QD-XPHC ngay 21/11/2026", 5_000_000, [SEVEN], Doubt.NO_SUCH_DECISION),
        ("07/QD-XPHC", 5_000_000, [SEVEN, OLD_SEVEN], Doubt.SEVERAL_DECISIONS),
        ("07/QD-XPHC", 4_000_000, [SEVEN], Doubt.AMOUNT_DIFFERS),
        ("07/QD-XPHC", 6_000_000, [SEVEN], Doubt.AMOUNT_DIFFERS),
        ("QD00000726", 5_000_000, [PAID_SEVEN], Doubt.NOTHING_DUE),
    ],
)
def test_what_is_not_clear_is_a_question_to_a_person(
    content: str, amount: int, payables: list[Payable], doubt: Doubt
) -> None:
    found = match(content, amount, payables)
    assert (found.kind, found.decision_id, found.doubt) == (Kind.UNKNOWN, None, doubt)


def test_a_bare_number_with_the_right_sum_is_booked_where_only_one_decision_bears_it() -> None:
    assert match("nop phat 07/QD-XPHC", 5_000_000, [SEVEN]).decision_id == "d7"


def test_of_two_decisions_the_one_that_is_paid_already_is_not_meant() -> None:
    paid_old = Payable("d7-2025", "07/QĐ-XPHC", date(2025, 11, 20), 0, open=False)
    assert match("nop phat 07/QD-XPHC", 5_000_000, [SEVEN, paid_old]).decision_id == "d7"


ENFORCED = Payable("d7", "07/QĐ-XPHC", DAY, 5_000_000, 75_000, orders=(Order("01/QĐ-CCXP", date(2027, 1, 5)),))
ONE = Payable("d1", "01/QĐ-XPHC", DAY, 5_000_000, 75_000)


@pytest.mark.parametrize(
    ("content", "booked_on", "doubt"),
    [
        ("Khau tru luong theo QD so 01/QD-CCXP", "d7", None),
        ("QD 01/QD-CCXP ngay 05/01/2027", "d7", None),
        ("QD 01/QD-CCXP ngay 20/11/2026", None, Doubt.NO_SUCH_DECISION),
        ("QD 02/QD-CCXP", None, Doubt.NO_SUCH_DECISION),
        ("QD 01/QD-NTPNL", None, Doubt.NO_SUCH_DECISION),
        ("01/QD-CCXP thi hanh 07/QD-XPHC", "d7", None),
        ("01/QD-CCXP thi hanh 01/QD-XPHC", None, Doubt.SEVERAL_NUMBERS),
        ("nop phat QD so 01", "d1", None),
    ],
)
def test_money_by_an_enforcement_decision_is_for_the_fine_that_it_enforces(
    content: str, booked_on: str | None, doubt: Doubt | None
) -> None:
    found = match(content, 5_075_000, [ENFORCED, ONE])
    assert (found.decision_id, found.doubt) == (booked_on, doubt)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    for mention in mentions(text):
        assert mention.ordinal > 0


@given(st.integers(1, 999_999), st.integers(2025, 2099))
def test_every_reference_is_read_back(number: int, year: int) -> None:
    assert mentions(f"x QD{number:06}{year % 100:02} y") == (Mention(number, year=year),)
