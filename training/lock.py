"""Write the lock file of a folder of weights: SHA-256 of each file that the package loads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def write_lock(folder: Path, *names: str) -> None:
    """Add or renew the entries of `names` in folder/lock.json."""
    file = folder / "lock.json"
    lock: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    for name in names:
        lock[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    file.write_text(json.dumps(dict(sorted(lock.items())), indent=2) + "\n")
