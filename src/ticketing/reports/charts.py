"""Charts as SVG, made on the server: the same on page, paper and in a mail, without any script. Pure.

Colours stand in attributes, never in a style: the pages' content policy refuses styles inside a document.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ticketing.kit.money import format_vnd

FONT = "Inter, 'Liberation Sans', Arial, sans-serif"
INK, INK_2, LINE, BLUE, BLUE_TINT = "#16222f", "#47535f", "#dcd8cd", "#14507a", "#c9dbe8"
RED, GREY = "#a11d1d", "#9aa3ab"
WIDTH = 760
DIGIT = 7.2  # width of a digit at 13 px, for placing texts without measuring fonts


@dataclass(frozen=True)
class Bar:
    """One bar of the funnel. note: what stands behind the number, "62 %"."""

    label: str
    value: int
    note: str = ""


@dataclass(frozen=True)
class Column:
    """One month: a sum to be paid, and the part of it that came in. Amounts in đồng."""

    label: str
    payable_vnd: int
    collected_vnd: int


@dataclass(frozen=True)
class Interval:
    """A share with its interval, 0-1. colour: of line and point; note: what stands behind it."""

    label: str
    rate: float
    low: float
    high: float
    note: str = ""
    colour: str = BLUE


def interval_chart(lines: Sequence[Interval], *, limit: float, limit_name: str, title: str, description: str) -> str:
    """Shares one below the other, each a point on the line of its interval; a dashed line where the limit is.

    limit: 0-1. The scale holds every point; an interval that goes beyond it ends at its edge.
    """
    row, top, left, right = 28, 34, 190, 160
    room = WIDTH - left - right
    scale = _round_up_share(max([limit * 2, *(line.rate * 1.15 for line in lines)]))
    bottom = top + len(lines) * row
    parts = []
    for part in range(5):
        x = left + room * part / 4
        parts += [
            f'<line x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{bottom}" stroke="{LINE}" stroke-width="1"/>',
            _text(x, top - 14, _percent(scale * part / 4), anchor="middle", colour=INK_2, size=12),
        ]
    edge = left + room * limit / scale
    parts += [
        f'<line x1="{edge:.1f}" y1="{top - 6}" x2="{edge:.1f}" y2="{bottom}" stroke="{RED}" stroke-dasharray="5 4"/>',
        _text(edge + 5, bottom + 14, f"{limit_name} {_percent(limit)}", colour=RED, size=12),
    ]
    for number, line in enumerate(lines):
        y = top + number * row + row / 2
        low, point, high = (left + room * min(share / scale, 1.0) for share in (line.low, line.rate, line.high))
        parts += [
            _text(left - 12, y + 4, line.label, anchor="end", colour=INK),
            f'<line x1="{low:.1f}" y1="{y:.1f}" x2="{high:.1f}" y2="{y:.1f}" stroke="{line.colour}" stroke-width="3" '
            f'stroke-linecap="round" stroke-opacity="0.45"/>',
            f'<circle cx="{point:.1f}" cy="{y:.1f}" r="5" fill="{line.colour}"/>',
            _text(left + room + 12, y + 4, line.note, colour=INK_2, size=12),
        ]
    return _svg(WIDTH, bottom + 22, title, description, parts)


def _round_up_share(share: float) -> float:
    """The next scale whose quarters are round shares.

    >>> _round_up_share(0.06), _round_up_share(0.3), _round_up_share(0.9)
    (0.08, 0.4, 1.0)
    """
    return next((scale for scale in (0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8) if share <= scale), 1.0)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0").replace(".", ",") + " %"


def funnel_chart(bars: Sequence[Bar], *, title: str, description: str) -> str:
    """Bars one below the other, each as long as its share of the longest.

    title and description are read out by screen readers.
    """
    row, top, left = 38, 8, 150
    highest = max((bar.value for bar in bars), default=0) or 1
    room = WIDTH - left - 130
    parts = []
    for number, bar in enumerate(bars):
        y = top + number * row
        length = round(room * bar.value / highest, 1)
        parts += [
            _rect(left, y, room, 24, BLUE_TINT, opacity="0.35"),
            _rect(left, y, max(length, 1.5 if bar.value else 0), 24, BLUE),
            _text(left - 12, y + 17, bar.label, anchor="end", colour=INK),
            _text(left + room + 10, y + 17, _grouped(bar.value), weight="600"),
        ]
        if bar.note:
            parts.append(
                _text(left + room + 18 + len(_grouped(bar.value)) * DIGIT, y + 17, bar.note, colour=INK_2, size=12)
            )
    return _svg(WIDTH, top + len(bars) * row, title, description, parts)


def collection_chart(
    columns: Sequence[Column], *, title: str, description: str, payable: str, collected: str, unit: str = "triệu đồng"
) -> str:
    """A column a month: what decisions of the month demand, and what came in on them.

    payable, collected: names for the legend. The scale is in millions of đồng.
    """
    height, left, top, bottom = 300, 70, 44, 34
    plot = height - top - bottom
    highest = _round_up(max((column.payable_vnd for column in columns), default=0))
    parts = _grid(highest, left, top, plot)
    step = (WIDTH - left - 10) / max(len(columns), 1)
    wide = min(step * 0.55, 64)
    every = max(1, math.ceil(58 / step))  # labels that would touch are left out
    for number, column in enumerate(columns):
        x = left + step * number + (step - wide) / 2
        full, came = (plot * amount / highest for amount in (column.payable_vnd, column.collected_vnd))
        parts += [
            f"<g><title>{escape(_description(column, payable, collected))}</title>",
            _rect(x, top + plot - full, wide, full, BLUE_TINT),
            _rect(x, top + plot - came, wide, came, BLUE),
            "</g>",
        ]
        if number % every == 0:
            parts.append(_text(x + wide / 2, height - 12, column.label, anchor="middle", colour=INK_2, size=12))
    parts += _legend([(BLUE_TINT, payable), (BLUE, collected)], left)
    parts.append(_text(WIDTH - 10, 18, unit, anchor="end", colour=INK_2, size=12))
    return _svg(WIDTH, height, title, description, parts)


def _description(column: Column, payable: str, collected: str) -> str:
    return f"{column.label}: {payable} {format_vnd(column.payable_vnd)}, {collected} {format_vnd(column.collected_vnd)}"


def _grid(highest: int, left: int, top: int, plot: int) -> list[str]:
    parts = []
    for quarter in range(5):
        y = top + plot - plot * quarter / 4
        parts += [
            f'<line x1="{left}" y1="{y:.1f}" x2="{WIDTH - 10}" y2="{y:.1f}" stroke="{LINE}" stroke-width="1"/>',
            _text(left - 8, y + 4, _millions(highest * quarter // 4), anchor="end", colour=INK_2, size=12),
        ]
    return parts


def _legend(entries: Sequence[tuple[str, str]], left: int) -> list[str]:
    parts, x = [], float(left)
    for colour, name in entries:
        parts += [_rect(x, 8, 14, 14, colour), _text(x + 20, 20, name, colour=INK)]
        x += 44 + len(name) * DIGIT
    return parts


def _round_up(amount: int) -> int:
    """The next amount above whose quarters are round numbers of millions.

    >>> _round_up(0), _round_up(37_000_000), _round_up(41_000_000)
    (4000000, 40000000, 80000000)
    """
    scale = 1_000_000
    while True:
        for times in (4, 8, 12, 20):
            if amount <= times * scale:
                return times * scale
        scale *= 10 if scale < 10_000_000 else 5


def _millions(amount: int) -> str:
    return _grouped(amount // 1_000_000)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _rect(x: float, y: float, width: float, height: float, fill: str, *, opacity: str = "1") -> str:
    shape = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect {shape} rx="2" fill="{fill}" fill-opacity="{opacity}"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, size: int = 13, weight: str = "400"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-family="{FONT}" '
        f'font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
    )


def _svg(width: int, height: int, title: str, description: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img"><title>{escape(title)}</title><desc>{escape(description)}</desc>{"".join(parts)}</svg>'
    )
