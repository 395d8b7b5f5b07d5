"""What officers record of a decision that nobody signed for: deemed deliveries, and the end of the question."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.cases.decision import deemed_service
from ticketing.cases.decision.deemed_service import Deemed, Way
from ticketing.cases.states import Refused
from ticketing.kit.clock import vietnam_day
from ticketing.web.pages.forms import Text, actor_of, day_written, one_of
from ticketing.web.render import see_other

router = APIRouter()


@router.post("/cases/{case_id}/deemed", name="case_deemed")
def begin(request: Request, case_id: str, way: Text, on: Text = "", reference: Text = "") -> Response:
    """The third return, the entry in the information system or the posting: its term begins."""
    today = vietnam_day(request.app.state.context.clock.now())
    chosen, day = one_of(way, Way), day_written(on, latest=today)
    if not chosen or day is None:
        raise Refused("Say what happened, and write the day on which it happened.")
    deemed = Deemed(Way(chosen), day, reference)
    return _do(request, case_id, "deemed_begun", deemed_service.begin, deemed)


@router.post("/cases/{case_id}/deemed/break-off", name="case_deemed_broken_off")
def break_off(request: Request, case_id: str, reason: Text = "") -> Response:
    """The deemed delivery does not hold."""
    return _do(request, case_id, "deemed_broken_off", deemed_service.break_off, reason=reason)


@router.post("/cases/{case_id}/delivery-question", name="case_delivery_question")
def close_question(request: Request, case_id: str, reason: Text = "") -> Response:
    """Nobody asks any more what became of what was sent."""
    return _do(request, case_id, "question_closed", deemed_service.close_question, reason=reason)


def _do(request: Request, case_id: str, done: str, act: Callable[..., object], *given: Any, **named: Any) -> Response:
    context = request.app.state.context
    with context.database.writing() as session:
        act(session, context.keys, case_id, *given, actor=actor_of(request, session), at=context.clock.now(), **named)
    return see_other(f"/cases/{case_id}", done=done)
