"""The cameras: loaded from a table, each change an event, and drops that waited for a camera set free again."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import commune
from ticketing.addresses.tables import UnknownPlace
from ticketing.agency.actors import Actor
from ticketing.cameras.certificates import hold
from ticketing.cameras.ingest import move
from ticketing.cameras.observation import CLIP, HELD_FOR_THE_CAMERA, CameraFacts, ObservationState
from ticketing.cameras.tables import Camera, Observation
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.evidence.seal import items_of
from ticketing.kit.db import Database
from ticketing.kit.earth import read_position
from ticketing.kit.sheets import LoadReport, Rejects, SheetRow, read_day, read_sheet
from ticketing.law.behaviours import CAMERA_FUNCTIONS

COLUMNS = (
    "code", "name", "place", "commune_code", "unit", "function", "plan_no", "calibrated_until", "certificate_no",
    "position", "junction",
)  # fmt: skip
MAY_LACK = ("position", "junction")
"""Columns that a table may leave out: no camera needs them, but they tell twins and second records of one act."""
CODE_LENGTH = 60

Warn = Callable[[str], None]


class RowRefused(ValueError):
    """A row without a code, or one that contradicts itself."""


def load_cameras(database: Database, path: Path, rejects: Path, *, at: datetime, actor: Actor) -> LoadReport:
    """Load a table of cameras (COLUMNS); cameras that it does not name stay. Raises SheetFault.

    Drops that were held for an unknown camera or a lapsed certificate are judged again and go on where they may.
    """
    report, kept_aside = LoadReport(), Rejects(rejects, f"cameras-{path.stem}"[:80], COLUMNS)
    seen: dict[str, CameraFacts] = {}
    try:
        with database.writing() as session:
            for row in read_sheet(path, COLUMNS, may_lack=MAY_LACK):
                report.rows += 1
                try:
                    camera = _read(row, seen, report)
                except RowRefused as problem:
                    kept_aside.add(row, str(problem))
                    continue
                _store(session, camera, report, at, actor)
    finally:
        kept_aside.close()
    report.copy_rejected(kept_aside)
    release_quarantined(database, at=at, actor=actor)
    return report


def _read(row: SheetRow, seen: dict[str, CameraFacts], report: LoadReport) -> CameraFacts:
    if row.problem:
        raise RowRefused(row.problem)
    camera = camera_of(row.cells, lambda sentence: report.warn(row.number, sentence))
    if seen.setdefault(camera.code, camera) != camera:
        raise RowRefused("an earlier row of the file has the same code and says something else: keep one of them")
    return camera


def camera_of(cells: Mapping[str, str], warn: Warn) -> CameraFacts:
    """A camera from the cells of its row; empty cells are unknown, odd ones are warned of. Raises RowRefused."""
    if not cells["code"]:
        raise RowRefused("it has no code: fill it in, or take the row out")
    if len(cells["code"]) > CODE_LENGTH:
        raise RowRefused(f"its code has more than {CODE_LENGTH} characters: shorten it")
    functions = tuple(dict.fromkeys(cells["function"].upper().split()))
    strange = [word for word in functions if word not in CAMERA_FUNCTIONS]
    if strange:
        warn(f"function names {len(strange)} words that are no behaviour of a camera: they will match no drop")
    if cells["position"] and read_position(cells["position"]) is None:
        warn("position is no latitude and longitude, taken as unknown: write it like 21.2731 106.1946")
    calibrated_until = read_day(cells["calibrated_until"])
    if cells["calibrated_until"] and calibrated_until is None:
        warn("calibrated_until is no day, taken as unknown: write it like 2026-11-24")
    return CameraFacts(
        code=cells["code"],
        name=cells["name"] or None,
        place=cells["place"] or None,
        commune_code=_commune_code(cells["commune_code"], warn),
        unit=cells["unit"] or None,
        functions=functions,
        plan_no=cells["plan_no"] or None,
        calibrated_until=calibrated_until,
        certificate_no=cells["certificate_no"] or None,
        position=cells["position"][:40] if read_position(cells["position"]) else None,
        junction=cells["junction"][:CODE_LENGTH] or None,
    )


def _commune_code(text: str, warn: Warn) -> str | None:
    if not text:
        return None
    code = text.zfill(5)  # a spreadsheet takes the leading zero away
    if not (code.isascii() and code.isdigit() and len(code) == 5):
        warn("commune_code is no code of five digits, taken as unknown")
        return None
    try:
        commune(code)
    except UnknownPlace:
        warn("commune_code is none of today's communes")
    return code


def _store(session: Session, camera: CameraFacts, report: LoadReport, at: datetime, actor: Actor) -> None:
    row = session.get(Camera, camera.code)
    if row is not None and row.facts() == camera:
        report.unchanged += 1
        return
    before = row.facts().as_certificate() if row else None
    columns = asdict(camera) | {"functions": list(camera.functions), "changed_at": at}
    if row is None:
        session.add(Camera(**columns))
        report.loaded += 1
    else:
        for name, value in columns.items():
            setattr(row, name, value)
        report.changed += 1
    session.flush()
    data = {"camera": camera.as_certificate()} | ({"before": before} if before else {})
    kind = LogEvent.CAMERA_CHANGED if before else LogEvent.CAMERA_LOADED
    append(session, at=at, kind=kind, subject=f"camera {camera.code}", actor=actor.label, data=data)


def release_quarantined(database: Database, *, at: datetime, actor: Actor) -> int:
    """Judge again the drops that wait for their camera. Returns how many changed, most of them to go on."""
    query = sa.select(Observation.id).where(
        Observation.state.in_(HELD_FOR_THE_CAMERA), Observation.dismissed_at.is_(None)
    )
    with database.reading() as session:
        waiting = list(session.scalars(query.order_by(Observation.id)))
    changed = 0
    for observation_id in waiting:
        with database.writing() as session:
            changed += judge_again(session, observation_id, at, actor)
    return changed


def judge_again(session: Session, observation_id: str, at: datetime, actor: Actor) -> bool:
    """Judge one drop that waits for its camera again. Returns whether it changed."""
    waiting = session.get_one(Observation, observation_id)
    camera = session.get(Camera, waiting.camera)
    if waiting.state not in HELD_FOR_THE_CAMERA or waiting.dismissed_at or camera is None:
        return False
    assert waiting.behaviour and waiting.captured_at
    parts = [(item.role, item.captured_at) for item in items_of(session, observation_id) if item.captured_at]
    held = hold(
        camera.facts(),
        behaviour=waiting.behaviour,
        captured_at=waiting.captured_at,
        moments=[moment for role, moment in parts if role != CLIP],
        clip_began=next((moment for role, moment in parts if role == CLIP), None),
        received_at=waiting.received_at,
    )
    state, sentence = held or (ObservationState.RECEIVED, None)
    before = waiting.state
    return move(session, observation_id, state, sentence, actor=actor, at=at).state != before
