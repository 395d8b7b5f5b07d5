"""Money is a whole number of đồng, never a float."""

import re

LARGEST_WRITTEN = 10**12  # that anybody pays or is fined
_CURRENCY = re.compile(r"\s*(VND|VNĐ|đồng|đ|₫)$", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3}(?:\1[0-9]{3}){0,5})?")
_APART = re.compile(r"([0-9]{1,3}(?:([ \u00a0\u202f])[0-9]{3}(?:\2[0-9]{3}){0,5})?)(?:[.,]00?)?")
_PLAIN = re.compile(r"[0-9]{1,20}(?:[.,]00?)?")
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")
HIGHEST = 1000 ** len(_GROUPS) - 1


def format_vnd(amount: int) -> str:
    """The amount as Vietnamese papers print it.

    >>> format_vnd(19_000_000)
    '19.000.000 đồng'
    """
    return f"{amount:,}".replace(",", ".") + " đồng"


def vnd_of(text: str) -> int:
    """An amount as people and banks write it. Raises ValueError for any other text.

    >>> vnd_of("5000000"), vnd_of("5.000.000 đ"), vnd_of("5,000,000 VND"), vnd_of("5000000.00")
    (5000000, 5000000, 5000000, 5000000)
    """
    bare = _CURRENCY.sub("", text.strip())
    if _GROUPED.fullmatch(bare):
        return int(re.sub(r"[.,]", "", bare))
    if apart := _APART.fullmatch(bare):
        return int(re.sub(r"\s", "", apart[1]))
    if _PLAIN.fullmatch(bare):
        return int(re.split(r"[.,]", bare)[0])
    raise ValueError(f"'{text}' is no amount in whole đồng: write it like 5000000 or 5.000.000.")


def words_vnd(amount: int) -> str:
    """The amount in words, as a decision prints it behind the digits.

    Raises ValueError below 0 and above HIGHEST.

    >>> words_vnd(19_000_000)
    'Mười chín triệu đồng'
    >>> words_vnd(5_105_021)
    'Năm triệu một trăm linh năm nghìn không trăm hai mươi mốt đồng'
    >>> words_vnd(1_000_000_015)
    'Một tỷ không trăm mười lăm đồng'
    >>> words_vnd(74_444_555), words_vnd(0)
    ('Bảy mươi tư triệu bốn trăm bốn mươi tư nghìn năm trăm năm mươi lăm đồng', 'Không đồng')
    """
    if not 0 <= amount <= HIGHEST:
        raise ValueError(f"{amount} đồng has no words here: amounts run from 0 to {HIGHEST}.")
    words = f"{number_in_words(amount)} đồng"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    """A whole number as it is said: 0 to HIGHEST.

    >>> number_in_words(4), number_in_words(2026), number_in_words(21)
    ('bốn', 'hai nghìn không trăm hai mươi sáu', 'hai mươi mốt')
    """
    groups = [(number // 1000**power % 1000, name) for power, name in enumerate(_GROUPS)]
    spoken = [(value, name) for value, name in reversed(groups) if value]
    if not spoken:
        return _DIGITS[0]
    (first, name), rest = spoken[0], spoken[1:]
    # Only the leading group may be short; in every other one the hundreds are spoken, even when there are none.
    parts = [f"{_group(first, full=False)} {name}", *(f"{_group(value, full=True)} {name}" for value, name in rest)]
    return _with_billions_once(" ".join(parts).split())


def _with_billions_once(words: list[str]) -> str:
    # "một nghìn tỷ hai trăm tỷ" is said "một nghìn hai trăm tỷ": tỷ closes everything above it, once.
    last = max((place for place, word in enumerate(words) if word == "tỷ"), default=-1)
    return " ".join(word for place, word in enumerate(words) if word != "tỷ" or place == last)


def _group(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if rest:
        words.append(_below_hundred(rest, after_hundreds=bool(words)))
    return " ".join(words)


def _below_hundred(value: int, *, after_hundreds: bool) -> str:
    tens, units = divmod(value, 10)
    if tens == 0:
        return f"linh {_DIGITS[units]}" if after_hundreds else _DIGITS[units]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    return f"{head} {_unit(tens, units)}".strip()


def _unit(tens: int, units: int) -> str:
    if units == 0:
        return ""
    if units == 5:
        return "lăm"
    if tens > 1 and units in (1, 4):
        return {1: "mốt", 4: "tư"}[units]
    return _DIGITS[units]
