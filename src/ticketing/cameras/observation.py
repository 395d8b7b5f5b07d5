"""What a camera says, as values: a drop, the camera it came from, and what became of it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum


class ObservationState(StrEnum):
    """Where an observation stands. The names that people see before there is a case are those of the issue list.

    RECEIVED: on its way to the networks. CASE_OPENED: from here on the case of the same id tells the rest.
    """

    RECEIVED = "RECEIVED"
    CASE_OPENED = "CASE_OPENED"
    NO_VEHICLE = "NO_VEHICLE"
    NO_PLATE = "NO_PLATE"
    CORRUPT = "CORRUPT"
    CONFLICT = "CONFLICT"
    CAMERA_UNKNOWN = "CAMERA_UNKNOWN"
    OUT_OF_CERTIFICATE = "OUT_OF_CERTIFICATE"
    CLOCK_OFF = "CLOCK_OFF"


# What a later load of the table of cameras may set free again.
HELD_FOR_THE_CAMERA = frozenset({ObservationState.CAMERA_UNKNOWN, ObservationState.OUT_OF_CERTIFICATE})
PICTURE_ROLES = ("overview", "before", "at", "after", "plate")
CLIP = "clip"
"""The role under which a clip is sealed."""


class Result(StrEnum):
    """What `ingest` answers for a drop; WAITING: a file that belongs to none yet and may still be written."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    CONFLICT = "conflict"
    QUARANTINED = "quarantined"
    WAITING = "waiting"


@dataclass(frozen=True)
class DropPicture:
    """A picture that a drop names. `file` lies in the drop's folder; `role` is one of PICTURE_ROLES."""

    file: str
    role: str
    captured_at: datetime


@dataclass(frozen=True)
class DropClip:
    """A clip that a drop names."""

    file: str
    started_at: datetime | None


@dataclass(frozen=True)
class Drop:
    """What the camera says of one act. Speeds are the shown values, decimal text with one digit behind the point."""

    event_id: str
    camera: str
    captured_at: datetime
    place: str
    behaviour: str
    speed_kmh: str | None
    limit_kmh: str | None
    vehicle: str | None
    pictures: tuple[DropPicture, ...]
    clip: DropClip | None

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When its parts are said to have been made: the act, each picture, the clip where it says."""
        began = [self.clip.started_at] if self.clip and self.clip.started_at else []
        return (self.captured_at, *(picture.captured_at for picture in self.pictures), *began)

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files it consists of, each once."""
        names = [picture.file for picture in self.pictures] + ([self.clip.file] if self.clip else [])
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class CameraFacts:
    """A camera as the estate holds it; empty cells are unknown.

    functions: behaviour codes or SPEED that it was set up for; empty: any.
    position:  latitude and longitude as the table has them (kit.earth). junction: code that its cameras share.
    """

    code: str
    name: str | None
    place: str | None
    commune_code: str | None
    unit: str | None
    functions: tuple[str, ...]
    plan_no: str | None
    calibrated_until: date | None
    certificate_no: str | None
    position: str | None = None
    junction: str | None = None

    def as_certificate(self) -> dict[str, str | list[str] | None]:
        """What a case keeps of the device it rests on (D61 art. 12, 14), as JSON holds it."""
        facts = asdict(self)
        facts["functions"] = list(self.functions)
        facts["calibrated_until"] = self.calibrated_until.isoformat() if self.calibrated_until else None
        return facts


@dataclass(frozen=True)
class Ingested:
    """What `ingest` says of one drop. `case_id` names observation and later case; None where no case can follow."""

    drop: str
    event_id: str | None
    camera: str | None
    result: Result
    case_id: str | None
    reason: str | None

    @property
    def is_corrupt(self) -> bool:
        """Whether it is a bad drop, come now or known as one."""
        return (self.reason or "").startswith(f"{ObservationState.CORRUPT}: ")

    def as_json(self) -> dict[str, str | None]:
        """The line that `ingest --json` prints."""
        return asdict(self)
