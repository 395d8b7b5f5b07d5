"""The registry that was loaded here: which vehicle bears a plate on a day. Never who owns it (access.py)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.db import is_one_of
from ticketing.kit.fields import FieldKeys
from ticketing.plates.layouts import normalise, parse
from ticketing.registry.resolving import commune_known
from ticketing.registry.tables import RegisteredVehicle, RegistryLoad, Resident, ResidentCommune
from ticketing.registry.vehicles import Found, OwnershipSpan, Registration, VehicleRecord

PLATE, OWNER = "plate", "owner"
_NEWEST_LOAD = (
    sa.select(RegistryLoad.id).where(RegistryLoad.content == "vehicles").order_by(RegistryLoad.id.desc()).limit(1)
)
_RESIDENT = (
    sa.select(Resident.row_digest, ResidentCommune)
    .outerjoin(ResidentCommune, ResidentCommune.resident_id == Resident.id)
    .where(Resident.owner_index == sa.bindparam("owner"))
)


def vehicle_on(
    session: Session,
    keys: FieldKeys,
    plate: str,
    colour: str | None,
    on: date,
    *,
    rows: Sequence[str] | None = None,
    kind: str | None = None,
) -> Registration:
    """The vehicle that bears `plate` on the day of the act, as far as the register knows it.

    plate:  in any usual writing; colour: of its ground, None or "unknown" where it was not seen.
    rows:   the texts of its rows; they tell a car's 98B-112.34 from a motorcycle's 98-B1 1234.
    kind:   of the vehicle that a person saw under the plate: it tells the two apart where the rows are not known.
    A vehicle with another plate colour is found too: that it differs is for match.py to say.
    """
    standing = rows_on(session, keys, plate, colour, on, rows=rows, kind=kind)
    distinct = tuple(dict.fromkeys(vehicle_of(row) for row in standing))
    found = (Found.NONE, Found.ONE)[len(distinct)] if len(distinct) < 2 else Found.SEVERAL
    owner_known, commune_known = _owner(session, standing) if found is Found.ONE else (False, None)
    return Registration(
        found=found,
        vehicle=distinct[0] if found is Found.ONE else None,
        candidates=distinct,
        owner_known=owner_known,
        load=newest_load(session),
        commune_known=commune_known,
    )


def vehicles_on(session: Session, keys: FieldKeys, plates: Sequence[str], on: date) -> dict[str, list[VehicleRecord]]:
    """The vehicles that bear each of several plates on a day, in one question; a plate that is not there has no key.

    plates: bare texts (law.plates.normalise), as candidates.guesses gives them.
    """
    by_index = {keys.index(PLATE, plate): plate for plate in plates}
    there = is_one_of(session, RegisteredVehicle.__table__.c.plate_index, list(by_index))
    found: dict[str, list[VehicleRecord]] = {}
    for row in session.scalars(sa.select(RegisteredVehicle).where(there).order_by(RegisteredVehicle.id)):
        vehicles = found.setdefault(by_index[row.plate_index], [])
        if OwnershipSpan(row.valid_from, row.valid_to).holds_on(on) and vehicle_of(row) not in vehicles:
            vehicles.append(vehicle_of(row))
    return found


def rows_on(
    session: Session,
    keys: FieldKeys,
    plate: str,
    colour: str | None,
    on: date,
    *,
    rows: Sequence[str] | None = None,
    kind: str | None = None,
) -> list[RegisteredVehicle]:
    """The rows of the register that a plate on a day can mean, narrowed by its layout and colour where that leaves any.

    The kind decides between layouts only: a registered vehicle that is not the one in the picture is found as well.
    """
    standing = registered_on(session, keys, plate, on)
    forms = parse(plate, rows, colour, kind) or parse(plate, rows, colour)
    kinds = {kind for form in forms for kind in form.layout.kinds}
    fitting = [row for row in standing if row.kind in kinds] or standing
    return [row for row in fitting if row.plate_colour == colour] or fitting


def registered_on(session: Session, keys: FieldKeys, plate: str, on: date) -> list[RegisteredVehicle]:
    """Every row of the register that holds for the bare text of a plate on a day, whatever its layout and colour."""
    query = sa.select(RegisteredVehicle).where(RegisteredVehicle.plate_index == keys.index(PLATE, normalise(plate)))
    return [
        row
        for row in session.scalars(query.order_by(RegisteredVehicle.id))
        if OwnershipSpan(row.valid_from, row.valid_to).holds_on(on)
    ]


def vehicle_of(row: RegisteredVehicle) -> VehicleRecord:
    """What a row says of the vehicle, nothing of its owner."""
    return VehicleRecord(row.kind, row.plate_colour, row.make, row.model, row.colour)


def _owner(session: Session, standing: Sequence[RegisteredVehicle]) -> tuple[bool, bool | None]:
    """Whether one owner is on record, and whether his commune is known (None: nobody has looked). He is not opened."""
    owners = {row.owner_index for row in standing}
    if len(owners) != 1 or None in owners:
        return False, None
    row = session.execute(_RESIDENT, {"owner": owners.pop()}).first()
    return (False, None) if row is None else (True, commune_known(*row))


def newest_load(session: Session) -> str | None:
    """The id of the newest load of vehicles, None where nothing was loaded."""
    return session.scalar(_NEWEST_LOAD)
