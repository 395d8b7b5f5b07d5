"""Which passwords are refused: too short, built on a name, guessed early, or published in a breach.

Length decides, not kinds of characters (ASVS 5.0, 6.2). How early a password is guessed says zxcvbn, the only library
asked for it here: it brings lists of common passwords, words and names, and knows keys in a row, years, repetitions and
signs put for letters. What is tried first in this country stands in data/first_guesses.txt. Breaches stand in a file
that the home may name: a line "SHA-1:count" a password, in the order of the hashes; it is searched, never loaded.
"""

import os
import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha1
from itertools import pairwise
from pathlib import Path

from ticketing.addresses.syllables import without_marks

SHORTEST, LONGEST = 12, 200
LEAST_GUESSES = 10**8  # at 150 ms each, half a year of one core
EXAMINED = 32  # zxcvbn takes seconds for some long texts, and nothing that begins so is guessed early
FIRST_GUESSES = Path(__file__).parent / "data" / "first_guesses.txt"
_RUNS = tuple(row * 3 for row in ("1234567890", "qwertyuiop", "asdfghjkl", "abcdefghijklmnopqrstuvwxyz"))
_HASH_DIGITS = 40
_SPACE, _SIGNS = re.compile(r"\s+"), re.compile(r"\W+")


class BreachesUnreadable(OSError):
    """The file of breached passwords is not there, or is no such file."""


def complaint(password: str, *, names: Iterable[str] = (), breaches: Path | None = None) -> str | None:
    """Why a password is refused; None: it may be used. `names`: of its person and of the agency.

    >>> complaint("matkhau"), complaint("con ngựa phi nước đại")
    ('The password has 7 characters: at least 12.', None)
    """
    names = [name for name in names if name]
    if len(password) < SHORTEST:
        return f"The password has {len(password)} characters: at least {SHORTEST}."
    if len(password) > LONGEST:
        return f"The password has {len(password)} characters: at most {LONGEST}."
    if len(set(password)) < 6:
        return "The password repeats a few characters: use at least six different ones."
    lowered = password.casefold()
    if any(len(name) >= 4 and name.casefold() in lowered and len(password) - len(name) < 8 for name in names):
        return "The password is built on your name or the agency's: choose another one."
    if any(lowered in run or lowered in run[::-1] for run in _RUNS):
        return "The password is a row of neighbouring keys: choose another one."
    if _guesses(password, names) < LEAST_GUESSES:
        return (
            "The password is common, or built on a common one or on a name, and is guessed early: choose another one."
        )
    try:
        breached = breaches is not None and is_breached(password, breaches)
    except BreachesUnreadable:
        return "The list of breached passwords cannot be read, so no password can be set: tell the administrator."
    if breached:
        return "The password was published after a breach of some other system: choose another one."
    return None


def _guesses(password: str, names: Iterable[str]) -> int:
    """How many guesses it takes, as it is written, and without signs and spaces of Vietnamese."""
    from zxcvbn import zxcvbn

    words = [*_parts(names), *_first_guesses()]  # the order says what is guessed first
    forms = {password[:EXAMINED], _plain(password)[:EXAMINED]}
    return min(int(zxcvbn(form, user_inputs=words)["guesses"]) for form in forms if form)


@cache
def _first_guesses() -> tuple[str, ...]:
    lines = FIRST_GUESSES.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _parts(names: Iterable[str]) -> list[str]:
    """Each name as one word, its words, and two of them that stand together: "ngọc ánh" of a longer name."""
    parts = list[str]()
    for name in names:
        words = [word for word in _SIGNS.split(without_marks(name.lower())) if word]
        parts += [_plain(name), *words, *(one + other for one, other in pairwise(words))]
    return [part for part in parts if len(part) >= 3]


def _plain(text: str) -> str:
    return _SPACE.sub("", without_marks(text.lower()))


def is_breached(password: str, breaches: Path) -> bool:
    """Whether a file of breaches lists the password. Raises BreachesUnreadable."""
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with breaches.open("rb") as file:
            low, high = 0, file.seek(0, os.SEEK_END)
            while low < high:
                middle = (low + high) // 2
                found = _hash_from(file, middle)
                low, high = (middle + 1, high) if found and found < wanted else (low, middle)
            return _hash_from(file, low) == wanted
    except OSError as problem:
        raise BreachesUnreadable(str(problem)) from None


def _hash_from(file, place: int) -> bytes:  # type: ignore[no-untyped-def]
    """The hash of the first line that begins at `place` or after it; nothing at the end."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    line: bytes = file.readline(_HASH_DIGITS + 40)
    if not line:
        return b""
    found, colon, _ = line.partition(b":")
    if not colon or len(found) != _HASH_DIGITS or found.strip(b"0123456789ABCDEFabcdef"):
        raise BreachesUnreadable("a line is no SHA-1 and count")
    return found.upper()
