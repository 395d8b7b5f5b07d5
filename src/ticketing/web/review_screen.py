"""One case as it lies on the desk of whoever judges it: all evidence at once, and never a word of the owner.

Put together from what the rooms say; nothing is decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.tables import Wording
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.cases.terms.deadlines import safe_day
from ticketing.evidence.tables import EvidenceItem
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.penalties import FineRow, article_text, row_of_facts
from ticketing.read.tables import Reading
from ticketing.registry.match import COLOUR_OR_MAKE_DIFFERS, basic_colours
from ticketing.review.case_file import CaseFile
from ticketing.review.completeness import Incomplete, Missing
from ticketing.review.evaluate import Verdict, evaluate
from ticketing.review.policy import BY_HAND, Kind
from ticketing.review.proposal import Seen, row_of_act, seen_by_machine, seen_by_person
from ticketing.review.registry_recheck import recheck, registered_for
from ticketing.review.tables import ReviewVerdict
from ticketing.review.verdict_queries import last_confirmation
from ticketing.review.wording import choices
from ticketing.web.text.phrases import named

CROP = "plate_crop"
SHOWN_FROM = 0.02  # below it another character is noise
# What the colours of the desk say; how many verdicts a doubtful reading needs is for review/data/policy.yaml.
DOUBTFUL_BELOW, CONFIDENT_FROM = 0.9, 0.95  # chance of one character, and of the whole plate


@dataclass(frozen=True)
class ScreenCharacter:
    """One character of the reading; alternatives: what else it could be, the likeliest first."""

    character: str
    probability: float
    alternatives: Sequence[tuple[str, float]]

    @property
    def doubtful(self) -> bool:
        """Whether the eye is led to it."""
        return self.probability < DOUBTFUL_BELOW


@dataclass(frozen=True)
class ScreenReading:
    """The vote over all looks. rows: characters as they stand on the plate, top row first."""

    raw_text: str
    rows: Sequence[Sequence[ScreenCharacter]]
    alternatives: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class ScreenBox:
    """A frame over the picture, in its pixels. kind: accused or plate."""

    kind: str
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Sighted:
    """What the pictures show of the vehicle: the largest sight of it."""

    kind: str | None = None
    colour: str | None = None


@dataclass(frozen=True)
class Compared:
    """One property of the vehicle, as the picture shows it and as it is registered."""

    name: str
    seen: str
    registered: str
    differs: bool


@dataclass(frozen=True)
class LeftDays:
    """A running term and the calendar days to its last day, negative once it passed; safe_on: see cases.deadlines."""

    clock: CaseClock
    days: int
    safe_on: date | None = None


@dataclass(frozen=True)
class Act:
    """The act under the law of its day. `article`: as papers print it."""

    row: FineRow
    article: str
    wordings: Sequence[Wording]


@dataclass(frozen=True)
class Corrected:
    """A correction before it is sent. registered: the vehicle of that plate; differs: why it is not the one seen.

    alike: cases that may hold the corrected act and are to be compared.
    """

    seen: Seen
    act: Act | None
    registered: Mapping[str, Any]
    differs: str
    alike: Sequence[Case]


@dataclass(frozen=True)
class ScreenCase:
    """What the page shows. `missing`: what stands against a confirmation; `pictures` in the order of capture.

    read: plate and vehicle as they were read last, by a person or else by the machine.
    """

    case: Case
    pictures: Sequence[EvidenceItem]
    crops: Sequence[EvidenceItem]
    boxes: Mapping[str, Sequence[ScreenBox]]
    reading: ScreenReading | None
    read: Seen
    compared: Sequence[Compared]
    why: Sequence[Mapping[str, str | None]]
    act: Act | None
    terms: Sequence[LeftDays]
    missing: Sequence[Missing]
    refusal: str
    certified_until: date | None
    alike: Sequence[Case]

    @property
    def confident(self) -> bool:
        """Whether the machine is confident of the whole plate."""
        return (self.case.confidence or 0.0) >= CONFIDENT_FROM


_LOOKS = sa.select(Reading).where(Reading.observation_id == sa.bindparam("case_id")).order_by(Reading.id)


def screen_of_case(
    session: Session, keys: FieldKeys, case: Case, verdicts: Sequence[ReviewVerdict], *, at: datetime
) -> ScreenCase:
    """Everything of a case that a judge may see. verdicts: those on it that were not taken back."""
    file = CaseFile(session, case)
    lacking, refusal = _lacking(file, keys)
    until = (case.certificate or {}).get("calibrated_until")
    looks = session.scalars(_LOOKS, {"case_id": case.id}).all()
    return ScreenCase(
        case=case,
        pictures=sorted(file.pictures, key=lambda item: (item.captured_at or case.violated_at, item.id)),
        crops=list({item.sha256: item for item in file.items if item.role == CROP}.values()),
        boxes=boxes_of(looks),
        reading=reading_of(looks),
        read=read_last(case, verdicts),
        compared=compared(case, sighted(looks)),
        why=why_here(case),
        act=_act(session, case, row_of_facts(case.law)) if case.law else None,
        terms=terms_of(session, case, vietnam_day(at)),
        missing=lacking,
        refusal=refusal,
        certified_until=date.fromisoformat(until) if until else None,
        alike=file.alike_before(seen_by_machine(case)),
    )


def why_here(case: Case) -> Sequence[Mapping[str, str | None]]:
    """Why a person has to look. Findings were made of the machine's reading: a later reason stands alone."""
    findings = case.findings or []
    if any(finding["code"] == case.reason_code for finding in findings):
        return findings
    return [{"code": case.reason_code, "sentence": case.reason}] if case.reason_code else []


def terms_of(session: Session, case: Case, today: date) -> list[LeftDays]:
    """Terms that run, the nearest first."""
    return left_days(running_clocks(session, case.id), today)


def left_days(clocks: Iterable[CaseClock], today: date) -> list[LeftDays]:
    """Terms with the days that are left of each."""
    return [LeftDays(clock, (clock.due_on - today).days, safe_day(clock)) for clock in clocks]


def reading_of(looks: Sequence[Reading]) -> ScreenReading | None:
    """The newest vote over all looks, cut into the rows of the plate; None where no machine read a plate."""
    vote = next((look.data for look in reversed(looks) if look.picture is None), None)
    if not vote or not vote["text"]:
        return None
    characters = iter(vote["characters"])
    rows = [[_character(one) for one in islice(characters, len(row))] for row in vote["rows"]]
    return ScreenReading(vote["raw_text"], rows, [(text, chance) for text, chance in vote["alternatives"]])


def _character(one: Mapping[str, Any]) -> ScreenCharacter:
    others = [(text, chance) for text, chance in one["alternatives"] if chance >= SHOWN_FROM]
    return ScreenCharacter(one["character"], one["probability"], others)


def boxes_of(looks: Sequence[Reading]) -> dict[str, list[ScreenBox]]:
    """Frames of the accused vehicle and its plate, by the picture they lie in."""
    found: dict[str, list[ScreenBox]] = {}
    for look in looks:
        if look.picture is None:
            continue
        frames = found.setdefault(look.picture, [])
        if look.vehicle:
            frames.append(ScreenBox("accused", *look.vehicle["box"]))
        if look.box:
            frames.append(ScreenBox("plate", *look.box))
    return found


def sighted(looks: Sequence[Reading]) -> Sighted:
    """The largest sight of the vehicle that bears the plate."""
    vehicles = [look.vehicle for look in looks if look.vehicle]
    if not vehicles:
        return Sighted()
    largest = max(vehicles, key=lambda one: (one["box"][2] - one["box"][0]) * (one["box"][3] - one["box"][1]))
    return Sighted(largest["kind"], largest["colour"])


def compared(case: Case, seen: Sighted) -> list[Compared]:
    """The picture beside the register. A property that one side does not know never differs.

    The kind is the machine's until a person has read the case by hand.
    """
    kind = case.vehicle if case.versions.get("read") == BY_HAND else seen.kind or case.vehicle
    registered = case.registration or {}
    known = basic_colours(registered.get("colour"))
    other_colour = any(finding["code"] == COLOUR_OR_MAKE_DIFFERS for finding in case.findings or ())
    return [
        _row("vehicle", kind, registered.get("kind"), "vehicle"),
        _row("plate_colour", case.plate_colour, registered.get("plate_colour"), "colour"),
        Compared("colour", named(seen.colour, "colour"), registered.get("colour") or "", bool(known) and other_colour),
        Compared("make", "", " ".join(filter(None, (registered.get("make"), registered.get("model")))), False),
    ]


def _row(name: str, seen: str | None, registered: str | None, table: str) -> Compared:
    differs = bool(seen and registered and seen != registered)
    return Compared(name, named(seen, table), named(registered, table), differs)


def corrected(session: Session, keys: FieldKeys, case: Case, seen: Seen) -> Corrected:
    """What a correction would make of vehicle and act; nothing is written. Never a word of the owner."""
    registered = registered_for(session, keys, case, seen_by_machine(case), seen, recheck)
    row = row_of_act(case, seen, registered.vehicle_class)
    differs = registered.differs[1] if registered.differs else ""
    alike = CaseFile(session, case).alike_before(seen)
    return Corrected(seen, _act(session, case, row) if row else None, registered.registration or {}, differs, alike)


def read_last(case: Case, verdicts: Sequence[ReviewVerdict]) -> Seen:
    """What the form of the manual queue holds: a plate that an officer typed is not lost when the register differs."""
    said = last_confirmation(verdicts)
    if said is None:
        return seen_by_machine(case)
    return seen_by_person(case, plate=said.plate, plate_colour=said.plate_colour, vehicle=said.vehicle)


def _act(session: Session, case: Case, row: FineRow) -> Act:
    return Act(row, article_text(row, vietnam_day(case.violated_at)), choices(session, row))


def _lacking(file: CaseFile, keys: FieldKeys) -> tuple[Sequence[Missing], str]:
    """What a confirmation would lack now: the verdict is worked out and thrown away."""
    try:
        evaluate(file, keys, Verdict(Kind.CONFIRM, wording_fits=True, another_act=True), recheck)
    except Incomplete as problem:
        return problem.missing, ""
    except Refused as problem:
        return (), str(problem)
    return (), ""
