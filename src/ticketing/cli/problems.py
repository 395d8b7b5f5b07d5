"""What a command says of what it was given: one sentence on stderr and an exit code, never a traceback."""

import errno
import re
from datetime import date
from pathlib import Path

import typer

from ticketing.cli.lines import plain

PROBLEM, WRONG_USE = 1, 2  # it found a problem; wrong use, or the law has no such thing
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Known by name: importing where they are defined would slow every command's help.
NO_HOME, NO_DATABASE, BAD_LOG = "NoHome", "DBAPIError", "CheckpointDiffers"
INCOMPLETE, BAD_KIND, BAD_REPORT = "IncompleteEntry", "IncompleteKind", "IncompleteReport"


def refuse(sentence: object) -> typer.Exit:
    """Say what is wrong with what was asked; the caller raises what is returned."""
    return _ends(sentence, WRONG_USE)


def failed(sentence: object) -> typer.Exit:
    """Say what the command found wrong; the caller raises what is returned."""
    return _ends(sentence, PROBLEM)


def _ends(sentence: object, code: int) -> typer.Exit:
    for line in str(sentence).splitlines():
        typer.echo(plain(line), err=True)
    return typer.Exit(code)


def bytes_of(path: Path, wanted: str) -> bytes:
    """The bytes of a file that was named on the command line. wanted: what to give instead, like "a PDF"."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise refuse(f"'{path}' cannot be read ({problem.strerror}): give {wanted}.") from None


def text_of(path: Path, wanted: str) -> str:
    """The text of a UTF-8 file that was named on the command line."""
    try:
        return bytes_of(path, wanted).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise refuse(f"'{path}' is not UTF-8 (byte {problem.start + 1}): save it as UTF-8 and give it again.") from None


def write(path: Path, data: bytes) -> None:
    """Write a file that was named on the command line."""
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise refuse(
            f"'{path}' cannot be written ({problem.strerror}): name a file in a folder that is there."
        ) from None


def read_day(text: str) -> date:
    """A day as an option names it: one form alone, so that nobody reads another day than was meant."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:  # 2026-02-30
        pass
    raise typer.BadParameter(f"'{text}' is no day: write it like 2026-11-24.")


def in_a_sentence(problem: Exception) -> str | None:
    """What a person can mend, as a sentence: no home, no database, a changed log, a kind of paper that lacks something,
    a file. None for a fault of ours.
    """
    names = {kind.__name__ for kind in type(problem).__mro__}
    if names & {NO_HOME, BAD_LOG, INCOMPLETE, BAD_KIND, BAD_REPORT}:
        return str(problem)
    if NO_DATABASE in names:
        own_words = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        return f"The database did not do it: {own_words}. Run `ticketing doctor`, then the same command again."
    if isinstance(problem, OSError) and problem.errno != errno.EPIPE:  # a reader that closed the pipe is no problem
        named = f"'{problem.filename}': " if problem.filename else ""
        return f"{named}{problem.strerror or problem}. Mend it, then run the same command again."
    return None
