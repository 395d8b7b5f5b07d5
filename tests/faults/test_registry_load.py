"""Kill -9 in a load or while addresses are resolved, at any moment, then again: as if nothing was (test-faults)."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from benchmarks.registry import write_residents, write_vehicles

from ticketing.flow.app_context import AppContext, open_app
from ticketing.registry.load import CHUNK
from ticketing.registry.tables import RegisteredVehicle, RegistryLoad
from ticketing.settings import read_settings

pytestmark = pytest.mark.faults

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
RESIDENTS = 6_000
VEHICLES = 45_000  # several chunks, so that processes of their own prepare them


def registry(home: Path, *words: str | Path) -> "subprocess.Popen[bytes]":
    command = [Path(sys.executable).parent / "ticketing", "registry", *words, "--json"]
    environment = {**os.environ, "TICKETING_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)


def load(home: Path, folder: Path) -> "subprocess.Popen[bytes]":
    return registry(home, "load", "vehicles", folder / "vehicles.csv")


def contents(home: Path) -> tuple[list[tuple[str, str]], int, list[str | None]]:
    """What the registry says, how many loads it names that are unknown, and the names of its indices."""
    opened = open_app(read_settings({"TICKETING_HOME": str(home)}))
    with opened.database.reading() as session:
        rows = session.execute(sa.select(RegisteredVehicle.key_index, RegisteredVehicle.row_digest))
        said = sorted((key, digest) for key, digest in rows)
        unknown = sa.select(RegisteredVehicle.id).where(RegisteredVehicle.load_id.not_in(sa.select(RegistryLoad.id)))
        strays = len(session.scalars(unknown).all())
        indices = sorted(
            index["name"] or "" for index in sa.inspect(session.connection()).get_indexes("registered_vehicles")
        )
    opened.database.engine.dispose()
    return said, strays, list(indices)


@pytest.mark.skipif(ROUNDS < 2, reason="the long run is make test-faults; test_load.py kills one load in make test")
def test_a_load_killed_at_any_moment_is_gone_on_with(context: AppContext, tmp_path: Path) -> None:
    write_vehicles(tmp_path / "vehicles.csv", VEHICLES)
    context.database.engine.dispose()
    homes = [Path(shutil.copytree(context.settings.home, tmp_path / f"home{number}")) for number in range(ROUNDS + 1)]
    assert load(homes[0], tmp_path).wait() == 0
    whole = contents(homes[0])
    assert len(whole[0]) == VEHICLES and whole[1] == 0
    chance, killed = random.Random(1), 0
    for home in homes[1:]:
        player = load(home, tmp_path)
        wait_until_written(home, "registered_vehicles", chance.randrange(0, VEHICLES, CHUNK), player)
        time.sleep(chance.uniform(0, 0.2))
        player.send_signal(signal.SIGKILL)
        killed += player.wait() == -signal.SIGKILL
        assert load(home, tmp_path).wait() == 0
        assert contents(home) == whole
        shutil.rmtree(home)
    assert killed >= ROUNDS * 3 // 4, "most were killed before their end"


@pytest.mark.skipif(ROUNDS < 2, reason="the long run is make test-faults; test_resolving.py kills runs in make test")
def test_addresses_that_are_resolved_are_so_once_whenever_the_run_is_killed(
    context: AppContext, tmp_path: Path
) -> None:
    write_residents(tmp_path / "residents.csv", RESIDENTS)
    context.database.engine.dispose()
    home, chance, killed = context.settings.home, random.Random(1), 0
    assert registry(home, "load", "residents", tmp_path / "residents.csv").wait() == 0
    assert registry(home, "resolve").wait() == 0
    whole = communes(home)
    assert len(whole) == RESIDENTS
    for _ in range(ROUNDS):
        with closing(sqlite3.connect(home / "ticketing.db")) as database, database:
            database.execute("DELETE FROM resident_communes")
        player = registry(home, "resolve")
        wait_until_written(home, "resident_communes", chance.randrange(0, RESIDENTS, 1_000), player)
        time.sleep(chance.uniform(0, 0.2))
        player.send_signal(signal.SIGKILL)
        killed += player.wait() == -signal.SIGKILL
        assert registry(home, "resolve").wait() == 0
        assert communes(home) == whole
    assert killed >= ROUNDS * 3 // 4, "most were killed before their end"


def communes(home: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(home / "ticketing.db")) as database:
        return list(database.execute("SELECT * FROM resident_communes ORDER BY resident_id"))


def wait_until_written(home: Path, table: str, rows: int, player: "subprocess.Popen[bytes]") -> None:
    """Wait until that many rows are committed, or the load has ended."""
    with closing(sqlite3.connect(f"file:{home / 'ticketing.db'}?mode=ro", uri=True)) as database:
        while player.poll() is None:
            if database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] >= rows:
                return
            time.sleep(0.02)
