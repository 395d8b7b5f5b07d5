"""What is open without a log-in: health, source code, and the public look-up of one's own case."""

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ticketing.web.source import source_archive

router = APIRouter()


@router.get("/health", name="health")
def health(request: Request) -> Response:
    """200 while the database answers; says nothing of what is in it."""
    try:
        with request.app.state.office.database.reading() as session:
            session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return JSONResponse({"status": "fail"}, 503)
    return JSONResponse({"status": "ok"})


@router.get("/static/source.tar.gz", name="source")
def source(request: Request) -> Response:
    """The source code of the running version (AGPL-3.0 section 13)."""
    headers = {
        "content-disposition": 'attachment; filename="ticketing-source.tar.gz"',
        "cache-control": "public, max-age=3600",
    }
    return Response(source_archive(), media_type="application/gzip", headers=headers)
