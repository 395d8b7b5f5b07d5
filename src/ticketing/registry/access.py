"""The owner, opened against a permit, and never without a trace in the log (domain.md 8: no look-up without a case).

A view that shows a snapshot again asks for a permit too. Who makes one: for a case, `cases.owner.identification`
alone, whom ways in ask through `review.blind`, which knows to whom a case is closed; outside a case,
`outside_a_case` here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, write_out
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.fields import FieldKeys
from ticketing.registry.address_book import CommuneOfResidence
from ticketing.registry.local import newest_load, rows_on
from ticketing.registry.resolving import stored_commune
from ticketing.registry.tables import RegisteredVehicle, RegistryLookup, Resident

OWNER_OPENED, VEHICLE_OPENED = LogEvent.OWNER_OPENED, LogEvent.VEHICLE_OPENED
SHOW_PERSONS = (OWNER_OPENED, LogEvent.DOCUMENT_SHOWN)
"""Events of a case that put a person's data before somebody."""


OUTSIDE_A_CASE = "registry"
"""Subject of a look that belongs to no case."""


@dataclass(frozen=True)
class Permit:
    """What allows one look at a person's data: for which case, what for (ValueError without it), by whom."""

    case_id: str
    purpose: str
    actor: Actor

    def __post_init__(self) -> None:
        """There is none without a purpose."""
        if not self.purpose.strip():
            raise ValueError("Opening a person's data needs a purpose: say in a few words what it is for.")


def outside_a_case(purpose: str, actor: Actor) -> Permit:
    """What allows a look into the registry that no case asks for. Raises ValueError without a purpose."""
    return Permit(OUTSIDE_A_CASE, purpose.strip(), actor)


class Missing(StrEnum):
    """Why no owner was found; the codes stand as the cause of OWNER_UNKNOWN."""

    NOT_IN_REGISTRY = "NOT_IN_REGISTRY"
    NO_OWNER_ON_RECORD = "NO_OWNER_ON_RECORD"
    OWNER_NOT_AMONG_RESIDENTS = "OWNER_NOT_AMONG_RESIDENTS"
    SEVERAL_OWNERS = "SEVERAL_OWNERS"


SENTENCES = {
    Missing.NOT_IN_REGISTRY: "The register knows no vehicle with this plate on the day of the act.",
    Missing.NO_OWNER_ON_RECORD: "The register has the vehicle, but no owner for the day of the act.",
    Missing.OWNER_NOT_AMONG_RESIDENTS: "The register names an owner whom the population data do not hold.",
    Missing.SEVERAL_OWNERS: "The register names several owners for the day of the act: a person has to choose.",
}


@dataclass(frozen=True)
class Owner:
    """A person or organisation as the register named it. kind: individual or organisation; None: not said."""

    kind: str | None
    name: str | None
    personal_id: str | None
    birth_date: str | None
    address: str | None
    phone: str | None
    source: str


@dataclass(frozen=True)
class Opened:
    """What a look brought: the owner, or why there is none.

    stored: where he lives today, if `resolving` has come to him with the tables of today.
    """

    owner: Owner | None
    missing: Missing | None = None
    stored: CommuneOfResidence | None = None

    @property
    def sentence(self) -> str | None:
        """Why there is no owner, None where there is one."""
        return SENTENCES[self.missing] if self.missing else None


def open_owner(
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
) -> Opened:
    """The owner of `plate` on a day. Writes the event of the look, whatever it brings.

    rows, kind: as `local.vehicle_on` takes them.
    Several owners for one day are an answer, not a choice: nothing here guesses an owner.
    """
    standing = rows_on(session, keys, plate, plate_colour, on, rows=rows, kind=kind)
    opened = _owner(session, keys, standing)
    found = "owner" if opened.owner else str(opened.missing)
    shown = {row.owner_index for row in standing if row.owner_index} if opened.owner else set()
    note_lookup(session, permit, at=at, found=found, load=newest_load(session), of=shown)
    return opened


def note_lookup(
    session: Session,
    permit: Permit,
    *,
    at: datetime,
    found: str,
    load: str | None = None,
    kind: LogEvent = LogEvent.OWNER_OPENED,
    of: Iterable[str] = (),
) -> None:
    """Write the event of one look. of: keyed hashes of the owners or plates that it showed, for `looks_at`."""
    data = {"purpose": permit.purpose, "found": found} | ({"load": load} if load else {})
    if permit.actor.because:
        data["because"] = permit.actor.because
    append(session, at=at, kind=kind, subject=permit.case_id, actor=permit.actor.label, data=data)
    if of := set(of):
        look = write_out(session)[-1]
        session.add_all(RegistryLookup(seq=look.seq, of_index=one) for one in of)


def lookups_of(session: Session, of: Iterable[str], subjects: Iterable[str] = ()) -> list[EvidenceEvent]:
    """The looks at the data of these owners or plates, and all looks at persons of these cases, the oldest first."""
    seen = sa.select(RegistryLookup.seq).where(RegistryLookup.of_index.in_(set(of)))
    in_cases = sa.and_(EvidenceEvent.subject.in_(set(subjects)), EvidenceEvent.kind.in_(SHOW_PERSONS))
    query = sa.select(EvidenceEvent).where(sa.or_(EvidenceEvent.seq.in_(seen), in_cases))
    return list(session.scalars(query.order_by(EvidenceEvent.seq)))


def _owner(session: Session, keys: FieldKeys, standing: Sequence[RegisteredVehicle]) -> Opened:
    if not standing:
        return Opened(None, Missing.NOT_IN_REGISTRY)
    owners = {row.owner_index for row in standing}
    if len(owners) > 1:
        return Opened(None, Missing.SEVERAL_OWNERS)
    owner_index = owners.pop()
    if owner_index is None:
        return Opened(None, Missing.NO_OWNER_ON_RECORD)
    resident = session.scalar(sa.select(Resident).where(Resident.owner_index == owner_index))
    if resident is None or resident.name is None:
        return Opened(None, Missing.OWNER_NOT_AMONG_RESIDENTS)
    return Opened(unsealed(keys, resident), stored=stored_commune(session, resident))


def unsealed(keys: FieldKeys, resident: Resident) -> Owner:
    """The texts of a row, opened. Who calls this answers for the look in the log (`note_look`)."""

    def text(column: str) -> str | None:
        sealed: str | None = getattr(resident, column)
        return None if sealed is None else keys.open(f"residents|{column}|{resident.id}", sealed)

    return Owner(
        kind=resident.owner_kind,
        name=text("name"),
        personal_id=text("personal_id"),
        birth_date=text("birth_date"),
        address=text("address"),
        phone=text("phone"),
        source=f"registry load {resident.load_id}",
    )
