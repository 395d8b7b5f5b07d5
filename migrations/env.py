"""Runs migrations on a connection that `flow.office.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection, text

from ticketing.flow.schema import metadata

WAIT_FOR_LOCKS = "10s"  # a migration that cannot get its lock fails instead of stopping the office


def run(connection: Connection) -> None:
    """Run what is missing, each migration in a transaction of its own."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET lock_timeout = '{WAIT_FOR_LOCKS}'"))
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
