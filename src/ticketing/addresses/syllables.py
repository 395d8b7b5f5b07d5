"""Vietnamese syllables as people type them: with or without marks, marks elsewhere, i for y, Telex left undecoded.

Two spellings of a word are compared. `marked` keeps its marks in one canonical place and writes i for a lone y (Lý, Lí)
and c for a final k (Đắk, Đắc). `plain` has no marks, i for every y and c for every k, so that it can also be made from
names that a table has without spaces. Neither knows apostrophes (Ea H'Leo).
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Syllable(NamedTuple):
    """A word in its spellings. `letters` is what was typed without its marks, `typed` the word in lower case."""

    plain: str
    letters: str
    marked: str
    typed: str


_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_LOOSE = str.maketrans("yk", "ic")
_PLAIN_D = str.maketrans({"đ": "d", "ð": "d"})
_LONE_Y = re.compile(r"^([bcdđghklmnpqrstvx]{0,3}|qu)([yýỳỷỹỵ])$")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
# Marks on the second vowel of oa, oe, uy: hoà and hòa are one word; this house writes hòa. Not after q: quý.
_NEW_STYLE = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$")
_OLD_STYLE = dict(
    zip(
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        strict=True,
    )
)


@lru_cache(maxsize=65536)
def syllable(word: str) -> Syllable:
    """The spellings of one word, in lower case.

    >>> syllable("Hoà"), syllable("Lí").marked == syllable("Lý").marked, syllable("H'Leo").plain
    (Syllable(plain='hoa', letters='hoa', marked='hòa', typed='hoà'), True, 'hleo')
    """
    typed = marked = unicodedata.normalize("NFC", word.lower().translate(_APOSTROPHES)).replace("ð", "đ")
    if marked.isdigit():
        number = marked.lstrip("0") or "0"
        return Syllable(number, number, number, typed)
    marked = _NEW_STYLE.sub(lambda found: _OLD_STYLE[found[1]], marked)
    marked = _LONE_Y.sub(lambda found: found[1] + found[2].translate(_Y_TO_I), marked)
    if len(marked) > 1 and marked.endswith("k"):
        marked = f"{marked[:-1]}c"
    return Syllable(plain_key(marked), without_marks(typed), marked, typed)


class Spelling(NamedTuple):
    """A name of one or more words in every spelling that is compared, all but `plain` with spaces.

    plain: the key of the indices; letters: without marks; marked: canonical marks; typed: as the table writes it.
    """

    plain: str
    letters: str
    marked: str
    typed: str


def spelling(name: str) -> Spelling:
    """All spellings of a name.

    >>> spelling("Chân Mây - Lăng Cô").plain, spelling("Lý Sơn")
    ('chanmailangco', Spelling(plain='lison', letters='ly son', marked='lí sơn', typed='lý sơn'))
    """
    plain, letters, marked, typed = zip(*(syllable(word) for word in name.replace("-", " ").split()), strict=True)
    return Spelling("".join(plain), " ".join(letters), " ".join(marked), " ".join(typed))


def plain_key(text: str) -> str:
    """The plain spelling of a lower-case text, also of several words written as one.

    >>> plain_key("mylam"), plain_key("kỳsơn")
    ('milam', 'cison')
    """
    return without_marks(text).translate(_LOOSE)


def without_marks(text: str) -> str:
    """Lower-case text without any mark, đ as d.

    >>> without_marks("nghĩa đồng")
    'nghia dong'
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN_D))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


_TELEX_TONES = dict(zip("sfrxj", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_TELEX_LETTERS = (("dd", "đ"), ("aa", "â"), ("aw", "ă"), ("ee", "ê"), ("oo", "ô"), ("ow", "ơ"), ("uw", "ư"))
_VOWELS = "aăâeêioôơuưy"


@lru_cache(maxsize=65536)
def from_telex(word: str) -> str | None:
    """The word that Telex keys spell, None where they are no Telex. The key of the tone may stand early (lujc).

    >>> from_telex("nghiax"), from_telex("hoof"), from_telex("dduwowngf"), from_telex("lujc"), from_telex("tan")
    ('nghĩa', 'hồ', 'đường', 'lục', None)
    """
    if not word.isascii() or not word.isalpha():
        return None
    letters, tone = _tone_key(word.lower())
    spelt = letters.replace("uow", "ươ")
    for typed, letter in _TELEX_LETTERS:
        spelt = spelt.replace(typed, letter)
    if spelt == word.lower() or not any(sign in _VOWELS for sign in spelt):
        return None
    return _with_tone(spelt, tone)


_VNI_TONES = dict(zip("21345", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_LETTERS = {"a6": "â", "e6": "ê", "o6": "ô", "o7": "ơ", "u7": "ư", "a8": "ă", "d9": "đ"}
_VNI_KEY = re.compile("[a-z][1-9]")


@lru_cache(maxsize=65536)
def from_vni(word: str) -> str | None:
    """The word that VNI keys spell, None where they are no VNI. Keys stand behind their letter or behind the word.

    >>> from_vni("nghi4a"), from_vni("ho62"), from_vni("hoo"), from_vni("d9u7o7ng2"), from_vni("lu7u"), from_vni("p4")
    ('nghĩa', 'hồ', None, 'đường', 'lưu', None)
    """
    lower = word.lower()
    if not lower.isascii() or not _VNI_KEY.search(lower) or not lower[0].isalpha():
        return None
    tones = [sign for sign in lower if sign in _VNI_TONES]
    letters = "".join(sign for sign in lower if not sign.isdigit())
    shapes = [sign for sign in lower if sign in "6789"]
    if len(tones) + len(shapes) + len(letters) != len(lower) or len(tones) > 1:
        return None
    for key in shapes:
        letters = _shaped(letters, key)
    return _with_tone(letters, _VNI_TONES[tones[0]] if tones else "") if any(s in _VOWELS for s in letters) else None


def _shaped(letters: str, key: str) -> str:
    """The letters with the mark of this key on the last one that can bear it; 7 marks both of uo, the first of uu."""
    if key == "7" and not letters.startswith("qu"):
        letters = letters.replace("uo", "ươ").replace("uu", "ưu")
        if "ư" in letters:
            return letters
    for place in range(len(letters) - 1, -1, -1):
        if letter := _VNI_LETTERS.get(letters[place] + key):
            return letters[:place] + letter + letters[place + 1 :]
    return letters


def _tone_key(letters: str) -> tuple[str, str]:
    for place in range(len(letters) - 1, 1, -1):
        if letters[place] in _TELEX_TONES and letters[place - 1] in f"{_VOWELS}wcghmnpt":
            return letters[:place] + letters[place + 1 :], _TELEX_TONES[letters[place]]
    return letters, ""


def _with_tone(letters: str, tone: str) -> str:
    if not tone:
        return letters
    vowels = [place for place, sign in enumerate(letters) if sign in _VOWELS and not _is_onset(letters, place)]
    if not vowels:
        return letters
    place = _tone_place(letters, vowels)
    return unicodedata.normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])


def _is_onset(letters: str, place: int) -> bool:
    pair = letters[:2]
    return place == 1 and pair in ("qu", "gi") and any(sign in _VOWELS for sign in letters[2:])


def _tone_place(letters: str, vowels: list[int]) -> int:
    shaped = [place for place in vowels if letters[place] in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    closed = vowels[-1] < len(letters) - 1
    if len(vowels) == 3 or (len(vowels) == 2 and closed):
        return vowels[1]
    return vowels[0]


def within_one_edit(one: str, other: str) -> bool:
    """Whether one typing error (a letter wrong, missing, too many, or two swapped) turns `one` into `other`.

    >>> within_one_edit("nghia", "nghia"), within_one_edit("nghia", "ngiha"), within_one_edit("nghia", "ngia")
    (True, True, True)
    >>> within_one_edit("nghia", "ngai")
    False
    """
    if len(one) > len(other):
        one, other = other, one
    longer = len(other) - len(one)
    if longer > 1:
        return False
    for place, sign in enumerate(one):
        if sign != other[place]:
            if longer:
                return one[place:] == other[place + 1 :]
            rest = one[place + 1 :] == other[place + 1 :]
            return rest or (
                one[place : place + 2] == other[place : place + 2][::-1] and one[place + 2 :] == other[place + 2 :]
            )
    return True
