"""The two codes of the evidence annex.

Check code: size of the evidence log and the first 20 base32 characters of its Merkle root, so that each receiver
holds a witness of the log. Look-up code: 10 random characters (`kit.ids.new_code`), kept only as a keyed hash.
"""

import base64
import hmac
import re
from dataclasses import dataclass

from ticketing.kit.digest import keyed_hash
from ticketing.kit.ids import LOOKUP_ALPHABET

ROOT_CHARACTERS = 20
LOOKUP_LENGTH = 10


class BadCheckCode(ValueError):
    """A text that is no check code."""


@dataclass(frozen=True)
class CheckCode:
    """size: events in the log when the paper was issued. root: first 20 base32 characters of its root (100 bits)."""

    size: int
    root: str

    def __str__(self) -> str:
        """As it is printed: "1284-ABCDE-FGHIJ-KLMNO-PQRST"."""
        groups = re.findall(".{5}", self.root)
        return "-".join([str(self.size), *groups])

    def fits(self, root: bytes) -> bool:
        """Whether the log's root at `size` is the one that the paper bears witness of."""
        return hmac.compare_digest(self.root, _root_text(root))


def check_code(size: int, root: bytes) -> CheckCode:
    """The check code of a log of `size` events whose Merkle root is `root` (32 bytes).

    >>> str(check_code(1284, bytes(32)))
    '1284-AAAAA-AAAAA-AAAAA-AAAAA'
    """
    if size < 0 or len(root) != 32:
        raise BadCheckCode(
            f"A log of {size} events with a root of {len(root)} bytes has no check code: expected 32 bytes."
        )
    return CheckCode(size, _root_text(root))


def read_check_code(text: str) -> CheckCode:
    """Read a check code as a person types it; spaces, hyphens and case do not matter. Raises BadCheckCode.

    >>> read_check_code("1284 aaaaa-AAAAA aaaaaaaaaa").size
    1284
    """
    head, _, tail = re.sub(r"[-–\s]+", "-", text.strip()).upper().partition("-")
    root = tail.replace("-", "")
    if not re.fullmatch(r"[0-9]{1,12}", head) or not re.fullmatch(rf"[A-Z2-7]{{{ROOT_CHARACTERS}}}", root):
        raise BadCheckCode(
            "That is no check code: expected a number, a hyphen, then 20 letters A-Z or digits 2-7. "
            "Type it again from the annex sheet."
        )
    return CheckCode(int(head), root)


def read_lookup_code(text: str) -> str | None:
    """A look-up code as it was given out, whatever case and spaces it was typed with; None if it cannot be one.

    >>> read_lookup_code("abcde fghjk"), read_lookup_code("0O1IL")
    ('ABCDEFGHJK', None)
    """
    code = re.sub(r"[-–\s]+", "", text).upper()
    if len(code) != LOOKUP_LENGTH or set(code) - set(LOOKUP_ALPHABET):
        return None
    return code


def printed_lookup_code(code: str) -> str:
    """A look-up code in two groups of five, as the annex prints it.

    >>> printed_lookup_code("ABCDEFGHJK")
    'ABCDE-FGHJK'
    """
    return f"{code[:5]}-{code[5:]}"


def lookup_hash(key: bytes, notice_no: str, code: str) -> str:
    """What the table keeps of a look-up code: a keyed hash bound to the notice; a copy of the table opens no case."""
    return keyed_hash(key, "lookup", notice_no, code)


def _root_text(root: bytes) -> str:
    return base64.b32encode(root).decode()[:ROOT_CHARACTERS]
