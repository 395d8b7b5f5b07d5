"""One answer to "who owned this plate on that day?", for a person who asks outside a case. Logged like every look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from ticketing.kit.fields import FieldKeys
from ticketing.plates.layouts import parse, special_reason
from ticketing.registry.access import Missing, Opened, Permit, note_lookup, open_owner
from ticketing.registry.commune_choices import remembered_commune
from ticketing.registry.local import newest_load, rows_on, vehicle_of
from ticketing.registry.tables import RegisteredVehicle


class LookupStatus(StrEnum):
    """What came of it."""

    FOUND = "found"
    NONE = "none"
    AMBIGUOUS = "ambiguous"
    SPECIAL = "special"


_STATUS = {Missing.SEVERAL_OWNERS: LookupStatus.AMBIGUOUS}


@dataclass(frozen=True)
class Lookup:
    """The answer. row: the register's, where the plate means one. commune_code: None where a person has to choose."""

    plate: str
    on: date
    status: LookupStatus
    opened: Opened
    row: RegisteredVehicle | None
    commune_code: str | None
    reason: str | None
    load: str | None

    def as_facts(self) -> dict[str, Any]:
        """As `ticketing registry owner --json` prints it."""
        owner, row = self.opened.owner, self.row
        return {
            "plate": self.plate,
            "on": self.on.isoformat(),
            "status": self.status.value,
            "owner": {name: getattr(owner, name) for name in ("kind", "name", "personal_id", "address")}
            if owner
            else None,
            "owned_from": row.valid_from.isoformat() if row and row.valid_from else None,
            "owned_to": row.valid_to.isoformat() if row and row.valid_to else None,
            "vehicle": {name: getattr(row, name) for name in ("kind", "make", "model", "colour", "plate_colour")}
            if row
            else None,
            "commune_code": self.commune_code,
            "load": self.load,
        }


def look_up_owner(
    session: Session, keys: FieldKeys, permit: Permit, *, plate: str, colour: str | None, on: date, at: datetime
) -> Lookup:
    """The owner of a plate on a day, with vehicle and commune."""
    load, special = newest_load(session), special_reason(parse(plate, colour=colour), colour)
    if special:
        note_lookup(session, permit, at=at, found=LookupStatus.SPECIAL, load=load)
        sentence = f"SPECIAL_PLATE: {special} plate, not of this register: a person asks the office that issued it."
        return Lookup(plate, on, LookupStatus.SPECIAL, Opened(None), None, None, sentence, load)
    opened = open_owner(session, keys, permit, plate=plate, plate_colour=colour, on=on, at=at)
    row = _one(rows_on(session, keys, plate, colour, on))
    if opened.owner is None or row is None:
        status = _STATUS.get(opened.missing or Missing.SEVERAL_OWNERS, LookupStatus.NONE)
        reason = f"{opened.missing}: {opened.sentence}" if opened.missing else "Several vehicles bear this plate."
        return Lookup(plate, on, status, Opened(None, opened.missing), row, None, reason, load)
    place, _ = remembered_commune(session, keys, opened.owner.address, opened.stored)
    unclear = f"ADDRESS_AMBIGUOUS: {place.sentence}" if place.sentence else None
    return Lookup(plate, on, LookupStatus.FOUND, opened, row, place.commune_code, unclear, load)


def _one(rows: Sequence[RegisteredVehicle]) -> RegisteredVehicle | None:
    """The row of a plate that one vehicle of one owner bears."""
    distinct = {(vehicle_of(row), row.owner_index) for row in rows}
    return rows[-1] if len(distinct) == 1 else None
