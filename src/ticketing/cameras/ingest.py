"""One drop: its bytes sealed first, then opened, then recorded with the job that has it processed.

Nothing is lost and nothing is doubled: the digest of the bytes finds the same drop again, camera and event id find
another drop that claims to be the same event. A crash before the commit leaves blobs that no row names, and the next
run takes the drop as new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cameras.camera_format import BadDrop, format_named
from ticketing.cameras.certificates import hold_of_drop
from ticketing.cameras.decoder import PictureDecoder, Undecodable
from ticketing.cameras.observation import CLIP, Drop, Ingested, ObservationState, Result
from ticketing.cameras.raw_message import RawMessage
from ticketing.cameras.tables import Camera, Observation
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, head_of
from ticketing.evidence.seal import Sealed, record_sealed, store_blob
from ticketing.kit.db import Database
from ticketing.kit.digest import sha256
from ticketing.kit.failpoints import failpoint
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue

OBSERVE = "observe"
NAME_LENGTH = 300

RESULTS = {ObservationState.CORRUPT: Result.QUARANTINED, ObservationState.CONFLICT: Result.CONFLICT}
SENTENCES = {
    ObservationState.NO_VEHICLE: "No vehicle is seen in the pictures.",
    ObservationState.NO_PLATE: "A vehicle is seen, but no plate.",
}


@dataclass(frozen=True)
class _Judged:
    """A drop as far as it could be understood, and what stands against it."""

    drop: Drop | None
    event_id: str | None
    camera: str | None
    problem: str | None


def take_drop(
    database: Database, store: BlobStore, decoder: PictureDecoder, raw: RawMessage, *, at: datetime, actor: Actor
) -> Ingested:
    """Take one drop in and say what became of it. Raises OSError where the disk is full; nothing is taken then."""
    digest = raw.digest
    with database.reading() as session:
        before = _same_drop(session, digest)
    if before is not None:
        return _seen_before(raw, before)
    judged = _understand(raw)
    sealed = _seal(store, raw, judged.drop)
    failpoint("blob_written_before_row")
    if judged.problem is None and judged.drop:
        problem = _first_bad_picture(decoder, raw, judged.drop)
        judged = _Judged(judged.drop, judged.event_id, judged.camera, problem)
    try:
        return _record(database, raw, digest, judged, sealed, at, actor)
    except IntegrityError:  # another process took the same drop or event in the meantime
        return _record(database, raw, digest, judged, sealed, at, actor)


def _same_drop(session: Session, digest: str) -> Observation | None:
    return session.scalar(sa.select(Observation).where(Observation.drop_digest == digest))


def _seen_before(raw: RawMessage, before: Observation) -> Ingested:
    case_id = None if ObservationState(before.state) in RESULTS else before.id
    return Ingested(raw.name, before.event_id, before.camera, Result.KNOWN, case_id, reason_of(before))


def reason_of(observation: Observation) -> str | None:
    """State and sentence as lists show them: `CODE: sentence`; None for a drop that nothing stands against."""
    return f"{observation.state}: {observation.reason}" if observation.reason else None


def _understand(raw: RawMessage) -> _Judged:
    if raw.problem or raw.format is None:
        return _Judged(None, None, None, raw.problem or f"{raw.name} belongs to no delivery.")
    try:
        drop = format_named(raw.format).read(raw)
    except BadDrop as problem:
        return _Judged(None, problem.event_id, problem.camera, str(problem))
    except Exception as problem:  # a format that breaks on one delivery must not keep the others from coming in
        why = f"The format {raw.format} broke on this delivery ({type(problem).__name__}): have it corrected."
        return _Judged(None, None, None, why)
    missing = next((file.problem for file in raw.files if file.problem), None)
    return _Judged(drop, drop.event_id, drop.camera, missing)


def _seal(store: BlobStore, raw: RawMessage, drop: Drop | None) -> list[Sealed]:
    """Put all bytes into the store, before anything opens them."""
    sealed = [store_blob(store, raw.message, "drop", name=f"{_printable(raw.name)}{raw.suffix}"[:NAME_LENGTH])]
    for name, role, captured_at in _roles(raw, drop):
        data = raw.file(name).data
        if data is not None:
            sealed.append(store_blob(store, data, role, name=_printable(name), captured_at=captured_at))
    return sealed


def _roles(raw: RawMessage, drop: Drop | None) -> list[tuple[str, str, datetime | None]]:
    """Each file's part in the drop; one file may play several. In a drop that nobody understands they are unread."""
    if drop is None:
        return [(file.name, "unread", None) for file in raw.files]
    roles: list[tuple[str, str, datetime | None]] = [(p.file, p.role, p.captured_at) for p in drop.pictures]
    return roles + ([(drop.clip.file, CLIP, drop.clip.started_at)] if drop.clip else [])


def _printable(name: str) -> str:
    """A file name that a database column can hold."""
    return name.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()[:NAME_LENGTH]


def _first_bad_picture(decoder: PictureDecoder, raw: RawMessage, drop: Drop) -> str | None:
    for name in dict.fromkeys(picture.file for picture in drop.pictures):
        try:
            decoder.examine(raw.file(name).data or b"")
        except Undecodable as problem:
            return f"{ascii(name)[1:-1]} cannot be used: {problem}."
    return None


def _record(
    database: Database,
    raw: RawMessage,
    digest: str,
    judged: _Judged,
    sealed: Sequence[Sealed],
    at: datetime,
    actor: Actor,
) -> Ingested:
    with database.writing() as session:
        before = _same_drop(session, digest)
        if before is not None:
            return _seen_before(raw, before)
        observation = _observation(session, raw, digest, judged, at)
        session.add(observation)
        session.flush()
        record_sealed(session, observation.id, sealed, at=at, actor=actor.label)
        failpoint("drop_recorded_before_job")
        if observation.state == ObservationState.RECEIVED:
            enqueue(session, OBSERVE, observation.id, key=observation.id, at=at)
        _note(session, observation, actor, at)
    result = RESULTS.get(ObservationState(observation.state), Result.ACCEPTED)
    case_id = observation.id if result is Result.ACCEPTED else None
    return Ingested(raw.name, judged.event_id, judged.camera, result, case_id, reason_of(observation))


def _observation(session: Session, raw: RawMessage, digest: str, judged: _Judged, at: datetime) -> Observation:
    head, drop = head_of(session), judged.drop
    state, sentence, event_key = _first_state(session, judged, at)
    return Observation(
        id=new_id(),
        province=head.province,
        log_id=head.log_id,
        drop=_printable(raw.name),
        drop_digest=digest,
        event_key=event_key,
        version=1,
        state=state,
        reason=sentence,
        event_id=judged.event_id,
        camera=judged.camera,
        place=drop.place if drop else None,
        captured_at=drop.captured_at if drop else None,
        latest_moment=max(drop.moments) if drop else None,
        behaviour=drop.behaviour if drop else None,
        speed_kmh=drop.speed_kmh if drop else None,
        limit_kmh=drop.limit_kmh if drop else None,
        vehicle=drop.vehicle if drop else None,
        received_at=at,
        changed_at=at,
    )


def _first_state(session: Session, judged: _Judged, at: datetime) -> tuple[ObservationState, str | None, str | None]:
    """State, sentence and event key. A corrupt drop takes no key: the whole one may still come."""
    if judged.problem or judged.drop is None:
        return ObservationState.CORRUPT, judged.problem, None
    key = sha256(f"{judged.drop.camera}\0{judged.drop.event_id}".encode())
    if session.scalar(sa.select(Observation.id).where(Observation.event_key == key)):
        sentence = "Camera and event id are those of an earlier drop with other bytes: both are kept, compare them."
        return ObservationState.CONFLICT, sentence, None
    camera = session.get(Camera, judged.drop.camera)
    held = hold_of_drop(camera.facts() if camera else None, judged.drop, at)
    return (*held, key) if held else (ObservationState.RECEIVED, None, key)


def _note(session: Session, observation: Observation, actor: Actor, at: datetime) -> None:
    """Append what became of the drop. Free text of the camera stays out: a plate could stand in an event id."""
    kind = {
        ObservationState.RECEIVED: LogEvent.OBSERVATION_RECEIVED,
        ObservationState.CORRUPT: LogEvent.OBSERVATION_QUARANTINED,
        ObservationState.CONFLICT: LogEvent.OBSERVATION_IN_CONFLICT,
    }.get(ObservationState(observation.state), LogEvent.OBSERVATION_ON_HOLD)
    data = {"state": observation.state, "drop_digest": observation.drop_digest}
    append(session, at=at, kind=kind, subject=observation.id, actor=actor.label, data=data)


def leave_street(
    session: Session,
    observation_id: str,
    state: ObservationState,
    *,
    actor: Actor,
    at: datetime,
    sentence: str | None = None,
) -> Observation:
    """An observation on its way ends before there is a case (NO_VEHICLE, NO_PLATE). Any other is let be.

    Raises LookupError.
    """
    observation = locked(session, observation_id)
    if observation.state != ObservationState.RECEIVED:
        return observation
    return move(session, observation_id, state, sentence or SENTENCES.get(state), actor=actor, at=at)


def move(
    session: Session, observation_id: str, state: ObservationState, sentence: str | None, *, actor: Actor, at: datetime
) -> Observation:
    """Bring an observation into another state, with its event; RECEIVED wakes the pipeline again.

    Nothing happens where it stands there already. Raises LookupError.
    """
    observation = locked(session, observation_id)
    if observation.state == state:
        return observation
    before, observation.state, observation.reason = observation.state, state, sentence
    observation.version += 1
    observation.changed_at = at
    if state == ObservationState.RECEIVED:
        enqueue(session, OBSERVE, observation.id, key=f"{observation.id}:{observation.version}", at=at)
    data = {"from": before, "to": state}
    append(session, at=at, kind=LogEvent.OBSERVATION_CONTINUED, subject=observation.id, actor=actor.label, data=data)
    return observation


def locked(session: Session, observation_id: str) -> Observation:
    """The observation, held against other writers until the transaction ends. Raises LookupError."""
    query = sa.select(Observation).where(Observation.id == observation_id).with_for_update()
    observation = session.scalar(query.execution_options(populate_existing=True))
    if observation is None:
        raise LookupError(f"There is no observation '{observation_id}'.")
    return observation
