"""The tree of RFC 9162 section 2: leaf hash 0x00, node hash 0x01."""

import hashlib
from collections.abc import Iterable

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append_leaf(subtrees: list[bytes], size: int, leaf: bytes) -> list[bytes]:
    """Roots of the complete subtrees (largest first) after one more leaf hash; `size` counts those before.

    As many subtrees join as `size` has ones at its low end: binary addition of 1.
    """
    grown = [*subtrees, leaf]
    while size & 1:
        right, left = grown.pop(), grown.pop()
        grown.append(node_hash(left, right))
        size >>= 1
    return grown


def root_of(subtrees: list[bytes]) -> bytes:
    """The root over complete subtrees, largest first."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for subtree in reversed(subtrees[:-1]):
        root = node_hash(subtree, root)
    return root


def roots_at(leaves: Iterable[bytes], sizes: set[int]) -> dict[int, bytes]:
    """Roots at the wanted sizes, in one pass over leaf hashes and in constant memory."""
    found = {0: EMPTY_ROOT} if 0 in sizes else {}
    subtrees: list[bytes] = []
    for size, leaf in enumerate(leaves):
        subtrees = append_leaf(subtrees, size, leaf)
        if size + 1 in sizes:
            found[size + 1] = root_of(subtrees)
    return found
