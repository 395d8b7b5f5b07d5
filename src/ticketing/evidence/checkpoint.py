"""Checkpoints: signed statements of the log's size and root, in C2SP's tlog-checkpoint format.

One file a checkpoint, named by its size. A copy that leaves the machine (mail, paper, second host) is the
witness that makes it impossible to take events away from the end, even for a holder of the key.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from ticketing.evidence.blobs import BlobDamaged, BlobMissing, BlobStore, FolderStore, sync_folder, write_durably
from ticketing.evidence.log import head_of, root_now
from ticketing.evidence.tables import EvidenceEvent, EvidenceItem
from ticketing.evidence.verify import NAME_DIGITS, Report, read_checkpoint, verify
from ticketing.kit.db import Database
from ticketing.kit.failpoints import failpoint

ED25519 = b"\x01"


class CheckpointDiffers(RuntimeError):
    """A checkpoint of this size is there and says something else: the log or the file is not what it was."""


@dataclass(frozen=True)
class LogKey:
    """The key that signs checkpoints, under the log's name (C2SP origin)."""

    origin: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """Algorithm byte and public key."""
        return ED25519 + self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """First four bytes of the hash over name and key."""
        return hashlib.sha256(f"{self.origin}\n".encode() + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The verifier's key as one line of text."""
        return f"{self.origin}+{self.key_id.hex()}+{base64.b64encode(self.public).decode()}"

    def sign(self, size: int, root: bytes) -> str:
        """A checkpoint's text."""
        body = f"{self.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = base64.b64encode(self.key_id + self.private.sign(body.encode())).decode()
        return f"{body}\n— {self.origin} {signature}\n"


def make_log_key(folder: Path, origin: str) -> LogKey:
    """Write log.key (mode 0600) and log.vkey into `folder`. Raises FileExistsError."""
    key = LogKey(origin, Ed25519PrivateKey.generate())
    descriptor = os.open(folder / "log.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(f"{origin}\n{key.private.private_bytes_raw().hex()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    (folder / "log.vkey").write_text(key.vkey + "\n")
    return key


def load_log_key(folder: Path) -> LogKey:
    """Read log.key. Raises FileNotFoundError where this machine does not sign checkpoints."""
    origin, secret = (folder / "log.key").read_text().split()
    return LogKey(origin, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))


def write_checkpoint(session: Session, folder: Path, key: LogKey) -> Path:
    """Sign the log as it stands and write the file, unless the same is there. Returns its path.

    Raises CheckpointDiffers where another one of that size is there; it is left as it is.
    """
    size, root = root_now(session)
    path = folder / f"{size:0{NAME_DIGITS}d}"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder.parent / f".checkpoint.{secrets.token_hex(8)}"
    try:
        if not path.exists():
            write_durably(temporary, key.sign(size, root).encode())
            failpoint("checkpoint_written_before_rename")
            os.replace(temporary, path)
            sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)
    _compare(path, size, root, key)
    return path


def _compare(path: Path, size: int, root: bytes, key: LogKey) -> None:
    try:
        seen = read_checkpoint(path.read_text(errors="replace"), key.vkey)
        same = (seen.size, seen.root) == (size, root)
    except ValueError:
        same = False
    if not same:
        raise CheckpointDiffers(
            f"Checkpoint {path.name} is not one of the log as it stands: one of them was changed. Run `ticketing "
            "evidence verify`, and compare with the checkpoints kept elsewhere."
        )


def verify_log(
    database: Database, store: BlobStore, checkpoints: Path, vkey: str, witnesses: list[Path] | None = None
) -> Report:
    """Verify a home's log, blobs and checkpoints, and any checkpoint that was kept elsewhere.

    Raises OSError where a witness cannot be read.
    """
    texts = {path.name: path.read_text(errors="replace") for path in sorted(checkpoints.glob("*"))}
    texts |= {f"witness {path.name}": path.read_text(errors="replace") for path in witnesses or []}

    def read_blob(name: str) -> bytes | None:
        try:
            if isinstance(store, FolderStore):
                return store.path_of(name).read_bytes()  # unchecked: the verifier hashes it itself
            return store.get(name)
        except (BlobMissing, FileNotFoundError):
            return None
        except BlobDamaged:
            return b""

    with database.reading() as session:
        head = head_of(session)
        columns = EvidenceEvent.__table__.c
        rows = session.execute(EvidenceEvent.__table__.select().order_by(columns.seq).execution_options(yield_per=2000))
        items = session.execute(EvidenceItem.__table__.select().execution_options(yield_per=2000))
        own_head = (head.size, head.last_hash)
        return verify(_mappings(rows), texts, vkey, read_blob, store.names(), own_head, _mappings(items))


def _mappings(rows: sa.Result[Any]) -> Iterator[Mapping[str, Any]]:
    return (dict(row) for row in rows.mappings())
