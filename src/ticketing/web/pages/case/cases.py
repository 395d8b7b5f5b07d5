"""The whole case for those who may see cases: what happened, papers, terms, and what can be done now.

Persons are opened with a permit of `review.blind`, for a purpose, and the log keeps the look.
"""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency.actors import OFFICERS
from ticketing.agency.queries import names_of
from ticketing.cameras.observation import PICTURE_ROLES
from ticketing.cameras.quarantine import dismissal_reasons, ways_out
from ticketing.cameras.tables import Observation
from ticketing.cases import holding
from ticketing.cases.answers.owner_statements import Statement, waiting_of
from ticketing.cases.answers.tables import OwnerStatement
from ticketing.cases.owner import identification
from ticketing.cases.owner.persons import Person, PersonRole
from ticketing.cases.queries import STATES, SeveralFound, case_page, find
from ticketing.cases.sealed_notes import OpenedWords
from ticketing.cases.states import FINAL, WAITING, CaseState, possible_events
from ticketing.cases.tables import Case
from ticketing.dispatch.delivery.tracking import track
from ticketing.documents.queries import lookup_code_of
from ticketing.documents.signing.check_code import printed_lookup_code
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.kit.fields import FieldKeys
from ticketing.law.penalties import article_text, row_of_facts
from ticketing.review.blind import permit_to_view
from ticketing.web.access.rights import NotYours, may
from ticketing.web.actions.page import shown_of_actions, shown_of_commune, shown_of_decision
from ticketing.web.actions.view import CaseView
from ticketing.web.case_history import history_of
from ticketing.web.pages.forms import Text, actor_of, address, one_of, text_or_none
from ticketing.web.render import page, see_other
from ticketing.web.review_screen import left_days

router = APIRouter()
PAGE = 50


@router.get("/cases", name="cases")
def show_cases(request: Request, state: str = "", after: str = "", name: str = "") -> Response:
    """Every drop and what became of it, by state; `name` finds one by number, case id or event id."""
    context = request.app.state.context
    chosen = one_of(state, STATES)
    with context.database.reading() as session:
        if text_or_none(name):
            found = _found(session, name.strip())
            if found:
                return see_other(f"/cases/{found}")
        entries, following = case_page(session, chosen, after=after, size=PAGE)
    return page(
        request,
        "cases.html",
        entries=entries,
        states=STATES,
        chosen=chosen,
        name=name,
        not_found=bool(text_or_none(name)),
        next_page=address("/cases", state=chosen, after=following) if following else "",
        first_page=address("/cases", state=chosen) if after else "",
    )


@router.get("/cases/{case_id}", name="case")
def show_case(request: Request, case_id: str) -> Response:
    """One case, or one drop that never became a case."""
    return dossier(request, case_id)


@router.post("/cases/{case_id}/persons", name="case_persons")
def show_persons(request: Request, case_id: str, purpose: Text = "") -> Response:
    """Open the persons of a case for a purpose. The look is an event; the page is not kept by the browser."""
    context = request.app.state.context
    with context.database.writing() as session:
        case, actor = case_of(session, case_id), actor_of(request, session)
        allowed = permit_to_view(session, context.keys, case, purpose, actor=actor, wall=wall_now())
        persons = identification.view_persons(session, context.keys, allowed, at=context.clock.now())
    return dossier(request, case_id, persons=persons)


@router.post("/cases/{case_id}/hold", name="case_hold")
def hold(request: Request, case_id: str, reason: Text) -> Response:
    """Hold a case at once."""
    context = request.app.state.context
    with context.database.writing() as session:
        actor, at = actor_of(request, session), context.clock.now()
        holding.hold(session, context.keys, case_id, reason=reason, actor=actor, at=at)
    return see_other(f"/cases/{case_id}", done="held")


@router.post("/cases/{case_id}/release", name="case_release")
def release(request: Request, case_id: str, reason: Text = "") -> Response:
    """The first or the second voice for a release, whichever is missing."""
    context = request.app.state.context
    with context.database.writing() as session:
        actor, at = actor_of(request, session), context.clock.now()
        if holding.release_proposal(session, case_of(session, case_id)):
            holding.release(session, case_id, actor=actor, at=at)
            done = "released"
        else:
            holding.propose_release(session, context.keys, case_id, reason=reason, actor=actor, at=at)
            done = "release_proposed"
    return see_other(f"/cases/{case_id}", done=done)


def dossier(
    request: Request,
    case_id: str,
    *,
    persons: list[tuple[PersonRole, Person]] | None = None,
    words: list[tuple[OwnerStatement, Statement]] | None = None,
    objection_words: OpenedWords | None = None,
    status: int = 200,
    problem: str = "",
) -> Response:
    """The page of a case.

    persons: opened just now, with the purpose logged. words (what the owner wrote) and objection_words likewise.
    """
    context = request.app.state.context
    now = context.clock.now()
    with context.database.reading() as session:
        observation = session.get(Observation, case_id)
        case = session.get(Case, case_id)
        if observation is None and case is None:
            raise NotYours(case_id)
        trail = history_of(session, events_of(session, case_id))
        items = items_of(session, case_id)
        if case is None:
            return _drop_page(request, session, observation, trail=trail, items=items)
        actor = actor_of(request, session)
        view = CaseView(session, context.keys, case, actor, now)
        row = row_of_facts(case.law) if case.law else None
        return page(
            request,
            "case.html",
            status=status,
            case=case,
            row=row,
            article=article_text(row, vietnam_day(case.violated_at)) if row else "",
            items=items,
            trail=trail,
            terms=left_days(view.running, view.today),
            resting=[clock for clock in view.clocks if clock.rests],
            persons=persons,
            owner_words=words,
            words_wait=len(waiting_of(session, case_id)) if may(request.state.person, "case_words") else 0,
            objection_words=objection_words,
            may_objection_words=may(request.state.person, "case_objection_words"),
            has_persons=identification.shows_persons(case),
            may_persons=may(request.state.person, "case_persons"),
            problem=problem,
            final=case.state in FINAL,
            release=holding.release_proposal(session, case),
            may_judge=request.state.person.role in OFFICERS and case.state in WAITING,
            possible=possible_events(CaseState(case.state), actor.parties(), case.flags, seeded=case.seeded),
            **shown_of_decision(view),
            **shown_of_actions(view),
            **shown_of_commune(view),
            papers=view.papers,
            lookup_codes=_lookup_codes(context.keys, view.papers) if persons is not None else {},
            journeys=view.journeys,
            whereabouts=track(session, case) if view.papers else {},
        )


def _drop_page(request: Request, session: Session, drop: Observation, **shown: Any) -> Response:
    """A drop that is no case: held, set aside, or on its way."""
    author = drop.dismissed_by
    return page(
        request,
        "drop.html",
        drop=drop,
        ways=ways_out(drop),
        may_act=may(request.state.person, "held_dismiss"),
        dismissals=dismissal_reasons(),
        dismissed_by=names_of(session, {author}).get(author, author) if author else "",
        pictures=[item for item in shown["items"] if item.role in PICTURE_ROLES],
        **shown,
    )


def _lookup_codes(keys: FieldKeys, papers: Sequence[Document]) -> dict[str, str]:
    """The codes of signed notices as their annexes print them, for an owner who lost his and proved who he is."""
    found = {paper.id: lookup_code_of(keys, paper) for paper in papers if paper.signed}
    return {paper_id: printed_lookup_code(code) for paper_id, code in found.items() if code}


def case_of(session: Session, case_id: str) -> Case:
    """The case of an address. Raises NotYours."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotYours(case_id)
    return case


def _found(session: Session, name: str) -> str | None:
    try:
        observation, _ = find(session, name)
    except SeveralFound as several:
        return several.ids[-1]
    except LookupError:
        return None
    return observation.id
