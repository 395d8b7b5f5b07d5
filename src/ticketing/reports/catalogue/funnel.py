"""From act to payment: how far the cases of each month came."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Role
from ticketing.kit.bilingual import Bilingual
from ticketing.reports.charts import Bar, funnel_chart
from ticketing.reports.collection import share
from ticketing.reports.funnel import Funnel, funnel, period_of_all
from ticketing.reports.months import Month, Period
from ticketing.reports.report import Column, Kind, Report

TITLE = Bilingual("Từ hành vi đến nộp phạt", "From act to payment")


def _step(code: str, vi: str, en: str, counted_vi: str, counted_en: str, head_in_files: str = "") -> Column:
    definition = Bilingual(
        f"{counted_vi}, tính vào tháng xảy ra hành vi; nguồn: nhật ký chứng cứ.",
        f"{counted_en}, in the month of the act; source: the evidence log.",
    )
    return Column(code, Bilingual(vi, en), Kind.COUNT, definition, headline=True, head_in_files=head_in_files)


COLUMNS = (
    _step("detected", "Phát hiện", "Detected", "Vụ việc được mở từ camera", "Cases opened from a camera's record"),
    _step(
        "accepted", "Được xác nhận", "Accepted", "Vụ việc cán bộ xác nhận và không rút lại",
        "Cases that officers confirmed and did not take back",
    ),
    _step("noticed", "Đã gửi thông báo", "Noticed", "Vụ việc đã ký thông báo", "Cases with a signed notice"),
    _step(
        "delivered", "Đã giao thông báo", "Notice delivered", "Vụ việc có thông báo đã giao, có chứng cứ",
        "Cases whose notice was handed over, with proof",
    ),
    _step(
        "answered", "Chủ xe trả lời", "Answered", "Vụ việc chủ xe hoặc xã, phường thay chủ xe đã trả lời",
        "Cases that the owner, or the commune for him, answered", "Chủ xe đã trả lời",
    ),
    _step("decided", "Đã ra quyết định", "Decided", "Vụ việc đã ký quyết định", "Cases with a signed decision"),
    _step("paid", "Đã nộp phạt", "Paid", "Vụ việc đã nộp đủ tiền phạt", "Cases whose fine came in full"),
)  # fmt: skip


def _whole(session: Session, today: date) -> Period:
    return period_of_all(session, Month.of(today))


def _chart(figures: Funnel, language: str) -> str:
    """Each step of the whole period with its share of the acts that were detected."""
    bars = []
    for column, count in zip(COLUMNS, figures.total.counts(), strict=True):
        percent = share(count, figures.total.detected)
        note = "" if percent is None else f"{percent} %".replace(".", ",")
        bars.append(Bar(column.name.in_language(language), count, note))
    told = ", ".join(f"{bar.label} {bar.value}" for bar in bars)
    return funnel_chart(bars, title=TITLE.in_language(language), description=told)


def _cohorts(figures: Funnel) -> dict[str, Any]:
    return {
        "cohorts": [
            {"month": str(cohort.month), "commune_code": cohort.commune_code, **asdict(cohort.steps)}
            for cohort in figures.cohorts
        ]
    }


REPORT = Report(
    code="funnel",
    title=TITLE,
    summary=Bilingual(
        "Trong số hành vi của mỗi tháng: được xác nhận, đã thông báo, đã giao, đã trả lời, đã ra quyết định, đã nộp.",
        "Of the acts of each month: accepted, noticed, delivered, answered, decided, paid.",
    ),
    explanation=Bilingual(
        "Hành vi từ tháng {first} đến {last}, không phụ thuộc thời điểm các bước sau.",
        "Acts of {first} to {last}, whenever the later steps happened.",
    ),
    roles=frozenset({Role.SUPERVISOR, Role.AUDITOR}),
    whole=_whole,
    figures=funnel,
    columns=COLUMNS,
    file_title="Kết quả xử lý theo tháng vi phạm",
    file_note="Mỗi vụ tính vào tháng xảy ra hành vi, số của một tháng còn tăng khi vụ việc được xử lý tiếp.",
    chart=_chart,
    more=_cohorts,
    place=10,
    overview=True,
)
