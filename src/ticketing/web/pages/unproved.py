"""Papers whose delivery is not proved, over all communes and the post: what the office asks for."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.dispatch.unproved import unproved
from ticketing.evidence.log import head_of
from ticketing.law.places import communes_of
from ticketing.web.pages.forms import address, given
from ticketing.web.render import page

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
        next_page=address("/unproved", commune=given(commune), after=following) if following else "",
        first_page=address("/unproved", commune=given(commune)) if after else "",
    )
