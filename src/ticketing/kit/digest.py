"""Hashes and the one canonical way to write JSON that is hashed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

NOT_CANONICAL = "An event holds text, whole numbers, true, false, null, lists and objects only: found {}."


def sha256(data: bytes) -> str:
    """SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of_parts(parts: Iterable[tuple[str, bytes]]) -> str:
    """One hash over named parts whose order does not matter: a drop's JSON and its files together."""
    lines = sorted(f"{name}\0{sha256(data)}" for name, data in parts)
    return sha256("\n".join(lines).encode())


def canonical_json(value: Any) -> bytes:
    """`value` as JSON that has one form only: sorted keys, UTF-8, no spaces, no floats.

    Raises TypeError for a float or anything JSON has no word for: a float prints differently elsewhere,
    and a hash over it could not be checked by another program.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _refuse_floats(value: Any) -> None:
    match value:
        case bool() | int() | str() | None:
            return
        case Mapping():
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise TypeError(NOT_CANONICAL.format(repr(key)))
                _refuse_floats(inner)
        case list() | tuple():
            for inner in value:
                _refuse_floats(inner)
        case _:
            raise TypeError(NOT_CANONICAL.format(repr(value)))


class KeyedHash:
    """HMAC-SHA-256 over words: how a plate or an ID number is found without being readable.

    The key is absorbed once and its state is copied for each hash: half of the time.
    """

    def __init__(self, key: bytes) -> None:
        """key: any length."""
        self._keyed = HMAC(key, SHA256())

    def __call__(self, *words: str) -> str:
        """The hash as 64 hex digits."""
        keyed = self._keyed.copy()
        keyed.update("\0".join(words).encode())
        return keyed.finalize().hex()


def keyed_hash(key: bytes, *words: str) -> str:
    """One KeyedHash, for a key that is used once."""
    return KeyedHash(key)(*words)
