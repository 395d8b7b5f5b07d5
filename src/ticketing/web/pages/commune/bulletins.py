"""The bulletin for a commune's loudspeakers: totals and a general text; more only under a legal base."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.addresses.resolution import communes_of
from ticketing.agency.legal_bases import NoLegalBase, base_in_force
from ticketing.reports.bulletin import LEAST_SAID, Bulletin, bulletin, wide_bulletin
from ticketing.web.access.rights import own_commune
from ticketing.web.pages.commune.consignments import province_of
from ticketing.web.pages.forms import Text, actor_of, one_of
from ticketing.web.render import page
from ticketing.web.text.phrases import phrase

router = APIRouter()


@router.get("/bulletin", name="bulletin")
def show_bulletin(request: Request, commune: str = "") -> Response:
    """What the loudspeakers of a commune may say, to be read from the screen or printed; a clerk's own commune only."""
    context = request.app.state.context
    code = _commune_of(request, commune)
    with context.database.reading() as session:
        found = bulletin(session, code, at=context.clock.now())
    return _bulletin_page(request, found)


@router.post("/bulletin", name="bulletin_wide")
def show_wide_bulletin(request: Request, commune: Text = "") -> Response:
    """The bulletin with what the published list holds of the commune, where a legal base allows it; an event."""
    context = request.app.state.context
    code = _commune_of(request, commune)
    try:
        with context.database.writing() as session:
            found = wide_bulletin(session, code, actor=actor_of(request, session), at=context.clock.now())
    except NoLegalBase as problem:
        with context.database.reading() as session:
            found = bulletin(session, code, at=context.clock.now())
        return _bulletin_page(request, found, problem=phrase(str(problem)), status=409)
    return _bulletin_page(request, found, wide=True)


def _commune_of(request: Request, chosen: str) -> str:
    """The commune of a bulletin: a clerk's own, for others the one that they chose."""
    own = own_commune(request.state.person)
    if own is not None:
        return own
    codes = [one.code for one in communes_of(province_of(request.app.state.context))]
    return one_of(chosen, codes) or codes[0]


def _bulletin_page(
    request: Request, found: Bulletin, *, wide: bool = False, problem: str = "", status: int = 200
) -> Response:
    context = request.app.state.context
    with context.database.reading() as session:
        may_widen = not wide and base_in_force(session) is not None
    return page(
        request,
        "bulletin.html",
        status=status,
        bulletin=found,
        communes=communes_of(province_of(context)) if own_commune(request.state.person) is None else (),
        least=LEAST_SAID,
        may_widen=may_widen,
        problem=problem,
    )
