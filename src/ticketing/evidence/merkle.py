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


def paths_to(leaves: Iterable[bytes], wanted: set[int]) -> dict[int, list[bytes]]:
    """The path of each wanted leaf (counted from 0) up to the root, its lowest step first (RFC 9162 section 2.1.3.1).

    One pass over the leaf hashes, in constant memory beside the paths. A leaf that is not there has no path.
    """
    paths: dict[int, list[bytes]] = {}
    parts: list[tuple[int, bytes, list[int]]] = []  # leaves below, root, wanted leaves below; largest first
    for index, leaf in enumerate(leaves):
        if index in wanted:
            paths[index] = []
        parts.append((1, leaf, [index] if index in wanted else []))
        while len(parts) > 1 and parts[-1][0] == parts[-2][0]:
            _join(parts, paths)
    while len(parts) > 1:
        _join(parts, paths)
    return paths


def _join(parts: list[tuple[int, bytes, list[int]]], paths: dict[int, list[bytes]]) -> None:
    """Make one of the last two parts; whoever lies below one of them takes the other into his path."""
    (more, right, below_right), (size, left, below_left) = parts.pop(), parts.pop()
    for index in below_left:
        paths[index].append(right)
    for index in below_right:
        paths[index].append(left)
    parts.append((size + more, node_hash(left, right), below_left + below_right))
