"""Released papers by the thousand, several at a time, and how far they are."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.documents.codes import TRANSFER_SLIP
from ticketing.documents.tables import RELEASED, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.kit.db import Database
from ticketing.kit.jobs import TryLater

GIVE_UP_AFTER = 8
"""So many papers in a row that could not be made: what stops them (a time stamp server, a disk) stops all."""


@dataclass
class Pressed:
    """What became of a batch. back: to their signers, with the reason; problems: of papers still to be made."""

    signed: int = 0
    back: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def stuck(self) -> bool:
        """Whether nothing comes out any more."""
        return len(self.problems) >= GIVE_UP_AFTER


@dataclass(frozen=True)
class Progress:
    """Papers that one person signed since a moment: printed, and still in the press."""

    signed: int
    released: int

    @property
    def all(self) -> int:
        """How many he signed."""
        return self.signed + self.released


def released_documents(session: Session) -> list[str]:
    """Papers in the press, in the order in which they were signed; a case's transfer slip before its notice."""
    order = (Document.released_at, Document.kind != TRANSFER_SLIP, Document.id)
    return list(session.scalars(sa.select(Document.id).where(Document.state == RELEASED).order_by(*order)))


def progress_of(session: Session, person: str, since: datetime) -> Progress:
    """How far the press is with what this person signed since then."""
    query = (
        sa.select(Document.state, sa.func.count())
        .where(Document.released_by == person, Document.released_at >= since, Document.state.in_((SIGNED, RELEASED)))
        .group_by(Document.state)
    )
    counts = dict(session.execute(query).tuples().all())
    return Progress(counts.get(SIGNED, 0), counts.get(RELEASED, 0))


def press_all(
    database: Database,
    press_one: Callable[[str], bool],
    *,
    at_once: int,
    advance: Callable[[], object] = lambda: None,
) -> Pressed:
    """Press all papers that are released, several at a time, until none is left or nothing comes out any more.

    press_one: presses a paper (`press.press`). advance: called after each paper.
    Every paper is a transaction of its own: after a kill the same call goes on where that one ended.
    """
    pressed = Pressed()
    with ThreadPoolExecutor(at_once) as threads:
        while not pressed.stuck:
            with database.reading() as session:
                waiting = released_documents(session)
            before = pressed.signed + pressed.back
            pressed.problems.clear()
            for document_id, made in _in_order(threads, press_one, waiting, at_once):
                _count(pressed, database, document_id, made)
                advance()
                if pressed.stuck:
                    break
            if pressed.signed + pressed.back == before:  # nothing was left, or nothing came out
                return pressed
    return pressed


def _in_order(
    threads: ThreadPoolExecutor, press_one: Callable[[str], bool], waiting: list[str], at_once: int
) -> Iterator[tuple[str, Future[bool]]]:
    """Each paper's end as it comes; the next is begun when one has ended."""
    rest = iter(waiting)
    running = {threads.submit(press_one, one): one for one in islice(rest, at_once)}
    while running:
        ended = next(as_completed(running))
        document_id = running.pop(ended)
        running |= {threads.submit(press_one, one): one for one in islice(rest, 1)}
        yield document_id, ended


def _count(pressed: Pressed, database: Database, document_id: str, made: Future[bool]) -> None:
    problem = made.exception()
    if problem is not None:
        kind = "" if isinstance(problem, TryLater) else f"{type(problem).__name__}: "
        pressed.problems.append(f"{kind}{problem}")
        return
    pressed.problems.clear()
    pressed.signed += made.result()
    if not made.result():
        with database.reading() as session:
            pressed.back += session.get_one(Document, document_id).state in (WAITING, WITHDRAWN)
