"""Papers whose delivery is not proved, over all communes and the post: what the office asks for, sends on, settles."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.addresses.resolution import communes_of
from ticketing.dispatch.delivery.close_returned import settle_returned
from ticketing.dispatch.delivery.undelivered import undelivered
from ticketing.evidence.log import head_of
from ticketing.web.access.rights import may
from ticketing.web.pages.forms import Text, actor_of, address, text_or_none
from ticketing.web.render import page, see_other

router = APIRouter()


@router.get("/unproved", name="unproved")
def show_undelivered(request: Request, commune: str = "", after: str = "") -> Response:
    """Without names: which paper of which case, where it lies, for how long."""
    context = request.app.state.context
    with context.database.reading() as session:
        lines, following = undelivered(session, context.clock.now(), commune_code=text_or_none(commune), after=after)
        province = head_of(session).province
    return page(
        request,
        "undelivered.html",
        lines=lines,
        commune=commune,
        communes=communes_of(province),
        may_settle=may(request.state.person, "unproved_settle"),
        next_page=address("/unproved", commune=text_or_none(commune), after=following) if following else "",
        first_page=address("/unproved", commune=text_or_none(commune)) if after else "",
    )


@router.post("/unproved/{item_id}/settle", name="unproved_settle")
def settle(request: Request, item_id: str, reason: Text = "") -> Response:
    """A paper that came back is not sent again; the file keeps why."""
    context = request.app.state.context
    with context.database.writing() as session:
        settle_returned(
            session, context.keys, item_id, reason=reason, actor=actor_of(request, session), at=context.clock.now()
        )
    return see_other("/unproved", done="paper_settled")
