"""The charts of each report, drawn from its figures alone."""

from collections.abc import Mapping

from ticketing.reports.charts import Bar, Column, collection_chart, funnel_chart
from ticketing.reports.collection import Collection, share
from ticketing.reports.funnel import STEPS, Funnel
from ticketing.reports.sheets import STEP_HEADS

# Names of the steps on screen, for pages in another language to replace.
STEP_NAMES_VI: Mapping[str, str] = dict(zip(("detected", *STEPS), STEP_HEADS, strict=True))


def funnel_svg(report: Funnel, *, names: Mapping[str, str] = STEP_NAMES_VI, title: str = "Kết quả xử lý") -> str:
    """The funnel of the whole period, each step with its share of the acts that were detected."""
    steps = report.total
    bars = []
    for step, count in zip(names, steps.counts(), strict=True):
        percent = share(count, steps.detected)
        bars.append(Bar(names[step], count, "" if percent is None else f"{percent} %".replace(".", ",")))
    told = ", ".join(f"{bar.label} {bar.value}" for bar in bars)
    return funnel_chart(bars, title=title, description=told)


def collection_svg(
    report: Collection,
    *,
    title: str = "Thu tiền phạt theo tháng ra quyết định",
    payable: str = "Phải nộp",
    collected: str = "Đã thu",
    unit: str = "triệu đồng",
) -> str:
    """What decisions of each month demand, and what came in on them."""
    columns = [Column(month.label, sums.payable_vnd, sums.collected_vnd) for month, sums in report.by_month().items()]
    total = report.total
    told = f"{payable} {total.payable_vnd}, {collected} {total.collected_vnd} đồng"
    return collection_chart(columns, title=title, description=told, payable=payable, collected=collected, unit=unit)
