"""The pipeline: one observation from its sealed bytes to a case, on one page.

Each step takes values and gives values; what is saved at the end is saved in one transaction with the case. A crash
before it leaves the observation as it was, and the walk begins again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.cameras.ingest import leave_street
from ticketing.cameras.observation import PICTURE_ROLES, ObservationState
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases.intake.opening import open_for_a_person, open_from_observation
from ticketing.detect.detections import Box, Detections
from ticketing.documents.layout.redaction import SIGHTS, Sight, sights_json
from ticketing.evidence.seal import Sealed, items_of, record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.kit.failpoints import failpoint
from ticketing.read.plate_selection import NEAR, CropInPicture, PlateSelection, select_plate
from ticketing.read.readings import PlateReading
from ticketing.registry.remote_cache import bring_vehicles

ACTOR = machine("pipeline")


Picture = EvidenceItem | Sealed
"""A picture in the store: sealed already, or about to be."""


@dataclass(frozen=True)
class SeenPlate:
    """What the networks make of one picture. words: boxes in which the camera wrote, taken for plates."""

    item: Picture
    detections: Detections
    looks: tuple[CropInPicture, ...]
    words: frozenset[Box] = frozenset()


@dataclass(frozen=True)
class Read:
    """What the networks make of all pictures of one act. made: the blobs that were cut and written on the way."""

    seen: list[SeenPlate]
    accused: PlateSelection
    reading: PlateReading
    made: list[Sealed]


def observe(context: AppContext, observation_id: str) -> None:
    """Walk one observation through detection, reading and matching (task "observe"). Running again does nothing."""
    with context.database.reading() as session:
        observation = session.get_one(Observation, observation_id)
        pictures = [item for item in items_of(session, observation_id) if item.role in PICTURE_ROLES]
    if observation.state != ObservationState.RECEIVED:
        return
    expect_register(context)
    seen = [look_at(context, number, item) for number, item in enumerate(pictures)]
    failpoint("pictures_detected_before_save")
    found = read_all(context, seen)
    if found is None:
        _leave(context, observation_id, seen)
        return
    failpoint("plates_read_before_save")
    ask_register(context, observation, found)
    _open(context, observation_id, found)


def read_all(context: AppContext, seen: list[SeenPlate]) -> Read | None:
    """The plate that is meant, read over all pictures together; None where no picture shows one."""
    accused = select_plate([look for picture in seen for look in picture.looks])
    if accused is None:
        return None
    made = [_seal_crop(context, seen[look.picture], look) for look in accused.looks]
    made.append(_seal_sights(context, seen, accused))
    return Read(seen, accused, _read(accused), made)


def look_at(context: AppContext, number: int, item: Picture) -> SeenPlate:
    """Detect and look at the plates of one picture; its bytes were decoded whole before they were accepted."""
    from ticketing.read.overlay_text import overlay_words
    from ticketing.read.pictures import open_picture
    from ticketing.read.plates import read_detected_plates

    service = _networks()
    picture = open_picture(context.store.get(item.sha256)).upright
    detections = service.detector.detect(picture)
    looks = read_detected_plates(picture, detections, service.reader)
    words = overlay_words(picture, detections, looks)
    return SeenPlate(item, detections, tuple(CropInPicture(number, item.role, look) for look in looks), words)


def _read(accused: PlateSelection) -> PlateReading:
    from ticketing.read.plates import read_together

    return read_together([look.look for look in accused.looks], _networks().calibration)


def _leave(context: AppContext, observation_id: str, seen: list[SeenPlate]) -> None:
    """No plate was seen. Where the camera itself cut one out, a person reads what the machine does not see."""
    vehicles = any(picture.detections.vehicles for picture in seen)
    state = ObservationState.NO_PLATE if vehicles else ObservationState.NO_VEHICLE
    now = context.clock.now()
    with context.database.writing() as session:
        observation = session.get_one(Observation, observation_id, with_for_update=True)
        if observation.state != ObservationState.RECEIVED:
            return
        leave_street(session, observation_id, state, actor=ACTOR, at=now)
        if any(picture.item.role == NEAR for picture in seen):
            camera = session.get_one(Camera, observation.camera)
            open_for_a_person(session, observation, camera=camera, actor=ACTOR, at=now)


def _seal_crop(context: AppContext, seen: SeenPlate, look: CropInPicture) -> Sealed:
    """The plate as an officer sees it, a new blob that names the picture it was cut from and what cut it."""
    from ticketing.read.pictures import encode_png, open_picture
    from ticketing.read.plates import crop_plate

    picture = open_picture(context.store.get(seen.item.sha256)).upright
    crop = encode_png(crop_plate(picture, look.look.box, margin=0.15))
    return store_blob(
        context.store,
        crop,
        "plate_crop",
        captured_at=seen.item.captured_at,
        parent=seen.item.sha256,
        made_by=f"crop_plate {_networks().version}",
    )


def _seal_sights(context: AppContext, seen: list[SeenPlate], accused: PlateSelection) -> Sealed:
    """Where vehicles and plates are in each picture: others than the accused are hidden in what leaves the office."""
    sights = sights_of(seen, accused)
    return store_blob(context.store, sights_json(sights), SIGHTS, made_by=f"detect {_networks().version}")


def sights_of(seen: Sequence[SeenPlate], accused: PlateSelection | None) -> dict[str, Sight]:
    """What each picture shows, by its SHA-256: of plates those on which something could be read, no lamps and signs.

    What the camera itself wrote into the picture is no plate either.
    """
    own = {look.picture: look.look.box for look in accused.looks} if accused else {}
    sights = {}
    for number, one in enumerate(seen):
        read = {look.look.box for look in one.looks} - one.words
        plates = tuple(plate for plate in one.detections.plates if plate.box in read)
        sights[one.item.sha256] = Sight(replace(one.detections, plates=plates), own.get(number))
    return sights


def expect_register(context: AppContext) -> None:
    """Before the pictures are looked at: while the register is left alone, the walk would come to no end.

    Raises RegisterFault.
    """
    if context.register is not None:
        context.register.expect_answers()


def ask_register(context: AppContext, observation: Observation, found: Read) -> None:
    """Where a register is asked over the network, its vehicles of that plate are brought here, before the transaction.

    Raises RegisterFault where it gives no answer: the observation waits, and the walk begins again.
    """
    text = found.reading.text
    if context.register is None or not text or observation.captured_at is None:
        return
    bring_vehicles(
        context.database,
        context.keys,
        context.register,
        text,
        vietnam_day(observation.captured_at),
        at=context.clock.now(),
    )


def _open(context: AppContext, observation_id: str, found: Read) -> None:
    """All that the walk found, in one transaction with the case in its first state."""
    with context.database.writing() as session:
        observation = session.get_one(Observation, observation_id, with_for_update=True)
        if observation.state == ObservationState.RECEIVED:
            store(session, context, observation, found)


def store(session: Session, context: AppContext, observation: Observation, found: Read) -> None:
    """Open the case with what was found, or bring the one that waits in DETECTED on with it."""
    now = context.clock.now()
    open_from_observation(
        session,
        context.keys,
        observation,
        camera=session.get_one(Camera, observation.camera),
        detections={picture.item.sha256: picture.detections for picture in found.seen},
        accused=found.accused,
        sources=[found.seen[look.picture].item.sha256 for look in found.accused.looks],
        reading=found.reading,
        versions={"networks": _networks().version},
        actor=ACTOR,
        at=now,
    )
    record_sealed(session, observation.id, found.made, at=now, actor=ACTOR.label)


@cache
def _networks():  # type: ignore[no-untyped-def]
    """The networks, loaded once a process; one thread each, for jobs run beside each other on every core."""
    from ticketing.read.service import PlateService

    return PlateService.shipped(threads=1)
