"""Recalls: name a fault, see what it touches, hold all of it at once; two persons end it."""

import re
from datetime import datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict

from ticketing.agency.queries import names_of
from ticketing.cameras.queries import cameras
from ticketing.cases.recall import recalls as room
from ticketing.cases.recall.tables import RELEASE, WITHDRAW, Recall
from ticketing.cases.states import Refused
from ticketing.kit.clock import VIETNAM
from ticketing.registry.queries import latest_loads
from ticketing.web.access.rights import NotYours, may
from ticketing.web.pages.forms import Text, actor_of, day_of, day_written, one_of, text_or_none
from ticketing.web.render import page, see_other

router = APIRouter()
LATEST_LOADS, CASES_SHOWN = 50, 200
FIELDS = ("camera", "model", "load", "law", "first", "first_time", "last", "last_time")
HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@router.get("/recalls", name="recalls")
def show_recalls(request: Request) -> Response:
    """All recalls, and a form that shows what a new one would touch before anything is held."""
    asked = {name: request.query_params.get(name, "") for name in FIELDS}
    return _overview(request, asked, preview=any(asked.values()))


@router.post("/recalls", name="recall_hold")
async def hold(request: Request) -> Response:
    """Hold every case under the scope."""
    return await run_in_threadpool(_hold, request, await request.form())


def _hold(request: Request, form: "ImmutableMultiDict[str, object]") -> Response:
    context = request.app.state.context
    asked = {name: str(form.get(name, "")) for name in FIELDS}
    try:
        scope = _scope(asked)
    except (Refused, room.NothingNamed) as problem:
        return _overview(request, asked, problem=problem)
    with context.database.reading() as session:
        actor = actor_of(request, session)
    recall_id = room.recall(context.database, scope, str(form.get("reason", "")), actor=actor, at=context.clock.now())
    return see_other(f"/recalls/{recall_id}", done="recalled")


@router.get("/recalls/{recall_id}", name="recall")
def show_recall(request: Request, recall_id: str) -> Response:
    """One recall: what it names, who held and who released, and the cases."""
    with request.app.state.context.database.reading() as session:
        found = session.get(Recall, recall_id)
        if found is None:
            raise NotYours(recall_id)
        cases = room.recalled_cases(session, recall_id)
        numbers = room.numbers_of(session, [case_id for case_id, *_ in cases[:CASES_SHOWN]])
        persons = names_of(session, {one for one in (found.person, found.proposed_by, found.released_by) if one})
        return page(
            request,
            "recall.html",
            recall=found,
            scope=room.Scope.of_json(found.scope),
            persons=persons,
            cases=cases[:CASES_SHOWN],
            numbers=numbers,
            total=len(cases),
            may_end=may(request.state.person, "recall_end"),
        )


@router.post("/recalls/{recall_id}/end", name="recall_end")
def end(request: Request, recall_id: str, ending: Text = "", reason: Text = "", law: Text = "") -> Response:
    """The first or the second voice for the release or the withdrawal, whichever is missing."""
    context = request.app.state.context
    with context.database.writing() as session:
        found = session.get(Recall, recall_id)
        if found is None:
            raise NotYours(recall_id)
        actor, at = actor_of(request, session), context.clock.now()
        if found.ending:
            room.agree_to_end(session, recall_id, actor=actor, at=at)
            done = "recall_end_agreed"
        else:
            chosen = one_of(ending, (RELEASE, WITHDRAW)) or RELEASE
            room.propose_end(session, recall_id, chosen, reason=reason, law=law, actor=actor, at=at)
            done = "recall_end_proposed"
    return see_other(f"/recalls/{recall_id}", done=done)


def _overview(
    request: Request, asked: dict[str, str], *, preview: bool = False, problem: Exception | None = None
) -> Response:
    with request.app.state.context.database.reading() as session:
        counts: dict[str, int] | None = None
        if preview:
            try:
                counts = _by_state(session, _scope(asked))
            except (Refused, room.NothingNamed) as found:
                problem = found
        listed = room.recalls(session)
        return page(
            request,
            "recalls.html",
            status=422 if problem else 200,
            asked=asked,
            days={name: day_of(asked[name]) for name in ("first", "last")},
            counts=counts,
            total=sum((counts or {}).values()),
            problem=str(problem or ""),
            recalls=listed,
            persons=names_of(session, {one.person for one, _ in listed}),
            cameras=cameras(session),
            loads=latest_loads(session, LATEST_LOADS),
            may_hold=may(request.state.person, "recall_hold"),
        )


def _by_state(session: Session, scope: room.Scope) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, state in room.touched(session, scope):
        counts[state] = counts.get(state, 0) + 1
    return counts


def _scope(asked: dict[str, str]) -> room.Scope:
    """The scope of the form. Its last day counts whole, unless an hour is given. Raises Refused, NothingNamed."""
    first, last = day_written(asked["first"]), day_written(asked["last"])
    if first is None or last is None:
        raise Refused("Give the first and the last day of capture.")
    since = datetime.combine(first, _hour(asked["first_time"]) or time.min, VIETNAM)
    until = _hour(asked["last_time"])
    end = datetime.combine(last, until, VIETNAM) if until else datetime.combine(last, time.min, VIETNAM) + timedelta(1)
    return room.Scope(since, end, **{name: text_or_none(asked[name]) for name in ("camera", "model", "load", "law")})


def _hour(text: str) -> time | None:
    written = HOUR.fullmatch(text.strip())
    if written is None:
        if text_or_none(text):
            raise Refused("Write the hour like 07:30.")
        return None
    return time(int(written[1]), int(written[2]))
