"""The review desk: the queue, one case on the screen, verdicts by key, the next case at once.

A GET shows; the lease is taken by the script's first heartbeat, by "next case", or not at all (a verdict without a
lease is weighed by the version it saw).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from ticketing.agency.actors import Role
from ticketing.agency.queries import names_of
from ticketing.cases.states import WAITING, CaseState, events_from
from ticketing.cases.tables import Case
from ticketing.documents.drafting.steps import take_confirmation_back
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.law.behaviours import CAMERA_BEHAVIOURS
from ticketing.law.vehicles import VehicleKind
from ticketing.plates.layouts import PlateColour, fits_a_layout, normalise
from ticketing.registry.ports import RegisterFault
from ticketing.registry.vehicles import Found
from ticketing.review import lease, queue
from ticketing.review.alternatives import alternatives, note_suggestions
from ticketing.review.by_hand import HandReading, hand_over, read_by_hand
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.proposal import seen_by_person
from ticketing.review.queue import Filters, Position, Reader
from ticketing.review.reasons import manual_reasons, rejection_reasons
from ticketing.review.registry_recheck import bring_typed, is_recheck, note_recheck
from ticketing.review.tables import ReviewLease, ReviewVerdict
from ticketing.review.verdict_queries import open_among, verdicts_of
from ticketing.review.verdicts import Step, give_verdict, take_back
from ticketing.review.views import delete_view, save_view, views_of
from ticketing.review.wording import no_wording_fits
from ticketing.web.access.auth import Person
from ticketing.web.access.rights import NotYours
from ticketing.web.case_history import history_of
from ticketing.web.pages.case.cases import case_of
from ticketing.web.pages.forms import Text, Version, actor_of, address, day_of, one_of, text_or_none
from ticketing.web.render import is_htmx, page, see_other
from ticketing.web.review_screen import corrected, screen_of_case
from ticketing.web.text import phrases

router = APIRouter()
STEP_DONE = {
    Step.DECIDED: "verdict_decided",
    Step.SECOND_NEEDED: "verdict_second",
    Step.SENIOR_NEEDED: "verdict_senior",
}


@dataclass(frozen=True)
class View:
    """What part of the queue a person works through. It stands in the address, so that a reload keeps it."""

    filters: Filters

    @classmethod
    def of(cls, request: Request) -> "View":
        """The view that the address names; what it names wrongly is left out."""
        said = request.query_params
        return cls(
            Filters(
                state=CaseState(one_of(said.get("state"), WAITING) or CaseState.REVIEW_PENDING),
                camera=text_or_none(said.get("camera")),
                place=text_or_none(said.get("place")),
                behaviour=text_or_none(said.get("behaviour")),
                reason="" if said.get("reason") == "none" else text_or_none(said.get("reason")),
                acted_from=day_of(said.get("from")),
                acted_to=day_of(said.get("to")),
                disagreed=said.get("disagreed") == "1",
            )
        )

    def query(self) -> dict[str, str]:
        """The view as parts of an address."""
        filters = self.filters
        said = {
            "state": filters.state if filters.state is not CaseState.REVIEW_PENDING else "",
            "camera": filters.camera,
            "place": filters.place,
            "behaviour": filters.behaviour,
            "reason": "none" if filters.reason == "" else filters.reason,
            "from": filters.acted_from.isoformat() if filters.acted_from else "",
            "to": filters.acted_to.isoformat() if filters.acted_to else "",
            "disagreed": "1" if filters.disagreed else "",
        }
        return {name: value for name, value in said.items() if value}


def reader_of(person: Person) -> Reader:
    """The person as the queue knows him."""
    return Reader(person.account_id, senior=person.role is Role.SENIOR)


@router.get("/queue", name="queue")
def show_queue(request: Request, after: str = "") -> Response:
    """What waits, with the days left."""
    context, view = request.app.state.context, View.of(request)
    position = Position.of_text(after) if after else None
    with context.database.reading() as session:
        part = queue.page(
            session,
            view.filters,
            reader_of(request.state.person),
            at=context.clock.now(),
            wall=wall_now(),
            after=position,
        )
        holders = names_of(session, {row.held_by for row in part.rows if row.held_by})
        counts = queue.counts(session)
        saved = views_of(session, request.state.person.account_id)
    query = view.query()
    return page(
        request,
        "queue.html",
        part=part,
        view=view.filters,
        query=query,
        holders=holders,
        counts=counts,
        totals={state: sum(n for (s, _), n in counts.items() if s == state) for state in WAITING},
        reasons=sorted({code for state, code in counts if code and state == view.filters.state}),
        behaviours=sorted(CAMERA_BEHAVIOURS),
        next_page=address("/queue", **query, after=part.after.as_text()) if part.after else "",
        first_page=address("/queue", **query) if after else "",
        desk_query=f"?{urlencode(query)}" if query else "",
        saved=saved,
        here_query=urlencode(query),
    )


@router.post("/queue/views", name="view_save")
def save(request: Request, name: Text = "") -> Response:
    """Save the view that the address names."""
    view = View.of(request)
    with request.app.state.context.database.writing() as session:
        save_view(session, request.state.person.account_id, name, urlencode(view.query()))
    return see_other(address("/queue", **view.query()), done="view_saved")


@router.post("/queue/views/{view_id}/delete", name="view_delete")
def delete(request: Request, view_id: str) -> Response:
    """Forget one of one's own views."""
    with request.app.state.context.database.writing() as session:
        delete_view(session, request.state.person.account_id, view_id)
    return see_other("/queue", done="view_deleted")


@router.post("/queue/next", name="next_case")
def next_case(request: Request) -> Response:
    """Take the next free case and go to it."""
    view = View.of(request)
    if (case := _next_case(request, view)) is None:
        return see_other(address("/queue", **view.query()), done="queue_empty")
    return see_other(address(f"/desk/{case.id}", **view.query()))


@router.get("/desk/{case_id}", name="desk")
def review_screen(request: Request, case_id: str, before: str = "") -> Response:
    """One case with all its evidence; `before`: the case judged just now, for undo."""
    with request.app.state.context.database.reading() as session:
        case = case_of(session, case_id)
        held_by = _other_lessee(session, lease.lessee(session, case_id, wall_now()), request.state.person)
        shown = _screen(request, session, case, case_or_none(session, before), held_by=held_by)
    return page(request, "review_screen.html", **shown)


def _screen(
    request: Request, session: Session, case: Case, before: Case | None, *, held_by: str = ""
) -> dict[str, Any]:
    """What the desk shows. held_by: name of another person who has the case on his screen."""
    context, view, now = request.app.state.context, View.of(request), request.app.state.context.clock.now()
    person = request.state.person
    verdicts = verdicts_of(session, [case.id, before.id] if before else [case.id])
    waiting = open_among(verdicts[case.id])
    # A second person judges blind: he learns that there is a verdict, not which. A senior sees both that differ.
    shown = waiting if person.role is Role.SENIOR and len(waiting) > 1 else []
    own = next((row for row in waiting if row.person == person.account_id), None)
    return {
        "desk": screen_of_case(session, context.keys, case, verdicts[case.id], at=now),
        "case": case,
        "before": before,
        "undoable": before is not None and _undoable(before, verdicts[before.id], person),
        "held_by": held_by,
        "own_verdict": own,
        "verdict_count": len(waiting),
        "shown_verdicts": shown,
        "may_judge": case.state in WAITING and own is None and not case.on_hold,
        "judges": names_of(session, {row.person for row in shown}),
        "trail": history_of(session, events_of(session, case.id)),
        "today": vietnam_day(now),
        "waiting": request.app.state.waiting.of(view.filters.state),
        "view": view.filters,
        "view_query": view.query(),
        "rejections": rejection_reasons().values(),
        "manuals": manual_reasons().values(),
        "vehicles": list(VehicleKind),
        "colours": list(PlateColour),
        "behaviours": sorted(CAMERA_BEHAVIOURS),
        "beat_seconds": lease.BEAT_SECONDS,
    }


@router.post("/desk/{case_id}/act", name="desk_act")
def corrected_act(
    request: Request, case_id: str, plate: Text = "", plate_colour: Text = "", behaviour: Text = "", vehicle: Text = ""
) -> Response:
    """Registered vehicle, act, range and wordings as a correction would have them, for its dialog.

    A look at another plate's vehicle is for who judges the case, and stands in its history.
    """
    context = request.app.state.context
    asked = _asked(context, case_id, plate)
    with context.database.reading() as session:
        case = case_of(session, case_id)
        seen = seen_by_person(
            case,
            plate=text_or_none(plate),
            plate_colour=text_or_none(plate_colour),
            behaviour=text_or_none(behaviour),
            vehicle=text_or_none(vehicle),
        )
        shown = corrected(session, context.keys, case, seen)
    looked_up, found = seen.plate or "", shown.registered.get("found", Found.NONE)
    if is_recheck(case, looked_up, found):
        if case.state not in WAITING:
            raise NotYours(case_id)
        with context.database.writing() as session:
            actor, now = actor_of(request, session), context.clock.now()
            note_recheck(session, case, looked_up, found, actor=actor, at=now)
    return page(request, "_desk_act.html", case=case, shown=shown, asked=asked)


@router.post("/desk/{case_id}/alternatives", name="desk_alternatives")
def show_alternatives(request: Request, case_id: str) -> Response:
    """Registered vehicles that the plate may mean, for its dialog. The look stands in the case's history."""
    context = request.app.state.context
    with context.database.writing() as session:
        case = case_of(session, case_id)
        shown = alternatives(session, context.keys, case, register_outside=context.register is not None)
        note_suggestions(session, case, shown, actor=actor_of(request, session), at=context.clock.now())
    return page(request, "_desk_alternatives.html", case=case, shown=shown)


def _asked(context: AppContext, case_id: str, plate: str) -> bool:
    """Whether the register was asked for a plate as it is typed; not for half a plate, and not where it is away."""
    if context.register is not None and plate and not fits_a_layout(normalise(plate)):
        return False
    try:
        return bring_typed(
            context.database, context.keys, context.register, case_id, text_or_none(plate), at=context.clock.now()
        )
    except RegisterFault:
        return False


@router.post("/desk/{case_id}/lease", name="lease")
def hold_lease(request: Request, case_id: str) -> Response:
    """The browser says that the case is on its screen: the first time it takes the case, then it keeps it."""
    context, person = request.app.state.context, request.state.person
    with context.database.writing() as session:
        held = queue.renew(session, case_id, person.account_id, wall=wall_now())
    return JSONResponse({"held": held}, 200 if held else 409)


@router.post("/desk/{case_id}/lease/end", name="lease_end")
def let_go(request: Request, case_id: str) -> Response:
    """The case leaves the screen without a verdict."""
    context, person = request.app.state.context, request.state.person
    with context.database.writing() as session:
        lease.let_go(session, case_id, person.account_id)
    return Response(status_code=204)


@router.post("/desk/{case_id}/verdict", name="verdict")
def verdict(
    request: Request,
    case_id: str,
    kind: Text,
    version: Version,
    plate: Text = "",
    plate_colour: Text = "",
    behaviour: Text = "",
    vehicle: Text = "",
    wording: Text = "",
    another_act: Text = "",
    reason_code: Text = "",
    note: Text = "",
) -> Response:
    """Give a verdict and take the next case, so that it is there at once."""
    context, view = request.app.state.context, View.of(request)
    now = context.clock.now()
    said = Verdict(
        kind=Kind(kind) if kind in set(Kind) else Kind.CONFIRM,
        plate=text_or_none(plate),
        plate_colour=text_or_none(plate_colour),
        behaviour=text_or_none(behaviour),
        vehicle=text_or_none(vehicle),
        wording_fits=wording == "fits",
        wording_id=text_or_none(wording) if wording not in ("fits", "none") else None,
        another_act=another_act == "yes",
        reason_code=text_or_none(reason_code),
        note=note,
    )
    if said.kind is Kind.CONFIRM:
        bring_typed(context.database, context.keys, context.register, case_id, said.plate, at=now)
    with context.database.writing() as session:
        actor = actor_of(request, session)
        if said.kind is Kind.CONFIRM and wording == "none":
            judged = no_wording_fits(session, case_id, actor=actor, at=now, expected_version=version)
            done = "no_wording"
        else:
            outcome = give_verdict(session, context.keys, case_id, said, actor=actor, at=now, expected_version=version)
            judged = outcome.case
            differs = said.kind is Kind.CONFIRM and judged.state == CaseState.MANUAL_QUEUE
            done = "verdict_differs" if differs else STEP_DONE[outcome.step]
    return _onwards(request, view, _next_case(request, view), judged, done)


@router.post("/desk/{case_id}/take-back", name="take_back")
def undo(request: Request, case_id: str, version: Version, reason: Text = "") -> Response:
    """Take a verdict back; the case is on the desk again."""
    context, view = request.app.state.context, View.of(request)
    with context.database.writing() as session:
        actor, now = actor_of(request, session), context.clock.now()
        if case_of(session, case_id).state == CaseState.OWNER_IDENTIFIED:
            take_confirmation_back(
                session, context.keys, case_id, reason=reason, actor=actor, at=now, expected_version=version
            )
        else:
            take_back(session, context.keys, case_id, reason=reason, actor=actor, at=now, expected_version=version)
        lease.take(session, case_id, request.state.person.account_id, wall_now())
    return see_other(address(f"/desk/{case_id}", **view.query()), done="verdict_back")


@router.post("/desk/{case_id}/reading", name="hand_reading")
def hand_reading(
    request: Request, case_id: str, version: Version, plate: Text, plate_colour: Text, vehicle: Text, note: Text = ""
) -> Response:
    """Read a plate of the manual queue by hand."""
    context, view = request.app.state.context, View.of(request)
    reading, now = HandReading(plate, plate_colour, vehicle, note), context.clock.now()
    bring_typed(context.database, context.keys, context.register, case_id, plate, at=now)
    with context.database.writing() as session:
        actor = actor_of(request, session)
        judged = read_by_hand(session, context.keys, case_id, reading, actor=actor, at=now, expected_version=version)
        lease.let_go(session, case_id, request.state.person.account_id)
    return _onwards(request, view, _next_case(request, view), judged, "read_by_hand")


@router.post("/desk/{case_id}/hand-over", name="hand_over")
def hand_over_case(request: Request, case_id: str, version: Version, authority: Text) -> Response:
    """Close a case that belongs to another authority."""
    context, view = request.app.state.context, View.of(request)
    with context.database.writing() as session:
        actor, now = actor_of(request, session), context.clock.now()
        judged = hand_over(session, case_id, authority=authority, actor=actor, at=now, expected_version=version)
    return _onwards(request, view, _next_case(request, view), judged, "handed_over")


def _next_case(request: Request, view: View) -> Case | None:
    """In a transaction of its own: it waits for cases in the order of the queue, and must hold none meanwhile."""
    with request.app.state.context.database.writing() as session:
        return queue.next_case(session, view.filters, reader_of(request.state.person), wall=wall_now())


def _other_lessee(session: Session, held: ReviewLease | None, person: Person) -> str:
    """Name of the other person who has the case on his screen."""
    if held is None or held.person == person.account_id:
        return ""
    return names_of(session, {held.person}).get(held.person, "?")


def case_or_none(session: Session, case_id: str) -> Case | None:
    """The case of that id, if there is one."""
    return session.get(Case, case_id) if case_id else None


def _undoable(case: Case, verdicts: Sequence[ReviewVerdict], person: Person) -> bool:
    """Whether this person can still take his verdict on the case back; what has ended stays ended."""
    if case.state == CaseState.REVIEW_PENDING:
        return any(row.person == person.account_id for row in open_among(verdicts))
    return bool({"verdict_taken_back", "slip_taken_back"} & set(events_from(CaseState(case.state))))


def _onwards(request: Request, view: View, following: Case | None, judged: Case, done: str) -> Response:
    """The next case, for htmx in this answer: a second request would cost the officer a third of the time again.

    following: just taken for this person; both cases as the transaction of the verdict left them.
    """
    if following is None:
        return see_other(address("/queue", **view.query(), before=judged.id), done=done)
    onwards = address(f"/desk/{following.id}", **view.query(), before=judged.id, done=done)
    if not is_htmx(request):
        return see_other(onwards)
    with request.app.state.context.database.reading() as session:
        shown = _screen(request, session, following, judged)
    answer = page(request, "_review_screen.html", done=phrases.done(done), **shown)
    answer.headers["HX-Push-Url"] = onwards
    return answer
