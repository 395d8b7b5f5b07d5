"""What is open without a log-in: health, source code, the look-up of one's own case and the check of a paper's code."""

import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from ticketing.cases.answers.owner_answers import answer_kinds
from ticketing.cases.answers.owner_statements import Statement, receive
from ticketing.cases.states import Refused
from ticketing.documents.lookup import PublicView, find_case
from ticketing.documents.signing.check_page import check_page
from ticketing.kit.clock import wall_now
from ticketing.kit.fields import FieldKeys
from ticketing.web.access import login_throttle
from ticketing.web.access.auth import Shut, client_address
from ticketing.web.access.rights import NotYours
from ticketing.web.errors import shut_sentence
from ticketing.web.middleware import cookie_line
from ticketing.web.pages.forms import Text
from ticketing.web.render import page
from ticketing.web.source import source_archive
from ticketing.web.text.i18n import gettext, language
from ticketing.web.text.phrases import phrase

router = APIRouter()
OPEN_FOR = timedelta(minutes=15)
NOT_HIS_TO_SAY = frozenset({"NOT_RESIDENT", "DECEASED"})


@router.get("/health", name="health")
def health(request: Request) -> Response:
    """200 while the database answers; says nothing of what is in it."""
    if not request.app.state.context.database.answers():
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


@router.get("/tra-cuu", name="look_up")
def lookup_form(request: Request) -> Response:
    """The form. The address stands on every annex, so it is Vietnamese and short."""
    answer = page(request, "look_up.html", found=None, problem="", notice_no="", plate="")
    if not request.state.has_cookie:
        answer.headers["set-cookie"] = cookie_line(language.get(), request.state.token)
    return answer


@router.post("/tra-cuu", name="look_up_answer")
def lookup_answer(request: Request, notice_no: Text = "", plate: Text = "", code: Text = "") -> Response:
    """What the holder of a notice may see. All wrong answers are alike, and too many shut the door for a while."""
    found = _looked_up(request, notice_no, plate, code)
    return found if isinstance(found, Response) else _shown(request, found, notice_no, plate, code)


@router.post("/tra-cuu/tra-loi", name="look_up_words")
def write(
    request: Request, notice_no: Text = "", plate: Text = "", code: Text = "", kind: Text = "", statement: Text = "",
    other_person: Text = "", contact: Text = "",
) -> Response:  # fmt: skip
    """What the holder of a notice writes to the office: kept for an officer, through the same door as the look-up."""
    context = request.app.state.context
    found = _looked_up(request, notice_no, plate, code)
    if isinstance(found, Response):
        return found
    words = Statement(kind, statement, other_person, contact)
    try:
        with context.database.writing() as session:
            receive(session, context.keys, found.case_id, words, at=context.clock.now())
    except Refused as problem:
        return _shown(request, found, notice_no, plate, code, problem=phrase(str(problem)), written=words, status=422)
    return _shown(request, replace(found, may_write=False), notice_no, plate, code, received=True)


@router.get("/tra-cuu/anh/{ticket}", name="look_up_picture")
def picture(request: Request, ticket: str) -> Response:
    """A picture of the annex for whoever has just looked its notice up: a ticket opens it for a quarter of an hour."""
    context = request.app.state.context
    sha256 = _of_ticket(context.keys, ticket, wall_now())
    if sha256 is None:
        raise NotYours(ticket)
    return Response(context.store.get(sha256), media_type="image/jpeg", headers={"cache-control": "private, no-store"})


def _looked_up(request: Request, notice_no: str, plate: str, code: str) -> PublicView | Response:
    context, wall = request.app.state.context, wall_now()
    where = client_address(request)
    key = login_throttle.throttle_key(context.keys, login_throttle.LOOK_UP, where)
    with context.database.reading() as session:
        until = login_throttle.shut_now(session, login_throttle.LOOK_UP, key, wall)
        found = None if until else find_case(session, context.keys, notice_no, plate, code, at=context.clock.now())
    if until:
        return _look_up_failed(request, shut_sentence(Shut(until)), notice_no, plate, 429)
    if found is None:
        with context.database.writing() as session:
            login_throttle.remember_failure(session, login_throttle.LOOK_UP, key, wall, address=where)
        sentence = gettext("Nothing was found. Check number, plate and code on the annex sheet of your notice.")
        return _look_up_failed(request, sentence, notice_no, plate, 404)
    return found


def _shown(
    request: Request,
    found: PublicView,
    notice_no: str,
    plate: str,
    code: str,
    *,
    problem: str = "",
    written: Statement | None = None,
    received: bool = False,
    status: int = 200,
) -> Response:
    keys, until = request.app.state.context.keys, wall_now() + OPEN_FOR
    return page(
        request,
        "look_up.html",
        status=status,
        found=found,
        problem=problem,
        notice_no=notice_no,
        plate=plate,
        code=code,
        kinds=[kind for kind in answer_kinds().values() if kind.code not in NOT_HIS_TO_SAY],
        written=written,
        received=received,
        pictures=[_ticket(keys, sha256, until) for sha256 in found.pictures],
    )


def _ticket(keys: FieldKeys, sha256: str, until: datetime) -> str:
    """What opens one picture until then."""
    expires = str(int(until.timestamp()))
    return f"{sha256}.{expires}.{keys.index('public picture', sha256, expires)}"


def _of_ticket(keys: FieldKeys, ticket: str, now: datetime) -> str | None:
    sha256, _, rest = ticket.partition(".")
    expires, _, mark = rest.partition(".")
    if not expires.isascii() or not expires.isdigit() or len(expires) > 12 or now.timestamp() > int(expires):
        return None
    genuine = keys.index("public picture", sha256, expires)
    return sha256 if hmac.compare_digest(mark.encode(), genuine.encode()) else None


@router.get("/kiem-tra", name="check_code")
def check_code(request: Request) -> Response:
    """The page that checks the code of an annex in the reader's own browser: what is asked of it is never sent here."""
    context = request.app.state.context
    checking = check_page(context.signing.public_paper_keys(), request.app.state.office_name())
    policy = f"{checking.policy}; frame-ancestors 'none'"  # a meta element in the page cannot say the last
    return HTMLResponse(checking.html, headers={"content-security-policy": policy})


def _look_up_failed(request: Request, problem: str, notice_no: str, plate: str, status: int) -> Response:
    return page(request, "look_up.html", status=status, found=None, problem=problem, notice_no=notice_no, plate=plate)
