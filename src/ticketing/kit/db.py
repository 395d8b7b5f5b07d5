"""The database: SQLite by default, PostgreSQL by one setting, the same tables and transactions on both.

A transaction either reads (`reading`) or writes (`writing`). On SQLite a writing one takes the write lock
before its first statement, so that it never fails half-way because another writer was faster.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from ticketing.kit.clock import monotonic

BUSY_SECONDS = 30
ASK_AGAIN_SECONDS = 0.1
RESTED_SECONDS = 1.0  # a connection that was in use a moment ago lives: asking it costs every transaction a round trip
STATEMENTS = 1000  # that a connection keeps prepared: there are a few hundred, and by itself it would keep a hundred
WRITES = "ticketing_writes"
READS = "reads"
"""Under this name the session of a transaction that only reads says so."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. SQLite has no zone: it stores UTC without one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive datetime: nobody could say which hour it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"'{value}' has no offset; tables hold moments in UTC.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table; constraint names follow one rule, so that migrations can name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        datetime: Moment(),
        dict[str, Any]: sa.JSON(none_as_null=True),
        list[Any]: sa.JSON(none_as_null=True),
        list[str]: sa.JSON(none_as_null=True),
    }


def to_json(value: Any) -> str:
    """JSON for a column: readable Vietnamese, keys in order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def open_engine(url: str) -> sa.Engine:
    """An engine with our pragmas. `url` as SQLAlchemy writes it, sqlite:///… or postgresql+psycopg://…"""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    # The connection that was given back last is taken first: it rarely rests, and its statements are prepared.
    shared = {"json_serializer": to_json, "pool_use_lifo": True}
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, **shared, pool_size=10, max_overflow=10)
        event.listen(engine, "connect", _prepare_all)
        event.listen(engine, "checkin", _remember_use)
        event.listen(engine, "checkout", partial(_ask_whether_it_lives, engine.dialect))
        return engine
    engine = sa.create_engine(url, **shared, connect_args={"timeout": BUSY_SECONDS, "cached_statements": STATEMENTS})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_all(connection: Any, _record: Any) -> None:
    """What a connection runs a second time is prepared."""
    connection.prepare_threshold, connection.prepared_max = 1, STATEMENTS


def _remember_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = monotonic()


def _ask_whether_it_lives(dialect: sa.Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """A server that was started anew has ended connections that rested here: the pool then makes another."""
    if monotonic() - record.info.get("used_at", monotonic()) < RESTED_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as problem:
        raise sa.exc.InvalidatePoolError from problem  # its neighbours rest too


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(frozen=True)
class Database:
    """An open database and its two kinds of transaction."""

    engine: sa.Engine
    _writer: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database (one worker process)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and leaves nothing when it raises."""
        with (
            self._turn_to_write(),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """On SQLite, which lets one write at a time, the threads of a process wait for each other here.

        SQLite itself would let each ask again after 1, 2, 5, 10, 15, 20 milliseconds and more, however soon the other
        is done. Whose turn has not come in BUSY_SECONDS asks it all the same, waits as long again, and gets its word.
        """
        has_turn = self.is_sqlite and self._writer.acquire(timeout=BUSY_SECONDS)
        try:
            yield
        finally:
            if has_turn:
                self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the database and changes nothing.

        PostgreSQL refuses what would change something, and the end is a commit: with a transaction that is rolled back,
        psycopg gives up every statement that its connection has prepared.
        """
        one_state = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            self.engine.connect().execution_options(**one_state) as connection,
            connection.begin() as transaction,
            Session(connection, expire_on_commit=False, autoflush=False, info={READS: True}) as session,
        ):
            yield session
            if self.is_sqlite:
                transaction.rollback()

    def answers(self) -> bool:
        """Whether the database does what it is asked."""
        try:
            with self.reading() as session:
                session.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def hold(self, name: str, *, seconds: float) -> "HeldLock | None":
        """What one process at a time may have, waited for so long; None: another has it. It goes with its process.

        On SQLite a lock on a file beside the database, on PostgreSQL an advisory lock of a connection: the system frees
        both when the process dies, however it dies.
        """
        take = self._take_file if self.is_sqlite else self._take_advisory
        until = monotonic() + seconds
        while (held := take(name)) is None and monotonic() < until:
            time.sleep(ASK_AGAIN_SECONDS)
        return held

    def _take_file(self, name: str) -> "HeldLock | None":
        file = os.open(f"{self.engine.url.database}.{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return HeldLock(lambda: os.close(file))

    def _take_advisory(self, name: str) -> "HeldLock | None":
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(sa.select(sa.func.pg_try_advisory_lock(sa.func.hashtext(name)))):
            return HeldLock(lambda: _give_advisory_back(connection, name))
        connection.close()
        return None


@dataclass(frozen=True)
class HeldLock:
    """Something that this process alone has."""

    release: Callable[[], None]


def _give_advisory_back(connection: sa.Connection, name: str) -> None:
    """A connection that broke meanwhile has lost it already."""
    with suppress(sa.exc.DBAPIError), connection:
        connection.execute(sa.select(sa.func.pg_advisory_unlock(sa.func.hashtext(name))))


def insert_rows(session: Session, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows past the ORM, by the driver's own way, five to ten times as fast (COPY on PostgreSQL).

    table, columns: names of our own, never what somebody sent. Values are texts, numbers and None; days as ISO text.
    """
    connection = session.connection()
    raw = connection.connection.driver_connection
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)  # type: ignore[union-attr]  # noqa: S608
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row(row)


def in_turn(session: Session, table: sa.FromClause, *, readers_too: bool = False) -> None:
    """Until the transaction ends nobody else writes into `table`, nor reads it if asked for; SQLite has one writer.

    readers_too: before its indices are dropped. Asked for at the start of a transaction: who holds a weaker lock and
    waits for this one can meet another who does.
    """
    if session.connection().dialect.name != "sqlite":
        mode = "ACCESS EXCLUSIVE" if readers_too else "SHARE ROW EXCLUSIVE"
        session.execute(sa.text(f"LOCK TABLE {table} IN {mode} MODE"))


def as_one_who_writes(session: Session, table: sa.FromClause) -> None:
    """Until the transaction ends, who asks for `table` `in_turn` waits for us, and we for him; SQLite has one writer.

    For who reads there what must still hold when he commits. Two of them do not wait for each other.
    """
    if session.connection().dialect.name != "sqlite":
        session.execute(sa.text(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE"))


def take_stock(session: Session, table: sa.FromClause) -> None:
    """After many rows have come, let PostgreSQL learn of them before it plans a look-up; by itself it does so later.

    Until then it may read a table of two million rows for one of them: 100 ms instead of 0.1. SQLite does not guess.
    """
    if session.connection().dialect.name != "sqlite":
        session.execute(sa.text(f"ANALYZE {table}"))


def insert_of(session: Session, table: type[Base]) -> Any:
    """The dialect's own INSERT, which knows ON CONFLICT: two who write the same row at once get one row."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: type[Base]) -> Any:
    """`insert_of` for a statement that is made once and kept."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table_of(table))


def table_of(entity: type[Base]) -> sa.Table:
    """The table itself, for statements past the ORM: nothing is tracked, so they take half the time."""
    return cast(sa.Table, entity.__table__)


def is_one_of(session: Session, column: sa.SQLColumnExpression[str], values: Sequence[str]) -> sa.ColumnElement[bool]:
    """`column IN values` with one parameter however many values there are: neither driver takes 20,000 of them."""
    if session.connection().dialect.name == "sqlite":
        each = sa.func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.cast(list(values), sa.ARRAY(sa.String)))


def open_database(url: str) -> Database:
    """Open `url`; see open_engine."""
    return Database(open_engine(url))
