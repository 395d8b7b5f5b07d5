"""A private PostgreSQL server in a folder, for tests and benchmarks: on 127.0.0.1, gone when the block ends."""

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

FORGETFUL = "-c fsync=off -c synchronous_commit=off"
"""What a server that only tests use need not do."""


@contextmanager
def private_server(folder: Path, options: str = FORGETFUL) -> Iterator[str]:
    """Start a server in `folder`; gives its address without a database. Raises FileNotFoundError without PostgreSQL."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if not programs:
        raise FileNotFoundError("PostgreSQL is not installed: run `make setup-test`.")
    bin_folder = programs[-1].parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for parent in (folder, *folder.parents):  # the server runs as user postgres and must reach its folder
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            os.chmod(parent, parent.stat().st_mode | 0o011)
    _as_postgres(folder, [bin_folder / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync",
                          "-E", "UTF8", "--locale=C.UTF-8"])  # fmt: skip
    where = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    control = [bin_folder / "pg_ctl", "-D", folder / "data", "-w", "-s"]
    _as_postgres(folder, [*control, "-l", folder / "log", "-o", f"{where} {options}", "start"])
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        _as_postgres(folder, [*control, "-m", "immediate", "stop"])


def new_database(server: str, template: str = "template0") -> str:
    """Address of a fresh database of this server, a copy of `template`."""
    name = f"t_{secrets.token_hex(6)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


def _as_postgres(folder: Path, command: list[object]) -> None:
    prefix: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*prefix, *map(str, command)], check=True, cwd="/", stdout=subprocess.DEVNULL)
