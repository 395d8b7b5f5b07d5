"""Loading the registry's tables: vehicles with their ownership periods, residents.

Rows are compared with what is there by a keyed digest and written in chunks, so the same file again changes nothing and
a load that broke off is finished by loading again. Every text that tells of a person is sealed before it is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.evidence.log import append
from ticketing.kit.db import Database
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.sheets import LoadReport, Rejects, SheetRow, file_sha256, read_sheet
from ticketing.registry.rows import RESIDENT_COLUMNS, VEHICLE_COLUMNS, ParsedRow, RowRefused, resident_row, vehicle_row
from ticketing.registry.tables import RegisteredVehicle, RegistryLoad, Resident

CHUNK = 2000


@dataclass(frozen=True)
class Content:
    """One table of the registry: how its rows are read, where they go, which column names a row."""

    name: str
    columns: tuple[str, ...]
    parse: Callable[[Mapping[str, str]], ParsedRow]
    table: type[RegisteredVehicle] | type[Resident]
    key_column: str


VEHICLES = Content("vehicles", VEHICLE_COLUMNS, vehicle_row, RegisteredVehicle, "key_index")
RESIDENTS = Content("residents", RESIDENT_COLUMNS, resident_row, Resident, "owner_index")


def load_vehicles(
    database: Database, keys: FieldKeys, path: Path, rejects: Path, *, at: datetime, actor: Actor
) -> LoadReport:
    """Load a table of vehicles; rejected rows go to a file in the folder `rejects`. Raises SheetFault."""
    return _Load(database, keys, VEHICLES, path, rejects, at, actor).run()


def load_residents(
    database: Database, keys: FieldKeys, path: Path, rejects: Path, *, at: datetime, actor: Actor
) -> LoadReport:
    """Load a table of residents; rejected rows go to a file in the folder `rejects`. Raises SheetFault."""
    return _Load(database, keys, RESIDENTS, path, rejects, at, actor).run()


@dataclass(frozen=True)
class _Keyed:
    """A row that was read, with the hashes it is found and compared by."""

    row: SheetRow
    parsed: ParsedRow
    key: str
    digest: str


class _Load:
    """One run of one file."""

    def __init__(
        self,
        database: Database,
        keys: FieldKeys,
        content: Content,
        path: Path,
        rejects: Path,
        at: datetime,
        actor: Actor,
    ) -> None:
        self.database, self.keys, self.content, self.path = database, keys, content, path
        self.at, self.actor, self.id = at, actor, new_id()
        self.report = LoadReport()
        self.rejects = Rejects(rejects, f"{content.name}-{path.stem}"[:80], content.columns)
        self.seen: dict[bytes, bytes] = {}  # key to digest of this file's rows, 16 bytes each

    def run(self) -> LoadReport:
        """Read, compare and write all rows, then record the load."""
        try:
            for chunk in _chunks(read_sheet(self.path, self.content.columns)):
                self._write([keyed for row in chunk if (keyed := self._keyed(row))])
        finally:
            self.rejects.close()
        self.report.keep_aside(self.rejects)
        with self.database.writing() as session:
            self._record(session)
        return self.report

    def _keyed(self, row: SheetRow) -> _Keyed | None:
        """The row, or None where it was rejected or stands in the file a second time."""
        self.report.rows += 1
        try:
            if row.problem:
                raise RowRefused(row.problem)
            parsed = self.content.parse(row.cells)
            key, digest = self.keys.index(*parsed.key), self.keys.index("row", *parsed.fingerprint())
            before = self.seen.setdefault(bytes.fromhex(key[:32]), bytes.fromhex(digest[:32]))
            if before != bytes.fromhex(digest[:32]):
                raise RowRefused(
                    "an earlier row of the file has the same key and says something else: keep one of them"
                )
        except RowRefused as problem:
            self.rejects.add(row, str(problem))
            return None
        for sentence in parsed.warnings:
            self.report.warn(row, sentence)
        return _Keyed(row, parsed, key, digest)

    def _write(self, chunk: list[_Keyed]) -> None:
        table, key_column = self.content.table, getattr(self.content.table, self.content.key_column)
        unique = {keyed.key: keyed for keyed in chunk}
        self.report.unchanged += len(chunk) - len(unique)
        with self.database.writing() as session:
            there = {
                name: (row_id, digest)
                for name, row_id, digest in session.execute(
                    sa.select(key_column, table.id, table.row_digest).where(key_column.in_(unique))
                )
            }
            new = [keyed for key, keyed in unique.items() if key not in there]
            changed = [
                (there[key][0], keyed)
                for key, keyed in unique.items()
                if key in there and there[key][1] != keyed.digest
            ]
            if new:
                session.execute(sa.insert(table), [self._columns(keyed, new_id()) for keyed in new])
            if changed:
                session.execute(sa.update(table), [self._columns(keyed, row_id) for row_id, keyed in changed])
        self.report.loaded += len(new)
        self.report.changed += len(changed)
        self.report.unchanged += len(unique) - len(new) - len(changed)

    def _columns(self, keyed: _Keyed, row_id: str) -> dict[str, Any]:
        place = f"{self.content.table.__tablename__}|{{}}|{row_id}"
        parsed = keyed.parsed
        hashes = {name: self.keys.index(*words) if words else None for name, words in parsed.indexed.items()}
        seals = {
            name: None if text is None else self.keys.seal(place.format(name), text)
            for name, text in parsed.sealed.items()
        }
        own = {self.content.key_column: keyed.key, "id": row_id, "row_digest": keyed.digest, "load_id": self.id}
        return {**parsed.clear, **hashes, **seals, **own}

    def _record(self, session: Session) -> None:
        report = self.report
        counts = {name: getattr(report, name) for name in ("rows", "loaded", "unchanged", "changed", "rejected")}
        digest = file_sha256(self.path)
        session.add(
            RegistryLoad(
                id=self.id, content=self.content.name, file_sha256=digest, loaded_at=self.at, actor=self.actor.label,
                **counts,
            )
        )  # fmt: skip
        append(
            session,
            at=self.at,
            kind="registry_loaded",
            subject=f"registry {self.content.name}",
            actor=self.actor.label,
            data={"load": self.id, "file_sha256": digest, **counts},
        )


def _chunks(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
