"""The first state of a case and why: camera, pictures, reading, register and the law of the day put together. Pure.

Every finding is kept; the worst decides. A wrong plate that reaches an officer without a reason costs a stranger a
notice, so whatever is doubtful says so, in the order in which a person should look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ticketing.cases.events import CaseEvent
from ticketing.kit.clock import vietnam_day
from ticketing.law.behaviours import SPEED, is_speed
from ticketing.law.dated import table_version
from ticketing.law.penalties import FineRow, article_text, fine_row, may_explain
from ticketing.law.speed import excess_kmh, speed_band
from ticketing.law.vehicles import VehicleClass, vehicle_class
from ticketing.plates import place_codes
from ticketing.plates.layouts import PlateForm, Special, parse, special_reason
from ticketing.registry.match import TWIN, differences
from ticketing.registry.vehicles import Found, Registration, SeenVehicle

SAME_ACT = "SAME_ACT"
STOLEN_VEHICLE, EXEMPT_VEHICLE = "STOLEN_VEHICLE", "EXEMPT_VEHICLE"
TWIN_PROVEN = "TWIN_PROVEN"
BY_HAND = (
    "SPECIAL_PLATE", "UNREADABLE", STOLEN_VEHICLE, TWIN_PROVEN, TWIN, "VEHICLE_DIFFERS", EXEMPT_VEHICLE,
)  # fmt: skip
IN_REVIEW = (
    "DOUBTFUL_READING", SAME_ACT, "NOT_IN_REGISTRY", "KIND_NOT_SEEN", "COLOUR_OR_MAKE_DIFFERS", "CAMERA_FUNCTION",
    "NO_SUCH_ROW", "NO_WORDING",
)  # fmt: skip
ORDER = (*BY_HAND, *IN_REVIEW)
LAW_TABLES = ("fines.csv", "speed_bands.csv", "terms.csv")

SPECIAL_SENTENCES = {
    Special.ARMY: "An army plate: it is not in the police register. Choose “Hand over to another authority”.",
    Special.FOREIGN: "A diplomatic or foreign plate: nothing is sent by itself (C79 art. 37.6).",
    Special.TEMPORARY: "A temporary plate: a person looks its holder up.",
}


@dataclass(frozen=True)
class Act:
    """What the camera says that was done. functions: what the camera is set up for; empty: any."""

    behaviour: str
    violated_at: datetime
    speed_kmh: str | None = None
    limit_kmh: str | None = None
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadPlate:
    """The plate as the looks voted. text: bare, "" where it is unreadable; others: plates that may be meant too."""

    text: str
    rows: tuple[str, ...]
    colour: str | None
    confidence: float
    doubtful: bool
    others: tuple[str, ...] = ()

    @property
    def known_colour(self) -> str | None:
        """The colour, None where it was not seen."""
        return None if self.colour in (None, "unknown") else self.colour

    def forms(self) -> tuple[PlateForm, ...]:
        """Layouts that it fits; a colour that was misjudged does not make a plate unknown."""
        rows = self.rows or None
        return parse(self.text, rows, self.known_colour) or parse(self.text, rows) or parse(self.text)


@dataclass(frozen=True)
class Finding:
    """One thing that a person should know before he judges.

    plate: where it was found for that plate alone, and holds no more when a person reads another one.
    """

    code: str
    sentence: str
    plate: str = ""

    def as_facts(self) -> dict[str, str]:
        """As a case keeps it."""
        facts = {"code": self.code, "sentence": self.sentence}
        return facts | {"plate": self.plate} if self.plate else facts


@dataclass(frozen=True)
class LawOfAct:
    """The act in law on its day.

    behaviour: code of fines.csv; SPEED where the band is not known. row: None where the law has none.
    vehicle_class: of the registered kind; where nothing is registered, of the kind that was seen.
    """

    behaviour: str
    vehicle_class: VehicleClass | None
    row: FineRow | None


@dataclass(frozen=True)
class Sorted:
    """Where a case begins. findings: worst first, () for an ordinary case."""

    findings: tuple[Finding, ...]
    law: LawOfAct
    vehicle: str | None

    @property
    def by_hand(self) -> bool:
        """Whether a person has to handle it from the start (domain.md 2.1, row 3)."""
        return any(finding.code in BY_HAND for finding in self.findings)

    @property
    def event(self) -> CaseEvent:
        """The event that brings the case out of DETECTED."""
        return CaseEvent.MANUAL_HANDLING_NEEDED if self.by_hand else CaseEvent.EVIDENCE_COMPLETE

    @property
    def reason(self) -> tuple[str, str] | None:
        """Code and sentence that the case shows."""
        return (self.findings[0].code, self.findings[0].sentence) if self.findings else None


def sort(
    act: Act,
    plate: ReadPlate,
    seen: SeenVehicle,
    registration: Registration,
    *,
    elsewhere: Sequence[str] = (),
    again: Sequence[str] = (),
    warned: Sequence[Finding] = (),
) -> Sorted:
    """Decide the first state of a case.

    elsewhere: sentences on sights of the same plate that cannot be of this vehicle (`twins.conflicts`).
    again:     sentences on cases that may be of this very act (`same_act.sentences`).
    warned:    what lists and earlier cases say of the plate (`plate_warnings.warnings_of`).
    """
    vehicle = (registration.vehicle.kind if registration.vehicle else None) or seen.kind or seen.reported
    law = law_of(act, vehicle)
    forms = plate.forms()
    found = [*_of_plate(plate, forms)]
    if not any(finding.code in ("SPECIAL_PLATE", "UNREADABLE") for finding in found):
        found += _of_register(plate, forms, seen, registration, elsewhere)
        found += [Finding(SAME_ACT, sentence) for sentence in again]
        found += warned
    found += _of_act(act, law, vehicle)
    return Sorted(tuple(sorted(found, key=lambda one: ORDER.index(one.code))), law, vehicle)


def _of_plate(plate: ReadPlate, forms: Sequence[PlateForm]) -> list[Finding]:
    special = special_reason(forms, plate.known_colour)
    if special is not None:
        return [Finding("SPECIAL_PLATE", SPECIAL_SENTENCES[special])]
    if not plate.text:
        return [Finding("UNREADABLE", "A plate is there, but the machine cannot read it: a person reads it.")]
    if not forms:
        return [Finding("UNREADABLE", "What was read fits no layout of a Vietnamese plate: a person reads it.")]
    if plate.others:
        return [Finding("DOUBTFUL_READING", _several_plates(plate))]
    if plate.doubtful:
        return [Finding("DOUBTFUL_READING", "The reading is not sure: compare it with the picture, sign by sign.")]
    return []


def _several_plates(plate: ReadPlate) -> str:
    shown = ", ".join(text or "?" for text in (plate.text, *plate.others))
    return f"Several plates stand in the scene ({shown}): look which vehicle did the act."


def _of_register(
    plate: ReadPlate,
    forms: Sequence[PlateForm],
    seen: SeenVehicle,
    registration: Registration,
    elsewhere: Sequence[str],
) -> list[Finding]:
    found = [Finding(TWIN, sentence) for sentence in elsewhere]
    if registration.found is Found.SEVERAL:
        found.append(Finding(TWIN, "Several registered vehicles bear this plate on the day of the act."))
    if registration.found is Found.NONE:
        found.append(Finding("NOT_IN_REGISTRY", "The register has no vehicle with this plate on the day of the act."))
    if registration.vehicle is not None:
        # Rows decide between layouts of one text; without them the register's kind may be either.
        fitting = forms if plate.rows else ()
        found += [Finding(one.code, one.sentence) for one in differences(seen, registration.vehicle, fitting)]
    elif seen.kind is None:
        unseen = "The machine could not tell the kind of the vehicle in the pictures: look yourself."
        found.append(Finding("KIND_NOT_SEEN", unseen))
    return found


def _of_act(act: Act, law: LawOfAct, vehicle: str | None) -> list[Finding]:
    found = []
    if not sees(act.functions, act.behaviour):
        found.append(Finding("CAMERA_FUNCTION", f"The camera is not set up for {act.behaviour}."))
    if vehicle is None:
        return found
    if law.row is None:
        found.append(Finding("NO_SUCH_ROW", _no_row(act, law, vehicle)))
    elif law.row.act_vi is None:
        found.append(Finding("NO_WORDING", f"No sourced wording of {law.behaviour} is known: it may not be printed."))
    return found


def _no_row(act: Act, law: LawOfAct, vehicle: str) -> str:
    on = vietnam_day(act.violated_at)
    if law.behaviour == SPEED and act.speed_kmh and act.limit_kmh:
        over = excess_kmh(Decimal(act.speed_kmh), Decimal(act.limit_kmh))
        return f"{over} km/h over the limit: the law has no fine for that for a {vehicle} on {on}."
    return f"The law has no {law.behaviour} for a {vehicle} on {on}."


def sees(functions: Sequence[str], behaviour: str) -> bool:
    """Whether a camera that is set up for `functions` may report `behaviour`; no functions: any.

    >>> sees((), "RED_LIGHT"), sees(("SPEED",), "SPEED_10_20"), sees(("SPEED",), "RED_LIGHT")
    (True, True, False)
    """
    return not functions or behaviour in functions or (is_speed(behaviour) and SPEED in functions)


def law_of(act: Act, vehicle: str | None) -> LawOfAct:
    """The act in law: the band of a shown speed follows from the vehicle, the row from the day of the act.

    vehicle: registered kind, or what was seen where nothing is registered; None: no class, no row.
    """
    on = vietnam_day(act.violated_at)
    if vehicle is None:
        return LawOfAct(act.behaviour, None, None)
    of_class, behaviour = vehicle_class(vehicle), act.behaviour
    if behaviour == SPEED:
        if act.speed_kmh is None or act.limit_kmh is None:
            return LawOfAct(SPEED, of_class, None)
        band = speed_band(Decimal(act.speed_kmh), Decimal(act.limit_kmh), of_class, on)
        if band is None:
            return LawOfAct(SPEED, of_class, None)
        behaviour = band.behaviour
    return LawOfAct(behaviour, of_class, fine_row(behaviour, of_class, on))


def law_facts(row: FineRow, violated_at: datetime) -> dict[str, Any]:
    """What a case keeps of its law: the row in force on the day of the act, its article in words, its table's version.

    may_explain: whether the violator may explain himself before the decision (LHAV art. 61.1).
    """
    on = vietnam_day(violated_at)
    return row.as_facts() | {
        "article": article_text(row, on),
        "may_explain": may_explain(row, on),
        "table_version": table_version("fines.csv"),
    }


def law_versions() -> dict[str, str]:
    """Versions of the tables that sorting rests on."""
    return {name: table_version(name) for name in LAW_TABLES} | {place_codes.FILE.name: place_codes.version()}
