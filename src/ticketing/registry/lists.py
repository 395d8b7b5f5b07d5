"""Lists of plates that no notice may pass by unlooked: stolen vehicles, and vehicles that may be exempt.

A list says nothing of the act. A stolen vehicle is not driven by its owner (D168 art. 47.8.b), a priority vehicle on
duty may do what others may not (LHAV art. 11): an officer decides before anybody is written to.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.fields import FieldKeys
from ticketing.plates.layouts import normalise
from ticketing.registry.tables import ListedPlate
from ticketing.registry.vehicles import OwnershipSpan


class Listing(StrEnum):
    """Which list; also the name of its content in loads."""

    STOLEN = "stolen"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Listed:
    """A plate on a list on the day of the act. source, note: as the list has them, empty where it does not say."""

    listing: Listing
    source: str
    note: str
    load: str


def listed_on(session: Session, keys: FieldKeys, plate: str, on: date) -> tuple[Listed, ...]:
    """The lists that name a plate on the day of the act, stolen before exempt. One question to an index.

    plate: in any usual writing. A list names a bare text: whether a car or a motorcycle is meant, a person sees.
    """
    bare = normalise(plate)
    if not bare:
        return ()
    rows = session.scalars(
        sa.select(ListedPlate)
        .where(ListedPlate.plate_index == keys.index("plate", bare))
        .order_by(ListedPlate.listing.desc(), ListedPlate.id)
    )
    return tuple(
        Listed(Listing(row.listing), row.source or "", row.note or "", row.load_id)
        for row in rows
        if OwnershipSpan(row.valid_from, row.valid_to).holds_on(on)
    )
