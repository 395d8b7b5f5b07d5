"""One row of the registry's tables, read and checked. Pure: cells in, values out, nothing sealed and nothing stored.

Odd values are kept with a warning; a row is refused only where it has no key, contradicts itself, or could never be
found. Sentences never repeat a cell.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ticketing.kit.sheets import read_day
from ticketing.law.vehicles import VehicleKind
from ticketing.plates.layouts import PlateColour, fits_a_layout, normalise

VEHICLE_COLUMNS = ("plate", "plate_colour", "kind", "make", "model", "colour", "owner_id", "valid_from", "valid_to")
RESIDENT_COLUMNS = ("owner_id", "owner_kind", "name", "personal_id", "birth_date", "address", "phone")
LISTED_COLUMNS = ("plate", "valid_from", "valid_to", "source", "note")
NUMBERS_IN_FULL = ("personal_id", "phone")
"""Columns whose numbers may begin with zeros that mean something."""
OWNER_KINDS = ("individual", "organisation")
VEHICLE_KINDS, PLATE_COLOURS = tuple(map(str, VehicleKind)), tuple(map(str, PlateColour))

# Number of identification (12 digits), old identity card (9), passport; enterprise and tax codes (10, with branch 13).
PERSON_NUMBER = re.compile(r"\d{12}|\d{9}|[A-Z]{1,2}\d{6,8}")
ORGANISATION_NUMBER = re.compile(r"\d{10}(-?\d{3})?")


class RowRefused(ValueError):
    """A row without a key, one that contradicts itself, or one that nobody would ever find."""


class ParsedRow(NamedTuple):
    """A row ready to be stored.

    key:     words whose keyed hash names the row (for residents, the one that vehicles are linked by).
    clear:   columns that stand as they are, days as 2026-11-24.
    indexed: columns that hold a keyed hash of these words.
    sealed:  columns that are sealed; None where the cell was empty.
    """

    key: tuple[str, ...]
    clear: Mapping[str, str | None]
    indexed: Mapping[str, tuple[str, ...] | None]
    sealed: Mapping[str, str | None]
    warnings: tuple[str, ...] = ()

    def fingerprint(self) -> tuple[str, ...]:
        """All that the row says, as words for a keyed hash."""
        return tuple(map(str, (*self.clear.values(), *self.indexed.values(), *self.sealed.values())))


def vehicle_row(cells: Mapping[str, str]) -> ParsedRow:
    """A row of the table of vehicles. Raises RowRefused."""
    warnings: list[str] = []
    plate = _plate(cells)
    kind = _word(cells, "kind", VEHICLE_KINDS, warnings)
    colour = _word(cells, "plate_colour", PLATE_COLOURS, warnings)
    valid_from, valid_to = _span(cells)
    if not fits_a_layout(plate, colour, kind):
        warnings.append("plate fits no layout of Circular 79/2024/TT-BCA for this kind and colour")
    if not cells["owner_id"]:
        warnings.append("owner_id is empty: the owner is unknown")
    # The same bare text can be a car's and a motorcycle's plate (98B-112.34 and 98-B1 1234): two vehicles, two keys.
    wheels = "two" if kind in (VehicleKind.MOTORCYCLE, VehicleKind.BICYCLE) else "four"
    return ParsedRow(
        key=("vehicle", plate, colour or "", wheels, valid_from or ""),
        clear={
            "plate_colour": colour,
            "kind": kind,
            **{name: cells[name] or None for name in ("make", "model", "colour")},
            "valid_from": valid_from,
            "valid_to": valid_to,
        },
        indexed={
            "plate_index": ("plate", plate),
            "owner_index": ("owner", cells["owner_id"]) if cells["owner_id"] else None,
        },
        sealed={"plate": plate},
        warnings=tuple(warnings),
    )


def resident_row(cells: Mapping[str, str]) -> ParsedRow:
    """A row of the table of residents. Raises RowRefused."""
    warnings: list[str] = []
    if not cells["owner_id"]:
        raise RowRefused("it has no owner_id: fill it in, or take the row out")
    owner_kind = _word(cells, "owner_kind", OWNER_KINDS, warnings)
    number = cells["personal_id"].replace(" ", "").upper()
    if number and not _number_fits(number, owner_kind):
        warnings.append("personal_id has not the form of such a number")
    warnings += [f"{name} is empty" for name in ("name", "address") if not cells[name]]
    return ParsedRow(
        key=("owner", cells["owner_id"]),
        clear={"owner_kind": owner_kind or _kind_of_number(number)},
        indexed={"personal_id_index": ("personal_id", number) if number else None},
        sealed={
            "name": cells["name"] or None,
            "personal_id": number or None,
            "birth_date": _birth_date(cells["birth_date"], warnings),
            "address": cells["address"] or None,
            "phone": cells["phone"] or None,
        },
        warnings=tuple(warnings),
    )


def listed_row(listing: str, cells: Mapping[str, str]) -> ParsedRow:
    """A row of the list of that name (lists.Listing). Raises RowRefused."""
    warnings: list[str] = []
    plate = _plate(cells)
    valid_from, valid_to = _span(cells)
    if not fits_a_layout(plate):
        # Nobody would ever find it: a list is asked with plates that were read as one of these layouts.
        raise RowRefused("plate fits no layout of Circular 79/2024/TT-BCA: correct it, or take the row out")
    if not cells["source"]:
        warnings.append("source is empty: an officer will not know whom to ask")
    return ParsedRow(
        key=("listed", listing, plate, valid_from or ""),
        clear={
            "listing": listing,
            "source": cells["source"] or None,
            "note": cells["note"] or None,
            "valid_from": valid_from,
            "valid_to": valid_to,
        },
        indexed={"plate_index": ("plate", plate)},
        sealed={"plate": plate},
        warnings=tuple(warnings),
    )


def _plate(cells: Mapping[str, str]) -> str:
    plate = normalise(cells["plate"])
    if not plate:
        raise RowRefused("it has no plate: fill it in, or take the row out")
    return plate


def _span(cells: Mapping[str, str]) -> tuple[str | None, str | None]:
    valid_from, valid_to = _day(cells, "valid_from"), _day(cells, "valid_to")
    if valid_from and valid_to and valid_to <= valid_from:
        raise RowRefused(
            "valid_to does not lie after valid_from (it is the first day that no longer counts): correct one of them"
        )
    return valid_from, valid_to


def _word(cells: Mapping[str, str], name: str, possible: tuple[str, ...], warnings: list[str]) -> str | None:
    word = cells[name].lower()
    if not word:
        return None
    if word not in possible:
        warnings.append(f"{name} is none of {', '.join(possible)}: taken as unknown")
        return None
    return word


def _day(cells: Mapping[str, str], name: str) -> str | None:
    """A day as 2026-11-24 or as Vietnamese spreadsheets write it, 24/11/2026; given back as the first."""
    if not cells[name]:
        return None
    day = _iso_day(cells[name])
    if day is None:
        raise RowRefused(f"{name} is no day: write it like 2026-11-24")
    return day


@lru_cache(maxsize=50_000)  # two million rows have some thousand days
def _iso_day(text: str) -> str | None:
    day = read_day(text)
    return day.isoformat() if day else None


def _birth_date(text: str, warnings: list[str]) -> str | None:
    if not text:
        return None
    day = _iso_day(text)
    if day is None:
        warnings.append("birth_date is no day: kept as it came")
        return text
    return day


def _number_fits(number: str, owner_kind: str | None) -> bool:
    person, organisation = PERSON_NUMBER.fullmatch(number), ORGANISATION_NUMBER.fullmatch(number)
    if owner_kind is None:
        return bool(person or organisation)
    return bool(person if owner_kind == "individual" else organisation)


def _kind_of_number(number: str) -> str | None:
    """Whose number it is where the register does not say: only persons have 12 digits, only organisations 10 or 13."""
    if re.fullmatch(r"\d{12}", number):
        return "individual"
    return "organisation" if ORGANISATION_NUMBER.fullmatch(number) else None
