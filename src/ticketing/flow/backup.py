"""A copy of a home while it runs, and the way back.

The database is copied first, the blobs after it: every blob that a copied row names was stored before that row.
Keys travel with the copy, so it has to be kept like the home itself.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ticketing.evidence.blobs import FolderStore, sync_folder
from ticketing.evidence.checkpoint import CheckpointDiffers
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, root_now
from ticketing.evidence.verify import NAME_DIGITS
from ticketing.flow.app_context import AppContext, open_app
from ticketing.kit.digest import sha256
from ticketing.settings import Settings

MANIFEST = "manifest.json"
DATABASE = "ticketing.db"
DUMP = "ticketing.dump"
FOLDERS = ("keys", "trust", "templates", "quarantine", "rejects", "outgoing")
FILES = ("agency.yaml", "demo-accounts.json")


class BackupRefused(RuntimeError):
    """This copy cannot be made or brought back; nothing was changed."""


@dataclass(frozen=True)
class Copied:
    """files: how many the copy holds. problem: why the log in it is to be looked at; the copy is whole all the same."""

    files: int
    problem: str | None


def backup(context: AppContext, target: Path) -> Copied:
    """Copy the home into the empty folder `target`. Raises BackupRefused.

    A log that contradicts its checkpoint stops no copy: nobody needs one more than who finds that.
    """
    if target.exists() and not target.is_dir():
        raise BackupRefused(f"{target} is a file: give a new folder, one for each backup.")
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(f"{target} is not empty: give a new folder, one for each backup.")
    target.mkdir(parents=True, exist_ok=True)
    os.chmod(target, 0o700)
    problem = _checkpoint(context)
    home = context.settings.home
    shutil.copytree(home / "checkpoints", target / "checkpoints")  # before the database: none speaks of later events
    _copy_database(context, target)
    _copy_blobs(context, target / "evidence")
    for name in FOLDERS:
        if (home / name).is_dir():
            shutil.copytree(home / name, target / name)
    for name in FILES:
        if (home / name).is_file():
            shutil.copy2(home / name, target / name)
    return Copied(_write_manifest(target), problem)


def _checkpoint(context: AppContext) -> str | None:
    try:
        context.checkpoint()
    except CheckpointDiffers as problem:
        return str(problem)
    return None


def _copy_database(context: AppContext, target: Path) -> None:
    if context.database.is_sqlite:
        source = sqlite3.connect(context.settings.database_url.removeprefix("sqlite:///"))
        copy = sqlite3.connect(target / DATABASE)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
        return
    _run_postgres("pg_dump", "--format=custom", f"--file={target / DUMP}", _libpq_url(context.settings.database_url))


def _copy_blobs(context: AppContext, target: Path) -> None:
    copy = FolderStore(target)
    for name in context.store.names():
        copy.add(context.store.get(name))  # hashed on the way out, so a damaged blob stops the backup with its name


def _write_manifest(target: Path) -> int:
    files = {str(path.relative_to(target)): sha256(path.read_bytes()) for path in _files_of(target)}
    (target / MANIFEST).write_text(json.dumps(files, indent=1, sort_keys=True))
    sync_folder(target)
    return len(files)


def _files_of(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def restore(settings: Settings, source: Path) -> AppContext:
    """Bring a copy back into an empty home. The log says so for ever: event `restored_from`.

    Raises BackupRefused when the copy is not whole or the home is not empty.
    """
    _check_copy(source)
    if settings.home.exists() and any(settings.home.iterdir()):
        raise BackupRefused(f"{settings.home} is not empty: a restore never writes over a home. Move it away first.")
    settings.home.mkdir(parents=True, exist_ok=True)
    os.chmod(settings.home, 0o700)
    for entry in sorted(source.iterdir()):
        if entry.name in (MANIFEST, DUMP, "evidence"):
            continue
        (shutil.copytree if entry.is_dir() else shutil.copy2)(entry, settings.home / entry.name)
    if (source / DUMP).exists():
        url = _libpq_url(settings.database_url)
        _run_postgres("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(source / DUMP))
    context = open_app(settings)
    for name in FolderStore(source / "evidence").names():
        context.store.add(FolderStore(source / "evidence").get(name))
    with context.database.writing() as session:
        size, root = root_now(session)
        seen = {"size": size, "root": root.hex(), "newest_checkpoint": _newest(source / "checkpoints")}
        append(
            session,
            at=context.clock.now(),
            kind=LogEvent.RESTORED_FROM_BACKUP,
            subject="home",
            actor="machine:restore",
            data=seen,
        )
    context.checkpoint()
    return context


def _check_copy(source: Path) -> None:
    if not (source / MANIFEST).is_file():
        raise BackupRefused(f"{source} holds no {MANIFEST}: it is no backup, or it was broken off.")
    try:
        files = dict(json.loads((source / MANIFEST).read_text()))
    except (ValueError, TypeError):
        raise BackupRefused(f"{MANIFEST} in the backup is damaged: take another copy.") from None
    for name, expected in files.items():
        if not (source / name).is_file():
            raise BackupRefused(f"The backup lacks {name}: take another copy.")
        if sha256((source / name).read_bytes()) != expected:
            raise BackupRefused(f"{name} in the backup was changed since it was made: take another copy.")


def _newest(checkpoints: Path) -> str:
    return max((path.name for path in checkpoints.glob("?" * NAME_DIGITS)), default="")


def _libpq_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _postgres_program(name: str) -> str:
    """Debian keeps one set of programs a version; the newest can read every older server, PATH may show an old one."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(installed[-1]) if installed else name


def _run_postgres(*command: str) -> None:
    try:
        subprocess.run([_postgres_program(command[0]), *command[1:]], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupRefused(f"{command[0]} is not installed: install PostgreSQL's client programs.") from None
    except subprocess.CalledProcessError as problem:
        raise BackupRefused(f"{command[0]} failed: {problem.stderr.strip()}") from None
