"""Tables of the first room: the cameras, and what each of their drops became."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.cameras.observation import CameraFacts
from ticketing.kit.db import Base


class Camera(Base):
    """A camera as the last table named it. Each change is an event of the log, under subject "camera <code>"."""

    __tablename__ = "cameras"

    code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.Text)
    place: Mapped[str | None] = mapped_column(sa.Text)
    commune_code: Mapped[str | None] = mapped_column(sa.String(5))
    unit: Mapped[str | None] = mapped_column(sa.Text)
    functions: Mapped[list[str]] = mapped_column(default=list)
    plan_no: Mapped[str | None] = mapped_column(sa.Text)
    calibrated_until: Mapped[date | None] = mapped_column(sa.Date)
    certificate_no: Mapped[str | None] = mapped_column(sa.Text)
    position: Mapped[str | None] = mapped_column(sa.String(40))
    junction: Mapped[str | None] = mapped_column(sa.String(60))
    changed_at: Mapped[datetime]

    def facts(self) -> CameraFacts:
        """The camera as a value."""
        return CameraFacts(
            code=self.code,
            name=self.name,
            place=self.place,
            commune_code=self.commune_code,
            unit=self.unit,
            functions=tuple(self.functions),
            plan_no=self.plan_no,
            calibrated_until=self.calibrated_until,
            certificate_no=self.certificate_no,
            position=self.position,
            junction=self.junction,
        )


class Observation(Base):
    """One drop. Its bytes are evidence items of the same subject; a case that follows has the same id.

    drop_digest: one hash over the drop's JSON and files; the same drop again is found by it.
    event_key:   camera and event id, set for the first drop of that name only: later ones are conflicts.
    version:     grows with every change of state; part of the job's key.
    dismissed_*: a person set the held drop aside, and why (a code of data/dismissals.yaml, and words of his own).
    """

    __tablename__ = "observations"
    __table_args__ = (sa.Index("ix_observations_state", "state", "id"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    province: Mapped[str] = mapped_column(sa.String(2))
    log_id: Mapped[str] = mapped_column(sa.String(60))
    drop: Mapped[str] = mapped_column(sa.String(300))
    drop_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    event_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(sa.String(24))
    reason: Mapped[str | None] = mapped_column(sa.Text)

    event_id: Mapped[str | None] = mapped_column(sa.String(100), index=True)
    camera: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    place: Mapped[str | None] = mapped_column(sa.Text)
    captured_at: Mapped[datetime | None]
    latest_moment: Mapped[datetime | None]
    behaviour: Mapped[str | None] = mapped_column(sa.String(40))
    speed_kmh: Mapped[str | None] = mapped_column(sa.String(12))
    limit_kmh: Mapped[str | None] = mapped_column(sa.String(12))
    vehicle: Mapped[str | None] = mapped_column(sa.String(20))
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None] = mapped_column(sa.String(60))
    dismissed_because: Mapped[str | None] = mapped_column(sa.String(40))
    dismissed_note: Mapped[str | None] = mapped_column(sa.Text)


IS_OPEN = sa.text("closed_at IS NULL")


class CameraWorkOrder(Base):
    """What is wrong with a camera, as officers said when they rejected its cases. One open order a camera and reason.

    reason_code: of review/data/reasons.yaml. done: what was done about it.
    """

    __tablename__ = "camera_work_orders"
    __table_args__ = (
        sa.Index("uq_camera_work_orders_open", "camera", "reason_code", unique=True, sqlite_where=IS_OPEN,
                 postgresql_where=IS_OPEN),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    camera: Mapped[str] = mapped_column(sa.String(60))
    reason_code: Mapped[str] = mapped_column(sa.String(40))
    case_ids: Mapped[list[str]]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(sa.String(60))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    done: Mapped[str | None] = mapped_column(sa.Text)
