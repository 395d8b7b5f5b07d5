"""How Vietnamese papers write days, hours, money and the words of the registry (D30 Annex I)."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from ticketing.kit.clock import VIETNAM
from ticketing.kit.money import format_vnd, words_vnd
from ticketing.law.parameters import parameter

VEHICLES = {
    "car": "Xe ô tô con",
    "truck": "Xe ô tô tải",
    "bus": "Xe ô tô khách",
    "motorcycle": "Xe mô tô, xe gắn máy",
    "special": "Xe máy chuyên dùng",
    "bicycle": "Xe đạp",
}
PLATE_COLOURS = {
    "white": "Trắng",
    "yellow": "Vàng",
    "blue": "Xanh",
    "red": "Đỏ",
}
PICTURE_ROLES = {
    "overview": "Toàn cảnh",
    "before": "Trước khi vi phạm",
    "at": "Thời điểm vi phạm",
    "after": "Sau khi vi phạm",
    "plate": "Biển số",
}
SEXES = {"male": "Nam", "female": "Nữ", "": ""}
ADDRESSES = {"male": "Ông", "female": "Bà", "": "Ông (bà)"}
LICENCE_PARTS = {
    "unlimited": "không thời hạn",
    "limited": "có thời hạn",
    "": "",
}
UNKNOWN, NONE = "Không rõ", "Không"
"""What a field says of which nothing is known, and of what there is none: nobody fills in a paper that is signed."""


def clean(text: str) -> str:
    """One form for one text: NFC, single spaces, no control or direction characters (they could turn a name round).

    >>> clean("  Nguye\\u0302\\u0303n  Va\\u0306n\\u202e A\\n")
    'Nguyễn Văn A'
    """
    composed = unicodedata.normalize("NFC", text)
    spaced = re.sub(r"\s+", " ", composed)
    return "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf")).strip()


def two_digits(number: int) -> str:
    """D30: numbers below 10 with a leading zero."""
    return f"{number:02}"


def day_in_words(day: date) -> str:
    """Days below 10 and the months 1 and 2 with a leading zero (D30 Annex I).

    >>> day_in_words(date(2027, 1, 5)), day_in_words(date(2026, 11, 24)), day_in_words(date(2026, 3, 9))
    ('ngày 05 tháng 01 năm 2027', 'ngày 24 tháng 11 năm 2026', 'ngày 09 tháng 3 năm 2026')
    """
    month = two_digits(day.month) if day.month < 3 else str(day.month)
    return f"ngày {two_digits(day.day)} tháng {month} năm {day.year}"


def short_day(day: date | None) -> str:
    """The day as forms write it in a line; empty where it is not known.

    >>> short_day(date(2027, 1, 5)), short_day(None)
    ('05/01/2027', '')
    """
    return day.strftime("%d/%m/%Y") if day else ""


def year_of_birth(year: str) -> str:
    """A birth date of which the year alone is known.

    >>> year_of_birth("1952"), year_of_birth("")
    ('Năm 1952 (không rõ ngày, tháng)', 'Không rõ')
    """
    return f"Năm {year} (không rõ ngày, tháng)" if year else UNKNOWN


def hour_in_words(moment: datetime, *, seconds: bool = False) -> str:
    """The hour in Vietnam time: "08 giờ 05 phút", for an act with its second."""
    local = moment.astimezone(VIETNAM)
    text = f"{two_digits(local.hour)} giờ {two_digits(local.minute)} phút"
    return f"{text} {two_digits(local.second)} giây" if seconds else text


def moment_in_words(moment: datetime, *, seconds: bool = False) -> str:
    """Hour and day in Vietnam time.

    >>> from datetime import UTC
    >>> moment_in_words(datetime(2027, 1, 5, 1, 5, tzinfo=UTC))
    '08 giờ 05 phút, ngày 05 tháng 01 năm 2027'
    """
    return f"{hour_in_words(moment, seconds=seconds)}, {day_in_words(moment.astimezone(VIETNAM).date())}"


def capture_time(moment: datetime) -> str:
    """The moment of a picture to the millisecond, as it stands under it."""
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M:%S},{local.microsecond // 1000:03} ngày {local:%d/%m/%Y}"


def capitals(text: str) -> str:
    """Names of agencies and posts as the head of a paper prints them."""
    return text.upper()


def opening(text: str) -> str:
    """The text with its first letter small, to stand inside a sentence after a label."""
    return text[:1].lower() + text[1:]


def listed(sentences: Sequence[str], none: str = "Không.") -> str:
    """Several findings as one text; the word for none where there are none.

    >>> listed(()), listed(("Đã khai báo.", "Lần đầu"))
    ('Không.', 'Đã khai báo; Lần đầu.')
    """
    if not sentences:
        return none
    return "; ".join(sentence.rstrip(" .;") for sentence in sentences) + "."


def fingerprint(sha256: str) -> str:
    """A hash in groups of eight digits.

    >>> fingerprint("0123456789abcdef")
    '01234567 89abcdef'
    """
    return " ".join(sha256[i : i + 8] for i in range(0, len(sha256), 8))


def amount_line(amount_vnd: int) -> str:
    """Digits and words, as a decision names the fine.

    >>> amount_line(5_000_000)
    '5.000.000 đồng (Bằng chữ: Năm triệu đồng)'
    """
    return f"{format_vnd(amount_vnd)} (Bằng chữ: {words_vnd(amount_vnd)})"


def late_rate(on: date) -> str:
    """What is added for each day of late payment (LHAV art. 78.1).

    >>> late_rate(date(2026, 11, 24))
    '0,05%'
    """
    rate = parameter("late_interest_per_ten_thousand_a_day", on).value
    return f"{rate // 100},{rate % 100:02}%"
