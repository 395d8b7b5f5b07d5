"""From an observation that was read to a case in its first state, in one transaction. Running again is safe."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cameras.ingest import move
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases import record
from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.cloned_plates import Sight, conflicts, registered_of, warn_others
from ticketing.cases.intake.duplicate_violation import Recorded, cases_alike, sentences
from ticketing.cases.intake.plate_warnings import warnings_of
from ticketing.cases.intake.sorting import (
    Act,
    Finding,
    LawOfAct,
    ReadPlate,
    Sorted,
    law_facts,
    law_of,
    law_versions,
    sort,
)
from ticketing.cases.recall.recalls import hold_if_recalled
from ticketing.cases.record import Facts, Opening
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.read.readings import PlateReading, Verdict
from ticketing.read.tables import Reading
from ticketing.registry.local import vehicle_on
from ticketing.registry.match import VEHICLE_DIFFERS
from ticketing.registry.vehicles import Registration, SeenVehicle

if TYPE_CHECKING:  # they bring picture libraries with them, which a page that imports this room must not load
    from ticketing.detect.detections import Detections, VehicleSeen
    from ticketing.read.plate_selection import CropInPicture, PlateSelection

UNSEEN = {
    ObservationState.NO_PLATE: "The machine saw no plate where camera or officer see one: a person reads it.",
    ObservationState.NO_VEHICLE: "The machine saw no vehicle where camera or officer see one: a person reads it.",
}


def open_from_observation(
    session: Session,
    keys: FieldKeys,
    observation: Observation,
    *,
    camera: Camera,
    detections: "Mapping[str, Detections]",
    accused: "PlateSelection",
    sources: Sequence[str],
    reading: PlateReading,
    versions: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Case:
    """Open the case of an observation, sort it and mark the observation as left. Returns the case as it is then.

    A case that is back in DETECTED, because an officer asked for better evidence, is sorted again by what was read now.

    detections: by SHA-256 of the picture. accused: the looks at the plate of the vehicle that is meant.
    sources:    SHA-256 of the picture of each of those looks, in their order.
    versions:   of the networks, under "networks".
    """
    found = session.get(Case, observation.id)
    if found is not None and found.state != CaseState.DETECTED:
        return found
    plate = _read_plate(reading, accused.others)
    seen = _seen_vehicle(accused, observation.vehicle, reading.colour)
    act = _act(observation, camera)
    registration = _registered(session, keys, plate, act)
    twins = conflicts(session, observation.id, _sight(plate, act, camera, seen, registration))
    elsewhere = [one.sentence for one in twins]
    alike = _duplicate_of(session, observation, camera, plate)
    warned = warnings_of(session, keys, plate.text, vietnam_day(act.violated_at))
    decided = sort(act, plate, seen, registration, elsewhere=elsewhere, again=alike, warned=warned)
    _store_readings(session, observation.id, accused, sources, reading, versions["networks"], at)
    columns = _columns(observation, camera, plate, seen, registration, decided, versions)
    record.open_case(session, _opening(observation, columns), actor=actor, at=at)
    move(session, observation.id, ObservationState.CASE_OPENED, None, actor=actor, at=at)
    again = columns if found is not None else {}  # asked for better evidence: what was read anew replaces the first
    facts = Facts(columns=again, reason=decided.reason, log=_log(decided, seen, registration, detections))
    case = record.apply(session, observation.id, decided.event, actor=actor, at=at, facts=facts)
    warn_others(session, case, twins, actor=actor, at=at)
    hold_if_recalled(session, case, at=at)
    return case


def open_for_a_person(
    session: Session, observation: Observation, *, camera: Camera, actor: Actor, at: datetime
) -> Case:
    """Open the case of a drop in which the machine saw no vehicle or no plate, for a person to read.

    The kind of vehicle is what the camera reported. Opening again returns the case that is there.
    """
    found = session.get(Case, observation.id)
    if found is not None:
        return found
    reason = ("UNREADABLE", UNSEEN[ObservationState(observation.state)])
    act = _act(observation, camera)
    columns = _columns_of_act(observation, camera, law_of(act, observation.vehicle)) | {
        "vehicle": observation.vehicle,
        "versions": law_versions(),
        "findings": [Finding(*reason).as_facts()],
    }
    record.open_case(session, _opening(observation, columns), actor=actor, at=at)
    move(session, observation.id, ObservationState.CASE_OPENED, None, actor=actor, at=at)
    facts = Facts(reason=reason, log={"findings": [reason[0]]})
    case = record.apply(session, observation.id, CaseEvent.MANUAL_HANDLING_NEEDED, actor=actor, at=at, facts=facts)
    hold_if_recalled(session, case, at=at)
    return case


def _read_plate(reading: PlateReading, others: tuple[str, ...]) -> ReadPlate:
    return ReadPlate(
        text="" if reading.verdict is Verdict.NO else reading.text,
        rows=reading.rows,
        colour=reading.colour,
        confidence=reading.confidence,
        doubtful=reading.verdict is not Verdict.YES,
        others=others,
    )


def _seen_vehicle(accused: "PlateSelection", reported: str | None, plate_colour: str) -> SeenVehicle:
    largest = accused.vehicle()
    kind, score = kind_of_sights(look.look.vehicle for look in accused.looks)
    return SeenVehicle(
        kind=kind,
        kind_score=score,
        reported=reported,
        plate_colour=plate_colour,
        colour=largest.colour if largest else None,
    )


def kind_of_sights(sights: "Iterable[VehicleSeen | None]") -> tuple[str | None, float]:
    """The kind that most sights of one vehicle agree on, and how sure: the best score times the share of agreement."""
    totals: dict[str, float] = defaultdict(float)
    best: dict[str, float] = defaultdict(float)
    for sight in sights:
        if sight is not None:
            totals[sight.kind] += sight.score
            best[sight.kind] = max(best[sight.kind], sight.score)
    if not totals:
        return None, 0.0
    kind = max(totals, key=lambda one: totals[one])
    return kind, best[kind] * totals[kind] / sum(totals.values())


def _act(observation: Observation, camera: Camera) -> Act:
    assert observation.behaviour and observation.captured_at
    return Act(
        behaviour=observation.behaviour,
        violated_at=observation.captured_at,
        speed_kmh=observation.speed_kmh,
        limit_kmh=observation.limit_kmh,
        functions=tuple(camera.functions),
    )


def _duplicate_of(session: Session, observation: Observation, camera: Camera, plate: ReadPlate) -> list[str]:
    assert observation.captured_at
    act = Recorded(
        plate.text, observation.behaviour, camera.code, observation.place or "", observation.captured_at,
        camera.position, camera.junction, camera.commune_code,
    )  # fmt: skip
    return sentences(cases_alike(session, observation.id, act))


def _registered(session: Session, keys: FieldKeys, plate: ReadPlate, act: Act) -> Registration:
    on = vietnam_day(act.violated_at)
    return vehicle_on(session, keys, plate.text, plate.known_colour, on, rows=plate.rows or None)


def _sight(plate: ReadPlate, act: Act, camera: Camera, seen: SeenVehicle, registration: Registration) -> Sight:
    registered = registered_of(registration.as_facts())
    return Sight(plate.text, act.violated_at, camera.commune_code, camera.position, seen, registered)


def _columns(
    observation: Observation,
    camera: Camera,
    plate: ReadPlate,
    seen: SeenVehicle,
    registration: Registration,
    decided: Sorted,
    versions: Mapping[str, str],
) -> dict[str, Any]:
    differs = any(finding.code == VEHICLE_DIFFERS for finding in decided.findings)
    return _columns_of_act(observation, camera, decided.law) | {
        "plate": plate.text or None,
        "plate_colour": plate.known_colour,
        "plate_rows": list(plate.rows) or None,
        "confidence": plate.confidence if plate.text else None,
        # What the register says, unless it is another vehicle: then what was seen, so that both stand side by side.
        "vehicle": (seen.kind or seen.reported if differs else None) or decided.vehicle,
        "seen": asdict(seen),
        "registration": registration.as_facts(),
        "versions": {**law_versions(), **versions, "registry": registration.load},
        "findings": [finding.as_facts() for finding in decided.findings],
    }


def _columns_of_act(observation: Observation, camera: Camera, law: LawOfAct) -> dict[str, Any]:
    """What a case says of the act and of the device that recorded it."""
    return {
        "unit": camera.unit,
        "vehicle_class": law.vehicle_class,
        "behaviour": law.behaviour,
        "speed_kmh": observation.speed_kmh,
        "limit_kmh": observation.limit_kmh,
        "act_vi": law.row.act_vi if law.row else None,
        "law": law_facts(law.row, observation.captured_at) if law.row and observation.captured_at else None,
        "certificate": camera.facts().as_certificate(),
    }


def _opening(observation: Observation, columns: Mapping[str, Any]) -> Opening:
    assert observation.event_id and observation.camera and observation.captured_at
    return Opening(
        case_id=observation.id,
        event_id=observation.event_id,
        camera=observation.camera,
        place=observation.place or "",
        violated_at=observation.captured_at,
        received_at=observation.received_at,
        columns=columns,
    )


def _log(
    decided: Sorted, seen: SeenVehicle, registration: Registration, detections: "Mapping[str, Detections]"
) -> dict[str, Any]:
    """What the event says in clear: what was decided on which ground, nothing that tells of a person."""
    row = decided.law.row
    return {
        "findings": [finding.code for finding in decided.findings],
        "behaviour": decided.law.behaviour,
        "clause": row.clause if row else None,
        "decree": row.decree if row else None,
        "seen": {
            "kind": seen.kind,
            "vehicles": sum(len(one.vehicles) for one in detections.values()),
            "plates": sum(len(one.plates) for one in detections.values()),
        },
        "register": {"found": registration.found.value, "load": registration.load},
    }


def _store_readings(
    session: Session,
    observation_id: str,
    accused: "PlateSelection",
    sources: Sequence[str],
    reading: PlateReading,
    networks: str,
    at: datetime,
) -> None:
    rows = [_row_of_crop(look, source) for look, source in zip(accused.looks, sources, strict=True)]
    rows.append({"picture": None, "role": None, "box": None, "vehicle": None, "data": asdict(reading)})
    for row in rows:
        session.add(Reading(id=new_id(), observation_id=observation_id, networks=networks, read_at=at, **row))


def _row_of_crop(look: "CropInPicture", source: str) -> dict[str, Any]:
    vehicle = look.look.vehicle
    return {
        "picture": source,
        "role": look.role,
        "box": list(look.look.box),
        "vehicle": None if vehicle is None else {**asdict(vehicle), "box": list(vehicle.box)},
        "data": {"colour": look.look.colour, "looks": [asdict(raw) for raw in look.look.looks]},
    }
