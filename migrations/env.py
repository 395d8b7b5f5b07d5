"""Runs migrations on a connection that `flow.upgrade` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text

from ticketing.flow.schema import metadata
from ticketing.kit.db import Moment

WAIT_FOR_LOCKS = "10s"  # a migration that cannot get its lock fails instead of stopping the office


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration never names a class of ours: it has to run unchanged years later."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def compare(_context: Any, _inspected: Any, _column: Any, _kind: Any, ours: Any) -> bool | None:
    """SQLite keeps no zone with a moment; there is nothing to compare."""
    return False if isinstance(ours, Moment) else None


def run(connection: Connection) -> None:
    """Run what is missing, each migration in a transaction of its own."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET lock_timeout = '{WAIT_FOR_LOCKS}'"))
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_item=render,
        compare_type=compare,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
