"""The history of one subject with the proof that it stands in the log: for a court that gets one case and no other.

A proof holds the leaves of the subject as they were written, for each its path up to the root of one checkpoint (RFC
9162 section 2.1.3), and that checkpoint with its signature. Whoever has the log's public key checks it without us, with
verify.py or in a browser (static/js/proof.js). That nothing was left out is shown by verifying the whole log.
"""

import json
import os
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.evidence import verify
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.merkle import paths_to
from ticketing.evidence.seal import items_of
from ticketing.evidence.tables import EvidenceEvent

FORMAT = "ticketing proof 1"
READ_ME = """Hồ sơ một vụ việc kèm bằng chứng toàn vẹn. Kiểm tra: python verify.py proof.json
The history of one case with its proof. To check it: python verify.py proof.json
(needs Python 3.9 or newer and the package `cryptography`; compare log.vkey with a copy that you got another way)
"""


class NoCheckpoint(LookupError):
    """No checkpoint covers an event of this subject yet."""


def proof_of(session: Session, subject: str, checkpoints: Path, vkey: str) -> dict[str, Any]:
    """The proof of a subject's events against the newest checkpoint, as JSON. Raises NoCheckpoint.

    later: number of its events that this checkpoint does not cover yet. Reads the hashes of the whole log once.
    """
    newest = max((path for path in checkpoints.glob("[0-9]*")), default=None, key=lambda path: int(path.name))
    size = int(newest.name) if newest else 0
    query = sa.select(EvidenceEvent.seq, EvidenceEvent.leaf).where(EvidenceEvent.subject == subject)
    events = session.execute(query.order_by(EvidenceEvent.seq)).all()
    covered = [(seq, leaf) for seq, leaf in events if seq <= size]
    if newest is None or not covered:
        raise NoCheckpoint("No checkpoint covers this history yet: the worker writes one every hour.")
    hashes = sa.select(EvidenceEvent.leaf_hash).where(EvidenceEvent.seq <= size).order_by(EvidenceEvent.seq)
    leaves = (bytes.fromhex(digest) for digest in session.scalars(hashes.execution_options(yield_per=10_000)))
    paths = paths_to(leaves, {seq - 1 for seq, _ in covered})
    return {
        "format": FORMAT,
        "subject": subject,
        "vkey": vkey.strip(),
        "checkpoint": newest.read_text(),
        "events": [
            {"seq": seq, "leaf": leaf, "path": [step.hex() for step in paths[seq - 1]]} for seq, leaf in covered
        ],
        "later": len(events) - len(covered),
    }


def write_proof(session: Session, store: BlobStore, proof: dict[str, Any], file: BinaryIO) -> None:
    """Write a ZIP with the proof, the bytes of every sealed blob of the subject, and what checks them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("proof.json", json.dumps(proof, ensure_ascii=False, indent=1))
        archive.writestr("log.vkey", proof["vkey"] + "\n")
        archive.writestr("README.txt", READ_ME)
        archive.write(verify.__file__, "verify.py")
        for name in sorted({item.sha256 for item in items_of(session, proof["subject"])}):
            archive.writestr(f"blobs/{name[:2]}/{name[2:4]}/{name}", store.get(name), zipfile.ZIP_STORED)


def export_proof(session: Session, store: BlobStore, proof: dict[str, Any], path: Path) -> None:
    """Write the ZIP to a new file that only its owner reads. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        write_proof(session, store, proof, file)
