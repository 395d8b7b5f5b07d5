"""A written address cut into chunks: a type word with the name that follows it, in the order in which they stand.

Knows the type words of all levels and their abbreviations, and nothing of which places exist (`gazetteer.py`).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from ticketing.addresses.syllables import Syllable, from_telex, from_vni, syllable


class Level(Enum):
    """To which level a chunk belongs. CITY: "thành phố" is a province or a district. OPEN: no type word."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    COMMUNE = 4
    BELOW = 5
    OPEN = 6


@dataclass(frozen=True)
class Chunk:
    """A type word with its name. `kind` is the full type word; `starts_segment`: a comma stands before it.

    ends_a_name: with the words before it the type word is a name too, "Tân Xã Thạch Thất".
    """

    level: Level
    kind: str
    words: tuple[Syllable, ...]
    starts_segment: bool
    ends_a_name: bool = False

    @cached_property
    def plain(self) -> str:
        """The name without marks and spaces, the key of the gazetteer."""
        return "".join(word.plain for word in self.words)

    @cached_property
    def marked(self) -> str:
        """The name with marks, with spaces."""
        return " ".join(word.marked for word in self.words)

    @cached_property
    def letters(self) -> str:
        """The name as it was typed, without its marks, with spaces."""
        return " ".join(word.letters for word in self.words)

    @cached_property
    def typed(self) -> str:
        """The name as it was typed, in lower case, with spaces."""
        return " ".join(word.typed for word in self.words)


_ABOVE = {
    Level.PROVINCE: {"tỉnh": "tỉnh tinh t"},
    Level.CITY: {"thành phố": "thành+phố thanh+pho tp t+p thanhpho thànhphố"},
    Level.DISTRICT: {
        "huyện": "huyện huyen h",
        "quận": "quận quan q",
        "thị xã": "thị+xã thi+xa tx t+x thixa thịxã",
    },
    Level.COMMUNE: {
        "xã": "xã xa x",
        "phường": "phường phuong p f",
        "thị trấn": "thị+trấn thi+tran tt t+t thitran thịtrấn",
        "đặc khu": "đặc+khu dac+khu đk",
    },
}
_BELOW = {
    "thôn": "thôn thon",
    "xóm": "xóm xom",
    "bản": "bản ban",
    "ấp": "ấp ap",
    "tổ": "tổ to tdp",
    "khu": "khu kp",
    "làng": "làng lang",
    "buôn": "buôn buon bon",
    "đội": "đội doi",
    "khóm": "khóm khom",
    "cụm": "cụm cum",
    "khối": "khối khoi",
    "tiểu khu": "tiểu+khu tieu+khu",
    "phum": "phum",
    "sóc": "sóc",
    "đường": "đường duong đ",
    "phố": "phố pho",
    "đại lộ": "đại+lộ dai+lo",
    "quốc lộ": "quốc+lộ quoc+lo ql",
    "tỉnh lộ": "tỉnh+lộ tinh+lo tl",
    "ngõ": "ngõ ngo ngách ngach hẻm hem kiệt kiet",
    "số": "số so sn số+nhà so+nha nhà+số nha+so",
    "lô": "lô lo ô km",
    "khu công nghiệp": "kcn ccn",
    "khu đô thị": "kđt",
    "chung cư": "cc chung+cư chung+cu tòa+nhà toa+nha căn+hộ can+ho tầng tang",
    "tập thể": "ktt tập+thể tap+the",
    "xứ đồng": "xứ+đồng",
}
_MARKS: dict[tuple[str, ...], tuple[Level, str]] = {
    tuple(syllable(part).marked for part in written.split("+")): (level, kind)
    for level, kinds in (*_ABOVE.items(), (Level.BELOW, _BELOW))
    for kind, writings in kinds.items()
    for written in writings.split()
}

_WORD = re.compile(r"[^\W_]+(?:['’‘`´ʼ][^\W_]+)*|[,;|\n\r\t()\[\]]|\s[-–—]+\s|[-–—]")
_NUMBERED = re.compile(r"([pqfPQF])(\d{1,2})\Z")
_GLUED = {"tphcm": ("tp", "hcm"), "tphn": ("tp", "hn")}
_NOISE = {"vietnam", "vn", "viet", "nam", "sdt", "dt", "tel", "dienthoai"}
LONGEST_ADDRESS, LONGEST_TEXT = 100, 4_000
_UPPER = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
_LONGEST_NAME = 6
_LONGEST_ABBREVIATION = 2


@dataclass(frozen=True)
class _Text:
    """The words of an address; `breaks` and `hyphens`: before which of them a comma (or nothing) or a hyphen stands."""

    words: Sequence[Syllable]
    breaks: frozenset[int]
    hyphens: frozenset[int]
    is_name: Callable[[Level, str], bool]

    def joined(self, start: int, stop: int) -> str:
        """The plain words from `start` to before `stop`, written as one."""
        return "".join(word.plain for word in self.words[start:stop])

    def next_of(self, stops: frozenset[int], place: int) -> int:
        """The first of `stops` behind `place`, or the end."""
        return min((at for at in stops if at > place), default=len(self.words))


@dataclass(frozen=True)
class _Mark:
    """A type word: its level, its full form, of how many words it is."""

    level: Level
    kind: str
    length: int


def chunks(address: str, is_name: Callable[[Level, str], bool], is_word: Callable[[str], bool]) -> list[Chunk]:
    """Cut `address` into chunks, first to last; a text of more than LONGEST_ADDRESS words (LONGEST_TEXT signs) is none.

    is_name: whether a place of that level has this plain name; decides whether "xã Tân Xã" is one name or two types.
    is_word: whether a marked word occurs in any name; decides whether keys of Telex or VNI were left undecoded.
    """
    if len(address) > LONGEST_TEXT:
        return []
    written, breaks, hyphens = _raw_words(unicodedata.normalize("NFC", address))
    if len(written) > LONGEST_ADDRESS:
        return []
    text = _Text(_decoded(written, is_word), frozenset(breaks), frozenset(hyphens), is_name)
    text = replace(text, hyphens=frozenset(at for at in hyphens if not _joins_a_province(text, at)))
    found: list[Chunk] = []
    place = 0
    while place < len(text.words):
        chunk, place = _chunk(text, place, after_below=bool(found) and found[-1].level is Level.BELOW)
        found.append(chunk)
    return _without_tail(_in_order(found))


def type_word_below(words: Sequence[Syllable], place: int) -> tuple[str, int] | None:
    """The type word of something below the commune that stands at `place`, in full, and of how many words it is.

    >>> words = [syllable(word) for word in "12 duong Hung Vuong".split()]
    >>> type_word_below(words, 1), type_word_below(words, 0)
    (('đường', 1), None)
    """
    for length in (2, 1):
        level, kind = _MARKS.get(tuple(word.marked for word in words[place : place + length]), (None, ""))
        if level is Level.BELOW:
            return kind, length
    return None


def _raw_words(address: str) -> tuple[list[str], set[int], set[int]]:
    words: list[str] = []
    breaks, hyphens = {0}, set()
    for found in _WORD.finditer(address):
        token = found[0]
        if token[0].isalnum():
            words.extend(_unglued(token, words[-1] if words else ""))
        elif token.strip() in ("-", "–", "—"):
            hyphens.add(len(words))
        else:
            breaks.add(len(words))
    return words, breaks, hyphens


def _joins_a_province(text: _Text, hyphen: int) -> bool:
    """Whether the hyphen is that of "Bà Rịa - Vũng Tàu"."""
    return text.is_name(Level.PROVINCE, text.joined(max(0, hyphen - 2), hyphen + 2))


def _unglued(token: str, before: str) -> tuple[str, ...]:
    """P4 and TPHCM as two words; but in "phường q3" the letter is a slip, not a type word."""
    numbered = _NUMBERED.match(token)
    if numbered and (syllable(before).marked,) not in _MARKS:
        return numbered.groups()
    return _GLUED.get(token.lower(), (token,))


def _decoded(words: list[str], is_word: Callable[[str], bool]) -> list[Syllable]:
    plain = [syllable(word) for word in words]
    keyed = {
        place: decoded
        for place, word in enumerate(words)
        if not is_word(plain[place].plain)
        and (decoded := from_telex(word) or from_vni(word))
        and is_word(syllable(decoded).marked)
    }
    # One such word is a typing error as likely as a left-over of Telex or VNI; two are no accident.
    if len(keyed) < 2:
        return plain
    return [syllable(keyed[place]) if place in keyed else word for place, word in enumerate(plain)]


def _chunk(text: _Text, place: int, *, after_below: bool) -> tuple[Chunk, int]:
    starts = place in text.breaks or place in text.hyphens
    mark = _type_word(text, place, starts, after_below)
    start = place + mark.length if mark else place
    end = text.next_of(text.breaks, place)
    level = mark.level if mark else Level.OPEN
    stops = [at for at in range(start + 1, end) if at in text.hyphens or _starts_chunk(text, at, end, level)]
    stop = _name_end(text, start, [*stops, end], level)
    in_name = level is Level.COMMUNE and not starts and _ends_a_name(text, place)
    return Chunk(level, mark.kind if mark else "", tuple(text.words[start:stop]), starts, in_name), stop


def _ends_a_name(text: _Text, place: int) -> bool:
    """Whether the word at `place` is the last one of a commune's name that stands there without a comma in it."""
    begin = max(at for at in text.breaks if at <= place)
    return any(text.is_name(Level.COMMUNE, text.joined(at, place + 1)) for at in range(begin, place))


def _type_word(text: _Text, place: int, starts: bool, after_below: bool) -> _Mark | None:
    """The type word at `place`, None where what looks like one is part of a name."""
    mark = _mark_at(text, place)
    end = text.next_of(text.breaks | text.hyphens, place)
    if mark is None:
        return _misspelt_mark(text, place, end) if starts else None
    if mark.level is Level.BELOW and not (starts or after_below):
        return None
    return None if _is_part_of_name(text, place, end, mark) else mark


def _mark_at(text: _Text, place: int) -> _Mark | None:
    pair = text.words[place : place + 2]
    if len(pair) == 2 and place + 1 not in text.breaks:
        found = _MARKS.get((pair[0].marked, pair[1].marked))
        if found:
            return _Mark(*found, 2)
    found = _MARKS.get((pair[0].marked,))
    return _Mark(*found, 1) if found else None


def _is_part_of_name(text: _Text, place: int, end: int, mark: _Mark) -> bool:
    """Whether what looks like a type word begins a name (Quan Hóa, Sóc Trăng) or has no name behind it."""
    if place + mark.length >= end:
        return True
    if mark.level is not Level.BELOW and len(text.words[place].letters) <= _LONGEST_ABBREVIATION:
        return False
    behind = text.joined(place + mark.length, end)
    return text.is_name(Level.OPEN, text.joined(place, end)) and not text.is_name(mark.level, behind)


def _misspelt_mark(text: _Text, place: int, end: int) -> _Mark | None:
    """A type word with wrong marks, "huyên Lục Ngạn", where only so a known name is left."""
    found = _MARKS.get((text.words[place].letters,))
    if found is None or found[0] is Level.BELOW or text.is_name(Level.OPEN, text.joined(place, end)):
        return None
    return _Mark(*found, 1) if text.is_name(found[0], text.joined(place + 1, end)) else None


def _name_end(text: _Text, start: int, stops: Sequence[int], level: Level) -> int:
    # A known name that runs over a type word or a hyphen, "xã Tân Xã", "Bà Rịa - Vũng Tàu", is taken whole.
    for stop in reversed(stops[1:]):
        if stop - start <= _LONGEST_NAME and text.is_name(level, text.joined(start, stop)):
            return stop
    return stops[0]


def _starts_chunk(text: _Text, place: int, end: int, within: Level) -> bool:
    mark = _mark_at(text, place)
    if mark is None or mark.level is Level.BELOW:
        return False
    behind = place + mark.length
    return behind < end and not (within is Level.COMMUNE and _ends_before_a_type(text, mark, behind, end))


def _ends_before_a_type(text: _Text, mark: _Mark, behind: int, end: int) -> bool:
    """Whether a type word has another one behind it, and no name: "quan" in "xa Dong Quan huyen Phu Xuyen"."""
    another = _mark_at(text, behind)
    if another is None or another.level not in _UPPER or behind + another.length >= end:
        return False
    stops = range(behind + 1, min(end, behind + _LONGEST_NAME) + 1)
    return not any(text.is_name(mark.level, text.joined(behind, stop)) for stop in stops)


def _in_order(found: list[Chunk]) -> list[Chunk]:
    # Forms sometimes run from the province down; then the last chunk is a commune and the first one lies above it.
    if len(found) > 1 and found[0].level in _UPPER and found[-1].level in (Level.COMMUNE, Level.BELOW):
        return found[::-1]
    return found


def _without_tail(found: list[Chunk]) -> list[Chunk]:
    """Leave out the country, a postal code, a telephone number at the end."""
    while found and _is_noise(found[-1]):
        found.pop()
    return found


def _is_noise(chunk: Chunk) -> bool:
    if not chunk.words:
        return True
    return chunk.level is Level.OPEN and all(
        word.plain in _NOISE or (word.plain.isdigit() and len(word.plain) >= 5) for word in chunk.words
    )
