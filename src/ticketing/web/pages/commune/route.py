"""The clerk's route: what he still has to deliver, hamlet by hamlet."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency.agency import agency_on
from ticketing.agency.dispatch_rules import PrintLayout
from ticketing.dispatch.consignments.print_file import print_round
from ticketing.dispatch.delivery.route import Hamlet, TooManyPapers, days_of, round_of, route, to_give_back
from ticketing.kit.clock import vietnam_day
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.case.evidence import blob_answer
from ticketing.web.pages.commune.consignments import note_names
from ticketing.web.pages.forms import day_of, one_of
from ticketing.web.render import page
from ticketing.web.text.phrases import phrase

router = APIRouter()
ALL_HAMLETS = "*"  # an address without a hamlet has the empty name


@router.get("/route", name="route_list")
def route_list(request: Request, day: str = "") -> Response:
    """What the clerk still has to deliver, hamlet by hamlet, to be printed or followed on the telephone."""
    context, commune = request.app.state.context, request.state.person.commune_code or ""
    chosen = day_of(day)
    with context.database.reading() as session:
        hamlets = route(session, context.keys, commune, closed_on=chosen)
        days = days_of(session, commune)
    return _route_page(request, hamlets, days, chosen)


@router.get("/route/print", name="route_print")
def print_route(request: Request, day: str = "", hamlet: str = ALL_HAMLETS, layout: str = "") -> Response:
    """What is to be delivered, of all hamlets or of one, as one PDF. Names and addresses stand in it: an event."""
    context, commune = request.app.state.context, request.state.person.commune_code or ""
    chosen, at = day_of(day), context.clock.now()
    with context.database.reading() as session:
        hamlets = route(session, context.keys, commune, closed_on=chosen)
        printed = [one for one in hamlets if hamlet in (ALL_HAMLETS, one.name)]
        place = "" if hamlet == ALL_HAMLETS else hamlet
        try:
            on = round_of(session, printed, commune, place=place, at=at)
        except TooManyPapers as problem:
            return _route_page(request, hamlets, days_of(session, commune), chosen, problem=phrase(str(problem)))
        except LookupError:
            raise NotYours(hamlet) from None
    note_names(request, f"commune:{commune}", papers=len(on.stops), printed=True)
    chosen_layout = PrintLayout(one_of(layout, tuple(PrintLayout)) or on.agency.dispatch.layout)
    return blob_answer(
        print_round(context.store, on, layout=chosen_layout, made_at=at, own_templates=context.settings.templates),
        f"route-{on.day}",
    )


def _route_page(
    request: Request, hamlets: Sequence[Hamlet], days: Sequence[date], chosen: date | None, *, problem: str = ""
) -> Response:
    context, commune = request.app.state.context, request.state.person.commune_code or ""
    with context.database.reading() as session:
        layout = agency_on(session, vietnam_day(context.clock.now())).dispatch.layout
        back = to_give_back(session, context.keys, commune)
    total = sum(len(hamlet.views) for hamlet in hamlets)
    if total or back:
        note_names(request, f"commune:{commune}", papers=total + len(back))
    return page(
        request,
        "route.html",
        status=422 if problem else 200,
        problem=problem,
        layouts=tuple(PrintLayout),
        layout=layout,
        hamlets=hamlets,
        back=back,
        total=total,
        days=days,
        chosen=chosen,
        commune=commune,
        today=vietnam_day(context.clock.now()),
    )
