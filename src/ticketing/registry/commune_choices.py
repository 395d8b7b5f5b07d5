"""What people chose for ambiguous addresses, remembered for the other houses of the same hamlet or street.

One person's choice is offered first to the next. Where two persons chose alike for a hamlet of a divided commune it is
taken: a single slip must not send a whole hamlet's notices to the wrong police. Choices that differ cancel each other.
One whose paper the commune's police sent back as not theirs is doubted: it is shown with that, and counts for nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.localities import Locality, locality
from ticketing.addresses.resolution import resolve
from ticketing.agency.actors import Actor
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.registry.address_book import CommuneOfResidence, resident_commune
from ticketing.registry.tables import CommuneChoice

CHOSEN_BEFORE = "CHOSEN_BEFORE"
"""Ground of a choice that rests on earlier ones: no voice of its own."""
VOICES = 2
WITHDRAWN, DOUBTED = LogEvent.COMMUNE_CHOICE_WITHDRAWN, LogEvent.COMMUNE_CHOICE_DOUBTED
CHOSEN_ANEW = "chosen anew in the same case"


class NoSuchChoice(LookupError):
    """There is no choice of that id that still stands."""


@dataclass(frozen=True)
class Remembered:
    """What was chosen before for the hamlet or street of an address. voices: the choices that stand, oldest first.

    taken: the address needs no person any more. doubted: the commune's police said that the place is not theirs, and no
    two persons have chosen it since.
    """

    commune_code: str
    voices: tuple[CommuneChoice, ...]
    taken: bool
    doubted: bool = False


def remembered(session: Session, keys: FieldKeys, address: str) -> Remembered | None:
    """What persons chose for the hamlet or street of this address; None for nothing, or for choices that differ."""
    place = locality(address)
    if place is None:
        return None
    voices = choices_in_force(session, keys, place)
    code = agreed(voices)
    if code is None:
        return None
    found = resolve(address)
    among = code in [candidate.commune.code for candidate in found.candidates]
    sure = len({voice.chosen_by for voice in voices if voice.doubted_at is None}) >= VOICES
    doubted = not sure and any(voice.doubted_at for voice in voices)
    return Remembered(code, tuple(voices), place.decides and found.split and among and sure, doubted)


def agreed(voices: Iterable[CommuneChoice]) -> str | None:
    """The commune that all of them name; None where they differ or there are none."""
    codes = {voice.commune_code for voice in voices}
    return codes.pop() if len(codes) == 1 else None


def remembered_commune(
    session: Session, keys: FieldKeys, address: str | None, stored: CommuneOfResidence | None = None
) -> tuple[CommuneOfResidence, Remembered | None]:
    """Where an address lies, by the tables (or `stored`) or else by what two persons chose for its hamlet."""
    place = resident_commune(address, stored)
    before = remembered(session, keys, address) if address and place.commune_code is None else None
    if before is None or not before.taken:
        return place, None
    return replace(place, commune_code=before.commune_code, sentence=None), before


def choices_in_force(session: Session, keys: FieldKeys, place: Locality) -> list[CommuneChoice]:
    """The choices for a hamlet or street that nobody took back, oldest first, without those that rest on others."""
    query = sa.select(CommuneChoice).where(
        CommuneChoice.place_index == keys.index("locality", *place.key),
        CommuneChoice.withdrawn_at.is_(None),
        CommuneChoice.ground != CHOSEN_BEFORE,
    )
    return list(session.scalars(query.order_by(CommuneChoice.id)))


def remember(
    session: Session,
    keys: FieldKeys,
    address: str,
    commune_code: str,
    *,
    ground: str,
    case_id: str,
    actor: Actor,
    at: datetime,
) -> CommuneChoice | None:
    """Keep a choice for the hamlet or street of an address; None where it names none. A case has one voice."""
    place = locality(address)
    if place is None:
        return None
    for earlier in session.scalars(_of_case(case_id)):
        _take_back(earlier, CHOSEN_ANEW, actor, at)
    choice_id = new_id()
    choice = CommuneChoice(
        id=choice_id,
        place_index=keys.index("locality", *place.key),
        place=keys.seal(_place_of(choice_id), place.written),
        kind=place.kind,
        commune_code=commune_code,
        ground=ground,
        case_id=case_id,
        chosen_by=actor.person,
        chosen_at=at,
        tables=resolve(address).tables,
    )
    session.add(choice)
    session.flush()
    return choice


def withdraw(session: Session, choice_id: str, *, because: str, actor: Actor, at: datetime) -> CommuneChoice:
    """Take a choice back: from now on it is neither offered nor taken. Raises NoSuchChoice.

    Cases that got their commune by it stay as they are (`resting_on`): their papers may have gone out.
    """
    choice = session.get(CommuneChoice, choice_id)
    if choice is None or choice.withdrawn_at is not None:
        raise NoSuchChoice(f"There is no choice '{choice_id}' that still stands.")
    _take_back(choice, because, actor, at)
    data = {"choice": choice.id, "commune": choice.commune_code}
    append(session, at=at, kind=WITHDRAWN, subject=choice.case_id, actor=actor.label, data=data)
    return choice


def doubt(
    session: Session, case_id: str, commune_code: str, *, sent_at: datetime, actor: Actor, at: datetime
) -> Sequence[CommuneChoice]:
    """The police of that commune say that a paper of this case is not for them: doubt what chose it for the place.

    Nothing where the case has another commune, or its address named one by itself, or the choice was made after the
    paper was sent: for a later owner, or his other address.
    """
    mine = choice_of_case(session, case_id)
    if mine is None or mine.commune_code != commune_code or mine.chosen_at > sent_at:
        return ()
    query = sa.select(CommuneChoice).where(
        CommuneChoice.place_index == mine.place_index,
        CommuneChoice.commune_code == commune_code,
        CommuneChoice.withdrawn_at.is_(None),
        CommuneChoice.doubted_at.is_(None),
    )
    doubted = list(session.scalars(query.order_by(CommuneChoice.id).with_for_update()))
    for choice in doubted:
        choice.doubted_at, choice.doubted_by = at, actor.person
    if doubted:
        data = {"choices": [choice.id for choice in doubted], "commune": commune_code}
        append(session, at=at, kind=DOUBTED, subject=case_id, actor=actor.label, data=data)
    return doubted


def choices_page(session: Session, *, before: str = "", size: int = 50) -> tuple[list[CommuneChoice], str | None]:
    """Choices of persons, newest first, those taken back too; and the id behind which the next page begins."""
    query = sa.select(CommuneChoice).where(CommuneChoice.ground != CHOSEN_BEFORE)
    if before:
        query = query.where(CommuneChoice.id < before)
    rows = list(session.scalars(query.order_by(CommuneChoice.id.desc()).limit(size + 1)))
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def resting_on(session: Session, choices: Sequence[CommuneChoice]) -> dict[str, list[CommuneChoice]]:
    """The cases whose commune was taken from earlier choices, by the hamlet or street (place_index)."""
    query = sa.select(CommuneChoice).where(
        CommuneChoice.place_index.in_({choice.place_index for choice in choices}),
        CommuneChoice.ground == CHOSEN_BEFORE,
        CommuneChoice.withdrawn_at.is_(None),
    )
    found: dict[str, list[CommuneChoice]] = {}
    for row in session.scalars(query.order_by(CommuneChoice.id)):
        found.setdefault(row.place_index, []).append(row)
    return found


def choice_of_case(session: Session, case_id: str) -> CommuneChoice | None:
    """The choice, own or remembered, by which a case has its commune; None where its address named the commune."""
    return session.scalar(_of_case(case_id).order_by(CommuneChoice.id.desc()).limit(1))


def approvals_of(session: Session, choice: CommuneChoice) -> list[CommuneChoice]:
    """The choices of persons that a case took over, those too that were taken back since."""
    query = sa.select(CommuneChoice).where(
        CommuneChoice.place_index == choice.place_index,
        CommuneChoice.commune_code == choice.commune_code,
        CommuneChoice.ground != CHOSEN_BEFORE,
        CommuneChoice.id < choice.id,
    )
    return list(session.scalars(query.order_by(CommuneChoice.id)))


def place_of(keys: FieldKeys, choice: CommuneChoice) -> str:
    """The hamlet or street of a choice, as a person reads it."""
    return keys.open(_place_of(choice.id), choice.place)


def _of_case(case_id: str) -> "sa.Select[CommuneChoice]":
    return sa.select(CommuneChoice).where(CommuneChoice.case_id == case_id, CommuneChoice.withdrawn_at.is_(None))


def _take_back(choice: CommuneChoice, because: str, actor: Actor, at: datetime) -> None:
    choice.withdrawn_at, choice.withdrawn_by, choice.withdrawn_because = at, actor.person, because


def _place_of(choice_id: str) -> str:
    return f"commune_choices|place|{choice_id}"
