"""One act on a case: what a form asks for is done in one transaction, then the case is shown again."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.kit.fields import FieldKeys
from ticketing.web.pages.forms import actor_of
from ticketing.web.render import see_other

Act = Callable[[Session, FieldKeys, Actor, datetime], object]


def do(request: Request, case_id: str, done: str, act: Act) -> Response:
    """Let `act` happen by the hand behind this request, now. done: code of what is said afterwards."""
    context = request.app.state.context
    with context.database.writing() as session:
        act(session, context.keys, actor_of(request, session), context.clock.now())
    return see_other(f"/cases/{case_id}", done=done)
