"""What else the plate of a case may be: registered vehicles for its judge to choose from, or not.

Nothing is decided here. A choice is a correction like any other (proposal.py); what was shown stands in the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cameras.tables import Observation
from ticketing.cases.intake.opening import kind_of_sights
from ticketing.cases.record import commitment, note
from ticketing.cases.states import WAITING, Refused
from ticketing.cases.tables import Case
from ticketing.detect.detections import VehicleSeen
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.plates.layouts import normalise
from ticketing.read.readings import Character
from ticketing.read.tables import Reading
from ticketing.registry.candidates import MOST_SUGGESTIONS, Guess, Suggestion, guesses, suggestions
from ticketing.registry.local import vehicles_on
from ticketing.registry.vehicles import SeenVehicle
from ticketing.review.policy import BY_HAND

SHOWN = LogEvent.PLATE_ALTERNATIVES_SHOWN
PURPOSE = "which vehicle a doubtful plate is of"


@dataclass(frozen=True)
class Alternatives:
    """Vehicles that the picture may show, best first; nobody's name.

    read:     the text that they are alternatives to, "" where nothing was read.
    offered:  registered vehicles. likeliest: texts alone, where the register lies outside and is asked for one plate
              at a time. asked: how many texts were looked up here.
    """

    read: str
    offered: tuple[Suggestion, ...] = ()
    likeliest: tuple[Guess, ...] = ()
    asked: int = 0


def alternatives(session: Session, keys: FieldKeys, case: Case, *, register_outside: bool = False) -> Alternatives:
    """The registered vehicles of the day of the act that a doubtful plate may mean, ranked with what the pictures show.

    Raises Refused where nobody judges the case (any more): then the register is not looked into for it.
    """
    if case.state not in WAITING:
        raise Refused(f"Case {case.number} waits for no judge: no plate is suggested for it.")
    looks = list(session.scalars(sa.select(Reading).where(Reading.observation_id == case.id).order_by(Reading.id)))
    vote: dict[str, Any] = next((look.data for look in reversed(looks) if look.picture is None), {})
    read, guessed = _guessed(case, vote)
    if register_outside:
        return Alternatives(read, likeliest=guessed[:MOST_SUGGESTIONS])
    registered = vehicles_on(session, keys, [guess.text for guess in guessed], vietnam_day(case.violated_at))
    offered = suggestions(guessed, registered, pictured_vehicle(session, case, looks))
    return Alternatives(read, offered, asked=len(guessed))


def note_suggestions(session: Session, case: Case, shown: Alternatives, *, actor: Actor, at: datetime) -> None:
    """Write down which plates' vehicles were shown to whom, in which case and what for."""
    texts = [one.text for one in shown.offered]
    data = {
        "purpose": PURPOSE,
        "asked": shown.asked,
        "found": len(texts),
        "commitments": {"plates": commitment(case, "plates suggested", texts)},
    }
    note(session, case, SHOWN, actor=actor, at=at, data=data)


def pictured_vehicle(session: Session, case: Case, looks: Sequence[Reading]) -> SeenVehicle:
    """What the pictures show of the vehicle; where a person has read the case by hand, the kind is his."""
    sights = [VehicleSeen(**look.vehicle) for look in looks if look.vehicle]
    by_hand = case.versions.get("read") == BY_HAND
    kind, score = (case.vehicle, 1.0) if by_hand else kind_of_sights(sights)
    largest = max(sights, key=lambda one: _area(one.box), default=None)
    observation = session.get(Observation, case.id)
    return SeenVehicle(
        kind=kind,
        kind_score=score,
        reported=observation.vehicle if observation else None,
        plate_colour=case.plate_colour,
        colour=largest.colour if largest else None,
    )


def _guessed(case: Case, vote: dict[str, Any]) -> tuple[str, tuple[Guess, ...]]:
    """The text that stands in the case, or else what the network made of an unreadable plate, and what it may mean."""
    by_machine = vote.get("text") or normalise(vote.get("raw_text", ""))
    read = case.plate or by_machine
    if not read:
        return "", ()
    if read != by_machine:  # a person typed it: the network's doubts are not about this text
        return read, guesses(read, (), (), 1.0)
    characters = [
        Character(one["character"], one["probability"], tuple((glyph, chance) for glyph, chance in one["alternatives"]))
        for one in vote["characters"]
    ]
    others = [(text, chance) for text, chance in vote["alternatives"]]
    return read, guesses(read, characters, others, vote["confidence"])


def _area(box: Sequence[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
