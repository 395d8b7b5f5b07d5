"""The history of one case with its proof: it verifies alone, and nothing in it can be changed unseen."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MONDAY
from evidence.trees import root_over
from ticketing.evidence import merkle
from ticketing.evidence.log import append
from ticketing.evidence.proof import NoCheckpoint, export_proof, proof_of
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.evidence.verify import root_of_path
from ticketing.flow.app_context import AppContext


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1), min_size=1))))
def test_every_path_leads_to_the_root(tree: tuple[int, set[int]]) -> None:
    size, wanted = tree
    texts = [f"leaf {n}".encode() for n in range(size)]
    hashes = [merkle.leaf_hash(text) for text in texts]
    root = root_over(hashes)
    paths = merkle.paths_to(hashes, wanted)
    assert paths.keys() == wanted
    for index, path in paths.items():
        assert root_of_path(texts[index], index, size, path) == root
        other = (index + 1) % size
        if other != index:
            assert root_of_path(texts[other], index, size, path) != root


@pytest.fixture
def context_with_a_case(context: AppContext) -> AppContext:
    with context.database.writing() as session:
        for number in range(5):
            append(session, at=MONDAY, kind="note", subject=f"other {number}", actor="machine:test")
        sealed = [store_blob(context.store, b"picture", "before")]
        record_sealed(session, "case", sealed, at=MONDAY, actor="machine:test")
        append(session, at=MONDAY, kind="note", subject="other", actor="machine:test")
        append(session, at=MONDAY, kind="confirmed", subject="case", actor="officer:han")
    context.checkpoint()
    with context.database.writing() as session:
        append(session, at=MONDAY, kind="later", subject="case", actor="officer:han")
    return context


def proof(context: AppContext, subject: str = "case") -> dict[str, Any]:
    with context.database.reading() as session:
        vkey = (context.settings.keys / "log.vkey").read_text()
        return proof_of(session, subject, context.settings.checkpoints, vkey)


def unpacked(context: AppContext, folder: Path) -> Path:
    with context.database.reading() as session:
        export_proof(session, context.store, proof(context), folder / "case.zip")
    with zipfile.ZipFile(folder / "case.zip") as archive:
        archive.extractall(folder / "case")
    return folder / "case"


def verified(folder: Path) -> tuple[int, str]:
    """Exit code and words of the copied verifier, run without our package."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder / "proof.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_proof_verifies_alone_and_counts_what_no_checkpoint_covers_yet(
    context_with_a_case: AppContext, tmp_path: Path
) -> None:
    assert verified(unpacked(context_with_a_case, tmp_path)) == (
        0, "2 events, 1 checkpoints, 1 blobs, 1 uncovered\n",
    )  # fmt: skip


def test_a_history_without_a_checkpoint_has_no_proof(context: AppContext) -> None:
    with context.database.writing() as session:
        append(session, at=MONDAY, kind="note", subject="case", actor="machine:test")
    with pytest.raises(NoCheckpoint):
        proof(context)


def rewrite(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        said = json.loads((folder / "proof.json").read_text())
        change(said)
        (folder / "proof.json").write_text(json.dumps(said))

    return changed


def change_leaf(said: dict[str, Any]) -> None:
    said["events"][1]["leaf"] = said["events"][1]["leaf"].replace("confirmed", "rejected!")


def move(said: dict[str, Any]) -> None:
    said["events"][1]["seq"] += 1


def cut(said: dict[str, Any]) -> None:
    said["events"][0]["path"].pop()


def rename(said: dict[str, Any]) -> None:
    said["subject"] = "other"


def forge(said: dict[str, Any]) -> None:
    said["checkpoint"] = said["checkpoint"].replace("\n", "\n1", 1)


def change_picture(folder: Path) -> None:
    next(path for path in (folder / "blobs").rglob("*") if path.is_file()).write_bytes(b"another picture")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (rewrite(change_leaf), "event_changed"),
        (rewrite(move), "path_invalid"),
        (rewrite(cut), "path_invalid"),
        (rewrite(rename), "event_of_another"),
        (rewrite(forge), "checkpoint_invalid"),
        (change_picture, "blob_changed"),
    ],
)
def test_what_was_changed_is_named(
    context_with_a_case: AppContext, tmp_path: Path, change: Callable[[Path], None], found: str
) -> None:
    folder = unpacked(context_with_a_case, tmp_path)
    change(folder)
    code, said = verified(folder)
    assert (code, found in said) == (1, True), said
