"""Tables of the registry. Texts that tell of a person are sealed; plates and owners are found by keyed hashes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base


class RegisteredVehicle(Base):
    """A plate on a vehicle of one owner from one day to another (`valid_to` exclusive; None: unknown, or still).

    plate_index, owner_index: keyed hashes of the bare plate and of the register's owner number.
    row_digest:               keyed hash of the row as it was loaded: the same row again changes nothing.
    """

    __tablename__ = "registered_vehicles"
    __table_args__ = (
        sa.Index("ix_registered_vehicles_plate", "plate_index", "valid_from"),
        sa.Index("ix_registered_vehicles_key", "key_index", unique=True),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    key_index: Mapped[str] = mapped_column(sa.String(64))
    row_digest: Mapped[str] = mapped_column(sa.String(64))
    plate_index: Mapped[str] = mapped_column(sa.String(64))
    plate: Mapped[str] = mapped_column(sa.Text)
    plate_colour: Mapped[str | None] = mapped_column(sa.String(10))
    kind: Mapped[str | None] = mapped_column(sa.String(20))
    make: Mapped[str | None] = mapped_column(sa.Text)
    model: Mapped[str | None] = mapped_column(sa.Text)
    colour: Mapped[str | None] = mapped_column(sa.Text)
    owner_index: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    valid_from: Mapped[date | None] = mapped_column(sa.Date)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    load_id: Mapped[str] = mapped_column(sa.String(36))


class Resident(Base):
    """A person or organisation that may own a vehicle. Text columns are sealed under "residents|<column>|<id>"."""

    __tablename__ = "residents"
    __table_args__ = (sa.Index("ix_residents_owner", "owner_index", unique=True),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    owner_index: Mapped[str] = mapped_column(sa.String(64))
    row_digest: Mapped[str] = mapped_column(sa.String(64))
    owner_kind: Mapped[str | None] = mapped_column(sa.String(16))
    personal_id_index: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    name: Mapped[str | None] = mapped_column(sa.Text)
    personal_id: Mapped[str | None] = mapped_column(sa.Text)
    birth_date: Mapped[str | None] = mapped_column(sa.Text)
    address: Mapped[str | None] = mapped_column(sa.Text)
    phone: Mapped[str | None] = mapped_column(sa.Text)
    load_id: Mapped[str] = mapped_column(sa.String(36))


class ListedPlate(Base):
    """A plate on a list that no notice may pass by unlooked: stolen vehicles, or vehicles that may be exempt.

    listing: stolen or exempt (lists.Listing). valid_to: exclusive; None: until the list says otherwise.
    source:  who named the plate. note: what he said of the vehicle, never a person's name.
    """

    __tablename__ = "listed_plates"
    __table_args__ = (sa.Index("ix_listed_plates_plate", "plate_index", "valid_from"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    key_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    row_digest: Mapped[str] = mapped_column(sa.String(64))
    plate_index: Mapped[str] = mapped_column(sa.String(64))
    plate: Mapped[str] = mapped_column(sa.Text)
    listing: Mapped[str] = mapped_column(sa.String(12))
    source: Mapped[str | None] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    valid_from: Mapped[date | None] = mapped_column(sa.Date)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    load_id: Mapped[str] = mapped_column(sa.String(36))


class ResidentCommune(Base):
    """Where a resident's address lies today, as `resolving` found it; of no more than that does this row tell.

    row_digest: of the resident's row as it was resolved; another one: it has changed since.
    candidates: codes of communes, best first; the one commune where status is resolved. tables: version of the place
    tables.
    """

    __tablename__ = "resident_communes"

    resident_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    row_digest: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[str] = mapped_column(sa.String(10))
    candidates: Mapped[list[str]]
    tables: Mapped[str] = mapped_column(sa.String(64))


class FormerRow(Base):
    """A row of the registry as it stood before a load corrected it.

    cells: its columns, still sealed for the places where they stood. key_index: of the row, in its own table.
    replaced_by: the load that brought the correction.
    """

    __tablename__ = "registry_former_rows"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    content: Mapped[str] = mapped_column(sa.String(12))
    key_index: Mapped[str] = mapped_column(sa.String(64), index=True)
    cells: Mapped[dict[str, Any]]
    replaced_by: Mapped[str] = mapped_column(sa.String(36))
    replaced_at: Mapped[datetime]


class RegistryLoad(Base):
    """One load of one table; a case keeps the newest load's id as the version of the registry it was decided on.

    finished_at:  None while it runs, and where it broke off: the same file again goes on with it.
    rejects_file: name of the file of rejected rows in the home's folder of rejects; None where there is none.
    """

    __tablename__ = "registry_loads"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    content: Mapped[str] = mapped_column(sa.String(12))
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    loaded_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    actor: Mapped[str] = mapped_column(sa.String(100))
    rows: Mapped[int]
    loaded: Mapped[int]
    unchanged: Mapped[int]
    changed: Mapped[int]
    rejected: Mapped[int]
    rejects_file: Mapped[str | None] = mapped_column(sa.String(200))


class CommuneChoice(Base):
    """In which of today's communes a person said that a hamlet or street lies, when an owner's address left it open.

    place_index, place: keyed hash and sealed text of the hamlet or street (law.localities), never of a house.
    ground:  how he knew; CHOSEN_BEFORE where the case only took over what others had chosen.
    tables:  version of the place tables of that day.
    doubted_at, doubted_by: when the police of that commune sent a paper back as not theirs, and who recorded it.
    """

    __tablename__ = "commune_choices"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    place_index: Mapped[str] = mapped_column(sa.String(64), index=True)
    place: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.String(10))
    commune_code: Mapped[str] = mapped_column(sa.String(5))
    ground: Mapped[str] = mapped_column(sa.String(30))
    case_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    chosen_by: Mapped[str] = mapped_column(sa.String(60))
    chosen_at: Mapped[datetime]
    tables: Mapped[str] = mapped_column(sa.String(64))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(60))
    withdrawn_because: Mapped[str | None] = mapped_column(sa.Text)
    doubted_at: Mapped[datetime | None]
    doubted_by: Mapped[str | None] = mapped_column(sa.String(60))


class RegistryLookup(Base):
    """Whose data a look showed: the number of its event, and the keyed hash of the owner or of the plate.

    The log is for ever and names nobody; this row can be erased with the person.
    """

    __tablename__ = "registry_lookups"

    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    of_index: Mapped[str] = mapped_column(sa.String(64), primary_key=True, index=True)
