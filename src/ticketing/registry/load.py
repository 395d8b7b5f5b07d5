"""Loading the registry's tables: vehicles with their ownership periods, residents.

Rows are compared with what is there by a keyed digest and written in chunks, each in a transaction of its own, so the
same file again changes nothing, and a load that broke off is gone on with by loading the file again. A corrected row
keeps what it said before. Every text that tells of a person is sealed before it is written.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.evidence.log import append
from ticketing.kit.db import Database, insert_rows, is_one_of
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.sheet_files import read_table
from ticketing.kit.sheets import LoadReport, Names, Rejects, SheetRow, file_sha256
from ticketing.registry.prepare import Content, Prepared, prepared, prepared_chunks, prepared_under
from ticketing.registry.rows import NUMBERS_IN_FULL, RESIDENT_COLUMNS, VEHICLE_COLUMNS, resident_row, vehicle_row
from ticketing.registry.seen import SeenKeys
from ticketing.registry.tables import FormerRow, RegisteredVehicle, RegistryLoad, Resident

CHUNK = 10_000
"""Rows a transaction. A smaller chunk writes each page of the indices more often, a larger one holds more memory."""
BYTES_A_ROW = 100
CACHE_KIB = 131_072
SAYS_ELSE = "an earlier row of the file has the same key and says something else: keep one of them"


@dataclass(frozen=True)
class Loadable:
    """One content of the registry, the table where it goes, and the column there that holds a row's key."""

    content: Content
    table: type[RegisteredVehicle] | type[Resident]
    key_column: str

    @property
    def name(self) -> str:
        """vehicles or residents."""
        return self.content.name


VEHICLES = Loadable(
    Content("vehicles", "registered_vehicles", VEHICLE_COLUMNS, vehicle_row), RegisteredVehicle, "key_index"
)
RESIDENTS = Loadable(Content("residents", "residents", RESIDENT_COLUMNS, resident_row), Resident, "owner_index")
LOADABLE = (VEHICLES, RESIDENTS)


def load_table(
    database: Database,
    keys: FieldKeys,
    what: Loadable,
    path: Path,
    rejects: Path,
    *,
    at: datetime,
    actor: Actor,
    names: Names | None = None,
    advance: Callable[[int], None] = lambda rows: None,
) -> LoadReport:
    """Load a table (CSV, XLSX, Parquet); rejected rows go to a file in the folder `rejects`. Raises SheetFault.

    names: their names of our columns. advance: told how many rows were done since it was last called.
    """
    columns = what.content.columns
    load = _Load(database, keys, what, path, at, actor, Rejects(rejects, f"{what.name}-{path.stem}"[:80], columns))
    return load.run(_chunks(read_table(path, columns, names, in_full=NUMBERS_IN_FULL)), advance)


def load_vehicles(
    database: Database, keys: FieldKeys, path: Path, rejects: Path, *, at: datetime, actor: Actor
) -> LoadReport:
    """Load a table of vehicles; see load_table."""
    return load_table(database, keys, VEHICLES, path, rejects, at=at, actor=actor)


def load_residents(
    database: Database, keys: FieldKeys, path: Path, rejects: Path, *, at: datetime, actor: Actor
) -> LoadReport:
    """Load a table of residents; see load_table."""
    return load_table(database, keys, RESIDENTS, path, rejects, at=at, actor=actor)


def _chunks(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


class _Load:
    """One run of one file."""

    def __init__(
        self,
        database: Database,
        keys: FieldKeys,
        what: Loadable,
        path: Path,
        at: datetime,
        actor: Actor,
        rejects: Rejects,
    ) -> None:
        self.database, self.keys, self.what, self.path = database, keys, what, path
        self.at, self.actor, self.rejects = at, actor, rejects
        self.report, self.seen = LoadReport(), SeenKeys()
        self.id = self.file_sha256 = ""

    def run(self, chunks: Iterator[list[SheetRow]], advance: Callable[[int], None]) -> LoadReport:
        """Read, compare and write all rows, then record the load."""
        first = next(chunks, [])  # what is no table at all is refused before anything is written
        self._begin()
        try:
            for chunk, done in self._prepared(first, chunks):
                self._write(self._unseen(self._sound(chunk, done)))
                advance(len(chunk))
        finally:
            self.rejects.close()
            make_lookup_indices(self.database, self.what)
        self.report.keep_aside(self.rejects)
        with self.database.writing() as session:
            self._finish(session)
        return self.report

    def _begin(self) -> None:
        """Find this file's load that broke off, or note that a new one begins."""
        self.file_sha256 = file_sha256(self.path)
        of_this_file = sa.select(RegistryLoad.id).where(
            RegistryLoad.content == self.what.name,
            RegistryLoad.file_sha256 == self.file_sha256,
            RegistryLoad.finished_at.is_(None),
        )
        with self.database.writing() as session:
            self.id = session.scalar(of_this_file) or new_id()
            if session.get(RegistryLoad, self.id) is None:
                session.add(self._record())
            _drop_indices(session, self.what, rows_to_come=self.path.stat().st_size // BYTES_A_ROW)

    def _record(self) -> RegistryLoad:
        nothing = dict.fromkeys(("rows", "loaded", "unchanged", "changed", "rejected"), 0)
        return RegistryLoad(
            id=self.id, content=self.what.name, file_sha256=self.file_sha256, loaded_at=self.at,
            actor=self.actor.label, **nothing,
        )  # fmt: skip

    def _prepared(
        self, first: list[SheetRow], rest: Iterator[list[SheetRow]]
    ) -> Iterator[tuple[list[SheetRow], list[Prepared]]]:
        """Each chunk with its rows prepared: here where there is only one, else in processes of their own."""
        if len(first) < CHUNK:
            yield first, prepared(self.what.content, self.keys, first)
            return
        yield from prepared_chunks(self.what.content, self.keys, chain([first], rest))

    def _sound(self, chunk: list[SheetRow], done: list[Prepared]) -> list[tuple[SheetRow, Prepared]]:
        """Without the rows that were refused."""
        self.report.rows += len(chunk)
        for row, one in zip(chunk, done, strict=True):
            if one.refused:
                self.rejects.add(row, one.refused)
            for sentence in one.warnings:
                self.report.warn(row, sentence)
        return [(row, one) for row, one in zip(chunk, done, strict=True) if not one.refused]

    def _unseen(self, rows: list[tuple[SheetRow, Prepared]]) -> list[tuple[SheetRow, Prepared]]:
        """Without the rows whose key the file has named before: the same again, or something else."""
        answers = self.seen.add([one.key for _, one in rows], [one.digest for _, one in rows])
        for (row, _), same in zip(rows, answers, strict=True):
            if same is False:
                self.rejects.add(row, SAYS_ELSE)
        self.report.unchanged += answers.count(True)
        return [pair for pair, same in zip(rows, answers, strict=True) if same is None]

    def _write(self, rows: list[tuple[SheetRow, Prepared]]) -> None:
        rows.sort(key=lambda pair: pair[1].key)  # neighbours in the index are written together
        table, key_column = self.what.table, getattr(self.what.table, self.what.key_column)
        with self.database.writing() as session:
            named = is_one_of(session, key_column, [one.key for _, one in rows])
            query = sa.select(key_column, table.id, table.row_digest).where(named)
            there = {key: (row_id, digest) for key, row_id, digest in session.execute(query)}
            new = [one for _, one in rows if one.key not in there]
            changed = [
                prepared_under(there[one.key][0], self.what.content, self.keys, row)
                for row, one in rows
                if one.key in there and there[one.key][1] != one.digest
            ]
            replace_rows(session, self.what, [one.id for one in changed], [*new, *changed], load_id=self.id, at=self.at)
        self.report.loaded += len(new)
        self.report.changed += len(changed)
        self.report.unchanged += len(rows) - len(new) - len(changed)

    def _finish(self, session: Session) -> None:
        report = self.report
        counts = {name: getattr(report, name) for name in ("rows", "loaded", "unchanged", "changed", "rejected")}
        session.execute(sa.update(RegistryLoad).where(RegistryLoad.id == self.id).values(finished_at=self.at, **counts))
        append(
            session,
            at=self.at,
            kind="registry_loaded",
            subject=f"registry {self.what.name}",
            actor=self.actor.label,
            data={"load": self.id, "file_sha256": self.file_sha256, **counts},
        )


def replace_rows(
    session: Session, what: Loadable, gone: list[str], rows: list[Prepared], *, load_id: str, at: datetime
) -> None:
    """Keep the rows of the ids `gone` among the former ones, and put `rows` into the table."""
    if gone:
        _move_away(session, what, gone, load_id, at)
    if rows:
        columns = ["id", "load_id", what.key_column, "row_digest", *what.content.stored]
        values = [(one.id, load_id, one.key, one.digest, *one.values) for one in rows]
        insert_rows(session, what.content.table, columns, values)


def _move_away(session: Session, what: Loadable, ids: list[str], load_id: str, at: datetime) -> None:
    """What corrects these rows may take their places and ids."""
    table = what.table.__table__
    rows = is_one_of(session, table.c.id, ids)
    for row in session.execute(sa.select(table).where(rows)).mappings():
        cells = {name: _as_json(value) for name, value in row.items()}
        session.add(
            FormerRow(
                id=new_id(), content=what.name, key_index=row[what.key_column], cells=cells, replaced_by=load_id,
                replaced_at=at,
            )
        )  # fmt: skip
    session.flush()
    session.execute(sa.delete(table).where(rows))  # type: ignore[arg-type]


def _drop_indices(session: Session, what: Loadable, rows_to_come: int) -> None:
    """Before many rows come, drop the indices that only serve look-ups: made at the end they cost a third.

    Until then a look-up reads the whole table, which is small beside the file: slower, never wrong. The load makes them
    again when it ends, however it ends; after one that was killed the next worker does, and `doctor` says so.
    """
    table = what.table.__table__
    if session.connection().dialect.name == "sqlite":
        session.execute(sa.text(f"PRAGMA cache_size=-{CACHE_KIB}"))
    there = sa.select(sa.func.count()).select_from(table)
    if rows_to_come > CHUNK and rows_to_come > 2 * (session.scalar(there) or 0):
        for index in table.indexes:  # type: ignore[attr-defined]
            index.drop(session.connection(), checkfirst=True)


def make_lookup_indices(database: Database, *contents: Loadable) -> None:
    """Make the indices again that a load dropped; of these contents, or of all."""
    contents = contents or LOADABLE
    with database.reading() as session:
        if not _lacking(session, contents):
            return
    with database.writing() as session:
        for index in _lacking(session, contents):
            session.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def lookup_indices_lack(session: Session) -> bool:
    """Whether look-ups read whole tables: a load runs now, or one was killed in mid-file."""
    return bool(_lacking(session, LOADABLE))


def _lacking(session: Session, contents: Iterable[Loadable]) -> list[sa.Index]:
    there = sa.inspect(session.connection())
    tables: list[Any] = [what.table.__table__ for what in contents]
    return [index for table in tables for index in table.indexes if not there.has_index(table.name, index.name)]


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
