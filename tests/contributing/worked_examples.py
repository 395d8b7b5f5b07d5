"""The worked examples of docs/contributing, each replayed in a copy of the checkout; the files touched are counted.

An example is the section of one heading. Its files stand in fenced blocks that name them:

    ```python title="src/ticketing/cameras/formats/acme.py"

A block with `append` after the title is added to the end of a file that is there already.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r'^```\w+ title="(?P<path>[^"]+)"(?P<append> append)?\n(?P<text>.*?)^```$', re.M | re.S)
COPIED = ("src", "templates", "migrations", "tests", "pyproject.toml")
LINKED = ("sample_media", "docs", "benchmarks")


@dataclass(frozen=True)
class Example:
    """The files of one section by path: (text, whether it is appended)."""

    files: Mapping[str, tuple[str, bool]]

    @property
    def shipped(self) -> list[str]:
        """Paths of what the product needs; tests apart."""
        return sorted(path for path in self.files if not path.startswith("tests/"))


def example(heading: str, page: Path) -> Example:
    """The worked example under `## heading` of `page`. Raises LookupError where there is none."""
    for section in re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        if section.partition("\n")[0].strip() == heading:
            found = {one["path"]: (one["text"], bool(one["append"])) for one in _BLOCK.finditer(section)}
            return Example(found)
    raise LookupError(f"{page.name} has no section '{heading}'.")


@dataclass(frozen=True)
class Copy:
    """A copy of the checkout in which somebody adds something."""

    folder: Path

    def add(self, added: Example, *, without: str = "") -> None:
        """Write the example's files; `without`: leave the lines that match this expression out."""
        for path, (text, append) in added.files.items():
            if without:
                text = re.sub(without, "", text)
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text((file.read_text("utf-8") if append else "") + text, "utf-8")

    def run(self, *argv: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy; `argv` after the interpreter."""
        temporary = (
            self.folder / "temporary"
        )  # pytest closes its root to others, and PostgreSQL of our tests lies in it
        temporary.mkdir(exist_ok=True)
        environment = os.environ | {
            "PYTHONPATH": f"{self.folder / 'src'}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DEBUG_TEMPROOT": str(temporary),
        }
        if home is not None:
            environment["TICKETING_HOME"] = str(home)
        return subprocess.run(
            [sys.executable, *argv], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300
        )

    def changed(self) -> list[str]:
        """Paths of what differs from the checkout, of the folders that were copied."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for name in COPIED
            for path in _files(self.folder / name)
            if not (there := ROOT / path.relative_to(self.folder)).exists() or there.read_bytes() != path.read_bytes()
        )


def copy_of_checkout(folder: Path) -> Copy:
    """A copy of what runs; pictures and docs are links to ours."""
    for name in COPIED:
        there = ROOT / name
        if there.is_dir():
            shutil.copytree(there, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(there, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    return Copy(folder)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from (one for one in path.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
