"""Which keys a file has named already: 16 bytes a row in sorted arrays; a dict takes ten times that."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


class KeySet:
    """The keys of the rows so far, with the digests of their first rows.

    Keys and digests are keyed hashes in hex; 64 bits of each are kept. In one file of two million rows out of
    ten million two keys meet by chance: then a row is rejected and a person looks at it.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[Hashes, Hashes]] = []

    def add(self, keys: Sequence[str], digests: Sequence[str]) -> list[bool | None]:
        """For each row: None, its key is new; True, it says what the key's first row says; False, something else."""
        if not keys:
            return []
        key_hashes, digest_hashes = _hashes(keys), _hashes(digests)
        firsts, first_of_row = np.unique(key_hashes, return_index=True)
        known, same = self._compare(key_hashes, digest_hashes)
        # Within the chunk the first row of a key is the one that the others are compared with.
        place = first_of_row[np.searchsorted(firsts, key_hashes)]
        is_first = place == np.arange(len(key_hashes))
        same = np.where(known, same, digest_hashes == digest_hashes[place])
        self._store(firsts, digest_hashes[first_of_row])
        return [None if new else bool(alike) for new, alike in zip(is_first & ~known, same, strict=True)]

    def _compare(self, keys: Hashes, digests: Hashes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        known, same = np.zeros(len(keys), np.bool_), np.zeros(len(keys), np.bool_)
        # The first run has the oldest rows: what it says of a key counts.
        for run_keys, run_digests in reversed(self._runs):
            at = np.minimum(np.searchsorted(run_keys, keys), len(run_keys) - 1)
            here = run_keys[at] == keys
            known |= here
            same = np.where(here, run_digests[at] == digests, same)
        return known, same

    def _store(self, keys: Hashes, digests: Hashes) -> None:
        self._runs.append((keys, digests))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            newer, older = self._runs.pop(), self._runs.pop()
            self._runs.append(_merged(older, newer))


def _hashes(hexes: Sequence[str]) -> Hashes:
    return np.frombuffer(bytes.fromhex("".join([one[:16] for one in hexes])), ">u8").astype(np.uint64)


def _merged(older: tuple[Hashes, Hashes], newer: tuple[Hashes, Hashes]) -> tuple[Hashes, Hashes]:
    # np.unique keeps the first of equal keys, and the older ones stand first.
    keys, firsts = np.unique(np.concatenate((older[0], newer[0])), return_index=True)
    return keys, np.concatenate((older[1], newer[1]))[firsts]
