"""Drops that stopped before they became a case: which wait for a person, and the ways out that each state allows.

A drop is set aside for good with a coded reason; nothing of it is deleted. What waits for its camera is judged anew
when the table of cameras has what it lacked. A clock that was ahead, or times that contradict each other, are not set
right afterwards: the time of the act can no longer be proved, so the only way out is aside.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party
from ticketing.cameras.estate import judge_again
from ticketing.cameras.ingest import locked
from ticketing.cameras.observation import HELD_FOR_THE_CAMERA, ObservationState
from ticketing.cameras.tables import Observation
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append

PAGE = 50
REASONS = Path(__file__).parent / "data" / "dismissals.yaml"


class NotQuarantined(ValueError):
    """A drop has no such way out; the text says what is possible. Nothing was changed."""


class WayOut(StrEnum):
    """What a person may do with a held drop."""

    JUDGE_AGAIN = "judge_again"
    READ_BY_HAND = "read_by_hand"
    DISMISS = "dismiss"


_ASIDE = (WayOut.DISMISS,)
_BY_HAND = (WayOut.READ_BY_HAND, WayOut.DISMISS)
_AGAIN = (WayOut.JUDGE_AGAIN, WayOut.DISMISS)
WAYS_OUT: Mapping[ObservationState, Sequence[WayOut]] = MappingProxyType(
    {
        ObservationState.CAMERA_UNKNOWN: _AGAIN,
        ObservationState.OUT_OF_CERTIFICATE: _AGAIN,
        ObservationState.NO_PLATE: _BY_HAND,
        ObservationState.NO_VEHICLE: _BY_HAND,
        ObservationState.CLOCK_OFF: _ASIDE,
        ObservationState.CONFLICT: _ASIDE,
        ObservationState.CORRUPT: _ASIDE,
    }
)


@cache
def dismissal_reasons() -> Mapping[str, Mapping[str, str]]:
    """Why a drop is set aside: code, and its sentence as `name` and `name_vi`."""
    return MappingProxyType(yaml.safe_load(REASONS.read_text(encoding="utf-8")))


def ways_out(drop: Observation) -> Sequence[WayOut]:
    """What a person may do with a drop; nothing where it became a case, is on its way, or was set aside."""
    return () if drop.dismissed_at else WAYS_OUT.get(ObservationState(drop.state), ())


def quarantine_page(
    session: Session, state: str | None = None, *, after: str = "", size: int = PAGE
) -> tuple[list[Observation], str | None]:
    """Held drops behind the id `after`, oldest first, and the id behind which the next page begins (None: no more)."""
    states = [state] if state else list(WAYS_OUT)
    query = _waiting(states).where(Observation.id > after).order_by(Observation.id).limit(size + 1)
    found = list(session.scalars(query))
    return found[:size], found[size - 1].id if len(found) > size else None


def quarantine_counts(session: Session) -> dict[str, int]:
    """How many drops wait in each state."""
    query = _waiting(WAYS_OUT).with_only_columns(Observation.state, sa.func.count()).group_by(Observation.state)
    return {row[0]: row[1] for row in session.execute(query)}


def _waiting(states: Iterable[str]) -> "sa.Select[Any]":
    return sa.select(Observation).where(Observation.state.in_(list(states)), Observation.dismissed_at.is_(None))


def take_way(session: Session, observation_id: str, way: WayOut, actor: Actor) -> Observation:
    """The drop, locked, when this person may go this way with it. Raises NotHeld, LookupError."""
    if Party.OFF not in actor.parties():
        raise NotQuarantined("Held drops are dealt with by an officer.")
    drop = locked(session, observation_id)
    if way not in ways_out(drop):
        raise NotQuarantined(
            f"This is not possible for a drop that is {'set aside' if drop.dismissed_at else drop.state}."
        )
    return drop


def dismiss(
    session: Session, observation_id: str, *, reason_code: str | None, note: str = "", actor: Actor, at: datetime
) -> Observation:
    """Set a drop aside for good. Its bytes, its state and its events stay. Raises NotHeld, LookupError."""
    drop = take_way(session, observation_id, WayOut.DISMISS, actor)
    if reason_code not in dismissal_reasons():
        raise NotQuarantined("Choose why the drop is set aside: whoever looks at it later needs to know.")
    drop.dismissed_at, drop.dismissed_by = at, actor.person
    drop.dismissed_because, drop.dismissed_note = reason_code, note.strip()
    drop.version += 1
    drop.changed_at = at
    data = {"state": drop.state, "reason_code": reason_code}
    append(session, at=at, kind=LogEvent.OBSERVATION_DISMISSED, subject=drop.id, actor=actor.label, data=data)
    return drop


def take_up_again(session: Session, observation_id: str, *, actor: Actor, at: datetime) -> Observation:
    """Judge a drop anew that waited for its camera; it goes on where the table of cameras now has what it lacked.

    Raises NotHeld with what still lacks, LookupError.
    """
    drop = take_way(session, observation_id, WayOut.JUDGE_AGAIN, actor)
    judge_again(session, observation_id, at, actor)
    if drop.state in HELD_FOR_THE_CAMERA:
        raise NotQuarantined(f"{drop.reason} Nothing was changed.")
    return drop
