"""The queues of what the machine would not guess, each line leading to where one does it; and what people chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.agency.queries import names_of
from ticketing.cases.answers.owner_statements import count_waiting
from ticketing.cases.queries import numbers_of
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.waiting import Group, Queue, WaitingLine, groups, lines
from ticketing.kit.clock import vietnam_day
from ticketing.registry.commune_choices import NoSuchChoice, agreed, choices_page, place_of, resting_on, withdraw
from ticketing.registry.tables import CommuneChoice
from ticketing.web.access.auth import Person
from ticketing.web.access.rights import NotYours, may
from ticketing.web.pages.forms import Text, actor_of, address, one_of, text_or_none
from ticketing.web.render import page, see_other

router = APIRouter()


@dataclass(frozen=True)
class Tile:
    """A queue with how many wait in it and for how many days the oldest has."""

    queue: Queue
    count: int
    oldest_days: int | None


@router.get("/queues", name="queues")
def show_queues(request: Request, queue: str = "", reason: str = "", after: str = "") -> Response:
    """One queue, and how many wait in the others."""
    context = request.app.state.context
    today = vietnam_day(context.clock.now())
    with context.database.reading() as session:
        found = groups(session)
        tiles = [tile_of(one, found, today) for one in Queue]
        chosen = Queue(one_of(queue, Queue) or next((tile.queue for tile in tiles if tile.count), Queue.OWNER))
        codes = {group.code: group.count for group in found if group.queue is chosen and group.code}
        code = one_of(reason, codes)
        shown, following = lines(session, chosen, code, today=today, after=after)
        words_wait = count_waiting(session) if may(request.state.person, "owner_words") else None
    return page(
        request,
        "queues.html",
        tiles=tiles,
        chosen=chosen,
        codes=codes,
        code=code,
        lines=[(line, where_to_act(line, request.state.person)) for line in shown],
        today=today,
        words_wait=words_wait,
        next_page=address("/queues", queue=chosen, reason=text_or_none(code), after=following) if following else "",
        first_page=address("/queues", queue=chosen, reason=text_or_none(code)) if after else "",
    )


def tile_of(queue: Queue, found: Sequence[Group], today: date) -> Tile:
    """The figures of one queue."""
    here = [group for group in found if group.queue is queue]
    oldest = min((group.since for group in here), default=None)
    return Tile(queue, sum(group.count for group in here), (today - oldest).days if oldest else None)


def where_to_act(line: WaitingLine, person: Person) -> str:
    """The page on which this person does what the line waits for; who may only look gets the case."""
    if line.case and line.case.state == CaseState.MANUAL_QUEUE and may(person, "desk"):
        return f"/desk/{line.drop.id}?state={CaseState.MANUAL_QUEUE}"
    return f"/cases/{line.drop.id}"


@dataclass(frozen=True)
class ChoiceLine:
    """A person's choice for a hamlet or street. number: of its case. differs: another one stands against it.

    rests: the cases that took their commune from it and its like, by id and number.
    """

    choice: CommuneChoice
    place: str
    number: str
    differs: bool
    rests: Sequence[tuple[str, str]]


@router.get("/commune-choices", name="commune_choices")
def show_choices(request: Request, before: str = "") -> Response:
    """What persons chose for ambiguous addresses, the newest first."""
    context = request.app.state.context
    with context.database.reading() as session:
        choices, following = choices_page(session, before=before)
        persons = {name for one in choices for name in (one.chosen_by, one.withdrawn_by) if name}
        names = names_of(session, persons)
        shown = _choice_lines(request, session, choices)
    return page(
        request,
        "commune_choices.html",
        lines=shown,
        names=names,
        may_withdraw=may(request.state.person, "commune_choice_withdraw"),
        next_page=address("/commune-choices", before=following) if following else "",
        first_page="/commune-choices" if before else "",
    )


@router.post("/commune-choices/{choice_id}/withdraw", name="commune_choice_withdraw")
def withdraw_choice(request: Request, choice_id: str, reason: Text = "") -> Response:
    """Take a choice back."""
    context = request.app.state.context
    if not text_or_none(reason):
        raise Refused("Say why the choice is taken back: whoever chooses next reads it.")
    with context.database.writing() as session:
        actor, now = actor_of(request, session), context.clock.now()
        try:
            withdraw(session, choice_id, because=reason.strip(), actor=actor, at=now)
        except NoSuchChoice:
            raise NotYours(choice_id) from None
    return see_other("/commune-choices", done="choice_withdrawn")


def _choice_lines(request: Request, session: Session, choices: Sequence[CommuneChoice]) -> list[ChoiceLine]:
    keys, rests = request.app.state.context.keys, resting_on(session, choices)
    cases = {one.case_id for one in choices} | {one.case_id for found in rests.values() for one in found}
    numbers = numbers_of(session, cases)
    standing: dict[str, list[CommuneChoice]] = {}
    for one in choices:
        if one.withdrawn_at is None:
            standing.setdefault(one.place_index, []).append(one)
    return [
        ChoiceLine(
            choice=one,
            place=place_of(keys, one),
            number=numbers.get(one.case_id, ""),
            differs=one.withdrawn_at is None and agreed(standing[one.place_index]) is None,
            rests=[
                (other.case_id, numbers.get(other.case_id, ""))
                for other in rests.get(one.place_index, ())
                if other.commune_code == one.commune_code
            ],
        )
        for one in choices
    ]
