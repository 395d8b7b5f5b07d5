"""Booking: to the đồng, once, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from ticketing.cases import record
from ticketing.cases.decision.tables import Decision
from ticketing.cases.tables import Case
from ticketing.documents.tables import SIGNED, Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.ids import new_id
from ticketing.payments.balances import NotFound, balance_of, decision_named, search_balances
from ticketing.payments.ledger import Imported, NotBooked, assign, dismiss, import_statement
from ticketing.payments.queries import count_open, entries_of, lines_of, open_lines, refunds
from ticketing.payments.statements.lines import StatementUnreadable
from ticketing.payments.tables import LedgerEntry, Statement, StatementLine
from walked import FINANCE, OFFICER, SIGNER, decided

HEAD = "value_date,reference,payer,amount_vnd,content\n"
DAY = "2026-11-20"


def imported(context: AppContext, *rows: str, name: str = "nov.csv", **details: Any) -> Imported:
    data = (HEAD + "\n".join(rows) + "\n").encode()
    values = {"actor": FINANCE, "at": MONDAY + timedelta(days=5)} | details
    return import_statement(context.database, context.keys, data, name, **values)


def state_of(context: AppContext, decision_id: str) -> str:
    with context.database.reading() as session:
        return session.get_one(Case, session.get_one(Decision, decision_id).case_id).state


def entries(context: AppContext) -> list[LedgerEntry]:
    with context.database.reading() as session:
        return list(session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.id)))


def test_a_payment_in_full_makes_the_case_paid(context_on_both: AppContext) -> None:
    context = context_on_both
    decision = decided(context, "07/QĐ-XPHC")
    assert imported(context, f"{DAY},FT1,Nguyễn Văn A,5000000,nop phat QD00000726").booked == 1
    assert state_of(context, decision) == "PAID"
    with context.database.reading() as session:
        paid = [e for e in events_of(session, entries(context)[0].case_id) if e.kind == "fine_paid"]
    assert len(paid) == 1 and paid[0].actor == "finance_clerk:finance-1"
    assert '"principal_vnd":5000000' in paid[0].leaf and "Nguyễn" not in paid[0].leaf


def test_two_parts_pay_it_and_the_second_moves_the_case(context: AppContext) -> None:
    decision = decided(context, "07/QĐ-XPHC")
    imported(context, f"{DAY},FT1,A,2000000,QD00000726")
    assert state_of(context, decision) == "DECISION_DELIVERED"
    imported(context, f"{DAY},FT2,A,3000000,QD00000726", name="b.csv")
    assert state_of(context, decision) == "PAID"
    assert [entry.principal_vnd for entry in entries(context)] == [2_000_000, 3_000_000]


def test_too_much_is_flagged_to_be_paid_back(context: AppContext) -> None:
    decision = decided(context, "07/QĐ-XPHC")
    imported(context, f"{DAY},FT1,A,6000000,QD00000726")
    assert state_of(context, decision) == "PAID"
    with context.database.reading() as session:
        [(over, _)] = entries_of(session, decision)
        assert (over.principal_vnd, over.over_vnd) == (5_000_000, 1_000_000)
        assert [refund.vnd for refund in refunds(session)] == [1_000_000]


def test_a_late_payment_brings_its_interest(context: AppContext) -> None:
    decided(context, "07/QĐ-XPHC")  # received on 16 November, due on 26 November
    at = MONDAY + timedelta(days=30)
    imported(context, "2026-12-06,FT1,A,5025000,QD00000726", at=at)
    [entry] = entries(context)
    assert (entry.principal_vnd, entry.interest_vnd, entry.over_vnd) == (5_000_000, 25_000, 0)


def test_a_late_payment_without_interest_pays_the_fine_and_the_interest_stays_shown(context: AppContext) -> None:
    decision = decided(context, "07/QĐ-XPHC")
    imported(context, "2026-12-06,FT1,A,5000000,QD00000726", at=MONDAY + timedelta(days=30))
    assert state_of(context, decision) == "PAID"
    with context.database.reading() as session:
        balance = balance_of(session, decision, (MONDAY + timedelta(days=40)).date())
    assert balance and (balance.unpaid_vnd, balance.interest_vnd) == (0, 25_000)


def test_the_same_file_twice_is_imported_once(context: AppContext) -> None:
    decided(context, "07/QĐ-XPHC")
    row = f"{DAY},FT1,A,2000000,QD00000726"
    first, again = imported(context, row), imported(context, row, name="copy.csv")
    assert (first.known_file, again.known_file) == (False, True)
    assert first.statement_id == again.statement_id and len(entries(context)) == 1


def test_a_line_of_an_earlier_statement_is_known_and_not_booked_again(context: AppContext) -> None:
    decided(context, "07/QĐ-XPHC")
    row = f"{DAY},FT1,A,2000000,QD00000726"
    imported(context, row)
    later = imported(context, row, f"{DAY},FT2,A,1000000,QD00000726", name="dec.csv")
    assert (later.known, later.booked) == (1, 1)
    assert [entry.principal_vnd for entry in entries(context)] == [2_000_000, 1_000_000]


@pytest.mark.parametrize(
    "rows",
    [
        (f"{DAY},FT1,A,2000000,QD00000726", f"{DAY},FT1,A,2000000,QD00000726"),
        (f"{DAY},FT1,A,2000000,QD00000726", f"{DAY},FT1,A,1000000,QD00000726"),
        (f"{DAY},,A,2000000,QD00000726", f"{DAY},,A,2000000,QD00000726"),
    ],
)
def test_what_may_be_the_same_money_twice_waits_for_a_person(context: AppContext, rows: tuple[str, str]) -> None:
    decided(context, "07/QĐ-XPHC")
    result = imported(context, *rows)
    assert (result.booked, result.open) == (1, 1)
    with context.database.reading() as session:
        assert open_lines(session, context.keys)[0].doubt == "SAME_REFERENCE"


def test_what_fits_nothing_waits_and_is_booked_by_hand_with_a_reason(context: AppContext) -> None:
    decision = decided(context, "07/QĐ-XPHC")
    assert imported(context, f"{DAY},FT1,Trần Thị B,5000000,nop phat xe 98B1").open == 1
    with context.database.reading() as session:
        [line] = open_lines(session, context.keys)
        assert (line.payer, line.content, line.doubt) == ("Trần Thị B", "nop phat xe 98B1", "NO_NUMBER")
        [found] = search_balances(session, "98B1-123.45", (MONDAY + timedelta(days=5)).date())
        assert found.decision_id == decision
    at = MONDAY + timedelta(days=5)
    with context.database.writing() as session:
        with pytest.raises(NotBooked, match="Say how you know"):
            assign(session, context.keys, line.id, decision, reason=" ", actor=FINANCE, at=at)
        assign(session, context.keys, line.id, decision, reason="biển số khớp, đã gọi", actor=FINANCE, at=at)
        with pytest.raises(NotBooked, match="booked already"):
            assign(session, context.keys, line.id, decision, reason="lại", actor=FINANCE, at=at)
        assert count_open(session) == 0
        [read] = lines_of(session, context.keys, session.scalars(sa.select(Statement)).one())
        assert (read.decision_no, read.reason, read.line.payer) == ("07/QĐ-XPHC", "biển số khớp, đã gọi", "Trần Thị B")
    assert state_of(context, decision) == "PAID"


def test_a_decision_is_named_with_its_day_where_two_years_have_the_number(context: AppContext) -> None:
    old = decided(context, "07/QĐ-XPHC", at=MONDAY - timedelta(days=360), event="decision_issued")
    new = decided(context, "07/QĐ-XPHC")
    day = (MONDAY + timedelta(days=5)).date()
    with context.database.reading() as session:
        assert decision_named(session, "07/QĐ-XPHC ngày 16/11/2026", day).decision_id == new
        assert decision_named(session, "QD00000725", day).decision_id == old
        for text in ("07/QĐ-XPHC", "nothing", "08/QĐ-XPHC", "07/QĐ-XPHC 08/QĐ-XPHC"):
            with pytest.raises(NotFound):
                decision_named(session, text, day)


def enforced(context: AppContext, decision_id: str, number: str, costs_vnd: int = 0) -> None:
    """A signed enforcement decision of that number about the decision."""
    with context.database.writing() as session:
        decision = session.get_one(Decision, decision_id)
        case_id, decision.costs_vnd = decision.case_id, costs_vnd
        paper = Document(
            id=new_id(), case_id=case_id, kind="salary_enforcement", about=decision_id, state=SIGNED, content="",
            case_version=1, prepared_by="officer-1", prepared_at=MONDAY, no=number, issued_on=MONDAY.date(),
        )  # fmt: skip
        session.add(paper)


def test_what_an_employer_deducts_is_booked_on_the_decision_that_is_enforced(context: AppContext) -> None:
    other, mine = decided(context, "01/QĐ-XPHC"), decided(context, "07/QĐ-XPHC")
    enforced(context, mine, "01/QĐ-CCXP")
    assert imported(context, f"{DAY},FT1,Cty,5000000,Khau tru luong theo QD so 01/QD-CCXP").booked == 1
    assert (state_of(context, mine), state_of(context, other)) == ("PAID", "DECISION_DELIVERED")
    with context.database.reading() as session:
        assert decision_named(session, "01/QĐ-CCXP", MONDAY.date()).decision_id == mine


def test_the_costs_of_an_enforcement_are_booked_as_such_and_not_paid_back(context: AppContext) -> None:
    decision = decided(context, "07/QĐ-XPHC")  # due on 26 November: 25.000 đồng of interest by 6 December
    enforced(context, decision, "01/QĐ-CCXP", costs_vnd=300_000)
    at = MONDAY + timedelta(days=30)
    first = imported(context, "2026-12-06,FT1,Cty,5125000,Khau tru luong theo QD so 01/QD-CCXP", at=at)
    assert first.booked == 1 and state_of(context, decision) == "PAID"
    assert imported(context, "2026-12-07,FT2,Cty,250000,QD00000726", name="b.csv", at=at).open == 1
    with context.database.writing() as session:
        [line] = open_lines(session, context.keys)
        assign(session, context.keys, line.id, decision, reason="khấu trừ lần cuối", actor=FINANCE, at=at)
    booked = [(one.principal_vnd, one.interest_vnd, one.costs_vnd, one.over_vnd) for one in entries(context)]
    assert booked == [(5_000_000, 25_000, 100_000, 0), (0, 0, 200_000, 50_000)]
    with context.database.reading() as session:
        balance = balance_of(session, decision, at.date())
        assert balance and (balance.unpaid_vnd, balance.interest_vnd, balance.costs_vnd) == (0, 0, 0)
        assert [(refund.vnd, refund.cancelled) for refund in refunds(session)] == [(50_000, False)]


def test_two_clerks_who_import_one_file_at_once_book_it_once(context_on_both: AppContext) -> None:
    context = context_on_both
    for number in range(1, 7):
        decided(context, f"{number:02}/QĐ-XPHC")
    rows = [f"{DAY},FT{number},A,5000000,QD{number:06}26" for number in range(1, 7)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: imported(context, *rows), range(3)))
    assert len(entries(context)) == 6


def test_money_for_a_decision_that_was_annulled_is_kept_and_paid_back(context: AppContext) -> None:
    decision = decided(context, "07/QĐ-XPHC")
    with context.database.writing() as session:
        case_id = session.get_one(Decision, decision).case_id
        record.apply(session, case_id, "decision_annulled", actor=SIGNER, at=MONDAY)
    assert imported(context, f"{DAY},FT1,A,5000000,QD00000726").open == 1
    with context.database.writing() as session:
        [line] = open_lines(session, context.keys)
        assert line.doubt == "NOTHING_DUE" and line.candidates == ("07/QĐ-XPHC",)
        entry = assign(session, context.keys, line.id, decision, reason="trả lại", actor=FINANCE, at=MONDAY)
        assert (entry.principal_vnd, entry.over_vnd) == (0, 5_000_000)
    assert state_of(context, decision) == "ANNULLED"


def test_a_bad_row_stays_visible_until_a_person_is_done_with_it(context: AppContext) -> None:
    assert imported(context, "gestern,FT1,A,5000000,QD00000726").bad == 1
    with context.database.writing() as session:
        [line] = open_lines(session, context.keys)
        assert not line.readable and "gestern,FT1" in line.content and "is no day" in line.sentence
        dismiss(session, context.keys, line.id, reason="nhập lại", actor=FINANCE, at=MONDAY)
        assert open_lines(session, context.keys) == []


def test_only_finance_books(context: AppContext) -> None:
    with pytest.raises(PermissionError, match="finance clerk"):
        imported(context, f"{DAY},FT1,A,1,x", actor=OFFICER)


def test_a_file_that_is_no_statement_leaves_nothing(context: AppContext) -> None:
    with pytest.raises(StatementUnreadable):
        import_statement(context.database, context.keys, b"%PDF-1.7", "x.csv", actor=FINANCE, at=MONDAY)
    with context.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StatementLine)) == 0


def test_a_crash_in_the_middle_loses_and_doubles_nothing(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = decided(context, "07/QĐ-XPHC"), decided(context, "08/QĐ-XPHC")
    rows = (f"{DAY},FT1,A,5000000,QD00000726", f"{DAY},FT2,B,5000000,QD00000826")
    monkeypatch.setenv("TICKETING_FAILPOINT", "statement_line_before_commit:raise:1")
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    with pytest.raises(RuntimeError, match="failpoint"):
        imported(context, *rows)
    assert entries(context) == []
    monkeypatch.delenv("TICKETING_FAILPOINT")
    assert imported(context, *rows).booked == 2
    assert (state_of(context, first), state_of(context, second)) == ("PAID", "PAID")
    assert len(entries(context)) == 2


def test_payer_and_words_are_sealed_and_stay_out_of_the_log(context: AppContext) -> None:
    decided(context, "07/QĐ-XPHC")
    imported(context, f"{DAY},FT1,Trần Thị Bí Mật,5000000,QD00000726 bi mat")
    with context.database.reading() as session:
        line = session.scalars(sa.select(StatementLine)).one()
        assert "Bí Mật" not in f"{line.payer}{line.content}{line.identity}"
        leaves = session.execute(sa.text("select leaf from evidence_events")).scalars().all()
        assert not any("bi mat" in leaf.lower() or "Bí Mật" in leaf for leaf in leaves)
