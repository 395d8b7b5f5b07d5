"""Cameras and their certificates: which may accuse today, and the table that is loaded anew."""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ticketing.cameras.estate import load_cameras
from ticketing.cameras.queries import cameras, drops_by_camera
from ticketing.cameras.tables import Camera
from ticketing.cameras.work_orders import NoSuchOrder, close_order, open_orders
from ticketing.cases.states import Refused
from ticketing.kit.clock import vietnam_day
from ticketing.kit.sheets import LoadReport, SheetFault
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import Text, actor_of
from ticketing.web.render import page, see_other
from ticketing.web.text.phrases import phrase

router = APIRouter()
LARGEST = 10 * 1024 * 1024
SOON_DAYS = 30


@dataclass(frozen=True)
class CameraLine:
    """A camera in the list. days: to the last day of its certificate; None: it has none."""

    camera: Camera
    drops: int
    days: int | None


@router.get("/cameras", name="cameras")
def show_cameras(request: Request) -> Response:
    """All cameras, those whose certificate ends soon marked."""
    return _cameras_page(request)


@router.post("/cameras", name="cameras_load")
async def load(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """Load a table of cameras, as `ticketing cameras load` does."""
    data = await file.read(LARGEST + 1)
    return await run_in_threadpool(_load, request, data)


def _load(request: Request, data: bytes) -> Response:
    context = request.app.state.context
    if len(data) > LARGEST:
        return _cameras_page(request, problem=phrase("The file is larger than 10 MB: split it."), status=413)
    with context.database.reading() as session:
        actor = actor_of(request, session)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cameras.csv"
        path.write_bytes(data)
        rejects = context.settings.home / "rejects"
        try:
            report = load_cameras(context.database, path, rejects, at=context.clock.now(), actor=actor)
        except SheetFault as problem:
            return _cameras_page(request, problem=phrase(str(problem)), status=422)
    return _cameras_page(request, report=report)


@router.post("/cameras/orders/{order_id}/close", name="work_order_close")
def close(request: Request, order_id: str, done: Text = "") -> Response:
    """Say what was done about a fault."""
    context = request.app.state.context
    with context.database.writing() as session:
        try:
            close_order(session, order_id, done=done, actor=actor_of(request, session), at=context.clock.now())
        except NoSuchOrder as gone:
            raise Refused(str(gone)) from None
        except ValueError as problem:
            raise Refused(str(problem)) from None
    return see_other("/cameras", done="order_closed")


def _cameras_page(
    request: Request, *, problem: str = "", report: LoadReport | None = None, status: int = 200
) -> Response:
    context = request.app.state.context
    today = vietnam_day(context.clock.now())
    with context.database.reading() as session:
        drops, listed, orders = drops_by_camera(session), cameras(session), open_orders(session)
    lines = [CameraLine(one, drops.get(one.code, 0), _days(one.calibrated_until, today)) for one in listed]
    person = request.state.person
    return page(
        request,
        "cameras.html",
        status=status,
        lines=lines,
        problem=problem,
        report=report,
        soon=SOON_DAYS,
        orders=orders,
        may_close=may(person, "work_order_close"),
        may_recall=may(person, "recall_hold"),
        may_see_cases=may(person, "case"),
    )


def _days(until: date | None, today: date) -> int | None:
    return (until - today).days if until else None
