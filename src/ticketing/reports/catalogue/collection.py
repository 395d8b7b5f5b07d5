"""The collection of fines: what signed decisions demand, and what came in on them."""

from datetime import date

from sqlalchemy.orm import Session

from ticketing.agency.actors import Role
from ticketing.kit.bilingual import Bilingual
from ticketing.reports.charts import Column as MonthColumn
from ticketing.reports.charts import collection_chart
from ticketing.reports.collection import Collection, collection, period_of_decisions
from ticketing.reports.months import Month, Period
from ticketing.reports.report import Column, Kind, Report

CHART_TITLE = Bilingual("Tiền phạt theo tháng ra quyết định", "Fines by month of the decision")
MILLIONS = Bilingual("triệu đồng", "million đồng")


def _defined(vi: str, en: str) -> Bilingual:
    return Bilingual(
        f"{vi}, tính vào tháng ký quyết định; nguồn: quyết định và sổ thu.",
        f"{en}, in the month in which the decision was signed; source: decisions and the ledger.",
    )


def _vnd(code: str, name: Bilingual, definition: Bilingual, *, headline: bool = False) -> Column:
    return Column(code, name, Kind.VND, definition, headline=headline)


PAYABLE, COLLECTED = Bilingual("Phải nộp", "Payable"), Bilingual("Đã thu", "Collected")
COLUMNS = (
    Column(
        "decisions", Bilingual("Số quyết định", "Decisions"), Kind.COUNT,
        _defined("Quyết định phạt tiền đã ký", "Signed decisions that fine"), headline=True,
    ),
    Column(
        "annulled", Bilingual("Trong đó đã hủy bỏ", "Of these annulled"), Kind.COUNT,
        _defined("Quyết định sau đó bị hủy bỏ", "Decisions set aside later"), head_in_files="Trong đó đã hủy",
    ),
    Column(
        "paid", Bilingual("Đã nộp đủ", "Paid in full"), Kind.COUNT,
        _defined("Quyết định còn hiệu lực đã nộp đủ tiền phạt", "Decisions that stand and whose fine came in full"),
    ),
    _vnd("payable_vnd", PAYABLE, _defined("Tiền phạt của quyết định còn hiệu lực", "Fines of decisions that stand"),
         headline=True),
    _vnd("collected_vnd", COLLECTED, _defined("Tiền phạt đã thu", "What came in on these fines"), headline=True),
    _vnd("outstanding_vnd", Bilingual("Còn phải thu", "Outstanding"),
         _defined("Phải nộp trừ đã thu", "Payable less collected"), headline=True),
    Column(
        "share_percent", Bilingual("Tỷ lệ thu", "Share collected"), Kind.PERCENT,
        _defined("Đã thu trên phải nộp", "Collected of payable"), headline=True,
    ),
    _vnd("interest_vnd", Bilingual("Tiền chậm nộp", "Late payment"),
         _defined("Tiền chậm nộp đã thu", "Late interest that came in")),
    _vnd("costs_vnd", Bilingual("Chi phí cưỡng chế", "Costs of the enforcement"),
         _defined("Chi phí cưỡng chế đã thu", "Costs of enforcement that came in")),
    _vnd("over_vnd", Bilingual("Nộp thừa, phải trả lại", "Paid too much, to be paid back"),
         _defined("Nộp thừa hoặc nộp cho quyết định đã hủy bỏ", "Too much, or on a decision that was annulled")),
)  # fmt: skip


def _whole(session: Session, today: date) -> Period:
    return period_of_decisions(session, Month.of(today))


def _chart(figures: Collection, language: str) -> str:
    """What decisions of each month demand, and what came in on them."""
    payable, collected = PAYABLE.in_language(language), COLLECTED.in_language(language)
    columns = [
        MonthColumn(month.label, sums.payable_vnd, sums.collected_vnd) for month, sums in figures.by_month().items()
    ]
    total = figures.total
    return collection_chart(
        columns,
        title=CHART_TITLE.in_language(language),
        description=f"{payable} {total.payable_vnd}, {collected} {total.collected_vnd} đồng",
        payable=payable,
        collected=collected,
        unit=MILLIONS.in_language(language),
    )


REPORT = Report(
    code="collection",
    title=Bilingual("Thu tiền phạt", "Collection of fines"),
    summary=Bilingual(
        "Trong số quyết định của mỗi tháng: phải nộp, đã thu, còn phải thu, tỷ lệ; đến từng đồng.",
        "Of the decisions of each month: payable, collected, outstanding, share; to the đồng.",
    ),
    explanation=Bilingual(
        "Quyết định ký từ tháng {first} đến {last}; tiền tính vào tháng ra quyết định.",
        "Decisions signed from {first} to {last}; money counts in the month of its decision.",
    ),
    roles=frozenset({Role.SUPERVISOR, Role.AUDITOR}),
    whole=_whole,
    figures=collection,
    columns=COLUMNS,
    file_title="Kết quả thu tiền phạt theo tháng ra quyết định",
    file_note="Tiền đã thu tính vào tháng ra quyết định. Quyết định đã hủy không tính vào số phải nộp.",
    chart=_chart,
    more=lambda figures: {"unassigned_vnd": figures.unassigned_vnd},
    place=20,
    overview=True,
)
