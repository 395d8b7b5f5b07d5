"""The line of papers that one process makes at once: each under a number of its own, kept in the order of the numbers.

Printing takes longest, so several papers are printed at once: the first under the number that comes next, each other
one under the number behind it. Nothing is reserved in the database. Whoever is at the head takes his number or leaves
the line; where he leaves without it, those behind him move up and are made anew. A process that dies takes its line
with it, and no number is gone.

One process at a time has a line: two would make papers under the same numbers, most of them in vain. That spares work
and is no guard: whether a number is taken once is decided by the transaction that takes it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from ticketing.kit.db import Database, HeldLock
from ticketing.kit.jobs import TryLater
from ticketing.kit.numbers import coming_number

WAIT_SECONDS = 3.0


@dataclass(eq=False)
class Place:
    """A paper's place in the line. number: the one it is made under, as long as nobody before it leaves without his."""

    database: Database
    series: str
    number: int


class NumberingQueue:
    """The papers of one database that this process makes now, by series, each series in the order of its numbers."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._places: dict[str, list[Place]] = {}
        self._press: HeldLock | None = None

    @contextmanager
    def place(self, database: Database, series: str) -> Iterator[Place]:
        """A place at the end of the line, until the block ends. Raises TryLater where another process has a line."""
        place = self._enter(database, series)
        try:
            yield place
        finally:
            self._leave(place)

    def at_the_head(self, place: Place, number: int) -> bool:
        """Wait until all papers before it are kept. False, and at once, where `number` is not its number any more."""
        with self._moved:
            self._moved.wait_for(lambda: place.number != number or self._places[place.series][0] is place)
            return place.number == number

    def count_anew(self, place: Place) -> None:
        """Count from the number that comes next: somebody who is in no line took some."""
        with self._moved:
            self._number(place.series, _coming(place.database, place.series))
            self._moved.notify_all()

    def _enter(self, database: Database, series: str) -> Place:
        with self._moved:
            self._press = self._press or database.hold("press", seconds=WAIT_SECONDS)
            if self._press is None:
                raise TryLater("Another process presses papers now; this one comes after them.")
            try:
                line = self._places.get(series, [])
                place = Place(database, series, line[-1].number + 1 if line else _coming(database, series))
                self._places[series] = [*line, place]
            finally:
                self._let_others()
            return place

    def _leave(self, place: Place) -> None:
        with self._moved:
            line = self._places[place.series]
            first, was_head = line[0].number, line[0] is place
            line.remove(place)
            if not line:
                del self._places[place.series]
            self._let_others()
            try:
                if line:
                    self._number(place.series, _coming(place.database, place.series) if was_head else first)
            finally:  # where the database is away, the next one finds out by himself
                self._moved.notify_all()

    def _let_others(self) -> None:
        """Give the press to another process when nobody stands in line."""
        if not self._places and self._press:
            self._press.release()
            self._press = None

    def _number(self, series: str, first: int) -> None:
        for number, place in enumerate(self._places[series], start=first):
            place.number = number


def _coming(database: Database, series: str) -> int:
    with database.reading() as session:
        return coming_number(session, series)


_lines: WeakKeyDictionary[sa.Engine, NumberingQueue] = WeakKeyDictionary()
_first_asked = threading.Lock()


def queue_of(database: Database) -> NumberingQueue:
    """The one line that this process has for a database."""
    with _first_asked:
        return _lines.setdefault(database.engine, NumberingQueue())
