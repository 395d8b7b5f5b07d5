"""What is over its term is deleted, and the log says what and why; the chain stays whole, for it names nobody.

A kind of `agency.retention` is two functions here: what is over, and how one of it goes. `overdue` lists without
deleting: the page, `ticketing retention` and the worker's sweep ask the same.
"""

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.agency.retention import AGREED, Rule, rules_on, terms_in_force
from ticketing.agency.tables import RetentionTerm
from ticketing.cases import record
from ticketing.cases.erasure import ended_before, erase_persons
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.tables import LIVING, Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, write_out
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.registry.tables import RegistryLoad
from ticketing.review.tables import ReviewVerdict

log = logging.getLogger(__name__)

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Kind:
    """over: what is over at a cutoff, given the office and the days.

    erase: one of it goes, for the sake of a term, inside a transaction; False where it is not over any more.
    """

    over: Callable[[AppContext, Session, int], Sequence[str]]
    erase: Callable[[AppContext, Session, str, RetentionTerm], bool]


@dataclass(frozen=True)
class Overdue:
    """One kind on a day: its rule, its agreed term (None: nothing is deleted), and what is over.

    days: of the term, or those that the page proposes, so that people see beforehand what would go.
    """

    rule: Rule
    term: RetentionTerm | None
    days: int
    items: Sequence[str]


def overdue(context: AppContext) -> list[Overdue]:
    """Every kind with what is over; nothing is changed."""
    with context.database.reading() as session:
        terms = terms_in_force(session)
        return [_overdue(context, session, rule, terms.get(rule.code)) for rule in rules_on(_today(context))]


def sweep_retention(context: AppContext, most: int = MOST_AT_ONCE) -> Mapping[str, int]:
    """Delete what is over an agreed term, at most so many of a kind, each in a transaction of its own.

    Returns how many of each kind went. What cannot be deleted stops nothing else.
    """
    return {found.rule.code: _swept(context, found.items, found.term, most) for found in overdue(context) if found.term}


def _swept(context: AppContext, items: Sequence[str], term: RetentionTerm, most: int) -> int:
    went = (item for item in items if _erased(context, item, term))
    return sum(1 for _ in islice(went, most))


def _erased(context: AppContext, item: str, term: RetentionTerm) -> bool:
    """Whether it went: only under a term that stands still, and where it is over still."""
    try:
        with context.database.writing() as session:
            return _stands(session, term) and KINDS[term.code].erase(context, session, item, term)
    except OSError as problem:
        log.error("retention: something of %s cannot be deleted: %s", term.code, problem.strerror or problem)
        return False


def _stands(session: Session, term: RetentionTerm) -> bool:
    """Whether nobody has withdrawn the term; nobody does before this transaction ends."""
    query = sa.select(RetentionTerm.state).where(RetentionTerm.id == term.id).with_for_update()
    return session.scalar(query) == AGREED


def _overdue(context: AppContext, session: Session, rule: Rule, term: RetentionTerm | None) -> Overdue:
    days = term.days if term else rule.usual_days
    return Overdue(rule, term, days, KINDS[rule.code].over(context, session, days))


def _because(term: RetentionTerm) -> dict[str, str | int]:
    return {"retention": term.code, "days": term.days, "term": term.id}


def _today(context: AppContext) -> date:
    return vietnam_day(context.clock.now())


def _rejected_cases(context: AppContext, session: Session, days: int) -> Sequence[str]:
    return list(session.scalars(_ended_cases(context, days).order_by(Case.id).limit(MOST_AT_ONCE)))


def _ended_cases(context: AppContext, days: int) -> "sa.Select[str]":
    """Cases that ended without a fine so long ago, and from which no paper went out or waits.

    The record of evidence is none: it is made before anybody knows whose the vehicle is.
    """
    lives = sa.or_(Document.state.in_(LIVING), Document.signed_sha256.is_not(None))
    went_out = sa.exists().where(Document.case_id == Case.id, Document.kind != codes.EVIDENCE_RECORD, lives)
    return ended_before(context.clock.now() - timedelta(days=days)).where(~went_out)


def _erase_case(context: AppContext, session: Session, case_id: str, term: RetentionTerm) -> bool:
    """The persons, the drafts that named them, and what was noted beside verdicts."""
    record.locked(session, case_id)
    if session.scalar(_ended_cases(context, term.days).where(Case.id == case_id)) is None:
        return False
    erase_persons(session, case_id, because=_because(term), actor=machine("retention"), at=context.clock.now())
    session.execute(sa.delete(Document).where(Document.case_id == case_id, Document.signed_sha256.is_(None)))
    session.execute(sa.update(ReviewVerdict).where(ReviewVerdict.case_id == case_id).values(note=""))
    return True


def _files(name: str) -> Callable[[AppContext, Session, int], Sequence[str]]:
    """Files and folders of a folder of the home that were written so many days ago; files bear the machine's time."""

    def over(context: AppContext, session: Session, days: int) -> Sequence[str]:
        folder = context.settings.home / name
        old = [path.name for path in folder.iterdir() if _is_old(path, days)] if folder.is_dir() else []
        return sorted(old)[:MOST_AT_ONCE]

    return over


def _is_old(path: Path, days: int) -> bool:
    written = (
        max((one.stat().st_mtime for one in path.iterdir()), default=0.0) if path.is_dir() else path.stat().st_mtime
    )
    return written < (wall_now() - timedelta(days=days)).timestamp()


def _erase_file(
    folder: str, forget: Callable[[Session, str], object] = lambda *_: None
) -> Callable[[AppContext, Session, str, RetentionTerm], bool]:
    """The file goes last, behind its event and in the same transaction: what cannot be deleted is not said to be gone.

    forget: what else of ours names the file.
    """

    def erase(context: AppContext, session: Session, name: str, term: RetentionTerm) -> bool:
        path = context.settings.home / folder / name
        if not path.exists() or not _is_old(path, term.days):
            return False
        append(
            session,
            at=context.clock.now(),
            kind=LogEvent.FILES_ERASED,
            subject=f"retention:{term.code}",
            actor=machine("retention").label,
            data=_because(term),
        )
        forget(session, name)
        write_out(session)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        return True

    return erase


def _no_longer_names(session: Session, name: str) -> None:
    """A later load may get the name of a file that is gone: an old load must not show that one's persons."""
    load = sa.update(RegistryLoad).where(RegistryLoad.rejects_file == name)
    session.execute(load.values(rejects_file=None))


KINDS: Mapping[str, Kind] = {
    "owners_of_rejected": Kind(_rejected_cases, _erase_case),
    "registry_rejects": Kind(_files("rejects"), _erase_file("rejects", _no_longer_names)),
    "quarantine": Kind(_files("quarantine"), _erase_file("quarantine")),
}
