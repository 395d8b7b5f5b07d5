"""The list that the law publishes, for everybody: a page, a JSON feed and a CSV (documents.publication says what)."""

import json
import math
import time
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency.agency import Agency, agency_on
from ticketing.documents.publication import HEADS, PublishedCase, published
from ticketing.kit.clock import vietnam_day
from ticketing.kit.digest import sha256
from ticketing.plates.layouts import normalise
from ticketing.reports.export import to_csv
from ticketing.reports.sheets import Sheet
from ticketing.web.access.auth import client_address
from ticketing.web.access.rate_limit import RateLimit
from ticketing.web.errors import failure
from ticketing.web.middleware import cookie_line
from ticketing.web.pages.forms import Text, address, text_or_none
from ticketing.web.render import page
from ticketing.web.text.i18n import gettext, language

router = APIRouter()
PAGE, FEED_PAGE = 50, 500
FRESH_FOR_S = 300
"""How long others may keep the list: an entry that went is gone from their copies as fast."""
CASES_OF_A_PLATE = 200
ASKED = RateLimit(60, time.monotonic)
FEED, CSV = "application/feed+json", "text/csv; charset=utf-8"


@router.get("/cong-bo", name="published")
def show(request: Request, before: str = "") -> Response:
    """The list for people, newest notice first. A plate is looked for by a form: none stands in an address."""
    if refused := _refused(request):
        return refused
    with request.app.state.context.database.reading() as session:
        found = published(session, before=text_or_none(before), limit=PAGE + 1)
    following = address("/cong-bo", before=found[PAGE - 1].key) if found[PAGE:] else ""
    answer = _page(request, found[:PAGE], following=following)
    if not request.state.has_cookie:
        answer.headers["set-cookie"] = cookie_line(language.get(), request.state.token)
    return answer


@router.post("/cong-bo", name="published_plate")
def of_plate(request: Request, plate: Text = "") -> Response:
    """The entries of one plate."""
    if refused := _refused(request):
        return refused
    with request.app.state.context.database.reading() as session:
        found = published(session, plate=plate, limit=CASES_OF_A_PLATE) if normalise(plate) else []
    return _page(request, found, plate=plate, looked=True)


@router.get("/cong-bo/feed.json", name="published_feed")
def feed(request: Request, before: str = "") -> Response:
    """The list as a JSON Feed 1.1, page by page; `_violation` holds the fields of the law."""
    if refused := _refused(request):
        return refused
    where = _agency(request).lookup_url.rsplit("/", 1)[0]
    with request.app.state.context.database.reading() as session:
        found = published(session, before=text_or_none(before), limit=FEED_PAGE + 1)
    shown, more = found[:FEED_PAGE], found[FEED_PAGE:]
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Danh sách phương tiện vi phạm chưa giải quyết – {request.app.state.office_name()}",
        "language": "vi",
        "home_page_url": f"{where}/cong-bo",
        "feed_url": f"{where}/cong-bo/feed.json",
        **({"next_url": f"{where}/cong-bo/feed.json?before={shown[-1].key}"} if more else {}),
        "items": [
            {"id": entry.key, "content_text": _sentence(entry), "_violation": entry.as_json()} for entry in shown
        ],
    }
    return _cacheable(request, json.dumps(content, ensure_ascii=False).encode(), FEED)


@router.get("/cong-bo/danh-sach.csv", name="published_csv")
def as_csv(request: Request) -> Response:
    """The whole list as one table."""
    if refused := _refused(request):
        return refused
    with request.app.state.context.database.reading() as session:
        found = published(session)
    rows = tuple(tuple(entry.as_json().values()) for entry in found)
    return _cacheable(request, to_csv(Sheet("", "", tuple(HEADS.values()), rows)), CSV)


def _page(
    request: Request, entries: Sequence[PublishedCase], *, following: str = "", plate: str = "", looked: bool = False
) -> Response:
    return page(request, "published.html", entries=entries, next_page=following, plate=plate, looked=looked)


def _sentence(entry: PublishedCase) -> str:
    values = entry.as_json().values()
    return "; ".join(f"{head}: {value}" for head, value in zip(HEADS.values(), values, strict=True)) + "."


def _cacheable(request: Request, body: bytes, media_type: str) -> Response:
    """The body, or 304 where the asker has it already."""
    tag = f'"{sha256(body)[:32]}"'
    headers = {"etag": tag, "cache-control": f"public, max-age={FRESH_FOR_S}", "access-control-allow-origin": "*"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _agency(request: Request) -> Agency:
    context = request.app.state.context
    with context.database.reading() as session:
        return agency_on(session, vietnam_day(context.clock.now()))


def _refused(request: Request) -> Response | None:
    """Why this asker gets no list now; None where he does."""
    wait = math.ceil(ASKED.wait_s(client_address(request), processes=request.app.state.processes))
    if wait:
        sentence = gettext("This was asked very often from your address. Try again in a minute.")
        answer = failure(request, 429, heading=gettext("Please wait"), sentence=sentence)
        answer.headers["retry-after"] = str(wait)
        return answer
    if _agency(request).publication.open_list:
        return None
    sentence = gettext(
        "This office shows no list of its own. Look a plate up on the page of the Traffic Police Department or in "
        "VNeTraffic."
    )
    return failure(request, 404, sentence=sentence)
