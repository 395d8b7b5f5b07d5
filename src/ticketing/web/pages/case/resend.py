"""A paper that came back goes on its way again, to the commune that an officer names on the case's page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.dispatch.consignments.resend import consign_again, consign_unchanged
from ticketing.dispatch.delivery.queries import came_back
from ticketing.dispatch.signed_documents import HOLDER
from ticketing.documents.kinds import document_kind
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.case.person_form import commune_written
from ticketing.web.pages.forms import Text, actor_of
from ticketing.web.render import see_other

router = APIRouter()


@router.post("/cases/{case_id}/send-again", name="case_send_again")
def send_again(
    request: Request, case_id: str, document: Text, commune: Text = "", ground: Text = "", reason: Text = "",
    addressee: Text = "",
) -> Response:  # fmt: skip
    """Send it there. Of an address that lies in another commune than was thought, the case learns it too.

    addressee: of the copy for an employer or a bank, which goes by post. It and what goes between offices have one
    receiver, and no commune to choose.
    """
    context = request.app.state.context
    with context.database.writing() as session:
        back = {(paper.id, item.addressee): paper for item, paper in came_back(session, case_id)}
        if (paper := back.get((document, addressee))) is None:
            raise NotYours(document)
        actor, at = actor_of(request, session), context.clock.now()
        if addressee == HOLDER or document_kind(paper.kind).between_offices:
            consign_unchanged(session, context.keys, document, addressee, reason=reason, actor=actor, at=at)
        else:
            code = commune_written(commune)
            consign_again(session, context.keys, document, code, reason=reason, ground=ground, actor=actor, at=at)
    return see_other(f"/cases/{case_id}", done="sent_again")
