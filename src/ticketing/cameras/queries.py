"""What pages read of cameras."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cameras.tables import Camera, Observation


def cameras(session: Session) -> list[Camera]:
    """Cameras by code."""
    return list(session.scalars(sa.select(Camera).order_by(Camera.code)))


def units_with_cameras(session: Session) -> set[str]:
    """The units to which cameras belong, as the table of cameras names them."""
    return {unit for unit in session.scalars(sa.select(Camera.unit).distinct()) if unit}


def drops_by_camera(session: Session) -> dict[str | None, int]:
    """How many drops came under each code, also under one that no table names; None: of those that name no camera."""
    query = sa.select(Observation.camera, sa.func.count()).group_by(Observation.camera)
    return {row[0]: row[1] for row in session.execute(query)}
