"""Models and database are the same: nobody forgets a migration."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ticketing.flow.app_context import AppContext
from ticketing.flow.schema import metadata
from ticketing.kit.db import Moment


def test_the_migrations_make_the_tables_that_the_rooms_have(context_on_both: AppContext) -> None:
    def compare_type(_context: object, _inspected: object, _column: object, _kind: object, ours: object) -> bool | None:
        return False if isinstance(ours, Moment) else None

    with context_on_both.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": compare_type})
        assert compare_metadata(context, metadata()) == []
