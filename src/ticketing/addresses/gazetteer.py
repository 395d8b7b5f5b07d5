"""The places of Viet Nam, old and new, arranged for looking names up. Built once from the tables in data/.

A name of a commune belongs to one time: today's list, the list of June 2025, or an earlier one. Each knows the
districts and provinces it was written with and the communes of today that it has become.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from functools import cache

from ticketing.addresses.syllables import Spelling, spelling, syllable
from ticketing.addresses.tables import History, PlaceTableFault, day, history, last_day, read_csv, version


class Era(IntEnum):
    """From which list a name comes."""

    TODAY = 0
    JUNE_2025 = 1
    EARLIER = 2


@dataclass(frozen=True)
class Province:
    """A province of today; `type` is tỉnh or thành phố."""

    code: str
    name: str
    type: str
    valid_from: date
    valid_to: date | None

    @property
    def full_name(self) -> str:
        """As documents write it in a sentence, "tỉnh Bắc Ninh"."""
        return f"{self.type} {self.name}"

    @property
    def title(self) -> str:
        """As the tables and forms write it, "Tỉnh Bắc Ninh"."""
        return self.full_name[0].upper() + self.full_name[1:]


@dataclass(frozen=True)
class Commune:
    """A commune of today; `type` is xã, phường or đặc khu."""

    code: str
    name: str
    type: str
    province: Province
    valid_from: date
    valid_to: date | None

    @property
    def full_name(self) -> str:
        """As documents write it, "phường Bắc Giang, tỉnh Bắc Ninh"."""
        return f"{self.type} {self.name}, {self.province.full_name}"


@dataclass(frozen=True, eq=False)
class Name:
    """A name under which a commune is or was written.

    spelt:     None where the table has it without marks and spaces.
    districts: keys of the districts it was written with; for a name of today those its parts came from.
    provinces: old provinces in the same way.
    becomes:   codes of today's communes, likeliest first; several where it was divided.
    """

    plain: str
    spelt: Spelling | None
    type: str
    era: Era
    districts: frozenset[str]
    provinces: frozenset[str]
    new_province: str
    becomes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class District:
    """A district as it was written; `ids` are those of June 2025 that stand for it (for an earlier one its heir)."""

    plain: str
    spelt: Spelling | None
    type: str
    ids: frozenset[str]
    provinces: frozenset[str]
    new_provinces: frozenset[str]


@dataclass(frozen=True, eq=False)
class ProvinceName:
    """A name of a province: which old provinces and which of today it may mean."""

    plain: str
    spelt: Spelling | None
    old: frozenset[str]
    new: frozenset[str]
    is_city: bool

    def holds(self, provinces: frozenset[str], new_province: str) -> bool:
        """Whether a place of those old provinces, today in `new_province`, lies in a province of this name."""
        return new_province in self.new or not self.old.isdisjoint(provinces)


@dataclass
class Gazetteer:
    """Indices over the names. Keys are plain names without spaces."""

    communes: dict[str, Commune]
    provinces_of_today: dict[str, Province]
    names: dict[str, list[Name]] = field(default_factory=dict)
    districts: dict[str, list[District]] = field(default_factory=dict)
    provinces: dict[str, ProvinceName] = field(default_factory=dict)
    older_names_of_district: dict[str, list[Name]] = field(default_factory=dict)
    names_of_province: dict[str, list[Name]] = field(default_factory=dict)
    becomes_of_district: dict[str, set[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    street_like: frozenset[str] = frozenset()
    version: str = ""


def split_type(text: str, types: Iterable[str]) -> tuple[str, str]:
    """'Thị trấn Chũ' as ('thị trấn', 'Chũ'). Raises PlaceTableFault for a name without type word."""
    for kind in types:
        if text.lower().startswith(f"{kind} "):
            return kind, text[len(kind) + 1 :]
    raise PlaceTableFault(f"'{text}' begins with none of {', '.join(types)}.")


PROVINCE_TYPES = ("thành phố", "tỉnh")
DISTRICT_TYPES = ("thành phố", "thị xã", "huyện", "quận")
COMMUNE_TYPES = ("thị trấn", "phường", "xã", "đặc khu")
# A name that so many districts have for a ward is as likely the name of a street in the next one.
STREET_LIKE_FROM = 3


def district_id(province: str, district: str) -> str:
    """The key of a district of June 2025."""
    return f"{province}|{district}"


@cache
def gazetteer() -> Gazetteer:
    """The places of the shipped tables, built at the first call (about a second). Raises PlaceTableFault."""
    latest = (rows[-1] for rows in communes_over_time().rows.values())
    made = Gazetteer(
        {row.code: row for row in latest if row.valid_to is None},
        {code: rows[-1] for code, rows in PROVINCES.rows.items() if rows[-1].valid_to is None},
    )
    made.version = version()
    june_2025 = read_csv("communes_to_june_2025.csv")
    _add_provinces(made, june_2025)
    _add_districts(made, june_2025)
    _add_names_of_june_2025(made, june_2025)
    _add_names_of_today(made, june_2025)
    _add_earlier_names(made, june_2025)
    _add_history(made)
    _add_indices(made, june_2025)
    return made


PROVINCES = history(
    "provinces.csv",
    (
        Province(row["code"], row["name"], row["type"], day(row["valid_from"]), last_day(row["valid_to"]))
        for row in read_csv("provinces.csv")
    ),
)


@cache
def communes_over_time() -> History[Commune]:
    """Every commune since 1 July 2025 with the names and types it had. Raises PlaceTableFault."""
    rows = (
        Commune(
            row["code"], row["name"], row["type"], PROVINCES.rows[row["province_code"]][-1],
            day(row["valid_from"]), last_day(row["valid_to"]),
        )
        for row in read_csv("communes.csv")
    )  # fmt: skip
    return history("communes.csv", rows)


def commune_on(code: str, on: date) -> Commune | None:
    """The commune of that code with the names that it and its province had on `on`; None where there was none."""
    found = communes_over_time().on(code, on)
    province = PROVINCES.on(found.province.code, on) if found else None
    return replace(found, province=province) if found and province else None


def _add_provinces(made: Gazetteer, june_2025: list[dict[str, str]]) -> None:
    old: dict[str, str] = {}
    for row in june_2025:
        old.setdefault(split_type(row["province"], PROVINCE_TYPES)[1], row["province"])
    today = {row.name: row for row in made.provinces_of_today.values()}
    for name in [*old, *(name for name in today if name not in old)]:
        new = today.get(name)
        is_city = old.get(name, "").startswith("Thành phố") or (new is not None and new.type == "thành phố")
        _add_province(made, name, {old[name]} if name in old else set(), {new.code} if new else set(), is_city)
    for row in read_csv("former_provinces.csv"):
        meant = [made.provinces[spelling(part).plain] for part in row["provinces"].split(";")]
        _add_province(
            made,
            row["name"],
            {one for province in meant for one in province.old},
            {one for province in meant for one in province.new if len(meant) == 1},
            any(province.is_city for province in meant),
        )


def _add_province(made: Gazetteer, name: str, old: set[str], new: set[str], is_city: bool) -> None:
    spelt = spelling(name)
    made.provinces[spelt.plain] = ProvinceName(spelt.plain, spelt, frozenset(old), frozenset(new), is_city)


def _add_districts(made: Gazetteer, june_2025: list[dict[str, str]]) -> None:
    new_provinces: dict[tuple[str, str], set[str]] = {}
    for row in june_2025:
        codes = row["becomes"].split()
        new_provinces.setdefault((row["province"], row["district"]), set()).update(
            made.communes[code].province.code for code in codes
        )
    by_id: dict[str, District] = {}
    for (province, district), news in new_provinces.items():
        kind, name = split_type(district, DISTRICT_TYPES)
        one, spelt = district_id(province, district), spelling(name)
        by_id[one] = District(spelt.plain, spelt, kind, frozenset({one}), frozenset({province}), frozenset(news))
        made.districts.setdefault(spelt.plain, []).append(by_id[one])
    for row in read_csv("earlier_districts.csv"):
        heir = by_id[district_id(row["province"], row["district"])]
        plain = syllable(row["key"]).plain
        earlier = District(plain, None, row["type"], heir.ids, heir.provinces, heir.new_provinces)
        made.districts.setdefault(plain, []).append(earlier)


def _name(
    name: str,
    kind: str,
    era: Era,
    districts: frozenset[str],
    provinces: frozenset[str],
    new_province: str,
    becomes: tuple[str, ...],
) -> Name:
    spelt = spelling(name)
    return Name(spelt.plain, spelt, kind, era, districts, provinces, new_province, becomes)


def _add(made: Gazetteer, name: Name) -> None:
    made.names.setdefault(name.plain, []).append(name)


def _add_names_of_june_2025(made: Gazetteer, june_2025: list[dict[str, str]]) -> None:
    for row in june_2025:
        if not row["commune"]:
            continue
        kind, name = split_type(row["commune"], COMMUNE_TYPES)
        becomes = tuple(row["becomes"].split())
        district = frozenset({district_id(row["province"], row["district"])})
        province = frozenset({row["province"]})
        new_province = made.communes[becomes[0]].province.code
        _add(made, _name(name, kind, Era.JUNE_2025, district, province, new_province, becomes))


def _add_names_of_today(made: Gazetteer, june_2025: list[dict[str, str]]) -> None:
    districts: dict[str, set[str]] = {}
    provinces: dict[str, set[str]] = {}
    for row in june_2025:
        for code in row["becomes"].split():
            districts.setdefault(code, set()).add(district_id(row["province"], row["district"]))
            provinces.setdefault(code, set()).add(row["province"])
    # A name or type that a commune has had since July 2025 still stands in papers of that time.
    for one in {(row.code, row.name, row.type, row.province.code): None for row in communes_over_time()}:
        code, name, kind, province = one
        spans = frozenset(districts[code]), frozenset(provinces[code])
        _add(made, _name(name, kind, Era.TODAY, *spans, province, (code,)))


def _add_earlier_names(made: Gazetteer, june_2025: list[dict[str, str]]) -> None:
    became = {row["code"]: row for row in june_2025 if row["code"]}
    for row in read_csv("earlier_names.csv"):
        heir = became[row["becomes_code"]]
        becomes = tuple(heir["becomes"].split())
        districts = {district_id(row["province"], row["district"]), district_id(heir["province"], heir["district"])}
        new_province = made.communes[becomes[0]].province.code
        spans = frozenset(districts), frozenset({row["province"]})
        plain = syllable(row["key"]).plain
        _add(made, Name(plain, None, row["type"], Era.EARLIER, *spans, new_province, becomes))


def _add_history(made: Gazetteer) -> None:
    for row in read_csv("history.csv"):
        kind, name = split_type(row["commune_before"], COMMUNE_TYPES)
        ids = [_heirs(made, row["province"], row[column]) for column in ("district_before", "district_after")]
        code = row["today_code"]
        province = made.communes[code].province.code
        _add(made, _name(name, kind, Era.EARLIER, ids[0] | ids[1], frozenset({row["province"]}), province, (code,)))


def _heirs(made: Gazetteer, province: str, district: str) -> frozenset[str]:
    """The districts of June 2025 that a district of an earlier time stands for."""
    kind, name = split_type(district, DISTRICT_TYPES)
    named = [one for one in made.districts[spelling(name).plain] if province in one.provinces]
    of_type = [one for one in named if one.type == kind] or named
    return frozenset().union(*(one.ids for one in of_type))


def _add_indices(made: Gazetteer, june_2025: list[dict[str, str]]) -> None:
    wards: dict[str, set[frozenset[str]]] = {}
    for names in made.names.values():
        for name in names:
            for one in name.districts if name.era is not Era.TODAY else ():
                made.older_names_of_district.setdefault(one, []).append(name)
            for province in (*name.provinces, name.new_province):
                made.names_of_province.setdefault(province, []).append(name)
            if name.type == "phường" and name.era is Era.JUNE_2025:
                wards.setdefault(name.plain, set()).add(name.districts)
    for row in june_2025:
        one = district_id(row["province"], row["district"])
        made.becomes_of_district.setdefault(one, set()).update(row["becomes"].split())
    made.street_like = frozenset(plain for plain, of in wards.items() if len(of) >= STREET_LIKE_FROM)
    made.words = _known_words(made, june_2025)


def _known_words(made: Gazetteer, june_2025: list[dict[str, str]]) -> set[str]:
    texts = {row[column] for row in june_2025 for column in ("province", "district", "commune")}
    texts |= {f"{commune.type} {commune.name} {commune.province.title}" for commune in made.communes.values()}
    texts |= {"thôn xóm bản ấp tổ khu phố đường ngõ ngách hẻm số nhà làng dân cư"}
    words = {syllable(word) for text in texts for word in text.replace("-", " ").split()}
    return {spelt for word in words for spelt in (word.plain, word.marked)}
