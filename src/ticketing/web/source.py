"""The source code of the running version, as one archive: whoever uses it over a net may have it (AGPL-3.0 § 13)."""

import gzip
import io
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ticketing.kit.shipped import PACKAGE

CHECKOUT = PACKAGE.parents[1]
BESIDE = ("migrations", "templates", "tests", "training", "benchmarks", "docs", "scripts", ".ci")
FILES = (
    "pyproject.toml", "README.md", "LICENSE", "Makefile", "requirements.in", "requirements.lock",
    "requirements-overrides.txt",
)  # fmt: skip
LEFT_OUT = {"__pycache__", "work", ".pytest_cache", "node_modules"}
LARGEST = 4 * 1024 * 1024  # weights and pictures come with the release, not with its source


@cache
def source_archive() -> bytes:
    """A .tar.gz with the same bytes each time."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in _files():
            entry = tarfile.TarInfo(f"ticketing/{name}")
            entry.size, entry.mode = path.stat().st_size, 0o644
            with path.open("rb") as file:
                archive.addfile(entry, file)
    return gzip.compress(raw.getvalue(), mtime=0)


def _files() -> Iterator[tuple[str, Path]]:
    yield from (("src/ticketing/" + name, path) for name, path in _below(PACKAGE))
    if not (CHECKOUT / "pyproject.toml").exists():
        return
    for folder in BESIDE:
        yield from ((f"{folder}/{name}", path) for name, path in _below(CHECKOUT / folder))
    yield from ((name, CHECKOUT / name) for name in FILES if (CHECKOUT / name).is_file())


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or LEFT_OUT & set(inside.parts) or path.stat().st_size > LARGEST:
            continue
        yield inside.as_posix(), path
