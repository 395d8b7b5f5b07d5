"""Rows made ready to be stored: read, checked, hashed and sealed. Most of a load's work, so big files have it done by
processes of their own, some chunks ahead of the one that writes.
"""

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.sheets import SheetRow
from ticketing.registry.rows import ParsedRow, RowRefused

MOST_PROCESSES = 4
CHUNKS_AHEAD = 2


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


class Prepared(NamedTuple):
    """A row ready to be stored under `id`. values: of the columns Content.stored. refused: why it cannot be stored."""

    id: str
    key: str
    digest: str
    values: tuple[str | None, ...]
    warnings: tuple[str, ...] = ()
    refused: str = ""


def prepared(content: Content, keys: FieldKeys, rows: Sequence[SheetRow]) -> list[Prepared]:
    """Each row of a chunk, ready under an id of its own."""
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
    clear = [value.isoformat() if isinstance(value, date) else value for value in parsed.clear.values()]
    hashed = [index(*words) if words else None for words in parsed.indexed.values()]
    sealed = [
        None if text is None else keys.seal(f"{table}|{column}|{row_id}", text)
        for column, text in parsed.sealed.items()
    ]
    digest = index("row", *parsed.fingerprint())
    return Prepared(row_id, index(*parsed.key), digest, (*clear, *hashed, *sealed), parsed.warnings)


def prepared_chunks(
    content: Content, keys: FieldKeys, chunks: Iterator[list[SheetRow]]
) -> Iterator[tuple[list[SheetRow], list[Prepared]]]:
    """Each chunk with its rows prepared, in their order, by as many processes as there are cores (MOST_PROCESSES)."""
    processes = max(1, min(os.cpu_count() or 1, MOST_PROCESSES))
    # Not forked: this process may have threads and open databases.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (content, keys)) as pool:
        waiting: deque[tuple[list[SheetRow], Future[list[Prepared]]]] = deque()
        for chunk in chunks:
            cells = [(row.number, tuple(row.cells.values()), row.problem) for row in chunk]
            waiting.append((chunk, pool.submit(_prepare, cells)))
            if len(waiting) > processes + CHUNKS_AHEAD:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(
    waiting: deque[tuple[list[SheetRow], Future[list[Prepared]]]],
) -> tuple[list[SheetRow], list[Prepared]]:
    chunk, done = waiting.popleft()
    return chunk, done.result()


_given: tuple[Content, FieldKeys]


def _begin(content: Content, keys: FieldKeys) -> None:
    global _given
    _given = content, keys
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A load that is killed leaves no process behind that waits for its next chunk for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _prepare(rows: list[tuple[int, tuple[str, ...], str | None]]) -> list[Prepared]:
    content, keys = _given
    chunk = [SheetRow(number, dict(zip(content.columns, cells, strict=True)), why) for number, cells, why in rows]
    return prepared(content, keys, chunk)
