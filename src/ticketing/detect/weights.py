"""The networks that are shipped, and the proof that they are those: a lock file of SHA-256 beside them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ticketing.detect.ports import WeightsChanged


def shipped_weights(room: str) -> Path:
    """The folder of a room's weights inside the package."""
    return Path(__file__).resolve().parents[1] / room / "weights"


def locked_names(folder: Path) -> list[str]:
    """Names of the files that the lock knows."""
    return sorted(json.loads((folder / "lock.json").read_text()))


def locked_file(folder: Path, name: str) -> Path:
    """The path of a shipped file, once its SHA-256 is the one in `folder`/lock.json.

    Raises WeightsChanged where it differs or is missing: some loaders run what a weight file says (pickle).
    """
    lock: dict[str, str] = json.loads((folder / "lock.json").read_text())
    file = folder / name
    if name not in lock:
        raise WeightsChanged(f"'{name}' is not in {folder.name}/lock.json. Known: {', '.join(sorted(lock))}.")
    if not file.is_file():
        raise WeightsChanged(f"'{name}' is missing in the installed package: install it again.")
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != lock[name]:
        raise WeightsChanged(f"'{name}' has SHA-256 {found}, the lock says {lock[name]}: install the package again.")
    return file


def short_version(folder: Path, *names: str) -> str:
    """Eight characters that name a set of weights: the digest of their locked digests."""
    lock: dict[str, str] = json.loads((folder / "lock.json").read_text())
    return hashlib.sha256("".join(lock[name] for name in names).encode()).hexdigest()[:8]
