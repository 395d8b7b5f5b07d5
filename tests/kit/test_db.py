"""Connections to a PostgreSQL server, which comes and goes and keeps what it has prepared; turns to write on SQLite."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

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


def test_what_is_read_again_and_again_is_prepared_once(postgres_url: str) -> None:
    database = db.open_database(postgres_url)
    for _ in range(3):
        with database.reading() as session:
            session.scalar(sa.select(sa.literal(98)))
    with database.reading() as session:
        prepared = list(session.scalars(sa.text("SELECT statement FROM pg_prepared_statements")))
    assert [statement for statement in prepared if "98" in statement or "$1" in statement]
    database.engine.dispose()


def test_a_transaction_that_reads_changes_nothing(postgres_url: str) -> None:
    database = db.open_database(postgres_url)
    with pytest.raises(sa.exc.DBAPIError, match="read-only"), database.reading() as session:
        session.execute(sa.text("CREATE TABLE changed (id int)"))
    database.engine.dispose()


def test_who_reads_what_must_still_hold_waits_for_who_changes_it_and_for_nobody_else(postgres_url: str) -> None:
    database, table = db.open_database(postgres_url), sa.table("held")
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE held (id int)"))
    with database.writing() as one, database.writing() as other:
        db.as_one_who_writes(one, table)
        db.as_one_who_writes(other, table)
    with database.writing() as changing, pytest.raises(sa.exc.DBAPIError, match="lock timeout"):
        db.in_turn(changing, table)
        with database.writing() as waiting:
            waiting.execute(sa.text("SET LOCAL lock_timeout = '50ms'"))
            db.as_one_who_writes(waiting, table)
    database.engine.dispose()


def test_on_sqlite_who_writes_waits_for_whoever_writes_and_a_turn_ends_however_it_ends(tmp_path: Path) -> None:
    database, is_written, may_end = db.open_database(f"sqlite:///{tmp_path / 'home.db'}"), Event(), Event()

    def create() -> None:
        with database.writing() as session:
            session.execute(sa.text("CREATE TABLE written (id int)"))
            is_written.set()
            may_end.wait()

    def fill() -> None:
        with database.writing() as session:
            session.execute(sa.text("INSERT INTO written VALUES (1)"))
            raise ValueError("nothing of this stays")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(create)
        is_written.wait()
        second = pool.submit(fill)
        assert not second.done()
        may_end.set()
        first.result()
        with pytest.raises(ValueError, match="nothing of this stays"):
            second.result()
    assert not database._writer.locked(), "the next one would wait for BUSY_SECONDS"
    with database.writing() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM written")) == 0
    database.engine.dispose()


def test_on_sqlite_whose_turn_does_not_come_reads_why_and_leaves_the_turn_to_whoever_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    database = db.open_database(f"sqlite:///{tmp_path / 'home.db'}")
    with database.writing() as one:
        one.execute(sa.text("CREATE TABLE written (id int)"))
        with pytest.raises(sa.exc.OperationalError, match="locked"), database.writing() as other:
            other.execute(sa.text("SELECT 1"))
        one.execute(sa.text("INSERT INTO written VALUES (1)"))
    with database.writing() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM written")) == 1
    database.engine.dispose()
