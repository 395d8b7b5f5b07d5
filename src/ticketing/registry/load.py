"""Loading the registry's tables: vehicles with their ownership periods, residents, lists of plates.

Rows are compared with what is there by a keyed digest and written in chunks, each in a transaction of its own, so the
same file again changes nothing, and a load that broke off is gone on with by loading the file again. A corrected row
keeps what it said before. Every text that tells of a person is sealed before it is written.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.db import Database, in_turn, insert_rows, is_one_of, take_stock
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.sheet_files import read_table
from ticketing.kit.sheets import LoadReport, Names, Rejects, SheetPart, file_sha256
from ticketing.registry.key_set import KeySet
from ticketing.registry.lists import Listing
from ticketing.registry.prepare import (
    DIGEST,
    KEY,
    Content,
    PreparedPart,
    StoredRow,
    prepared_part,
    prepared_parts,
    prepared_under,
)
from ticketing.registry.rows import (
    LISTED_COLUMNS,
    NUMBERS_IN_FULL,
    RESIDENT_COLUMNS,
    VEHICLE_COLUMNS,
    listed_row,
    resident_row,
    vehicle_row,
)
from ticketing.registry.tables import FormerRow, ListedPlate, RegisteredVehicle, RegistryLoad, Resident, ResidentCommune

CHUNK = 10_000
"""Rows a transaction. A smaller chunk writes each page of the indices more often, a larger one holds more memory."""
BYTES_A_ROW = 100
CACHE_KIB = 131_072
SAYS_ELSE = "an earlier row of the file has the same key and says something else: keep one of them"


@dataclass(frozen=True)
class Loadable:
    """One content of the registry, the table where it goes, and the column there that holds a row's key."""

    content: Content
    table: type[RegisteredVehicle] | type[Resident] | type[ListedPlate]
    key_column: str

    @property
    def name(self) -> str:
        """vehicles, residents, stolen or exempt."""
        return self.content.name


VEHICLES = Loadable(
    Content("vehicles", "registered_vehicles", VEHICLE_COLUMNS, vehicle_row), RegisteredVehicle, "key_index"
)
RESIDENTS = Loadable(Content("residents", "residents", RESIDENT_COLUMNS, resident_row), Resident, "owner_index")


def _list(listing: Listing) -> Loadable:
    content = Content(listing.value, "listed_plates", LISTED_COLUMNS, partial(listed_row, listing.value))
    return Loadable(content, ListedPlate, "key_index")


STOLEN, EXEMPT = _list(Listing.STOLEN), _list(Listing.EXEMPT)
LOADABLE = (VEHICLES, RESIDENTS, STOLEN, EXEMPT)


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
    return load.run(read_table(path, columns, names, in_full=NUMBERS_IN_FULL, size=CHUNK), advance)


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


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    """Rows by the thousand make the collector look for circles again and again; they hold none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
        self.report, self.seen = LoadReport(), KeySet()
        self.id = self.file_sha256 = ""

    def run(self, parts: Iterator[SheetPart], advance: Callable[[int], None]) -> LoadReport:
        """Read, compare and write all rows, then record the load."""
        first = next(parts, SheetPart([], ()))  # what is no table at all is refused before anything is written
        self._begin()
        try:
            with _no_search_for_circles():
                for part, done in self._prepared(first, parts):
                    self._note(part, done)
                    self._write(part, self._unseen(part, done))
                    advance(len(part.rows))
        finally:
            self.rejects.close()
            make_indices(self.database, self.what)
        self.report.copy_rejected(self.rejects)
        with self.database.writing() as session:
            take_stock(session, self.what.table.__table__)
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
            in_turn(session, self.what.table.__table__, readers_too=True)
            self.id = session.scalar(of_this_file) or new_id()
            if session.get(RegistryLoad, self.id) is None:
                session.add(self._record())
            _drop_indices(session, self.what, rows_to_come=self.path.stat().st_size // BYTES_A_ROW)
            if session.connection().dialect.name == "sqlite":
                session.execute(sa.text(f"PRAGMA cache_size=-{CACHE_KIB}"))

    def _record(self) -> RegistryLoad:
        nothing = dict.fromkeys(("rows", "loaded", "unchanged", "changed", "rejected"), 0)
        return RegistryLoad(
            id=self.id, content=self.what.name, file_sha256=self.file_sha256, loaded_at=self.at,
            actor=self.actor.label, **nothing,
        )  # fmt: skip

    def _prepared(self, first: SheetPart, rest: Iterator[SheetPart]) -> Iterator[tuple[SheetPart, PreparedPart]]:
        """Each part with its rows prepared: here where there is only one, else in processes of their own."""
        if len(first.rows) < CHUNK:
            yield first, prepared_part(self.what.content, self.keys, first)
            return
        yield from prepared_parts(self.what.content, self.keys, chain([first], rest))

    def _note(self, part: SheetPart, done: PreparedPart) -> None:
        """Count the rows, keep those aside that were refused, and what is odd in the others."""
        self.report.rows += len(part.rows)
        for at, reason in done.refused:
            self.rejects.add(part.row(at), reason)
        for at, sentences in done.warnings:
            for sentence in sentences:
                self.report.warn(part.rows[at][0], sentence)

    def _unseen(self, part: SheetPart, done: PreparedPart) -> list[tuple[int, StoredRow]]:
        """The sound rows with their places; without those whose key the file has named before: again, or otherwise."""
        keys, digests = [row[KEY] or "" for row in done.rows], [row[DIGEST] or "" for row in done.rows]
        answers = self.seen.add(keys, digests)
        for at, same in zip(done.places, answers, strict=True):
            if same is False:
                self.rejects.add(part.row(at), SAYS_ELSE)
        self.report.unchanged += answers.count(True)
        rows = zip(done.places, done.rows, answers, strict=True)
        return [(at, row) for at, row, same in rows if same is None]

    def _write(self, part: SheetPart, rows: list[tuple[int, StoredRow]]) -> None:
        with self.database.writing() as session:
            in_turn(session, self.what.table.__table__)
            there = self._there(session, [row[KEY] or "" for _, row in rows])
            new = [row for _, row in rows if row[KEY] not in there] if there else [row for _, row in rows]
            changed = [
                (there[key][0], at) for at, (_, key, digest, *_) in rows if key in there and there[key][1] != digest
            ]
            again = [
                prepared_under(row_id, self.what.content, self.keys, row).stored
                for (row_id, _), row in zip(changed, part.among([at for _, at in changed]).cleaned(), strict=True)
            ]
            gone = [row_id for row_id, _ in changed]
            replace_rows(session, self.what, gone, [*new, *again], load_id=self.id, at=self.at)
        self.report.loaded += len(new)
        self.report.changed += len(changed)
        self.report.unchanged += len(rows) - len(new) - len(changed)

    def _there(self, session: Session, keys: list[str]) -> dict[str | None, tuple[str, str]]:
        """Id and digest of the rows of these keys that the table holds; it holds none of them while it has no index."""
        if key_index_lacks(session, self.what):
            return {}
        table, key_column = self.what.table, getattr(self.what.table, self.what.key_column)
        query = sa.select(key_column, table.id, table.row_digest).where(is_one_of(session, key_column, keys))
        return {key: (row_id, digest) for key, row_id, digest in session.execute(query)}

    def _finish(self, session: Session) -> None:
        report = self.report
        counts = {name: getattr(report, name) for name in ("rows", "loaded", "unchanged", "changed", "rejected")}
        aside = self.rejects.path.name if self.rejects.path else None
        done = sa.update(RegistryLoad).where(RegistryLoad.id == self.id)
        session.execute(done.values(finished_at=self.at, rejects_file=aside, **counts))
        append(
            session,
            at=self.at,
            kind=LogEvent.REGISTRY_LOADED,
            subject=f"registry {self.what.name}",
            actor=self.actor.label,
            data={"load": self.id, "file_sha256": self.file_sha256, **counts},
        )


def replace_rows(
    session: Session, what: Loadable, gone: list[str], rows: list[StoredRow], *, load_id: str, at: datetime
) -> None:
    """Keep the rows of the ids `gone` among the former ones, and put `rows` into the table."""
    if gone:
        _move_away(session, what, gone, load_id, at)
    if rows:
        if not key_index_lacks(session, what):
            rows.sort(key=itemgetter(KEY))  # neighbours in the index are written together
        columns = ["id", what.key_column, "row_digest", *what.content.stored, "load_id"]
        insert_rows(session, what.content.table, columns, [(*row, load_id) for row in rows])


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
    if what.table is Resident:  # his address may be another one now
        found = is_one_of(session, ResidentCommune.__table__.c.resident_id, ids)
        session.execute(sa.delete(ResidentCommune).where(found))


def _drop_indices(session: Session, what: Loadable, rows_to_come: int) -> None:
    """Before many rows come, drop the indices; made at the end they cost a fraction.

    Of those that only serve look-ups: until then a look-up reads the whole table, which is small beside the file. Of
    that which finds a row by its key, where the table is empty: no row of the file is there then, and the file's own
    rows are told apart by SeenKeys. `brought` writes nothing meanwhile. The load makes all of them again when it ends,
    however it ends; after one that was killed the next load or worker does, and `doctor` says so.
    """
    table: Any = what.table.__table__
    there = session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    if there:
        _make(session, [index for index in _lacking(session, [what]) if index.unique])
    if rows_to_come > CHUNK and rows_to_come > 2 * there:
        for index in table.indexes:
            if not (there and index.unique):
                index.drop(session.connection(), checkfirst=True)


def make_indices(database: Database, *contents: Loadable) -> None:
    """Make the indices again that a load dropped; of these contents, or of all."""
    contents = contents or LOADABLE
    with database.reading() as session:
        if not _lacking(session, contents):
            return
    with database.writing() as session:
        _make(session, _lacking(session, contents))


def _make(session: Session, indices: Iterable[sa.Index]) -> None:
    for index in indices:
        session.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def indices_lack(session: Session) -> bool:
    """Whether look-ups read whole tables: a load runs now, or one was killed in mid-file."""
    return bool(_lacking(session, LOADABLE))


def key_index_lacks(session: Session, what: Loadable) -> bool:
    """Whether a first load of this table runs now, or was killed: nothing finds a row by its key."""
    return any(index.unique for index in _lacking(session, [what]))


def _lacking(session: Session, contents: Iterable[Loadable]) -> list[sa.Index]:
    there = sa.inspect(session.connection())
    tables: dict[str, Any] = {what.table.__tablename__: what.table.__table__ for what in contents}
    return [index for name, table in tables.items() for index in table.indexes if not there.has_index(name, index.name)]


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
