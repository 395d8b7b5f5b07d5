"""A person's voice on what two persons decide (agency.two_persons), as the pages of its matters take it."""

from collections.abc import Callable
from typing import Any

from fastapi import Request

from ticketing.agency.two_persons import ProposalRefused, Voice
from ticketing.web.pages.forms import actor_of, one_of
from ticketing.web.rights import NotYours
from ticketing.web.words import said


def problem_with(request: Request, decide: Callable[..., Any], row_id: str, voice: str, reason: str) -> str:
    """Let `decide` of the matter happen: nothing where it did, else why not. Raises NotYours: no such row or voice."""
    office = request.app.state.office
    if one_of(voice, Voice) is None:
        raise NotYours(voice)
    try:
        with office.database.writing() as session:
            actor = actor_of(request, session)
            decide(session, row_id, Voice(voice), reason, actor=actor, at=office.clock.now())
    except ProposalRefused as problem:
        return said(str(problem))
    except LookupError:
        raise NotYours(row_id) from None
    return ""
