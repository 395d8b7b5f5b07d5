"""Vietnamese text for a voice: numbers, days, hours and telephones in words, as somebody reads them aloud."""

import re
from datetime import date

from ticketing.kit.money import number_in_words

_HOUR = re.compile(r"(\d{1,2}) giờ(?: (\d{2})(?: phút)?)?(?!\d)")
_DIGITS = re.compile(r"\d+(?:[./]\d+)*")
_TO = re.compile(r"\s+[-–]\s+(?=\w+ giờ|mười|hai mươi)")


def spoken_day_text(day: date) -> str:
    """A day as it is said: "mùng" up to the tenth, the fourth month "tư".

    >>> day_aloud(date(2026, 11, 27))
    'ngày hai mươi bảy tháng mười một năm hai nghìn không trăm hai mươi sáu'
    >>> day_aloud(date(2030, 4, 5))
    'ngày mùng năm tháng tư năm hai nghìn không trăm ba mươi'
    """
    number = f"mùng {number_in_words(day.day)}" if day.day <= 10 else number_in_words(day.day)
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"ngày {number} tháng {month} năm {number_in_words(day.year)}"


def speech_text(text: str) -> str:
    """The text without a digit. What begins with a zero (a telephone) is said digit by digit.

    >>> aloud("Số 12, đường số 3; sáng 7 giờ 30 - 11 giờ 00")
    'Số mười hai, đường số ba; sáng bảy giờ ba mươi đến mười một giờ'
    >>> aloud("0204.000.0001"), aloud("số 12/3"), aloud("08 giờ 05 phút")
    ('không hai không bốn, không không không, không không không một', 'số mười hai trên ba', 'tám giờ không năm')
    """
    said = _DIGITS.sub(_number_text, _HOUR.sub(_hour_text, text))
    return _TO.sub(" đến ", said)


def plate_speech(plate: str) -> str:
    """A plate as it is printed, sign by sign.

    >>> plate_aloud("98A-123.59")
    'chín tám A, một hai ba, năm chín'
    """
    groups = re.findall(r"\w+", plate)
    return ", ".join(
        re.sub(r"\d", lambda found: f"{number_in_words(int(found[0]))} ", group).replace("  ", " ").strip()
        for group in groups
    )


def _hour_text(found: re.Match[str]) -> str:
    hour, minute = number_in_words(int(found[1])), int(found[2] or 0)
    if minute == 0:
        return f"{hour} giờ"
    return f"{hour} giờ {'không ' if minute < 10 else ''}{number_in_words(minute)}"


def _number_text(found: re.Match[str]) -> str:
    if found[0].startswith("0") and found[0] != "0":
        groups = re.split(r"[./]", found[0])
        return ", ".join(" ".join(number_in_words(int(digit)) for digit in group) for group in groups)
    whole = found[0].replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", found[0]) else found[0]
    return " trên ".join(number_in_words(int(part)) for part in re.split(r"[./]", whole))
