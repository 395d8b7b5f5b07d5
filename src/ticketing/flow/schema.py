"""All tables of all rooms, for migrations and for the check that models and database are the same."""

import importlib
from pathlib import Path

import sqlalchemy as sa

import ticketing
from ticketing.kit.db import Base

# Rooms and their folders write their own tables only, in `tables.py`; kit keeps its two with the functions.
BESIDES = ("ticketing.kit.jobs", "ticketing.kit.numbers")
TABLES = "tables.py"
# A library of the house has tables of places, none of the database.
LIBRARIES = ("addresses", "plates")


def metadata() -> sa.MetaData:
    """The metadata with every room's tables loaded."""
    house = Path(ticketing.__path__[0])
    parts = [path.relative_to(house).with_suffix("").parts for path in sorted(house.rglob(TABLES))]
    modules = [".".join(("ticketing", *part)) for part in parts if part[0] not in LIBRARIES]
    for name in (*BESIDES, *modules):
        importlib.import_module(name)
    return Base.metadata
