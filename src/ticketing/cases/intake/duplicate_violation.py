"""Two records of one act: two cameras of one place, or one camera that sent it twice under two event ids.

One act is fined once (LHAV art. 3.1.d), so nobody confirms the second record without having looked at the first.
Whether it is the same act is for a person to say; here is only what looks like it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.syllables import without_marks
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import UNJUDGED, CaseState
from ticketing.cases.tables import REAL, Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import events_of
from ticketing.kit.clock import iso_vietnam
from ticketing.kit.earth import distance_km, read_position
from ticketing.law.behaviours import BEHAVIOURS, SPEED, is_speed

WITHIN, WITHIN_STANDING = timedelta(minutes=1), timedelta(hours=1)
"""How far apart two records of one act lie at most: of a vehicle that moves on, and of one that stands."""

ANOTHER_ACT = "another_act"
"""What the event of a confirmation says: ids of the cases that the officer compared and that are of other acts."""

DROPPED = frozenset({CaseState.REJECTED, CaseState.EXPIRED, CaseState.ANNULLED})
"""A case that nobody can be fined for any more is no second fine."""

ONE_JUNCTION_KM = 0.2
"""Cameras of one junction stand this near to each other."""
ALIKE = 0.75
"""Where no position tells: this share of the names in the shorter text stands in the longer one too."""
_OF_ANY_PLACE = frozenset(
    (
        "duong", "pho", "ngo", "ngach", "hem", "quoc", "tinh", "lo", "doan", "truoc", "sau", "gan", "huong", "lan",
        "phia", "di", "tu", "den", "nga", "ba", "bon", "nam", "vong", "xoay", "nut", "giao", "cau", "vuot", "ham", "km",
        "so", "o", "to", "xe", "may", "mot", "chieu", "va",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Recorded:
    """What a record says of an act. position, junction, commune_code: of the camera, None where they are not known."""

    plate: str | None
    behaviour: str | None
    camera: str
    place: str
    violated_at: datetime
    position: str | None = None
    junction: str | None = None
    commune_code: str | None = None


def recorded(case: Case) -> Recorded:
    """The act as a case has it."""
    camera = case.certificate or {}
    return Recorded(
        case.plate, case.behaviour, case.camera, case.place, case.violated_at, camera.get("position"),
        camera.get("junction"), camera.get("commune_code"),
    )  # fmt: skip


def may_be_duplicate(one: Recorded, other: Recorded) -> bool:
    """Whether two records may be of one act: same plate, behaviour and place, within a short time. Pure.

    A speed that was measured twice is one act, whichever bands it fell into.
    """
    if not one.plate or not one.behaviour or not other.behaviour or one.plate != other.plate:
        return False
    apart = abs(one.violated_at - other.violated_at)
    return _one_place(one, other) and _act(one.behaviour) == _act(other.behaviour) and apart <= _within(one.behaviour)


def _one_place(one: Recorded, other: Recorded) -> bool:
    """One camera, one junction, or cameras side by side; one place may be written in two ways. A person compares."""
    if one.camera == other.camera or one.place == other.place:
        return True
    if one.junction and other.junction:
        return one.junction == other.junction
    here, there = read_position(one.position), read_position(other.position)
    if here and there:
        return distance_km(here, there) <= ONE_JUNCTION_KM
    if one.commune_code != other.commune_code and one.commune_code and other.commune_code:
        return False
    fewer, more = sorted((_named(one.place), _named(other.place)), key=len)
    return len(fewer & more) >= max(2, len(fewer) * ALIKE)


def _named(place: str) -> frozenset[str]:
    """The names in a place, without its commune, its marks and the words that any place has.

    >>> sorted(_named("Ngã tư Hùng Vương, phường Bắc Giang"))
    ['hung', 'vuong']
    """
    words = re.sub(r"\W+", " ", without_marks(place.partition(",")[0].lower())).split()
    return frozenset(words) - _OF_ANY_PLACE


def _act(behaviour: str) -> str:
    return SPEED if is_speed(behaviour) else behaviour


def _within(behaviour: str) -> timedelta:
    known = BEHAVIOURS.get(behaviour)
    return WITHIN_STANDING if known is not None and known.stands else WITHIN


_NEAR_IN_TIME = (
    sa.select(Case)
    .where(
        Case.plate == sa.bindparam("plate"),
        Case.id != sa.bindparam("case_id"),
        Case.violated_at.between(sa.bindparam("earliest"), sa.bindparam("latest")),
        Case.state.not_in(DROPPED),
        REAL,
    )
    .order_by(Case.opened_at, Case.number)
)


def cases_alike(session: Session, case_id: str, act: Recorded) -> list[Case]:
    """Other cases that may be of this act and were not dropped, the oldest first."""
    if not act.plate or not act.behaviour:
        return []
    earliest, latest = act.violated_at - WITHIN_STANDING, act.violated_at + WITHIN_STANDING
    asked = {"plate": act.plate, "case_id": case_id, "earliest": earliest, "latest": latest}
    others = session.scalars(_NEAR_IN_TIME, asked)
    return [other for other in others if may_be_duplicate(act, recorded(other))]


def cases_before(session: Session, case: Case, act: Recorded) -> list[Case]:
    """Cases that may be of this act and go before it: opened earlier, or judged already. `act`: as a person sees it."""
    return [other for other in cases_alike(session, case.id, act) if _goes_before(other, case)]


def _goes_before(other: Case, case: Case) -> bool:
    return other.state not in UNJUDGED or (other.opened_at, other.number) < (case.opened_at, case.number)


@dataclass(frozen=True)
class Statement:
    """An officer compared two cases and confirmed that they are of two acts. by: as the log names him; at: when."""

    by: str
    at: str


def declared_separate(session: Session, one: Case, other: Case) -> Statement | None:
    """The statement that stands between two cases, made with a confirmation or a proposed decision of either of them.

    Of each case its newest confirmation counts, and its newest proposal: one that was taken back or sent back, and what
    was said with it, is no more. None where nobody said it.
    """
    for case, compared in ((one, other), (other, one)):
        events = events_of(session, case.id)
        confirmed = [event for event in events if event.kind == CaseEvent.ACT_CONFIRMED]
        if confirmed and compared.id in json.loads(confirmed[-1].leaf)["data"].get(ANOTHER_ACT, ()):
            return Statement(confirmed[-1].actor, confirmed[-1].at)
        proposed = [event for event in events if event.kind == LogEvent.DECISION_PROPOSED]
        said = json.loads(proposed[-1].leaf)["data"].get(ANOTHER_ACT, ()) if proposed else ()
        for line in said:
            if line["case"] == compared.number:
                return Statement(line["said_by"], line["said_at"])
    return None


def sentences(others: Sequence[Case]) -> list[str]:
    """What a person reads of each of them."""
    return [
        f"Case {case.number} has the same plate, act and place at {iso_vietnam(case.violated_at)}: an act is fined "
        "once, compare them."
        for case in others
    ]
