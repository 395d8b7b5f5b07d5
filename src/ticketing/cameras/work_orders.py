"""Work orders for cameras: what officers saw to be wrong with a device, until somebody has mended it.

A case that is rejected because of its camera opens one; the next rejection for the same reason joins it. Nothing is
held by an order: whether earlier cases are touched is for a supervisor to say, by a recall.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cameras.tables import IS_OPEN, CameraWorkOrder
from ticketing.evidence.event_kinds import EventKind, LogEvent
from ticketing.evidence.log import append
from ticketing.kit.db import insert_of
from ticketing.kit.ids import new_id


class NoSuchOrder(LookupError):
    """There is no open order of that id."""


def report_fault(
    session: Session, camera: str, reason_code: str, case_id: str, *, actor: Actor, at: datetime
) -> CameraWorkOrder:
    """Open a work order for a camera, or add the case to the one that is open for the same reason."""
    opened = _open_one(session, camera, reason_code, actor, at)
    query = sa.select(CameraWorkOrder).where(
        CameraWorkOrder.camera == camera,
        CameraWorkOrder.reason_code == reason_code,
        CameraWorkOrder.closed_at.is_(None),
    )
    order = session.scalars(query.with_for_update()).one()
    if case_id not in order.case_ids:
        order.case_ids = [*order.case_ids, case_id]
        session.flush()
    if opened:
        _tell(session, order, LogEvent.WORK_ORDER_OPENED, actor, at)
    return order


def _open_one(session: Session, camera: str, reason_code: str, actor: Actor, at: datetime) -> bool:
    """Open an order unless one is open; of two officers who reject at the same moment one opens it."""
    fresh = insert_of(session, CameraWorkOrder).values(
        id=new_id(), camera=camera, reason_code=reason_code, case_ids=[], opened_at=at, opened_by=actor.person
    )
    one_open = {"index_elements": ["camera", "reason_code"], "index_where": IS_OPEN}
    return session.scalar(fresh.on_conflict_do_nothing(**one_open).returning(CameraWorkOrder.id)) is not None


def close_order(session: Session, order_id: str, *, done: str, actor: Actor, at: datetime) -> CameraWorkOrder:
    """The device was mended, or nothing was wrong with it. Raises NoSuchOrder, ValueError without words."""
    order = session.get(CameraWorkOrder, order_id, with_for_update=True)
    if order is None or order.closed_at is not None:
        raise NoSuchOrder("This work order is closed already: look again.")
    if not done.strip():
        raise ValueError("Say what was done, or that nothing was wrong.")
    order.closed_at, order.closed_by, order.done = at, actor.person, done.strip()
    session.flush()
    _tell(session, order, LogEvent.WORK_ORDER_CLOSED, actor, at)
    return order


def open_orders(session: Session) -> Sequence[CameraWorkOrder]:
    """Orders that wait, the oldest first."""
    query = sa.select(CameraWorkOrder).where(CameraWorkOrder.closed_at.is_(None))
    return session.scalars(query.order_by(CameraWorkOrder.opened_at, CameraWorkOrder.id)).all()


def _tell(session: Session, order: CameraWorkOrder, kind: EventKind, actor: Actor, at: datetime) -> None:
    data = {"order": order.id, "reason_code": order.reason_code, "cases": len(order.case_ids)}
    append(session, at=at, kind=kind, subject=f"camera {order.camera}", actor=actor.label, data=data)
