"""The tree of a log, grown from its leaves as the writer grows it."""

from collections.abc import Iterable

from ticketing.evidence import merkle


def root_over(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over all of them."""
    subtrees: list[bytes] = []
    for size, leaf in enumerate(leaf_hashes):
        subtrees = merkle.append_leaf(subtrees, size, leaf)
    return merkle.root_of(subtrees)
