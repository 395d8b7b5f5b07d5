"""What the registry holds of one vehicle and of one owner, over time. Opened against a permit, never without a trace.

A vehicle's file names nobody. An owner's is opened for a case that shows its persons
(`cases.owner.identification.permit`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.db import is_one_of
from ticketing.kit.fields import FieldKeys
from ticketing.plates.layouts import normalise
from ticketing.registry.access import VEHICLE_OPENED, Missing, Owner, Permit, note_lookup, unsealed
from ticketing.registry.lists import Listing
from ticketing.registry.local import PLATE, newest_load, rows_on, vehicle_of
from ticketing.registry.tables import FormerRow, ListedPlate, RegisteredVehicle, RegistryLoad, Resident
from ticketing.registry.vehicles import OwnershipSpan, VehicleRecord


@dataclass(frozen=True)
class Period:
    """A vehicle under a plate of one owner. loaded_at: when the register said so; None where the load is not known."""

    plate: str
    vehicle: VehicleRecord
    span: OwnershipSpan
    loaded_at: datetime | None


@dataclass(frozen=True)
class Correction:
    """What the register said before it was corrected, and when that was."""

    said: Period
    corrected_at: datetime


@dataclass(frozen=True)
class ListEntry:
    """A plate on a list of stolen or exempt vehicles, with the days for which it stands there."""

    listing: Listing
    source: str
    note: str
    span: OwnershipSpan


@dataclass(frozen=True)
class VehicleFile:
    """All that the registry holds of a plate, whoever owned it; newest period first."""

    plate: str
    periods: Sequence[Period]
    corrections: Sequence[Correction]
    listed: Sequence[ListEntry]


@dataclass(frozen=True)
class FormerOwnerRow:
    """What the register said of an owner before it was corrected."""

    owner: Owner
    corrected_at: datetime


@dataclass(frozen=True)
class OwnerFile:
    """All that the registry holds of an owner. index: the keyed hash under which his looks are found."""

    index: str
    owner: Owner
    former: Sequence[FormerOwnerRow]
    periods: Sequence[Period]


def open_vehicle_file(session: Session, keys: FieldKeys, permit: Permit, plate: str, *, at: datetime) -> VehicleFile:
    """The file of a plate in any usual writing; writes the look."""
    bare = normalise(plate)
    index = keys.index(PLATE, bare)
    query = sa.select(RegisteredVehicle).where(RegisteredVehicle.plate_index == index)
    rows = sorted(session.scalars(query), key=_newest_first)
    former = _former(session, "vehicles", [row.key_index for row in rows])
    loads = _loaded_at(session, [*(row.load_id for row in rows), *(one.cells["load_id"] for one in former)])
    found = VehicleFile(
        plate=bare,
        periods=[Period(bare, vehicle_of(row), _span(row), loads.get(row.load_id)) for row in rows],
        corrections=[Correction(_shown_before(bare, one.cells, loads), one.replaced_at) for one in former],
        listed=_listed(session, index),
    )
    load = newest_load(session)
    note_lookup(session, permit, at=at, found=f"{len(rows)} rows", load=load, kind=VEHICLE_OPENED, of=[index])
    return found


def open_owner_file(
    session: Session,
    keys: FieldKeys,
    permit: Permit,
    *,
    plate: str,
    plate_colour: str | None,
    on: date,
    at: datetime,
    rows: Sequence[str] | None = None,
    kind: str | None = None,
) -> OwnerFile | Missing:
    """The file of the owner of a plate on the day of an act; writes the look, whatever it brings.

    rows, kind: as `local.vehicle_on` takes them.
    """
    index = owner_index_on(session, keys, plate=plate, plate_colour=plate_colour, on=on, rows=rows, kind=kind)
    found = index if isinstance(index, Missing) else _owner_file(session, keys, index)
    shown = [found.index] if isinstance(found, OwnerFile) else []
    said = "owner" if shown else str(found)
    note_lookup(session, permit, at=at, found=said, load=newest_load(session), of=shown)
    return found


def owner_index_on(
    session: Session,
    keys: FieldKeys,
    *,
    plate: str,
    plate_colour: str | None,
    on: date,
    rows: Sequence[str] | None = None,
    kind: str | None = None,
) -> str | Missing:
    """The keyed hash of the one owner of a plate on a day; nothing of him is opened."""
    standing = rows_on(session, keys, plate, plate_colour, on, rows=rows, kind=kind)
    owners = {row.owner_index for row in standing}
    if not standing:
        return Missing.NOT_IN_REGISTRY
    if len(owners) > 1:
        return Missing.SEVERAL_OWNERS
    return owners.pop() or Missing.NO_OWNER_ON_RECORD


def plates_of(session: Session, keys: FieldKeys, owner_index: str) -> list[str]:
    """The bare plates that an owner has or had."""
    query = sa.select(RegisteredVehicle).where(RegisteredVehicle.owner_index == owner_index)
    return sorted({_plate_text(keys, row) for row in session.scalars(query)})


def _owner_file(session: Session, keys: FieldKeys, index: str) -> OwnerFile | Missing:
    resident = session.scalar(sa.select(Resident).where(Resident.owner_index == index))
    if resident is None or resident.name is None:
        return Missing.OWNER_NOT_AMONG_RESIDENTS
    query = sa.select(RegisteredVehicle).where(RegisteredVehicle.owner_index == index)
    rows = sorted(session.scalars(query), key=_newest_first)
    loads = _loaded_at(session, [row.load_id for row in rows])
    former = [
        FormerOwnerRow(unsealed(keys, Resident(**_columns(one.cells))), one.replaced_at)
        for one in _former(session, "residents", [index])
    ]
    periods = [Period(_plate_text(keys, row), vehicle_of(row), _span(row), loads.get(row.load_id)) for row in rows]
    return OwnerFile(index, unsealed(keys, resident), former, periods)


def _columns(cells: dict[str, Any]) -> dict[str, Any]:
    names = Resident.__table__.columns.keys()
    return {name: value for name, value in cells.items() if name in names}


def _plate_text(keys: FieldKeys, row: RegisteredVehicle) -> str:
    return keys.open(f"registered_vehicles|plate|{row.id}", row.plate)


def _former(session: Session, content: str, key_indices: Sequence[str]) -> list[FormerRow]:
    query = sa.select(FormerRow).where(FormerRow.content == content, FormerRow.key_index.in_(key_indices))
    return list(session.scalars(query.order_by(FormerRow.replaced_at.desc(), FormerRow.id.desc())))


def _shown_before(plate: str, cells: dict[str, Any], loads: dict[str, datetime]) -> Period:
    vehicle = VehicleRecord(*(cells[name] for name in ("kind", "plate_colour", "make", "model", "colour")))
    span = OwnershipSpan(_day(cells["valid_from"]), _day(cells["valid_to"]))
    return Period(plate, vehicle, span, loads.get(cells["load_id"]))


def _listed(session: Session, plate_index: str) -> list[ListEntry]:
    query = sa.select(ListedPlate).where(ListedPlate.plate_index == plate_index)
    return [
        ListEntry(Listing(row.listing), row.source or "", row.note or "", OwnershipSpan(row.valid_from, row.valid_to))
        for row in session.scalars(query.order_by(ListedPlate.listing.desc(), ListedPlate.id))
    ]


def _loaded_at(session: Session, load_ids: Iterable[str]) -> dict[str, datetime]:
    query = sa.select(RegistryLoad.id, RegistryLoad.loaded_at)
    there = is_one_of(session, RegistryLoad.__table__.c.id, sorted(set(load_ids)))
    return {row[0]: row[1] for row in session.execute(query.where(there))}


def _span(row: RegisteredVehicle) -> OwnershipSpan:
    return OwnershipSpan(row.valid_from, row.valid_to)


def _newest_first(row: RegisteredVehicle) -> tuple[int, str]:
    return (-(row.valid_from or date.min).toordinal(), row.id)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
