"""What pages of matters that two persons decide on (agency.two_persons) have in common."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency.dual_control import Approval, Matter, ProposalRefused, R
from ticketing.agency.queries import names_of
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.forms import Text, actor_of, one_of
from ticketing.web.render import see_other
from ticketing.web.text.phrases import phrase


def add_pages(
    router: APIRouter, path: str, pages: str, name: str, *, page: Callable[..., Response], decide: Callable[..., object]
) -> None:
    """The page of a matter at `path`, and each voice on one of its rows.

    pages, name: of its rights (`web.access.rights`): "wordings" may see,
    "wording" with `_decide` may speak; `name` with
    `_decided` is what is said afterwards.
    page: makes the page of a request, with the problem and status it is given. decide: as `Matter.decide`.
    """

    def show(request: Request) -> Response:
        return page(request)

    def speak(request: Request, row_id: str, voice: str, reason: Text = "") -> Response:
        if one_of(voice, Approval) is None:
            raise NotYours(voice)
        try:
            problem = refusal_of(request, decide, row_id, Approval(voice), reason)
        except LookupError:
            raise NotYours(row_id) from None
        return page(request, problem=problem, status=409) if problem else see_other(path, done=f"{name}_decided")

    router.add_api_route(path, show, methods=["GET"], name=pages)
    router.add_api_route(f"{path}/{{row_id}}/{{voice}}", speak, methods=["POST"], name=f"{name}_decide")


def refusal_of(request: Request, do: Callable[..., object], *told: Any, **details: Any) -> str:
    """Do it (`propose…`, `decide…`) by the hand behind this request: nothing where it was done, else why not."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            do(session, *told, **details, actor=actor_of(request, session), at=context.clock.now())
    except ProposalRefused as problem:
        return phrase(str(problem))
    return ""


def hands(session: Session, matter: Matter[R], rows: Iterable[R]) -> Mapping[str, str]:
    """The names of everybody who proposed, decided or ended one of these."""
    return names_of(
        session, {who or "" for row in rows for who in (matter.author(row), row.decided_by, row.withdrawn_by)}
    )
