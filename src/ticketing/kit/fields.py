"""Personal data at rest: each field sealed by itself, bound to its place, found by a keyed hash."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ticketing.kit.digest import KeyedHash

NONCE_BYTES = 12


class SealBroken(ValueError):
    """A sealed field does not open: it was changed, copied from another row, or another key sealed it."""


@dataclass(frozen=True)
class FieldKeys:
    """Keys of a home. `current` seals; older keys only open. `index_key` makes the look-up hashes."""

    current: str
    keys: dict[str, bytes]
    index_key: bytes

    def seal(self, place: str, text: str) -> str:
        """Seal `text` for `place` ("table|column|row id"). The same text gives another seal each time."""
        nonce = os.urandom(NONCE_BYTES)
        return self._begins + (nonce + self._encrypt(nonce, text.encode(), place.encode())).hex()

    def open(self, place: str, sealed: str) -> str:
        """Open what was sealed for `place`. Raises SealBroken, also when it was moved to another row."""
        key_id, _, body = sealed.partition(".")
        try:
            raw = bytes.fromhex(body)
            return self._ciphers[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise SealBroken(
                f"The field at '{place}' does not open. Look for a changed row or a missing key in keys/fields.json."
            ) from None

    def commitment(self, salt: str, text: str) -> str:
        """What an event may say of personal data: proof later, nothing readable now."""
        return self.index("commitment", salt, text)

    def __reduce__(self) -> tuple[type["FieldKeys"], tuple[str, dict[str, bytes], bytes]]:
        """To a process of its own go the keys alone: what is set up from them cannot be sent."""
        return FieldKeys, (self.current, self.keys, self.index_key)

    # Keys are set up once, not for each field: a registry load seals and hashes some millions of them.
    @cached_property
    def _ciphers(self) -> dict[str, AESGCM]:
        return {name: AESGCM(key) for name, key in self.keys.items()}

    @cached_property
    def _encrypt(self) -> Callable[[bytes, bytes, bytes], bytes]:
        return self._ciphers[self.current].encrypt

    @cached_property
    def _begins(self) -> str:
        return f"{self.current}."

    @cached_property
    def index(self) -> KeyedHash:
        """index(*words) is the keyed hash under which a plate or an ID number is found."""
        return KeyedHash(self.index_key)


def make_field_keys(path: Path) -> None:
    """Write a fresh key file (mode 0600). Raises FileExistsError: a key is never replaced silently."""
    content = {"current": "k1", "keys": {"k1": os.urandom(32).hex()}, "index_key": os.urandom(32).hex()}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())


def load_field_keys(path: Path) -> FieldKeys:
    """Read a key file. Raises FileNotFoundError where the home has none."""
    content = json.loads(path.read_text())
    keys = {name: bytes.fromhex(value) for name, value in content["keys"].items()}
    return FieldKeys(content["current"], keys, bytes.fromhex(content["index_key"]))
