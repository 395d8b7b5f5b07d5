"""All tables of all rooms, for migrations and for the check that models and database are the same."""

import importlib
import pkgutil

import sqlalchemy as sa

import ticketing
from ticketing.kit.db import Base

# Rooms write their own tables only; besides `tables.py`, kit keeps its two with the functions that use them.
BESIDES = ("ticketing.kit.wakeups", "ticketing.kit.numbers")


def metadata() -> sa.MetaData:
    """The metadata with every room's tables loaded."""
    for name in BESIDES:
        importlib.import_module(name)
    for room in pkgutil.iter_modules(ticketing.__path__, "ticketing."):
        for module in pkgutil.iter_modules(
            [f"{ticketing.__path__[0]}/{room.name.rpartition('.')[2]}"], f"{room.name}."
        ):
            if module.name.endswith("tables"):
                importlib.import_module(module.name)
    return Base.metadata
