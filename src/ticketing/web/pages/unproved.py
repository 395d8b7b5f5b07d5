"""Papers whose delivery is not proved, over all communes and the post: what the office asks for, sends on, settles."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.dispatch.settling import settle_returned
from ticketing.dispatch.unproved import unproved
from ticketing.evidence.log import head_of
from ticketing.law.places import communes_of
from ticketing.web.pages.forms import Text, actor_of, address, given
from ticketing.web.render import page, see_other
from ticketing.web.rights import may

router = APIRouter()


@router.get("/unproved", name="unproved")
def show_unproved(request: Request, commune: str = "", after: str = "") -> Response:
    """Without names: which paper of which case, where it lies, for how long."""
    office = request.app.state.office
    with office.database.reading() as session:
        lines, following = unproved(session, office.clock.now(), commune_code=given(commune), after=after)
        province = head_of(session).province
    return page(
        request,
        "unproved.html",
        lines=lines,
        commune=commune,
        communes=communes_of(province),
        may_settle=may(request.state.person, "unproved_settle"),
        next_page=address("/unproved", commune=given(commune), after=following) if following else "",
        first_page=address("/unproved", commune=given(commune)) if after else "",
    )


@router.post("/unproved/{item_id}/settle", name="unproved_settle")
def settle(request: Request, item_id: str, reason: Text = "") -> Response:
    """A paper that came back is not sent again; the file keeps why."""
    office = request.app.state.office
    with office.database.writing() as session:
        settle_returned(
            session, office.keys, item_id, reason=reason, actor=actor_of(request, session), at=office.clock.now()
        )
    return see_other("/unproved", done="paper_settled")
