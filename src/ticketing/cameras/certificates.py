"""May this camera accuse, for this act, at this moment? Pure; the answer is given again when the camera table changes.

Decree 61/2026/NĐ-CP art. 12: devices stand by an approved plan, and what measures is verified. A lapsed certificate
holds every drop of that camera; a camera without one can hold only what it need not measure, so speed is held too.
A camera whose times contradict the clock of the office, or each other, proves no time: its drop is held as well.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ticketing.cameras.observation import CameraFacts, Drop, ObservationState
from ticketing.kit.clock import iso_vietnam, vietnam_day
from ticketing.law.behaviours import BEHAVIOURS, is_speed

CLOCK_TOLERANCE = timedelta(minutes=5)
STANDS_FOR = timedelta(days=1)
"""How far from the act a picture of a vehicle that stands may lie; of one that moves it is CLOCK_TOLERANCE."""
CLIP_RUNS = timedelta(minutes=30)
"""How long before the act a clip may begin: nobody knows its length before it is opened, and one that runs through the
moment of the act proves it."""

Hold = tuple[ObservationState, str]


def hold(
    camera: CameraFacts | None,
    *,
    behaviour: str,
    captured_at: datetime,
    moments: Iterable[datetime],
    clip_began: datetime | None,
    received_at: datetime,
) -> Hold | None:
    """Why a drop waits for a person, as state and sentence; None where it may go on.

    moments: when the pictures of the drop claim to have been made. clip_began: None without a clip that says so.
    """
    if camera is None:
        return (
            ObservationState.CAMERA_UNKNOWN,
            "No camera of that code is loaded. Load it (ticketing cameras load) and the drop goes on by itself.",
        )
    return (
        _ahead([captured_at, *moments, *([clip_began] if clip_began else [])], received_at)
        or _apart(behaviour, captured_at, list(moments), clip_began)
        or _uncertified(camera, behaviour, captured_at)
    )


def hold_of_drop(camera: CameraFacts | None, drop: Drop, received_at: datetime) -> Hold | None:
    """See `hold`."""
    return hold(
        camera,
        behaviour=drop.behaviour,
        captured_at=drop.captured_at,
        moments=[picture.captured_at for picture in drop.pictures],
        clip_began=drop.clip.started_at if drop.clip else None,
        received_at=received_at,
    )


def _ahead(moments: Iterable[datetime], received_at: datetime) -> Hold | None:
    latest_moment = max(moments)
    if latest_moment <= received_at + CLOCK_TOLERANCE:
        return None
    return (
        ObservationState.CLOCK_OFF,
        f"The camera says {iso_vietnam(latest_moment)}, but it was received at {iso_vietnam(received_at)}: "
        "its clock is ahead. Have it checked.",
    )


def _apart(
    behaviour: str, captured_at: datetime, moments: Iterable[datetime], clip_began: datetime | None
) -> Hold | None:
    known = BEHAVIOURS.get(behaviour)
    reach = STANDS_FOR if known and known.stands else CLOCK_TOLERANCE
    strange = [moment for moment in moments if abs(moment - captured_at) > reach]
    if clip_began and not -max(reach, CLIP_RUNS) <= clip_began - captured_at <= reach:
        strange.append(clip_began)
    if not strange:
        return None
    farthest = max(strange, key=lambda moment: abs(moment - captured_at))
    return (
        ObservationState.CLOCK_OFF,
        f"The camera says that the act was at {iso_vietnam(captured_at)} and that a picture or the clip of it is of "
        f"{iso_vietnam(farthest)}: they do not belong together. Have its clock checked.",
    )


def _uncertified(camera: CameraFacts, behaviour: str, captured_at: datetime) -> Hold | None:
    captured_on = vietnam_day(captured_at)
    if camera.calibrated_until is None:
        if not is_speed(behaviour):
            return None
        return (
            ObservationState.OUT_OF_CERTIFICATE,
            "No verification of this camera is on record, and a shown speed counts only from a verified device "
            "(D61 art. 12). Load calibrated_until.",
        )
    if camera.calibrated_until >= captured_on:
        return None
    return (
        ObservationState.OUT_OF_CERTIFICATE,
        f"The camera's verification ended on {camera.calibrated_until}, the act is of {captured_on} (D61 art. 12).",
    )
