"""A drop as bytes in the hand, wherever they came from: what `ingest` takes."""

from dataclasses import dataclass, field

from ticketing.kit.digest import digest_of_parts

DROP = "\0drop"  # the JSON's part of the digest: no file can have this name


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
    """A drop's name, its JSON and the files that the JSON names, in that order."""

    name: str
    json: bytes
    files: tuple[RawFile, ...] = field(default=())
    problem: str | None = None

    @property
    def digest(self) -> str:
        """One hash over the JSON and its files: the same drop again has the same, however it is called."""
        parts = [(DROP, self.json)]
        parts += [(f.name, f.data if f.data is not None else f.sha256.encode()) for f in self.files]
        return digest_of_parts((name.encode("utf-8", "backslashreplace").decode(), data) for name, data in parts)

    def file(self, name: str) -> RawFile:
        """The file of that name. Raises KeyError."""
        return next(file for file in self.files if file.name == name)
