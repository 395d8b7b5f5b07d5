"""What a form in which cameras send must offer, and which of them reads a file: one module of `formats` a form."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from ticketing.cameras.observation import Drop
from ticketing.cameras.raw_message import RawMessage
from ticketing.kit.first_look import encoding_of, first_line
from ticketing.kit.registry import Entry, NotOne, Score, best_of, discover

HEAD_BYTES = 65_536


class BadDrop(ValueError):
    """A message is no drop. Carries what could be read of it all the same."""

    def __init__(self, sentence: str, event_id: str | None = None, camera: str | None = None) -> None:
        """`event_id`, `camera`: where the message named them in the right form."""
        super().__init__(sentence)
        self.event_id = event_id
        self.camera = camera


class Unclaimed(ValueError):
    """No format, or no single one, claims a file; the text says what was looked at and what to do."""


@dataclass(frozen=True)
class FirstLook:
    """A file as it lies in its folder.

    head:   its first HEAD_BYTES, empty where it cannot be opened.
    beside: names of the files in the same folder, itself included: some makers tie pictures to a message by name.
    """

    name: str
    head: bytes
    beside: frozenset[str] = frozenset()


class CameraFormat(Entry, Protocol):
    """A form in which cameras send: one module of `formats`, which ends with FORMAT.

    name: short, stands in refusals. words: what its deliveries look like.
    """

    def score(self, look: FirstLook) -> Score:
        """How sure the format is that this file is a message of its own: not a picture that belongs to one."""
        ...

    def files(self, message: bytes, look: FirstLook) -> tuple[str, ...]:
        """Names of the files that belong to the message, as kindly as possible: a bad drop is kept with its files."""
        ...

    def read(self, raw: RawMessage) -> Drop:
        """What the camera says. Raises BadDrop with a sentence."""
        ...

    def sample(self) -> RawMessage:
        """A recorded delivery, without its pictures' bytes, which this format alone claims and reads."""
        ...


@cache
def camera_formats() -> tuple[CameraFormat, ...]:
    """All formats, by name. Raises IncompleteEntry."""
    from ticketing.cameras import formats

    return discover(formats, CameraFormat)  # type: ignore[type-abstract]


def format_named(name: str) -> CameraFormat:
    """The format of that name. Raises LookupError."""
    for one in camera_formats():
        if one.name == name:
            return one
    raise LookupError(f"There is no camera format '{name}'.")


def claim(look: FirstLook) -> CameraFormat:
    """The format whose message this file is. Raises Unclaimed."""
    try:
        return best_of(camera_formats(), lambda entry: entry.score(look))
    except NotOne as problem:
        raise Unclaimed(_refusal(look, problem)) from None


def _refusal(look: FirstLook, problem: "NotOne[CameraFormat]") -> str:
    shown = ascii(look.name)[1:-1][:80]
    if problem.tied:
        names = ", ".join(entry.name for entry in problem.tied)
        return f"{shown} may be a message of {names}, all equally sure: one of these formats must look more closely."
    seen = f"{encoding_of(look.head)}, beginning with '{first_line(look.head)}'"
    return (
        f"{shown} belongs to no delivery. It seems to be {seen}. Formats that looked at it: {problem}. "
        "Where a camera sends it so, a format is to be added; then ingest the folder again."
    )
