"""Read a bundle back: is its manifest ours, and are all files those that it names? Works on what lies in a folder."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ticketing.dispatch.consignments.bundle import SIGNATURE_FILE
from ticketing.kit.digest import sha256

MANIFEST_FILE = "manifest.json"


class NoBundle(ValueError):
    """There is no bundle in the folder."""


@dataclass(frozen=True)
class CheckedBundle:
    """What a bundle in a folder turned out to be. signature: valid, invalid or none; problems: one sentence a file."""

    consignment: str
    papers: int
    signature: str
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it is ours and nothing of it was changed or lost."""
        return self.signature == "valid" and not self.problems


def check_bundle(folder: Path, public_keys: Iterable[bytes]) -> CheckedBundle:
    """Check what lies in a folder against its manifest, and that against the keys. Raises NoBundle."""
    try:
        manifest = (folder / MANIFEST_FILE).read_bytes()
        said = json.loads(manifest)
        papers: list[dict[str, Any]] = said["papers"]
        problems = tuple(found for paper in papers if (found := _problem(folder, paper)))
        return CheckedBundle(str(said["consignment"]), len(papers), _signature(folder, manifest, public_keys), problems)
    except OSError as problem:
        raise NoBundle(f"{folder} holds no {MANIFEST_FILE} that can be read ({problem.strerror}).") from None
    except (ValueError, KeyError, TypeError):
        raise NoBundle(f"{MANIFEST_FILE} in {folder} is no manifest of a consignment.") from None


def _signature(folder: Path, manifest: bytes, public_keys: Iterable[bytes]) -> str:
    path = folder / SIGNATURE_FILE
    if not path.exists():
        return "none"
    signature = path.read_bytes()
    return "valid" if any(_fits(key, signature, manifest) for key in public_keys) else "invalid"


def _fits(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _problem(folder: Path, paper: dict[str, Any]) -> str | None:
    path = folder / Path(str(paper["file"])).name
    if not path.exists():
        return f"{path.name} is missing."
    if sha256(path.read_bytes()) != paper["sha256"]:
        return f"{path.name} is another file than the manifest names."
    return None
