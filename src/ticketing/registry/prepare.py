"""Rows made ready to be stored: read, checked, hashed and sealed. Most of a load's work, so big files have it done by
processes of their own, some parts ahead of the one that writes.
"""

import gc
import marshal
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.sheets import SheetPart, SheetRow
from ticketing.registry.rows import ParsedRow, RowRefused

MOST_PROCESSES = 4
PARTS_AHEAD = 2
WITHOUT_MEMORY = 2
"""Version of marshal's format that does not look for texts it has met: hashes and seals never come twice."""


@dataclass(frozen=True)
class Content:
    """One content of the registry: the table it goes to, the columns of its files, how a row is read."""

    name: str
    table: str
    columns: tuple[str, ...]
    parse: Callable[[Mapping[str, str]], ParsedRow]

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """The columns of the table that hold what a row says; its key apart."""
        example = self.parse({column: "98A12345" if column in ("plate", "owner_id") else "" for column in self.columns})
        return (*example.clear, *example.indexed, *example.sealed)


StoredRow = tuple[str | None, ...]
"""Id, key, digest, then the columns Content.stored."""
KEY, DIGEST = 1, 2


class Prepared(NamedTuple):
    """A row ready to be stored under `id`. values: of the columns Content.stored. refused: why it cannot be stored."""

    id: str
    key: str
    digest: str
    values: tuple[str | None, ...]
    warnings: tuple[str, ...] = ()
    refused: str = ""

    @property
    def stored(self) -> StoredRow:
        """As the table takes it."""
        return (self.id, self.key, self.digest, *self.values)


class PreparedPart(NamedTuple):
    """The rows of a part. places: where the sound ones stand in it. refused, warnings: with the place of their row."""

    rows: list[StoredRow]
    places: list[int]
    refused: list[tuple[int, str]]
    warnings: list[tuple[int, tuple[str, ...]]]


def prepared(content: Content, keys: FieldKeys, rows: Sequence[SheetRow]) -> list[Prepared]:
    """Each row, ready under an id of its own."""
    return [prepared_under(new_id(), content, keys, row) for row in rows]


def prepared_under(row_id: str, content: Content, keys: FieldKeys, row: SheetRow) -> Prepared:
    """A row ready under this id: a seal opens at its own place only."""
    try:
        if row.problem:
            raise RowRefused(row.problem)
        parsed = content.parse(row.cells)
    except RowRefused as problem:
        return Prepared(row_id, "", "", (), refused=str(problem))
    index, table = keys.index, content.table
    hashed = [index(*words) if words else None for words in parsed.indexed.values()]
    sealed = [
        None if text is None else keys.seal(f"{table}|{column}|{row_id}", text)
        for column, text in parsed.sealed.items()
    ]
    digest = index("row", *parsed.fingerprint())
    return Prepared(row_id, index(*parsed.key), digest, (*parsed.clear.values(), *hashed, *sealed), parsed.warnings)


def prepared_part(content: Content, keys: FieldKeys, part: SheetPart) -> PreparedPart:
    """The rows of a part, each under an id of its own."""
    done = list(enumerate(prepared(content, keys, part.cleaned())))
    return PreparedPart(
        rows=[one.stored for _, one in done if not one.refused],
        places=[at for at, one in done if not one.refused],
        refused=[(at, one.refused) for at, one in done if one.refused],
        warnings=[(at, one.warnings) for at, one in done if one.warnings],
    )


def prepared_parts(
    content: Content, keys: FieldKeys, parts: Iterator[SheetPart]
) -> Iterator[tuple[SheetPart, PreparedPart]]:
    """Each part with its rows prepared, in their order, by as many processes as there are cores (MOST_PROCESSES)."""
    processes = max(1, min(os.cpu_count() or 1, MOST_PROCESSES))
    # Not forked: this process may have threads and open databases.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (content, keys)) as pool:
        waiting: deque[tuple[SheetPart, Future[bytes]]] = deque()
        for part in parts:
            waiting.append((part, pool.submit(_prepare, _packed(part))))
            if len(waiting) > processes + PARTS_AHEAD:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(waiting: deque[tuple[SheetPart, Future[bytes]]]) -> tuple[SheetPart, PreparedPart]:
    part, done = waiting.popleft()
    return part, PreparedPart(*marshal.loads(done.result()))  # noqa: S302  from a process of our own


_given: tuple[Content, FieldKeys]


def _begin(content: Content, keys: FieldKeys) -> None:
    global _given
    _given = content, keys
    gc.disable()  # rows hold no circles; looking for some in a thousand new rows took a quarter of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A load that is killed leaves no process behind that waits for its next part for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _prepare(part: bytes) -> bytes:
    content, keys = _given
    done = prepared_part(content, keys, SheetPart(*marshal.loads(part)))  # noqa: S302  from the process that loads
    return _packed(done)


def _packed(part: Any) -> bytes:
    return marshal.dumps(tuple(part), WITHOUT_MEMORY)
