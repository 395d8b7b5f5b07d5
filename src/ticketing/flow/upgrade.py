"""The database's tables and the program's: brought to one version when a home is opened, by one process at a time.

Several workers and page servers start at once against one database. The first takes the lock and migrates, the others
wait for it and find nothing left to do. A database that a newer program wrote is refused, never touched.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ticketing.kit.db import WRITES, Database
from ticketing.kit.shipped import shipped

ADVISORY_LOCK = 0x7469636B  # "tick"; any number that every process of ours agrees on


class SchemaRefused(RuntimeError):
    """The tables are of a version that this program cannot use, or could not be brought to its own."""


def alembic_config() -> Config:
    """Alembic's configuration; the migrations stand in `migrations/`, the connection is handed over."""
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    return config


def newest_version() -> str:
    """The version of the tables that this program needs."""
    return str(ScriptDirectory.from_config(alembic_config()).get_current_head())


def current_version(database: Database) -> str | None:
    """The version of the database's tables; None where there are none yet."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check_version(database: Database) -> None:
    """Refuse tables that are older or newer than the program, and change nothing. Raises SchemaRefused."""
    current, newest = current_version(database), newest_version()
    if current not in (None, newest):
        _refuse_newer(current)
        raise SchemaRefused(
            f"The database's tables are of version {current}, this program needs {newest}. Make a backup, then start "
            "`ticketing serve` or `ticketing work`: the first one brings them up to date."
        )


def bring_up_to_date(database: Database, *, begin: bool = False) -> None:
    """Bring the database's tables to this program's version, while no other process does.

    begin: make them in an empty database too; without it an empty one stays empty. Raises SchemaRefused for a
    database that is newer than the program, and where a migration failed: it left nothing of itself behind.
    """
    newest = newest_version()
    if current_version(database) == newest:
        return
    with _alone(database):
        current = current_version(database)  # another process may have been faster
        if current == newest or (current is None and not begin):
            return
        _refuse_newer(current)
        try:
            _migrate(database)
        except sa.exc.SQLAlchemyError as problem:
            raise SchemaRefused(
                f"The database's tables could not be brought from version {current or 'none'} to {newest}: "
                f"{_own_words(problem)}. What failed was undone. Mend the cause and start again."
            ) from problem


def _refuse_newer(current: str | None) -> None:
    known = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    if current is not None and current not in known:
        raise SchemaRefused(
            f"The database's tables are of version {current}, this program knows them up to {newest_version()}: a "
            "newer `ticketing` has written here. Install that one on this machine too. Nothing was changed."
        )


def _own_words(problem: sa.exc.SQLAlchemyError) -> str:
    return str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Hold what only one process of an installation may hold at a time; it ends with the process."""
    if not database.is_sqlite:
        with database.engine.begin() as holder:  # a lock of the transaction: a pooler between us cannot lose it
            holder.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
            yield
        return
    with Path(f"{database.engine.url.database}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate(database: Database) -> None:
    config = alembic_config()
    with database.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.detach()  # what is set on it for the migration does not go back to the pool
        if database.is_sqlite:
            # A table that is built anew must not take the rows that point at it along; no pragma inside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
