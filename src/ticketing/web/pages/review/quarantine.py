"""Drops that were held before they became a case: why, what to do, and the ways out that their state allows."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.cameras.quarantine import WAYS_OUT, dismiss, quarantine_counts, quarantine_page, take_up_again, ways_out
from ticketing.review.by_hand import open_by_hand
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import Text, actor_of, address, one_of, text_or_none
from ticketing.web.render import page, see_other

router = APIRouter()


@router.get("/held", name="held")
def show_quarantine(request: Request, state: str = "", after: str = "") -> Response:
    """What waits, the oldest first."""
    chosen = one_of(state, WAYS_OUT)
    with request.app.state.context.database.reading() as session:
        drops, following = quarantine_page(session, chosen, after=after)
        counts = quarantine_counts(session)
    return page(
        request,
        "quarantine_list.html",
        may_act=may(request.state.person, "held_dismiss"),
        drops=[(drop, ways_out(drop)) for drop in drops],
        counts=counts,
        total=sum(counts.values()),
        states=[one for one in WAYS_OUT if counts.get(one) or one == chosen],
        chosen=chosen,
        next_page=address("/held", state=chosen, after=following) if following else "",
        first_page=address("/held", state=chosen) if after else "",
    )


@router.post("/held/{drop_id}/again", name="held_again")
def again(request: Request, drop_id: str) -> Response:
    """Judge a drop anew that waited for its camera."""
    context = request.app.state.context
    with context.database.writing() as session:
        take_up_again(session, drop_id, actor=actor_of(request, session), at=context.clock.now())
    return see_other("/held", done="drop_goes_on")


@router.post("/held/{drop_id}/open", name="held_open")
def open_drop(request: Request, drop_id: str) -> Response:
    """Bring a drop to the manual queue, and its case on the desk."""
    context = request.app.state.context
    with context.database.writing() as session:
        open_by_hand(session, drop_id, actor=actor_of(request, session), at=context.clock.now())
    return see_other(address(f"/desk/{drop_id}", state="MANUAL_QUEUE"), done="drop_opened")


@router.post("/held/{drop_id}/dismiss", name="held_dismiss")
def set_aside(request: Request, drop_id: str, reason_code: Text = "", note: Text = "") -> Response:
    """Set a drop aside for good."""
    context = request.app.state.context
    with context.database.writing() as session:
        actor, at = actor_of(request, session), context.clock.now()
        dismiss(session, drop_id, reason_code=text_or_none(reason_code), note=note, actor=actor, at=at)
    return see_other("/held", done="drop_dismissed")
