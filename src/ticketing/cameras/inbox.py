"""A folder of drops: messages beside the files that belong to them. Files are read, never moved or changed.

Which file is a message, the formats say; the files that a message names belong to it. Whatever is left over, and has
not changed for a while, is kept aside like a bad drop: nothing is ignored in silence.

A name that leads out of the drop's folder is not followed, whichever way it tries: absolute, by .., by a link. A bad
drop is copied to quarantine/NAME/ with reason.txt and the walk goes on.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from ticketing.agency.actors import Actor
from ticketing.cameras.camera_format import HEAD_BYTES, CameraFormat, FirstLook, Unclaimed, claim
from ticketing.cameras.decoder import PictureDecoder
from ticketing.cameras.ingest import take_drop
from ticketing.cameras.observation import Ingested, Result
from ticketing.cameras.raw_message import RawFile, RawMessage
from ticketing.evidence.blobs import BlobStore
from ticketing.kit.clock import iso_vietnam, wall_now
from ticketing.kit.db import Database

SEALED_BYTES = 64_000_000
"""Largest file that is taken into the hand and sealed; a larger one is only hashed, and its drop refused."""
NAME_BYTES = 150
MESSAGE_BYTES = 1_000_000
SETTLED_AFTER = timedelta(minutes=30)
"""How long a file that belongs to no delivery may wait for one: pictures come before the message that names them."""


@dataclass(frozen=True)
class FolderFile:
    """A file of the folder. format: whose message it is; None where no single format claims it, for this `refusal`."""

    path: Path
    look: FirstLook
    format: CameraFormat | None
    refusal: str | None = None


def ingest_folder(
    database: Database,
    store: BlobStore,
    folder: Path,
    quarantine: Path,
    *,
    at: datetime,
    actor: Actor,
    settled_after: timedelta = SETTLED_AFTER,
) -> Iterator[Ingested]:
    """Take in every drop below `folder`, in the order of their paths, and say of each what became of it.

    Then every file that belongs to none: it waits until it has not changed for `settled_after`, then it is kept aside.
    Raises NotADirectoryError, and OSError where a folder cannot be read or the disk is full: what was answered before
    is taken, the rest is not.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"'{folder}' is no folder: give the one that the cameras write to.")
    found = look_through(folder)
    with PictureDecoder() as decoder:
        for raw in _deliveries(found, settled_after):
            if raw.format is None and raw.problem is None:
                yield Ingested(raw.name, None, None, Result.WAITING, None, None)
                continue
            answer = take_drop(database, store, decoder, raw, at=at, actor=actor)
            if answer.is_corrupt:  # also one that is known: a crash may have come between its row and its copy
                copy_to_quarantine(quarantine, raw, answer.reason or "", at)
            yield answer


def _deliveries(found: Sequence[FolderFile], settled_after: timedelta) -> Iterator[RawMessage]:
    """The messages, then what belongs to none; without a problem where it may still be written."""
    belongs: set[Path] = set()
    for file in found:
        if file.format:
            raw = _message(file, file.format)
            belongs |= {_plain(file.path.parent / part.name) for part in raw.files}
            yield raw
    for file in found:
        if file.format is None and _plain(file.path) not in belongs:
            settled = _unchanged_for(file.path) >= settled_after
            yield _left_over(file) if settled else RawMessage(_shown(file.path.name), b"", suffix="", format=None)


def _plain(path: Path) -> Path:
    """A path without its detours; a link stays the link, so that both what is named and what it leads to belong."""
    return Path(os.path.normpath(path))


def _unchanged_for(path: Path) -> timedelta:
    """How long nothing was written to it here: a copy keeps the date of its original, but not this one."""
    try:
        return timedelta(seconds=wall_now().timestamp() - path.lstat().st_ctime)
    except OSError:  # gone, or renamed to what it is to be called
        return timedelta(0)


def look_through(folder: Path) -> list[FolderFile]:
    """Every file below `folder`, by path, with the format that claims it. Raises OSError for an unreadable folder."""

    def cannot_read(problem: OSError) -> None:
        raise problem

    paths = [
        (Path(parent, name), frozenset(names))
        for parent, _, names in os.walk(folder, onerror=cannot_read)
        for name in names
    ]
    return [
        _looked_at(path, beside) for path, beside in sorted(paths, key=lambda one: one[0].relative_to(folder).parts)
    ]


def find_drops(folder: Path) -> list[Path]:
    """Every message below `folder`, by path. Raises OSError where a folder cannot be read."""
    return [file.path for file in look_through(folder) if file.format]


def _looked_at(path: Path, beside: frozenset[str]) -> FolderFile:
    head = _read(path.parent, path.name, HEAD_BYTES, only_head=True).data or b""
    look = FirstLook(path.name, head, beside)
    try:
        return FolderFile(path, look, claim(look))
    except Unclaimed as refusal:
        return FolderFile(path, look, None, str(refusal))


def read_raw_message(path: Path) -> RawMessage:
    """A drop's message and the files that belong to it, as bytes. What cannot be read stands there as a problem."""
    file = _looked_at(path, frozenset(one.name for one in path.parent.iterdir()))
    return _message(file, file.format) if file.format else _left_over(file)


def _message(file: FolderFile, format: CameraFormat) -> RawMessage:
    path = file.path
    name, suffix = _shown(path.stem), _shown(path.suffix.lower())
    message = _read(path.parent, path.name, MESSAGE_BYTES + 1)
    if message.data is None:
        stand_in = f"{path.name}: {message.problem} {message.sha256}".encode("utf-8", "replace")
        return RawMessage(name, stand_in, (), message.problem, suffix, format.name)
    files = (_read(path.parent, part, SEALED_BYTES) for part in _files(format, message.data, file.look))
    return RawMessage(name, message.data, tuple(files), None, suffix, format.name)


def _files(format: CameraFormat, message: bytes, look: FirstLook) -> Sequence[str]:
    try:
        return format.files(message, look)
    except Exception:  # what a format breaks on is said when it reads the message; here it names no files
        return ()


def _left_over(file: FolderFile) -> RawMessage:
    """What belongs to no delivery, as the bad drop that it is kept aside as."""
    path = file.path
    read = _read(path.parent, path.name, SEALED_BYTES)
    stand_in = f"{path.name}: {read.problem} {read.sha256}".encode("utf-8", "replace")
    data = stand_in if read.data is None else read.data
    return RawMessage(_shown(path.name), data, (), read.problem or file.refusal, suffix="", format=None)


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _read(folder: Path, name: str, most: int, *, only_head: bool = False) -> RawFile:
    shown = ascii(name)[1:-1]
    shown = shown if len(shown) <= 80 else f"{shown[:77]}…"
    try:
        real = (folder / name).resolve()
        if Path(name).is_absolute() or not real.is_relative_to(folder.resolve()):
            return RawFile(name, None, problem=f"{shown} lies outside the drop's folder: it was not opened.")
        # Not blocking, so that a pipe put there cannot stop the inbox.
        with open(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return _read_open(file, name, shown, most, only_head)
    except FileNotFoundError:
        return RawFile(name, None, problem=f"{shown} is not there: send it, then ingest the folder again.")
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "no file can have this name"
        return RawFile(name, None, problem=f"{shown} cannot be read: {why}.")


def _read_open(file: IO[bytes], name: str, shown: str, most: int, only_head: bool) -> RawFile:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        return RawFile(name, None, problem=f"{shown} is no plain file.")
    if only_head:
        return RawFile(name, file.read(most))
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
    _write(folder / f"{_safe(raw.name)}{_safe(raw.suffix) if raw.suffix else ''}"[: NAME_BYTES + 50], raw.message)
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
