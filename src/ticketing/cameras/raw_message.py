"""A drop as bytes in the hand, wherever they came from: what `ingest` takes."""

from dataclasses import dataclass, field

from ticketing.kit.digest import digest_of_parts

DROP = "\0drop"  # the message's part of the digest: no file can have this name
UNCLAIMED = "\0unclaimed"  # another one, so that a format which is added later takes the same bytes as new


@dataclass(frozen=True)
class RawFile:
    """A file that a drop names.

    data:    its bytes; None where they could not be taken into the hand (missing, outside the folder, far too large).
    size, sha256: of the file, where it was there.
    problem: why the drop cannot be used because of this file, as a sentence; None where its bytes are here.
    """

    name: str
    data: bytes | None
    size: int = 0
    sha256: str = ""
    problem: str | None = None


@dataclass(frozen=True)
class RawMessage:
    """A drop's name, its message (for ours the JSON) and the files that belong to it, in that order.

    suffix: what followed the name. format: of the one that reads it; None: no format claims it.
    """

    name: str
    message: bytes
    files: tuple[RawFile, ...] = field(default=())
    problem: str | None = None
    suffix: str = ".json"
    format: str | None = "drop_json"

    @property
    def digest(self) -> str:
        """One hash over the message and its files: the same drop again has the same, however it is called."""
        parts = [(DROP if self.format else UNCLAIMED, self.message)]
        parts += [(f.name, f.data if f.data is not None else f.sha256.encode()) for f in self.files]
        return digest_of_parts((name.encode("utf-8", "backslashreplace").decode(), data) for name, data in parts)

    def file(self, name: str) -> RawFile:
        """The file of that name. Raises KeyError."""
        return next(file for file in self.files if file.name == name)
