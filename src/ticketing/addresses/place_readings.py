"""How the chunks of an address may be read: which are province and district, from the right, and which communes.

The likeliest reading comes first; what it means, and whether it may be relied on, says `place_names.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ticketing.addresses.chunks import Chunk, Level
from ticketing.addresses.gazetteer import District, Era, Gazetteer, Name, ProvinceName
from ticketing.addresses.syllables import Spelling, within_one_edit

# One wrong letter in a shorter name leaves too little to know it by.
SHORTEST_MISSPELT = 4


@dataclass(frozen=True)
class Reading:
    """One way to read the chunks: which are province, district, communes.

    open_province:  the province stands without type word, and may be a district of that name.
    misspelt_above: province or district were recognised in spite of a typing error.
    gap:            something right of the commune is not understood.
    conflict:       a district was named that does not lie in the province.
    two_levels:     what is read as the district, without type word, may be a commune: hamlet, commune, province.
    has_marks:      the address is written with marks, so that a word without marks means itself.
    """

    province: ProvinceName | None
    districts: tuple[District, ...] = ()
    communes: tuple[Chunk, ...] = ()
    open_province: bool = False
    misspelt_above: bool = False
    gap: bool = False
    conflict: bool = False
    two_levels: bool = False
    has_marks: bool = False

    @property
    def district_ids(self) -> frozenset[str]:
        """The districts of June 2025 that are meant."""
        return frozenset().union(*(district.ids for district in self.districts))


def readings(places: Gazetteer, pieces: Sequence[Chunk]) -> Iterator[Reading]:
    """Every way to read the chunks, likeliest first."""
    if not pieces:
        return
    for in_province, rest in _provinces(places, pieces):
        for reading, left in _districts(places, in_province, rest):
            named, gap = _communes(left)
            yield replace(reading, communes=named, gap=gap or reading.gap)


def _provinces(places: Gazetteer, pieces: Sequence[Chunk]) -> Iterator[tuple[Reading, Sequence[Chunk]]]:
    last, rest = pieces[-1], pieces[:-1]
    exact = _province_named(places, last)
    if exact:
        yield Reading(exact, open_province=last.level is Level.OPEN), rest
        if last.level is not Level.COMMUNE:
            # A city has the name of its province; both are meant, so a commune must be the only one in both.
            return
    in_tail = _province_in_tail(places, last)
    if in_tail:
        tail, before = in_tail
        yield Reading(tail, open_province=True), [*rest, before]
        # "X. Hưng Đạo Cao Bằng" names the province, as with a comma; that a city has its name too makes it no district.
        yield Reading(None, gap=True), pieces
    else:
        yield Reading(None), pieces
    if last.level in (Level.PROVINCE, Level.CITY, Level.OPEN):
        # "TP Hải Dương" was a district of tỉnh Hải Dương: no slip.
        possible = [one for one in places.provinces.values() if one.is_city or last.level is not Level.CITY]
        close = [one for one in possible if is_telling(last, one.plain) and is_misspelt(last, one)]
        if len({(one.old, one.new) for one in close}) == 1:
            yield Reading(close[0], misspelt_above=True), rest
    if rest and last.level is Level.OPEN:
        yield Reading(None, gap=True), rest


def _province_in_tail(places: Gazetteer, last: Chunk) -> tuple[ProvinceName, Chunk] | None:
    """The province that the last words of a chunk name, and what stands before them."""
    for cut in range(1, len(last.words)):
        tail = replace(last, words=last.words[cut:])
        named = places.provinces.get(tail.plain)
        # One word is easily another with other marks: "xã Nguyễn Huệ" does not lie in Huế.
        if named and (len(tail.words) > 1 or (named.spelt and named.spelt.marked == tail.marked)):
            return named, replace(last, words=last.words[:cut])
    return None


def _province_named(places: Gazetteer, chunk: Chunk) -> ProvinceName | None:
    if chunk.level is Level.COMMUNE:  # "TT Huế" is Thừa Thiên Huế, not a township
        return places.provinces.get(f"tt{chunk.plain}") if chunk.kind == "thị trấn" else None
    found = places.provinces.get(chunk.plain)
    if chunk.level in (Level.PROVINCE, Level.OPEN) or (chunk.level is Level.CITY and found and found.is_city):
        return found
    return None


def _districts(places: Gazetteer, above: Reading, pieces: Sequence[Chunk]) -> Iterator[tuple[Reading, Sequence[Chunk]]]:
    if not pieces:
        yield above, pieces
        return
    last, rest = pieces[-1], pieces[:-1]
    typed = last.level in (Level.DISTRICT, Level.CITY)
    exact = _districts_named(places, above.province, last) if typed or last.level is Level.OPEN else ()
    if exact:
        misspelt = above.misspelt_above or _other_marks(exact, last)
        two_levels = last.level is Level.OPEN and _is_commune_in(places, above.province, last)
        yield replace(above, districts=exact, misspelt_above=misspelt, two_levels=two_levels), rest
    if not typed:
        yield above, pieces
    yield from _districts_in_tail(places, above, last, rest)
    elsewhere = tuple(_of_type(places.districts.get(last.plain, ()), last)) if typed and not exact else ()
    # The name of a district of another province is a contradiction sooner than a slip.
    is_slip = not any(one.type == last.kind and one.spelt and one.spelt.letters == last.letters for one in elsewhere)
    untyped = last.level is Level.OPEN and rest and not _is_commune_in(places, above.province, last)
    if not exact and is_slip and above.province and (typed or untyped):
        close = _districts_close_to(places, above.province, last)
        if close:
            yield replace(above, districts=close, misspelt_above=True), rest
    if typed and not exact:
        yield replace(above, districts=elsewhere, conflict=True), rest


def _districts_in_tail(
    places: Gazetteer, above: Reading, last: Chunk, rest: Sequence[Chunk]
) -> Iterator[tuple[Reading, Sequence[Chunk]]]:
    if last.level in (Level.BELOW, Level.PROVINCE):
        return
    for cut in range(1, len(last.words)):
        tail = replace(last, words=last.words[cut:], level=Level.OPEN, kind="")
        found = () if tail.plain.isdigit() else _districts_named(places, above.province, tail)
        if found:
            # A city has the name of its province: "xa Huong Phong Hue" lies in either.
            gap = above.gap or (above.province is None and tail.plain in places.provinces)
            two_levels = last.level is Level.OPEN and _is_commune_in(places, above.province, tail)
            reading = replace(above, districts=found, gap=gap, two_levels=two_levels)
            yield reading, [*rest, replace(last, words=last.words[:cut])]
            return


def _districts_named(places: Gazetteer, within: ProvinceName | None, chunk: Chunk) -> tuple[District, ...]:
    named = [one for one in places.districts.get(chunk.plain, ()) if lies_in(one, within)]
    return tuple(_of_type(named, chunk))


def _is_commune_in(places: Gazetteer, within: ProvinceName | None, chunk: Chunk) -> bool:
    """Whether a commune of today has this name in the province, called as it is today."""
    return any(
        name.era is Era.TODAY and (within is None or name.new_province in within.new)
        for name in places.names.get(chunk.plain, ())
    )


def _other_marks(named: Sequence[District], chunk: Chunk) -> bool:
    """Whether the chunk has marks, and none of the districts has the same: "TP Phú Mỹ" for huyện Phù Mỹ."""
    if chunk.marked.isascii():
        return False
    return all(one.spelt is not None and one.spelt.marked != chunk.marked for one in named)


def lies_in(district: District, within: ProvinceName | None) -> bool:
    """Whether the district lies in the province, of its time or of today."""
    return within is None or any(within.holds(district.provinces, new) for new in district.new_provinces)


def _of_type(districts: Iterable[District], chunk: Chunk) -> list[District]:
    # Marks first, then the type word; each only where it leaves something: types have changed, marks are forgotten.
    kept = list(districts)
    if not chunk.marked.isascii():
        kept = [one for one in kept if one.spelt is None or one.spelt.marked == chunk.marked] or kept
    return [one for one in kept if one.type == chunk.kind] or kept


def _districts_close_to(places: Gazetteer, within: ProvinceName, chunk: Chunk) -> tuple[District, ...]:
    close = [
        one
        for all_of in places.districts.values()
        for one in all_of
        if lies_in(one, within) and is_misspelt(chunk, one)
    ]
    plain = {one.plain for one in close}
    return tuple(_of_type(close, chunk)) if len(plain) == 1 and is_telling(chunk, close[0].plain) else ()


def is_misspelt(chunk: Chunk, one: Name | District | ProvinceName) -> bool:
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


def is_telling(chunk: Chunk, plain: str) -> bool:
    """Whether a misspelt name is long enough to be known again; a wrong digit is another name."""
    return (len(plain) >= SHORTEST_MISSPELT or plain.isdigit()) and digits(plain) == digits(chunk.plain)


def digits(text: str) -> str:
    """The digits of a text; a wrong one makes another name."""
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
