"""A folder of drops: NAME.json beside the files it names. Files are read, never moved or changed.

A name that leads out of the drop's folder is not followed, whichever way it tries: absolute, by .., by a link. A bad
drop is copied to quarantine/NAME/ with reason.txt and the walk goes on.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from ticketing.agency.actors import Actor
from ticketing.cameras.decoder import PictureDecoder
from ticketing.cameras.formats.drop_json import JSON_BYTES, named_files
from ticketing.cameras.ingest import take_drop
from ticketing.cameras.observation import Ingested
from ticketing.cameras.raw_message import RawFile, RawMessage
from ticketing.evidence.blobs import BlobStore
from ticketing.kit.clock import iso_vietnam
from ticketing.kit.db import Database

SEALED_BYTES = 64_000_000
"""Largest file that is taken into the hand and sealed; a larger one is only hashed, and its drop refused."""
NAME_BYTES = 150


def ingest_folder(
    database: Database, store: BlobStore, folder: Path, quarantine: Path, *, at: datetime, actor: Actor
) -> Iterator[Ingested]:
    """Take in every drop below `folder`, in the order of their paths, and say of each what became of it.

    Raises NotADirectoryError, and OSError where a folder cannot be read or the disk is full: what was answered before
    is taken, the rest is not.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"'{folder}' is no folder: give the one that the cameras write to.")
    with PictureDecoder() as decoder:
        for path in find_drops(folder):
            raw = read_raw_message(path)
            answer = take_drop(database, store, decoder, raw, at=at, actor=actor)
            if answer.is_corrupt:  # also one that is known: a crash may have come between its row and its copy
                copy_to_quarantine(quarantine, raw, answer.reason or "", at)
            yield answer


def find_drops(folder: Path) -> list[Path]:
    """Every NAME.json below `folder`, sorted by path. Raises OSError where a folder cannot be read."""

    def cannot_read(problem: OSError) -> None:
        raise problem

    found = [
        Path(parent, name)
        for parent, _, names in os.walk(folder, onerror=cannot_read)
        for name in names
        if name.lower().endswith(".json")
    ]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def read_raw_message(path: Path) -> RawMessage:
    """A drop's JSON and the files that it names, as bytes. What cannot be read stands in the raw as a problem."""
    name = os.fsencode(path.stem).decode("utf-8", "backslashreplace")
    json = _read(path.parent, path.name, JSON_BYTES + 1)
    if json.data is None:
        return RawMessage(
            name, f"{path.name}: {json.problem} {json.sha256}".encode("utf-8", "replace"), (), json.problem
        )
    files = (_read(path.parent, file, SEALED_BYTES) for file in named_files(json.data))
    return RawMessage(name, json.data, tuple(files))


def _read(folder: Path, name: str, most: int) -> RawFile:
    shown = ascii(name)[1:-1]
    shown = shown if len(shown) <= 80 else f"{shown[:77]}…"
    try:
        real = (folder / name).resolve()
        if Path(name).is_absolute() or not real.is_relative_to(folder.resolve()):
            return RawFile(name, None, problem=f"{shown} lies outside the drop's folder: it was not opened.")
        # Not blocking, so that a pipe put there cannot stop the inbox.
        with open(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return _read_open(file, name, shown, most)
    except FileNotFoundError:
        return RawFile(name, None, problem=f"{shown} is not there: send it, then ingest the folder again.")
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "no file can have this name"
        return RawFile(name, None, problem=f"{shown} cannot be read: {why}.")


def _read_open(file: IO[bytes], name: str, shown: str, most: int) -> RawFile:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        return RawFile(name, None, problem=f"{shown} is no plain file.")
    data = file.read(most + 1)
    if len(data) <= most:
        return RawFile(name, data, len(data), hashlib.sha256(data).hexdigest())
    digest = hashlib.sha256(data)
    while more := file.read(1 << 20):
        digest.update(more)
    problem = f"{shown} has {status.st_size:,} bytes, more than {most:,}: it was hashed, not kept."
    return RawFile(name, None, status.st_size, digest.hexdigest(), problem)


def copy_to_quarantine(quarantine: Path, raw: RawMessage, reason: str, at: datetime) -> Path:
    """Copy a bad drop to quarantine/NAME/ with reason.txt, once. Another bad drop of that name gets its own folder."""
    folder = _folder_for(quarantine, raw)
    note = folder / "reason.txt"
    if note.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / f"{_safe(raw.name)}.json", raw.message)
    for number, file in enumerate(raw.files):
        if file.data is not None:
            target = folder / _safe(os.path.basename(file.name))
            _write(target if not target.exists() else folder / f"{number}-{target.name}", file.data)
    _write(note, f"{reason}\n\nDigest: {raw.digest}\nReceived: {iso_vietnam(at)}\n".encode())
    return folder


def _folder_for(quarantine: Path, raw: RawMessage) -> Path:
    folder = quarantine / _safe(raw.name)
    try:
        is_other = raw.digest not in (folder / "reason.txt").read_text(errors="replace")
    except FileNotFoundError:
        is_other = False
    return quarantine / f"{_safe(raw.name)}-{raw.digest[:8]}" if is_other else folder


def _safe(name: str) -> str:
    """A name of a file as we write it: no path, no signs that steer a terminal, not longer than a folder allows."""
    kept = "".join(sign if sign.isprintable() and sign not in "/\\" else "_" for sign in name)
    kept = kept.encode("utf-8", "replace")[:NAME_BYTES].decode("utf-8", "ignore")
    return kept if kept.strip(". ") else "_"


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o600)
