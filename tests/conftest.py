"""Homes for tests: a fresh office on SQLite, or on a real PostgreSQL that the tests start themselves."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from ticketing.agency import accounts
from ticketing.cases.tables import Case
from ticketing.flow.app_context import AppContext, make_home
from ticketing.kit.clock import SettableClock
from ticketing.settings import read_settings

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam, an ordinary working day

LONGEST_FIRST = ("test_month", "faults", "sample_media", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files and folders that take minutes: the last to end would else leave the other core idle."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    last = len(places)
    items.sort(key=lambda item: min(places.get(item.path.stem, last), places.get(item.path.parent.name, last)))


PRODUCTION_HASHER = accounts._hasher


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password takes 150 ms and 64 MiB by design; tests make thousands and need none of that."""
    accounts._hasher = accounts.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    accounts._hasher = PRODUCTION_HASHER


@pytest.fixture(scope="session", autouse=True)
def cases_change_through_one_door() -> None:
    """Whatever test runs it: a module of the program that sets a column of a case itself fails that test."""
    for column in sa.inspect(Case).column_attrs:
        sa.event.listen(getattr(Case, column.key), "set", only_the_record_writes)


def only_the_record_writes(_case: Case, _value: Any, _before: Any, column: Any) -> None:
    """Raises AssertionError for a module of the program other than cases.record and the table's own (`queue_rank`)."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals["__name__"].startswith("sqlalchemy."):
        frame = frame.f_back
    module = frame.f_globals["__name__"]
    theirs = not module.startswith("ticketing.") or module in ("ticketing.cases.record", "ticketing.cases.tables")
    assert theirs, f"{module} sets '{column.key}' of a case: apply and amend of cases.record do (architecture.md)"


def context_at(folder: Path, **environment: str) -> AppContext:
    """The home in `folder`, begun where there is none, with a clock that stands at MONDAY until a test moves it."""
    settings = read_settings({"TICKETING_HOME": str(folder), **environment})
    context = make_home(settings, "init", at=MONDAY)
    context.clock = SettableClock(MONDAY)
    return context


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on SQLite as `ticketing init` begins it; tests copy it, which is quicker than making its tables."""
    folder = tmp_path_factory.mktemp("fresh") / "home"
    context_at(folder).database.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town of tests/web/town.py, built once for all processes of a run: printing its papers takes longest."""
    from web.town import build_town  # it brings half of the program with it

    base = tmp_path_factory.getbasetemp()
    return build_town((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "town")


@pytest.fixture
def context(tmp_path: Path, fresh_home: Path) -> Iterator[AppContext]:
    """A fresh home on SQLite."""
    opened = context_at(shutil.copytree(fresh_home, tmp_path / "home"))
    yield opened
    opened.database.engine.dispose()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a private PostgreSQL server of this test process, without a database name."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if not programs:
        pytest.fail("PostgreSQL is not installed: run `make setup-test`.")
    folder, bin_folder = tmp_path_factory.mktemp("postgres"), programs[-1].parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for parent in (folder, *folder.parents):  # the server runs as user postgres and must reach its folder
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            os.chmod(parent, parent.stat().st_mode | 0o011)
    _as_postgres(folder, [bin_folder / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync",
                          "-E", "UTF8", "--locale=C.UTF-8"])  # fmt: skip
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off"
    control = [bin_folder / "pg_ctl", "-D", folder / "data", "-w", "-s"]
    _as_postgres(folder, [*control, "-l", folder / "log", "-o", options, "start"])
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        _as_postgres(folder, [*control, "-m", "immediate", "stop"])


def _as_postgres(folder: Path, command: list[object]) -> None:
    prefix: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*prefix, *map(str, command)], check=True, cwd="/", stdout=subprocess.DEVNULL)


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """Address of a fresh, empty database."""
    return _new_database(postgres)


@pytest.fixture
def second_postgres_url(postgres: str) -> str:
    """Address of another fresh database, for what is copied from one to the other."""
    return _new_database(postgres)


@pytest.fixture
def new_postgres_url(postgres: str) -> Callable[[], str]:
    """Gives the address of another fresh database at each call."""
    return lambda: _new_database(postgres)


def _new_database(postgres: str, template: str = "template0") -> str:
    name = f"t_{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{postgres}/{name}"


@pytest.fixture(scope="session")
def fresh_postgres_home(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same on PostgreSQL: the folder, and the name of the database to copy."""
    folder, url = tmp_path_factory.mktemp("fresh") / "home", _new_database(postgres)
    context_at(folder, TICKETING_DATABASE_URL=url).database.engine.dispose()
    return folder, url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def context_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AppContext]:
    """A fresh home, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("context")
        return
    folder, template = request.getfixturevalue("fresh_postgres_home")
    url = _new_database(request.getfixturevalue("postgres"), template)
    opened = context_at(shutil.copytree(folder, tmp_path / "home"), TICKETING_DATABASE_URL=url)
    yield opened
    opened.database.engine.dispose()


@pytest.fixture
def pdf_file(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write bytes to a file that a program can open."""

    def write(pdf: bytes) -> Path:
        path = tmp_path / "paper.pdf"
        path.write_bytes(pdf)
        return path

    return write
