"""From a written Vietnamese address, old or new, to the commune of today: resolved, ambiguous or unknown.

Resolved is only what the text says itself: a commune, with a district or a province that it lies in, and nothing that
contradicts it. A guess is an ambiguous answer with its candidates, for a person to choose from: a wrong commune would
send personal data to the wrong office (places.md). Never over the network; the tables of data/places are all it knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ticketing.addresses.chunks import Chunk, Level, chunks
from ticketing.addresses.gazetteer import PROVINCES, Commune, Gazetteer, Province, commune_on, gazetteer
from ticketing.addresses.place_names import Found, found_names
from ticketing.addresses.place_readings import Reading, readings
from ticketing.addresses.tables import UnknownPlace

MOST_CANDIDATES = 20
_ABOVE_THE_COMMUNE = (Level.PROVINCE, Level.CITY, Level.DISTRICT)


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

    tables: version of the place tables that it was made with. split: ambiguous for no other reason than that the one
    commune that it names was divided.
    """

    address: str
    status: Status
    candidates: tuple[Candidate, ...]
    tables: str
    split: bool = False

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


def commune(code: str, on: date | None = None) -> Commune:
    """The commune of that code, as it was called on `on` (a document: the day of handling), or is called now.

    Raises UnknownPlace.

    >>> commune("07210").full_name
    'phường Bắc Giang, tỉnh Bắc Ninh'
    """
    found = commune_on(code, on) if on else gazetteer().communes.get(code)
    if found is None:
        raise UnknownPlace(f"'{code}' is no commune{f' on {on}' if on else ''}. See addresses/data/communes.csv.")
    return found


def communes_of(province_code: str) -> tuple[Commune, ...]:
    """The communes of a province of today, in the order of their codes."""
    return tuple(one for one in gazetteer().communes.values() if one.province.code == province_code)


def province(code: str, on: date | None = None) -> Province:
    """The province of that code, as it was called on `on`, or is called now. Raises UnknownPlace."""
    found = PROVINCES.on(code, on) if on else gazetteer().provinces_of_today.get(code)
    if found is None:
        raise UnknownPlace(f"'{code}' is no province. Possible: {', '.join(sorted(PROVINCES.rows))}.")
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
    pieces = chunks_of(address)
    has_marks = any(not piece.marked.isascii() for piece in pieces)
    best: Resolution | None = None
    for reading in readings(places, pieces):
        reading = replace(reading, has_marks=has_marks)
        answer = _answer(places, address, reading)
        if answer.status is Status.RESOLVED:
            return answer
        if best is None or not best.candidates:
            best = answer
    return best or Resolution(address, Status.UNKNOWN, (), places.version)


def written_today(address: str, code: str, on: date | None = None) -> str:
    """An address as it is written since districts ended (1 July 2025): what lies below the commune, commune, province.

    code: the commune that the address was resolved to, by `resolve` or by a person. What lies below the commune stays
    letter for letter. Where the text does not part it from the commune by commas, only what names a district is left
    out (Law 72/2025/QH15: no district in an address any more). Raises UnknownPlace.

    >>> written_today("thôn Bãi Giữa, xã Nghĩa Hồ, huyện Lục Ngạn, tỉnh Bắc Giang", "07525")
    'thôn Bãi Giữa, phường Chũ, tỉnh Bắc Ninh'
    """
    today = commune(code, on).full_name
    pieces = [" ".join(piece.split()) for piece in address.split(",") if piece.strip()]
    levels = [_level_of(piece) for piece in pieces]
    communes = [place for place, level in enumerate(levels) if level is Level.COMMUNE]
    if not communes or {Level.BELOW, None} & set(levels[communes[-1] + 1 :]):
        return ", ".join(piece for piece, level in zip(pieces, levels, strict=True) if level is not Level.DISTRICT)
    below = zip(pieces[: communes[-1]], levels, strict=False)
    return ", ".join([*(piece for piece, level in below if level not in _ABOVE_THE_COMMUNE), today])


def chunks_of(address: str) -> list[Chunk]:
    """An address cut into chunks with the names that the tables know."""
    return chunks(address, _is_name, gazetteer().words.__contains__)


def _level_of(piece: str) -> Level | None:
    """The level of a piece between commas that is one chunk; None where it is several or none."""
    found = chunks_of(piece)
    return found[0].level if len(found) == 1 else None


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


def _answer(places: Gazetteer, address: str, reading: Reading) -> Resolution:
    if not reading.communes:
        return _of_district_alone(places, address, reading)
    if reading.gap and not (reading.province or reading.districts):
        return Resolution(address, Status.UNKNOWN, (), places.version)
    found = [found_names(places, reading, chunk) for chunk in reading.communes]
    names = [name for one in found for name in one.names]
    if not names:
        return _of_district_alone(places, address, replace(reading, gap=True))
    meant = {name.becomes for name in names}
    doubtful = reading.gap or reading.conflict or _is_cut_elsewhere(places, reading)
    sure = all(one.sure for one in found) and not doubtful
    if sure and len(meant) == 1 and len(names[0].becomes) == 1:
        exact = all(one.exact for one in found) and not reading.misspelt_above
        only = Candidate(places.communes[names[0].becomes[0]], 1.0 if exact else 0.9)
        return Resolution(address, Status.RESOLVED, (only,), places.version)
    candidates = _candidates(places, found, 0.8 if sure else 0.5)
    return Resolution(address, Status.AMBIGUOUS, candidates, places.version, split=sure and len(meant) == 1)


def _is_cut_elsewhere(places: Gazetteer, reading: Reading) -> bool:
    """Whether the text may as well be cut behind its type word: "Tân Xã Thạch Thất Hà Nội" is no xã Thạch Thất."""
    return not reading.districts and any(
        chunk.ends_a_name and chunk.plain in places.districts for chunk in reading.communes
    )


def _candidates(places: Gazetteer, found: Sequence[Found], top: float) -> tuple[Candidate, ...]:
    scores: dict[str, float] = {}
    for one in found:
        for name in one.names:
            for place, code in enumerate(name.becomes):
                score = top * (1.0 if one.exact else 0.8) * (1.0 if place == 0 else 0.5)
                scores[code] = max(scores.get(code, 0.0), score)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
    return tuple(Candidate(places.communes[code], round(score / min(len(scores), 2), 3)) for code, score in ranked)


def _of_district_alone(places: Gazetteer, address: str, reading: Reading) -> Resolution:
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
