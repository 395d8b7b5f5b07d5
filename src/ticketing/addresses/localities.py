"""The hamlet or street that a written address names, and the commune of its time: what a person's choice holds for.

When an old commune was divided, its hamlets went to one of its successors each; who chose for a hamlet once has chosen
for its other houses. A street may run through several of them. Pure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile

from ticketing.addresses.chunks import Chunk, Level, type_word_below
from ticketing.addresses.resolution import chunks_of
from ticketing.addresses.syllables import Syllable

_HAMLETS = frozenset(
    {
        "thôn", "xóm", "bản", "ấp", "tổ", "khu", "làng", "buôn", "đội", "khóm", "cụm", "khối", "tiểu khu", "phum",
        "sóc", "khu công nghiệp", "khu đô thị", "tập thể",
    }
)  # fmt: skip
_STREETS = frozenset({"đường", "phố", "đại lộ", "quốc lộ", "tỉnh lộ"})
_STREET = "đường"
# "tổ dân phố số 3" and "TDP 3" are one, as are "khu phố 3" and "KP 3".
_FILLING = {"tổ": ("dân", "phố", "số"), "khu": ("phố", "số")}


class LocalityKind(StrEnum):
    """HAMLET: lies in one commune as a whole. STREET: may run through several."""

    HAMLET = "hamlet"
    STREET = "street"


@dataclass(frozen=True)
class Locality:
    """A hamlet or street with the commune and what lies above it, as an address names them; never a house.

    key:     words that are the same for every house there, whatever abbreviations are used.
    written: as a person reads it.
    decides: whether all its houses lie in one commune. A street's need not; and without marks two hamlets may be
             written alike, Hạ and Hà.
    """

    kind: LocalityKind
    key: tuple[str, ...]
    written: str
    decides: bool


@dataclass(frozen=True)
class _Part:
    """A type word, in full, with the words that follow it."""

    kind: str
    words: tuple[Syllable, ...]

    @property
    def key(self) -> str:
        return " ".join((self.kind, *(word.marked for word in self.words)))

    @property
    def written(self) -> str:
        return " ".join((self.kind, *(word.typed.capitalize() for word in self.words)))


def locality(address: str) -> Locality | None:
    """The hamlet of an address, or else its street; None where it names none, or no one commune in something larger.

    >>> locality("Số nhà 15, TDP 3, TT. Chũ, H. Lục Ngạn, Bắc Giang").written
    'tổ 3, thị trấn Chũ, huyện Lục Ngạn, Bắc Giang'
    """
    pieces = chunks_of(address)
    places = [place for place, piece in enumerate(pieces) if piece.level is Level.COMMUNE]
    above = [piece for piece in pieces[places[-1] + 1 :] if piece.level is not Level.BELOW] if places else []
    if len(places) != 1 or not above:
        return None
    parts = [part for piece in pieces[: places[0]] for part in _parts(piece)]
    hamlets = [part for part in parts if part.kind in _HAMLETS]
    named = hamlets or [part for part in parts if part.kind in _STREETS]
    if not named:
        return None
    kind = LocalityKind.HAMLET if hamlets else LocalityKind.STREET
    commune = _part_of(pieces[places[0]])
    # Who leaves out "huyện" or writes "TP" for it means the same place.
    key = (kind.value, *(part.key for part in named), commune.key, *(piece.marked for piece in above))
    written = ", ".join(part.written.strip() for part in (*named, commune, *map(_part_of, above)))
    return Locality(kind, key, written, decides=bool(hamlets) and not address.isascii())


def _part_of(piece: Chunk) -> _Part:
    return _Part(piece.kind, piece.words)


def _parts(piece: Chunk) -> Iterator[_Part]:
    """What a chunk names below the commune: "5 ngõ 12 đường Hùng Vương" a street, behind two numbers."""
    if piece.level not in (Level.BELOW, Level.OPEN):
        return
    kind, start, place = piece.kind, 0, 0
    while place < len(piece.words):
        found = type_word_below(piece.words, place) if place > start and _has_digit(piece.words[place - 1]) else None
        if found is None:
            place += 1
            continue
        yield from _named(kind, piece.words[start:place])
        kind, start = found[0], place + found[1]
        place = start
    yield from _named(kind, piece.words[start:])


def _named(kind: str, words: Sequence[Syllable]) -> Iterator[_Part]:
    """The hamlet or street of these words; behind the number of a house stands its street without a type word."""
    if kind in _HAMLETS | _STREETS:
        filling = _FILLING.get(kind, ("số",))
        words = _without_first(words, lambda word: word.marked in filling)
        if words:
            yield _Part(kind, tuple(words))
    elif words and _has_digit(words[0]) and (street := _without_first(words, _has_digit)):
        yield _Part(_STREET, tuple(street))


def _without_first(words: Sequence[Syllable], is_left_out: Callable[[Syllable], bool]) -> Sequence[Syllable]:
    return list(dropwhile(is_left_out, words))


def _has_digit(word: Syllable) -> bool:
    return any(sign.isdigit() for sign in word.typed)
