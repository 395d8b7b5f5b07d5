"""How fast `ticketing evidence verify` is, beside sha256sum over the same blobs.

sha256sum is the floor: it only hashes. Verifying besides reads every event, recomputes the chain and the tree, and
checks the signatures of the checkpoints. The blobs lie in memory for both: what is compared is work, not a disk.
"""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cost import Cost, measured
from ticketing.evidence.checkpoint import verify_log
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.flow.app_context import AppContext, make_home
from ticketing.settings import read_settings

AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
BLOBS, BLOB_BYTES, BLOBS_A_DROP = 600, 400_000, 3


@dataclass(frozen=True)
class Verified:
    """Both costs over the same blobs."""

    blobs: int
    events: int
    megabytes: float
    verify: Cost
    sha256sum: Cost

    @property
    def ratio(self) -> float:
        """Processor time of verifying, as a multiple of sha256sum's."""
        return self.verify.processor / self.sha256sum.processor


def run(blobs: int = BLOBS, size: int = BLOB_BYTES) -> Verified:
    """Make a home with `blobs` random blobs of `size` bytes and verify it both ways."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"TICKETING_HOME": f"{folder}/home"})
        context = make_home(settings, "init", at=AT)
        _fill(context, blobs, size)
        context.checkpoint()
        files = [path for path in Path(settings.evidence_url).rglob("*") if path.is_file()]
        with measured() as hashing:
            subprocess.run(["sha256sum", "--", *files], check=True, stdout=subprocess.DEVNULL)
        vkey = (settings.keys / "log.vkey").read_text()
        with measured() as verifying:
            report = verify_log(context.database, context.store, settings.checkpoints, vkey)
        assert not report.faults and report.blobs == blobs
        context.database.engine.dispose()
    return Verified(blobs, report.events, blobs * size / 1e6, verifying, hashing)


def _fill(context: AppContext, blobs: int, size: int) -> None:
    for drop in range(0, blobs, BLOBS_A_DROP):
        sealed = [
            store_blob(context.store, os.urandom(size), "overview") for _ in range(min(BLOBS_A_DROP, blobs - drop))
        ]
        with context.database.writing() as session:
            record_sealed(session, f"drop-{drop}", sealed, at=AT, actor="machine:bench")
