"""Complaints, suits and evasion: recorded and read on the case's page by officers and signers."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.cases.objections import objections, obstruction
from ticketing.cases.objections.objections import Answered, Kind, Lodged, Result
from ticketing.cases.sealed_notes import open_notes
from ticketing.cases.states import Refused
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.review.blind import permit_to_read
from ticketing.web.pages.case.cases import case_of, dossier
from ticketing.web.pages.forms import Text, actor_of, day_written
from ticketing.web.render import see_other

router = APIRouter()


@router.post("/cases/{case_id}/objection", name="case_objection")
def lodge(
    request: Request, case_id: str, kind: Text, lodged_on: Text = "", authority: Text = "", words: Text = ""
) -> Response:
    """A complaint or a suit came in."""
    context = request.app.state.context
    at = context.clock.now()
    on = day_written(lodged_on, latest=vietnam_day(at))
    if on is None:
        raise Refused("Write the day on which it happened.")
    with context.database.writing() as session:
        lodged = Lodged(_kind(kind), on, authority, words)
        objections.lodge(session, context.keys, case_id, lodged, actor=actor_of(request, session), at=at)
    return see_other(f"/cases/{case_id}", done="objection_recorded")


@router.post("/cases/{case_id}/objection-ended", name="case_objection_ended")
def end(
    request: Request, case_id: str, kind: Text, result: Text = "", number: Text = "", on: Text = "", reason: Text = ""
) -> Response:
    """How a complaint or a suit ended."""
    context = request.app.state.context
    at = context.clock.now()
    day = day_written(on, latest=vietnam_day(at))
    if day is None or result not in set(Result):
        raise Refused("Say what came of it, and on which day.")
    with context.database.writing() as session:
        answered = Answered(Result(result), number, day, reason)
        objections.end(session, context.keys, case_id, _kind(kind), answered, actor=actor_of(request, session), at=at)
    return see_other(f"/cases/{case_id}", done="objection_ended")


@router.post("/cases/{case_id}/objection-words", name="case_objection_words")
def read(request: Request, case_id: str, purpose: Text = "") -> Response:
    """Open what is objected to, why it was decided so and why somebody is said to evade; the look is an event."""
    context = request.app.state.context
    with context.database.writing() as session:
        case, actor = case_of(session, case_id), actor_of(request, session)
        allowed = permit_to_read(session, context.keys, case, purpose, actor=actor, wall=wall_now())
        opened = open_notes(session, context.keys, allowed, at=context.clock.now())
    return dossier(request, case_id, objection_words=opened)


@router.post("/cases/{case_id}/evading", name="case_evading")
def obstructs(request: Request, case_id: str, reason: Text = "") -> Response:
    """An officer says that the person evades."""
    context = request.app.state.context
    with context.database.writing() as session:
        actor = actor_of(request, session)
        obstruction.record_obstruction(
            session, context.keys, case_id, reason=reason, actor=actor, at=context.clock.now()
        )
    return see_other(f"/cases/{case_id}", done="evading_said")


@router.post("/cases/{case_id}/evading-ended", name="case_evading_ended")
def obstructs_no_more(request: Request, case_id: str, ended_on: Text = "", reason: Text = "") -> Response:
    """The evasion has ended: the limitations begin anew."""
    context = request.app.state.context
    at = context.clock.now()
    day = day_written(ended_on, latest=vietnam_day(at))
    if day is None:
        raise Refused("Write the day on which it happened.")
    with context.database.writing() as session:
        actor = actor_of(request, session)
        obstruction.end_obstruction(session, context.keys, case_id, ended_on=day, reason=reason, actor=actor, at=at)
    return see_other(f"/cases/{case_id}", done="evading_ended")


def _kind(text: str) -> Kind:
    if text not in set(Kind):
        raise Refused("Say whether it is a complaint or a suit.")
    return Kind(text)
