"""Reports as tables with Vietnamese heads: what XLSX, CSV and the pages' tables show. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ticketing.reports.collection import Collection, Sums
from ticketing.reports.funnel import Funnel, Steps

Cell = str | int | Decimal | None
NameOf = Callable[[str | None], str]
TOTAL_VI = "Tổng cộng"
UNKNOWN_COMMUNE_VI = "Chưa xác định"

STEP_HEADS = (
    "Phát hiện",
    "Được xác nhận",
    "Đã gửi thông báo",
    "Đã giao thông báo",
    "Chủ xe đã trả lời",
    "Đã ra quyết định",
    "Đã nộp phạt",
)
SUM_HEADS = (
    "Số quyết định",
    "Trong đó đã hủy",
    "Đã nộp đủ",
    "Phải nộp (đồng)",
    "Đã thu (đồng)",
    "Còn phải thu (đồng)",
    "Tỷ lệ thu (%)",
    "Tiền chậm nộp (đồng)",
    "Chi phí cưỡng chế (đồng)",
    "Nộp thừa, phải trả lại (đồng)",
)


@dataclass(frozen=True)
class Sheet:
    """One table. title: name of the sheet; note: what the figures mean; the last row is the total."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """A report as a file: its name (ASCII), its title, its tables."""

    file_stem: str
    title: str
    sheets: tuple[Sheet, ...]


def funnel_workbook(report: Funnel, name_of: NameOf) -> Workbook:
    """The funnel by month and by commune. name_of: a commune's name by its code."""
    title = f"Kết quả xử lý theo tháng vi phạm, {_span(report)}"
    note = f"{title}. Mỗi vụ tính vào tháng xảy ra hành vi, số của một tháng còn tăng khi vụ việc được xử lý tiếp."
    by_month = [(month.label, *_steps(steps)) for month, steps in report.by_month().items()]
    by_commune = [
        (code or "", name_of(code) if code else UNKNOWN_COMMUNE_VI, *_steps(steps))
        for code, steps in report.by_commune().items()
    ]
    total = _steps(report.total)
    return Workbook(
        f"funnel-{report.period.first}-{report.period.last}",
        title,
        (
            Sheet("Theo tháng", note, ("Tháng", *STEP_HEADS), (*by_month, (TOTAL_VI, *total))),
            Sheet("Theo xã, phường", note, ("Mã", "Xã, phường", *STEP_HEADS), (*by_commune, ("", TOTAL_VI, *total))),
        ),
    )


def collection_workbook(report: Collection, name_of: NameOf) -> Workbook:
    """Collection by month and by commune. name_of: a commune's name by its code."""
    title = f"Kết quả thu tiền phạt theo tháng ra quyết định, {_span(report)}"
    note = f"{title}. Tiền đã thu tính vào tháng ra quyết định. Quyết định đã hủy không tính vào số phải nộp."
    by_month = [(month.label, *_sums(sums)) for month, sums in report.by_month().items()]
    by_commune = [
        (code or "", name_of(code) if code else UNKNOWN_COMMUNE_VI, *_sums(sums))
        for code, sums in report.by_commune().items()
    ]
    total = _sums(report.total)
    return Workbook(
        f"collection-{report.period.first}-{report.period.last}",
        title,
        (
            Sheet("Theo tháng", note, ("Tháng", *SUM_HEADS), (*by_month, (TOTAL_VI, *total))),
            Sheet("Theo xã, phường", note, ("Mã", "Xã, phường", *SUM_HEADS), (*by_commune, ("", TOTAL_VI, *total))),
        ),
    )


def _span(report: Funnel | Collection) -> str:
    first, last = report.period.first.label, report.period.last.label
    return f"tháng {first}" if first == last else f"từ {first} đến {last}"


def _steps(steps: Steps) -> Sequence[Cell]:
    return steps.counts()


def _sums(sums: Sums) -> Sequence[Cell]:
    return (
        sums.decisions,
        sums.annulled,
        sums.paid,
        sums.payable_vnd,
        sums.collected_vnd,
        sums.outstanding_vnd,
        sums.share,
        sums.interest_vnd,
        sums.costs_vnd,
        sums.over_vnd,
    )
