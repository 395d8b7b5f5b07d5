"""Where each resident lives today: the registry's addresses brought to today's communes, ahead of any case.

A job of its own (`ticketing registry resolve`), because a load is no place to guess in. It is done in chunks, each in a
transaction, and takes only addresses that are new, have changed or were resolved with other tables: one that was
killed is gone on with by starting it again. No address is kept or shown; that they are opened, the log says once.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import Status, places_version
from ticketing.agency.actors import Actor
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.db import Database, in_turn, insert_rows, is_one_of, to_json
from ticketing.kit.fields import FieldKeys
from ticketing.registry.address_book import CommuneOfResidence, located, no_address, resident_commune
from ticketing.registry.tables import Resident, ResidentCommune

CHUNK = 1_000
EVENT = LogEvent.REGISTRY_ADDRESSES_OPENED
PURPOSE = "today's commune of the residents of the registry, found by the machine; nobody is shown an address"
COLUMNS = ("resident_id", "row_digest", "status", "candidates", "tables")

Waiting = tuple[str, str, str | None]
"""Id of a resident, digest of his row, his address, still sealed."""


def resolve_residents(
    database: Database,
    keys: FieldKeys,
    *,
    at: datetime,
    actor: Actor,
    advance: Callable[[int], None] = lambda residents: None,
) -> int:
    """Resolve what waits; gives how many residents that were. advance: told how many are done since the last time."""
    version, done = places_version(), 0
    with database.writing() as session:
        _forget_the_gone(session)
        chunk = _next(session, version, after="")
        if chunk:
            data = {"purpose": PURPOSE, "residents": count_waiting(session), "places": version}
            append(session, at=at, kind=EVENT, subject="registry residents", actor=actor.label, data=data)
    while chunk:
        rows = [_resolved(keys, *one) for one in chunk]
        with database.writing() as session:
            _store(session, rows)
        done += len(chunk)
        advance(len(chunk))
        with database.reading() as session:
            chunk = _next(session, version, after=chunk[-1][0])
    return done


def count_waiting(session: Session) -> int:
    """How many residents no run has come to with the tables of today."""
    return counts(session)["waiting"]


def counts(session: Session) -> dict[str, int]:
    """How many residents there are of each status; `waiting` are those that no run has come to.

    Two counts instead of a join of two tables of a million rows: what a load corrects, it forgets here (load.py).
    """
    by_status = (
        sa.select(ResidentCommune.status, sa.func.count())
        .where(ResidentCommune.tables == places_version())
        .group_by(ResidentCommune.status)
    )
    found = {str(status): 0 for status in Status}
    for status, number in session.execute(by_status):
        found[status] = number
    residents = session.scalar(sa.select(sa.func.count()).select_from(Resident)) or 0
    return found | {"waiting": max(0, residents - sum(found.values()))}


def stored_commune(session: Session, resident: Resident) -> CommuneOfResidence | None:
    """What a run found for this resident; None where he waits, or his address or the tables have changed since."""
    row = session.get(ResidentCommune, resident.id)
    if row is None or not _holds(resident.row_digest, row):
        return None
    return no_address() if resident.address is None else located(Status(row.status), tuple(row.candidates))


def commune_known(row_digest: str, row: ResidentCommune | None) -> bool | None:
    """Whether one commune is known of a resident whose row has this digest; None: no run has come to him."""
    return row.status == Status.RESOLVED if row is not None and _holds(row_digest, row) else None


def _holds(row_digest: str, row: ResidentCommune) -> bool:
    return row.row_digest == row_digest and row.tables == places_version()


def _waiting(version: str) -> "sa.Select[str, str, str | None]":
    there = sa.and_(
        ResidentCommune.resident_id == Resident.id,
        ResidentCommune.row_digest == Resident.row_digest,
        ResidentCommune.tables == version,
    )
    columns = sa.select(Resident.id, Resident.row_digest, Resident.address)
    return columns.outerjoin(ResidentCommune, there).where(ResidentCommune.resident_id.is_(None))


def _next(session: Session, version: str, *, after: str) -> list[Waiting]:
    query = _waiting(version).where(Resident.id > after).order_by(Resident.id).limit(CHUNK)
    return [(resident_id, digest, sealed) for resident_id, digest, sealed in session.execute(query)]


def _resolved(keys: FieldKeys, resident_id: str, row_digest: str, sealed: str | None) -> tuple[str, ...]:
    address = None if sealed is None else keys.open(f"residents|address|{resident_id}", sealed)
    place = resident_commune(address)
    return resident_id, row_digest, str(place.status), to_json(list(place.candidates)), place.tables


def _store(session: Session, rows: list[tuple[str, ...]]) -> None:
    table = ResidentCommune.__table__
    in_turn(session, table)
    session.execute(sa.delete(ResidentCommune).where(is_one_of(session, table.c.resident_id, [row[0] for row in rows])))
    insert_rows(session, ResidentCommune.__tablename__, COLUMNS, rows)


def _forget_the_gone(session: Session) -> None:
    """A register outside may name somebody no more."""
    there = sa.exists().where(Resident.id == ResidentCommune.resident_id)
    session.execute(sa.delete(ResidentCommune).where(~there))
