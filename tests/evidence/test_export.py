"""What an outsider gets verifies with nothing of ours, and shows what was changed afterwards."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import MONDAY
from ticketing.cli.main import app
from ticketing.evidence.export import ExportRefused, export_history
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.flow.app_context import AppContext

REPEATED = ("seq", "at", "kind", "subject", "actor", "province")


def fill(context: AppContext) -> None:
    with context.database.writing() as session:
        sealed = [store_blob(context.store, b"picture", "before")]
        record_sealed(session, "drop", sealed, at=MONDAY, actor="machine:test")
    context.checkpoint()


def export(context: AppContext, folder: Path) -> int:
    keys = context.settings.keys
    return export_history(context.database, context.store, context.settings.checkpoints, keys / "log.vkey", folder)


def verified(folder: Path) -> tuple[int, str]:
    """Exit code and words of the copied verifier, run without our package."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(folder)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_an_export_verifies_alone(context_on_both: AppContext, tmp_path: Path) -> None:
    fill(context_on_both)
    count = export(context_on_both, tmp_path / "out")
    code, words = verified(tmp_path / "out")
    assert (code, words) == (0, f"{count} events, 1 checkpoints, 1 blobs, 0 uncovered\n")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_a_changed_export_does_not_verify(context: AppContext, tmp_path: Path) -> None:
    fill(context)
    export(context, tmp_path / "out")
    events = tmp_path / "out" / "events.jsonl"
    rows = [json.loads(line) for line in events.read_text().splitlines()]
    assert {name for row in rows for name in row} >= {*REPEATED, "leaf", "leaf_hash", "log_id"}
    events.write_text("".join(json.dumps(row | {"actor": "nobody"}) + "\n" for row in rows))
    code, words = verified(tmp_path / "out")
    assert code == 1 and "Column actor of event 1 differs" in words


def test_an_export_goes_into_a_new_folder_only(context: AppContext, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("")
    for folder in (tmp_path, tmp_path / "old"):
        with pytest.raises(ExportRefused, match="no empty folder"):
            export(context, folder)


def test_the_command_writes_down_who_exported_what_for(context: AppContext, tmp_path: Path) -> None:
    fill(context)
    environment = {"TICKETING_HOME": str(context.settings.home)}
    words = ["evidence", "export", str(tmp_path / "out"), "--purpose", "inspection"]
    done = CliRunner().invoke(app, words, env=environment)
    assert done.exit_code == 0, done.output
    assert verified(tmp_path / "out")[0] == 0
    last = (tmp_path / "out" / "events.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["kind"] == "evidence_exported" and "inspection" in last
