"""Keys of a home: what finds a field is HMAC-SHA-256, and keys that were used can be given to another process."""

import hashlib
import hmac
import pickle

import pytest

from ticketing.kit.digest import KeyedHash, keyed_hash
from ticketing.kit.fields import FieldKeys


@pytest.mark.parametrize("length", [1, 32, 64, 65, 200])
def test_the_hash_of_words_is_that_of_rfc_2104(length: int) -> None:
    key, words = bytes(range(length)), ("plate", "98A12345", "Đ")
    expected = hmac.new(key, "\0".join(words).encode(), hashlib.sha256).hexdigest()
    hash_of = KeyedHash(key)
    assert [hash_of(*words), hash_of(*words), keyed_hash(key, *words)] == [expected] * 3


def test_keys_that_were_used_go_to_another_process() -> None:
    keys = FieldKeys("k1", {"k1": bytes(32)}, b"i" * 32)
    sealed, found = keys.seal("residents|name|1", "Nguyễn Thị Mẫu"), keys.index("plate", "98A12345")
    there = pickle.loads(pickle.dumps(keys))
    assert there == keys and there.index("plate", "98A12345") == found
    assert there.open("residents|name|1", sealed) == "Nguyễn Thị Mẫu"
