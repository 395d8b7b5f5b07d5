"""Figures people decide by: they count what happened, add up to the đồng, and never differ from each other."""

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from conftest import MONDAY
from ticketing.cases import record
from ticketing.cases.decision.tables import Decision
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.flow.app_context import AppContext
from ticketing.kit.ids import new_id
from ticketing.payments.ledger import import_statement
from ticketing.payments.tables import LedgerEntry, StatementLine
from ticketing.reports.catalogue.collection import REPORT as COLLECTION
from ticketing.reports.catalogue.funnel import REPORT as FUNNEL
from ticketing.reports.charts import Bar, Column, collection_chart, funnel_chart
from ticketing.reports.collection import Collection, Sums, collection, period_of_decisions
from ticketing.reports.deliveries import deliveries, period_of_consignments
from ticketing.reports.export import to_csv, to_xlsx
from ticketing.reports.funnel import TAKEN_BACK, Funnel, Steps, funnel, period_of_all
from ticketing.reports.months import Month, Period
from ticketing.reports.reconcile import differences
from ticketing.reports.sheets import Sheet
from walked import FINANCE, MACHINE, OFFICER, SIGNER, decided, walk_to

NOVEMBER = Month(2026, 11)
HEAD = "value_date,reference,payer,amount_vnd,content\n"


def name_of(code: str | None) -> str:
    return f"phường {code}"


def paid(context: AppContext, *rows: str, at: datetime = MONDAY + timedelta(days=1)) -> None:
    data = (HEAD + "\n".join(rows) + "\n").encode()
    import_statement(context.database, context.keys, data, "s.csv", actor=FINANCE, at=at)


def funnel_of(context: AppContext) -> Funnel:
    with context.database.reading() as session:
        return funnel(session, period_of_all(session, NOVEMBER))


def collection_of(context: AppContext) -> Collection:
    with context.database.reading() as session:
        return collection(session, period_of_decisions(session, NOVEMBER))


def annul(context: AppContext, decision: str) -> None:
    with context.database.writing() as session:
        case_id = session.get_one(Decision, decision).case_id
        record.apply(session, case_id, "decision_annulled", actor=SIGNER, at=MONDAY)


def test_a_report_over_nothing_is_a_report_of_zeros(context: AppContext) -> None:
    assert funnel_of(context).total == Steps()
    assert collection_of(context).total == Sums() and collection_of(context).total.share_percent is None
    assert list(funnel_of(context).by_month()) == [NOVEMBER]
    for svg in (FUNNEL.chart(funnel_of(context), "vi"), COLLECTION.chart(collection_of(context), "vi")):
        ElementTree.fromstring(svg)


def test_the_funnel_counts_how_far_the_cases_of_a_month_came(context_on_both: AppContext) -> None:
    context = context_on_both
    for event in (None, "act_confirmed", "notice_sent", "owner_answered"):
        walk_to(context, event)
    delivered = walk_to(context, "notice_sent")
    with context.database.writing() as session:
        case = record.locked(session, delivered)
        record.note(session, case, "notice_delivered", actor=MACHINE, at=MONDAY)
    decided(context, "01/QĐ-XPHC", violated_at=MONDAY)
    decided(context, "02/QĐ-XPHC", violated_at=MONDAY)
    paid(context, "2026-11-17,FT1,A,5000000,QD00000126")
    assert funnel_of(context).total == Steps(7, 6, 5, 1, 3, 2, 1)
    assert {code: steps.detected for code, steps in funnel_of(context).by_commune().items()} == {"07210": 5, None: 2}


def test_a_verdict_that_was_taken_back_is_not_accepted(context: AppContext) -> None:
    assert TAKEN_BACK == ("plate_doubted", "slip_taken_back", "verdict_taken_back")
    case = walk_to(context, "act_confirmed")
    with context.database.writing() as session:
        record.apply(session, case, "verdict_taken_back", actor=OFFICER, at=MONDAY)
    assert funnel_of(context).total.accepted == 0
    with context.database.writing() as session:
        record.apply(session, case, "act_confirmed", actor=OFFICER, at=MONDAY)
    assert funnel_of(context).total.accepted == 1


def test_an_answer_that_was_taken_back_is_none(context: AppContext) -> None:
    case = walk_to(context, "owner_answered")
    assert funnel_of(context).total.answered == 1
    with context.database.writing() as session:
        record.apply(session, case, "answer_taken_back", actor=OFFICER, at=MONDAY)
    assert funnel_of(context).total.answered == 0


def test_an_act_counts_in_the_month_it_has_in_vietnam(context_on_both: AppContext) -> None:
    context = context_on_both
    walk_to(context, None, violated_at=datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC))
    walk_to(context, None, violated_at=datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    by_month = funnel_of(context).by_month()
    assert {str(month): steps.detected for month, steps in by_month.items()} == {"2026-10": 1, "2026-11": 1}


def test_collection_adds_up_to_the_dong(context_on_both: AppContext) -> None:
    context = context_on_both
    decided(context, "01/QĐ-XPHC")
    decided(context, "02/QĐ-XPHC", amount_vnd=4_000_001)
    decided(context, "03/QĐ-XPHC", commune="07228")
    annulled = decided(context, "04/QĐ-XPHC")
    paid(
        context,
        "2026-11-17,FT1,A,5000000,QD00000126",
        "2026-11-17,FT2,A,1,QD00000226",
        "2026-11-17,FT3,A,5000007,QD00000326",
        "2026-11-17,FT4,A,1000000,QD00000426",
        "2026-11-17,FT5,A,123,nop phat",
    )
    annul(context, annulled)
    report = collection_of(context)
    assert report.total == Sums(4, 1, 2, 14_000_001, 10_000_001, 0, 0, 1_000_007)
    assert report.total.outstanding_vnd == 4_000_000
    assert report.total.share_percent == Decimal("71.4")
    assert report.unassigned_vnd == 123
    assert report.by_commune()["07228"].collected_vnd == 5_000_000
    with context.database.reading() as session:
        assert differences(session, NOVEMBER) == []


def test_costs_of_an_enforcement_and_late_interest_are_told_apart_and_paid_back_where_it_is_annulled(
    context_on_both: AppContext,
) -> None:
    context = context_on_both
    enforced = [decided(context, f"0{number}/QĐ-XPHC") for number in (1, 2)]
    with context.database.writing() as session:
        for decision in enforced:
            session.get_one(Decision, decision).costs_vnd = 300_001
    # Ten days late: 25.000 đồng of interest; 7 đồng too much.
    rows = [f"2026-12-06,FT{number},A,5325008,QD00000{number}26" for number in (1, 2)]
    paid(context, *rows, at=MONDAY + timedelta(days=30))
    annul(context, enforced[1])
    assert collection_of(context).total == Sums(2, 1, 1, 5_000_000, 5_000_000, 25_000, 300_001, 7 + 5_325_008)
    with context.database.reading() as session:
        assert differences(session, NOVEMBER) == []


def test_a_clerk_sees_his_commune_alone(context: AppContext) -> None:
    decided(context, "01/QĐ-XPHC")
    decided(context, "02/QĐ-XPHC", commune="07228")
    with context.database.reading() as session:
        period = period_of_all(session, NOVEMBER)
        assert funnel(session, period, communes=["07228"]).total.decided == 1
        assert list(collection(session, period, communes=["07228"]).by_commune()) == ["07228"]


def test_two_reports_never_differ_whatever_came_in(context: AppContext) -> None:
    chance = random.Random(8)
    rows = []
    for number in range(1, 13):
        at = MONDAY - timedelta(days=chance.randrange(60))
        amount = chance.choice([4_000_000, 5_000_000, 5_555_555])
        one = decided(
            context, f"{number:02}/QĐ-XPHC", amount_vnd=amount, at=at, commune=chance.choice(["07210", "07228"])
        )
        for part in range(chance.randrange(3)):
            paid_vnd = chance.choice([amount, amount // 3, amount + 11, 999])
            rows.append(f"2026-11-1{chance.randrange(7)},FT{number}-{part},A,{paid_vnd},QD{number:06}26")
        if chance.random() < 0.2:
            annul(context, one)
    paid(context, *rows, "2026-11-17,X,A,77,nothing", "bad,row,A,1,x")
    acts, money = funnel_of(context), collection_of(context)
    with context.database.reading() as session:
        assert differences(session, NOVEMBER) == []
    assert acts.total.decided == money.total.decisions == 12
    assert sum((sums.outstanding_vnd for sums in money.by_month().values()), 0) == money.total.outstanding_vnd
    assert acts.total.detected == sum(steps.detected for steps in acts.by_commune().values())


def test_money_that_vanished_from_the_ledger_is_found(context: AppContext) -> None:
    decided(context, "01/QĐ-XPHC")
    paid(context, "2026-11-17,FT1,A,5000000,QD00000126")
    with context.database.writing() as session:
        session.query(LedgerEntry).one().principal_vnd = 4_999_999
    with context.database.reading() as session:
        found = {difference.what for difference in differences(session, NOVEMBER)}
    assert found == {"Booked statement lines and the ledger", "What decisions say was paid and the ledger"}
    with context.database.writing() as session:
        session.query(StatementLine).one().state = "open"
    with context.database.reading() as session:
        assert "a difference of" in differences(session, NOVEMBER)[0].sentence


def test_json_xlsx_csv_and_page_show_the_same_figures(context: AppContext) -> None:
    decided(context, "01/QĐ-XPHC")
    paid(context, "2026-11-17,FT1,A,2000000,QD00000126")
    report = collection_of(context)
    book = COLLECTION.workbook(report, name_of)
    total = COLLECTION.as_json(report)["total"]
    table = list(csv.reader(io.StringIO(to_csv(book.sheets[0]).decode("utf-8-sig"))))
    assert table[0][4:7] == ["Phải nộp (đồng)", "Đã thu (đồng)", "Còn phải thu (đồng)"]
    assert table[-1] == ["Tổng cộng", "1", "0", "0", "5000000", "2000000", "3000000", "40.0", "0", "0", "0"]
    assert (total["payable_vnd"], total["collected_vnd"], total["share_percent"]) == (5_000_000, 2_000_000, 40.0)
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(book)))["Theo tháng"]
    assert [cell.value for cell in page[page.max_row]] == [
        "Tổng cộng",
        1,
        0,
        0,
        5_000_000,
        2_000_000,
        3_000_000,
        40,
        0,
        0,
        0,
    ]
    json.dumps(FUNNEL.as_json(funnel_of(context)))
    assert "5000000" in COLLECTION.chart(report, "vi")


def test_a_cell_never_runs_as_a_formula() -> None:
    rows = tuple((text,) for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "http://x.vn", "bình thường"))
    sheet = Sheet("Thử", "Thử. Nghĩa", ("=HEAD",), rows)
    lines = list(csv.reader(io.StringIO(to_csv(sheet).decode("utf-8-sig"), newline="")))
    assert [line[0][0] for line in lines[:-2]] == ["'"] * 7
    assert lines[-1] == ["bình thường"]
    from ticketing.reports.sheets import Workbook

    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(Workbook("x", "x", (sheet,)))))["Thử"]
    assert {cell.data_type for row in page.iter_rows(min_row=3) for cell in row} == {"s"}
    assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)


def test_the_funnels_workbook_has_vietnamese_heads_and_names_of_communes(context: AppContext) -> None:
    decided(context, "01/QĐ-XPHC")
    by_month, by_commune = FUNNEL.workbook(funnel_of(context), name_of).sheets
    assert by_month.heads[:4] == ("Tháng", "Phát hiện", "Được xác nhận", "Đã gửi thông báo")
    assert by_commune.rows[0][:2] == ("07210", "phường 07210")
    assert by_commune.rows[-1][1] == "Tổng cộng"


@given(st.lists(st.builds(Bar, st.text(max_size=30), st.integers(0, 10**7), st.text(max_size=8)), max_size=9))
def test_every_funnel_is_a_picture_whatever_the_words(bars: list[Bar]) -> None:
    clean = [Bar("".join(c for c in bar.label if c.isprintable()), bar.value, "") for bar in bars]
    picture = ElementTree.fromstring(funnel_chart(clean, title="<&>", description='"'))
    assert picture.attrib["role"] == "img"


@given(st.lists(st.tuples(st.integers(0, 10**13), st.integers(0, 10**13)), max_size=40))
def test_no_column_leaves_its_chart(sums: list[tuple[int, int]]) -> None:
    columns = [Column("11/2026", max(pair), min(pair)) for pair in sums]
    svg = collection_chart(columns, title="t", description="d", payable="Phải nộp", collected="Đã thu")
    for shape in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect"):
        x, y, width, height = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + width <= 761 and y + height <= 301
    assert "style=" not in svg


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(NOVEMBER, Month(2026, 10))
    with pytest.raises(ValueError, match="is no month"):
        Month.read("11/2026")


def delivered_item(session: Session, case_id: str, commune: str, outcome: str | None, days: int) -> None:
    closed = Consignment(
        id=new_id(), number="x", channel="commune_police", receiver_code=commune, state="taken_over",
        opened_at=MONDAY, close_at=MONDAY, closed_at=MONDAY,
    )  # fmt: skip
    session.add(closed)
    session.flush()
    recorded_at = MONDAY + timedelta(days=days) if outcome else None
    session.add(
        ConsignmentItem(
            id=new_id(), consignment_id=closed.id, document_id=new_id(), case_id=case_id, outcome=outcome,
            recorded_at=recorded_at,
        )
    )  # fmt: skip


def test_hit_rate_and_turn_round_are_told_by_commune_and_what_was_withdrawn_is_not_counted(
    context_on_both: AppContext,
) -> None:
    context = context_on_both
    case_id = walk_to(context, "notice_sent")
    with context.database.writing() as session:
        for outcome, days in (("handed_over", 2), ("handed_over", 5), ("not_resident", 9), (None, 0), ("withdrawn", 0)):
            delivered_item(session, case_id, "07210", outcome, days)
        delivered_item(session, case_id, "07339", None, 0)
    with context.database.reading() as session:
        found = deliveries(session, period_of_consignments(session, MONDAY.date()))
        before = deliveries(session, Period(Month(2026, 10), Month(2026, 10)))
    one, other = found.by_commune["07210"], found.by_commune["07339"]
    assert (one.papers, one.recorded, one.open, one.hit_rate, one.days) == (4, 3, 1, Decimal("50.0"), Decimal("5.0"))
    assert (other.papers, other.hit_rate, other.days) == (1, Decimal("0.0"), None)
    assert (found.total.papers, found.total.hit_rate) == (5, Decimal("40.0"))
    assert before.total.papers == 0 and before.total.hit_rate is None
    assert found.as_json()["total"]["handed_over"] == 2
