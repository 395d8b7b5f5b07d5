"""From a written Vietnamese address, old or new, to the commune of today: resolved, ambiguous or unknown.

Resolved is only what the text says itself: a commune, with a district or a province that it lies in, and nothing that
contradicts it. A guess is an ambiguous answer with its candidates, for a person to choose from: a wrong commune would
send personal data to the wrong office (places.md). Never over the network; the tables of data/places are all it knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ticketing.law.addresses import Chunk, Level, chunks
from ticketing.law.dated import UnknownCode, unknown_code
from ticketing.law.gazetteer import (
    PROVINCES,
    Commune,
    District,
    Era,
    Gazetteer,
    Name,
    Province,
    ProvinceName,
    commune_on,
    gazetteer,
)
from ticketing.law.syllables import Spelling, within_one_edit

MOST_CANDIDATES = 20
# One wrong letter in a shorter name leaves too little to know it by.
SHORTEST_MISSPELT = 4


class Status(StrEnum):
    """How sure an answer is."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """A commune that an address may mean; score between 0 and 1."""

    commune: Commune
    score: float


@dataclass(frozen=True)
class Resolution:
    """The answer to one address. Resolved has one candidate, unknown none; best first, at most MOST_CANDIDATES.

    tables: version of the place tables that it was made with.
    """

    address: str
    status: Status
    candidates: tuple[Candidate, ...]
    tables: str

    @property
    def commune(self) -> Commune | None:
        """The commune of a resolved address."""
        return self.candidates[0].commune if self.status is Status.RESOLVED else None

    def as_facts(self) -> dict[str, Any]:
        """The answer as JSON holds it (`ticketing places resolve --json`)."""
        candidates = [
            {
                "commune_code": one.commune.code,
                "commune_name": one.commune.name,
                "commune_type": one.commune.type,
                "province_code": one.commune.province.code,
                "province_name": one.commune.province.title,
                "score": one.score,
            }
            for one in self.candidates
        ]
        return {"address": self.address, "status": str(self.status), "candidates": candidates, "tables": self.tables}


@dataclass(frozen=True)
class _Reading:
    """One way to read the chunks: which are province, district, communes.

    misspelt_above: province or district were recognised in spite of a typing error.
    gap:            something right of the commune is not understood.
    conflict:       a district was named that does not lie in the province.
    has_marks:      the address is written with marks, so that a word without marks means itself.
    """

    province: ProvinceName | None
    districts: tuple[District, ...] = ()
    communes: tuple[Chunk, ...] = ()
    misspelt_above: bool = False
    gap: bool = False
    conflict: bool = False
    has_marks: bool = False

    @property
    def district_ids(self) -> frozenset[str]:
        return frozenset().union(*(district.ids for district in self.districts))


@dataclass(frozen=True)
class _Found:
    """What one chunk may name: the names, whether they are spelt so, whether the reading may be relied on."""

    names: tuple[Name, ...]
    exact: bool
    sure: bool


def commune(code: str, on: date | None = None) -> Commune:
    """The commune of that code, as it was called on `on` (a document: the day of handling), or is called now.

    Raises UnknownCode.

    >>> commune("07210").full_name
    'phường Bắc Giang, tỉnh Bắc Ninh'
    """
    found = commune_on(code, on) if on else gazetteer().communes.get(code)
    if found is None:
        raise UnknownCode(f"'{code}' is no commune{f' on {on}' if on else ''}. See law/data/places/communes.csv.")
    return found


def communes_of(province_code: str) -> tuple[Commune, ...]:
    """The communes of a province of today, in the order of their codes."""
    return tuple(one for one in gazetteer().communes.values() if one.province.code == province_code)


def province(code: str, on: date | None = None) -> Province:
    """The province of that code, as it was called on `on`, or is called now. Raises UnknownCode."""
    found = PROVINCES.on(code, on) if on else gazetteer().provinces_of_today.get(code)
    if found is None:
        raise unknown_code("province", code, PROVINCES.rows)
    return found


def places_version() -> str:
    """SHA-256 over all tables of places, kept with every resolution."""
    return gazetteer().version


def resolve(address: str) -> Resolution:
    """Today's commune of a written address. Takes any text; about 0.2 ms.

    >>> found = resolve("thôn 3, xã Nghĩa Hồ, huyện Lục Ngạn, Bắc Giang")
    >>> found.status, found.commune.full_name
    (<Status.RESOLVED: 'resolved'>, 'phường Chũ, tỉnh Bắc Ninh')
    >>> resolve("huyện Lục Ngạn, Bắc Giang").status, resolve("10 Downing Street, London").status
    (<Status.AMBIGUOUS: 'ambiguous'>, <Status.UNKNOWN: 'unknown'>)
    """
    places = gazetteer()
    pieces = chunks(address, _is_name, places.words.__contains__)
    has_marks = any(not piece.marked.isascii() for piece in pieces)
    best: Resolution | None = None
    for reading in _readings(places, pieces):
        reading = replace(reading, has_marks=has_marks)
        answer = _answer(places, address, reading)
        if answer.status is Status.RESOLVED:
            return answer
        if best is None or not best.candidates:
            best = answer
    return best or Resolution(address, Status.UNKNOWN, (), places.version)


def _is_name(level: Level, plain: str) -> bool:
    places = gazetteer()
    match level:
        case Level.PROVINCE:
            return plain in places.provinces
        case Level.CITY:
            return plain in places.provinces or plain in places.districts
        case Level.DISTRICT:
            return plain in places.districts
        case Level.COMMUNE:
            return plain in places.names
        case Level.OPEN:
            return plain in places.names or plain in places.districts or plain in places.provinces
        case _:
            return False


# --- how the chunks may be read: province and district from the right, then communes ---


def _readings(places: Gazetteer, pieces: Sequence[Chunk]) -> Iterator[_Reading]:
    if not pieces:
        return
    for in_province, rest in _provinces(places, pieces):
        for reading, left in _districts(places, in_province, rest):
            named, gap = _communes(left)
            yield replace(reading, communes=named, gap=gap or reading.gap)


def _provinces(places: Gazetteer, pieces: Sequence[Chunk]) -> Iterator[tuple[_Reading, Sequence[Chunk]]]:
    last, rest = pieces[-1], pieces[:-1]
    exact = _province_named(places, last)
    if exact:
        yield _Reading(exact), rest
        if last.level is not Level.COMMUNE:
            # A city has the name of its province; both are meant, so a commune must be the only one in both.
            return
    yield _Reading(None), pieces
    for cut in range(1, len(last.words)):
        tail = places.provinces.get("".join(word.plain for word in last.words[cut:]))
        if tail:
            yield _Reading(tail), [*rest, replace(last, words=last.words[:cut])]
            break
    if last.level in (Level.PROVINCE, Level.CITY, Level.OPEN):
        close = [one for one in places.provinces.values() if _is_telling(last, one.plain) and _misspelt(last, one)]
        if len({(one.old, one.new) for one in close}) == 1:
            yield _Reading(close[0], misspelt_above=True), rest
    if rest and last.level is Level.OPEN:
        yield _Reading(None, gap=True), rest


def _province_named(places: Gazetteer, chunk: Chunk) -> ProvinceName | None:
    if chunk.level is Level.COMMUNE:  # "TT Huế" is Thừa Thiên Huế, not a township
        return places.provinces.get(f"tt{chunk.plain}") if chunk.kind == "thị trấn" else None
    found = places.provinces.get(chunk.plain)
    if chunk.level in (Level.PROVINCE, Level.OPEN) or (chunk.level is Level.CITY and found and found.is_city):
        return found
    return None


def _districts(
    places: Gazetteer, above: _Reading, pieces: Sequence[Chunk]
) -> Iterator[tuple[_Reading, Sequence[Chunk]]]:
    if not pieces:
        yield above, pieces
        return
    last, rest = pieces[-1], pieces[:-1]
    typed = last.level in (Level.DISTRICT, Level.CITY)
    exact = _districts_named(places, above.province, last) if typed or last.level is Level.OPEN else ()
    if exact:
        yield replace(above, districts=exact), rest
    if not typed:
        yield above, pieces
    yield from _districts_in_tail(places, above, last, rest)
    if not exact and above.province and (typed or (last.level is Level.OPEN and rest)):
        close = _districts_close_to(places, above.province, last)
        if close:
            yield replace(above, districts=close, misspelt_above=True), rest
    if typed and not exact:
        elsewhere = tuple(_of_type(places.districts.get(last.plain, ()), last))
        yield replace(above, districts=elsewhere, conflict=True), rest


def _districts_in_tail(
    places: Gazetteer, above: _Reading, last: Chunk, rest: Sequence[Chunk]
) -> Iterator[tuple[_Reading, Sequence[Chunk]]]:
    if last.level in (Level.BELOW, Level.PROVINCE):
        return
    for cut in range(1, len(last.words)):
        tail = replace(last, words=last.words[cut:], level=Level.OPEN, kind="")
        found = () if tail.plain.isdigit() else _districts_named(places, above.province, tail)
        if found:
            yield replace(above, districts=found), [*rest, replace(last, words=last.words[:cut])]
            return


def _districts_named(places: Gazetteer, within: ProvinceName | None, chunk: Chunk) -> tuple[District, ...]:
    named = [one for one in places.districts.get(chunk.plain, ()) if _lies_in(one, within)]
    return tuple(_of_type(named, chunk))


def _lies_in(district: District, within: ProvinceName | None) -> bool:
    return within is None or any(within.holds(district.provinces, new) for new in district.new_provinces)


def _of_type(districts: Iterable[District], chunk: Chunk) -> list[District]:
    # Marks first, then the type word; each only where it leaves something: types have changed, marks are forgotten.
    kept = list(districts)
    if not chunk.marked.isascii():
        kept = [one for one in kept if one.spelt is None or one.spelt.marked == chunk.marked] or kept
    return [one for one in kept if one.type == chunk.kind] or kept


def _districts_close_to(places: Gazetteer, within: ProvinceName, chunk: Chunk) -> tuple[District, ...]:
    close = [
        one for all_of in places.districts.values() for one in all_of if _lies_in(one, within) and _misspelt(chunk, one)
    ]
    plain = {one.plain for one in close}
    return tuple(_of_type(close, chunk)) if len(plain) == 1 and _is_telling(chunk, close[0].plain) else ()


def _misspelt(chunk: Chunk, one: Name | District | ProvinceName) -> bool:
    """Whether one typing error, or only wrong marks, make `chunk` of the name."""
    if abs(len(one.plain) - len(chunk.plain)) > 1:
        return False
    if one.spelt is None:
        return within_one_edit(chunk.plain, one.plain)
    if chunk.plain == one.plain or _lacks_last_letter(chunk, one.spelt):
        return True
    if chunk.marked.isascii():
        return within_one_edit(chunk.letters, one.spelt.letters)
    return within_one_edit(chunk.marked, one.spelt.marked) or within_one_edit(chunk.typed, one.spelt.typed)


def _lacks_last_letter(chunk: Chunk, name: Spelling) -> bool:
    # "Vĩnh Châu" may be Vĩnh Châu A: with the letter its space has gone.
    return chunk.letters == name.letters[:-2] and name.letters[-2:-1] == " "


def _is_telling(chunk: Chunk, plain: str) -> bool:
    """Whether a misspelt name is long enough to be known again; a wrong digit is another name."""
    return (len(plain) >= SHORTEST_MISSPELT or plain.isdigit()) and _digits(plain) == _digits(chunk.plain)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _communes(pieces: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], bool]:
    """The chunks that name communes, and whether something right of the last one is not understood."""
    typed = tuple(piece for piece in pieces if piece.level is Level.COMMUNE)
    if typed:
        after = pieces[max(place for place, piece in enumerate(pieces) if piece is typed[-1]) + 1 :]
        return typed, any(piece.level is not Level.BELOW for piece in after)
    if pieces and pieces[-1].level is Level.OPEN:
        return (pieces[-1],), False
    return (), any(piece.level in (Level.PROVINCE, Level.CITY, Level.DISTRICT) for piece in pieces)


# --- what a reading means ---


def _answer(places: Gazetteer, address: str, reading: _Reading) -> Resolution:
    if not reading.communes:
        return _of_district_alone(places, address, reading)
    if reading.gap and not (reading.province or reading.districts):
        return Resolution(address, Status.UNKNOWN, (), places.version)
    found = [_found(places, reading, chunk) for chunk in reading.communes]
    names = [name for one in found for name in one.names]
    if not names:
        return _of_district_alone(places, address, replace(reading, gap=True))
    meant = {name.becomes for name in names}
    sure = all(one.sure for one in found) and not (reading.gap or reading.conflict)
    if sure and len(meant) == 1 and len(names[0].becomes) == 1:
        exact = all(one.exact for one in found) and not reading.misspelt_above
        only = Candidate(places.communes[names[0].becomes[0]], 1.0 if exact else 0.9)
        return Resolution(address, Status.RESOLVED, (only,), places.version)
    return Resolution(address, Status.AMBIGUOUS, _candidates(places, found, 0.8 if sure else 0.5), places.version)


def _candidates(places: Gazetteer, found: Sequence[_Found], top: float) -> tuple[Candidate, ...]:
    scores: dict[str, float] = {}
    for one in found:
        for name in one.names:
            for place, code in enumerate(name.becomes):
                score = top * (1.0 if one.exact else 0.8) * (1.0 if place == 0 else 0.5)
                scores[code] = max(scores.get(code, 0.0), score)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
    return tuple(Candidate(places.communes[code], round(score / min(len(scores), 2), 3)) for code, score in ranked)


def _of_district_alone(places: Gazetteer, address: str, reading: _Reading) -> Resolution:
    codes = {code for one in reading.district_ids for code in places.becomes_of_district.get(one, ())}
    if not codes:
        return Resolution(address, Status.UNKNOWN, (), places.version)
    only = next(iter(codes)) if len(codes) == 1 else None
    if (
        only
        and places.communes[only].type == "đặc khu"
        and not (reading.gap or reading.conflict or reading.misspelt_above)
    ):
        return Resolution(address, Status.RESOLVED, (Candidate(places.communes[only], 1.0),), places.version)
    score = 0.2 / max(1, len(codes))
    ranked = tuple(Candidate(places.communes[code], round(score, 3)) for code in sorted(codes)[:MOST_CANDIDATES])
    return Resolution(address, Status.AMBIGUOUS, ranked, places.version)


def _found(places: Gazetteer, reading: _Reading, chunk: Chunk) -> _Found:
    if reading.conflict:
        return _in_either(places, reading, chunk)
    if reading.districts:
        found = _in_district(places, reading, chunk)
        if found.names:
            return found
    if reading.province:
        return _in_province(places, reading, reading.province, chunk)
    if reading.districts or (chunk.level is Level.OPEN and len(chunk.words) == 1):
        return _Found((), False, False)
    return _Found(tuple(_best(places.names.get(chunk.plain, ()), reading, chunk)), True, False)


def _in_either(places: Gazetteer, reading: _Reading, chunk: Chunk) -> _Found:
    named = [
        name
        for name in places.names.get(chunk.plain, ())
        if not name.districts.isdisjoint(reading.district_ids)
        or (reading.province and reading.province.holds(name.provinces, name.new_province))
    ]
    return _Found(tuple(_best(named, reading, chunk)), True, False)


def _in_district(places: Gazetteer, reading: _Reading, chunk: Chunk) -> _Found:
    ids = reading.district_ids
    here = [name for name in places.names.get(chunk.plain, ()) if not name.districts.isdisjoint(ids)]
    # Who writes a district writes the names of its time; a name of today counts where no older one is meant.
    older = [name for name in here if name.era is not Era.TODAY]
    named = _best(older or here, reading, chunk)
    if any(_is_certain(name, reading, chunk) for name in named) and not _may_be_swapped(chunk, places, ids):
        return _Found(tuple(named), True, _is_named(places, reading, chunk, named))
    # A name that has gone or is new, or is spelt nearly so, may also be a misspelt one of June 2025.
    near = _near(places, ids, chunk)
    meant = _same_type(list(dict.fromkeys([*named, *near])), chunk)
    exact = bool(named) and set(near) <= set(named)
    sure = not reading.misspelt_above and all(_is_telling(chunk, name.plain) for name in meant)
    sure = sure and not chunk.plain.isdigit() and (exact or chunk.level is Level.COMMUNE)
    return _Found(tuple(meant), exact, sure and _is_named(places, reading, chunk, meant))


def _is_certain(name: Name, reading: _Reading, chunk: Chunk) -> bool:
    """Whether the chunk is letter for letter a name of June 2025, or an earlier one whose marks are known and written.

    A name of today written with a district is not: papers of this time have no districts.
    """
    if name.spelt is None or name.era is Era.TODAY or name.spelt.letters != chunk.letters:
        return False
    same_marks = name.spelt.marked == chunk.marked
    return same_marks if reading.has_marks else name.era is Era.JUNE_2025


def _may_be_swapped(chunk: Chunk, places: Gazetteer, ids: frozenset[str]) -> bool:
    # "Phường 01" is Phường 1, or Phường 10 with its digits swapped.
    typed = chunk.typed
    if not (typed.isdigit() and typed.startswith("0")):
        return False
    swapped = places.names.get(typed[::-1], ())
    return any(not name.districts.isdisjoint(ids) for name in swapped)


def _is_named(places: Gazetteer, reading: _Reading, chunk: Chunk, names: Sequence[Name]) -> bool:
    """Whether the chunk can be nothing but the name of a commune."""
    return chunk.level is Level.COMMUNE or _is_sure_untyped(places, reading, chunk, names)


def _near(places: Gazetteer, ids: frozenset[str], chunk: Chunk) -> list[Name]:
    return [name for one in ids for name in places.older_names_of_district.get(one, ()) if _misspelt(chunk, name)]


def _in_province(places: Gazetteer, reading: _Reading, within: ProvinceName, chunk: Chunk) -> _Found:
    here = [name for name in places.names.get(chunk.plain, ()) if within.holds(name.provinces, name.new_province)]
    named = _best(here, reading, chunk)
    if named:
        spelt_so = _is_spelt_so(named, reading, chunk)
        sure = chunk.level is Level.COMMUNE and all(name.type == chunk.kind for name in named) and spelt_so
        return _Found(tuple(named), spelt_so, sure and not reading.districts)
    everywhere = {name for one in (*within.old, *within.new) for name in places.names_of_province.get(one, ())}
    close = [name for name in everywhere if _misspelt(chunk, name)]
    return _Found(tuple(_same_type(close, chunk)), False, False)


def _is_sure_untyped(places: Gazetteer, reading: _Reading, chunk: Chunk, named: Sequence[Name]) -> bool:
    # "Trần Phú, TP Bắc Giang" may be the ward or the street of that name in another ward.
    street = chunk.plain in places.street_like and any(name.type == "phường" for name in named)
    above = [one for one in places.districts.get(chunk.plain, ()) if _lies_in(one, reading.province)]
    return chunk.starts_segment and not (street or above or chunk.plain in places.provinces or _digits(chunk.plain))


def _is_spelt_so(named: Sequence[Name], reading: _Reading, chunk: Chunk) -> bool:
    """Whether the names are written like the chunk; a chunk without marks may be any of its names."""
    return chunk.marked.isascii() or any(name.spelt and name.spelt.marked == chunk.marked for name in named)


def _best(names: Iterable[Name], reading: _Reading, chunk: Chunk) -> list[Name]:
    """Those with the same marks, of these those of the same type; each only where it leaves something."""
    kept = list(names)
    if reading.has_marks:
        kept = [name for name in kept if name.spelt and name.spelt.marked == chunk.marked] or kept
    return _same_type(kept, chunk)


def _same_type(names: Sequence[Name], chunk: Chunk) -> list[Name]:
    return [name for name in names if name.type == chunk.kind] or list(names)
