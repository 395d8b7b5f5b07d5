"""How good the reviewing is: errors that blind judgement found, beside the time it took, and what is held for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from ticketing.agency.queries import names_of
from ticketing.kit.clock import vietnam_day
from ticketing.reports import charts
from ticketing.reports.quality import Pair, Quality, QualityLine, quality
from ticketing.review.quality_holds import all_holds, lift
from ticketing.review.seeded import file_known, seeds_of
from ticketing.review.tables import QualityHold
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import Text, actor_of, day_of
from ticketing.web.render import page, percent, see_other
from ticketing.web.text.i18n import N_, gettext
from ticketing.web.text.phrases import behaviour, counted

router = APIRouter()
TITLES = {"camera": N_("By camera"), "officer": N_("By officer"), "model": N_("By networks"), "behaviour": N_("By act")}
CHARTED, LISTED, PAIRS = 15, 200, 25


@dataclass(frozen=True)
class Part:
    """The lines of one kind with their picture. budget: highest share of errors, None where none is set."""

    kind: str
    title: str
    chart: Markup
    lines: Sequence[tuple[str, QualityLine]]
    budget: float | None


@router.get("/quality", name="quality")
def show_quality(request: Request) -> Response:
    """Figures of a quarter of a year, or of the days that the address asks for."""
    context = request.app.state.context
    today = vietnam_day(context.clock.now())
    query = request.query_params
    last = day_of(query.get("to")) or today
    first = day_of(query.get("from")) or _begin_of_quarter(last)
    with context.database.reading() as session:
        found = quality(session, min(first, last), last)
        holds = all_holds(session)
        names = _names(session, found, holds)
        seeds = seeds_of(session) if may(request.state.person, "quality_known") else None
    return page(
        request,
        "quality.html",
        quality=found,
        parts=[_part(kind, found, names) for kind in TITLES],
        pairs=[(names.get(pair.a, pair.a), names.get(pair.b, pair.b), pair) for pair in _phrase(found.pairs)],
        holds=holds,
        names=names,
        interval=found.judged.interval,
        seeds=seeds,
        tested=_tested(found, names) if seeds else [],
    )


@router.post("/quality/known", name="quality_known")
def file_known_case(request: Request, number: Text = "") -> Response:
    """A supervisor mixes a judged case, whose verdict he vouches for, unseen among those that wait."""
    context = request.app.state.context
    with context.database.writing() as session:
        file_known(session, number, actor=actor_of(request, session), at=context.clock.now())
    return see_other("/quality", done="known_case_filed")


@router.post("/quality/{hold_id}/lift", name="quality_lift")
def lift_hold(request: Request, hold_id: str, reason: Text = "") -> Response:
    """Let a camera, a person or the networks issue again."""
    context = request.app.state.context
    with context.database.writing() as session:
        lift(session, hold_id, reason=reason, actor=actor_of(request, session), at=context.clock.now())
    return see_other("/quality", done="hold_lifted")


def _tested(found: Quality, names: dict[str, str]) -> list[tuple[str, QualityLine]]:
    """Officers who judged known cases, for their supervisor alone."""
    return [(names.get(line.id, line.id), line) for line in found.by["officer"] if line.seeded.judged]


def _begin_of_quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _names(session: Session, found: Quality, holds: Sequence[QualityHold]) -> dict[str, str]:
    persons = {line.id for line in found.by["officer"]} | {hold.subject for hold in holds if hold.kind == "officer"}
    persons |= {hold.lifted_by for hold in holds if hold.lifted_by}
    acts = {line.id: behaviour(line.id) for line in found.by["behaviour"]}
    return {**names_of(session, persons), **acts}


def _part(kind: str, found: Quality, names: dict[str, str]) -> Part:
    budget = found.standard.budget.get(kind)
    lines = [(names.get(line.id, line.id), line) for line in found.by[kind]]
    told = [(name, line) for name, line in lines if line.share.judged]
    worst = sorted(told, key=lambda one: -(one[1].share.interval or (0, 0))[0])[:CHARTED]
    title = gettext(TITLES[kind])
    drawn = charts.interval_chart(
        [_interval(name, line, found.standard.too_few, budget) for name, line in worst],
        limit=budget or found.standard.budget["officer"],
        limit_name=gettext("limit"),
        title=title,
        description="; ".join(f"{name}: {percent(line.share.rate, 1)}" for name, line in worst),
    )
    return Part(kind, title, Markup(drawn), lines[:LISTED], budget)  # noqa: S704  drawn by charts.py, which escapes


def _interval(name: str, line: QualityLine, too_few: int, budget: float | None) -> charts.Interval:
    low, high = line.share.interval or (0.0, 1.0)
    few = line.share.judged < too_few
    worse = line.held or (budget is not None and low > budget and not few)
    colour = charts.RED if worse else charts.GREY if few else charts.BLUE
    note = gettext("too few to tell") if few else f"{counted(line.share.errors)} / {counted(line.share.judged)}"
    return charts.Interval(name[:24], line.share.rate or 0.0, low, high, note, colour)


def _phrase(pairs: Sequence[Pair]) -> list[Pair]:
    """Those that judged most together first."""
    return sorted(pairs, key=lambda pair: -pair.n)[:PAIRS]
