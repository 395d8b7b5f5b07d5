"""Content-addressed bytes: a blob's name is its SHA-256, and it is never written twice or changed.

A folder by default, an S3 bucket by setting. `put` returns only when the bytes would survive a power cut.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from ticketing.kit.digest import sha256


class BlobMissing(LookupError):
    """No blob of that name is stored."""


class BlobDamaged(ValueError):
    """Stored bytes no longer have the hash that is their name."""


class BlobStore(Protocol):
    """Where sealed bytes lie."""

    def add(self, data: bytes) -> str:
        """Store `data` for good and return its SHA-256. Storing the same bytes again changes nothing."""
        ...

    def get(self, name: str) -> bytes:
        """The bytes, hashed again before they are given out. Raises BlobMissing or BlobDamaged."""
        ...

    def names(self) -> Iterator[str]:
        """Names of all stored blobs."""
        ...


def open_store(url: str) -> BlobStore:
    """The store behind a folder's path or an s3://bucket/prefix address."""
    if url.startswith("s3://"):
        return BucketStore(url)
    return FolderStore(Path(url.removeprefix("file://")))


def _checked(name: str, data: bytes) -> bytes:
    if sha256(data) != name:
        raise BlobDamaged(f"Blob {name} was changed: its bytes now hash to {sha256(data)}. Restore it from a backup.")
    return data


@dataclass(frozen=True)
class FolderStore:
    """ab/cd/<sha256> below a folder; read-only files, fsynced with their folder."""

    folder: Path

    def path_of(self, name: str) -> Path:
        """Where a blob of that name lies."""
        return self.folder / name[:2] / name[2:4] / name

    def add(self, data: bytes) -> str:
        """See BlobStore. Temporary name, fsync, rename, fsync of each new folder."""
        name = sha256(data)
        path = self.path_of(name)
        if path.exists():
            _checked(name, path.read_bytes())
            return name
        new_folders = [p for p in (path.parent, path.parent.parent, self.folder) if not p.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.parent / f".{name[:8]}.{secrets.token_hex(4)}"
        try:
            write_durably(temporary, data)
            os.chmod(temporary, 0o440)
            os.replace(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        for folder in {path.parent, *(p.parent for p in new_folders)}:
            sync_folder(folder)
        return name

    def get(self, name: str) -> bytes:
        """See BlobStore."""
        try:
            return _checked(name, self.path_of(name).read_bytes())
        except FileNotFoundError:
            raise BlobMissing(f"Blob {name} is not in {self.folder.name}/. Restore it from a backup.") from None

    def names(self) -> Iterator[str]:
        """See BlobStore."""
        for path in sorted(self.folder.glob("??/??/*")):
            if not path.name.startswith("."):
                yield path.name


def write_durably(path: Path, data: bytes) -> None:
    """Write a new file and fsync it."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """fsync a folder, so that a rename in it survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class BucketStore:
    """An S3 bucket. Keys are ab/cd/<sha256>; create-only, so nothing is ever overwritten."""

    def __init__(self, url: str) -> None:
        """`url`: s3://bucket/prefix; credentials and endpoint come from the usual AWS_ variables."""
        from obstore.store import S3Store

        parts = urlsplit(url)
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        options: dict[str, Any] = {"client_options": {"allow_http": True}} if endpoint.startswith("http://") else {}
        self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None, **options)

    @staticmethod
    def _key(name: str) -> str:
        return f"{name[:2]}/{name[2:4]}/{name}"

    def add(self, data: bytes) -> str:
        """See BlobStore."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        name = sha256(data)
        try:
            obstore.put(self._store, self._key(name), data, mode="create")
        except AlreadyExistsError:
            self.get(name)
        return name

    def get(self, name: str) -> bytes:
        """See BlobStore."""
        import obstore

        try:
            return _checked(name, bytes(obstore.get(self._store, self._key(name)).bytes()))
        except FileNotFoundError:
            raise BlobMissing(f"Blob {name} is not in the bucket. Restore it from a backup.") from None

    def names(self) -> Iterator[str]:
        """See BlobStore."""
        import obstore

        for page in obstore.list(self._store):
            for item in page:
                yield str(item["path"]).rsplit("/", 1)[-1]
