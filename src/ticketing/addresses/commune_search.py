"""Communes of all provinces by what somebody types: a list to choose from, and whose name it is in full.

The same name stands in several provinces (seven have a xã Tân Tiến): without its province it names none of them.
"""

from functools import cache

from ticketing.addresses.gazetteer import Commune, gazetteer
from ticketing.addresses.syllables import Syllable, syllable

MOST_SHOWN = 20


def communes_like(text: str, home_province: str, most: int = MOST_SHOWN) -> tuple[Commune, ...]:
    """Communes in whose name or province each typed word begins one, those of the home province first.

    Marks may be left out, and count where they are typed.

    >>> [one.full_name for one in communes_like("hoan kiem", "24")]
    ['phường Hoàn Kiếm, thành phố Hà Nội']
    >>> communes_like("tân tiến", "24")[0].province.code, communes_like("", "24")
    ('24', ())
    """
    wanted = _name_words(text)
    if not wanted:
        return ()
    found = [one for one, words in _all_words() if all(_begins_one(word, words) for word in wanted)]
    found.sort(key=lambda one: (one.province.code != home_province, len(one.full_name), one.code))
    return tuple(found[:most])


def communes_named(text: str) -> tuple[Commune, ...]:
    """The communes that bear this name, with or without type and province, or have this code. Marks are demanded.

    >>> [one.code for one in communes_named("Phường Bắc Giang")], communes_named("bac giang")
    (['07210'], ())
    """
    code = gazetteer().communes.get(text.strip())
    return (code,) if code else _by_name().get(_key(text), ())


def _key(text: str) -> str:
    return " ".join(word.marked for word in _name_words(text))


def _name_words(text: str) -> tuple[Syllable, ...]:
    return tuple(syllable(word) for word in text.replace(",", " ").replace("-", " ").split())


def _begins_one(typed: Syllable, words: tuple[Syllable, ...]) -> bool:
    if typed.typed.isascii():
        return any(word.letters.startswith(typed.letters) or word.plain == typed.plain for word in words)
    return any(word.typed.startswith(typed.typed) or word.marked == typed.marked for word in words)


@cache
def _all_words() -> tuple[tuple[Commune, tuple[Syllable, ...]], ...]:
    return tuple((one, _name_words(one.full_name)) for one in gazetteer().communes.values())


@cache
def _by_name() -> dict[str, tuple[Commune, ...]]:
    names: dict[str, tuple[Commune, ...]] = {}
    for one in gazetteer().communes.values():
        own = (one.name, f"{one.type} {one.name}")
        above = ("", f" {one.province.name}", f" {one.province.full_name}")
        for name in {_key(f"{short}{province}") for short in own for province in above}:
            names[name] = (*names.get(name, ()), one)
    return names
