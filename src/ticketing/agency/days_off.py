"""The days off of a year as two persons of the agency agreed to them, in place of the list that comes with the product.

A year's list is decreed towards the end of the year before, and sometimes changed in its course (Labour Code art.
111-112, domain.md 9). Terms that run are counted again by `cases.decision.deadline_recalculation`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.dual_control import Approval, Matter, ProposalRefused
from ticketing.agency.tables import IS_AGREED, DaysOffList
from ticketing.kit.clock import vietnam_day
from ticketing.kit.digest import canonical_json, sha256
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue
from ticketing.law.calendar import Calendar, DayKind, SpecialDay, official_calendar, why_no_special_day

PROPOSED, AGREED = "proposed", "agreed"
MAY_LIST = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
RECOUNT_TASK = "count_again"
MOST_DAYS = 60
LONGEST_NAME, LONGEST_SOURCE = 120, 300

_KNOWN = "calendar_in_force"
"""Under this name a transaction keeps the calendar that it asked for."""
_AGREED_LISTS = (
    sa.select(DaysOffList.year, DaysOffList.days, DaysOffList.final, DaysOffList.source)
    .where(IS_AGREED)
    .order_by(DaysOffList.year)
)


def _log_payload(listed: DaysOffList) -> dict[str, object]:
    days = sha256(canonical_json(listed.days))
    return {"year": listed.year, "days": days, "final": listed.final, "source": listed.source}


LISTS = Matter(
    DaysOffList, "days_off", "list of days off", PROPOSED, AGREED, MAY_LIST, author=lambda one: one.proposed_by,
    told=_log_payload,
)  # fmt: skip


def propose_list(
    session: Session,
    year: int,
    days: Sequence[tuple[date, DayKind, str]],
    source: str,
    *,
    final: bool,
    actor: Actor,
    at: datetime,
) -> DaysOffList:
    """Propose the whole list of a year: weekdays off and weekend days worked instead, each with its name.

    source: the notice that decrees it. final: no further one is awaited; a term through the year is not doubted then.
    Raises ProposalRefused, with the first day that is wrong.
    """
    if actor.role not in MAY_LIST:
        raise ProposalRefused(f"The days off are for {', '.join(sorted(MAY_LIST))}, not for {actor.role}.")
    if not vietnam_day(at).year - 1 <= year <= vietnam_day(at).year + 2:
        raise ProposalRefused(f"The list of {year} is not entered now: the year before, this one and the next two are.")
    if not source.strip():
        raise ProposalRefused("Name the notice that decrees these days, with its number and day.")
    if wrong := _wrong(year, days):
        raise ProposalRefused(wrong)
    listed = DaysOffList(
        id=new_id(), year=year, final=final, source=" ".join(source.split())[:LONGEST_SOURCE],
        days=[[day.isoformat(), str(kind), " ".join(name.split())] for day, kind, name in sorted(days)],
        proposed_by=actor.person, proposed_at=at,
    )  # fmt: skip
    return LISTS.begin(session, listed, actor=actor, at=at)


def decide_list(
    session: Session, list_id: str, voice: Approval, reason: str, *, actor: Actor, at: datetime
) -> DaysOffList:
    """Another person agrees, and the list takes the place of the one that stood; either refuses or ends it.

    The terms that run are counted again by a worker. Raises ProposalRefused, LookupError.
    """
    listed = session.get(DaysOffList, list_id)
    stood = _in_force(session, listed.year) if listed is not None and voice is Approval.AGREE else None
    if stood is not None and listed is not None:
        LISTS.decide(
            session, stood.id, Approval.WITHDRAW, f"Thay bằng danh sách theo {listed.source}", actor=actor, at=at
        )
    decided = LISTS.decide(session, list_id, voice, reason, actor=actor, at=at)
    if voice is not Approval.REFUSE:
        session.info.pop(_KNOWN, None)
        enqueue(session, RECOUNT_TASK, decided.id, key=f"{decided.id}:{decided.state}", at=at)
    return decided


def calendar_in_force(session: Session) -> Calendar:
    """The working days as they are known here now, the same for a whole transaction."""
    known: Calendar | None = session.info.get(_KNOWN)
    if known is None:
        rows = session.execute(_AGREED_LISTS)
        known = _with_lists(tuple((year, _frozen(days), final, source) for year, days, final, source in rows))
        session.info[_KNOWN] = known
    return known


def lists(session: Session) -> list[DaysOffList]:
    """All lists that were ever proposed, the newest first."""
    return list(session.scalars(sa.select(DaysOffList).order_by(DaysOffList.id.desc())))


def days_of(listed: DaysOffList) -> list[tuple[date, DayKind, str]]:
    """The days of a list with their kinds and names, in their order."""
    return [(date.fromisoformat(day), DayKind(kind), name) for day, kind, name in listed.days]


def _in_force(session: Session, year: int) -> DaysOffList | None:
    query = sa.select(DaysOffList).where(DaysOffList.state == AGREED, DaysOffList.year == year)
    return session.scalar(query)


def _wrong(year: int, days: Sequence[tuple[date, DayKind, str]]) -> str | None:
    if len(days) > MOST_DAYS:
        return f"{len(days)} days are more than a year has; at most {MOST_DAYS}."
    seen: set[date] = set()
    for day, kind, name in days:
        if day.year != year:
            return f"{day} lies in another year than {year}."
        if day in seen:
            return f"{day} stands twice."
        if not name.strip() or len(name) > LONGEST_NAME:
            return f"{day} needs its name, of at most {LONGEST_NAME} characters."
        if fault := why_no_special_day(day, kind):
            return fault
        seen.add(day)
    return None


_Frozen = tuple[int, tuple[tuple[str, str, str], ...], bool, str]


def _frozen(days: Sequence[Sequence[str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((day, kind, name) for day, kind, name in days)


@cache
def _with_lists(agreed: tuple[_Frozen, ...]) -> Calendar:
    calendar = official_calendar()
    for year, days, final, source in agreed:
        confidence = "high" if final else "medium"
        special = [
            SpecialDay(date.fromisoformat(day), DayKind(kind), name, confidence, source) for day, kind, name in days
        ]
        calendar = calendar.with_year(year, special, confirmed=final)
    return calendar
