"""Which names of communes a chunk of an address means in one reading of it, and whether that may be relied on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ticketing.addresses.chunks import Chunk, Level
from ticketing.addresses.gazetteer import Era, Gazetteer, Name, ProvinceName
from ticketing.addresses.place_readings import Reading, digits, is_misspelt, is_telling, lies_in
from ticketing.addresses.syllables import from_telex, from_vni, spelling, without_marks


@dataclass(frozen=True)
class Found:
    """What one chunk may name: the names, whether they are spelt so, whether the reading may be relied on."""

    names: tuple[Name, ...]
    exact: bool
    sure: bool


def found_names(places: Gazetteer, reading: Reading, chunk: Chunk) -> Found:
    """The names that `chunk` may mean where `reading` is right."""
    if reading.conflict:
        return _in_either(places, reading, chunk)
    if reading.districts:
        found = _in_district(places, reading, chunk)
        if found.names:
            return found
    if reading.province:
        return _in_province(places, reading, reading.province, chunk)
    if reading.districts or (chunk.level is Level.OPEN and len(chunk.words) == 1):
        return Found((), False, False)
    return Found(tuple(_best(places.names.get(chunk.plain, ()), reading, chunk)), True, False)


def _in_either(places: Gazetteer, reading: Reading, chunk: Chunk) -> Found:
    named = [
        name
        for name in places.names.get(chunk.plain, ())
        if not name.districts.isdisjoint(reading.district_ids)
        or (reading.province and reading.province.holds(name.provinces, name.new_province))
    ]
    return Found(tuple(_best(named, reading, chunk)), True, False)


def _in_district(places: Gazetteer, reading: Reading, chunk: Chunk) -> Found:
    ids = reading.district_ids
    here = [name for name in places.names.get(chunk.plain, ()) if not name.districts.isdisjoint(ids)]
    # Who writes a district writes the names of its time; a name of today counts where no older one is meant.
    older = [name for name in here if name.era is not Era.TODAY]
    named = _best(older or here, reading, chunk)
    if any(_is_certain(name, reading, chunk) for name in named) and not _may_be_swapped(chunk, places, ids):
        return Found(tuple(named), True, is_named(places, reading, chunk, named))
    # A name that has gone or is new, or is spelt nearly so, may also be a misspelt one of June 2025.
    near = _near(places, ids, chunk)
    meant = _same_type(list(dict.fromkeys([*named, *near])), chunk)
    exact = bool(named) and set(near) <= set(named)
    sure = not reading.misspelt_above and all(is_telling(chunk, name.plain) for name in meant)
    sure = sure and (bool(named) or _is_slip(places, reading, chunk, meant))
    sure = sure and not _is_keyed_otherwise(places, ids, chunk, meant)
    sure = sure and not chunk.plain.isdigit() and (exact or chunk.level is Level.COMMUNE)
    return Found(tuple(meant), exact, sure and is_named(places, reading, chunk, meant))


def _is_certain(name: Name, reading: Reading, chunk: Chunk) -> bool:
    """Whether the chunk is letter for letter a name of June 2025, or an earlier one whose marks are known and written.

    A name of today written with a district is not: papers of this time have no districts.
    """
    if name.spelt is None or name.era is Era.TODAY or name.spelt.letters != chunk.letters:
        return False
    same_marks = name.spelt.marked == chunk.marked
    return same_marks if reading.has_marks else name.era is Era.JUNE_2025


def _is_slip(places: Gazetteer, reading: Reading, chunk: Chunk, meant: Sequence[Name]) -> bool:
    """Whether a chunk near to names of the district is one of them, misspelt, and no contradiction of levels.

    It is one where its type is another, or where it is letter for letter the name of a commune of another district;
    without marks too many slips hit upon some name: there of another district of the province, or of the same type.
    """
    if any(name.type != chunk.kind for name in meant):
        return False
    elsewhere = [name for name in places.names.get(chunk.plain, ()) if name.spelt]
    if reading.has_marks:
        return not any(name.spelt and name.spelt.marked == chunk.marked for name in elsewhere)
    provinces = frozenset().union(*(district.provinces for district in reading.districts))
    return not any(
        name.spelt and name.spelt.letters == chunk.letters and _is_meant(name, chunk, provinces) for name in elsewhere
    )


def _is_meant(name: Name, chunk: Chunk, provinces: frozenset[str]) -> bool:
    return not name.provinces.isdisjoint(provinces) or (name.type == chunk.kind and name.era is Era.JUNE_2025)


def _is_keyed_otherwise(places: Gazetteer, ids: frozenset[str], chunk: Chunk, meant: Sequence[Name]) -> bool:
    """Whether keys of Telex or VNI, left in the chunk, spell another name of the district: "Trà Down" is Trà Dơn."""
    decoded = [from_telex(word.typed) or from_vni(word.typed) or word.typed for word in chunk.words]
    spelt = spelling(" ".join(decoded))
    if spelt.marked == chunk.marked:
        return False
    of_district = [name for name in places.names.get(spelt.plain, ()) if not name.districts.isdisjoint(ids)]
    return any(name.spelt and name.spelt.marked == spelt.marked and name not in meant for name in of_district)


def _may_be_swapped(chunk: Chunk, places: Gazetteer, ids: frozenset[str]) -> bool:
    # "Phường 01" is Phường 1, or Phường 10 with its digits swapped.
    typed = chunk.typed
    if not (typed.isdigit() and typed.startswith("0")):
        return False
    swapped = places.names.get(typed[::-1], ())
    return any(not name.districts.isdisjoint(ids) for name in swapped)


def is_named(places: Gazetteer, reading: Reading, chunk: Chunk, names: Sequence[Name]) -> bool:
    """Whether the chunk can be nothing but the name of a commune."""
    return chunk.level is Level.COMMUNE or _is_sure_untyped(places, reading, chunk, names)


def _near(places: Gazetteer, ids: frozenset[str], chunk: Chunk) -> list[Name]:
    return [name for one in ids for name in places.older_names_of_district.get(one, ()) if is_misspelt(chunk, name)]


def _in_province(places: Gazetteer, reading: Reading, within: ProvinceName, chunk: Chunk) -> Found:
    here = [name for name in places.names.get(chunk.plain, ()) if within.holds(name.provinces, name.new_province)]
    named = _best(here, reading, chunk)
    if named:
        spelt_so = _is_spelt_so(named, reading, chunk)
        sure = chunk.level is Level.COMMUNE and all(name.type == chunk.kind for name in named) and spelt_so
        sure = sure and not (reading.open_province and _lies_in_namesake(places, within, chunk))
        return Found(tuple(named), spelt_so, sure and not reading.districts)
    everywhere = {name for one in (*within.old, *within.new) for name in places.names_of_province.get(one, ())}
    close = [name for name in everywhere if is_misspelt(chunk, name)]
    return Found(tuple(_same_type(close, chunk)), False, False)


def _lies_in_namesake(places: Gazetteer, province: ProvinceName, chunk: Chunk) -> bool:
    """Whether a district that has the province's name, elsewhere, has such a commune: xã Hải Ninh, Quảng Ninh."""
    elsewhere = (one for one in places.districts.get(province.plain, ()) if not lies_in(one, province))
    ids = frozenset().union(*(one.ids for one in elsewhere))
    return any(not name.districts.isdisjoint(ids) for name in places.names.get(chunk.plain, ()))


def _is_sure_untyped(places: Gazetteer, reading: Reading, chunk: Chunk, named: Sequence[Name]) -> bool:
    # "Trần Phú, TP Bắc Giang" may be the ward or the street of that name in another ward.
    street = chunk.plain in places.street_like and any(name.type == "phường" for name in named)
    above = [one for one in places.districts.get(chunk.plain, ()) if lies_in(one, reading.province)]
    return chunk.starts_segment and not (
        reading.two_levels or street or above or chunk.plain in places.provinces or digits(chunk.plain)
    )


def _is_spelt_so(named: Sequence[Name], reading: Reading, chunk: Chunk) -> bool:
    """Whether the names are written like the chunk; a chunk without marks may be any of its names."""
    if chunk.marked.isascii():
        return any(name.spelt is None or without_marks(name.spelt.marked) == chunk.marked for name in named)
    return any(name.spelt and name.spelt.marked == chunk.marked for name in named)


def _best(names: Iterable[Name], reading: Reading, chunk: Chunk) -> list[Name]:
    """Those with the same marks, of these those of the same type; each only where it leaves something."""
    kept = list(names)
    if reading.has_marks:
        kept = [name for name in kept if name.spelt and name.spelt.marked == chunk.marked] or kept
    return _same_type(kept, chunk)


def _same_type(names: Sequence[Name], chunk: Chunk) -> list[Name]:
    return [name for name in names if name.type == chunk.kind] or list(names)
