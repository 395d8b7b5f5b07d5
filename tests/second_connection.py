"""Two people at one row of a PostgreSQL home."""

import time

import pytest
import sqlalchemy as sa

from ticketing.flow.app_context import AppContext


def until_somebody_waits(context: AppContext) -> None:
    """Until another connection waits for a lock."""
    waits = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND wait_event_type = 'Lock'")  # fmt: skip
    for _ in range(200):
        with context.database.engine.connect() as connection:
            if connection.scalar(waits):
                return
        time.sleep(0.05)
    pytest.fail("Nobody waits for a lock.")
