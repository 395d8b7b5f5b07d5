"""An application as the decision that answers it names it: what it asks for, never what is granted. Pure."""

from datetime import date

from ticketing.documents import codes
from ticketing.documents.content.facts import Remitted
from ticketing.documents.content.orders.order_facts import AskedFor
from ticketing.documents.content.wording import short_day, two_digits
from ticketing.kit.money import format_vnd

ASKED = {
    codes.DEFERRAL: "hoãn thi hành quyết định phạt tiền",
    codes.INSTALMENTS: "nộp tiền phạt nhiều lần",
    codes.REMISSION: "giảm, miễn tiền phạt",
}
"""What may be applied for, in the words of the papers that answer it."""
REMITTED = {
    Remitted.REDUCTION: "giảm một phần tiền phạt",
    Remitted.REST: "miễn phần tiền phạt còn lại",
    Remitted.WHOLE: "miễn toàn bộ tiền phạt",
}


def application_line(kind: str, asked_on: date, asked: AskedFor, name: str) -> str:
    """The application among the bases of a decision.

    kind: a key of ASKED. What the application leaves open, or an earlier version did not keep, is left out.

    >>> less = AskedFor(remitted="reduction", vnd=3_000_000)
    >>> application_line(codes.REMISSION, date(2026, 11, 20), less, "Nguyễn Văn An")
    'Đơn đề nghị giảm một phần tiền phạt ngày 20/11/2026 của Nguyễn Văn An (đề nghị giảm 3.000.000 đồng)'
    >>> application_line(codes.REMISSION, date(2026, 11, 20), AskedFor(), "Nguyễn Văn An")
    'Đơn đề nghị giảm, miễn tiền phạt ngày 20/11/2026 của Nguyễn Văn An'
    """
    what = REMITTED[Remitted(asked.remitted)] if asked.remitted else ASKED[kind]
    wish = _wish(asked)
    return f"Đơn đề nghị {what} ngày {short_day(asked_on)} của {name}{f' (đề nghị {wish})' if wish else ''}"


def _wish(asked: AskedFor) -> str:
    """Day, sum or parts that the application names; empty where it names none.

    >>> _wish(AskedFor(until=date(2027, 2, 18))), _wish(AskedFor(times=3))
    ('hoãn đến hết ngày 18/02/2027', 'nộp 03 lần')
    """
    if asked.until:
        return f"hoãn đến hết ngày {short_day(asked.until)}"
    if asked.vnd:
        return f"{'giảm' if asked.remitted == Remitted.REDUCTION else 'miễn'} {format_vnd(asked.vnd)}"
    if asked.payments:
        parts = (f"{format_vnd(part.vnd)} đến hết ngày {short_day(part.until)}" for part in asked.payments)
        return f"nộp {two_digits(len(asked.payments))} lần: {'; '.join(parts)}"
    return f"nộp {two_digits(asked.times)} lần" if asked.times else ""
