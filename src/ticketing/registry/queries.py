"""What pages read of the registry's loads."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.registry.load import RESIDENTS
from ticketing.registry.remote_cache import ACTOR as REGISTER_OUTSIDE
from ticketing.registry.tables import RegistryLoad


def loads_of_people(session: Session, *, before: str = "", limit: int) -> list[RegistryLoad]:
    """What people loaded, the newest first, without what a register outside answered. before: id of the last one."""
    query = sa.select(RegistryLoad).where(RegistryLoad.actor != REGISTER_OUTSIDE.label)
    query = query.where(RegistryLoad.id < before) if before else query
    return list(session.scalars(query.order_by(RegistryLoad.id.desc()).limit(limit)))


def latest_loads(session: Session, limit: int) -> list[RegistryLoad]:
    """The newest loads, whoever made them."""
    return list(session.scalars(sa.select(RegistryLoad).order_by(RegistryLoad.loaded_at.desc()).limit(limit)))


def residents_loaded(session: Session) -> int:
    """How many rows of residents were ever loaded: at least as many as there are."""
    query = sa.select(sa.func.sum(RegistryLoad.loaded)).where(RegistryLoad.content == RESIDENTS.name)
    return session.scalar(query) or 0
