"""Connections to a PostgreSQL server that comes and goes."""

import psycopg
import pytest
import sqlalchemy as sa

from ticketing.kit import db


def test_connections_that_the_server_ended_while_they_rested_are_made_anew(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "RESTED_SECONDS", 0.0)
    database = db.open_database(postgres_url)
    with database.reading() as one, database.reading() as other:
        assert one.scalar(sa.text("SELECT 1")) == other.scalar(sa.text("SELECT 1"))
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with database.reading() as one, database.reading() as other:
        assert one.scalar(sa.text("SELECT 1")) == other.scalar(sa.text("SELECT 1"))
    database.engine.dispose()
