"""What a behaviour costs: the row of fines in force on the day of the act, and the words a paper prints of it.

Decree 168/2024/NĐ-CP art. 54.1: an act is judged by the law of the day on which it was done.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from ticketing.law.behaviours import behaviour as known_behaviour
from ticketing.law.citations import Place, places_text
from ticketing.law.dated import LawError, day, holds_on, last_day, read_csv, read_yaml, timeline
from ticketing.law.parameters import parameter
from ticketing.law.vehicles import VehicleClass, vehicle_class


class WrongDay(LawError):
    """A row is printed for a day on which it was not in force."""


@dataclass(frozen=True)
class FineRow:
    """One behaviour of one class of vehicle in one period.

    clause:       article.clause.point of the decree, "6.9.b".
    min_vnd, max_vnd: range for an individual in đồng; where `per_person`, for each person above the permitted number.
    points:       points of the licence; where `per_person` they follow from the share of persons (`circumstances.py`).
    withdrawal_months: from and to, where the licence is withdrawn.
    act_vi:       the act in the decree's own words; None: it may not be printed.
    several_acts: the point names several acts and `act_vi` holds the usual one; the officer confirms the wording.
    confidence:   how sure the row is: high, medium, low.
    """

    behaviour: str
    vehicle: VehicleClass
    clause: str
    min_vnd: int
    max_vnd: int
    per_person: bool
    points: int
    withdrawal_months: tuple[int, int] | None
    confiscates_plate: bool
    restores_plate: bool
    measure_clause: str | None
    organisation_multiplier: int
    valid_from: date
    valid_to: date | None
    decree: str
    amended_by: str | None
    confidence: str
    act_vi: str | None
    act_vi_source: str
    several_acts: bool
    note: str

    @property
    def middle_vnd(self) -> int:
        """The fine without circumstances (LHAV art. 23.4)."""
        return (self.min_vnd + self.max_vnd) // 2

    @property
    def has_amount(self) -> bool:
        """False for OWNER_NOT_NAMING: the row of the detected act is used instead (D168 art. 47.8.b)."""
        return self.max_vnd > 0

    def as_facts(self) -> dict[str, Any]:
        """The row as JSON holds it; a case keeps the row it was decided on. `row_of_facts` reads it back."""
        facts = asdict(self)
        facts["valid_from"] = self.valid_from.isoformat()
        facts["valid_to"] = self.valid_to.isoformat() if self.valid_to else None
        facts["withdrawal_months"] = list(self.withdrawal_months) if self.withdrawal_months else None
        return facts


@dataclass(frozen=True)
class Decree:
    """An act as documents name it."""

    number: str
    issued_on: date
    issuer: str
    title: str


def _row(cells: Mapping[str, str]) -> FineRow:
    months = cells["withdrawal_months"].split("-")
    return FineRow(
        behaviour=known_behaviour(cells["behaviour"]).code,
        vehicle=VehicleClass(cells["vehicle"]),
        clause=cells["clause"],
        min_vnd=int(cells["min_vnd"]),
        max_vnd=int(cells["max_vnd"]),
        per_person=cells["per_person"] == "yes",
        points=int(cells["points"]),
        withdrawal_months=(int(months[0]), int(months[1])) if months != [""] else None,
        confiscates_plate=cells["confiscates_plate"] == "yes",
        restores_plate=cells["restores_plate"] == "yes",
        measure_clause=cells["measure_clause"] or None,
        organisation_multiplier=int(cells["organisation_multiplier"]),
        valid_from=day(cells["valid_from"]),
        valid_to=last_day(cells["valid_to"]),
        decree=cells["decree"],
        amended_by=cells["amended_by"] or None,
        confidence=cells["confidence"],
        act_vi=cells["act_vi"] or None,
        act_vi_source=cells["act_vi_source"],
        several_acts=cells["several_acts"] == "yes",
        note=cells["note"],
    )


FINES = timeline("fines.csv", map(_row, read_csv("fines.csv")), key=lambda row: (row.behaviour, row.vehicle))
DECREES = {entry["number"]: Decree(**entry) for entry in read_yaml("decrees.yaml")}


def fine_row(behaviour: str, vehicle: str, on: date) -> FineRow | None:
    """The row for `behaviour` of a vehicle (class or kind) on the day of the act; None where the law had none.

    Raises UnknownCode for a word outside the vocabularies.

    >>> row = fine_row("RED_LIGHT", "truck", date(2026, 11, 24))
    >>> row.min_vnd, row.max_vnd, row.points, row.clause
    (18000000, 20000000, 4, '6.9.b')
    """
    return FINES.on((known_behaviour(behaviour).code, vehicle_class(vehicle)), on)


def owner_liability(on: date) -> FineRow | None:
    """By what an owner answers for an act of whoever drove (D168 art. 47.8.b); None for acts before it.

    It is one article for vehicles of every kind. Its row has no amount: that of the act is used.

    >>> clause_text(owner_liability(date(2026, 11, 16)).clause)
    'điểm b khoản 8 Điều 47'
    """
    return FINES.on(("OWNER_NOT_NAMING", VehicleClass.CAR), on)


def row_of_facts(facts: Mapping[str, Any]) -> FineRow:
    """The row that `FineRow.as_facts` wrote."""
    months = facts["withdrawal_months"]
    values = {field.name: facts[field.name] for field in fields(FineRow)} | {
        "vehicle": VehicleClass(facts["vehicle"]),
        "valid_from": day(facts["valid_from"]),
        "valid_to": last_day(facts["valid_to"] or ""),
        "withdrawal_months": (months[0], months[1]) if months else None,
    }
    return FineRow(**values)


def rows_without_wording(on: date) -> tuple[FineRow, ...]:
    """The rows in force on `on` that no paper may print, because no sourced wording of the act is known."""
    return tuple(row for row in FINES.all_on(on) if row.act_vi is None)


def capped_range(row: FineRow, on: date, persons_over: int = 1) -> tuple[int, int]:
    """The range for an individual, times the persons above the limit where the row counts them, capped (LHAV art. 24).

    >>> day_of_act = date(2026, 11, 16)
    >>> capped_range(fine_row("OVERLOAD_PASSENGERS", "bus", day_of_act), day_of_act, 130)
    (52000000, 75000000)
    """
    times, cap = persons_over if row.per_person else 1, parameter("fine_cap_vnd", on).value
    return min(row.min_vnd * times, cap), min(row.max_vnd * times, cap)


def may_explain(row: FineRow, on: date, persons_over: int = 1) -> bool:
    """Whether the violator may explain himself before the decision (LHAV art. 61.1).

    The right exists where a licence is withdrawn or the upper end of the range reaches the threshold; for an
    organisation both sides double. Where the row counts persons, the range of all of them is compared, as for the
    competence: to hear somebody too often voids no decision.
    """
    upper = capped_range(row, on, persons_over)[1]
    return row.withdrawal_months is not None or upper >= parameter("explanation_threshold_vnd", on).value


def measures_text(row: FineRow) -> str:
    """Additional sanctions and remedies as the table of the law notes words them; empty: none.

    >>> measures_text(fine_row("WEAVING", "motorcycle", date(2026, 11, 16)))
    'licence withdrawn 10-12 months (7.12.b)'
    """
    clause = f" ({row.measure_clause})" if row.measure_clause else ""
    if row.withdrawal_months:
        return f"licence withdrawn {row.withdrawal_months[0]}-{row.withdrawal_months[1]} months{clause}"
    if row.confiscates_plate:
        return "plate confiscated"
    return f"restore the plate{clause}" if row.restores_plate else ""


def decree_name(row: FineRow) -> str:
    """The decree of a row with the one that amended it, as the table of the law notes writes them.

    >>> decree_name(fine_row("NO_ENTRY", "car", date(2026, 8, 15)))
    '168/2024/NĐ-CP as amended by 238/2026/NĐ-CP'
    """
    return " as amended by ".join(filter(None, (row.decree, row.amended_by)))


def clause_text(clause: str) -> str:
    """A clause in the words of papers.

    >>> clause_text("6.9.b"), clause_text("9.5"), clause_text("6.1a")
    ('điểm b khoản 9 Điều 6', 'khoản 5 Điều 9', 'khoản 1a Điều 6')
    """
    return places_text((Place(*clause.split(".")),))


def decree_text(number: str, *, first_mention: bool = False) -> str:
    """A decree by its number; at the first mention with day, issuer and title (Decree 30/2020/NĐ-CP, Annex I).

    >>> decree_text("168/2024/NĐ-CP")
    'Nghị định số 168/2024/NĐ-CP'
    >>> decree_text("238/2026/NĐ-CP", first_mention=True)[:68]
    'Nghị định số 238/2026/NĐ-CP ngày 26 tháng 6 năm 2026 của Chính phủ s'
    """
    if not first_mention:
        return f"Nghị định số {number}"
    decree = DECREES[number]
    # D30: days below 10 and months 1 and 2 with a leading zero.
    month = f"{decree.issued_on.month:02}" if decree.issued_on.month < 3 else f"{decree.issued_on.month}"
    issued = f"ngày {decree.issued_on.day:02} tháng {month} năm {decree.issued_on.year}"
    return f"Nghị định số {number} {issued} của {decree.issuer} {decree.title}"


def article_text(row: FineRow, violated_on: date, *, first_mention: bool = False) -> str:
    """Point, clause, article and decree of the act, as notice, minutes and decision print them.

    Raises WrongDay where `row` was not in force on `violated_on`: a paper would name the wrong law.

    >>> day_of_act = date(2026, 11, 16)
    >>> article_text(fine_row("RED_LIGHT", "car", day_of_act), day_of_act)
    'điểm b khoản 9 Điều 6 Nghị định số 168/2024/NĐ-CP'
    """
    if not holds_on(row, violated_on):
        raise WrongDay(
            f"{row.behaviour} ({row.clause}) from {row.valid_from} to {row.valid_to or 'today'} was not in force on "
            f"{violated_on}: take the row with fine_row() for the day of the act."
        )
    text = f"{clause_text(row.clause)} {decree_text(row.decree, first_mention=first_mention)}"
    if row.amended_by is None:
        return text
    amending = decree_text(row.amended_by, first_mention=first_mention)
    # The amending decree repeats the whole title of the amended one; after it the day and issuer are enough.
    amending = re.sub(r" sửa đổi, bổ sung .*", "", amending)
    return f"{text}{',' if first_mention else ''} được sửa đổi, bổ sung bởi {amending}"
