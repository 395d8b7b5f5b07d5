"""Days off of a year: what holds, and the list that one person proposes and another agrees to."""

from collections.abc import Sequence
from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency import days_off
from ticketing.agency.actors import Actor
from ticketing.agency.days_off import calendar_in_force
from ticketing.agency.dual_control import ProposalRefused
from ticketing.agency.tables import DaysOffList
from ticketing.kit.clock import vietnam_day
from ticketing.law.calendar import DayKind
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import Text, Texts, day_of, one_of, text_or_none
from ticketing.web.pages.supervision.dual_control import add_pages, hands, refusal_of
from ticketing.web.render import page, see_other

router = APIRouter()

Rows = Sequence[tuple[str, str, str]]
"""What stands in the form, as it was written: day, kind, name."""

EMPTY_ROWS = 8


@router.post("/days-off", name="days_off_propose")
def propose(
    request: Request,
    year: Text = "",
    source: Text = "",
    final: Text = "",
    day: Texts = [],  # noqa: B006  FastAPI copies them for each request
    kind: Texts = [],  # noqa: B006
    name: Texts = [],  # noqa: B006
) -> Response:
    """Propose the whole list of a year; rows without a day are left out."""
    asked = _year(request, year)
    rows = [row for row in zip(day, kind, name, strict=False) if text_or_none(row[0]) or text_or_none(row[2])]
    if problem := refusal_of(request, _propose, asked, rows, source, final=final == "yes"):
        return _days_off_page(request, asked, problem=problem, rows=rows, source=source, status=422)
    return see_other(f"/days-off?year={asked}", done="days_off_proposed")


def _propose(
    session: Session, year: int, rows: Rows, source: str, *, final: bool, actor: Actor, at: datetime
) -> DaysOffList:
    days = [_row(*row) for row in rows]
    return days_off.propose_list(session, year, days, source, final=final, actor=actor, at=at)


def _row(day: str, kind: str, name: str) -> tuple[date, DayKind, str]:
    read, known = day_of(day), one_of(kind, DayKind)
    if read is None or known is None:
        raise ProposalRefused(f"'{day} {name}' is no day of a list: day/month/year, its kind, its name.")
    return read, DayKind(known), name


def _years(request: Request) -> range:
    this_year = vietnam_day(request.app.state.context.clock.now()).year
    return range(this_year - 1, this_year + 3)


def _year(request: Request, written: str) -> int:
    years = _years(request)
    return int(written) if one_of(written, map(str, years)) else years[2]  # the next one: it is the one to be entered


def _days_off_page(
    request: Request,
    year: int | None = None,
    *,
    problem: str = "",
    rows: Rows | None = None,
    source: str = "",
    status: int = 200,
) -> Response:
    """The days of a year (the address may name one) as they hold now, and its lists; the form begins with them."""
    year = year or _year(request, request.query_params.get("year", ""))
    with request.app.state.context.database.reading() as session:
        calendar, found = calendar_in_force(session), days_off.lists(session)
        names = hands(session, days_off.LISTS, found)
    special = sorted((one for one in calendar.days.values() if one.day.year == year), key=lambda one: one.day)
    written = [(f"{one.day:%d/%m/%Y}", str(one.kind), one.name) for one in special] if rows is None else list(rows)
    return page(
        request,
        "days_off.html",
        status=status,
        year=year,
        years=_years(request),
        days=special,
        final=year in calendar.confirmed_years,
        lists=[(one, days_off.days_of(one)) for one in found],
        names=names,
        kinds=list(DayKind),
        rows=[*written, *[("", "", "")] * EMPTY_ROWS],
        source=source,
        may_decide=may(request.state.person, "days_off_decide"),
        problem=problem,
    )


add_pages(router, "/days-off", "days_off", "days_off", page=_days_off_page, decide=days_off.decide_list)
