"""A copy of history for somebody who trusts neither us nor this machine: verify.py runs on it and on nothing of ours.

The folder holds events.jsonl (one row of the log a line), checkpoints/, blobs/ab/cd/<sha256>, log.vkey and verify.py.
"""

import json
import os
import shutil
from pathlib import Path

from ticketing.evidence import verify
from ticketing.evidence.blobs import BlobStore, FolderStore
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.db import Database


class ExportRefused(RuntimeError):
    """The copy cannot be made there; nothing was written."""


def export_history(database: Database, store: BlobStore, checkpoints: Path, vkey: Path, folder: Path) -> int:
    """Write all events, blobs and checkpoints into the empty `folder`; returns the number of events.

    The blobs hold papers and pictures of people: the folder is for its owner only. Raises ExportRefused.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(f"{folder} is no empty folder: name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    count = _write_events(database, folder / "events.jsonl")
    copy = FolderStore(folder / "blobs")
    for name in store.names():
        copy.add(store.get(name))
    shutil.copytree(checkpoints, folder / "checkpoints")
    shutil.copy2(vkey, folder / "log.vkey")
    shutil.copy2(verify.__file__, folder / "verify.py")
    return count


def _write_events(database: Database, path: Path) -> int:
    columns = EvidenceEvent.__table__.c
    count = 0
    with database.reading() as session, path.open("x", encoding="utf-8") as file:
        rows = session.execute(EvidenceEvent.__table__.select().order_by(columns.seq).execution_options(yield_per=2000))
        for count, row in enumerate(rows.mappings(), start=1):  # noqa: B007
            file.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
    return count
