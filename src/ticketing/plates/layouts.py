"""Number plates: which layouts a text fits, how papers print it, under which key it is looked up.

Circular 79/2024/TT-BCA art. 37, 39, annexes 02 and 04; army plates by rules of the Ministry of Defence (unconfirmed).
A text alone does not say what a plate is: `98B11234` is the car 98B-112.34 or the motorcycle 98-B1 1234. Rows, colour
and kind of vehicle decide; where they are not known, `parse` answers with every layout that fits. Nothing is ever
"corrected" into a valid plate here: who changes a character keeps the raw reading and says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ticketing.plates import place_codes
from ticketing.plates.vehicle_kinds import VehicleKind as Kind


class PlateColour(StrEnum):
    """Colour of the plate's ground. Characters are black on white and yellow, white on blue and red."""

    WHITE = "white"
    YELLOW = "yellow"
    BLUE = "blue"
    RED = "red"


class Special(StrEnum):
    """Why a plate goes to the manual queue (domain.md, fact 7): nothing is sent automatically to its holder."""

    ARMY = "army"
    FOREIGN = "foreign"
    TEMPORARY = "temporary"


@dataclass(frozen=True)
class Layout:
    """One form of plate.

    pattern: over the bare text (see `normalise`); groups place, series, number, for foreign plates also country.
    rows:    how many rows such a plate may have. A car carries a long plate of one row and a short one of two.
    top:     how many of the named groups stand in the upper row, () where the break is not laid down.
    text:    how papers print it; {n} is the number with its dot.
    """

    name: str
    pattern: re.Pattern[str]
    colours: frozenset[PlateColour]
    rows: frozenset[int]
    kinds: frozenset[Kind]
    text: str
    top: tuple[str, ...] = ("place", "series")
    special: Special | None = None


@dataclass(frozen=True)
class PlateForm:
    """A text read as one layout. `key` is bare (Đ as D), `text` is what papers print."""

    layout: Layout
    key: str
    text: str
    place: str | None
    series: str
    number: str

    @property
    def special(self) -> Special | None:
        """Why this plate goes to the manual queue, None for an ordinary one."""
        return self.layout.special

    @property
    def two_rows(self) -> tuple[str, str] | None:
        """The bare text as a plate of two rows breaks it, None where the break is not laid down."""
        cut = _top_length(self.layout, self.layout.pattern.match(self.key))
        return (self.key[:cut], self.key[cut:]) if cut else None


SERIES_20 = "ABCDEFGHKLMNPSTUVXYZ"
# Art. 37.5.d has the 20 letters, annex 04 (2.1.3) has R and no G: the sources contradict each other, both are accepted.
SERIES_SECOND = "ABCDEFGHKLMNPRSTUVXYZ"
SERIES_STATE = "ABCDEFGHKLM"

_P = rf"(?P<place>{'|'.join(sorted(place_codes.CODES))})"
_L20, _L21, _L11 = f"[{SERIES_20}]", f"[{SERIES_SECOND}]", f"[{SERIES_STATE}]"
_N5 = r"(?P<number>(?!00000)\d{5})"
_N4, _N45 = r"(?P<number>\d{4})", r"(?P<number>\d{4,5})"
_COUNTRY = r"(?P<country>\d{3})(?P<series>NG|QT|CV|NN)"

_WHITE = frozenset({PlateColour.WHITE})
_BLUE = frozenset({PlateColour.BLUE})
_CIVIL = frozenset({PlateColour.WHITE, PlateColour.YELLOW})
_BY_OWNER = frozenset({PlateColour.WHITE, PlateColour.YELLOW, PlateColour.BLUE})
_ONE_OR_TWO, _TWO = frozenset({1, 2}), frozenset({2})
_CARS = frozenset({Kind.CAR, Kind.TRUCK, Kind.BUS})
_MOTORCYCLE = frozenset({Kind.MOTORCYCLE})
_CARS_AND_MACHINES = _CARS | {Kind.SPECIAL}
_ANY = frozenset(Kind) - {Kind.BICYCLE}
_NONE: frozenset[Kind] = frozenset()

_CAR_TEXT, _MOTORCYCLE_TEXT = "{place}{series}-{n}", "{place}-{series} {n}"


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern}\Z", re.ASCII)


def _series(letters: str) -> str:
    return f"(?P<series>{letters})"


# Order matters where nothing else decides: the reserved series of a special plate come before the ordinary motorcycle
# series that they look like.
LAYOUTS = (
    Layout("CAR_CIVIL", _re(_P + _series(_L20) + _N5), _CIVIL, _ONE_OR_TWO, _CARS, _CAR_TEXT),
    Layout("CAR_STATE", _re(_P + _series(_L11) + _N5), _BLUE, _ONE_OR_TWO, _CARS, _CAR_TEXT),
    Layout("CAR_OLD4", _re(_P + _series(_L20) + _N4), _BY_OWNER, _ONE_OR_TWO, _CARS, _CAR_TEXT),
    Layout("MACHINE", _re(_P + _series("CD") + _N5), _BY_OWNER, _ONE_OR_TWO, frozenset({Kind.SPECIAL}), _CAR_TEXT),
    Layout("TRAILER", _re(_P + _series("RM") + _N5), _BY_OWNER, _TWO, _NONE, _CAR_TEXT),
    Layout("RESTRICTED_AREA", _re(_P + _series("HC") + _N5), _BY_OWNER, _ONE_OR_TWO, _CARS, _CAR_TEXT),
    Layout("ARMY_ENTERPRISE", _re(_P + _series("KT") + _N5), _BY_OWNER, _ONE_OR_TWO, _CARS_AND_MACHINES, _CAR_TEXT),
    Layout("SPECIAL_OLD", _re(_P + _series("LD|DA|CT|LB|TD|HC|KT") + _N45), _BY_OWNER, _ONE_OR_TWO, _CARS, _CAR_TEXT),
    Layout("MACHINE_OLD", _re(_P + _series("MK|CD") + _N45), _BY_OWNER, _ONE_OR_TWO, _CARS_AND_MACHINES, _CAR_TEXT),
    Layout("TRAILER_OLD", _re(_P + _series("RM|R") + _N45), _BY_OWNER, _ONE_OR_TWO, _NONE, _CAR_TEXT),
    Layout("MOTO_CIVIL", _re(_P + _series(_L20 + _L21) + _N5), _WHITE, _TWO, _MOTORCYCLE, _MOTORCYCLE_TEXT),
    Layout("MOTO_CIVIL_OLD", _re(_P + _series(f"{_L20}[1-9]") + _N45), _WHITE, _TWO, _MOTORCYCLE, _MOTORCYCLE_TEXT),
    # The text of the circular says letter and digit, the drawing seems to show digit and letter: both are accepted.
    Layout(
        "MOTO_STATE", _re(_P + _series(f"{_L11}[1-9]|[1-9]{_L11}") + _N5), _BLUE, _TWO, _MOTORCYCLE, _MOTORCYCLE_TEXT
    ),
    Layout("MOPED_OLD", _re(_P + _series(r"MD\d") + _N45), _BY_OWNER, _TWO, _MOTORCYCLE, _MOTORCYCLE_TEXT),
    Layout("MOPED_OLD_AA", _re(_P + _series(_L20 + _L21) + _N4), _WHITE, _TWO, _MOTORCYCLE, _MOTORCYCLE_TEXT),
    Layout(
        "TEMPORARY", _re("(?P<series>T)" + _P + _N5), _WHITE, _ONE_OR_TWO, _ANY, "{series}{place}-{n}",
        special=Special.TEMPORARY,
    ),
    Layout(
        "FOREIGN_CAR", _re(_P + _COUNTRY + r"(?P<number>(?!00)\d{2})"), _WHITE, _ONE_OR_TWO, _CARS,
        "{place}-{country}-{series}-{n}", top=(), special=Special.FOREIGN,
    ),
    Layout(
        "FOREIGN_MOTO", _re(_P + _COUNTRY + r"(?P<number>(?!000)\d{3})"), _WHITE, _TWO, _MOTORCYCLE,
        "{place}-{country}-{series}-{n}", top=(), special=Special.FOREIGN,
    ),
    Layout(
        "ARMY", _re(r"(?P<series>[A-Z]{2})(?P<number>\d{4})"), frozenset({PlateColour.RED}), _ONE_OR_TWO, _ANY,
        "{series}-{n}", top=("series",), special=Special.ARMY,
    ),
)  # fmt: skip

# Glyphs that cameras and people take for each other. A suggestion to a person, never a correction.
_LOOK_ALIKE = (
    *("08", "0D", "0Q", "06", "0C", "0U", "0O", "1I", "1L", "14", "17", "1T", "2Z", "27", "38", "3B", "39", "4A", "4L"),
    *("56", "5S", "68", "6G", "6C", "7T", "7Y", "7Z", "89", "8B", "9P", "9G", "AR", "BD", "BE", "BR", "CG", "DO", "DP"),
    *("EF", "FP", "HK", "HM", "HN", "IL", "IT", "JU", "KR", "KX", "LE", "MN", "NX", "OQ", "PR", "SG", "TY", "UV", "VY"),
    *("WV", "XY", "47", "8D"),
)

CONFUSABLE = {
    glyph: frozenset("".join(pair.replace(glyph, "") for pair in _LOOK_ALIKE if glyph in pair))
    for glyph in sorted(set("".join(_LOOK_ALIKE)))
}

_SEPARATORS = re.compile(r"[\s.\-_/·•,:;'’`‐-―−\u200b-\u200f\ufeff]+")
_DASHES = re.compile(r"[‐-―−]")
_D_WITH_STROKE = str.maketrans({"Đ": "D", "Ð": "D", "Ɖ": "D"})


def normalise(text: str) -> str:
    """The bare text of a plate as anybody writes it: capitals, Đ as D, no separators. Other signs stay and fit nothing.

    >>> normalise("98a - 123.45"), normalise("99-mđ1 123.45"), normalise("80–441–NG–02")
    ('98A12345', '99MD112345', '80441NG02')
    """
    plain = text.replace("-", "").replace(".", "").replace(" ", "")
    if plain.isascii() and plain.isalnum():  # nearly all of a register
        return plain.upper()
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper().translate(_D_WITH_STROKE))


def parse(
    text: str, rows: Sequence[str] | None = None, colour: str | None = None, kind: str | None = None
) -> tuple[PlateForm, ...]:
    """Every layout that `text` fits, likeliest first; () where none does.

    text:   in any usual writing; written exactly as papers print one layout, it is that layout.
    rows:   the texts of the rows as they stand on the plate, top first; None where the break is not known.
    colour: a `PlateColour`; None or "unknown" where it is not known.
    kind:   a `VehicleKind` that carries the plate; None where it is not known.

    >>> [f.text for f in parse("98B11234", colour="white")]
    ['98B-112.34', '98-B1 1234']
    >>> parse("98B11234", rows=["98B1", "1234"])[0].text, parse("98b-112.34")[0].text
    ('98-B1 1234', '98B-112.34')
    >>> [f.layout.name for f in parse("98A01234", colour="blue")]
    ['CAR_STATE']
    >>> [f.layout.name for f in parse("30CD55688", kind="motorcycle")]
    ['MOTO_CIVIL']
    >>> parse("13A12345")  # no place has the code 13
    ()
    """
    bare = normalise(text)
    known_colour = colour if colour in frozenset(PlateColour) else None
    broken = [normalise(row) for row in rows] if rows else None
    if broken and "".join(broken) != bare:
        return ()
    forms = (_read(bare, layout) for layout in LAYOUTS if _may_be(layout, known_colour, kind))
    fitting = _without_doubles(form for form in forms if form and (broken is None or _fits_rows(form, broken)))
    as_typed = _written(text)
    return tuple(form for form in fitting if _written(form.text) == as_typed) or tuple(fitting)


def fits_a_layout(bare: str, colour: str | None = None, kind: str | None = None) -> bool:
    """Whether `parse` would find a layout for a text as `normalise` gives it; ten times as fast.

    >>> fits_a_layout("98B112345", "white", "motorcycle"), fits_a_layout("98B112345", "white", "car")
    (True, False)
    """
    return _any_layout(colour if colour in _COLOURS else None, kind).match(bare) is not None


_COLOURS = frozenset(PlateColour)


@cache
def _any_layout(colour: str | None, kind: str | None) -> re.Pattern[str]:
    possible = [layout.pattern.pattern for layout in LAYOUTS if _may_be(layout, colour, kind)]
    unnamed = "|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in possible)
    return re.compile(unnamed or r"(?!)", re.ASCII)


def _may_be(layout: Layout, colour: str | None, kind: str | None) -> bool:
    return (colour is None or colour in layout.colours) and (kind is None or kind in layout.kinds)


def _read(bare: str, layout: Layout) -> PlateForm | None:
    found = layout.pattern.match(bare)
    if not found:
        return None
    parts = found.groupdict()
    words = parts | {"series": _printed_series(parts["series"]), "n": _printed_number(layout, parts["number"])}
    return PlateForm(
        layout, bare, layout.text.format(**words), parts.get("place"), words["series"] or "", parts["number"]
    )


def _printed_series(series: str) -> str:
    # Only these three were ever issued with Đ; a plate bears D and Đ as different letters, the key does not.
    return series if series not in ("TD", "MD") and not re.fullmatch(r"MD\d", series) else series.replace("D", "Đ")


def _printed_number(layout: Layout, number: str) -> str:
    if layout.special is Special.ARMY:
        return f"{number[:2]}-{number[2:]}"
    return f"{number[:3]}.{number[3:]}" if len(number) == 5 else number


def _top_length(layout: Layout, found: re.Match[str] | None) -> int:
    return sum(len(found.group(part)) for part in layout.top) if found else 0


def _fits_rows(form: PlateForm, rows: Sequence[str]) -> bool:
    if len(rows) not in form.layout.rows:
        return False
    broken = form.two_rows
    return len(rows) == 1 or broken is None or tuple(rows) == broken


def _without_doubles(forms: Iterable[PlateForm]) -> list[PlateForm]:
    # HC, KT, CD and RM stand in a layout of today and in an old one: with five digits they are the same plate.
    seen: dict[tuple[str, frozenset[PlateColour]], PlateForm] = {}
    for form in forms:
        seen.setdefault((form.text, form.layout.colours), form)
    return list(seen.values())


def _written(text: str) -> str:
    # As typed, but for case and kinds of dash and space: where the hyphen stands tells car from motorcycle.
    text = unicodedata.normalize("NFKC", text).upper().translate(_D_WITH_STROKE)
    return " ".join(_DASHES.sub("-", text).split())


def special_reason(forms: Sequence[PlateForm], colour: str | None = None) -> Special | None:
    """Why a plate goes to the manual queue, whatever its text: a red ground is army, and so is a text only they have.

    >>> special_reason(parse("80-441-NG-02"))
    <Special.FOREIGN: 'foreign'>
    >>> special_reason((), colour="red")
    <Special.ARMY: 'army'>
    >>> special_reason(parse("98A-123.45"))
    """
    if colour == PlateColour.RED:
        return Special.ARMY
    return forms[0].special if forms and all(form.special for form in forms) else None


def printed(text: str, rows: Sequence[str] | None = None, colour: str | None = None, kind: str | None = None) -> str:
    """The plate as papers print it; where no layout or several fit with different print, the bare text.

    >>> printed("98ab12345"), printed("98A1234"), printed("T9812345"), printed("80441NG02"), printed("29121NN101")
    ('98-AB 123.45', '98A-1234', 'T98-123.45', '80-441-NG-02', '29-121-NN-101')
    >>> printed("98M356789", colour="blue", kind="motorcycle"), printed("TM1234", colour="red")
    ('98-M3 567.89', 'TM-12-34')
    >>> printed("15RM00001", colour="yellow"), printed("98LD00123", kind="car"), printed("99MD112345")
    ('15RM-000.01', '98LD-001.23', '99-MĐ1 123.45')
    """
    texts = {form.text for form in parse(text, rows, colour, kind)}
    return texts.pop() if len(texts) == 1 else normalise(text)


def may_carry(forms: Sequence[PlateForm], kind: str) -> bool:
    """Whether a vehicle of `kind` can carry a plate that was read as one of `forms`.

    >>> may_carry(parse("98-AB 123.45"), "car"), may_carry(parse("98A-123.45"), "truck")
    (False, True)
    """
    return any(kind in form.layout.kinds for form in forms)
